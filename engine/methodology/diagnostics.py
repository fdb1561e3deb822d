"""A complaint about a file: what is wrong, where it stands, what to do.

Whoever reads a workflow file or charter hands on `Complaint` values; this module orders them, finds
the place in the file that a fault of the model belongs to, and writes them for people:

    workflows/x.yaml:10:25: gates.g3.panel[0].quorom: unknown key; did you mean "need"?
        - {role: finance, quorom: 1}
                          ^

Lines and columns count from 1, columns in characters. A message is written with `quoted` around
every word that comes from a file; what is printed passes through `safe` once more, so that no
character of a file moves a cursor.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple, TypeAlias

from engine.methodology.characters import quoted, safe
from engine.methodology.spelling import MEANT, did_you_mean, nearest

__all__ = [
    "NOWHERE",
    "UNKNOWN_KEY",
    "Complaint",
    "Mark",
    "Marks",
    "Path",
    "Severity",
    "as_json",
    "did_you_mean",
    "dotted",
    "excerpt",
    "line",
    "locate",
    "misspelt",
    "nearest",
    "ordered",
    "quoted",
    "report",
    "safe",
    "where",
]

Path: TypeAlias = tuple[str | int, ...]
Severity: TypeAlias = Literal["error", "warning"]

_BARE_KEY = re.compile(r"[^\W\d][\w-]*")
_INDENT = "    "
_EXCERPT_WIDTH = 96


class Mark(NamedTuple):
    """A place in a file: line and column from 1; line 0 stands for no place in it."""

    file: str
    line: int
    column: int


class Complaint(NamedTuple):
    """One fault: a stable code, the place, what is wrong, what to do (`hint`), the value's path."""

    code: str
    severity: Severity
    mark: Mark
    message: str
    hint: str | None = None
    path: Path = ()


class Marks(NamedTuple):
    """Where a file's values and keys stand, by the path of the value: `("gates", "g3", 0)`.

    The root is `()`. A value's mark is its first character; `keys` has the keys of mappings only.
    """

    values: Mapping[Path, Mark]
    keys: Mapping[Path, Mark]


NOWHERE = Mark("", 0, 0)
UNKNOWN_KEY = "key.unknown"
"""The code of a complaint about a key that means nothing in its place."""


def locate(marks: Marks, loc: Path, kind: str = "") -> tuple[Path, Mark]:
    """Return the path and place in the file of a model's fault at `loc` of the `kind` (its type).

    `loc` is pydantic's, and may name parts the file doesn't have: tags of unions, a missing field.
    Those are stepped over. An unknown key and a bad key are found at the key, a missing one at the
    mapping that lacks it, and everything else at the value. Nothing found: `((), NOWHERE)`.
    """
    of_key = kind == "extra_forbidden" or loc[-1:] == ("[key]",)
    path = _longest(marks.values, loc[:-1] if kind == "missing" else loc)
    if (of_key or kind == "missing") and path in marks.keys:
        return path, marks.keys[path]
    return path, marks.values.get(path, NOWHERE)


def _longest(known: Mapping[Path, Mark], loc: Path) -> Path:
    # A union's tag can be a key of the same mapping too, so each part may count or be stepped over.
    # The longest path wins; of two, the one that steps over the earlier part.
    paths: list[Path] = [()]
    for part in loc:
        longer = [(*path, part) for path in paths if (*path, part) in known]
        paths = longer + [path for path in paths if path not in longer]
    return max(paths, key=len)


def ordered(complaints: Iterable[Complaint]) -> tuple[Complaint, ...]:
    """Return the complaints by file, place, code and message, each once."""
    return tuple(sorted(set(complaints), key=_rank))


def _rank(complaint: Complaint) -> tuple[Mark, str, str, str]:
    return complaint.mark, complaint.code, dotted(complaint.path), complaint.message


def where(mark: Mark) -> str:
    """Return `file:line:column`, or the file alone when the place in it is not known."""
    return safe(f"{mark.file}:{mark.line}:{mark.column}" if mark.line else mark.file)


def dotted(path: Path) -> str:
    """Return `path` for people: `gates.g3.panel[0]`; keys that aren't plain words stand quoted."""
    shown = ""
    for part in path:
        if isinstance(part, int):
            shown += f"[{part}]"
        elif _BARE_KEY.fullmatch(part):
            shown += f".{part}" if shown else part
        else:
            shown += f"[{quoted(part)}]"
    return safe(shown)


def line(complaint: Complaint) -> str:
    """Return the one line `file:line:column: path: message; hint`, safe for a terminal."""
    severity = "warning" if complaint.severity == "warning" else ""
    parts = (where(complaint.mark), severity, dotted(complaint.path), safe(complaint.message))
    hint = f"; {safe(complaint.hint)}" if complaint.hint else ""
    return ": ".join(part for part in parts if part) + hint


def excerpt(text: str, mark: Mark) -> str:
    """Return the line of `text` at `mark` and a caret beneath it; "" for a blank one or none.

    A long line is cut around the place. The caret stands right under wide characters and under
    characters shown as `\\u202e`.
    """
    lines = text.split("\n")
    if not 1 <= mark.line <= len(lines) or not lines[mark.line - 1].strip():
        return ""
    whole = lines[mark.line - 1].rstrip("\r").replace("\t", " ")
    at = min(mark.column - 1, len(whole))
    start = max(0, at - _EXCERPT_WIDTH * 2 // 3) if len(whole) > _EXCERPT_WIDTH else 0
    before, after = safe(whole[start:at]), safe(whole[at : start + _EXCERPT_WIDTH])
    stripped = before.lstrip(" ")
    caret = " " * _width(stripped) + "^"
    return f"{_INDENT}{stripped}{after}".rstrip() + f"\n{_INDENT}{caret}"


def report(complaints: Iterable[Complaint], texts: Mapping[str, str] | None = None) -> str:
    """Return the complaints in order, a line each; with an excerpt where `texts` has the file.

    The list of the keys that can stand in a place is given once, not beside every unknown one.
    """
    parts = []
    listed: set[str | None] = set()
    for complaint in ordered(complaints):
        known = complaint.code == UNKNOWN_KEY and complaint.hint in listed
        parts.append(line(complaint._replace(hint=None) if known else complaint))
        if not misspelt(complaint):
            listed.add(complaint.hint)
        text = (texts or {}).get(complaint.mark.file)
        if text and (shown := excerpt(text, complaint.mark)):
            parts.append(shown)
    return "\n".join(parts)


def misspelt(complaint: Complaint) -> bool:
    """Whether it is known which word was meant by the one complained of."""
    return (complaint.hint or "").startswith(MEANT)


def as_json(complaint: Complaint) -> dict[str, str | int | list[str | int] | None]:
    """Return the complaint as an object for machines; `path` is a list of keys and indexes."""
    return {
        "code": complaint.code,
        "severity": complaint.severity,
        "file": complaint.mark.file,
        "line": complaint.mark.line,
        "column": complaint.mark.column,
        "path": list(complaint.path),
        "message": complaint.message,
        "hint": complaint.hint,
    }


def _width(text: str) -> int:
    """Return the columns `text` takes in a terminal: two for wide characters, none for marks."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    marks = sum(unicodedata.combining(letter) != 0 for letter in text)
    return len(text) + wide - marks
