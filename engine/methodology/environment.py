"""What the guards of a methodology may read."""

from collections.abc import Mapping

from engine.canonical import Json
from engine.methodology.guard.types import Type, field_types
from engine.methodology.model import Field


def field_spec(field: Field) -> dict[str, Json]:
    """Return the field as `engine.methodology.values` reads it: type, currency, of."""
    spec: dict[str, Json] = {"type": field.type}
    if field.currency is not None:
        spec["currency"] = field.currency
    if field.of is not None:
        spec["of"] = list(field.of)
    return spec


def environment(fields: Mapping[str, Field] | None) -> dict[str, Type]:
    """Return the names and types of the material fields; `today` is always known besides."""
    material = {name: field for name, field in (fields or {}).items() if field.material}
    return field_types({name: field_spec(field) for name, field in material.items()})
