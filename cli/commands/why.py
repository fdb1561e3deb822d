"""The command `phasegate why`."""

from collections.abc import Iterator

from cli import arguments
from cli.frame import to_command
from cli.output import Answer
from cli.refusals import way_data, way_lines
from cli.session import Session
from cli.text import Line
from engine.canonical import Json
from engine.rules.explain import ways


@to_command
@arguments.key
def command(session: Session, key: str) -> None:
    """Say what stands between a project and its next step, and what opens the way.

    Each way out of where the project stands is listed with what is missing, the rule that says so,
    who can unblock it, and the commands they would type. Nothing is recorded.
    """
    world = session.project(key)
    project = world.project
    assert project
    found = ways(world)

    def lines() -> Iterator[Line]:
        if project.outcome:
            yield f"{key} is closed ({project.outcome}): there is no way on"
        elif not found:
            yield f"no way leads out of {project.stage}, where {key} stands"
        yield from way_lines(found, key, session.names)

    data: dict[str, Json] = {
        "key": key,
        "stage": project.stage,
        "standing": project.standing,
        "ways": [way_data(way, key, session.names) for way in found],
    }
    session.emit(Answer("why", data, lines))
