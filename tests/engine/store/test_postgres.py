"""The PostgreSQL store: many ledgers in a database, locks by stream, a server that goes away."""

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from engine.errors import ConflictError, StoreError
from engine.store.failure import Busy, CommitFailed, Transient, is_transient
from engine.store.open import create_store, open_store
from engine.store.postgres import PostgresStore, create_postgres, open_postgres
from engine.store.postgres_server import lock_key, locking, translated
from engine.store.protocol import Head, Store, Text, Unit, locks
from engine.store.rows import TimerRow

ORIGIN, OTHER = "local/0f", "local/0e"
DIRECTORY = "directory"


@pytest.fixture
def server(postgres_database: str) -> Iterator[psycopg.Connection]:
    """A connection of the test's own."""
    with psycopg.connect(postgres_database, autocommit=True) as connection:
        yield connection


@pytest.fixture
def store(postgres_database: str) -> Iterator[PostgresStore]:
    """A store on a new ledger."""
    with closing(create_postgres(postgres_database, ORIGIN)) as store:
        yield store


def _append(unit: Unit, seq: int, stream: str = DIRECTORY) -> None:
    unit.append(
        stream,
        b"{}",
        seq=seq,
        digest=f"{seq:064}",
        command_id=f"c{seq}",
        command_type="Test",
        at="2026",
        actor="p-1",
    )


def _append_around(happens: Callable[[], None], unit: Unit) -> None:
    _append_before(happens, unit)
    _append(unit, 1)


def _append_before(happens: Callable[[], None], unit: Unit) -> None:
    _append(unit, 0)
    happens()


def _head(store: Store) -> Head | None:
    with store.read() as reader:
        return reader.head(DIRECTORY)


def _cut(server: psycopg.Connection, store: PostgresStore) -> None:
    backend = store._connection.info.backend_pid
    server.execute("SELECT pg_terminate_backend(%s, 60000)", (backend,))


def test_ledgers_in_one_database_dont_see_each_other(postgres_database: str) -> None:
    """Many organisations share a server: streams, texts, handles, rows and rebuilds are apart."""
    stores = [create_store(postgres_database, origin) for origin in (ORIGIN, OTHER)]
    for store in stores:
        with store.write(DIRECTORY) as unit:
            _append(unit, 0)
            unit.put_text("h", Text("handle", bytes(32), "anna"))
            unit.replace_rows("project/a", [], [TimerRow("t", "1")])
    with stores[0].write(DIRECTORY) as unit:
        _append(unit, 1)
        unit.erase_text("h")
        unit.wipe_rows()
    with stores[1].read() as reader:
        assert reader.origin() == OTHER
        assert reader.head(DIRECTORY) == Head(0, f"{0:064}")
        assert reader.text("h") == Text("handle", bytes(32), "anna")
        assert list(reader.rows("project/a")) == [TimerRow("t", "1")]
        assert len(reader.acts("p-1")) == 1
    # The directories are two locks.
    with stores[0].write(DIRECTORY), stores[1].write(DIRECTORY) as unit:
        _append(unit, 1)
    for store in stores:
        store.close()


def test_a_database_with_one_ledger_needs_no_origin(postgres_database: str) -> None:
    """With several, one has to be named, and it has to be there."""
    create_store(postgres_database, ORIGIN).close()
    with closing(open_store(postgres_database)) as store, store.read() as reader:
        assert reader.origin() == ORIGIN
    create_store(postgres_database, OTHER).close()
    with pytest.raises(StoreError, match="2 ledgers"):
        open_store(postgres_database)
    with pytest.raises(StoreError, match="no ledger local/0d"):
        open_store(postgres_database, "local/0d")


def test_a_ledger_is_made_once_also_by_many_at_once(postgres_database: str) -> None:
    """Bad input 28: one makes the tables, each origin is taken once."""

    def make(origin: str) -> str:
        try:
            create_postgres(postgres_database, origin).close()
        except ConflictError:
            return "conflict"
        return "made"

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(make, [ORIGIN, OTHER] * 3))
    for mine in (outcomes[::2], outcomes[1::2]):
        assert sorted(mine) == ["conflict", "conflict", "made"]


def test_another_database_is_refused_and_stays_as_it_was(
    postgres_database: str, server: psycopg.Connection
) -> None:
    """Bad input 26: tables of another program are neither read nor written to."""
    with pytest.raises(StoreError, match="no Phasegate ledger"):
        open_store(postgres_database)
    server.execute("CREATE TABLE entries (title text)")
    with pytest.raises(StoreError, match="entries"):
        create_store(postgres_database, ORIGIN)
    tables = server.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    assert tables.fetchall() == [("entries",)]


def test_another_schema_is_refused(
    postgres_database: str, server: psycopg.Connection, store: PostgresStore
) -> None:
    """Bad input 27, F19: also by a process that was there before the tables changed."""
    with store.write(DIRECTORY) as unit:
        _append(unit, 0)
    server.execute("UPDATE ledger_schema SET version = 2")
    for attempt in (open_postgres, create_postgres):
        with pytest.raises(StoreError, match="schema 2, this Phasegate knows 1"):
            attempt(postgres_database, OTHER)
    with pytest.raises(StoreError, match="schema 2"), store.read():
        pass
    with pytest.raises(StoreError, match="schema 2"), store.write(DIRECTORY):
        pass
    server.execute("UPDATE ledger_schema SET version = 1")
    assert _head(store) == Head(0, f"{0:064}")


def test_an_unreachable_server_is_named_without_its_password() -> None:
    """An error message goes to logs and screens."""
    urls = (
        "postgresql://anna:geheim@127.0.0.1:1/ledger",
        "postgresql://anna:geheim%zz@127.0.0.1/ledger",
        "postgresql://anna:geheim@127.0.0.1/ledger?nonsense=1",
    )
    for url in urls:
        with pytest.raises(StoreError) as raised:
            open_store(url)
        assert "geheim" not in raised.value.message
        assert "\n" not in raised.value.message


def test_a_password_and_options_of_the_url_are_used(postgres_database: str) -> None:
    """What the URL says leads over our defaults."""
    create_store(postgres_database, ORIGIN).close()
    url = urlunsplit(urlsplit(postgres_database)._replace(query="application_name=pmo"))
    with closing(open_postgres(url)) as store:
        name = store._connection.execute("SHOW application_name").fetchone()
        limit = store._connection.execute("SHOW lock_timeout").fetchone()
    assert (name, limit) == (("pmo",), ("10s",))


def test_entries_refuse_to_be_changed_or_deleted(
    server: psycopg.Connection, store: PostgresStore
) -> None:
    """I20: a slip in SQL can't rewrite history, though the database's owner could."""
    with store.write(DIRECTORY) as unit:
        _append(unit, 0)
    changes = ("UPDATE entries SET actor = 'p-2'", "DELETE FROM entries", "TRUNCATE entries")
    for change in changes:
        with pytest.raises(psycopg.errors.RaiseException, match="an entry is never"):
            server.execute(change)
    assert _head(store) == Head(0, f"{0:064}")


def test_texts_sort_by_code_point_whatever_the_locale(server: psycopg.Connection) -> None:
    """I29: every text column has the C collation, so that both databases list alike."""
    from engine.store.sql.postgres_tables import TABLES

    for statement in TABLES:
        server.execute(statement.encode())
    odd = server.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema ="
        " 'public' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'"
    )
    assert odd.fetchall() == []


def test_a_lock_goes_by_ledger_and_stream() -> None:
    """Every process of every version must use the same key for one lock."""
    digest = hashlib.sha256(b"local/0f\nproject/shed").digest()
    key = lock_key(ORIGIN, "project/shed")
    assert key.to_bytes(8, "big", signed=True) == digest[:8]
    assert key == 6_862_817_380_056_588_923
    assert len({lock_key(*one) for one in ((ORIGIN, "a"), (OTHER, "a"), (ORIGIN, "b"))}) == 3


def test_locks_are_taken_in_one_order() -> None:
    """Whoever asks for what: directory, portfolio, project; so nobody waits in a circle."""
    assert locks("project/a", ["portfolio/x"]) == (
        ("directory", False),
        ("portfolio/x", False),
        ("project/a", True),
    )
    assert locks("refusals/project/a", ()) == (("directory", False), ("project/a", True))
    assert locks("directory", ()) == (("directory", True),)
    assert locks("refusals/directory", ["project/b"]) == (("directory", True), ("project/b", False))
    script = locking(ORIGIN, locks("project/a", ["portfolio/x"]))
    keys = [lock_key(ORIGIN, one) for one in ("directory", "portfolio/x", "project/a")]
    assert script == (
        "BEGIN ISOLATION LEVEL READ COMMITTED; "
        f"SELECT pg_advisory_xact_lock_shared({keys[0]}); "
        f"SELECT pg_advisory_xact_lock_shared({keys[1]}); "
        f"SELECT pg_advisory_xact_lock({keys[2]}); "
        "SELECT version FROM ledger_schema"
    )


def test_who_keeps_a_lock_too_long_is_not_waited_for(
    postgres_database: str, store: PostgresStore
) -> None:
    """F11: a bounded wait, a clear error, nothing written, and later it works."""
    with closing(open_postgres(postgres_database)) as other:
        other._connection.execute("SET lock_timeout = 50")
        with store.write(DIRECTORY), pytest.raises(Busy), other.write("project/a"):
            pass
        with other.write(DIRECTORY) as unit:
            _append(unit, 0)


def test_a_server_that_was_away_is_found_again(
    server: psycopg.Connection, store: PostgresStore
) -> None:
    """F10: between two units a lost connection is replaced, and nobody notices."""
    with store.write(DIRECTORY) as unit:
        _append(unit, 0)
    _cut(server, store)
    assert _head(store) == Head(0, f"{0:064}")
    _cut(server, store)
    with store.write(DIRECTORY) as unit:
        _append(unit, 1)
    assert _head(store) == Head(1, f"{1:064}")


def test_a_server_that_goes_away_within_a_unit_takes_it_back(
    server: psycopg.Connection, store: PostgresStore
) -> None:
    """F10: a write that can't reach the server is an error, and the unit never happened."""
    with pytest.raises(StoreError), store.write(DIRECTORY) as unit:
        _append_around(lambda: _cut(server, store), unit)
    assert _head(store) is None


def test_a_lost_commit_is_told_from_a_refused_one(
    server: psycopg.Connection, store: PostgresStore
) -> None:
    """F3, F9: the engine must look the command up before it says that nothing happened."""
    with pytest.raises(CommitFailed), store.write(DIRECTORY) as unit:
        _append_before(lambda: _cut(server, store), unit)
    assert _head(store) is None


def test_statements_stay_prepared_from_unit_to_unit(store: PostgresStore) -> None:
    """Planning each statement anew would cost more than running it."""
    for seq in range(5):
        with store.write(DIRECTORY) as unit:
            _append(unit, seq)
        _head(store)
    prepared = store._connection.execute("SELECT statement FROM pg_prepared_statements").fetchall()
    assert sum("INSERT INTO entries" in statement for (statement,) in prepared) == 1


def test_what_the_database_broke_off_can_be_tried_anew() -> None:
    """F11: deadlocks and serialization failures are told from errors that stay."""
    errors = psycopg.errors
    for kind in (errors.SerializationFailure, errors.DeadlockDetected):
        error = translated(kind("broken off\nDETAIL: more"))
        assert isinstance(error, Transient)
        assert is_transient(error)
        assert error.message == "PostgreSQL broke off: broken off"
    for other in (errors.DiskFull("no space"), errors.InsufficientPrivilege("no")):
        error = translated(other)
        assert type(error) is StoreError
        assert not is_transient(error)
