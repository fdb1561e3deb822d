"""The demonstration: what it shows is real, and what it leaves behind can be checked."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.commands import demo
from cli.demo.steps import Chapter, Do, Many, Step, prompt, summary
from cli.main import main
from tests.cli.shell import Shell

PROGRAM = Path(sys.executable).with_name("phasegate")
NOT_0 = [
    ("role grant pia finance", 6),
    ("gate request kettle g1", 6),
    ("gate vote kettle g1 go", 4),
    ("condition verify kettle 1", 4),
    ("gate request toaster stop", 6),
    ("gate request kettle plr", 6),
    ("audit verify", 8),
]
"""The commands that don't end with 0, in order: what is refused, and what is caught."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """The workspace that the demonstration keeps, and its list of steps."""
    folder = tmp_path_factory.mktemp("demo") / "kettle works"
    run = subprocess.run(
        [PROGRAM, "demo", "--workspace", folder, "--json"],
        capture_output=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, b""), run.stderr
    return folder, json.loads(run.stdout)


def test_every_step_ends_as_the_story_says(kept: tuple[Path, Any]) -> None:
    """What is shown as refused was refused, with its exit code, and everything else was done."""
    _, found = kept
    ended = [(one["command"], one["exit_code"]) for one in found["items"]]
    assert [one["expected"] for one in found["items"]] == [code for _, code in ended]
    bad = [(line, code) for line, code in ended if code]
    assert [code for _, code in bad] == [code for _, code in NOT_0]
    for (line, _), (beginning, _) in zip(bad, NOT_0, strict=True):
        assert line.startswith(f"phasegate {beginning}")
    assert len(ended) > 100


def test_the_story_has_what_happens_among_people(kept: tuple[Path, Any]) -> None:
    """Every trouble that the story promises is in the record: none was only narrated."""
    folder, _ = kept
    shell = Shell(folder)
    entries = shell.json("audit", "log", "--refusals")["items"]
    events = [event for entry in entries for event in entry["events"]]
    types = {event["type"] for event in events}
    assert {"VotesVoided", "ConditionOpened", "ConditionMet", "Delegated", "ProjectHeld"} <= types
    assert {event["how"] for event in events if event["type"] == "RoundClosed"} == {
        "decided",
        "deadline",
    }
    refused = {event["code"] for event in events if event["type"] == "CommandRefused"}
    assert {"evidence.missing", "not_in_electorate", "criterion.failed"} <= refused
    votes = [event for event in events if event["type"] == "VoteCast"]
    assert any(vote["voter"] != vote["principal"] for vote in votes)
    outcomes = {one["key"]: one["outcome"] for one in shell.json("project", "list")["items"]}
    assert outcomes == {"kettle": "completed", "toaster": "killed"}


def test_the_workspace_that_is_kept_is_sound(kept: tuple[Path, Any]) -> None:
    """The tampering was in a copy: what is kept verifies, from nothing but the folder."""
    folder, _ = kept
    assert Shell(folder).json("audit", "verify")["ok"] is True


def test_the_page_is_a_transcript_for_80_columns(tmp_path: Path) -> None:
    """People read it in any terminal, and see refusals and the catch with their exit codes."""
    environ = {**os.environ, "NO_COLOR": "1", "TMPDIR": str(tmp_path), "PHASEGATE_AS": "nobody"}
    run = subprocess.run(
        [PROGRAM, "demo"],
        env=environ,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    lines = run.stdout.splitlines()
    assert [line for line in lines if len(line) > 80 and str(tmp_path) not in line] == []
    assert "\x1b" not in run.stdout
    ends = [line for line in lines if line.startswith("[exit")]
    assert ends == [f"[exit {code}]" for _, code in NOT_0]
    assert "verified: everything that can be checked here holds" in lines
    assert "NOT verified: 2 findings" in lines
    assert list(tmp_path.iterdir()) == []


def test_a_step_that_ends_otherwise_ends_the_demonstration(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A demonstration that told more than happened would be a lie: exit code 1, and what it was."""

    def story(folder: str, *_: object) -> Iterator[Step]:
        yield Chapter("A slip")
        yield Do(f"init {folder} --founder pia --organisation Office", 6)
        yield Do(f"person list --workspace {folder}")

    monkeypatch.setattr(demo, "story", story)
    assert main(["demo", "--json"]) == 1
    said = capsys.readouterr()
    assert "phasegate init" in said.err
    assert "ended with 0, not 6" in said.err
    assert [one["exit_code"] for one in json.loads(said.out)["items"]] == [0]


def test_a_folder_that_is_there_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever names a folder by mistake loses nothing."""
    (tmp_path / "mine").write_text("mine")
    for name in (tmp_path, tmp_path / "mine"):
        assert main(["demo", "--workspace", str(name)]) == 7
    assert main(["demo", "--dry-run"]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    assert capsys.readouterr().out == ""


def test_commands_are_shown_as_a_shell_takes_them() -> None:
    """Whoever copies a line from the page types what was run."""
    long = Do(f"gate vote kettle g1 go --as ann {' '.join(['--answer fit=yes'] * 5)}")
    assert prompt(long.line) == [
        "$ phasegate gate vote kettle g1 go --as ann --answer fit=yes --answer fit=yes \\",
        "    --answer fit=yes --answer fit=yes --answer fit=yes",
    ]
    assert prompt("project set kettle 'budget=EUR 5' $more") == [
        '$ phasegate project set kettle "budget=EUR 5" $more'
    ]
    many = Many(("person add ann --name Ann --as pia", "person add bob --name Bob --as sue"))
    assert summary(many.lines) == ["$ phasegate person add ...   # 2 times, by pia and sue"]
