"""What the guards of a methodology may read."""

from collections.abc import Mapping
from typing import NamedTuple

from engine.canonical import Json
from engine.methodology.guard.tree import Node
from engine.methodology.guard.types import (
    BOOL,
    DATE,
    NUMBER,
    Type,
    field_type,
    field_types,
    items_of,
)
from engine.methodology.layout import lay_out
from engine.methodology.model import Field, Methodology
from engine.methodology.model_register import ItemField, Register
from engine.methodology.tolerance import breach_of

PROJECT = "project."
"""How the project's fields are called in the guards of an item."""


class Known(NamedTuple):
    """The names that guards may read, with their types, and the trees of tolerances by name."""

    names: Mapping[str, Type]
    tolerances: Mapping[str, Node]


def field_spec(field: Field | ItemField) -> dict[str, Json]:
    """Return the field as `engine.methodology.values` reads it: type, currency, of."""
    spec: dict[str, Json] = {"type": field.type}
    if field.currency is not None:
        spec["currency"] = field.currency
    if field.of is not None:
        spec["of"] = list(field.of)
    return spec


def material(fields: Mapping[str, Field] | None) -> dict[str, Type]:
    """Return the names and types of the material fields."""
    return field_types(
        {name: field_spec(field) for name, field in (fields or {}).items() if field.material}
    )


def environment(methodology: Methodology) -> Known:
    """Return what guards on a project read.

    Its material fields, the items of its registers, and what is known of it beside them; `today`
    is always known besides.
    """
    fields, types = methodology.fields or {}, material(methodology.fields)
    known = dict(types)
    known |= {items_of(name): items_type(name, one) for name, one in _registers(methodology)}
    known |= {f"visits({stage})": NUMBER for stage in lay_out(methodology.stages)}
    known |= {f"passed({gate})": BOOL for gate in methodology.gates or {}}
    known |= {f"baseline.{name}": types[name] for name in types if fields[name].baseline_at}
    tolerances = methodology.tolerances or {}
    return Known(known, {name: breach_of(one, types) for name, one in tolerances.items()})


def _registers(methodology: Methodology) -> list[tuple[str, Register]]:
    return list((methodology.registers or {}).items())


def items_type(name: str, register: Register) -> Type:
    """Return the type of the list of a register's items."""
    return Type("list", item=Type("item", parts=tuple(item_parts(register).items()), register=name))


def item_parts(register: Register) -> dict[str, Type]:
    """Return the parts of an item, by name: its fields and what every item has."""
    return {
        **{name: field_type(field_spec(one)) for name, one in (register.fields or {}).items()},
        "state": Type("string", values=tuple(register.states)),
        "open": BOOL,
        "added": DATE,
        "moved": DATE,
    }


ITEM_PARTS = ("state", "open", "added", "moved")
"""What every item has beside its fields."""


def item_environment(methodology: Methodology, register: Register) -> Known:
    """Return what the guards of an item read: its parts and the project's material fields."""
    outer = {f"{PROJECT}{name}": type_ for name, type_ in material(methodology.fields).items()}
    return Known({**item_parts(register), **outer}, {})
