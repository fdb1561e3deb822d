"""What going from where a project stands leaves and enters: docs/notation.md 1.3.

Everything works on steps (`engine.methodology.tracks`): one for each track that moves, or one for
the whole project.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from engine.methodology.gate_tables import Effect, GuardAt, targets_of
from engine.methodology.tables import Tables
from engine.methodology.tracks import Step, going, start, track_of, within
from engine.rules import events as ev
from engine.rules.world import World, around, around_each


def steps_of(tables: Tables, position: Collection[str], effect: Effect) -> list[Step]:
    """The steps that `effect` takes from `position`; none when it leads to no stage."""
    return going(tables["stages"], position, targets_of(effect))


def stages_left(tables: Tables, position: Collection[str], steps: Sequence[Step]) -> list[str]:
    """The stages that `steps` leave from `position`, inner first."""
    gone = [leaf for step in steps for leaf in step.left]
    there = [leaf for step in steps for leaf in step.entered]
    there += [leaf for leaf in position if leaf not in gone]
    kept = set(around_each(tables, there)).difference(gone)
    return [one for one in around_each(tables, gone) if one not in kept]


def left_by(tables: Tables, position: Collection[str], effect: Effect) -> list[str]:
    """The stages that `effect` leaves from `position`, inner first."""
    if effect["kind"] == "closes":
        return around_each(tables, position)
    return stages_left(tables, position, steps_of(tables, position, effect))


def entry_guards(world: World, steps: Iterable[Step]) -> list[GuardAt | None]:
    """The entry guards of the stages that `steps` enter, outer first."""
    assert world.tables
    stages = world.tables["stages"]
    entered = [one for step in steps for _, begun in _begun(world, step) for one in begun]
    outer_first = sorted(entered, key=lambda one: len(stages[one]["parents"]))
    return [stages[one]["entry"] for one in outer_first]


def enter(world: World, steps: Iterable[Step]) -> Iterator[ev.Event]:
    """Yield the leaving and entering of `steps`, and the closing that a closing stage brings."""
    assert world.tables
    visits = world.project.visits if world.project else {}
    for step in steps:
        if step.left not in ((), (step.state,)):
            yield {"type": "TracksLeft", "stage": step.state, "leaves": list(step.left)}
        for leaf, begun in _begun(world, step):
            yield {
                "type": "StageEntered",
                "from": step.state or None,
                "to": leaf,
                "visits": {one: visits.get(one, 0) + 1 for one in begun},
            }
            outcome = world.tables["stages"][leaf]["closes"]
            if outcome is not None:
                yield {"type": "ProjectClosed", "outcome": outcome}


def _begun(world: World, step: Step) -> Iterator[tuple[str, list[str]]]:
    """Yield each leaf that `step` enters with the stages whose visit begins with it, inner first.

    A stage around it begins when the project was not in it, and when it begins again: when the step
    lies in it no deeper than in a track of its own, and enters all that it starts with.
    """
    assert world.tables
    stages = world.tables["stages"]
    before = set(around_each(world.tables, world.project.position)) if world.project else set()
    track = track_of(stages, step.state) if step.state else None
    seen: set[str] = set()
    for leaf in step.entered:
        begun = []
        for one in around(world.tables, leaf):
            again = track is None or within(one, track)
            if one not in seen and (
                one == leaf
                or one not in before
                or (again and _begins(world.tables, one, step.entered))
            ):
                begun.append(one)
            seen.add(one)
        yield leaf, begun


def _begins(tables: Tables, stage: str, entered: Sequence[str]) -> bool:
    """Whether what is `entered` inside `stage` is what it starts with."""
    stages = tables["stages"]
    return tuple(start(stages, stages[stage]["first"])) == tuple(
        leaf for leaf in entered if within(leaf, stage)
    )
