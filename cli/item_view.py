"""Finding the item that a command names."""

from cli.refused import Refused
from engine.rules.items import registers_of
from engine.rules.project_state import Item
from engine.rules.refusal import Refusal
from engine.rules.world import World, started


def item_of(world: World, register: str, number: int) -> Item:
    """The item of a project; refused, as the rules would, when there is none."""
    tables, project = started(world)
    if register not in registers_of(tables):
        words = f"{tables['methodology']} has no register {register}"
        raise Refused(Refusal("register.unknown", words), word=register)
    item = project.items.get((register, number))
    if item is None:
        words = f"{project.key} has no {register} {number}"
        raise Refused(Refusal("item.unknown", words), word=str(number))
    return item
