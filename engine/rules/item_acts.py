"""Commands on the items of a project's registers: add, set, move.

Each function checks in the order of docs/notation.md section 7 and returns the events. Logs go on
while a project is held; on a closed one nothing is written any more.
"""

from collections.abc import Mapping
from typing import Final, cast

from engine.canonical import Json
from engine.methodology.register_tables import ItemField, ItemMove, Register
from engine.rules import events as ev
from engine.rules.acts import (
    check_value,
    deny,
    keep_panel,
    mapping,
    require_guard,
    require_role,
    require_standing,
    text,
)
from engine.rules.commands import Command
from engine.rules.items import barred_by, parts_of, registers_of, way_of
from engine.rules.project_state import Item
from engine.rules.readiness import guard_words
from engine.rules.world import World, guard_values, inside, judge_on, started

MAX_ITEMS: Final = 9_999
"""How many items a register takes: what guards look at has an end."""


def add(world: World, command: Command) -> list[ev.Event]:
    """AddItem: an item in the register's initial state, with the next number."""
    name, register = _register(world, command)
    fields = mapping(command, "fields")
    declared = _fields(world, register, fields)
    require_role(world, command, register["by"], register["at"], f"add to {name}")
    _may_set(world, command, register, declared)
    project = require_standing(world)
    _in_place(world, name, register["stages"], register["at"])
    number = len(project.items_of(name)) + 1
    if number > MAX_ITEMS:
        deny(world, "register.full", f"{name} has {MAX_ITEMS} items", register["at"])
    for key, field in declared.items():
        check_value(world, key, field["spec"], fields[key], field["at"])
    for key in sorted(register["fields"]):
        field = register["fields"][key]
        if field["required"] and key not in fields:
            deny(world, "field.required", f"{key} must be given with a {name}", field["at"])
    added: ev.ItemAdded = {
        "type": "ItemAdded",
        "register": name,
        "item": number,
        "title": text(command, "title"),
        "fields": fields,
        "state": register["initial"],
    }
    keep_panel(world, command, [added])
    return [added]


def set_item(world: World, command: Command) -> list[ev.Event]:
    """SetItem: values of an item's fields, or its title, while it is open."""
    name, register = _register(world, command)
    fields = mapping(command, "fields")
    declared = _fields(world, register, fields)
    item = _item(world, command, name)
    title = cast("str | None", command.args["title"])
    if title is not None:
        require_role(world, command, register["by"], register["at"], f"retitle a {name}")
    _may_set(world, command, register, declared)
    require_standing(world)
    _in_place(world, name, register["stages"], register["at"])
    if register["states"][item.state]["ends"]:
        words = f"{name} {item.number} is {item.state}: nothing of it is set any more"
        deny(world, "item.ended", words, register["states"][item.state]["at"])
    for key, field in declared.items():
        if item.state not in field["states"]:
            words = f"{key} is set while {' or '.join(field['states'])}; {name} {item.number} is "
            deny(world, "field.not_here", words + item.state, field["at"])
    for key, field in declared.items():
        check_value(world, key, field["spec"], fields[key], field["at"])
    was_set: ev.ItemSet = {
        "type": "ItemSet",
        "register": name,
        "item": item.number,
        "title": title,
        "fields": fields,
    }
    keep_panel(world, command, [was_set])
    return [was_set]


def move(world: World, command: Command) -> list[ev.Event]:
    """MoveItem: a declared way of an item to another state."""
    name, register = _register(world, command)
    to = text(command, "to")
    if to not in register["states"]:
        deny(world, "state.unknown", f"a {name} has no state {to}", register["at"])
    item = _item(world, command, name)
    require_standing(world)
    way = way_of(register, item.state, to)
    if way is None:
        words = f"no move leads {name} {item.number} from {item.state} to {to}"
        deny(world, "move.none", words, register["at"])
    require_role(world, command, way["by"], way["at"], f"move a {name} to {to}")
    _in_place(world, name, way["stages"] or register["stages"], way["at"])
    _require_apart(world, command.actor, item, way)
    if way["when"]:
        outcome = judge_on(world, way["when"], item_values(world, item))
        require_guard(world, outcome, guard_words(world, way["when"], outcome), way["when"]["at"])
    moved: ev.ItemMoved = {
        "type": "ItemMoved",
        "register": name,
        "item": item.number,
        "move": way["id"],
        "from": item.state,
        "to": to,
        "comment": cast("str | None", command.args["comment"]),
    }
    keep_panel(world, command, [moved])
    return [moved]


def item_values(world: World, item: Item) -> dict[str, Json]:
    """The values that a guard of an item can read; the project's begin with `project.`."""
    outer = guard_values(world)
    today = outer.pop("today")
    values = {f"project.{name}": value for name, value in outer.items()}
    return {**values, **parts_of(started(world)[0], item, world.calendar), "today": today}


def _require_apart(world: World, person: str, item: Item, way: ItemMove) -> None:
    because = barred_by(item, way, person)
    if because:
        words = f"{person} {because}, and can't {way['id']} {item.register} {item.number}"
        deny(world, "apart", words, way["at"])


def _register(world: World, command: Command) -> tuple[str, Register]:
    tables, _ = started(world)
    name = text(command, "register")
    known = registers_of(tables)
    if name not in known:
        deny(world, "register.unknown", f"{tables['methodology']} has no register {name}")
    return name, known[name]


def _item(world: World, command: Command, name: str) -> Item:
    _, project = started(world)
    number = cast("int", command.args["item"])
    item = project.items.get((name, number))
    if item is None:
        deny(world, "item.unknown", f"{project.key} has no {name} {number}")
    return item


def _fields(world: World, register: Register, fields: Mapping[str, Json]) -> dict[str, ItemField]:
    """What the register declares of the fields given, by name."""
    for name in sorted(fields):
        if name not in register["fields"]:
            deny(world, "field.unknown", f"its items have no field {name}", register["at"])
    return {name: register["fields"][name] for name in sorted(fields)}


def _may_set(
    world: World, command: Command, register: Register, declared: Mapping[str, ItemField]
) -> None:
    for name, field in declared.items():
        require_role(world, command, field["by"], field["at"], f"set {name}")


def _in_place(world: World, name: str, stages: object, address: str) -> None:
    _, project = started(world)
    leaves = cast("list[str]", stages)
    if not inside(leaves, project.position):
        words = f"{name} is for {', '.join(leaves)}; the project is in {project.stage}"
        deny(world, "register.not_here", words, address)
