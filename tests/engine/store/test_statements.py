"""The SQL that is committed is the SQL that the schema says, and none of it scans the ledger."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.store import generate, schema
from engine.store.rows import PROJECTIONS
from engine.store.sql import Statements
from engine.store.sql.sqlite import STATEMENTS
from engine.store.sql.sqlite_rows import ROWS
from engine.store.sql.sqlite_tables import TABLES

PARAMETER = re.compile(r":([a-z_]+)")


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    """An empty ledger's tables, in memory."""
    connection = sqlite3.connect(":memory:")
    for statement in TABLES:
        connection.execute(statement)
    yield connection
    connection.close()


def test_the_committed_modules_are_what_the_schema_generates(tmp_path: Path) -> None:
    """A change of the schema that forgets to generate is caught here."""
    generate.write(tmp_path)
    made = {path.name: path.read_text() for path in tmp_path.iterdir()}
    kept = {path.name: path.read_text() for path in generate.FOLDER.glob("*.py")}
    assert made == {name: text for name, text in kept.items() if name != "__init__.py"}


def test_every_table_is_led_by_the_ledger_and_then_the_stream() -> None:
    """Many ledgers share a database, and a distributed one keeps their streams apart."""
    without_stream = {"ledgers": ["org"], "blobs": ["org", "kind"], "texts": ["org", "commitment"]}
    for table in schema.metadata.sorted_tables:
        key = [column.name for column in table.primary_key]
        assert key[:2] == without_stream.get(table.name, ["org", "stream"])
        assert [column.name for column in table.columns][: len(key)] == key
        assert {next(iter(index.columns)).name for index in table.indexes} <= {"org"}


def test_tables_hold_text_integers_and_bytes_only(database: sqlite3.Connection) -> None:
    """What is stored comes back the same from every database; SQLite checks it strictly."""
    tables = database.execute(
        "SELECT name, strict FROM pragma_table_list WHERE name NOT LIKE 'sqlite%'"
    )
    names = [table.name for table in schema.metadata.sorted_tables]
    assert sorted(tables.fetchall()) == sorted((name, 1) for name in names)
    for name in names:
        kinds = database.execute("SELECT type FROM pragma_table_info(?)", (name,)).fetchall()
        assert {kind for (kind,) in kinds} <= {"TEXT", "INTEGER", "BLOB"}


def test_no_number_is_drawn_by_the_database() -> None:
    """A sequence, or a row that all writers write, would hold every writer up."""
    for path in generate.FOLDER.glob("*_tables.py"):
        assert not re.search("AUTOINCREMENT|SERIAL|SEQUENCE|IDENTITY", path.read_text().upper())


def test_entries_are_only_ever_added() -> None:
    """I20: no statement changes or deletes an entry, a blob or a ledger's name."""
    every = [*STATEMENTS, *(text for one in ROWS.values() for text in one)]
    changing = [text.split()[1:3] for text in every if text.startswith(("UPDATE", "DELETE"))]
    changed = {words[1] if words[0] == "FROM" else words[0] for words in changing}
    assert changed == {"texts", *(one.table for one in PROJECTIONS)}


@pytest.mark.parametrize("name", sorted(set(Statements._fields) - {"ledgers", "row_streams"}))
def test_everything_is_found_by_an_index(database: sqlite3.Connection, name: str) -> None:
    """The cost of an act stays flat as the ledger grows: no statement scans a table."""
    statement = getattr(STATEMENTS, name)
    parameters = dict.fromkeys(PARAMETER.findall(statement), "[]")
    plan = database.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
    tables = {table.name for table in schema.metadata.sorted_tables}
    scanned = [step.split()[1] for *_, step in plan if step.startswith("SCAN")]
    assert tables.isdisjoint(scanned), plan


def test_rows_have_a_statement_for_each_projection() -> None:
    """A projection without SQL would be found out in production."""
    assert list(ROWS) == [one.table for one in PROJECTIONS]


def test_opening_a_ledger_imports_no_toolkit(tmp_path: Path) -> None:
    """An act must feel instant: SQLAlchemy or psycopg alone would cost more than all the rest."""
    code = """
import sys
from engine.store.open import create_store
store = create_store(sys.argv[1], "local/0f")
with store.write("directory") as unit:
    unit.head("directory")
store.close()
heavy = {"dataclasses", "psycopg", "pydantic", "sqlalchemy", "threading", "transitions", "yaml"}
print(*sorted(heavy & set(sys.modules)))
"""
    command = [sys.executable, "-c", code, str(tmp_path / "ledger.db")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "\n"
