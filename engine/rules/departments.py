"""Departments: to whom somebody belongs, where a gate keeps a department out of its panel.

Who sits must be known to be of another department, so whoever is of none is kept out. Who asks, and
who writes evidence, must be of some: else it could not be told whom they keep out.
"""

from collections.abc import Collection, Sequence
from typing import NoReturn

from engine.methodology.gate_tables import Gate, Party, Seat
from engine.rules.acts import deny
from engine.rules.seats import may_sit
from engine.rules.world import World, started


def department_of(world: World, person: str) -> str | None:
    """The department of `person`, or None where none is on record."""
    known = world.directory.people.get(person)
    return known.department if known else None


def shares_department(world: World, person: str, others: Collection[str]) -> bool:
    """Whether `person` is of the department of one of `others`, or of none that is on record."""
    if not others:
        return False
    mine = department_of(world, person)
    return mine is None or mine in {department_of(world, one) for one in others}


def require_department(world: World, name: str, whose: str, people: Collection[str]) -> None:
    """Say no when gate `name` keeps the department of `whose` out and one of `people` has none."""
    gate = started(world)[0]["gates"][name]
    for at, _, second in _pairs(gate):
        for person in sorted(people):
            if second["name"] == whose and department_of(world, person) is None:
                _none(world, name, person, at)


def require_authors_of_departments(
    world: World, deliverable: str, actor: str, people: Sequence[str]
) -> None:
    """Say no when `people` can't be told apart from the panels that judge `deliverable`.

    Nor may somebody else's name keep a whole department out: only who is of it can do that.
    """
    tables, _ = started(world)
    for name in tables["order"]["gates"]:
        gate = tables["gates"][name]
        if deliverable in gate["evidence"]:
            require_department(world, name, "authors", people)
            for person in people:
                _spare_others(world, name, gate, actor, person)


def _spare_others(world: World, name: str, gate: Gate, actor: str, author: str) -> None:
    mine, theirs = department_of(world, actor), department_of(world, author)
    if mine == theirs:
        return
    for at, first, second in _pairs(gate):
        for seat in gate["panel"]:
            if second["name"] == "authors" and _covers(first, seat):
                _spare(world, name, seat, author, at)


def _spare(world: World, name: str, seat: Seat, author: str, at: str) -> None:
    theirs = department_of(world, author)
    for person in sorted(world.directory.people):
        if department_of(world, person) == theirs and may_sit(world, seat, person):
            words = f"{author} is of {theirs}, and being named would keep {person} out of {name}"
            deny(world, "apart", f"{words}: it is theirs to hand it in", at)


def _pairs(gate: Gate) -> list[tuple[str, Party, Party]]:
    """The pairs that keep a department out, with their addresses."""
    return [
        (f"{gate['at']}.apart[{index}]", first, second)
        for index, (first, second) in enumerate(gate["apart"])
        if second["kind"] == "department"
    ]


def _covers(party: Party, seat: Seat) -> bool:
    if party["kind"] == "panel":
        return not seat["advisory"]
    return party["name"] == seat["id"]


def _none(world: World, name: str, person: str, at: str) -> NoReturn:
    words = f"nobody has said of which department {person} is, and {name} keeps it out of its panel"
    deny(world, "department.none", words, at)
