"""What every view says of a project beside where it stands: how it came in, what was set aside."""

from collections.abc import Iterator

from cli.gate_lines import record_marks
from cli.names import Names
from cli.override_view import override_data, override_words
from cli.times import shown
from engine.canonical import Json
from engine.instant import ZoneTable
from engine.rules.adoption_state import Adoption
from engine.rules.marks import marks_of
from engine.rules.project import Project
from engine.rules.world import World, started


def mark_lines(world: World, names: Names, zone: ZoneTable) -> Iterator[tuple[str, str]]:
    """What stays to be said: how it came in, gates that were set aside, rounds that are over."""
    project = started(world)[1]
    if project.adopted:
        yield "adopted", _adopted_words(project.adopted, names, zone)
    for override in project.overrides.values():
        yield "override", override_words(override, world.at, names, zone)
    for one in project.rounds:
        words = "; ".join(record_marks(one, names))
        if words and not one.open:
            yield "minutes", f"round {one.number} of {one.gate}: {words}"


def mark_data(project: Project) -> dict[str, Json]:
    """The same as data."""
    one = project.adopted
    adopted: Json = None
    if one:
        adopted = {"stages": list(one.stages), "by": one.by, "at": one.at, "digest": one.digest}
    return {
        "marks": list(marks_of(project)),
        "adopted": adopted,
        "overrides": [override_data(each) for each in project.overrides.values()],
        "contested": [
            {"round": each.number, "gate": each.gate, "voters": list(each.contested())}
            for each in project.rounds
            if each.contested()
        ],
    }


def _adopted_words(one: Adoption, names: Names, zone: ZoneTable) -> str:
    where = f"at {' and '.join(one.stages)} by {names.of(one.by)}, {shown(zone, one.at)}"
    proof = f"{names.text(one.name)}, sha256 {one.digest[:12]}"
    words = f'{where}, "{names.text(one.reason)}"; evidence: {proof}'
    return f"{words}. What was before was not decided here"
