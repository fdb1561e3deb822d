"""Documents as JSON, JSON lines, YAML and CSV. Loaded only when one of them was asked for."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from engine.canonical import Json
from engine.methodology.characters import UNSAFE_IN_LINES

_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*(?: [A-Za-z0-9_./-]+)*")
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_BREAKS: Final = tuple("\t\r\n")
_FORMULAS: Final = tuple("=+-@\uff1d\uff0b\uff0d\uff20")
"""What makes a spreadsheet calculate, also in the full width of East Asian scripts."""
_WORDS: Final = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
"""Words that one YAML reader or another takes for something else than a text."""


def to_json(value: Mapping[str, Json]) -> str:
    """JSON with indentation; characters that could fool a terminal are escaped."""
    return _escaped(json.dumps(value, ensure_ascii=False, indent=2)) + "\n"


def to_line(value: Mapping[str, Json]) -> str:
    """JSON on one line."""
    return _escaped(json.dumps(value, ensure_ascii=False, separators=(",", ":"))) + "\n"


def to_yaml(value: Mapping[str, Json]) -> str:
    """YAML 1.2 that a YAML 1.1 reader reads alike: block style, every doubtful text in quotes."""
    return "".join(f"{line}\n" for line in _block(value, ""))


def to_csv(rows: Iterable[Mapping[str, Json]], columns: Sequence[str]) -> str:
    """CSV (RFC 4180) with a header; lists and objects stand as JSON.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    listed = list(rows)
    names = list(columns) or list(dict.fromkeys(name for row in listed for name in row))
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(names)
    for row in listed:
        writer.writerow([_cell(row.get(name)) for name in names])
    return _escaped(buffer.getvalue())


FORMS: Final[Mapping[str, Callable[[Mapping[str, Json]], str]]] = {
    "json": to_json,
    "jsonl": to_line,
    "yaml": to_yaml,
}


def _escaped(text: str) -> str:
    return UNSAFE_IN_LINES.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    """The character as JSON escapes it: UTF-16 units."""
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def _cell(value: Json) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return f"'{value}" if _is_formula(value) else value


def _is_formula(text: str) -> bool:
    """Whether a spreadsheet could take a text for a formula; some skip the blanks before one."""
    starts = text.startswith(_BREAKS) or text.lstrip().startswith(_FORMULAS)
    return starts and not _NUMBER.fullmatch(text)


def _block(value: Json, indent: str) -> Iterator[str]:
    """The lines of a mapping or list that isn't empty."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _entry(f"{indent}{_scalar(key)}:", inner, indent + "  ")
    else:
        assert isinstance(value, Sequence)
        for inner in value:
            yield from _entry(f"{indent}-", inner, indent + "  ")


def _entry(head: str, value: Json, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping | list | tuple) and value:
        yield head
        yield from _block(value, indent)
    else:
        yield f"{head} {_scalar(value)}"


def _scalar(value: Json) -> str:
    if isinstance(value, Mapping):
        return "{}"
    if isinstance(value, list | tuple):
        return "[]"
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return _yaml_quoted(value)


def _yaml_quoted(value: Json) -> str:
    """A scalar as JSON, which YAML reads too, but for characters beyond 16 bits: `\\U0001f600`."""
    written = json.dumps(value, ensure_ascii=False)
    return UNSAFE_IN_LINES.sub(_yaml_escape, written)


def _yaml_escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
