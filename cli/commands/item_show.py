"""The command `phasegate item show`."""

from collections.abc import Iterator

from cli import arguments
from cli.frame import to_command
from cli.item_view import item_of
from cli.names import Names
from cli.output import Answer, width
from cli.refusals import way_data, way_lines
from cli.session import Session
from cli.text import Line, Styled, pairs
from cli.times import shown
from cli.typing_out import typed
from engine.canonical import Json
from engine.instant import ZoneTable
from engine.rules.explain import ways_of_item
from engine.rules.items import is_open, registers_of
from engine.rules.project_state import Item
from engine.rules.world import World, started


@to_command
@arguments.key
@arguments.register
@arguments.number
def command(session: Session, key: str, register: str, number: int) -> None:
    """Show an item: what it says, who did what to it, and where it can go."""
    world = session.project(key)
    item = item_of(world, register, number)
    ways = ways_of_item(world, item)
    names = session.names
    names.load({item.adder, *item.setters, *item.movers})

    def lines() -> Iterator[Line]:
        state = registers_of(started(world)[0])[register]["states"][item.state]["title"]
        yield (Styled("bold", f"{register} {number}"), f"  {names.text(item.title)}")
        yield from pairs(_about(item, state, names, session.zone()), width())
        yield from way_lines(ways, key, names)

    data: dict[str, Json] = {
        "key": key,
        **_data(world, item, names),
        "ways": [way_data(one, key, names) for one in ways],
    }
    session.emit(Answer("item", data, lines))


def _about(item: Item, state: str, names: Names, zone: ZoneTable) -> Iterator[tuple[str, str]]:
    yield "state", f"{item.state} ({state}) since {shown(zone, item.moved_at)}"
    yield "added", f"{shown(zone, item.added_at)} by {names.of(item.adder)}"
    if item.setters:
        yield "set by", names.all(item.setters)
    if item.movers:
        yield "moved by", names.all(item.movers)
    for name in sorted(item.fields):
        yield name, typed(item.fields[name], names)


def _data(world: World, item: Item, names: Names) -> dict[str, Json]:
    return {
        "register": item.register,
        "item": item.number,
        "title": names.text(item.title),
        "state": item.state,
        "open": is_open(started(world)[0], item),
        "fields": dict(item.fields),
        "added_at": item.added_at,
        "adder": item.adder,
        "moved_at": item.moved_at,
        "setters": list(item.setters),
        "movers": list(item.movers),
    }
