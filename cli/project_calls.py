"""What a project is held to and called to: baseline and calls, for people and as data."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cli.names import Names
from cli.times import shown
from cli.typing_out import typed
from engine.canonical import Json
from engine.instant import ZoneTable
from engine.rules.calls import stops
from engine.rules.project_state import Baseline
from engine.rules.world import World, started


class Called(NamedTuple):
    """A gate that is called: since when, by which rule, and what it blocks."""

    gate: str
    title: str
    since: str
    by: str
    blocks: tuple[str, ...]
    reopened: bool


def calls_of(world: World) -> tuple[Called, ...]:
    """The gates of a project that are called, in the order of their calls."""
    tables, project = started(world)
    found = []
    for name, call in project.calls.items():
        gate = tables["gates"][name]
        moves = ["moves"] if gate.get("blocks_moves") else []
        later = [one for one in tables["order"]["gates"] if stops(world, name, one)]
        found.append(Called(name, gate["title"], call.at, call.by, (*later, *moves), call.reopened))
    return tuple(found)


def call_state(calls: Sequence[Called], zone: ZoneTable) -> Iterator[tuple[str, str]]:
    """A line for each call."""
    for one in calls:
        blocks = f"; blocks {', '.join(one.blocks)}" if one.blocks else ""
        since = shown(zone, one.since)
        yield (
            "reopened" if one.reopened else "called",
            f"{one.gate} ({one.title}) since {since}, by {one.by}{blocks}",
        )


def call_data(calls: Sequence[Called]) -> list[Json]:
    """The calls as data."""
    return [
        {
            "gate": one.gate,
            "title": one.title,
            "since": one.since,
            "by": one.by,
            "blocks": list(one.blocks),
            "reopened": one.reopened,
        }
        for one in calls
    ]


def baseline_state(baseline: Baseline, names: Names, zone: ZoneTable) -> Iterator[tuple[str, str]]:
    """The baseline with a line for each part; nothing where nothing was baselined."""
    if baseline.number:
        yield "baseline", f"{baseline.number}, set {shown(zone, baseline.at)}"
    for name in sorted(baseline.fields):
        yield f"  {name}", typed(baseline.fields[name], names)
    for name in sorted(baseline.deliverables):
        yield f"  {name}", f"sha256 {baseline.deliverables[name][:12]}"


def breach_state(world: World) -> Iterator[tuple[str, str]]:
    """A line for each tolerance that is breached."""
    tables, project = started(world)
    for name, side in sorted(project.breaches.items()):
        tolerance = tables["tolerances"][name]
        planned = project.baseline.fields[tolerance["baseline"]]
        words = f"{name}: {project.fields[tolerance['forecast']]} is too far {side} {planned}"
        yield "breached", words


def baseline_data(baseline: Baseline) -> Json:
    """The baseline as data; null where nothing was baselined."""
    if not baseline.number:
        return None
    return {
        "baseline": baseline.number,
        "at": baseline.at,
        "fields": dict(baseline.fields),
        "deliverables": dict(baseline.deliverables),
    }
