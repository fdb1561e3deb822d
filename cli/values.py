"""Fields as people set them: FIELD=VALUE texts, read by what the methodology declares."""

from collections.abc import Iterable

from cli.params import assignments
from cli.session import Session
from engine.canonical import Json
from engine.errors import UsageError
from engine.methodology.tables import Tables
from engine.methodology.values import parse_field_value


def field_values(session: Session, tables: Tables, pairs: Iterable[str]) -> dict[str, Json]:
    """Return the values of FIELD=VALUE texts as they stand on record; a person is named by handle.

    A field that isn't declared is left to the rules, which say so. Raises `UsageError`.
    """
    typed = assignments(pairs, "FIELD=VALUE")
    return {name: _value(session, tables, name, text) for name, text in typed.items()}


def _value(session: Session, tables: Tables, name: str, text: str) -> Json:
    field = tables["fields"].get(name)
    if field is None:
        return text
    if field["spec"]["type"] == "person":
        return session.person(text)
    try:
        return parse_field_value(field["spec"], text)
    except UsageError as error:
        raise UsageError(f"{name}: {error.message}", hint=error.hint) from None
