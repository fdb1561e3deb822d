"""Deadlines of rounds: when they are, when they are near, and who is told."""

from collections.abc import Iterator

from engine import calendar
from engine.methodology.gate_tables import Deadline
from engine.rules import events as ev
from engine.rules.round import Round
from engine.rules.world import World, holders_of_any, started


def due_of(world: World, deadline: Deadline | None) -> str | None:
    """The instant by which a round that opens now must be decided, or None."""
    return calendar.due(world.calendar, world.at, deadline["within"]) if deadline else None


def warning_of(world: World, deadline: Deadline | None) -> str | None:
    """The instant at which it is told that the deadline is near; None where it comes too late."""
    if deadline is None or "warn" not in deadline:
        return None
    warn = calendar.due(world.calendar, world.at, deadline["warn"])
    due = due_of(world, deadline)
    return warn if due and warn < due else None


def warn(world: World) -> Iterator[ev.Event]:
    """Yield that the deadline of the open round is near."""
    current = started(world)[1].open_round
    assert current
    assert current.due
    yield {
        "type": "DeadlineNear",
        "round": current.number,
        "due": current.due,
        "waiting": waiting(world, current),
        "told": _told(world, current),
    }


def passed(world: World) -> Iterator[ev.Event]:
    """Yield that the deadline of the open round has come, where somebody is told of it."""
    current = started(world)[1].open_round
    assert current
    deadline = started(world)[0]["gates"][current.gate]["deadline"]
    if deadline and "tell" in deadline:
        yield {
            "type": "DeadlinePassed",
            "round": current.number,
            "waiting": waiting(world, current),
            "told": _told(world, current),
        }


def waiting(world: World, current: Round) -> list[str]:
    """Who sits in a voting seat of the round and has no effective vote, sorted."""
    gate = started(world)[0]["gates"][current.gate]
    voting = [seat["id"] for seat in gate["panel"] if not seat["advisory"]]
    electors = {person for seat in voting for person in current.seats.get(seat, ())}
    return sorted(electors - current.ballots.keys())


def _told(world: World, current: Round) -> list[str]:
    deadline = started(world)[0]["gates"][current.gate]["deadline"]
    return holders_of_any(world, deadline.get("tell", ()) if deadline else ())
