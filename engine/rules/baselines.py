"""Baselines: what an approval holds the project to from now on. docs/notation.md 2.10."""

from collections.abc import Iterator

from engine.methodology.gate_tables import Decision
from engine.rules import events as ev
from engine.rules.readiness import counting
from engine.rules.round import Round
from engine.rules.world import World, started


def set_baseline(world: World, current: Round, chosen: Decision) -> Iterator[ev.Event]:
    """Yield what `chosen`, which ended the round `current`, baselines; nothing if that is nothing.

    A field that isn't set, and a deliverable of which no version counts, is left out.
    """
    if "baselines" not in chosen:
        return
    project = started(world)[1]
    wanted = chosen["baselines"]
    fields = {name: project.fields[name] for name in wanted["fields"] if name in project.fields}
    versions = {
        under: version.digest
        for name, under in wanted["deliverables"].items()
        if (version := counting(world, current.gate, name))
    }
    if fields or versions:
        yield {
            "type": "BaselineSet",
            "baseline": project.baseline.number + 1,
            "gate": current.gate,
            "round": current.number,
            "fields": fields,
            "deliverables": versions,
        }
