"""Concluding an entry: tolerances are judged, and what is called by what happened is called.

A gate is called when its `called_when` is true or can't be evaluated, or by a decision. `conclude`
is asked after whatever else happened in an entry, and by `engine.rules.system` for what a new day
or another calendar brings about by itself. docs/notation.md section 3.
"""

from collections.abc import Iterator

from engine.methodology.gate_tables import Decision, Gate
from engine.methodology.tables import Tables
from engine.rules import events as ev
from engine.rules.calls import blocker_of
from engine.rules.directory import Meta
from engine.rules.project import Project
from engine.rules.project_state import Call
from engine.rules.settle import closed, follow
from engine.rules.tolerances import judge_tolerances
from engine.rules.world import World, is_passed, judge, stands_at, started, visit_at


def concludes(tables: Tables | None) -> bool:
    """Whether a methodology has anything to watch."""
    return tables is not None and ("called" in tables or "tolerances" in tables)


def conclude(before: World, world: World, meta: Meta) -> Iterator[ev.Event]:
    """Yield what follows at the end of an entry; `before` is the world it was judged on."""
    project = world.project
    if project is None or project.standing == "closed" or not concludes(world.tables):
        return
    measured = list(judge_tolerances(world))
    yield from measured
    world = follow(world, meta, measured)
    happened = list(_calls(before, world))
    yield from happened
    world = follow(world, meta, happened)
    current = started(world)[1].open_round
    if current and blocker_of(world, current.gate):
        yield closed(world, current, "voided", None)


def _calls(before: World, world: World) -> Iterator[ev.Event]:
    """Yield which calls begin and end, gate by gate in the order of the file."""
    tables, project = started(world)
    taken = _decision_taken(before, world)
    for name in tables.get("called", ()):
        gate, call = tables["gates"][name], project.calls.get(name)
        here = stands_at(tables, name, project.position)
        if call and _is_over(gate, call, project, here=here):
            yield {"type": "CallEnded", "gate": name}
        elif call:
            continue
        elif taken and name in taken.get("reopens", ()) and is_passed(world, name):
            yield {"type": "GateReopened", "gate": name, "by": f"{taken['at']}.reopens"}
        elif here:
            yield from _call(world, name, gate, taken)


def _is_over(gate: Gate, call: Call, project: Project, *, here: bool) -> bool:
    """Whether a call ended by where the project stands now.

    A gate that was reopened is in the way again once its place is entered anew; any other call is
    over when the place is left.
    """
    if call.reopened:
        return here and visit_at(gate, call.visits) != visit_at(gate, project.visits)
    return not here


def _call(world: World, name: str, gate: Gate, taken: Decision | None) -> Iterator[ev.Event]:
    """Yield the call of a gate that isn't called; `taken` is the decision of this entry, if any.

    A cause that a round has met calls no second time, until it was over or a new visit began.
    """
    _, project = started(world)
    when = gate.get("called_when")
    cause = judge(world, when) if when else None
    lasts = cause is not None and (cause.ok or cause.error is not None)
    met = project.met.get(name)
    known = met is not None and visit_at(gate, met) == visit_at(gate, project.visits)
    if taken and name in taken.get("calls", ()):
        yield {"type": "GateCalled", "gate": name, "by": f"{taken['at']}.calls"}
    elif when and lasts and not known:
        yield {"type": "GateCalled", "gate": name, "by": when["at"]}
    elif when and known and not lasts:
        yield {"type": "CauseEnded", "gate": name}


def _decision_taken(before: World, world: World) -> Decision | None:
    """The decision that was taken in this entry, if one was."""
    tables, project = started(world)
    last = project.rounds[-1] if project.rounds else None
    if last is None or last.decision is None:
        return None
    if before.project and any(
        one.number == last.number and not one.open for one in before.project.rounds
    ):
        return None
    decisions = tables["gates"][last.gate]["decisions"]
    return next(one for one in decisions if one["id"] == last.decision)
