"""What was published: the files, what they compile to, and what the ledger pins. Check 6.

A published source is its closure (the list of its files with their hashes), the files, and the
tables it was compiled to. The entry that publishes pins the closure and the tables; here the files
are compiled again. A charter's closure holds the frozen rules of its time zone, so that compiling
needs no time zone data of the machine at hand; whether that data agrees is said separately.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, cast

from engine import zone_table
from engine.audit.findings import SOURCE, Findings, Place
from engine.audit.streams import pages
from engine.canonical import Json, decode
from engine.errors import LedgerError, PhasegateError
from engine.ledger.entry import Entry, parse_entry
from engine.methodology.cache import load_tables
from engine.methodology.tables import CharterTables, Tables
from engine.names import DIRECTORY
from engine.requests import Candidate, Compiler, Source
from engine.rules.commands import PUBLISHING
from engine.store.protocol import BlobKind, Reader, blob_digest


class ZoneNote(NamedTuple):
    """Whether frozen rules of a time zone agree with this machine's data.

    `frozen` and `here` are releases of the time zone database; `differs_from` is the instant of the
    first difference, or None; `here` is None when this machine knows no such zone.
    """

    zone: str
    frozen: str
    here: str | None
    differs_from: str | None


class Sources(NamedTuple):
    """The tables to decide by, by digest; how many sources were published; notes on time zones."""

    tables: Mapping[str, Tables | CharterTables]
    published: int
    zones: Sequence[ZoneNote]


def check_sources(reader: Reader, sound: int, compiler: Compiler, findings: Findings) -> Sources:
    """Compile every source that the first `sound` entries of the directory publish.

    Tables that can't be had, because neither the files nor the stored tables are what the ledger
    pins, are missing in the result.
    """
    tables: dict[str, Tables | CharterTables] = {}
    zones: dict[str, ZoneNote] = {}
    published = 0
    for stored in pages(reader, DIRECTORY):
        if stored.seq >= sound:
            break
        entry = parse_entry(stored.data)
        if entry["command"]["type"] not in PUBLISHING:
            continue
        published += 1
        one = _Published(reader, entry, findings)
        compiled = one.compile(compiler)
        kept = one.stored_tables()
        usable = compiled or kept
        if usable is not None:
            tables[one.pinned] = usable
        if kept is not None and "calendar" in kept:
            note = _zone_note(cast("CharterTables", kept))
            zones[f"{note.zone} {note.frozen}"] = note
    return Sources(tables, published, tuple(zones.values()))


class _Published:
    """One source, as the entry that publishes it pins it."""

    def __init__(self, reader: Reader, entry: Entry, findings: Findings) -> None:
        self._reader, self._findings = reader, findings
        self._type, self._args = entry["command"]["type"], entry["command"]["args"]
        self._place = Place(DIRECTORY, entry["seq"])
        self.closure = str(self._args.get("source"))
        self.pinned = str(self._args.get("compiled"))

    def compile(self, compiler: Compiler) -> Tables | CharterTables | None:
        """The tables that the files compile to, when they are what the ledger pins."""
        source = self._source()
        if source is None:
            return None
        try:
            candidate = compiler(self._type, source)
        except PhasegateError as error:
            self._add(f"the published files don't compile: {error.message}")
            return None
        return candidate.tables if self._agrees(candidate) else None

    def stored_tables(self) -> Tables | CharterTables | None:
        """The tables that are kept beside the ledger, when they are what it pins."""
        data = self._reader.blob("tables", self.pinned)
        if data is None:
            self._add("the compiled tables are missing", expected=self.pinned)
            return None
        try:
            return load_tables(data, self.pinned)
        except LedgerError:
            found = blob_digest("tables", data)
            self._add("the compiled tables are others", expected=self.pinned, found=found)
            return None

    def _agrees(self, candidate: Candidate) -> bool:
        for name, value in candidate.args.items():
            if self._args.get(name) != value:
                words = f"compiling the published files gives another {name}"
                self._add(words, expected=self._args.get(name), found=value)
                return False
        return True

    def _source(self) -> Source | None:
        """The files of the closure, when all are there and are what it lists."""
        data = self._blob("closure", self.closure)
        if data is None:
            return None
        listed = _closure(data)
        if listed is None:
            self._add("the closure is not a list of files", found=self.closure)
            return None
        root, parts = listed
        files = {name: self._blob("source", digest, name) for name, digest in parts.items()}
        found = {name: part for name, part in files.items() if part is not None}
        return Source(root, found) if len(found) == len(parts) else None

    def _blob(self, kind: BlobKind, digest: str, name: str | None = None) -> bytes | None:
        what = f"the published file {name}" if name else f"the {kind}"
        data = self._reader.blob(kind, digest)
        if data is None:
            self._add(f"{what} is missing", expected=digest)
        elif blob_digest(kind, data) != digest:
            found = blob_digest(kind, data)
            self._add(f"{what} is another", expected=digest, found=found)
            return None
        return data

    def _add(self, words: str, *, expected: object = None, found: object = None) -> None:
        self._findings.add(SOURCE, self._place, words, expected=expected, found=found)


def _closure(data: bytes) -> tuple[str, Mapping[str, str]] | None:
    """The root and the files of a closure; None when `data` is something else."""
    try:
        value = decode(data)
    except PhasegateError:
        return None
    if not isinstance(value, Mapping) or value.keys() != {"root", "files"}:
        return None
    root, files = value["root"], value["files"]
    if not isinstance(root, str) or not isinstance(files, Mapping) or root not in files:
        return None
    if not all(isinstance(digest, str) for digest in files.values()):
        return None
    return root, cast("Mapping[str, str]", files)


def _zone_note(charter: CharterTables) -> ZoneNote:
    """Compare the frozen rules of a charter's time zone with this machine's data."""
    frozen = cast("Mapping[str, Json]", charter["calendar"]["zone"])
    name, release = str(frozen["zone"]), str(frozen["tzdata"])
    here = _here(name)
    if here is None:
        return ZoneNote(name, release, None, None)
    old, new = _offsets(frozen), _offsets(here)
    differing = [at for at in old.keys() | new.keys() if old.get(at) != new.get(at)]
    return ZoneNote(name, release, str(here["tzdata"]), min(differing, default=None))


@lru_cache(maxsize=8)
def _here(zone: str) -> Mapping[str, Json] | None:
    """The rules of a zone by this machine's data, which a process reads once."""
    try:
        return zone_table.make_zone_table(zone)
    except PhasegateError:
        return None


def _offsets(table: Mapping[str, Json]) -> dict[str, Json]:
    return dict(cast("Sequence[tuple[str, int]]", table["offsets"]))
