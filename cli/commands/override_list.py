"""The command `phasegate override list`."""

from cli import arguments
from cli.frame import to_command
from cli.lists import Column, list_answer
from cli.override_view import override_item
from cli.session import Session
from engine.canonical import Json


@to_command
@arguments.key
def command(session: Session, key: str) -> None:
    """List the overrides of a project: who set which gate aside."""
    world = session.project(key)
    assert world.project
    overrides = list(world.project.overrides.values())
    session.names.load_texts(one.reason for one in overrides)
    zone = session.zone()
    items: list[dict[str, Json]] = [
        override_item(one, world.at, session.names, zone) for one in overrides
    ]
    columns = [
        Column("N", "override"),
        Column("GATE", "gate"),
        Column("STATE", "state"),
        Column("BY", "by_handles"),
        Column("REASON", "reason"),
        Column("UNTIL", "ends"),
    ]
    session.emit(list_answer("overrides", columns, items, f"{key} has no overrides"))
