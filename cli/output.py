"""The one way out: an answer, as lines for people or as data for programs.

    emit(Answer("project", {...}, lines), "json", ...)

What was asked for goes to stdout, talk goes to stderr. A document carries `schema_version`, its
`kind`, and under `people` the handle of everybody whose id is in it (docs/cli.md).
"""

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple, TextIO

from cli.settings import Format
from cli.text import Line, render
from engine.canonical import Json

SCHEMA_VERSION: Final = 1


class Answer(NamedTuple):
    """What a command says: the kind of document, its data, and the same as lines for people.

    A list stands in `data` under `items`; `columns` are the keys of an item that CSV shows.
    """

    kind: str
    data: Mapping[str, Json]
    lines: Callable[[], Iterable[Line]]
    columns: Sequence[str] = ()


def document(answer: Answer, common: Mapping[str, Json]) -> dict[str, Json]:
    """The answer as one document."""
    return {"schema_version": SCHEMA_VERSION, "kind": answer.kind, **common, **answer.data}


def emit(answer: Answer, format: Format, common: Mapping[str, Json]) -> None:
    """Write the answer to stdout."""
    if format == "table":
        write(answer.lines())
        return
    from cli import formats

    _write_utf8()
    whole = document(answer, common)
    if format == "csv":
        sys.stdout.write(formats.to_csv(_items(whole), answer.columns))
    elif format == "jsonl" and "items" in whole:
        head: dict[str, Json] = {"schema_version": SCHEMA_VERSION, "kind": answer.kind}
        for item in _items(whole):
            sys.stdout.write(formats.to_line({**head, **item}))
    else:
        sys.stdout.write(formats.FORMS[format](whole))


def emit_error(error: Mapping[str, Json], format: Format) -> None:
    """Write what went wrong to stdout, for a program."""
    from cli import formats

    _write_utf8()
    whole: dict[str, Json] = {"schema_version": SCHEMA_VERSION, "kind": "error", "error": error}
    sys.stdout.write(formats.FORMS[format](whole))


def write(lines: Iterable[Line]) -> None:
    """Write lines to stdout."""
    _write(sys.stdout, lines)


def talk(*lines: Line) -> None:
    """Write lines to stderr. Nobody listening is no reason to fail."""
    try:
        _write(sys.stderr, lines)
        sys.stderr.flush()
    except (OSError, AttributeError, ValueError):
        pass


def width() -> int:
    """The columns of the terminal, from 40 to 120; 80 where there is none."""
    try:
        columns = os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError):
        return 80
    return min(max(columns, 40), 120)


def _write_utf8() -> None:
    """Let documents be UTF-8, as JSON is everywhere: in no locale is `\\xeb` an escape of JSON."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="backslashreplace")


def _write(stream: TextIO, lines: Iterable[Line]) -> None:
    colour = has_colour(stream)
    stream.write("".join(f"{render(line, colour=colour)}\n" for line in lines))


def has_colour(stream: TextIO) -> bool:
    """Whether styles are shown: on a terminal, unless NO_COLOR says no; FORCE_COLOR says yes."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def _items(whole: Mapping[str, Json]) -> list[Mapping[str, Json]]:
    items = whole.get("items")
    if not isinstance(items, list | tuple):
        return [whole]
    return [item for item in items if isinstance(item, Mapping)]
