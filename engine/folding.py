"""From stored entries to worlds: states folded from their streams, and their tables.

States are kept in memory under the head they were folded to, so that a process that stays reads
only what is new. Nothing here writes.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Generic, NamedTuple, TypeAlias, TypeVar, cast

from engine.errors import LedgerError
from engine.ledger.chain import Link, follow_chain
from engine.ledger.entry import Entry, parse_entry
from engine.methodology.cache import load_tables
from engine.methodology.tables import CharterTables, Tables
from engine.names import DIRECTORY
from engine.rules import events as ev
from engine.rules.directory import Directory, Meta
from engine.rules.project import Project
from engine.rules.world import Stepper, Watch, World
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

    def __init__(self, machine: Machine | None = None, watch: Watch | None = None) -> None:
        """`machine` makes the stepper of a methodology; without it steps are read from tables.

        `watch` is told of each guard that is judged on a project's world.
        """
        self._machine = machine
        self._watch = watch
        self._steppers: dict[str, Stepper] = {}
        self._directory = Folded(Directory(), None, None)
        self._projects: dict[str, Folded[Project]] = {}
        self._written: dict[str, Link] = {}
        self._tables: dict[str, Tables | CharterTables] = {}

    def expect(self, stream: str, head: Link) -> None:
        """From now on, `stream` must have this entry: it was committed."""
        self._written[stream] = head

    def directory(self, reader: Reader) -> Folded[Directory]:
        """The directory as `reader` sees it.

        Raises `LedgerError` when the stream contradicts itself.
        """
        written = self._written.get(DIRECTORY)
        self._directory = fold(reader, DIRECTORY, self._directory, written)
        return self._directory

    def project(self, reader: Reader, key: str) -> Folded[Project]:
        """The project `key` as `reader` sees it; its head is None when there is none."""
        stream = PROJECT + key
        known = self._projects.get(key) or Folded(Project(key), None, None)
        folded = fold(reader, stream, known, self._written.get(stream))
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
        return World(
            *(at, key, directory, charter, tables, project),
            stepper=stepper,
            stream=stream,
            watch=self._watch,
        )

    def last_worlds(self, reader: Reader) -> Iterator[World]:
        """For each stream but refusals, the world its last entry was decided in, folded.

        A project's is on the directory which that entry read. By the directory's order.
        """
        origin = reader.origin()
        linked = list(follow_chain(reader.entries(DIRECTORY), origin, DIRECTORY, None))
        folded = [(meta_of(entry), _events(entry)) for _, entry in linked]
        directory, seen = Directory(), 0
        for seq, stream in sorted(self._last_reads(reader)):
            directory, seen = directory.fold(folded[seen : seq + 1]), seq + 1
            known = self.project(reader, stream.removeprefix(PROJECT))
            assert known.at
            yield self.world(reader, stream, known.at)._replace(
                directory=directory, charter=self.charter(reader, directory)
            )
        if linked:
            yield self.world(reader, DIRECTORY, linked[-1][1]["at"])

    def _last_reads(self, reader: Reader) -> Iterator[tuple[int, str]]:
        """The directory's seq that the last entry of each project cites, and the stream."""
        for stream in reader.streams(PROJECT):
            head = self.project(reader, stream.removeprefix(PROJECT)).head
            assert head, "a stream that is listed has an entry"
            (last,) = reader.entries(stream, head.seq - 1)
            yield parse_entry(last.data)["reads"][0]["seq"], stream


def fold(reader: Reader, stream: str, known: Folded[S], written: Link | None = None) -> Folded[S]:
    """Fold what `reader` has of `stream` past `known`.

    Raises `LedgerError` when the chain is broken, when the stream is shorter than what is known of
    it or was `written` to it, or when another entry stands there now.
    """
    last = max((link for link in (known.head, written) if link), default=None)
    head = reader.head(stream)
    if last and (head is None or head.seq < last.seq):
        raise LedgerError(f"{stream} ended at #{last.seq} before and is shorter now")
    if head == known.head:
        return known
    seq, origin = known.head.seq if known.head else -1, reader.origin()
    past = reader.entries(stream, seq)
    linked: list[tuple[Link, Entry]] = list(follow_chain(past, origin, stream, known.head))
    assert head, "whoever knows of no entry and finds none is done"
    for found in (*(link for link, _ in linked), Link(*head)):
        if last and found.seq == last.seq and found != last:
            raise LedgerError(f"{stream}#{last.seq} was {last.hash} before and is {found.hash} now")
    state = known.state.fold((meta_of(entry), _events(entry)) for _, entry in linked)
    newest, entry = linked[-1]
    return Folded(state, newest, entry["at"])


def _events(entry: Entry) -> Iterable[ev.Event]:
    return cast("Iterable[ev.Event]", entry["events"])


def meta_of(entry: Entry) -> Meta:
    """What the fold needs of an entry besides its events."""
    return Meta(entry["at"], entry["actor"], entry["proof"]["kind"])
