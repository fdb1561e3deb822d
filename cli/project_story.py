"""A project as its picture tells it: where it stands, where it has been, what was decided."""

from collections import Counter
from collections.abc import Iterator, Mapping

from cli.names import Names
from cli.times import day
from cli.words import HOW
from engine.instant import ZoneTable
from engine.methodology.picture.story import Story
from engine.methodology.picture.tree import gate_key
from engine.rules.project import Project
from engine.rules.round import Round
from engine.rules.world import World, started


def story(world: World, names: Names, zone: ZoneTable) -> Story:
    """What the picture of the project of `world` tells."""
    _, project = started(world)
    title = names.text(project.title)
    rounds: dict[str, list[str]] = {}
    for one in project.rounds:
        rounds.setdefault(gate_key(one.gate), []).append(_round(one, zone))
    return Story(
        project.key if title == project.key else f"{project.key}: {title}",
        list(_words(project, zone)),
        [] if project.outcome else list(project.position),
        [stage for stage, _ in project.path],
        _notes(project, zone),
        rounds,
    )


def _words(project: Project, zone: ZoneTable) -> Iterator[str]:
    started_ = f"Started on {day(zone, project.started_at)}"
    if project.outcome:
        assert project.closed_at
        yield f"{started_}, closed on {day(zone, project.closed_at)}: {project.outcome}."
    elif project.hold:
        yield f"{started_}, on hold in {project.stage} since {day(zone, project.hold.since)}."
    else:
        yield f"{started_}, in {project.stage} since {day(zone, project.entered_at)}."


def _notes(project: Project, zone: ZoneTable) -> Mapping[str, list[str]]:
    """When each stage was entered last, and how often."""
    often = Counter(stage for stage, _ in project.path)
    last = dict(project.path)
    found = {}
    for stage, at in last.items():
        here = stage in project.position and not project.outcome
        words = f"{'here since' if here else 'entered'} {day(zone, at)}"
        found[stage] = [words if often[stage] == 1 else f"{words}, visit {often[stage]}"]
    for leaf in project.position if project.hold else ():
        assert project.hold
        found[leaf].append(f"on hold since {day(zone, project.hold.since)}")
    return found


def _round(one: Round, zone: ZoneTable) -> str:
    if one.closed_at is None:
        return f"round {one.number}: open since {day(zone, one.opened_at)}"
    assert one.how
    return f"round {one.number}: {one.decision or HOW[one.how]}, {day(zone, one.closed_at)}"
