"""A ledger in memory, for models, simulations and tests: the same rules, nothing on a disk.

Plain dictionaries and a journal: a unit changes them in place and notes how to take each change
back. One lock serves everybody, so that a snapshot holds writers up; threads may share one store.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from threading import Lock, get_ident
from typing import Final, NoReturn, TypeVar

from engine.errors import LedgerError, NotFound, StoreError
from engine.names import DIRECTORY
from engine.store.failure import Busy, taken
from engine.store.memory_reads import OVER, Data, Kept, MemoryReader
from engine.store.protocol import BlobKind, Reader, StoredEntry, Text, Unit, blob_digest, covers
from engine.store.rows import Row, difference, key_of

K = TypeVar("K")
V = TypeVar("V")

_LIMIT_SECONDS: Final = 10.0


class MemoryStore:
    """A ledger that is gone when the process ends."""

    __slots__ = ("_data", "_holder", "_lock", "_origin")

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._data: Data | None = Data()
        self._lock = Lock()
        self._holder: int | None = None

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """A snapshot as of now; it holds writers up."""
        with self._alone() as data:
            reader = MemoryReader(data, self._origin)
            try:
                yield reader
            finally:
                reader.live = False

    @contextmanager
    def write(self, exclusive: str, shared: Sequence[str] = ()) -> Iterator[Unit]:
        """A transaction; whatever it locks, it is the only one."""
        with self._alone() as data:
            unit = _MemoryUnit(data, self._origin, exclusive)
            try:
                yield unit
                assert not unit.doomed, "a unit that failed can't be committed"
            except BaseException:
                unit.take_back()
                raise
            finally:
                unit.live = False

    def copy(self) -> "MemoryStore":
        """Another ledger with the same history, which goes its own way from now on."""
        new = MemoryStore(self._origin)
        with self._alone() as data:
            new._data = data.copy()  # one of ours
        return new

    def close(self) -> None:
        """Forget everything."""
        self._data = None

    @contextmanager
    def _alone(self) -> Iterator[Data]:
        me = get_ident()
        assert self._holder != me, "a thread has one snapshot or unit at a time"
        if not self._lock.acquire(timeout=_LIMIT_SECONDS):
            raise Busy("another thread keeps the ledger busy")
        self._holder = me
        try:
            if self._data is None:
                raise StoreError("the store is closed")
            yield self._data
        finally:
            self._holder = None
            self._lock.release()


class _MemoryUnit(MemoryReader, Unit):
    __slots__ = ("_exclusive", "_journal", "doomed")

    def __init__(self, data: Data, origin: str, exclusive: str) -> None:
        super().__init__(data, origin)
        self._exclusive = exclusive
        self._journal: list[Callable[[], object]] = []
        self.doomed = False

    def append(
        self,
        stream: str,
        data: bytes,
        *,
        seq: int,
        digest: str,
        command_id: str,
        command_type: str,
        at: str,
        actor: str,
    ) -> None:
        self._check_lock(stream)
        there = len(self._data.streams.get(stream, ()))
        if seq < there:
            self._refuse("entries_pkey")
        if (stream, command_id) in self._data.commands:
            self._refuse("entries_command")
        if seq > there:
            self.doomed = True
            raise LedgerError(f"{stream}: there is no entry {seq - 1} for entry {seq} to follow")
        kept = Kept(StoredEntry(seq, digest, data), command_id, command_type, at, actor)
        self._set(self._data.commands, (stream, command_id), seq)
        self._add(self._data.acts, actor, (at, stream, seq))
        self._add(self._data.streams, stream, kept)

    def put_blob(self, kind: BlobKind, digest: str, data: bytes) -> None:
        assert self.live, OVER
        assert digest == blob_digest(kind, data), f"not the digest of this {kind}: {digest}"
        if (kind, digest) not in self._data.blobs:
            self._set(self._data.blobs, (kind, digest), data)

    def put_text(self, commitment: str, text: Text) -> None:
        assert self.live, OVER
        if commitment in self._data.texts:
            self._refuse("texts_pkey")
        if text.kind == "handle":
            if text.body in self._data.handles:
                self._refuse("texts_handle")
            self._set(self._data.handles, text.body, commitment)
        self._set(self._data.texts, commitment, Text(text.kind, text.salt, text.body))

    def erase_text(self, commitment: str) -> None:
        assert self.live, OVER
        text = self._data.texts.get(commitment)
        if text is None:
            self.doomed = True
            raise NotFound(f"no text has the commitment {commitment}")
        if text.kind == "handle" and not text.erased:
            self._drop(self._data.handles, text.body)
        self._set(self._data.texts, commitment, Text(text.kind, b"", "", erased=True))

    def replace_rows(self, stream: str, before: Iterable[Row], after: Iterable[Row]) -> None:
        self._check_lock(stream)
        gone, put = difference(before, after)
        if stream not in self._data.rows:
            self._set(self._data.rows, stream, {})
        rows = self._data.rows[stream]
        for row in gone:
            self._drop(rows, key_of(row))
        for row in put:
            self._set(rows, key_of(row), row)

    def wipe_rows(self) -> None:
        assert self.live, OVER
        assert self._exclusive == DIRECTORY, "wiping rows asks for the directory exclusively"
        data, old = self._data, self._data.rows
        self._journal.append(lambda: setattr(data, "rows", old))
        data.rows = {}

    def take_back(self) -> None:
        """Undo every change, the last one first."""
        for undo in reversed(self._journal):
            undo()

    def _set(self, where: dict[K, V], key: K, value: V) -> None:
        if key in where:
            old = where[key]
            self._journal.append(lambda: where.__setitem__(key, old))
        else:
            self._journal.append(lambda: where.__delitem__(key))
        where[key] = value

    def _drop(self, where: dict[K, V], key: K) -> None:
        if key in where:
            old = where.pop(key)
            self._journal.append(lambda: where.__setitem__(key, old))

    def _add(self, where: dict[K, list[V]], key: K, value: V) -> None:
        if key not in where:
            self._set(where, key, [])
        where[key].append(value)
        self._journal.append(where[key].pop)

    def _refuse(self, constraint: str) -> NoReturn:
        self.doomed = True
        refused = taken(constraint)
        assert refused is not None, constraint
        raise refused

    def _check_lock(self, stream: str) -> None:
        assert self.live, OVER
        assert covers(self._exclusive, stream), f"{stream} isn't locked, {self._exclusive} is"
