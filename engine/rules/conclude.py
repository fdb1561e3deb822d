"""Concluding an entry: tolerances are judged, and what is called by what happened is called.

A gate is called when its `called_when` is true or can't be evaluated, or by a decision. `conclude`
is asked after whatever else happened in an entry, and by `engine.rules.system` for what a new day
or another calendar brings about by itself. docs/notation.md section 3.
"""

from collections.abc import Iterator, Sequence

from engine.methodology.gate_tables import Gate
from engine.methodology.tables import Tables
from engine.rules import events as ev
from engine.rules.calls import blocker_of
from engine.rules.directory import Meta
from engine.rules.settle import closed, follow
from engine.rules.tolerances import judge_tolerances
from engine.rules.world import World, judge, stands_at, started, visit_at


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
    asked = _by_decision(before, world)
    for name in tables.get("called", ()):
        gate = tables["gates"][name]
        here = stands_at(tables, name, project.position)
        call = project.calls.get(name)
        if call and not here:
            yield {"type": "CallEnded", "gate": name}
        elif here and not call:
            yield from _call(world, name, gate, asked.get(name))


def _call(world: World, name: str, gate: Gate, asked: str | None) -> Iterator[ev.Event]:
    """Yield the call of a gate that isn't called; `asked` is the decision that calls it, if any.

    A cause that a round has met calls no second time, until it was over or a new visit began.
    """
    _, project = started(world)
    when = gate.get("called_when")
    cause = judge(world, when) if when else None
    lasts = cause is not None and (cause.ok or cause.error is not None)
    met = project.met.get(name)
    known = met is not None and visit_at(gate, met) == visit_at(gate, project.visits)
    if asked:
        yield {"type": "GateCalled", "gate": name, "by": asked}
    elif when and lasts and not known:
        yield {"type": "GateCalled", "gate": name, "by": when["at"]}
    elif when and known and not lasts:
        yield {"type": "CauseEnded", "gate": name}


def _by_decision(before: World, world: World) -> dict[str, str]:
    """The gates that a decision of this entry calls, with its address."""
    tables, project = started(world)
    if not project.rounds or project.rounds[-1].decision is None:
        return {}
    last = project.rounds[-1]
    earlier: Sequence[object] = ()
    if before.project:
        earlier = [one.number for one in before.project.rounds if not one.open]
    if last.number in earlier:
        return {}
    decisions = tables["gates"][last.gate]["decisions"]
    taken = next(one for one in decisions if one["id"] == last.decision)
    return dict.fromkeys(taken.get("calls", ()), f"{taken['at']}.calls")
