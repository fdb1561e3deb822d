"""Marks: what every view says of a project beside where it stands."""

from collections.abc import Iterator

from engine.rules.project import Project


def marks_of(project: Project) -> Iterator[str]:
    """Yield the marks of a project.

    `adopted`: it was under way when it came in, and what was before was not decided here;
    `overridden`: a gate was set aside by two people, and nobody has reviewed that; `contested`: a
    vote that was counted is denied by the voter in whose name it was recorded.
    """
    if project.adopted:
        yield "adopted"
    if any(one.unreviewed for one in project.overrides.values()):
        yield "overridden"
    if any(ballot.word == "contested" for one in project.rounds for ballot in one.ballots.values()):
        yield "contested"
