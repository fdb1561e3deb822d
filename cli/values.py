"""Fields as people set them: FIELD=VALUE texts, read by what the methodology declares."""

from collections.abc import Iterable, Mapping

from cli.params import assignments
from cli.session import Session
from engine.canonical import Json
from engine.errors import UsageError
from engine.methodology.tables import Tables
from engine.methodology.values import FieldSpec, parse_field_value
from engine.rules.items import registers_of


def field_values(session: Session, tables: Tables, pairs: Iterable[str]) -> dict[str, Json]:
    """Return the values of FIELD=VALUE texts as they stand on record; a person is named by handle.

    A field that isn't declared is left to the rules, which say so. Raises `UsageError`.
    """
    return _values(session, {name: one["spec"] for name, one in tables["fields"].items()}, pairs)


def item_values(
    session: Session, tables: Tables, register: str, pairs: Iterable[str]
) -> dict[str, Json]:
    """Return the values of FIELD=VALUE texts of an item, as `field_values` does those of a project.

    A register or field that isn't declared is left to the rules.
    """
    known = registers_of(tables).get(register)
    specs = {name: one["spec"] for name, one in known["fields"].items()} if known else {}
    return _values(session, specs, pairs)


def _values(
    session: Session, specs: Mapping[str, FieldSpec], pairs: Iterable[str]
) -> dict[str, Json]:
    typed = assignments(pairs, "FIELD=VALUE")
    return {name: _value(session, specs.get(name), name, text) for name, text in typed.items()}


def _value(session: Session, spec: FieldSpec | None, name: str, text: str) -> Json:
    if spec is None:
        return text
    if spec["type"] == "person":
        return session.person(text)
    try:
        return parse_field_value(spec, text)
    except UsageError as error:
        raise UsageError(f"{name}: {error.message}", hint=error.hint) from None
