"""The demonstration of a methodology is its scenario, typed and run."""

import json
import shlex
from pathlib import Path

import pytest

from cli.demo.player import Player
from cli.demo.steps import Do, Many
from cli.demo.told import story_of
from cli.demo.typed import OTHERS
from cli.main import main
from cli.shipped import shipped_scenarios
from cli.typing_out import TYPED
from engine.scenarios.acts import COMMANDS
from engine.scenarios.files import read_book
from engine.scenarios.play import play
from engine.scenarios.verbs import VERBS
from tests.cli.shell import Shell
from tests.support.scenes import HEAD, book
from tests.support.sheds import DELIVERABLES, shed

TERMS = "{text: Paint it, owner: bo, verifier: cy, due: 2 weeks}"
SHIPPED = sorted(shipped_scenarios())
NEVER_TYPED = {"FoundOrganisation", "EraseText"}
"""What `init` does, and what names a text by a commitment that each ledger has its own of."""


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_methodology_can_be_demonstrated(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every command ends as it did when the scenario was played, and the record verifies."""
    folder = tmp_path / "kept"
    assert main(["demo", name, "--workspace", str(folder), "--json"]) == 0
    items = json.loads(capsys.readouterr().out)["items"]
    assert [one["exit_code"] for one in items] == [one["expected"] for one in items]
    found = read_book(shipped_scenarios()[name])
    report = play(found, found.demo)
    assert len(items) > len(report.acts) > 10
    shell = Shell(folder)
    assert shell.json("audit", "verify")["ok"] is True
    (shown,) = shell.json("project", "list")["items"]
    world = report.office.look()
    assert world.project
    assert (shown["stage"], shown["outcome"]) == (world.project.stage, world.project.outcome)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_scenario_can_be_typed(name: str) -> None:
    """`--scenario` is offered for each of them."""
    found = read_book(shipped_scenarios()[name])
    for one in found.scenarios:
        lines = [
            step.line for step in story_of(found, one, name, "office", None) if type(step) is Do
        ]
        assert len(lines) > 5


def test_the_other_scenarios_are_offered_and_played(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What else can happen is one command away."""
    assert (
        main(["demo", "pm2", "--scenario", "request_rejected", "--workspace", str(tmp_path / "o")])
        == 0
    )
    page = capsys.readouterr().out
    assert "The Owner rejects the request, and that is that" in page
    assert "#   phasegate demo pm2 --scenario committee_divided" in page
    assert "verified: everything that can be checked here holds" in page


def test_a_name_that_is_not_there_is_not_found(capsys: pytest.CaptureFixture[str]) -> None:
    """With those that are."""
    assert main(["demo", "prince3"]) == 5
    assert "pm2" in capsys.readouterr().err
    assert main(["demo", "pm2", "--scenario", "nowhere"]) == 5
    assert "put_off" in capsys.readouterr().err
    assert main(["demo", "--scenario", "put_off"]) == 2


def test_what_is_typed_says_all_that_was_played() -> None:
    """People, times, files, comments, conditions, votes that are lent: each has its word."""
    head = HEAD + "charter: {calendar: {zone: Europe/Brussels}}\nholidays: 2026-12-25\n"
    acts = (
        "bo hands in drawing: {authors: dee, content: A shed}",
        "bo hands in drawing: {content: A shed, refused: deliverable.same}",
        "bo requests build",
        "ann lends owner to dee for 20 days: {reason: Skiing}",
        f"dee votes conditional_go for ann: {{condition: {TERMS}}}",
        "abe votes conditional_go: {comment: At last}",
        "cy verifies condition 1: {after: 3 days, reason: It is green}",
        "{after: 1 week}",
        "office removes dee: {reason: Gone}",
    )
    found = book(*acts, workflow=shed(gate={"apart": [["panel", "requester"]]}), head=head)
    story = list(story_of(found, "one", "shed", "office", None))
    lines = [
        line
        for step in story
        if isinstance(step, Do | Many)
        for line in ([step.line] if isinstance(step, Do) else step.lines)
    ]
    whole = "\n".join(lines)
    assert "calendar add 2026-12-25 --as office" in lines
    assert "deliver alpha drawing papers/drawing-1.txt --author dee --as bo" in lines
    assert lines.count("deliver alpha drawing papers/drawing-1.txt --as bo") == 1
    assert (
        "delegate dee --role sponsor --from 2026-11-23 --until 2026-12-13 --reason Skiing --as ann"
        in lines
    )
    condition = "Paint it; owner=bo; verifier=cy; due=2026-12-07"
    vote = f"gate vote alpha build conditional_go --condition {shlex.quote(condition)}"
    assert f"{vote} --for ann --as dee" in lines
    assert "gate vote alpha build conditional_go --comment 'At last' --as abe" in lines
    assert "condition verify alpha 1 --reason 'It is green' --as cy --at 2026-11-26T09:05" in whole
    assert "tick --at 2026-12-03T09:05" in lines
    assert "person leave dee --reason Gone --as office" in lines


def test_a_story_with_minutes_is_played_as_it_is_typed(
    tmp_path: Path,
) -> None:
    """Records, confirmations and what is contested, from the command line as in memory."""
    minutes = {"title": "Minutes", "by": "neighbour"}
    workflow = shed(
        gate={"recorded_by": "neighbour"},
        deliverables={**DELIVERABLES, "minutes": minutes},
    )
    found = book(
        "bo hands in drawing",
        "bo requests build",
        "ned hands in minutes",
        "ned records go of ann from minutes",
        "ann contests the vote",
        "ned records go of abe from minutes",
        "abe confirms the vote",
        "ann votes go: {then: {stage: delivery.design}}",
        workflow=workflow,
    )
    player = Player(lambda _: None, colour=False)
    for step in story_of(found, "one", "pm2", str(tmp_path / "office"), None):
        if isinstance(step, Do) and step.line.startswith("workflow publish"):
            # In place of the shipped file that `init` copied.
            (player._where / "workflows" / "pm2.yaml").write_text(workflow)
        player.play([step])
    assert {one.code for one in player.ran} == {0}
    typed = [one.command for one in player.ran]
    assert any(
        line.startswith("phasegate gate record alpha build go --voter ann") for line in typed
    )


def test_what_why_never_names_is_typed_here() -> None:
    """A command without words would end a demonstration in the middle of it."""
    assert {*OTHERS} <= {*COMMANDS}
    assert {verb.command for verb in VERBS} - NEVER_TYPED <= {*OTHERS, *TYPED}
