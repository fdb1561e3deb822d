"""From stored entries to worlds: states folded from their streams, and their tables.

States are kept in memory under the head they were folded to, so that a process that stays reads
only what is new. Nothing here writes.
"""

from collections.abc import Callable, Iterable
from typing import Generic, NamedTuple, TypeAlias, TypeVar, cast

from engine.errors import LedgerError
from engine.ledger.chain import Link, follow_chain
from engine.ledger.entry import Entry
from engine.methodology.cache import load_tables
from engine.methodology.tables import CharterTables, Tables
from engine.names import DIRECTORY
from engine.rules import events as ev
from engine.rules.directory import Directory, Meta
from engine.rules.project import Project
from engine.rules.world import Stepper, World
from engine.store.protocol import Reader

S = TypeVar("S", Directory, Project)
PROJECT = "project/"
Machine: TypeAlias = Callable[[Tables], Stepper]
"""Makes the machine of a methodology: `engine.library.stepper_of`."""


class Folded(NamedTuple, Generic[S]):
    """A state, the head it was folded to and that entry's instant; None for an empty stream."""

    state: S
    head: Link | None
    at: str | None


class Folder:
    """Folds streams of one ledger, and remembers."""

    def __init__(self, machine: Machine | None = None) -> None:
        """`machine` makes the stepper of a methodology; without it steps are read from tables."""
        self._machine = machine
        self._steppers: dict[str, Stepper] = {}
        self._directory = Folded(Directory(), None, None)
        self._projects: dict[str, Folded[Project]] = {}
        self._tables: dict[str, Tables | CharterTables] = {}

    def directory(self, reader: Reader) -> Folded[Directory]:
        """The directory as `reader` sees it.

        Raises `LedgerError` when the stream contradicts itself.
        """
        self._directory = fold(reader, DIRECTORY, self._directory)
        return self._directory

    def project(self, reader: Reader, key: str) -> Folded[Project]:
        """The project `key` as `reader` sees it; its head is None when there is none."""
        stream = PROJECT + key
        known = self._projects.get(key) or Folded(Project(key), None, None)
        folded = fold(reader, stream, known)
        if folded.head:
            self._projects[key] = folded
        return folded

    def charter(self, reader: Reader, directory: Directory) -> CharterTables | None:
        """The charter in force."""
        if directory.charter is None:
            return None
        return cast("CharterTables", self.tables(reader, directory.charter[2]))

    def tables(self, reader: Reader, digest: str) -> Tables | CharterTables:
        """Compiled tables by their digest.

        Raises `LedgerError` when they are missing or are others.
        """
        known = self._tables.get(digest)
        if known is None:
            data = reader.blob("tables", digest)
            if data is None:
                raise LedgerError(f"the compiled tables {digest} are missing")
            known = self._tables[digest] = load_tables(data, digest)
        return known

    def _stepper(self, digest: str, tables: Tables) -> Stepper | None:
        """The stepper of `tables`, made once for each digest."""
        if self._machine is None:
            return None
        known = self._steppers.get(digest)
        if known is None:
            known = self._steppers[digest] = self._machine(tables)
        return known

    def world(self, reader: Reader, stream: str, at: str) -> World:
        """The world of `stream` at the instant `at`."""
        directory = self.directory(reader).state
        charter = self.charter(reader, directory)
        key = stream.removeprefix(PROJECT)
        if stream == DIRECTORY:
            return World(at, reader.origin(), directory, charter, None, None, stream=stream)
        folded = self.project(reader, key)
        project = folded.state if folded.head else None
        tables = cast("Tables", self.tables(reader, project.compiled)) if project else None
        stepper = self._stepper(project.compiled, tables) if project and tables else None
        return World(at, key, directory, charter, tables, project, stepper=stepper, stream=stream)


def fold(reader: Reader, stream: str, known: Folded[S]) -> Folded[S]:
    """Fold what `reader` has of `stream` past `known`.

    Raises `LedgerError` when the chain is broken, or when the stream is shorter than what is known
    of it.
    """
    seq = known.head.seq if known.head else -1
    head = reader.head(stream)
    if known.head and (head is None or head.seq < seq):
        raise LedgerError(f"{stream} ended at #{seq} before and is shorter now")
    if known.head and head and head == tuple(known.head):
        return known
    origin = reader.origin()
    linked = list(follow_chain(reader.entries(stream, seq), origin, stream, known.head))
    if not linked:
        return known
    state = known.state.fold(
        (meta_of(entry), cast("Iterable[ev.Event]", entry["events"])) for _, entry in linked
    )
    link, last = linked[-1]
    return Folded(state, link, last["at"])


def meta_of(entry: Entry) -> Meta:
    """What the fold needs of an entry besides its events."""
    return Meta(entry["at"], entry["actor"], entry["proof"]["kind"])
