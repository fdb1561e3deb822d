"""`phasegate item`: what people log, and what becomes of it."""

from pathlib import Path

import pytest

from cli.shipped import FRAGMENTS, shipped_workflow
from tests.cli.shell import Shell

HALL = """\
notation: 1
methodology: hall
version: 1.0.0
title: A hall
include: [raid.yaml]
roles:
  project_manager:  {title: Lead}
  project_team:     {title: Team}
  change_authority: {title: Change authority, is: charter.sponsor}
stages:
  planning: {initial: true}
  done:     {closes: completed}
moves:
  finish: {from: planning, to: done, by: project_manager, when: "items(risk).all(r, !r.open)"}
"""


@pytest.fixture(name="hall")
def _hall(shell: Shell) -> Shell:
    """A project under a methodology that includes the shipped registers; bo leads, che helps."""
    workflows = shell.folder / "workflows"
    (workflows / "hall.yaml").write_text(HALL)
    (workflows / "raid.yaml").write_bytes(shipped_workflow("raid").read_bytes())
    shell("workflow", "publish", "workflows/hall.yaml")
    shell("project", "start", "hall", "--methodology", "hall")
    shell("role", "grant", "bo", "project_manager", "--project", "hall")
    shell("role", "grant", "che", "project_team", "--project", "hall")
    return shell


def flat(words: str) -> str:
    """The words without the lines they are broken into."""
    return " ".join(words.split())


def test_the_life_of_a_risk(hall: Shell) -> None:
    """Added, told why it doesn't move, set, moved, listed, shown; and a way out waits for it."""
    added = hall("item", "add", "hall", "risk", "impact=4", "--title", "Rain", "--as", "che")
    assert 'risk 1 added: "Rain"; impact is 4' in added.out
    blocked = hall("advance", "hall", "done", "--as", "bo", code=6)
    assert "not every r of items(risk) ([risk 1]) fits" in flat(blocked.err)
    refused = hall("item", "move", "hall", "risk", "1", "assessing", "--as", "bo", code=6)
    assert "phasegate item set hall risk 1 owner=" in flat(refused.err)
    why = flat(hall("why", "hall", "--item", "risk/1").out)
    assert "move risk 1 to assessing: not open" in why
    assert "has(owner) is false" in why
    hall("item", "set", "hall", "risk", "1", "owner=zoe", "due=2026-12-01", "--as", "bo")
    (mine,) = hall.json("inbox", "--as", "zoe")["items"]
    assert (mine["kind"], mine["name"], mine["title"]) == ("own", "risk 1", "Rain")
    hall("item", "move", "hall", "risk", "1", "assessing", "--as", "bo", "--comment", "Let us see")
    shown = hall.json("item", "show", "hall", "risk", "1")
    assert (shown["state"], shown["open"], shown["title"]) == ("assessing", True, "Rain")
    assert shown["fields"]["impact"] == 4
    assert [way["args"]["to"] for way in shown["ways"]] == ["approved", "rejected"]
    assert "Being assessed" in hall("item", "show", "hall", "risk", "1").out
    hall("item", "move", "hall", "risk", "1", "rejected", "--as", "bo")
    hall("advance", "hall", "done", "--as", "bo")
    told = flat(hall("audit", "log", "hall").out)
    assert 'che: risk 1 added: "Rain"; impact is 4' in told
    assert 'bo: risk 1 moved from proposed to assessing: "Let us see"' in told
    assert hall("audit", "verify").code == 0


def test_items_are_listed_by_project_register_and_owner(hall: Shell) -> None:
    """Those that are open, unless all are asked for; in all projects without a key."""
    hall("item", "add", "hall", "risk", "owner=zoe", "--title", "Rain", "--as", "bo")
    hall("item", "add", "hall", "issue", "urgency=high", "--title", "A leak", "--as", "che")
    hall("item", "add", "hall", "risk", "--title", "Hail", "--as", "bo")
    hall("item", "move", "hall", "risk", "2", "rejected", "--as", "bo")

    def listed(*words: str) -> list[tuple[str, str, int]]:
        found = hall.json("item", "list", *words)["items"]
        return [(one["key"], one["register"], one["item"]) for one in found]

    assert listed("hall") == [("hall", "risk", 1), ("hall", "issue", 1)]
    every = [("hall", "risk", 1), ("hall", "issue", 1), ("hall", "risk", 2)]
    assert listed("hall", "--all") == every
    assert listed("--register", "risk") == [("hall", "risk", 1)]
    assert listed("--register", "risk", "--all") == [("hall", "risk", 1), ("hall", "risk", 2)]
    assert listed("--owner", "zoe") == [("hall", "risk", 1)]
    assert listed("hall", "--register", "issue") == [("hall", "issue", 1)]
    assert "which items?" in hall("item", "list", code=2).err
    assert "Rain" in hall("item", "list", "hall").out


def test_what_is_not_there_is_not_found(hall: Shell) -> None:
    """Exit code 5, as everywhere."""
    for words in (("show", "hall", "risk", "1"), ("show", "hall", "riks", "1")):
        assert hall("item", *words, code=5)
    hall("item", "move", "hall", "risk", "1", "closed", "--as", "bo", code=5)
    hall("why", "hall", "--item", "risk/7", code=5)
    hall("why", "hall", "--item", "risk 7", code=2)
    hall("item", "set", "hall", "risk", "1", "--as", "bo", code=2)


def test_a_wrong_value_is_told_with_what_is_right(hall: Shell) -> None:
    """As with the fields of a project."""
    ran = hall("item", "add", "hall", "issue", "urgency=hi", "--title", "x", "--as", "bo", code=2)
    assert "low, medium, high" in flat(ran.err)


def test_a_change_is_approved_by_somebody_else(hall: Shell) -> None:
    """What the shipped register says: not by who asked, nor by who priced it."""
    hall("item", "add", "hall", "change", "--title", "A tower", "--as", "che")
    hall("item", "set", "hall", "change", "1", "cost=900", "days=10", "--as", "bo")
    hall("item", "move", "hall", "change", "1", "analysed", "--as", "bo")
    hall("item", "move", "hall", "change", "1", "approved", "--as", "bo", code=4)
    hall("item", "move", "hall", "change", "1", "approved", "--as", "ann")
    hall("item", "set", "hall", "change", "1", "cost=99000", "--as", "bo", code=6)


def test_the_shipped_fragment_is_copied_and_found(tmp_path: Path, shell: Shell) -> None:
    """`init --with` brings what is included; a shipped file is published by its name."""
    assert FRAGMENTS == ("raid",)
    home = Shell(tmp_path / "home")
    home.folder.mkdir()
    home("init", ".", "--organisation", "X", "--founder", "ada", "--with", "raid", "--no-input")
    assert (home.folder / "workflows" / "raid.yaml").is_file()
    published = shell("workflow", "publish", "team_of_five")
    assert "team_of_five 1" in published.out
