"""The command `phasegate why`."""

import re
from collections.abc import Iterator

import click

from cli import arguments
from cli.frame import to_command
from cli.item_view import item_of
from cli.output import Answer
from cli.refusals import way_data, way_lines
from cli.session import Session
from cli.text import Line
from engine.canonical import Json
from engine.errors import UsageError
from engine.names import ID
from engine.rules.explain import Way, ways, ways_of_item
from engine.rules.world import World


@to_command
@arguments.key
@click.option("--item", metavar="REGISTER/N", help="Of this item, such as risk/3.")
def command(session: Session, key: str, item: str | None) -> None:
    """Say what stands between a project and its next step, and what opens the way.

    Each way out of where the project stands is listed with what is missing, the rule that says so,
    who can unblock it, and the commands they would type. Nothing is recorded. With --item the same
    of an item of a register.
    """
    world = session.project(key)
    project = world.project
    assert project
    found = _item_ways(world, item) if item else ways(world)

    def lines() -> Iterator[Line]:
        if project.outcome:
            yield f"{key} is closed ({project.outcome}): there is no way on"
        elif not found and item:
            yield f"no move leads {item} on"
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


def _item_ways(world: World, named: str) -> list[Way]:
    register, _, number = named.partition("/")
    if not ID.fullmatch(register) or not re.fullmatch("[1-9][0-9]{0,3}", number, re.ASCII):
        raise UsageError(f"{named[:60]!a} is no item", hint="write REGISTER/N, such as risk/3")
    return ways_of_item(world, item_of(world, register, int(number)))
