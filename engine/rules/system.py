"""What the engine does by itself: following directory and calendar, and firing timers.

`next_step` says which system command is due in a world, if any. The engine writes one entry for
each until nothing is due, before a person's command is judged; a verifier asks the same function
and refuses an entry that lies past a step that was not taken.
"""

from collections.abc import Iterator
from typing import NamedTuple

from engine.canonical import Json
from engine.names import SYSTEM
from engine.rules import deadlines, events as ev
from engine.rules.apart import dependence
from engine.rules.conclude import conclude, concludes
from engine.rules.directory import Meta
from engine.rules.project_state import Condition
from engine.rules.round import Round
from engine.rules.seats import may_sit
from engine.rules.settle import (
    expire,
    follow,
    removal_events,
    take_effect,
    void_round,
    voided,
)
from engine.rules.world import World, started


class Step(NamedTuple):
    """A system command that is due: its type and arguments."""

    type: str
    args: dict[str, Json]


class Timer(NamedTuple):
    """A timer of a project: fires when its instant has come. Timers sort by (due, id)."""

    due: str
    id: str


def next_step(world: World) -> Step | None:
    """The system command that is due in `world`, or None."""
    if world.project is None or world.project.standing == "closed":
        return None
    if concludes(world.tables) and any(follow_calendar(world)):
        return Step("FollowCalendar", {})
    if any(_departures(world)) or _bound(world):
        return Step("FollowDirectory", {})
    due = [timer for timer in timers(world) if timer.due <= world.at]
    if due:
        first = min(due)
        return Step("FireTimer", {"timer": first.id, "due": first.due})
    return None


def moment(world: World) -> str:
    """The instant for which a system command judges calls: of the next timer that is due, or now.

    So a call comes before what is due later, and not before what was due earlier, however late
    both are written.
    """
    return min([world.at, *(timer.due for timer in timers(world))])


def timers(world: World) -> Iterator[Timer]:
    """Every timer the project has, whether due or not; a closed project has none."""
    _, project = started(world)
    if project.standing == "closed":
        return
    current = project.open_round
    if current and current.due:
        yield Timer(current.due, f"round/{current.number}")
    if current and current.warn:
        yield Timer(current.warn, f"warning/{current.number}")
    for condition in project.conditions.values():
        if condition.state == "open":
            yield Timer(condition.due, f"condition/{condition.number}")
    hold = project.hold
    if hold and hold.review and not hold.announced:
        yield Timer(hold.review, f"hold/{hold.number}")
    for one in project.overrides.values():
        if one.unreviewed and one.due and not one.announced:
            yield Timer(one.due, f"override/{one.number}")


def follow_calendar(world: World) -> Iterator[ev.Event]:
    """Yield what a new day, or other holidays, bring about by themselves."""
    return conclude(world, world._replace(at=moment(world)), Meta(world.at, SYSTEM, "asserted"))


def follow_directory(world: World) -> Iterator[ev.Event]:
    """Yield what the directory's changes do to the open round."""
    yield from _departures(world)


def fire_timer(world: World, meta: Meta, timer: str, due: str) -> Iterator[ev.Event]:
    """Yield the firing of a timer that is due, and what it does."""
    _, project = started(world)
    yield {"type": "TimerFired", "timer": timer, "due": due}
    kind, _, number = timer.partition("/")
    if kind == "warning":
        yield from deadlines.warn(world)
    elif kind == "round":
        yield from deadlines.passed(world)
        yield from expire(world, meta)
    elif kind == "hold":
        yield {"type": "HoldReviewDue", "hold": int(number)}
    elif kind == "override":
        yield {"type": "OverrideReviewDue", "override": int(number)}
    else:
        yield from _lapse(world, meta, project.conditions[int(number)])


def _lapse(world: World, meta: Meta, condition: Condition) -> Iterator[ev.Event]:
    effect = condition.lapse
    lapsed: ev.ConditionLapsed = {
        "type": "ConditionLapsed",
        "condition": condition.number,
        "effect": effect,
    }
    yield lapsed
    active = started(world)[1].standing == "active"
    if effect["kind"] == "closes" or (effect["kind"] == "holds" and active):
        closing = void_round(world)
        yield from closing
        world = follow(world, meta, [lapsed, *closing])
        yield from take_effect(world, effect, condition.round)


def _departures(world: World) -> Iterator[ev.Event]:
    """Yield what departures and ended delegations do to the open round."""
    current = started(world)[1].open_round
    if current is None:
        return
    gone, lost = _removals(world, current)
    yield from voided(
        current, _without_delegate(world, current, gone | lost), "delegation_ended", []
    )
    reasons: dict[str, ev.RemovalReason] = dict.fromkeys(lost, "role_lost")
    reasons.update(dict.fromkeys(gone, "left"))
    yield from removal_events(current, {**lost, **gone}, reasons)


def _bound(world: World) -> bool:
    """Whether somebody who counts in the open round isn't independent any more, as a seat asks.

    Settling takes them out; that a role was granted is no act on the project, so it is looked for.
    """
    tables, project = started(world)
    current = project.open_round
    if current is None:
        return False
    for seat in tables["gates"][current.gate]["panel"]:
        if "independent_of" in seat:
            here = [one.vote for one in current.ballots.values() if one.vote["seat"] == seat["id"]]
            people = {*current.seats.get(seat["id"], ()), *(vote["voter"] for vote in here)}
            if any(dependence(world, seat, person) for person in people):
                return True
    return False


def _removals(world: World, current: Round) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The electors who left, and those who lost the role of a seat, with the seats."""
    tables, _ = started(world)
    seats = {seat["id"]: seat for seat in tables["gates"][current.gate]["panel"]}
    gone: dict[str, list[str]] = {}
    lost: dict[str, list[str]] = {}
    for seat, people in current.seats.items():
        for person in people:
            if not world.directory.active(person):
                gone.setdefault(person, []).append(seat)
            elif not may_sit(world, seats[seat], person):
                lost.setdefault(person, []).append(seat)
    return gone, lost


def _without_delegate(world: World, current: Round, out: dict[str, list[str]]) -> list[str]:
    """Principals whose delegation has ended."""
    found = []
    for principal, ballot in current.ballots.items():
        number = ballot.vote["delegation"]
        if number is None or ballot.vote["seat"] in out.get(principal, ()):
            continue
        if world.directory.delegations[number - 1].ended:
            found.append(principal)
    return found
