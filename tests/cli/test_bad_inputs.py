"""Bad inputs 1 to 28: one clear line, the exit code of a usage error, nothing changed."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.shell import Shell, found

KEYS = {
    1: "",
    2: " ",
    3: "--help",
    4: "a" * 1024 * 1024,
    5: "../../etc/passwd",
    6: os.fsdecode(b"\xff"),
    7: "\u0130D",
}
NUMBERS = {11: "0", 12: "-1", 13: "1.5", 14: "1e3", 15: "\uff11\uff12", 16: "1_000"}
TIMES = {
    17: "2026-02-30",
    18: "2026-W48-1",
    19: "20261123T040000Z",
    20: "2026-11-23T04:00:00,5Z",
    21: "2026-11-23T04:00:00.123456789Z",
}


def refused_alike(shell: Shell, *words: str, code: int = 2) -> str:
    """Run a command that must end as a usage error in one line, and change nothing."""
    before = shell.bytes()
    ran = shell(*words, code=code)
    assert ran.out == ""
    complaint = [line for line in ran.err.splitlines() if not line.startswith(("  ", "manual"))]
    assert len(complaint) == 1, ran.err
    assert complaint[0].startswith("phasegate: ")
    assert len(ran.err) < 500
    assert all(letter.isprintable() for letter in ran.err if letter != "\n")
    assert shell.bytes() == before
    return ran.err


@pytest.mark.parametrize("number", KEYS)
@pytest.mark.parametrize(
    "words",
    [
        ("project", "show", "--"),
        ("project", "start", "--methodology", "shed", "--"),
        ("role", "grant", "--", "zoe"),
        ("person", "leave", "--reason", "x", "--"),
    ],
)
def test_what_is_no_name_is_a_usage_error(
    shell: Shell, number: int, words: tuple[str, ...]
) -> None:
    """1 to 7: names have one grammar, in ASCII; what looks like one is not it."""
    refused_alike(shell, *words, KEYS[number])


def test_the_kelvin_sign_is_no_k(shell: Shell) -> None:
    """7: a letter that case folding makes another one is refused, not folded."""
    refused_alike(shell, "person", "add", "\u212aim", "--name", "Kim")
    refused_alike(shell, "person", "add", "Kim", "--name", "Kim")


@pytest.mark.parametrize(
    ("number", "name", "shown"),
    [
        (8, "Kim\x1b]0;x\x07", r"Kim\x1b]0;x\x07"),
        (9, "Kim\rPat", r"Kim\rPat"),
        (10, "Kim\u202ekao", r"Kim\u202ekao"),
    ],
)
def test_a_name_can_not_move_the_cursor(shell: Shell, number: int, name: str, shown: str) -> None:
    """8 to 10: texts of people are kept as they are and shown escaped, in every format."""
    assert number
    added = shell("person", "add", "kim", "--name", name)
    assert f'"{shown}"' in added.out
    for format_ in ("table", "json", "jsonl", "yaml", "csv"):
        out = shell("person", "list", "-o", format_).out
        assert name not in out
        assert set(out) <= {*map(chr, range(32, 127)), "\n", "\r"}
    listed = {one["handle"]: one["name"] for one in shell.json("person", "list")["items"]}
    assert listed["kim"] == name


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(
    "words",
    [
        ("condition", "verify", "shed", "--reason=x", "--"),
        ("delegate", "end", "--reason=x", "--"),
    ],
)
def test_what_is_no_number_is_a_usage_error(
    shell: Shell, number: int, words: tuple[str, ...]
) -> None:
    """11 to 16: numbers are written with the digits 0 to 9 and nothing else."""
    refused_alike(shell, *words, NUMBERS[number])


@pytest.mark.parametrize("points", ["1.5", "1e3", "\uff11", "1_0", "+1", "-0", "01", ""])
def test_what_is_no_score_is_a_usage_error(gate: Shell, points: str) -> None:
    """11 to 16: nor is a score anything else."""
    refused_alike(
        gate, "gate", "vote", "shed", "start", "go", f"--score=looks={points}", "--as", "ann"
    )


@pytest.mark.parametrize("number", TIMES)
def test_what_is_no_time_is_a_usage_error(shell: Shell, number: int) -> None:
    """17 to 21: one way to write a day, few to write a time; nothing is cut silently."""
    refused_alike(shell, "tick", "--at", TIMES[number])
    if number == 17:
        refused_alike(shell, "calendar", "add", TIMES[number])


@pytest.mark.parametrize(
    ("time", "word"),
    [("2026-10-25T01:30", "twice"), ("2026-03-29T01:30", "does not exist")],
)
def test_a_time_that_comes_twice_or_never_asks_for_the_offset(
    tmp_path: Path, time: str, word: str
) -> None:
    """22 and 23: which instant is meant is not guessed."""
    shell = Shell(tmp_path)
    words = (
        "init", "--organisation", "X", "--zone", "Europe/London", "--founder", "pat",
        "--manual-clock", "--at", "2026-01-01",
    )  # fmt: skip
    shell(*words)
    complaint = refused_alike(shell, "tick", "--at", time)
    assert word in complaint
    assert f"{time}+01:00" in complaint


def _folder(path: Path) -> None:
    path.mkdir()


def _other(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE songs (title)")
    database.close()


def _newer(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA application_id=1346914113")
        database.execute("PRAGMA user_version=99")
    database.close()


@pytest.mark.parametrize(
    ("number", "make"), [(24, _folder), (25, os.mkfifo), (26, _other), (27, _newer)]
)
def test_what_is_no_ledger_is_not_touched(
    shell: Shell, tmp_path: Path, number: int, make: Callable[[Path], None]
) -> None:
    """24 to 27: a folder, a pipe, another program's database, one of a newer version."""
    assert number
    store = tmp_path / "store"
    make(store)
    before = store.read_bytes() if store.is_file() else None
    shell("project", "list", code=2, environ={"PHASEGATE_STORE": str(store)})
    shell("person", "add", "kim", "--name", "K", code=2, environ={"PHASEGATE_STORE": str(store)})
    assert (store.read_bytes() if store.is_file() else None) == before


def test_of_two_foundings_at_the_same_time_one_wins(tmp_path: Path) -> None:
    """28: one founds, the other is told and changes nothing."""
    words = ["init", str(tmp_path / "w"), "--organisation", "X", "--founder", "pat", "--no-input"]
    program = [sys.executable, "-c", "import sys; from cli.main import main; sys.exit(main())"]
    both = [
        subprocess.Popen([*program, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    said = [one.communicate() for one in both]
    assert sorted(one.returncode for one in both) == [0, 7], said
    assert b"Traceback" not in b"".join(part for each in said for part in each)
    shell = Shell(tmp_path / "w")
    assert [one["handle"] for one in shell.json("person", "list")["items"]] == ["pat"]
    assert sorted(path.name for path in shell.folder.iterdir()) == [
        "charter.yaml",
        "ledger",
        "phasegate.toml",
        "schemas",
        "workflows",
    ]


def test_who_comes_second_is_told_however_late(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """28: both may find the folder free; making `ledger` is what only one can do."""
    shell = found(tmp_path / "w")
    monkeypatch.setattr("cli.commands.init.check_free", lambda *_: None)
    complaint = refused_alike(shell, "init", "--founder", "eve", "--no-input", code=7)
    assert "somebody else was faster" in complaint


def test_a_workspace_is_never_overwritten(tmp_path: Path) -> None:
    """28: founding again, whoever asks, changes nothing."""
    shell = found(tmp_path / "w")
    for words in ((), ("--store", "postgresql://nowhere/x"), ("--with", "pm2")):
        refused_alike(shell, "init", "--founder", "eve", "--no-input", *words, code=7)
