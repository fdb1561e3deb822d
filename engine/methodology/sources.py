"""The files of one closure: a root file and what it includes, gathered and read.

Where the bytes come from is the caller's matter (`Fetch`): a folder (`closure.read_closure`), or
the store that a methodology was published to. The walk is bounded before it can be long: 256 KB a
file, 1 MB and 32 files together, includes 4 deep, no cycle.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from engine.errors import DefinitionError
from engine.methodology import grammar
from engine.methodology.diagnostics import Complaint, Mark, line, locate, ordered, quoted
from engine.methodology.yamlsource import MAX_BYTES, Source, read

MAX_CLOSURE = 1024 * 1024
MAX_FILES = 32
MAX_INCLUDE_DEPTH = 4

Fetch = Callable[[str], bytes]
"""Returns the bytes of a file of the closure, or raises `Unreadable`."""


class InvalidSource(DefinitionError):
    """A workflow file or charter with faults, each with its place; `texts` has the files."""

    def __init__(self, name: str, faults: Iterable[Complaint], texts: Mapping[str, str]) -> None:
        self.faults = ordered(faults)
        self.texts = texts
        count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        super().__init__(f"{name}: {count}", tuple(line(fault) for fault in self.faults))


class Unreadable(Exception):
    """A file of the closure can't be had: why, and what to do. Becomes a complaint at its place."""

    def __init__(self, code: str, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


class Gathered(NamedTuple):
    """The files of a closure that could be had, and what is wrong with them so far.

    `sources` holds those that could be read, each after what it includes, the root last.
    """

    root: str
    files: Mapping[str, bytes]
    sources: Mapping[str, Source]
    complaints: tuple[Complaint, ...]

    def texts(self) -> dict[str, str]:
        """Return the files as text, for showing the lines of complaints."""
        return {name: data.decode("utf-8", "replace") for name, data in self.files.items()}


def gather(root: str, fetch: Fetch) -> Gathered:
    """Read the file `root` and all that it includes. Raises `Unreadable` for the root alone."""
    if not re.fullmatch(grammar.FILE, root):
        message = f"{quoted(root)} can't be the name of a file of a methodology"
        raise Unreadable(
            "include.name", message, "letters, digits, . _ and -, with .yaml at the end"
        )
    walk = _Walk(fetch)
    walk.visit(root, fetch(root), ())
    return Gathered(root, walk.files, walk.sources, tuple(walk.complaints))


def too_large(name: str, size: int) -> Unreadable:
    """Return the fault of a file over the limit."""
    message = f"{quoted(name)} has {size:,} bytes; at most {MAX_BYTES:,} are read"
    return Unreadable("include.too_large", message, "split it")


class _Walk:
    """One walk through the includes, depth first, in the order they are listed."""

    def __init__(self, fetch: Fetch) -> None:
        self.fetch = fetch
        self.files: dict[str, bytes] = {}
        self.sources: dict[str, Source] = {}
        self.complaints: list[Complaint] = []

    def visit(self, name: str, data: bytes, trail: tuple[str, ...]) -> None:
        self.files[name] = data
        source, complaints = read(name, data)
        self.complaints.extend(complaints)
        if source is None:
            return
        for at, included in _includes(source):
            try:
                self.include(included, (*trail, name))
            except Unreadable as fault:
                path, mark = locate(source.marks, ("include", at))
                self.complain(fault, mark, path)
        self.sources[name] = source

    def include(self, name: str, trail: tuple[str, ...]) -> None:
        if name in trail:
            way = " -> ".join((*trail[trail.index(name) :], name))
            raise Unreadable("include.cycle", f"includes run in a circle: {way}")
        if name in self.files:
            return
        if len(trail) > MAX_INCLUDE_DEPTH:
            message = f"includes are more than {MAX_INCLUDE_DEPTH} deep"
            raise Unreadable("include.too_deep", message, "include it from the first file")
        if len(self.files) >= MAX_FILES:
            raise Unreadable("include.too_many", f"more than {MAX_FILES} files")
        data = self.fetch(name)
        if len(data) > MAX_BYTES:
            raise too_large(name, len(data))
        if sum(map(len, self.files.values())) + len(data) > MAX_CLOSURE:
            raise Unreadable("include.closure", f"more than {MAX_CLOSURE:,} bytes together")
        self.visit(name, data, trail)

    def complain(self, fault: Unreadable, mark: Mark, path: tuple[str | int, ...]) -> None:
        complaint = Complaint(fault.code, "error", mark, fault.message, fault.hint, path)
        self.complaints.append(complaint)


def _includes(source: Source) -> list[tuple[int, str]]:
    """Return the file names listed under `include`; what is none, the models refuse."""
    listed = source.value.get("include") if isinstance(source.value, dict) else None
    if not isinstance(listed, list):
        return []
    names = [(at, name) for at, name in enumerate(listed) if isinstance(name, str)]
    return [(at, name) for at, name in names if re.fullmatch(grammar.FILE, name)]
