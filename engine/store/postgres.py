"""The store of an organisation: ledgers in a PostgreSQL database.

A unit is one READ COMMITTED transaction that first takes its locks: advisory locks, which write
nothing, so that those who share one don't wait for each other and no row is written by all. The
key of a lock is the first 8 bytes of SHA-256(origin + "\\n" + stream). Unique constraints stand
behind the locks.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

import psycopg

from engine.errors import ConflictError, PhasegateError, StoreError
from engine.store.failure import CommitFailed
from engine.store.postgres_server import (
    VERSION,
    check_version,
    connect,
    first_line,
    in_transaction,
    lock_key,
    locking,
    run,
    translated,
)
from engine.store.protocol import Reader, Unit, locks
from engine.store.relational import Parameter, Parameters, Runner, Snapshot, Transaction
from engine.store.sql import Dialect
from engine.store.sql.postgres import STATEMENTS
from engine.store.sql.postgres_rows import ROWS
from engine.store.sql.postgres_tables import TABLES

DIALECT: Final = Dialect(STATEMENTS, ROWS)

_OVER: Final = "the snapshot or unit is over"
_SNAPSHOT: Final = f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {VERSION}"
_MAKING: Final = "phasegate: making tables"
"""What is locked, instead of a stream, while tables are made."""


class PostgresStore:
    """One of the ledgers in a PostgreSQL database."""

    __slots__ = ("_connection", "_is_closed", "_origin", "_url")

    def __init__(self, url: str, connection: psycopg.Connection, origin: str) -> None:
        self._url = url
        self._connection = connection
        self._origin = origin
        self._is_closed = False

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """A snapshot as of now."""
        self._begin(_SNAPSHOT)
        runner = _Runner(self._connection)
        try:
            yield Snapshot(runner, DIALECT, self._origin)
        finally:
            runner.live = False
            # Not a rollback: psycopg forgets the prepared statements at one.
            with suppress(psycopg.Error):
                self._connection.execute("COMMIT")

    @contextmanager
    def write(self, exclusive: str, shared: Sequence[str] = ()) -> Iterator[Unit]:
        """A transaction that holds its locks to the end."""
        self._begin(locking(self._origin, locks(exclusive, shared)))
        runner = _Runner(self._connection)
        try:
            yield Transaction(runner, DIALECT, self._origin, exclusive)
            assert not runner.doomed, "a unit that failed can't be committed"
        except BaseException:
            self._rollback()
            raise
        finally:
            runner.live = False
        self._commit()

    def close(self) -> None:
        """Let go of the server."""
        self._is_closed = True
        self._connection.close()

    def _begin(self, script: str) -> None:
        if self._is_closed:
            raise StoreError("the store is closed")
        assert not in_transaction(self._connection), "a store has one snapshot or unit at a time"
        try:
            check_version(self._run(script))
        except psycopg.Error as error:
            self._rollback()
            raise translated(error) from error
        except StoreError:
            self._rollback()
            raise

    def _run(self, script: str) -> object:
        try:
            return run(self._connection, script)
        except psycopg.OperationalError:
            if not self._connection.closed:
                raise
        # The server went away since; nothing of this unit has happened yet.
        self._connection = connect(self._url)
        return run(self._connection, script)

    def _commit(self) -> None:
        try:
            status = self._connection.execute("COMMIT").statusmessage
        except psycopg.Error as error:
            self._rollback()
            raise CommitFailed(f"the commit failed: {first_line(error)}") from error
        if status != "COMMIT":
            raise CommitFailed(f"the server answered the commit with {status}")

    def _rollback(self) -> None:
        # A connection that is lost takes the transaction with it.
        with suppress(psycopg.Error):
            if in_transaction(self._connection):
                self._connection.execute("ROLLBACK")


class _Runner(Runner):
    __slots__ = ("_connection",)

    def __init__(self, connection: psycopg.Connection) -> None:
        super().__init__()
        self._connection = connection

    def all(self, statement: str, parameters: Parameters) -> list[tuple[Any, ...]]:
        assert self.live, _OVER
        try:
            return self._connection.execute(statement, parameters).fetchall()
        except psycopg.Error as error:
            raise self._failed(error) from error

    def change(self, statement: str, parameters: Parameters) -> int:
        assert self.live, _OVER
        try:
            return self._connection.execute(statement, parameters).rowcount
        except psycopg.Error as error:
            raise self._failed(error) from error

    def change_each(self, statement: str, each: Sequence[Parameters]) -> None:
        assert self.live, _OVER
        try:
            with self._connection.cursor() as cursor:
                cursor.executemany(statement, each)
        except psycopg.Error as error:
            raise self._failed(error) from error

    def several(self, values: Sequence[str]) -> Parameter:
        return values

    def _failed(self, error: psycopg.Error) -> PhasegateError:
        self.doomed = True
        return translated(error)


def open_postgres(url: str, origin: str | None = None) -> PostgresStore:
    """Open the ledger `origin` in the database at `url`; without it, the only one there is.

    Raises `StoreError` when there is no such ledger or the server can't be used.
    """
    connection = connect(url)
    try:
        check_version(run(connection, VERSION))
        found = [str(one) for (one,) in connection.execute(STATEMENTS.ledgers).fetchall()]
        chosen = _chosen(found, origin)
    except psycopg.errors.UndefinedTable as error:
        connection.close()
        raise StoreError("the database has no Phasegate ledger") from error
    except psycopg.Error as error:
        connection.close()
        raise translated(error) from error
    except StoreError:
        connection.close()
        raise
    return PostgresStore(url, connection, chosen)


def create_postgres(url: str, origin: str) -> PostgresStore:
    """Make a new ledger in the database at `url`, the tables too if there are none, and open it.

    Raises `ConflictError` when it is there already, and `StoreError`.
    """
    connection = connect(url)
    try:
        with connection.transaction():
            _make(connection, origin)
    except psycopg.errors.UniqueViolation as error:
        raise ConflictError(f"the database has the ledger {origin} already") from error
    except psycopg.Error as error:
        raise translated(error) from error
    finally:
        connection.close()
    return open_postgres(url, origin)


def _make(connection: psycopg.Connection, origin: str) -> None:
    run(connection, f"SELECT pg_advisory_xact_lock({lock_key('', _MAKING)})")
    if run(connection, "SELECT to_regclass('ledger_schema')::text") is None:
        for statement in TABLES:
            run(connection, statement)
    else:
        check_version(run(connection, VERSION))
    connection.execute(STATEMENTS.add_ledger, {"org": origin})


def _chosen(found: Sequence[str], origin: str | None) -> str:
    if origin is not None and origin in found:
        return origin
    if origin is not None:
        raise StoreError(f"the database has no ledger {origin}")
    if len(found) == 1:
        return found[0]
    raise StoreError(
        f"the database has {len(found)} ledgers", hint="say by its origin which one is meant"
    )
