"""What holds for every act: a dry run changes nothing, a refusal changes nothing, twice is once."""

import json
import shlex
import sqlite3
from pathlib import Path

import pytest

from tests.cli.shell import GO, Shell

ASKED = "--condition=Ask; owner=bo; verifier=che; due=2026-12-04"

STORY: list[tuple[str, ...]] = [
    ("person", "add", "kim", "--name", "Kim"),
    ("role", "grant", "kim", "pmo"),
    ("calendar", "add", "2026-12-25"),
    ("calendar", "remove", "2026-12-25"),
    ("delegate", "zoe", "--role=sponsor", "--from=2026-11-23", "--until=2026-11-30",
     "--reason=x", "--as=oz"),
    ("delegate", "end", "1", "--reason=x", "--as=oz"),
    ("workflow", "publish", "second.yaml"),
    ("charter", "publish", "charter-2.yaml"),
    ("project", "start", "two", "--methodology=shed", "--set=risk=low", "--as=ann"),
    ("project", "hold", "two", "--reason=x", "--as=ann"),
    ("project", "resume", "two", "--reason=x", "--as=ann"),
    ("project", "kill", "two", "--reason=x", "--as=ann"),
    ("project", "set", "shed", "risk=low", "--as=bo"),
    ("deliver", "shed", "drawing", "second.yaml", "--author=zoe", "--as=bo"),
    ("accept", "shed", "drawing", "--comment=fine", "--as=che"),
    ("gate", "vote", "shed", "start", "go", *GO, "--comment=good", "--as=ann"),
    ("gate", "withdraw", "shed", "start", "--reason=x", "--as=bo"),
    ("gate", "request", "shed", "start", "--answer=tidy=yes", "--as=bo"),
    ("gate", "vote", "shed", "start", "conditional_go", *GO, ASKED, "--as=ann"),
    ("gate", "vote", "shed", "start", "conditional_go", *GO, "--as=oz"),
    ("condition", "verify", "shed", "1", "--reason=x", "--as=che"),
    ("advance", "shed", "delivery.build", "--as=bo"),
    ("deliver", "shed", "photo", "second.yaml", "--as=bo"),
    ("advance", "shed", "done", "--as=bo"),
    ("role", "revoke", "kim", "pmo"),
    ("person", "leave", "kim", "--reason=x"),
]  # fmt: skip
"""Every act once, in an order in which each is allowed."""

REFUSED: list[tuple[int, tuple[str, ...]]] = [
    (4, ("person", "add", "kim", "--name", "Kim", "--as=zoe")),
    (7, ("person", "add", "zoe", "--name", "Zoe")),
    (6, ("role", "grant", "pat", "sponsor")),
    (5, ("role", "grant", "zoe", "nonsense")),
    (7, ("calendar", "remove", "2026-12-25")),
    (5, ("delegate", "end", "9", "--reason=x")),
    (7, ("workflow", "publish", "workflows/shed.yaml")),
    (6, ("charter", "publish")),
    (7, ("project", "start", "shed", "--methodology=shed", "--as=ann")),
    (4, ("project", "hold", "shed", "--reason=x", "--as=zoe")),
    (4, ("project", "set", "shed", "risk=low", "--as=zoe")),
    (4, ("deliver", "shed", "drawing", "phasegate.toml", "--as=zoe")),
    (7, ("accept", "shed", "drawing", "--as=che")),
    (6, ("gate", "request", "shed", "start", "--as=bo")),
    (4, ("gate", "vote", "shed", "start", "go", *GO, "--as=zoe")),
    (6, ("gate", "vote", "shed", "start", "go", "--as=ann")),
    (5, ("gate", "withdraw", "shed", "nonsense", "--reason=x", "--as=bo")),
    (6, ("gate", "waive", "shed", "start", "drawing", "--until=2020-01-01", "--reason=x",
         "--as=ann")),
    (5, ("condition", "verify", "shed", "1", "--reason=x", "--as=che")),
    (6, ("advance", "shed", "delivery", "--as=bo")),
]  # fmt: skip
"""Acts that the rules refuse while the first gate has an open round, with the exit code."""


def streams(shell: Shell) -> dict[str, list[bytes]]:
    """The bytes of every entry, by stream."""
    database = sqlite3.connect(shell.folder / "ledger" / "phasegate.sqlite")
    found: dict[str, list[bytes]] = {}
    for stream, data in database.execute("SELECT stream, data FROM entries ORDER BY stream, seq"):
        found.setdefault(stream, []).append(data)
    database.close()
    return found


@pytest.fixture
def ready(gate: Shell) -> Shell:
    """A workspace with the files of the story."""
    for path, new in (("workflows/shed.yaml", "second.yaml"), ("charter.yaml", "charter-2.yaml")):
        text = (gate.folder / path).read_text()
        (gate.folder / new).write_text(text.replace("version: 1.0.0", "version: 1.0.1"))
    return gate


def test_a_dry_run_answers_alike_and_writes_nothing(ready: Shell) -> None:
    """What would happen is what happens; until then no byte of the workspace changes."""
    for words in STORY:
        before = ready.bytes()
        would = ready.json(*words, "--dry-run", "--command-id=c1")
        assert ready.bytes() == before, words
        did = ready.json(*words)
        assert would["dry_run"] is True
        assert [event["type"] for event in would["events"]] == [
            event["type"] for event in did["events"]
        ]
        assert (would["stream"], would["seq"]) == (did["stream"], did["seq"])


def test_a_dry_run_of_what_is_refused_has_the_same_exit_code(ready: Shell) -> None:
    """A script can ask first; nothing is recorded, not even that it was refused."""
    for code, words in REFUSED:
        before = ready.bytes()
        ran = ready(*words, "--dry-run", code=code)
        assert "would be refused" in ran.err
        assert ready.bytes() == before, words


def test_a_refusal_changes_nothing_but_the_streams_of_refusals(ready: Shell) -> None:
    """I16: every stream is byte-identical but the refusals' own, and no file appears."""
    for code, words in REFUSED:
        before, files = streams(ready), set(ready.bytes())
        ran = ready(*words, code=code)
        assert ran.out == ""
        assert ran.err.splitlines()[1].startswith("refused (")
        after = streams(ready)
        changed = {stream for stream in after if after[stream] != before.get(stream)}
        stream = "directory" if words[0] in DIRECTORY else "project/shed"
        assert changed == {f"refusals/{stream}"}, words
        assert set(ready.bytes()) == files


DIRECTORY = {"person", "role", "calendar", "delegate", "workflow", "charter"}


def test_what_is_done_twice_under_one_id_is_done_once(ready: Shell) -> None:
    """Whatever has happened since: a script that lost the answer asks again and gets it."""
    for number, words in enumerate(STORY):
        ready(*words, f"--command-id=c{number}")
    before = streams(ready)
    for number, words in enumerate(STORY):
        again = ready.json(*words, f"--command-id=c{number}")
        assert again["repeated"] is True, words
    assert streams(ready) == before
    reused = ready.json("person", "add", "tom", "--name", "Tom", "--command-id=c0", code=7)
    assert reused["error"]["code"] == "command.reused"


def test_the_acts_that_a_refusal_names_open_the_way(shell: Shell) -> None:
    """What is printed can be typed: after exactly those commands the refused one is accepted."""
    shell("project", "start", "shed", "--methodology", "shed", "--as", "ann")
    for person, role in (("bo", "builder"), ("che", "checker")):
        shell("role", "grant", person, role, "--project", "shed")
    request = ("gate", "request", "shed", "start", "--answer", "tidy=yes", "--as", "bo")
    error = shell.json(*request, code=6)["error"]
    assert [act["command"] for act in error["acts"]] == [
        "SubmitDeliverable",
        "JudgeDeliverable",
        "SetFields",
    ]
    (shell.folder / "FILE").write_text("a drawing")
    for act in error["acts"]:
        program, *words = shlex.split(act["line"])
        assert program == "phasegate"
        shell(*words)
    shell(*request)


def test_a_refusal_says_which_rule_and_who_can(shell: Shell) -> None:
    """Who is refused learns the place of the rule and the next step, by handle."""
    shell.start()
    ran = shell("gate", "request", "shed", "start", "--answer=tidy=yes", "--as=bo", code=6)
    _, head, *lines = ran.err.splitlines()
    assert head == "refused (evidence.missing)"
    assert lines[0] == "  drawing (Drawing) has not been handed in"
    assert lines[1].startswith("  rule: shed.yaml:")
    assert "bo hands in drawing" in ran.err
    assert "phasegate accept shed drawing --as che" in ran.err
    assert "p-" not in ran.err.replace("step-", "")


def test_advance_in_front_of_an_open_round_tells_the_ways(gate: Shell) -> None:
    """The round's votes decide; who has to vote, and how it is typed, is told."""
    error = gate.json("advance", "shed", "--as=bo", code=6)["error"]
    assert error["code"] == "round.open"
    votes = [act for way in error["ways"] for act in way["acts"]]
    assert votes
    assert {act["command"] for act in votes} == {"CastVote"}
    approved = next(way for way in error["ways"] if way["args"]["choice"] == "go")
    for act in approved["acts"]:
        gate(*shlex.split(act["line"])[1:])
    assert gate.json("project", "show", "shed")["stage"] == "delivery.design"


def test_advance_asks_which_way_when_there_are_several(gate: Shell) -> None:
    """A move back must not be taken because nobody said where to."""
    gate.vote("ann")
    gate.vote("oz")
    ran = gate("advance", "shed", "--as=bo", code=2)
    assert "phasegate advance shed planning" in ran.err
    assert "phasegate advance shed delivery.build" in ran.err
    gate("advance", "shed", "nowhere", "--as=bo", code=5)
    gate("advance", "shed", "delivery.build", "--as=bo")
    # A gate is meant before a move back.
    assert "photo" in gate("advance", "shed", "--as=bo", code=6).err


def test_a_vote_is_bound_to_what_was_seen(gate: Shell) -> None:
    """Who looked before the dossier changed has not seen what is judged now."""
    (view,) = gate.json("gate", "show", "shed")["items"]
    gate("project", "set", "shed", "risk=high", "--as=bo")
    error = json.loads(gate.vote("ann", "go", "--seen", view["dossier"], "--json", code=7).out)[
        "error"
    ]
    assert error["code"] == "vote.stale"
    gate.vote("ann", "go", "--round", "9", code=6)
    gate.vote("ann", "go", "--round", "1")


def test_an_evidence_file_that_is_no_file_is_not_waited_for(shell: Shell, tmp_path: Path) -> None:
    """A pipe that nobody writes to, or a folder, is a usage error at once."""
    import os

    shell.start()
    os.mkfifo(tmp_path / "pipe")
    for name, code in (("pipe", 2), (".", 2), ("none", 5)):
        shell("deliver", "shed", "drawing", str(tmp_path / name), "--as=bo", code=code)


def test_evidence_that_changes_while_it_is_read_is_a_conflict(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is stored must be what was measured, or the record would name other bytes."""
    shell.start()
    file = shell.folder / "drawing.txt"
    file.write_text("one")
    monkeypatch.setattr("cli.files._measure", lambda _: ("0" * 64, 3))
    before = streams(shell)
    shell("deliver", "shed", "drawing", "drawing.txt", "--as=bo", code=7)
    assert streams(shell) == before
