"""A ledger's SQLite file: is it one, how it is made, how a connection to it is set up.

A file that isn't a ledger of this version is refused before anything can be written to it, be it
another program's database (whose journal SQLite would play back), a directory or a FIFO.
"""

import os
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from engine.errors import ConflictError, LedgerError, StoreError
from engine.store.failure import Busy
from engine.store.sql import SCHEMA_VERSION
from engine.store.sql.sqlite import STATEMENTS
from engine.store.sql.sqlite_tables import TABLES
from engine.store.waiting import Waiting

Library = tuple[int, ...]
T = TypeVar("T")

APPLICATION_ID: Final = 0x50484741
"""The letters PHGA in the file's header."""

_WAL_IS_SOUND: Final = (3, 51, 3)
"""Before it, SQLite can corrupt a write-ahead log that is reset while it is being read."""

_PRIMARY_CODE: Final = 0xFF
_DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


def connect(path: Path, mode: str = "mode=rw") -> sqlite3.Connection:
    """Return a connection that makes no file, waits for nobody and begins no transaction itself."""
    name = str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return sqlite3.connect(
        f"file://{name}?{mode}", uri=True, timeout=0, isolation_level=None, check_same_thread=False
    )


def translated(error: Exception) -> StoreError | LedgerError:
    """Return our error for one of the driver's."""
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE
    # A damaged file can surface as text that doesn't decode.
    if code in _DAMAGED or isinstance(error, UnicodeDecodeError):
        return LedgerError(f"the ledger's file is damaged: {error}")
    return StoreError(f"the ledger's file can't be used: {error}")


def is_busy(error: sqlite3.Error) -> bool:
    """Whether somebody else has the lock that was wanted."""
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE == sqlite3.SQLITE_BUSY


def patiently(attempt: Callable[[], T], waiting: Waiting) -> T:
    """Return what `attempt` returns, trying again while somebody else has the lock.

    Raises `Busy` when that lasts longer than the limit.
    """
    until: float | None = None
    while True:
        try:
            return attempt()
        except sqlite3.OperationalError as error:
            if not is_busy(error):
                raise
            now = waiting.clock()
            until = now + waiting.limit if until is None else until
            if now >= until:
                raise Busy(
                    "another process keeps the ledger busy",
                    hint="wait for it to end, or find out what it does",
                ) from error
        waiting.pause()


def check(path: Path) -> None:
    """Raise `StoreError` unless `path` is the file of a ledger of this version."""
    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        raise _unusable(path, error) from error
    if not stat.S_ISREG(found.st_mode):
        raise StoreError(f"{path} isn't a file")
    if found.st_nlink > 1:
        # SQLite keeps its journal beside the name it was opened by.
        raise StoreError(
            f"{path} has {found.st_nlink} names; two at a time would damage it",
            hint="copy the file instead of linking it",
        )
    if found.st_size == 0:
        raise StoreError(f"{path} is empty", hint="nothing was ever recorded in it")
    _check_header(path)


def create(path: Path, origin: str, waiting: Waiting, library: Library) -> None:
    """Make a new ledger in `path`, readable by its owner only.

    Raises `ConflictError` when there is one, `StoreError` when there is something else. An empty
    file, which a process that died may leave, is taken.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        _check_replaceable(path)
    except (OSError, ValueError) as error:
        raise _unusable(path, error) from error
    try:
        connection = connect(path)
        try:
            _make_tables(connection, path, origin, waiting)
            if library >= _WAL_IS_SOUND:
                patiently(lambda: connection.execute("PRAGMA journal_mode=WAL"), waiting)
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise translated(error) from error


def configure(connection: sqlite3.Connection, library: Library) -> bool:
    """Set up a connection to a ledger; return whether it keeps a write-ahead log."""
    for pragma in ("foreign_keys=ON", "trusted_schema=OFF", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
    (journal,) = connection.execute("PRAGMA journal_mode").fetchone()
    if journal == "wal" and library < _WAL_IS_SOUND:
        (journal,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    # EXTRA also flushes the folder a rollback journal is removed from: without it a power failure
    # can bring the journal back, and take back what was acknowledged.
    connection.execute(f"PRAGMA synchronous={'FULL' if journal == 'wal' else 'EXTRA'}")
    return bool(journal == "wal")


def identify(connection: sqlite3.Connection, path: Path) -> None:
    """Raise `StoreError` unless the file is a ledger of this version."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application != APPLICATION_ID:
        raise StoreError(f"{path} is the database of another program")
    check_version(connection)


def check_version(connection: sqlite3.Connection) -> None:
    """Raise `StoreError` unless the schema is ours.

    Within a transaction this takes the snapshot.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version != SCHEMA_VERSION:
        raise StoreError(
            f"the ledger's file has schema {version}, this Phasegate knows {SCHEMA_VERSION}",
            hint="use the version of Phasegate that wrote it, or a newer one",
        )


def _check_header(path: Path) -> None:
    # Immutable: no lock, no journal, nothing that could change the file or its folder.
    try:
        connection = connect(path, "immutable=1")
        try:
            # After a crash the file can be shorter than its header says, until the journal beside
            # it is played back; this lets the header be read all the same.
            connection.execute("PRAGMA writable_schema=ON")
            identify(connection, path)
        finally:
            connection.close()
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0)
        if code == sqlite3.SQLITE_NOTADB:
            raise StoreError(f"{path} isn't a database") from error
        # Where even that isn't let, opening it plays the journal back, or finds the damage.
        if code & _PRIMARY_CODE != sqlite3.SQLITE_CORRUPT:
            raise translated(error) from error


def _check_replaceable(path: Path) -> None:
    try:
        found = path.lstat()
    except OSError as error:
        raise _unusable(path, error) from error
    if stat.S_ISREG(found.st_mode) and found.st_size == 0:
        return
    check(path)
    raise _exists(path)


def _unusable(path: Path, error: Exception) -> StoreError:
    # A path with a NUL in it is a ValueError.
    return StoreError(f"{path}: {getattr(error, 'strerror', None) or error}")


def _exists(path: Path) -> ConflictError:
    return ConflictError(f"{path} is a ledger already")


def _make_tables(connection: sqlite3.Connection, path: Path, origin: str, waiting: Waiting) -> None:
    patiently(lambda: connection.execute("PRAGMA synchronous=EXTRA"), waiting)
    patiently(lambda: connection.execute("BEGIN IMMEDIATE"), waiting)
    # Somebody else may have been faster.
    if connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() != (0,):
        connection.execute("ROLLBACK")
        check(path)
        raise _exists(path)
    for statement in TABLES:
        connection.execute(statement)
    connection.execute(STATEMENTS.add_ledger, {"org": origin})
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
    patiently(lambda: connection.execute("COMMIT"), waiting)
