"""`audit log`, `audit verify`, `audit replay`: the record, told and checked."""

import sqlite3
import sys
from pathlib import Path

import pytest

from cli.progress import Progress
from tests.cli.shell import Shell, copied


@pytest.fixture(scope="module")
def lived(furnished: Shell, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A workspace with a project that has been through much; not to be written to."""
    shell = copied(furnished, tmp_path_factory.mktemp("lived") / "shed")
    shell.start()
    shell("gate", "request", "shed", "start", "--answer", "tidy=yes", "--as", "bo", code=6)
    shell.draw()
    shell("advance", "shed", "--answer", "tidy=yes", "--as", "bo")
    shell.vote("ann", "go", "--comment", "a fine shed")
    shell("project", "set", "shed", "budget=200", "--as", "bo", "--at", "2026-11-24T09:00")
    shell("gate", "vote", "shed", "start", "hold", "--as", "nia")
    shell("gate", "withdraw", "shed", "start", "--reason", "too dear", "--as", "bo")
    shell("project", "hold", "shed", "--reason", "winter", "--as", "ann", "--at", "2026-12-01")
    shell("project", "resume", "shed", "--reason", "spring", "--as", "ann")
    shell("advance", "shed", "--answer", "tidy=yes", "--as", "bo")
    shell.vote("ann")
    shell.vote("oz")
    return shell


def ledger(shell: Shell) -> Path:
    """The database of a workspace."""
    return shell.folder / "ledger" / "phasegate.sqlite"


def tamper(shell: Shell, statement: str) -> None:
    """Change the database behind Phasegate's back."""
    connection = sqlite3.connect(ledger(shell))
    connection.execute("DROP TRIGGER IF EXISTS entries_stay")
    assert connection.execute(statement).rowcount == 1
    connection.commit()
    connection.close()


HISTORY = """\
Who did what is asserted: people were not authenticated.
2026-11-23 12:00  ann started the project "A shed"
      -> entered planning
2026-11-23 12:00  bo set budget EUR 100.5
2026-11-23 12:00  bo was refused RequestGate (evidence.missing)
2026-11-23 12:00  bo handed in drawing version 1: "drawing.txt", sha256
                  b4b9aa30fd0f
2026-11-23 12:00  che accepted drawing version 1
2026-11-23 12:00  bo asked for start, round 1 (neighbour: nia; owner: ann, oz);
                  to be decided by 2026-11-30
2026-11-23 12:00  ann (not authenticated) voted go at start in the seat owner
                  (safe yes, looks 8): "a fine shed"
2026-11-24 09:00  bo set budget EUR 200
      -> the votes for ann are void: what is judged has changed (fields.budget)
2026-11-24 09:00  nia (not authenticated) voted hold at start in the seat
                  neighbour, as advice
2026-11-24 09:00  bo withdrew round 1 of start: "too dear"
2026-12-01 00:00  ann put the project on hold: "winter"
2026-12-01 00:00  ann resumed the project: "spring"
2026-12-01 00:00  bo asked for start, round 2 (neighbour: nia; owner: ann, oz);
                  to be decided by 2026-12-08
2026-12-01 00:00  ann (not authenticated) voted go at start in the seat owner
                  (safe yes, looks 8)
2026-12-01 00:00  oz (not authenticated) voted go at start in the seat owner
                  (safe yes, looks 8)
      -> round 2 of start closed: go, by its votes (votes: asserted, not
         authenticated); owner 2 go
      -> start passed
      -> entered delivery.design
"""


def test_a_history_reads_like_one(lived: Shell) -> None:
    """Who did what, in words, with what followed; a voter's proof stands beside the name."""
    assert lived("audit", "log", "shed", "--refusals").out == HISTORY


def test_a_whole_history_says_where_each_act_was_done(lived: Shell) -> None:
    """Without a key the directory and every project are told together."""
    told = " ".join(lived("audit", "log").out.split())
    assert 'directory: pat ("Pat") founded the organisation manual-clock/' in told
    assert "directory: pat gave ann the role sponsor (organisation)" in told
    assert "directory: pat published shed 1.0.0" in told
    assert "shed: oz (not authenticated) voted go" in told
    assert "refused" not in told


def test_the_last_acts_can_be_told_alone(lived: Shell) -> None:
    """`--last` keeps the end of a long history."""
    items = lived.json("audit", "log", "shed", "--last", "2")["items"]
    assert [one["command"]["type"] for one in items] == ["CastVote", "CastVote"]


def test_the_data_of_a_history_are_the_entries(lived: Shell) -> None:
    """A program gets what is on record, each entry with its hash, linked to the one before."""
    items = lived.json("audit", "log", "shed")["items"]
    assert [one["seq"] for one in items] == list(range(len(items)))
    assert [one["prev"] for one in items[1:]] == [one["hash"] for one in items[:-1]]
    csv = lived("audit", "log", "shed", "-o", "csv").out.splitlines()
    assert csv[0] == "at,stream,seq,hash,actor,proof,command,events"
    assert len(csv) == len(items) + 1


def test_an_unknown_project_has_no_history(lived: Shell) -> None:
    """A slip of the key is not an empty history, and not a verified project."""
    for words in (("log",), ("verify",), ("replay", "--at", "2026-11-23")):
        lived("audit", *words, "castle", code=5)


def test_an_honest_ledger_is_verified(lived: Shell) -> None:
    """Exit code 0, thirteen sentences, and what is not proved."""
    report = lived("audit", "verify").out
    assert report.count(" ok ") == 13
    assert "verified: everything that can be checked here holds" in report
    assert "The log is not sealed and signed yet." in report
    assert "The clock of this workspace is set by hand" in report
    document = lived.json("audit", "verify")
    assert document["ok"] is True
    assert [one["number"] for one in document["checks"]] == list(range(1, 14))
    assert {one["state"] for one in document["checks"]} == {"ok"}
    assert document["evidence"] == {"there": 1, "absent": 0, "listed": []}
    alone = lived.json("audit", "verify", "shed")
    assert (alone["ok"], alone["project"]) == (True, "shed")


def test_a_changed_entry_is_a_failure_with_its_evidence(lived: Shell, tmp_path: Path) -> None:
    """Exit code 8; the report says where, what was expected and what was found."""
    shell = copied(lived, tmp_path / "copy")
    where = "WHERE stream = 'project/shed' AND seq = 6"
    text = "replace(CAST(data AS TEXT), '\"EUR 200\"', '\"EUR 900\"')"
    tamper(shell, f"UPDATE entries SET data = CAST({text} AS BLOB) {where}")
    report = shell("audit", "verify", code=8).out
    assert "project/shed #6 [hash]: the bytes don't have the hash they are stored under" in report
    assert "NOT verified: 2 findings" in report
    document = shell.json("audit", "verify", code=8)
    assert document["ok"] is False
    first, second = document["findings"]
    assert (first["code"], first["stream"], first["seq"]) == ("hash", "project/shed", 6)
    assert first["expected"] == second["found"]
    assert first["found"] == second["expected"]
    assert (second["code"], second["seq"]) == ("chain", 7)


def test_a_changed_file_is_a_failure_and_a_missing_one_is_said(
    lived: Shell, tmp_path: Path
) -> None:
    """Deliverables are part of what is verified; one that is kept elsewhere is listed."""
    shell = copied(lived, tmp_path / "copy")
    (file,) = (one for one in (shell.folder / "ledger" / "evidence").rglob("*") if one.is_file())
    kept = file.read_bytes()
    file.unlink()
    report = " ".join(shell("audit", "verify").out.split())
    assert "absent: project/shed: drawing, version 1" in report
    file.write_bytes(kept + b"!")
    assert shell.json("audit", "verify", code=8)["findings"][0]["code"] == "evidence"


def test_a_project_is_replayed_at_an_instant(lived: Shell) -> None:
    """As it was recorded by then; the clock stays where it is, manual or not."""
    hands = (lived.folder / "ledger" / "clock").read_text()
    early = lived.json("audit", "replay", "shed", "--at", "2026-11-24T08:00")
    assert early["fields"] == {"budget": "EUR 100.5"}
    assert early["round"]["round"] == 1
    later = lived.json("audit", "replay", "shed", "--at", "2026-11-24")
    assert later["fields"] == {"budget": "EUR 200"}
    assert later["round"] is None
    assert later["head"]["seq"] > early["head"]["seq"]
    assert (
        "as recorded by 2026-11-24 08:00"
        in lived("audit", "replay", "shed", "--at", "2026-11-24T08:00").out
    )
    assert (lived.folder / "ledger" / "clock").read_text() == hands
    lived("audit", "replay", "shed", code=2)
    lived("audit", "replay", "shed", "--at", "2020-01-01", code=5)


def test_progress_is_said_only_of_long_work(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing in the first second; then now and then a line, on a terminal always the same one."""
    clock = iter((0.0, 0.5, 2.0, 2.1, 13.0))
    progress = Progress("verifying", lambda: next(clock))
    for done in (10, 20, 30, 40):
        progress(done, 80)
    progress.end()
    assert capsys.readouterr().err == "verifying: 25 %\nverifying: 50 %\n"
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    clock = iter((0.0, 2.0, 2.1, 2.6))
    progress = Progress("verifying", lambda: next(clock))
    for done in (20, 30, 40):
        progress(done, 80)
    progress.end()
    assert capsys.readouterr().err == "\rverifying: 25 %\rverifying: 50 %\r\x1b[K"
