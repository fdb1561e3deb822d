"""Opening and making ledgers: what isn't one is refused in one clear line, and stays as it was."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from engine.errors import ConflictError, LedgerError, PhasegateError, StoreError, UsageError
from engine.store.open import create_store, open_store

ORIGIN = "local/0f"
OTHER = "local/0e"
NOBODY = 65_534


def _directory(path: Path) -> None:
    path.mkdir()


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _loop(path: Path) -> None:
    path.symlink_to(path)


def _nothing(_: Path) -> None:
    """Leave the place empty."""


def _empty(path: Path) -> None:
    path.touch()


def _text(path: Path) -> None:
    path.write_text("Dear board,\n" * 200)


def _other_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url)")


def _other_program_with_a_log(path: Path) -> None:
    # As after a crash: a log that opening the file for writing would play back.
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA wal_autocheckpoint=0")
        connection.execute("CREATE TABLE bookmarks (url)")
        log = path.with_name(path.name + "-wal").read_bytes()
        kept = path.read_bytes()
    path.write_bytes(kept)
    path.with_name(path.name + "-wal").write_bytes(log)


def _newer_schema(path: Path) -> None:
    create_store(path, ORIGIN).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version=2")


def _folder(path: Path) -> dict[str, bytes | None]:
    return {one.name: one.read_bytes() if one.is_file() else None for one in path.iterdir()}


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (_directory, "isn't a file"),
        (_fifo, "isn't a file"),
        (_loop, "symbolic link|symlink|Symlink"),
        (_nothing, "No such file"),
        (_empty, "is empty"),
        (_text, "isn't a database"),
        (_other_program, "another program"),
        (_other_program_with_a_log, "another program"),
        (_newer_schema, "schema 2, this Phasegate knows 1"),
    ],
)
def test_what_is_no_ledger_isnt_opened_and_stays_as_it_was(
    tmp_path: Path, make: Callable[[Path], None], message: str
) -> None:
    """Bad inputs 24 to 27: a clear line, and not a byte or a file beside it changes."""
    path = tmp_path / "ledger.db"
    make(path)
    before = _folder(tmp_path)
    with pytest.raises(StoreError, match=message):
        open_store(path)
    assert _folder(tmp_path) == before


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (_directory, StoreError),
        (_fifo, StoreError),
        (_loop, StoreError),
        (_text, StoreError),
        (_other_program, StoreError),
        (_other_program_with_a_log, StoreError),
        (_newer_schema, StoreError),
        (lambda path: create_store(path, OTHER).close(), ConflictError),
    ],
)
def test_a_new_ledger_takes_the_place_of_nothing(
    tmp_path: Path, make: Callable[[Path], None], error: type[PhasegateError]
) -> None:
    """`init` in the wrong place destroys nothing: what is there stays, byte for byte."""
    path = tmp_path / "ledger.db"
    make(path)
    before = _folder(tmp_path)
    with pytest.raises(error):
        create_store(path, ORIGIN)
    assert _folder(tmp_path) == before


def test_a_file_that_cant_be_read_is_named(tmp_path: Path) -> None:
    """A wrong path says what is wrong with it."""
    (tmp_path / "file").touch()
    for path in (tmp_path / "file" / "ledger.db", tmp_path / ("x" * 300), tmp_path / "a\0b"):
        with pytest.raises(StoreError):
            open_store(path)
        with pytest.raises(StoreError):
            create_store(path, ORIGIN)


def test_a_file_of_somebody_else_is_refused() -> None:
    """Bad input 27: what may not be read is named; a test run by root gives up its rights."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"
        create_store(path, ORIGIN).close()
        Path(folder).chmod(0o755)
        path.chmod(0)
        mine = os.geteuid()
        os.seteuid(mine or NOBODY)
        try:
            with pytest.raises(StoreError, match="can't be used: unable to open"):
                open_store(path)
        finally:
            os.seteuid(mine)


def test_a_process_that_died_while_making_a_ledger_is_no_obstacle(tmp_path: Path) -> None:
    """All it can leave is an empty file, and the next attempt takes that."""
    path = tmp_path / "ledger.db"
    path.touch()
    create_store(path, ORIGIN).close()
    with closing(open_store(path)) as store, store.read() as reader:
        assert reader.origin() == ORIGIN


def test_of_two_who_make_a_ledger_at_once_one_wins(tmp_path: Path) -> None:
    """Bad input 28: the other hears that there is one, and the winner's is whole."""
    code = """
import sys
import tempfile
from engine.errors import ConflictError
from engine.store.open import create_store
sys.stdin.readline()
try:
    create_store(sys.argv[1], sys.argv[2]).close()
except ConflictError:
    sys.exit(7)
"""
    path = tmp_path / "ledger.db"
    command = [sys.executable, "-c", code, str(path)]
    racers = [
        subprocess.Popen([*command, f"local/{one}"], stdin=subprocess.PIPE) for one in range(4)
    ]
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.close()
    codes = [racer.wait() for racer in racers]
    assert sorted(codes) == [0, 7, 7, 7]
    with closing(open_store(path)) as store, store.read() as reader:
        assert reader.origin() == f"local/{codes.index(0)}"


@pytest.mark.parametrize("name", ["with space?.db", "100%25.db", "a#b.db", "ü😀.db", "a:b.db"])
def test_a_path_is_taken_as_it_is_written(tmp_path: Path, name: str) -> None:
    """No character of a path means anything to SQLite."""
    create_store(str(tmp_path / name), ORIGIN).close()
    assert [one.name for one in tmp_path.iterdir()] == [name]
    open_store(str(tmp_path / name), ORIGIN).close()


def test_a_relative_path_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workspace names its ledger relative to itself."""
    monkeypatch.chdir(tmp_path)
    create_store("ledger.db", ORIGIN).close()
    open_store(Path("ledger.db")).close()


def test_a_ledger_is_opened_by_its_own_origin(tmp_path: Path) -> None:
    """A workspace that points at another organisation's file hears so."""
    path = tmp_path / "ledger.db"
    create_store(path, ORIGIN).close()
    with pytest.raises(StoreError, match="is the ledger local/0f, not local/0e"):
        open_store(path, OTHER)


def test_a_file_without_its_ledgers_name_is_damaged(tmp_path: Path) -> None:
    """Every row is led by the origin: without it nothing could be found."""
    path = tmp_path / "ledger.db"
    create_store(path, ORIGIN).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM ledgers")
    with pytest.raises(LedgerError, match="0 ledgers"):
        open_store(path)


@pytest.mark.parametrize("origin", ["", "a b", "ü", "x" * 129, "a\n"])
def test_an_origin_has_its_form(tmp_path: Path, origin: str) -> None:
    """The origin leads every entry and every lock; it is checked before anything is made."""
    with pytest.raises(UsageError, match="origin"):
        create_store(tmp_path / "ledger.db", origin)
    assert list(tmp_path.iterdir()) == []


def test_another_kind_of_database_is_a_usage_error() -> None:
    """Nothing but a file or PostgreSQL keeps a ledger."""
    with pytest.raises(UsageError, match="mysql"):
        open_store("mysql://localhost/phasegate")


def test_without_its_driver_postgres_says_what_to_install() -> None:
    """The driver is an extra; who points at a server without it hears how to get it."""
    code = """
import sys
sys.modules["psycopg"] = None
from engine.errors import StoreError
from engine.store.open import open_store
try:
    open_store("postgresql://localhost/phasegate")
except StoreError as error:
    print(error.message, error.hint, sep="; ")
"""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "the PostgreSQL driver isn't there; install phasegate[postgres]\n"
