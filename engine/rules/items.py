"""The items of a project's registers: small questions about them, and what guards read of them."""

from collections.abc import Mapping, Sequence
from typing import cast

from engine import calendar
from engine.calendar import Calendar
from engine.canonical import Json
from engine.methodology.register_tables import ItemMove, Register
from engine.methodology.tables import Tables
from engine.rules.project_state import Item, State


def registers_of(tables: Tables) -> Mapping[str, Register]:
    """The registers of a methodology; none when it declares none."""
    return tables.get("registers", {})


def items_to_read(tables: Tables, project: State, days: Calendar, registers: Sequence[str]) -> Json:
    """The items of `registers` as guards read them: number, fields, and what every item has."""
    return {
        register: [
            {"number": one.number, **parts_of(tables, one, days)}
            for one in project.items_of(register)
        ]
        for register in registers
    }


def parts_of(tables: Tables, item: Item, days: Calendar) -> dict[str, Json]:
    """The parts of an item by name; `days` is the calendar that tells on which day it was added."""
    return {
        **item.fields,
        "state": item.state,
        "open": is_open(tables, item),
        "added": calendar.local_date(days, item.added_at),
        "moved": calendar.local_date(days, item.moved_at),
    }


def is_open(tables: Tables, item: Item) -> bool:
    """Whether an item is in a state that doesn't end it."""
    return not registers_of(tables)[item.register]["states"][item.state]["ends"]


def owner_of(tables: Tables, item: Item) -> str | None:
    """The person in the field `owner` of an item, if its register has one."""
    field = registers_of(tables)[item.register]["fields"].get("owner")
    if field is None or field["spec"]["type"] != "person":
        return None
    return cast("str | None", item.fields.get("owner"))


def ways_of(tables: Tables, item: Item) -> Sequence[ItemMove]:
    """The moves that lead an item on from the state it is in."""
    return registers_of(tables)[item.register]["moves"][item.state]


def way_of(register: Register, state: str, to: str) -> ItemMove | None:
    """The move that leads from `state` to `to`, of which there is at most one."""
    return next((one for one in register["moves"][state] if one["to"] == to), None)


def barred_by(item: Item, way: ItemMove, person: str) -> str | None:
    """What keeps `person` from taking a move of an item, in words; None when nothing does."""
    parties: Mapping[str, tuple[tuple[str, ...], str]] = {
        "adder": ((item.adder,), "added it"),
        "setters": (item.setters, "set something of it"),
        "movers": (item.movers, "moved it before"),
    }
    for party in way["apart"]:
        people, words = parties[party]
        if person in people:
            return words
    return None
