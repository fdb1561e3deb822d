"""Who sits in a seat, asked in one place: by its role, by a role that data chooses, or by name.

Who a seat by data seats follows from fields that are part of the dossier; while a round is open
they can't be set to values that would seat others (`panel.would_change`), so what was true at the
opening stays true. Nothing here knows of separation of duties: see `engine.rules.apart`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from engine.canonical import Json
from engine.methodology.gate_tables import Gate, Seat
from engine.rules.world import World, grants_of, holders, holds_role, judge, started


def role_of(world: World, seat: Seat, fields: Mapping[str, Json] | None = None) -> str | None:
    """The methodology's role whose holders sit in `seat`; None where fields name the people.

    Judged on the project's fields, or on `fields`.
    """
    chosen = seat.get("by")
    if chosen is None:
        return seat["role"]
    values = started(world)[1].fields if fields is None else fields
    return chosen["of"][cast("str", values[chosen["field"]])]


def named(world: World, seat: Seat, fields: Mapping[str, Json] | None = None) -> list[str]:
    """The people whom the fields of `seat` name, in the order of the fields; nobody by a role."""
    values = started(world)[1].fields if fields is None else fields
    found = [cast("str", values[name]) for name in seat.get("people", ()) if name in values]
    return list(dict.fromkeys(found))


def may_sit(world: World, seat: Seat, person: str) -> bool:
    """Whether `person` is one of those whom `seat` is for."""
    role = role_of(world, seat)
    if role is not None:
        return holds_role(world, person, role)
    return person in named(world, seat) and world.directory.active(person)


def candidates(world: World, seat: Seat) -> list[str]:
    """Everyone whom `seat` is for, sorted; some may be excluded."""
    role = role_of(world, seat)
    if role is not None:
        return holders(world, role)
    return sorted(one for one in named(world, seat) if world.directory.active(one))


def lendable(world: World, seat: Seat) -> Iterator[tuple[str, str]]:
    """The grants whose vote counts in `seat` when lent, as (name, scope).

    A vote that rests on no role can't be lent.
    """
    role = role_of(world, seat)
    return iter(()) if role is None else grants_of(world, role)


def sits(world: World, seat: Seat) -> bool:
    """Whether a seat is active: it has no guard, or its guard isn't plainly false.

    A guard that can't be evaluated never leaves a seat out; no round is opened then.
    """
    if seat["when"] is None:
        return True
    outcome = judge(world, seat["when"])
    return outcome.ok or outcome.error is not None


def weights_of(
    world: World, gate: Gate, seats: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, int]]:
    """What the votes of the electors weigh now, by seat, in the seats that have weights.

    A vote weighs the most that a role of its elector gives it, and 1 without any.
    """
    return {
        seat["id"]: {
            person: max(
                (weight for role, weight in weights.items() if holds_role(world, person, role)),
                default=1,
            )
            for person in seats[seat["id"]]
        }
        for seat in gate["panel"]
        if seat["id"] in seats and (weights := seat.get("weight"))
    }


def seats_others(world: World, seat: Seat, fields: Mapping[str, Json]) -> bool:
    """Whether the values of `fields` seat others in `seat` than the project's do now."""
    if "by" in seat:
        return role_of(world, seat, fields) != role_of(world, seat)
    return "people" in seat and named(world, seat, fields) != named(world, seat)


def words_for(seat: Seat) -> str:
    """Who sits in `seat`, as its file says it, in one phrase."""
    chosen = seat.get("by")
    if chosen:
        pairs = [f"{role} for {value}" for value, role in chosen["of"].items()]
        return f"by {chosen['field']}: {', '.join(pairs)}"
    return seat["role"] or f"whom {' and '.join(seat.get('people', ()))} names"
