"""Exit codes, and what somebody sees when things go wrong: a line, never a traceback."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

import pytest

from cli.problems import problem_of
from cli.running import Running
from engine import errors
from engine.rules.refusal import CLASS_OF, EXIT_CODES
from tests.cli.shell import Shell

PROGRAM = [sys.executable, "-c", "import sys; from cli.main import main; sys.exit(main())"]
ROOT = Path(__file__).parents[2]


def process(shell: Shell, *words: str, stdout: BinaryIO) -> subprocess.CompletedProcess[bytes]:
    """A command in a process of its own, with stdout as given."""
    return subprocess.run(
        [*PROGRAM, *words],
        cwd=shell.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
    )


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (0, ("project", "list")),
        (2, ("project", "list", "--nonsense")),
        (3, ("workflow", "check", "charter.yaml")),
        (4, ("role", "grant", "zoe", "pmo", "--as", "zoe")),
        (5, ("project", "show", "nowhere")),
        (6, ("role", "grant", "pat", "pmo")),
        (7, ("role", "grant", "ann", "sponsor")),
    ],
)
def test_each_kind_of_end_has_its_exit_code(
    shell: Shell, code: int, words: tuple[str, ...]
) -> None:
    """A script tells by the code alone what to do next."""
    shell(*words, code=code)


def test_every_error_and_refusal_has_a_documented_exit_code() -> None:
    """One table for all: docs/cli.md section 3."""
    manual = (ROOT / "docs" / "cli.md").read_text("utf-8")
    codes = {CLASS_OF[code]: EXIT_CODES[CLASS_OF[code]] for code in CLASS_OF}
    assert codes == {"form": 2, "permission": 4, "missing": 5, "rule": 6, "conflict": 7}
    for code in (*codes.values(), 0, 1, 3, 8, 130):
        assert f"| {code} | " in manual
    kinds = {
        errors.UsageError: 2,
        errors.DefinitionError: 3,
        errors.NotFound: 5,
        errors.ConflictError: 7,
        errors.LedgerError: 8,
        errors.CanonicalError: 2,
        errors.StoreError: 1,
    }
    for kind, code in kinds.items():
        assert problem_of(Running(), kind("what happened")).exit_code == code


def test_a_damaged_ledger_fails_verification(gate: Shell) -> None:
    """Nothing is shown of a record that contradicts itself."""
    database = sqlite3.connect(gate.folder / "ledger" / "phasegate.sqlite")
    where = "stream = 'project/shed' AND seq = 0"
    (data,) = database.execute(f"SELECT data FROM entries WHERE {where}").fetchone()
    triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    with database:
        for (name,) in triggers:
            database.execute(f"DROP TRIGGER {name}")
        changed = data.replace(b"planning", b"plotting")
        database.execute(f"UPDATE entries SET data = ? WHERE {where}", (changed,))
    database.close()
    ran = gate("project", "show", "shed", code=8)
    assert "project/shed#0" in ran.err


def test_what_nobody_foresaw_is_one_line(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug of ours is told as one; --debug shows where."""

    def broken(*_: object) -> None:
        raise KeyError("a\x1bkey")

    monkeypatch.setattr("cli.session.Session.project", broken)
    ran = shell("project", "show", "shed", code=1)
    said = ran.err.splitlines()
    assert said[-2] == r"phasegate: something unexpected happened: KeyError: 'a\x1bkey'"
    assert "--debug" in said[-1]
    assert shell.json("project", "show", "shed", code=1)["error"]["code"] == "unexpected"


def test_debug_shows_where_it_came_from(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """For whoever reports it."""

    def broken(*_: object) -> None:
        raise RuntimeError("no\x1b")

    monkeypatch.setattr("cli.session.Session.project", broken)
    ran = process_in(shell, "project", "show", "shed", "--debug")
    assert "Traceback" in ran
    assert "\x1b" not in ran


def process_in(shell: Shell, *words: str) -> str:
    """Stderr of a command in this process that fails with a traceback shown."""
    import contextlib
    import io

    from cli.main import main

    err = io.StringIO()
    with contextlib.chdir(shell.folder), contextlib.redirect_stderr(err):
        assert main(list(words)) == 1
    return err.getvalue()


def test_a_failure_while_a_refusal_is_told_is_one_line_too(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Telling what went wrong must not go wrong in the reader's face."""
    monkeypatch.setattr("cli.refusals.explained", lambda *_: 1 / 0)
    ran = shell("role", "grant", "pat", "pmo", code=1)
    assert "ZeroDivisionError" in ran.err


def test_an_interruption_has_its_own_code(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is neither success nor an error of ours."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cli.session.Session.project", interrupted)
    ran = shell("project", "show", "shed", code=130)
    assert ran.err.endswith("phasegate: interrupted\n")


def test_ctrl_c_in_a_process_is_130(shell: Shell) -> None:
    """As a shell expects it, wherever the process was."""
    shell.start()
    words = ["deliver", "shed", "drawing", "-", "--author", "zoe", "--as", "bo"]
    # In a background job interruptions are ignored, and a child would inherit that.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    running = subprocess.Popen(
        [*PROGRAM, *words],
        cwd=shell.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    signal.signal(signal.SIGINT, before)
    assert running.stderr
    assert running.stderr.readline().startswith(b"manual clock")  # it has begun, and waits
    running.send_signal(signal.SIGINT)
    _, said = running.communicate()
    assert (running.returncode, b"Traceback" in said) == (130, False), said


@pytest.mark.parametrize("words", [("--version",), ("person", "list"), ("--help",)])
def test_a_full_disk_behind_stdout_is_a_failure(shell: Shell, words: tuple[str, ...]) -> None:
    """F25: an answer that could not be written was not given."""
    with Path("/dev/full").open("wb") as full:
        ran = process(shell, *words, stdout=full)
    assert ran.returncode == 1
    assert b"Traceback" not in ran.stderr
    assert b"Exception" not in ran.stderr


@pytest.mark.parametrize("words", [("--version",), ("person", "list"), ("--help",)])
def test_a_reader_who_left_is_a_failure_without_a_word(
    shell: Shell, words: tuple[str, ...]
) -> None:
    """F25: as in `phasegate person list | head -0`."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        ran = process(shell, *words, stdout=gone)
    assert ran.returncode == 1
    assert b"Traceback" not in ran.stderr
    assert b"Exception" not in ran.stderr


def test_a_closed_stdout_is_a_failure_and_nothing_is_done(shell: Shell) -> None:
    """F25: an act whose answer nobody can read is not even begun."""
    before = shell.bytes()
    words = " ".join(["person", "add", "kim", "--name", "Kim"])
    program = f"{sys.executable} -c 'import sys; from cli.main import main; sys.exit(main())'"
    ran = subprocess.run(
        ["/bin/sh", "-c", f"{program} {words} >&-"],
        cwd=shell.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (1, b"")
    assert shell.bytes() == before


@pytest.mark.parametrize(
    "environ",
    [
        {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8"},
        {"HOME": "/nowhere", "TERM": "dumb"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
)
def test_it_works_in_other_surroundings(shell: Shell, environ: dict[str, str]) -> None:
    """F25: no home, another language, a terminal that knows few letters."""
    shell("person", "add", "kim", "--name", "Kim \u0130\u1e9e\U0001f600")
    ran = subprocess.run(
        [*PROGRAM, "person", "list"],
        cwd=shell.folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), **environ},
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert b"Kim" in ran.stdout


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-16"])
@pytest.mark.parametrize("format_", ["json", "jsonl", "yaml", "csv"])
def test_documents_are_utf_8_in_every_locale(shell: Shell, encoding: str, format_: str) -> None:
    """A program reads what it was promised: JSON has no escape `\\xeb`, and is never UTF-16."""
    name = "Kim \u0130\u1e9e\U0001f600"
    shell("person", "add", "kim", "--name", name)
    ran = subprocess.run(
        [*PROGRAM, "person", "list", "-o", format_],
        cwd=shell.folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=True,
    )
    assert name in ran.stdout.decode("utf-8")


def test_complaints_about_a_file_show_the_place(shell: Shell) -> None:
    """Exit 3, with file, line and column, and as data where that was asked."""
    path = shell.folder / "bad.yaml"
    path.write_text("notation: 1\nmethodology: x\nversion: 1.0.0\ntitel: X\n")
    for words in (("workflow", "publish"), ("workflow", "show"), ("workflow", "diagram")):
        ran = shell(*words, "bad.yaml", code=3)
        assert "bad.yaml:4:1" in ran.err
        assert '"title"' in ran.err
        error = shell.json(*words, "bad.yaml", code=3)["error"]
        assert {"bad.yaml"} == {one["file"] for one in error["complaints"]}
        assert 4 in {one["line"] for one in error["complaints"]}
    checked = shell("workflow", "check", "bad.yaml", "workflows/shed.yaml", code=3)
    assert "bad.yaml:4:1" in checked.out
    assert "valid: workflows/shed.yaml" in checked.out
    shell("workflow", "check", "nowhere.yaml", code=5)
    shell("workflow", "show", "nowhere", code=5)
    shell("workflow", "diagram", code=2)


def test_a_zone_that_there_isn_t_is_a_complaint_with_its_place(shell: Shell) -> None:
    """The charter's author sees the line, not just the name."""
    path = shell.folder / "charter.yaml"
    path.write_text(path.read_text().replace("Etc/UTC", "Europe/Brussel"))
    ran = shell("charter", "check", code=3)
    assert "charter.yaml:15:9" in ran.out
    shell("charter", "publish", code=3)
