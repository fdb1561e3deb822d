"""Addresses and places: `gates.build.panel.money` on one side, file, line and column on the other.

An address has the keys on the way to a place, joined by dots, with exceptions that let it read as
people speak: `sequence` and `parallel` are left out before the stage inside
(`stages.delivery.design`), and a stage in a short list and a seat go by their ids
(`gates.build.panel.money`). Nothing else in a list has an address.
"""

from collections.abc import Container, Iterator, Mapping
from typing import NamedTuple

from engine.methodology.diagnostics import NOWHERE, Mark, Path, locate
from engine.methodology.yamlsource import Source
from engine.methodology.yamlvalues import Value

FRAGMENT_SECTIONS = ("roles", "fields", "deliverables", "registers", "tolerances")
SECTIONS = (
    *FRAGMENT_SECTIONS,
    "strength",
    "stages",
    "moves",
    "gates",
    "standing",
    "limits",
    "adoptable",
)

_INSIDE = ("sequence", "parallel")
"""The keys of a stage under which stages stand; they alternate with the stages' ids."""

Places = Mapping[str, tuple[str, int]]
"""Address to file and line."""


class Sources(NamedTuple):
    """The files of one closure, and which of them declares what of the sections they share."""

    root: Source
    owners: Mapping[tuple[str, str], Source]

    def owner(self, path: Path) -> Source:
        """Return the file that `path` of the merged model stands in."""
        if len(path) >= 2 and path[0] in FRAGMENT_SECTIONS:
            return self.owners.get((str(path[0]), str(path[1])), self.root)
        return self.root

    def mark(self, path: Path, *, key: bool = False) -> tuple[Path, Mark]:
        """Return where `path` stands: its value, or with `key` its key; else what is around it."""
        source = self.owner(path)
        found, mark = locate(source.marks, path, "extra_forbidden" if key else "")
        return found, mark if mark != NOWHERE else Mark(source.name, 1, 1)

    def within(self, path: Path, mark: Mark, text: str, column: int) -> Mark | None:
        """Return the place of a column of `text` at `mark`; None if the file writes it otherwise.

        A text that is folded, or written with escapes, doesn't stand in the file as it reads.
        """
        line = self.owner(path).text.split("\n")[mark.line - 1][mark.column - 1 :]
        for quote in ("", "'", '"'):
            if line.startswith(quote + text):
                return mark._replace(column=mark.column + len(quote) + column - 1)
        return None


def places(sources: Sources, sections: Container[str] = SECTIONS) -> dict[str, tuple[str, int]]:
    """Return every address of the closure, in `sections`, with its file and line."""
    found: dict[str, tuple[str, int]] = {}
    files = {source.name: source for source in (*sources.owners.values(), sources.root)}
    for source in files.values():
        marks = {**source.marks.values, **source.marks.keys}
        for path, address in _addresses(source.value):
            if path[0] in sections and source is sources.owner(path) and not _shared(path):
                found[address] = (source.name, marks[path].line)
    for section in FRAGMENT_SECTIONS:
        first = next(
            (owner for (part, _), owner in sources.owners.items() if part == section), None
        )
        if first is not None:
            found[section] = (first.name, first.marks.keys[section,].line)
    return found


def _shared(path: Path) -> bool:
    """Say whether `path` is a section that several files have."""
    return len(path) == 1 and path[0] in FRAGMENT_SECTIONS


def _addresses(value: Value) -> Iterator[tuple[Path, str]]:
    waiting: list[tuple[Path, str, Value]] = [((), "", value)]
    while waiting:
        path, address, here = waiting.pop()
        if isinstance(here, dict):
            inner = [((*path, key), _joined(path, address, key), here[key]) for key in here]
        elif isinstance(here, list) and _is_stages(path):
            inner = [
                ((*path, at), _joined(path, address, name), None)
                for at, name in enumerate(here)
                if isinstance(name, str)
            ]
            if path[-1] != "sequence":
                inner.append((path, f"{address}.sequence", None))
        elif isinstance(here, list) and _is_panel(path):
            inner = [
                ((*path, at), f"{address}.{name}", seat)
                for at, seat in enumerate(here)
                if (name := _seat(seat))
            ]
        else:
            continue
        yield from ((where, name) for where, name, _ in inner)
        waiting.extend(inner)


def _joined(path: Path, address: str, key: str) -> str:
    if path[:1] == ("stages",) and path[-1] in _INSIDE and len(path) % 2:
        address = address.removesuffix(f".{path[-1]}")
    return f"{address}.{key}" if address else key


def _is_stages(path: Path) -> bool:
    """Say whether a list at `path` is short for stages: in a `sequence`, or a track."""
    if path[:1] != ("stages",) or len(path) < 3:
        return False
    return path[-1] == "sequence" if len(path) % 2 else path[-2] == "parallel"


def _is_panel(path: Path) -> bool:
    return len(path) == 3 and path[0] == "gates" and path[2] == "panel"


def _seat(seat: Value) -> str | None:
    if not isinstance(seat, dict):
        return None
    name = seat.get("seat", seat.get("role"))
    return name if isinstance(name, str) else None
