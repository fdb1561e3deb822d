"""What the tests of the store contract share: the ledgers they run on, and entries to write."""

# ruff: noqa: D102  # the methods are described in Ledger

import hashlib
import sqlite3
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from threading import Event

import psycopg

from engine.store.memory import MemoryStore
from engine.store.open import create_store, open_store
from engine.store.protocol import Store, Unit
from engine.store.sqlite import create_sqlite, open_sqlite
from engine.store.waiting import Waiting

ORIGIN = "local/0f"
SOUND_LIBRARY = (3, 51, 3)
OLD_LIBRARY = (3, 51, 2)


def digest_of(data: bytes) -> str:
    """Some 64 hex digits; the store takes any."""
    return hashlib.sha256(data).hexdigest()


def append(unit: Unit, stream: str, seq: int, **other: str) -> None:
    """Append an entry whose bytes say where it stands."""
    data = f"{stream}#{seq}".encode()
    unit.append(
        stream,
        data,
        seq=seq,
        digest=digest_of(data),
        command_id=other.get("command_id", f"c{seq}"),
        command_type="Test",
        at=other.get("at", f"2026-11-23T09:00:00.{seq:06}Z"),
        actor=other.get("actor", "p-1"),
    )


def append_next(store: Store, stream: str, command_id: str) -> int:
    """Append one entry to the end of `stream`, in a unit of its own; return its seq."""
    with store.write(stream) as unit:
        head = unit.head(stream)
        seq = 0 if head is None else head.seq + 1
        append(unit, stream, seq, command_id=command_id)
    return seq


def append_many(location: str, streams: list[str], writer: str, count: int) -> None:
    """Append `count` entries to each of `streams` in turn; run in a process of its own."""
    store = open_store(location, ORIGIN)
    for number in range(count):
        for stream in streams:
            append_next(store, stream, f"{writer}.{number}")
    store.close()


class Ledger(ABC):
    """A new ledger in one kind of store; every store opened through it is closed at the end."""

    serial = True
    """Whether any two units wait for each other, whatever they lock."""
    waits_for_readers = False
    """Whether a writer waits until nobody reads."""
    location: str | None = None
    """Where other processes find it."""

    def __init__(self) -> None:
        self._opened: list[Store] = []

    def open(self) -> Store:
        """One more store on the same ledger."""
        store = self._open()
        self._opened.append(store)
        return store

    def close(self) -> None:
        """Close every store."""
        for store in self._opened:
            store.close()

    @abstractmethod
    def _open(self) -> Store: ...

    @abstractmethod
    def dump(self) -> object:
        """All that is stored, to compare."""

    @abstractmethod
    def until_somebody_waits(self) -> None:
        """Return when a store waits for a lock, as far as that can be seen."""


class InMemory(Ledger):
    waits_for_readers = True

    def __init__(self) -> None:
        super().__init__()
        self._store = MemoryStore(ORIGIN)

    def _open(self) -> Store:
        return self._store

    def dump(self) -> object:
        data = self._store._data
        assert data is not None
        return {name: _in_order(getattr(data, name)) for name in data.__slots__}

    def until_somebody_waits(self) -> None:
        """A lock doesn't tell who waits."""


class InSqlite(Ledger):
    def __init__(self, path: Path, library: tuple[int, ...]) -> None:
        super().__init__()
        self.location = str(path)
        self._path = path
        self._library = library
        self.waits_for_readers = library < SOUND_LIBRARY
        self._waited = Event()
        self._waiting = Waiting(sleep=self._sleep)
        create_sqlite(path, ORIGIN, library=library).close()

    def _open(self) -> Store:
        return open_sqlite(self._path, waiting=self._waiting, library=self._library)

    def _sleep(self, seconds: float) -> None:
        self._waited.set()
        time.sleep(seconds)

    def dump(self) -> object:
        connection = sqlite3.connect(self._path)
        found = list(connection.iterdump())
        connection.close()
        return found

    def until_somebody_waits(self) -> None:
        assert self._waited.wait(timeout=60)


class InPostgres(Ledger):
    serial = False

    def __init__(self, url: str) -> None:
        super().__init__()
        self.location = url
        self._url = url
        create_store(url, ORIGIN).close()

    def _open(self) -> Store:
        return open_store(self._url, ORIGIN)

    def dump(self) -> object:
        with psycopg.connect(self._url) as connection:
            tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
            return {
                table: sorted(map(repr, connection.execute(f'SELECT * FROM "{table}"'.encode())))
                for (table,) in connection.execute(tables).fetchall()
            }

    def until_somebody_waits(self) -> None:
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        with psycopg.connect(self._url, autocommit=True) as connection:
            _until(lambda: connection.execute(waiting).fetchone() != (0,))


def _in_order(value: object) -> object:
    # The order of a dictionary's keys means nothing.
    if isinstance(value, dict):
        return sorted((repr(key), _in_order(inner)) for key, inner in value.items())
    return repr(value)


def _until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not true():
        assert time.monotonic() < until, "nobody waits"
        time.sleep(0.005)
