"""What somebody could do to a register's items so that a guard becomes true.

For the guard of a move of an item: the values to set. For a guard that asks items: of all that can
become of one item (any state it can come to, any field set otherwise, a new one), what brings the
guard nearest; the first act on that way is the fix, and `engine.rules.repair` asks again after it.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final, NamedTuple

from engine.canonical import Json
from engine.methodology.gate_tables import GuardAt
from engine.methodology.guard.candidates import Pool, candidates
from engine.methodology.guard.distance import distance
from engine.methodology.guard.evaluate import Run
from engine.methodology.guard.tree import as_node, names
from engine.methodology.guard.witness import satisfy
from engine.methodology.register_tables import ItemMove, Register
from engine.methodology.samples import sample_value
from engine.methodology.values import FieldSpec
from engine.rules.commands import Command
from engine.rules.fix import PLACEHOLDER, PROOF, Fix
from engine.rules.fix_people import by_people, holders_in_order
from engine.rules.item_acts import item_values
from engine.rules.items import barred_by, registers_of, way_of
from engine.rules.project_state import Item
from engine.rules.refusal import Refusal
from engine.rules.world import (
    World,
    holds_any,
    started,
    values_read,
    workdays,
)

_TRIALS: Final = 400
"""How many things that could become of items are looked at."""

_VALUES: Final = 6
"""How many values of a field are tried."""

_TRIED: Final = 10
"""Of how many of them it is asked who could do it."""

_KINDS: Final = ("MoveItem", "AddItem", "SetItem")
"""What is proposed first, of what helps as much."""


class Plan(NamedTuple):
    """What could become of an item; `steps` is how many acts it takes, `first` the first."""

    after: Item
    steps: int
    first: Command


def move_of(world: World, command: Command) -> tuple[Item, ItemMove] | None:
    """The item that a `MoveItem` names and the way it asks for, if there are both."""
    tables, project = started(world)
    register, number = str(command.args["register"]), command.args["item"]
    item = project.items.get((register, number)) if isinstance(number, int) else None
    if item is None:
        return None
    way = way_of(registers_of(tables)[register], item.state, str(command.args["to"]))
    return (item, way) if way else None


def let_move(world: World, command: Command, _: Refusal) -> Fix | None:
    """The guard of an item's move isn't true: set the item's fields that make it true."""
    found = move_of(world, command)
    if found is None or found[1]["when"] is None:
        return None
    item, way = found
    register = registers_of(started(world)[0])[item.register]
    specs = {
        name: field["spec"]
        for name, field in register["fields"].items()
        if item.state in field["states"]
    }
    guard = way["when"]
    assert guard
    values = _making_true(world, guard, specs, item_values(world, item))
    return _set(world, item, register, values) if values else None


def _making_true(
    world: World, guard: GuardAt, specs: Mapping[str, FieldSpec], values: Mapping[str, Json]
) -> dict[str, Json] | None:
    """Values of `specs` that make the guard true; somebody for a person whom it misses."""
    missed = [
        name
        for name in sorted(names(guard["tree"]) & specs.keys())
        if specs[name]["type"] == "person" and name not in values
    ]
    for count in range(len(missed) + 1):
        somebody: dict[str, Json] = dict.fromkeys(missed[:count], _people(world)[0])
        known = {**values, **somebody}
        found = satisfy(guard["tree"], specs, known, add_workdays=workdays(world))
        if found is not None:
            return {**somebody, **found}
    return None


def mend_items(world: World, guard: GuardAt) -> Fix | None:
    """The act on an item that brings a guard which asks items nearest to being true."""
    here = _far(world, guard, None)
    ranked = []
    for number, plan in enumerate(islice(_plans(world, guard), _TRIALS)):
        far = _far(world, guard, plan.after)
        if far < here:
            # What an item says is changed only where no move of it helps as much.
            ranked.append((far, _KINDS.index(plan.first.type), plan.steps, number, plan))
    for *_, plan in sorted(ranked)[:_TRIED]:
        found = _first_act(world, plan.first)
        if found:
            return found
    return None


def _first_act(world: World, command: Command) -> Fix | None:
    register = registers_of(started(world)[0])[str(command.args["register"])]
    if command.type == "AddItem":
        people = holders_in_order(world, register["by"])
        return by_people(world, people, register["by"], "AddItem", command.args)
    if command.type == "SetItem":
        item = started(world)[1].items[_key(command)]
        values = command.args["fields"]
        assert isinstance(values, Mapping)
        return _set(world, item, register, values)
    found = move_of(world, command)
    assert found
    item, way = found
    people = [
        one for one in holders_in_order(world, way["by"]) if barred_by(item, way, one) is None
    ]
    moved = by_people(world, people, way["by"], "MoveItem", command.args)
    return moved or let_move(world, command, Refusal("guard.false", ""))


def _key(command: Command) -> tuple[str, int]:
    number = command.args["item"]
    assert isinstance(number, int)
    return str(command.args["register"]), number


def _far(world: World, guard: GuardAt, changed: Item | None) -> int:
    """How far the guard is from being true, with one item as it could become."""
    if changed:
        project = started(world)[1].copy()
        project.items[changed.register, changed.number] = changed
        world = world._replace(project=project)
    return distance(guard["tree"], Run(values_read(world, guard), workdays(world)))


def _plans(world: World, guard: GuardAt) -> Iterator[Plan]:
    tables, project = started(world)
    pool = Pool(Run(values_read(world, guard), workdays(world)), [as_node(guard["tree"])])
    for name in guard["registers"]:
        register = registers_of(tables)[name]
        yield from _added(world, name, register)
        for item in project.items_of(name):
            yield from _moved(world, item, register)
            yield from _reset(world, item, register, pool)


def _added(world: World, name: str, register: Register) -> Iterator[Plan]:
    """A new item, with what it must have."""
    people = _people(world)
    required = {key: one for key, one in register["fields"].items() if one["required"]}
    fields = {key: sample_value(one["spec"], people) for key, one in required.items()}
    number = len(started(world)[1].items_of(name)) + 1
    item = Item(name, number, "", fields, register["initial"], world.at, "", world.at, (), ())
    yield Plan(item, 1, _asked("AddItem", register=name, title=PLACEHOLDER, fields=fields))


def _moved(world: World, item: Item, register: Register) -> Iterator[Plan]:
    """The item in every state it can come to, by the shortest way."""
    ways = {item.state: (0, "")}
    waiting = [item.state]
    while waiting:
        state = waiting.pop(0)
        steps, first = ways[state]
        for way in register["moves"][state]:
            to = way["to"]
            if to in ways:
                continue
            ways[to] = steps + 1, first or to
            waiting.append(to)
            asked = _asked(
                "MoveItem", register=item.register, item=item.number, to=first or to, comment=None
            )
            yield Plan(item._replace(state=to, moved_at=world.at), steps + 1, asked)


def _reset(world: World, item: Item, register: Register, pool: Pool) -> Iterator[Plan]:
    """The item with one field set otherwise."""
    for name, field in register["fields"].items():
        if item.state not in field["states"]:
            continue
        options: Iterator[Json] = iter(candidates(field["spec"], item.fields.get(name), pool))
        if field["spec"]["type"] == "person":
            options = iter(_people(world))
        for option in islice(options, _VALUES):
            values: dict[str, Json] = {name: option}
            asked = _asked(
                "SetItem", register=item.register, item=item.number, title=None, fields=values
            )
            yield Plan(item._replace(fields={**item.fields, **values}), 1, asked)


def _set(world: World, item: Item, register: Register, values: Mapping[str, Json]) -> Fix | None:
    """Set `values` of an item by one who may set each; or, where nobody may, as many as one can."""
    roles = {name: register["fields"][name]["by"] for name in sorted(values)}
    everybody = holders_in_order(world, [role for each in roles.values() for role in each])
    able = {
        person: [name for name, each in roles.items() if holds_any(world, person, each)]
        for person in everybody
    }
    most = max((len(found) for found in able.values()), default=0)
    chosen = next((found for found in able.values() if len(found) == most), [*roles])
    args: dict[str, Json] = {
        "register": item.register,
        "item": item.number,
        "title": None,
        "fields": {name: values[name] for name in chosen},
    }
    people = [person for person in everybody if able[person] == chosen]
    return by_people(world, people, roles[chosen[0]], "SetItem", args)


def _people(world: World) -> list[str]:
    return [one for one in world.directory.people if world.directory.active(one)]


def _asked(type_: str, **args: Json) -> Command:
    return Command("repair", type_, args, "", PROOF)
