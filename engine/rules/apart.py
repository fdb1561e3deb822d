"""Separation of duties: whom a gate's pairs of parties, and limits over gates, keep out of a seat.

All of it is judged on the whole history of the project, and on the directory as it is.
"""

from collections.abc import Sequence

from engine.methodology.gate_tables import Gate, Party, Seat
from engine.rules.bonds import Exclusion, delegators, granters, past_limit, unbound
from engine.rules.departments import shares_department
from engine.rules.panel import ABSTAIN, RECUSE
from engine.rules.project import Project
from engine.rules.seats import lendable, may_sit
from engine.rules.world import World, has_held, holds_any, holds_role, started, visit_at


def excluded(
    world: World, name: str, seat: Seat, person: str, requester: str | None = None
) -> Exclusion | None:
    """Return why `person` can't sit in `seat` of gate `name`, or None.

    `requester` is someone about to request a round, beside those who did.
    """
    tables, _ = started(world)
    gate = tables["gates"][name]
    for index, (first, second) in enumerate(gate["apart"]):
        if _covers(first, seat) and _belongs(world, name, second, seat, person, requester):
            return Exclusion(_words(second), f"{gate['at']}.apart[{index}]")
    for index, (first, _) in enumerate(gate.get("same", ())):
        if _covers(first, seat) and (loose := unbound(world, gate, index, person)):
            return loose
    limited = None if seat["advisory"] else past_limit(world, name, person)
    return limited or dependence(world, seat, person)


def dependence(world: World, seat: Seat, person: str) -> Exclusion | None:
    """Return by which role `person` isn't independent as `seat` asks, or None."""
    for role in seat.get("independent_of", ()):
        if has_held(world, person, role):
            now = holds_role(world, person, role)
            words = (
                f"{'holds' if now else 'has held'} {role}, and {seat['id']} is independent of it"
            )
            return Exclusion(words, f"{seat['at']}.independent_of")
    return None


def may_not_request(world: World, name: str, person: str) -> Exclusion | None:
    """Return why `person` can't request gate `name` for reasons of separation, or None."""
    tables, project = started(world)
    gate = tables["gates"][name]
    for waiver in project.waivers:
        if (
            waiver.by == person
            and waiver.due > world.at
            and is_current(world, gate, waiver.gate, waiver.visit, name)
        ):
            return Exclusion(f"gave the waiver of {waiver.item}", f"{gate['at']}.waived_by")
    for index, (first, second) in enumerate(gate["apart"]):
        pair = (first["kind"], second["kind"])
        if pair == ("requester", "authors") and person in authors(project, gate):
            return Exclusion(_words(second), f"{gate['at']}.apart[{index}]")
    return None


def may_not_author(world: World, deliverable: str, people: Sequence[str]) -> Exclusion | None:
    """Return why a version of `deliverable` can't be by `people`, or None.

    Where a gate keeps its requesters and the authors of its evidence apart, who requested a round
    of it doesn't become an author afterwards.
    """
    tables, project = started(world)
    for name in tables["order"]["gates"]:
        gate = tables["gates"][name]
        if deliverable not in gate["evidence"]:
            continue
        asked = requesters(project, name).intersection(people)
        for index, (first, second) in enumerate(gate["apart"]):
            if asked and (first["kind"], second["kind"]) == ("requester", "authors"):
                words = f"{min(asked)} requested a round of {name}"
                return Exclusion(words, f"{gate['at']}.apart[{index}]")
    return None


def may_not_be_named(world: World, deliverable: str, people: Sequence[str]) -> Exclusion | None:
    """Return why one of `people` can't be named as author by somebody else, or None.

    Nobody loses a vote, or the right to accept, by what another says of them. They can hand it in
    themselves, or recuse themselves.
    """
    tables, _ = started(world)
    declared = tables["deliverables"][deliverable]
    for person in people:
        if holds_any(world, person, declared["accepted_by"]):
            return Exclusion(f"{person} may have to accept it", declared["at"])
        for name in tables["order"]["gates"]:
            gate = tables["gates"][name]
            if deliverable in gate["evidence"] and (at := _bound(world, gate, person)):
                return Exclusion(f"{person} sits in the panel of {name}", at)
    return None


def _bound(world: World, gate: Gate, person: str) -> str | None:
    """The address of a pair that would keep `person` out of a seat as an author, or None."""
    for index, (first, second) in enumerate(gate["apart"]):
        if second["kind"] == "authors" and any(
            _covers(first, seat) and may_sit(world, seat, person) for seat in gate["panel"]
        ):
            return f"{gate['at']}.apart[{index}]"
    return None


def is_current(world: World, gate: Gate, of_gate: str, visit: int, name: str) -> bool:
    """Whether `visit` of `of_gate` is the present visit of gate `name`'s stage."""
    _, project = started(world)
    return of_gate == name and visit == visit_at(gate, project.visits)


def requesters(project: Project, name: str) -> set[str]:
    """Everyone who requested a round of gate `name`."""
    return {one.requester for one in project.rounds_of(name)}


def authors(project: Project, gate: Gate) -> set[str]:
    """The authors of every version of the gate's evidence."""
    return {
        author
        for deliverable in gate["evidence"]
        for version in project.versions.get(deliverable, ())
        for author in version.authors
    }


def voters(world: World, name: str) -> set[str]:
    """Voters and principals of every vote that named a decision in a voting seat of gate `name`."""
    tables, project = started(world)
    advisory = {seat["id"] for seat in tables["gates"][name]["panel"] if seat["advisory"]}
    return {
        person
        for one in project.rounds_of(name)
        for ballot in one.all_ballots()
        if ballot.vote["choice"] not in (ABSTAIN, RECUSE) and ballot.vote["seat"] not in advisory
        for person in (ballot.vote["voter"], ballot.vote["principal"])
    }


def _covers(party: Party, seat: Seat) -> bool:
    if party["kind"] == "panel":
        return not seat["advisory"]
    return party["kind"] == "seat" and party["name"] == seat["id"]


def _belongs(
    world: World, name: str, party: Party, seat: Seat, person: str, requester: str | None
) -> bool:
    tables, project = started(world)
    gate = tables["gates"][name]
    kind = party["kind"]
    asked = requesters(project, name) | ({requester} if requester else set())
    if kind == "requester":
        return person in asked
    if kind == "authors":
        return person in authors(project, gate)
    if kind == "voters":
        assert party["name"]
        return person in voters(world, party["name"])
    if kind == "appointees":
        return _only_appointed_by(world, seat, person, asked)
    if kind == "granters":
        return person in granters(world, gate["requested_by"], asked)
    if kind == "delegators":
        return person in delegators(world, asked)
    if kind == "department":
        whose = asked if party["name"] == "requester" else authors(project, gate)
        return shares_department(world, person, whose)
    others = [one for one in gate["panel"] if one["id"] != seat["id"] and _covers(party, one)]
    return any(may_sit(world, one, person) for one in others)


def _only_appointed_by(world: World, seat: Seat, person: str, asked: set[str]) -> bool:
    """Whether only people of `asked` granted the seat's role, or named `person` for the seat."""
    project = started(world)[1]
    granters = {
        held[person]
        for name, scope in lendable(world, seat)
        if person in (held := world.directory.holders(name, scope))
    }
    granters |= {
        project.set_by[field]
        for field in seat.get("people", ())
        if project.fields.get(field) == person
    }
    return bool(granters) and granters <= asked


def _words(party: Party) -> str:
    if party["kind"] == "department":
        whose = "a requester" if party["name"] == "requester" else "an author"
        return f"shares the department of {whose}, or is of none that is on record"
    return {
        "panel": "holds the role of another voting seat",
        "seat": f"holds the role of the seat {party['name']}",
        "requester": "requested a round of this gate",
        "authors": "is an author of its evidence",
        "voters": f"voted at {party['name']}",
        "appointees": "holds the role by a grant of the requester",
        "granters": "granted the requester the role to ask for it",
        "delegators": "has lent the requester a vote",
    }[party["kind"]]
