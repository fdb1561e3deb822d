"""A PostgreSQL server that holds ledgers: connecting, errors, locks, the version of the tables."""

import hashlib
from collections.abc import Sequence
from typing import Final

import psycopg
from psycopg.abc import ConnDict
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus

from engine.errors import LedgerError, PhasegateError, StoreError
from engine.store.failure import Busy, Transient, taken
from engine.store.sql import SCHEMA_VERSION

VERSION: Final = "SELECT version FROM ledger_schema"

_DEFAULTS: Final[ConnDict] = {"connect_timeout": 10, "fallback_application_name": "phasegate"}
_LOCK_MILLISECONDS: Final = 10_000


def connect(url: str) -> psycopg.Connection:
    """Return a connection that begins no transaction itself and waits 10 s for a lock at most.

    Raises `StoreError` when the server can't be reached; its message names no password.
    """
    try:
        given = {**_DEFAULTS, **conninfo_to_dict(url)}
    except psycopg.ProgrammingError:
        # What libpq says of it may repeat the password.
        raise StoreError("the PostgreSQL URL is malformed") from None
    try:
        place = make_conninfo("", **given)
        connection = psycopg.connect(place, autocommit=True, prepare_threshold=1)
        run(connection, f"SET lock_timeout = {_LOCK_MILLISECONDS}")
    except psycopg.Error as error:
        raise translated(error) from error
    return connection


def translated(error: psycopg.Error) -> PhasegateError:
    """Return our error for one of the driver's."""
    errors = psycopg.errors
    known = taken(error.diag.constraint_name or "")
    if isinstance(error, errors.UniqueViolation) and known:
        return known
    if isinstance(error, errors.SerializationFailure | errors.DeadlockDetected):
        return Transient(f"PostgreSQL broke off: {first_line(error)}")
    if isinstance(error, errors.LockNotAvailable):
        return Busy("another process keeps the ledger busy")
    if isinstance(error, errors.DataCorrupted | errors.IndexCorrupted):
        return LedgerError(f"the database is damaged: {first_line(error)}")
    return StoreError(f"PostgreSQL: {first_line(error)}")


def lock_key(origin: str, stream: str) -> int:
    """The key of a stream's advisory lock: a signed 64-bit integer."""
    digest = hashlib.sha256(f"{origin}\n{stream}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def locking(origin: str, wanted: Sequence[tuple[str, bool]]) -> str:
    """The script that begins a unit: locks as (stream, exclusive?) in this order, then the version.

    One trip to the server, but statements of their own, so that the order is certain.
    """
    takes = [
        f"SELECT pg_advisory_xact_lock{'' if exclusive else '_shared'}({lock_key(origin, stream)})"
        for stream, exclusive in wanted
    ]
    return "; ".join(("BEGIN ISOLATION LEVEL READ COMMITTED", *takes, VERSION))


def run(connection: psycopg.Connection, script: str) -> object:
    """Run statements and return the first value of the last one's first row, if it has any."""
    cursor = connection.execute(script.encode(), prepare=False)
    while cursor.nextset():
        pass
    row = cursor.fetchone() if cursor.description else None
    return row[0] if row else None


def check_version(version: object) -> None:
    """Raise `StoreError` unless the tables are of our version."""
    if version != SCHEMA_VERSION:
        raise StoreError(
            f"the database has schema {version}, this Phasegate knows {SCHEMA_VERSION}",
            hint="use the version of Phasegate that wrote it, or a newer one",
        )


def in_transaction(connection: psycopg.Connection) -> bool:
    """Whether a transaction is open, failed or not."""
    status = connection.info.transaction_status
    return status in {
        TransactionStatus.ACTIVE,
        TransactionStatus.INTRANS,
        TransactionStatus.INERROR,
    }


def first_line(error: Exception) -> str:
    """What the server says, without the lines that point into our statement."""
    return (str(error).splitlines() or [type(error).__name__])[0]
