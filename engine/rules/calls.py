"""Calls: gates that open a duty by themselves, and what is blocked until it is met.

What calls them, and when, is in `engine.rules.conclude`; docs/notation.md section 3.
"""

from typing import NamedTuple

from engine.methodology.gate_tables import Decision, Effect, Gate, gate_leaves
from engine.methodology.tracks import active, around_all
from engine.rules.project import Project
from engine.rules.project_state import Call
from engine.rules.world import World, stands_at, started


class Blocker(NamedTuple):
    """A called gate that stands in the way: its name, its table, and the call."""

    name: str
    gate: Gate
    call: Call


def is_called_gate(gate: Gate) -> bool:
    """Whether a gate can be requested only while it is called."""
    return gate.get("called", False)


def blocker_of(world: World, name: str | None) -> Blocker | None:
    """The first called gate that blocks gate `name`, or moves for None; in the order of calls.

    One that was reopened blocks all gates after it, but those that are called themselves.
    """
    for caller, call in started(world)[1].calls.items():
        if stops(world, caller, name):
            return Blocker(caller, started(world)[0]["gates"][caller], call)
    return None


def stops(world: World, caller: str, name: str | None) -> bool:
    """Whether the called gate `caller` blocks gate `name`, or moves for None."""
    tables, project = started(world)
    gate, order = tables["gates"][caller], tables["order"]["gates"]
    if name is None:
        return gate.get("blocks_moves", False)
    later = name not in project.calls and name in order[order.index(caller) + 1 :]
    return name in gate.get("blocks", ()) or (project.calls[caller].reopened and later)


def is_away(world: World, name: str) -> bool:
    """Whether gate `name` was reopened and the project stands elsewhere."""
    tables, project = started(world)
    call = project.calls.get(name)
    return call is not None and call.reopened and not stands_at(tables, name, project.position)


def effect_of(world: World, name: str, decision: Decision) -> Effect:
    """What `decision` of gate `name` would do now: an approval of one that is away, nothing."""
    if decision["kind"] in ("go", "conditional_go") and is_away(world, name):
        return {"kind": "stays", "to": None, "outcome": None, "review_in": None}
    return decision["effect"]


def awaits(world: World, item: str) -> bool:
    """Whether a gate that was reopened has `item` as evidence, so that it may be due anywhere."""
    tables, project = started(world)
    return any(
        call.reopened and item in tables["gates"][name]["evidence"]
        for name, call in project.calls.items()
    )


def requestable(world: World) -> list[str]:
    """The gates that can be requested from where the project stands, but those nobody called."""
    tables, project = started(world)
    return [
        name
        for name in tables["order"]["gates"]
        if is_away(world, name)
        or (
            stands_at(tables, name, project.position)
            and (name in project.calls or not is_called_gate(tables["gates"][name]))
        )
    ]


def joins_ahead(world: World) -> list[str]:
    """The gates that join tracks the project is in, and that not all of them have come to."""
    tables, project = started(world)
    here = active(tables["stages"], project.position)
    return [
        name
        for name in tables["order"]["gates"]
        if "join" in tables["gates"][name]
        and around_all(tables["stages"], gate_leaves(tables["gates"][name])) in here
        and not stands_at(tables, name, project.position)
    ]


def since_called(project: Project, name: str, item: str, version: int) -> bool:
    """Whether a version of `item` was handed in since gate `name` was called."""
    call = project.calls.get(name)
    return call is not None and version > call.versions.get(item, 0)


def called_since(project: Project, item: str) -> bool:
    """Whether a gate that is called now was called after the newest version of `item`."""
    newest = project.newest(item)
    return newest is not None and any(
        call.versions.get(item, 0) == newest.number for call in project.calls.values()
    )
