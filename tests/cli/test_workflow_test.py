"""`phasegate workflow test`: scenarios played from the command line."""

import pytest

from engine.scenarios.coverage import KINDS
from tests.cli.shell import Shell
from tests.support.scenes import NAME, PLAIN, text_of
from tests.support.sheds import shed

READY = ["bo hands in drawing", "bo requests build"]
BAD = ["bo requests build: {refused: apart}"]


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A folder that is no workspace, with a workflow file and its scenarios."""
    shell = Shell(tmp_path_factory.mktemp("files"))
    (shell.folder / "shed.yaml").write_text(shed(gate=PLAIN))
    write(shell, {"good": READY, "bad": BAD})
    return shell


def write(shell: Shell, scenarios: dict[str, list[str]]) -> None:
    """Write the scenarios."""
    (shell.folder / NAME).write_text(text_of(scenarios))


def test_every_scenario_is_told_and_the_coverage(folder: Shell) -> None:
    """Where one went otherwise: file, line and act, what was expected, what came, and why."""
    out = folder("workflow", "test", "shed.yaml", code=3).out.split("\n")
    assert out[:8] == [
        NAME,
        "  ok     good: A title",
        "  FAILED bad: A title",
        f"    {NAME}:19:9: bo requests build",
        "      expected: refused apart",
        "      came:     refused evidence.missing by deliverables.drawing",
        "            (shed.yaml:49)",
        "      drawing (Drawing) has not been handed in",
    ]
    assert [line.split()[0] for line in out[8:-1]] == [*KINDS]
    assert out[8] == "  stages      25 %  1 of 4"


def test_what_follows_a_scenario_that_fails_fails_in_a_line(folder: Shell) -> None:
    """One fault is told once."""
    write(folder, {"bad": BAD, "next": ["follows: bad", *READY]})
    out = folder("workflow", "test", NAME, code=3).out
    assert "  FAILED next: A title\n    it follows bad, which failed\n" in out
    assert out.count("expected: refused apart") == 1


def test_a_file_is_named_by_the_workflow_or_by_itself(folder: Shell) -> None:
    """Whichever is at hand."""
    items = [folder.json("workflow", "test", name, code=3)["items"] for name in ("shed.yaml", NAME)]
    assert items[0] == items[1]
    folder("workflow", "test", "other.yaml", code=5)
    assert "shed2.scenarios.yaml" in folder("workflow", "test", "shed2.yaml", code=5).err


def test_the_same_as_data(folder: Shell) -> None:
    """For a program that shows it elsewhere."""
    (item,) = folder.json("workflow", "test", "shed.yaml", code=3)["items"]
    assert (item["file"], item["ok"], item["complaints"]) == (NAME, False, [])
    good, bad = item["scenarios"]
    assert good == {"scenario": "good", "title": "A title", "ok": True, "acts": 2, "failure": None}
    failure = bad.pop("failure")
    assert bad == {"scenario": "bad", "title": "A title", "ok": False, "acts": 1}
    assert (failure["file"], failure["line"], failure["column"]) == (NAME, 19, 9)
    assert failure["expected"] == "refused apart"
    assert failure["why"] == ["drawing (Drawing) has not been handed in"]
    assert [one["kind"] for one in item["coverage"]] == [*KINDS]
    assert item["coverage"][0] == {
        "kind": "stages",
        "percent": 25,
        "there": 4,
        "never": ["delivery.design", "delivery.build", "done"],
        "least": None,
    }


def test_what_was_never_shown_is_listed_when_asked_for(folder: Shell) -> None:
    """A list of what to write next."""
    write(folder, {"good": READY})
    assert "never: build recycled" not in folder("workflow", "test", NAME).out
    assert "    never: build recycled\n" in folder("workflow", "test", NAME, "--coverage").out


def test_too_little_coverage_fails_where_it_is_asked_for(folder: Shell) -> None:
    """Of every kind, or of one; and it says what is lacking."""
    write(folder, {"good": READY})
    folder("workflow", "test", NAME, "--min", "refusals=0", "--min", "stages=25")
    out = folder("workflow", "test", NAME, "--min", "stages=26", code=3).out
    assert "too little, 26 % is asked for" in out
    assert "    never: done\n" in out
    assert "never: build recycled" not in out
    whole = folder.json("workflow", "test", NAME, "--min", "1", code=3)["items"][0]
    assert [one["least"] for one in whole["coverage"]] == [1] * len(KINDS)


@pytest.mark.parametrize("level", ["stage=5", "101", "-1", "x", "=5", "stages="])
def test_a_level_that_is_none_is_a_usage_error(folder: Shell, level: str) -> None:
    """A misspelt kind must not pass for one that is covered."""
    assert "coverage" in folder("workflow", "test", NAME, f"--min={level}", code=2).err


def test_only_those_named_are_played(folder: Shell) -> None:
    """One that isn't there is a usage error, with those that are."""
    items = folder.json("workflow", "test", NAME, "--only", "good")["items"]
    assert [one["scenario"] for one in items[0]["scenarios"]] == ["good"]
    assert "good, bad" in folder("workflow", "test", NAME, "--only", "ugly", code=2).err


def test_a_faulty_file_is_shown_with_its_lines(folder: Shell) -> None:
    """As a workflow file is; the other files are played all the same."""
    write(folder, {"one": ["bo requsts build"]})
    ran = folder("workflow", "test", NAME, "pm2", "--only", "request_rejected", code=3)
    assert f"{NAME}:14:12: scenarios.one.acts[0]" in ran.out
    assert "    - bo requsts build\n         ^\n" in ran.out
    assert f"not valid: {NAME}" in ran.out
    assert "  ok     request_rejected" in ran.out
    faulty = folder.json("workflow", "test", NAME, code=3)["items"][0]
    assert (faulty["ok"], faulty["complaints"][0]["code"]) == (False, "act.verb")


def test_scenarios_are_checked_without_being_played(folder: Shell) -> None:
    """Beside the workflow files of a folder, by one command."""
    ran = folder("workflow", "check", "shed.yaml", NAME)
    assert ran.out.endswith(f"valid: {NAME}, shed 1.0.0, 2 scenarios\n")
    (item,) = folder.json("workflow", "check", NAME)["items"]
    assert item == {
        "file": NAME,
        "valid": True,
        "id": "shed",
        "version": "1.0.0",
        "scenarios": 2,
        "complaints": [],
    }
    write(folder, {"one": ["bo requsts build"]})
    ran = folder("workflow", "check", NAME, code=3)
    assert ran.out.startswith(f"{NAME}:14:12: scenarios.one.acts[0]: nobody can")
    assert ran.out.endswith(f"not valid: {NAME}\n")


def test_without_files_all_that_are_shipped_and_of_the_workspace_are_played(
    folder: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a workspace its own come last; outside of one only those that are shipped."""
    monkeypatch.setattr("cli.scenario_files.shipped_scenarios", dict)
    assert folder.json("workflow", "test")["items"] == []
    folder("init", "office", "--organisation", "Office", "--founder", "pat", "--with", "pm2")
    (folder.folder / "office" / "workflows" / NAME).write_text(text_of({"one": BAD}))
    (folder.folder / "office" / "workflows" / "shed.yaml").write_text(shed(gate=PLAIN))
    found = folder.json("workflow", "test", "--workspace", "office", code=3)["items"]
    assert [(one["file"].rpartition("/")[2], one["ok"]) for one in found] == [
        ("pm2.scenarios.yaml", True),
        (NAME, False),
    ]
    folder("workflow", "test", "--workspace", "nowhere", code=5)
