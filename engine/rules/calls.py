"""Calls: gates that open a duty by themselves, and what is blocked until it is met.

What calls them, and when, is in `engine.rules.conclude`; docs/notation.md section 3.
"""

from typing import NamedTuple

from engine.methodology.gate_tables import Gate, gate_leaves
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
    """The first called gate that blocks gate `name`, or moves for None; in the order of calls."""
    tables, project = started(world)
    for caller, call in project.calls.items():
        gate = tables["gates"][caller]
        stops = gate.get("blocks_moves", False) if name is None else name in gate.get("blocks", ())
        if stops:
            return Blocker(caller, gate, call)
    return None


def requestable(world: World) -> list[str]:
    """The gates that can be requested from where the project stands, but those nobody called."""
    tables, project = started(world)
    return [
        name
        for name in tables["order"]["gates"]
        if stands_at(tables, name, project.position)
        and (name in project.calls or not is_called_gate(tables["gates"][name]))
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
