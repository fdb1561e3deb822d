"""What a database administrator can do to a ledger's file that no single row gives away."""

import sqlite3
from pathlib import Path

import pytest

from engine.audit.report import Report
from engine.store.open import create_store, open_store
from tests.engine.audit.story import tell
from tests.engine.audit.tampering import failing, report_of

ERASED = "UPDATE texts SET salt = zeroblob(32), body = CAST('Nell' AS BLOB) WHERE erased = 1"
HALF_ERASED = "UPDATE texts SET salt = zeroblob(32) WHERE erased = 1"
MARKED_ALONE = "UPDATE texts SET erased = 0 WHERE erased = 1"
FIRST_REFUSAL = "DELETE FROM entries WHERE stream = 'refusals/project/shed' AND seq = 0"

ODD_STREAM = """
INSERT INTO entries (org, stream, seq, hash, command_id, at, actor, type, data)
SELECT org, '\u00e9', seq, hash, command_id, at, actor, type, data
FROM entries WHERE stream = 'directory' AND seq = 0
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The story in a file."""
    path = tmp_path / "ledger.sqlite"
    store = create_store(path, "local/test")
    tell(store)
    store.close()
    return path


def edited(path: Path, statement: str) -> Report:
    """Change the file behind the engine's back, and verify it."""
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER entries_remain")
    assert connection.execute(statement).rowcount == 1
    connection.commit()
    connection.close()
    store = open_store(path)
    try:
        return report_of(store)
    finally:
        store.close()


@pytest.mark.parametrize("statement", [ERASED, HALF_ERASED])
def test_a_text_that_is_marked_as_erased_must_be_gone(path: Path, statement: str) -> None:
    """Erasing is a promise to a person: the mark alone doesn't keep it."""
    report = edited(path, statement)
    assert failing(report) == {"text"}
    assert any("something of it is still there" in one.message for one in report.findings)


def test_a_text_without_its_bytes_that_is_not_marked_as_erased_is_caught(path: Path) -> None:
    """What can't be opened is no text, and no entry says that it was erased."""
    report = edited(path, MARKED_ALONE)
    assert failing(report) == {"text"}


def test_a_stream_that_lost_its_first_entry_does_not_hide_the_others(path: Path) -> None:
    """I19: what is left of a stream is judged, and not passed over."""
    report = edited(path, FIRST_REFUSAL)
    assert "chain" in failing(report)
    assert "refusals/project/shed" in {one.stream for one in report.streams}


def test_entries_under_an_odd_name_do_not_hide(path: Path) -> None:
    """I19: a stream's name sorts wherever it likes, and is looked at all the same."""
    report = edited(path, ODD_STREAM)
    assert "chain" in failing(report)
    assert "\u00e9" in {one.stream for one in report.streams}
