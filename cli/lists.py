"""Answers that are lists: a table for people, items for programs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cli.output import Answer, width
from cli.text import Line, table
from engine.canonical import Json


class Column(NamedTuple):
    """A column: its heading, and the key of the item that stands in it."""

    heading: str
    key: str


def list_answer(
    kind: str,
    columns: Sequence[Column],
    items: Iterable[Mapping[str, Json]],
    empty: str,
    shown: Sequence[Sequence[str]] | None = None,
) -> Answer:
    """The answer of a list; `shown` are the cells for people where they differ from the items."""
    listed = [dict(item) for item in items]

    def lines() -> list[Line]:
        if not listed:
            return [empty]
        cells = shown or [[_cell(item[column.key]) for column in columns] for item in listed]
        return table([column.heading for column in columns], cells, width())

    return Answer(kind, {"items": listed}, lines, tuple(listed[0]) if listed else ())


def _cell(value: Json) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "-"
    return str(value)
