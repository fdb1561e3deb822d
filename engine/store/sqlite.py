"""The store of one team: a ledger in one SQLite file.

A unit is one `BEGIN IMMEDIATE`: there is one writer at a time, whatever stream it locks. Who finds
the file locked tries again shortly, see `engine.store.waiting`.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, TypeVar

from engine.errors import LedgerError, PhasegateError, StoreError
from engine.store.failure import CommitFailed, taken
from engine.store.protocol import Reader, Unit
from engine.store.relational import Parameter, Parameters, Runner, Snapshot, Transaction
from engine.store.sql import Dialect
from engine.store.sql.sqlite import STATEMENTS
from engine.store.sql.sqlite_rows import ROWS
from engine.store.sqlite_file import (
    Library,
    check,
    check_version,
    configure,
    connect,
    create,
    identify,
    patiently,
    translated,
)
from engine.store.waiting import WAITING, Waiting

T = TypeVar("T")

DIALECT: Final = Dialect(STATEMENTS, ROWS)

_OVER: Final = "the snapshot or unit is over"
_DRIVER_ERRORS = (sqlite3.Error, UnicodeDecodeError)
_UNIQUE: Final[Mapping[str, str]] = {
    "entries.org, entries.stream, entries.seq": "entries_pkey",
    "entries.org, entries.stream, entries.command_id": "entries_command",
    "texts.org, texts.commitment": "texts_pkey",
    "texts.org, texts.body": "texts_handle",
}
"""SQLite names a unique constraint by its columns."""


class SqliteStore:
    """A ledger in a SQLite file."""

    __slots__ = ("_connection", "_has_log", "_origin", "_waiting")

    def __init__(
        self, connection: sqlite3.Connection, origin: str, waiting: Waiting, *, has_log: bool
    ) -> None:
        self._connection = connection
        self._origin = origin
        self._waiting = waiting
        self._has_log = has_log

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """A snapshot as of now."""
        self._begin("BEGIN")
        runner = _Runner(self._connection)
        try:
            yield Snapshot(runner, DIALECT, self._origin)
        finally:
            runner.live = False
            self._rollback()

    @contextmanager
    def write(self, exclusive: str, shared: Sequence[str] = ()) -> Iterator[Unit]:
        """A transaction; whatever it locks, it is the only one."""
        self._begin("BEGIN IMMEDIATE")
        runner = _Runner(self._connection)
        unit = Transaction(runner, DIALECT, self._origin, exclusive)
        try:
            yield unit
            assert not runner.doomed, "a unit that failed can't be committed"
        except BaseException:
            self._rollback()
            raise
        finally:
            runner.live = False
        self._commit()
        if unit.erased and self._has_log:
            # The log would keep the erased bytes. If somebody reads, a later checkpoint does it.
            with suppress(sqlite3.Error):
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _begin(self, statement: str) -> None:
        connection = self._connection

        def attempt() -> None:
            assert not connection.in_transaction, "a store has one snapshot or unit at a time"
            connection.execute(statement)
            try:
                check_version(connection)
            except BaseException:
                self._rollback()
                raise

        self._patiently(attempt)

    def _commit(self) -> None:
        try:
            self._patiently(lambda: self._connection.execute("COMMIT"))
        except PhasegateError as error:
            self._rollback()
            raise CommitFailed(f"the commit failed: {error.message}") from error

    def _patiently(self, attempt: Callable[[], T]) -> T:
        try:
            return patiently(attempt, self._waiting)
        except sqlite3.Error as error:
            raise translated(error) from error

    def _rollback(self) -> None:
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except sqlite3.Error:
            # Whoever opens the file next plays the journal back.
            self._connection.close()


class _Runner(Runner):
    __slots__ = ("_connection",)

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__()
        self._connection = connection

    def all(self, statement: str, parameters: Parameters) -> list[tuple[Any, ...]]:
        assert self.live, _OVER
        try:
            return self._connection.execute(statement, parameters).fetchall()
        except _DRIVER_ERRORS as error:
            raise self._failed(error) from error

    def change(self, statement: str, parameters: Parameters) -> int:
        assert self.live, _OVER
        try:
            return self._connection.execute(statement, parameters).rowcount
        except _DRIVER_ERRORS as error:
            raise self._failed(error) from error

    def change_each(self, statement: str, each: Sequence[Parameters]) -> None:
        assert self.live, _OVER
        try:
            self._connection.executemany(statement, each)
        except _DRIVER_ERRORS as error:
            raise self._failed(error) from error

    def several(self, values: Sequence[str]) -> Parameter:
        return json.dumps(values)

    def _failed(self, error: Exception) -> PhasegateError:
        self.doomed = True
        columns = str(error).removeprefix("UNIQUE constraint failed: ")
        return taken(_UNIQUE.get(columns, "")) or translated(error)


def open_sqlite(
    path: Path,
    origin: str | None = None,
    *,
    waiting: Waiting = WAITING,
    library: Library = sqlite3.sqlite_version_info,
) -> SqliteStore:
    """Open the ledger in `path`; with `origin`, only if it is that ledger.

    Raises `StoreError` when it is something else, and `LedgerError` when it is damaged.
    """
    check(path)
    try:
        connection, has_log, found = patiently(lambda: _connected(path, library), waiting)
    except _DRIVER_ERRORS as error:
        raise translated(error) from error
    if origin not in {None, found}:
        connection.close()
        raise StoreError(f"{path} is the ledger {found}, not {origin}")
    return SqliteStore(connection, found, waiting, has_log=has_log)


def create_sqlite(
    path: Path,
    origin: str,
    *,
    waiting: Waiting = WAITING,
    library: Library = sqlite3.sqlite_version_info,
) -> SqliteStore:
    """Make a new ledger in `path`, which must not exist, and open it.

    Raises `ConflictError` when it is a ledger already, and `StoreError` when it is something else.
    """
    create(path, origin, waiting, library)
    return open_sqlite(path, origin, waiting=waiting, library=library)


def _connected(path: Path, library: Library) -> tuple[sqlite3.Connection, bool, str]:
    connection = connect(path)
    try:
        identify(connection, path)
        return connection, configure(connection, library), _origin_in(connection)
    except BaseException:
        # Two that both waited for the other's log to be closed would wait for ever.
        connection.close()
        raise


def _origin_in(connection: sqlite3.Connection) -> str:
    found = connection.execute(STATEMENTS.ledgers).fetchall()
    if len(found) != 1:
        raise LedgerError(f"the file names {len(found)} ledgers instead of one")
    return str(found[0][0])
