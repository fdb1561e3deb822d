"""`doctor`: a quick look that says what is wrong, and lets what is right alone."""

import sqlite3
from pathlib import Path

import pytest

from engine.store import sqlite_file
from engine.store.health import WAL_IS_SOUND, sqlite_health
from tests.cli.shell import Shell

REPLACED = """
DROP TRIGGER entries_stay;
CREATE TRIGGER entries_stay BEFORE UPDATE ON entries BEGIN SELECT 1; END;
"""


def states(shell: Shell, code: int = 0) -> dict[str, str]:
    """How each thing is."""
    return {one["what"]: one["state"] for one in shell.json("doctor", code=code)["items"]}


def words(shell: Shell, what: str, code: int = 0) -> str:
    """What is said of one thing."""
    items = shell.json("doctor", code=code)["items"]
    return str(next(one["words"] for one in items if one["what"] == what))


def ledger(shell: Shell) -> Path:
    """The database of a workspace."""
    return shell.folder / "ledger" / "phasegate.sqlite"


def test_all_is_well_in_a_new_workspace(gate: Shell) -> None:
    """Only the manual clock is worth a warning."""
    found = states(gate)
    assert found.pop("clock") == "warning"
    assert set(found.values()) == {"ok"}
    assert {"phasegate", "libraries", "SQLite", "database", "charter", "ledger", "timers"} <= set(
        found
    )
    assert "transitions 0." in words(gate, "libraries")


def test_a_charter_that_is_not_in_force_is_pointed_out(shell: Shell) -> None:
    """Editing a file changes nothing until it is published."""
    path = shell.folder / "charter.yaml"
    path.write_text(path.read_text() + "# edited\n")
    assert states(shell)["charter"] == "warning"
    path.unlink()
    assert "there is no" in words(shell, "charter")


def test_rows_of_the_directory_that_lie_are_a_failure(shell: Shell) -> None:
    """A role that was typed into the database is not a role."""
    connection = sqlite3.connect(ledger(shell))
    connection.execute("UPDATE grants SET role = 'sponsor' WHERE role = 'pmo'")
    connection.commit()
    connection.close()
    assert states(shell, code=8)["directory"] == "failed"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DROP TRIGGER entries_stay", "trigger entries_stay is missing"),
        ("DROP INDEX people_handle", "index people_handle is missing"),
        ("CREATE TABLE kept (body BLOB)", "table kept is not ours"),
        (
            "CREATE TRIGGER keep AFTER UPDATE ON texts BEGIN DELETE FROM timers; END",
            "trigger keep is not ours",
        ),
        (
            REPLACED,
            "trigger entries_stay is another",
        ),
    ],
)
def test_what_the_database_holds_besides_is_a_failure(
    shell: Shell, statement: str, said: str
) -> None:
    """A trigger could keep what is erased; without ours an entry is changed by mistake."""
    connection = sqlite3.connect(ledger(shell))
    connection.executescript(statement)
    connection.close()
    assert words(shell, "tables", code=8).endswith(said)


def test_a_damaged_end_of_a_stream_is_a_failure(gate: Shell) -> None:
    """The last entry must have the hash it is stored under."""
    connection = sqlite3.connect(ledger(gate))
    connection.execute("DROP TRIGGER entries_stay")
    connection.execute(
        "UPDATE entries SET hash = ? WHERE stream = 'project/shed' AND seq ="
        " (SELECT max(seq) FROM entries WHERE stream = 'project/shed')",
        ("0" * 64,),
    )
    connection.commit()
    connection.close()
    assert "project/shed" in words(gate, "ledger", code=8)


def test_a_file_that_is_no_database_any_more_is_a_failure(gate: Shell) -> None:
    """Whatever can't be read is said, and the rest all the same."""
    path = ledger(gate)
    data = bytearray(path.read_bytes())
    data[4096:] = b"\x00" * (len(data) - 4096)
    path.write_bytes(bytes(data))
    found = states(gate, code=8)
    assert found["database"] == "failed"
    assert found["ledger"] == "failed"
    assert found["libraries"] == "ok"


def test_timers_that_are_overdue_are_a_warning(gate: Shell) -> None:
    """Until somebody looks, or tick does."""
    gate("project", "list", "--at", "2026-12-05")
    assert "round/1 of project/shed; run: phasegate tick" in words(gate, "timers")
    gate("tick")
    assert states(gate)["timers"] == "ok"


def test_a_ledger_that_others_can_open_is_a_warning(shell: Shell) -> None:
    """Names and comments stand in it."""
    ledger(shell).chmod(0o644)
    assert states(shell)["permissions"] == "warning"


@pytest.mark.parametrize(
    ("library", "journal", "risk"),
    [((3, 51, 2), "wal", True), ((3, 51, 3), "wal", False), ((3, 51, 2), "delete", False)],
)
def test_the_bug_of_old_libraries_is_told_where_it_can_strike(
    shell: Shell, library: tuple[int, ...], journal: str, risk: bool
) -> None:
    """A write-ahead log and a library older than 3.51.3: only together they are a danger."""
    connection = sqlite3.connect(ledger(shell))
    connection.execute(f"PRAGMA journal_mode={journal}")
    connection.close()
    assert sqlite_health(ledger(shell), library).at_risk is risk
    assert WAL_IS_SOUND == sqlite_file._WAL_IS_SOUND
