"""Every command that acts does what its name says, and says what it did."""

import contextlib
import re
import sqlite3
from pathlib import Path

import pytest

from tests.cli.shell import Shell


def events(document: dict[str, list[dict[str, str]]]) -> list[str]:
    """The types of an act's events."""
    return [event["type"] for event in document["events"]]


def test_a_project_goes_from_start_to_close(shell: Shell) -> None:
    """The whole way by commands alone: what a PMO would type."""
    shell.open_round()
    shell.vote("ann")
    last = shell.vote("oz")
    said = " ".join(last.out.split())
    assert "round 1 of start closed: go, by its votes (votes: asserted, not authenticated)" in said
    assert "entered delivery.design" in last.out
    shell("advance", "shed", "delivery.build", "--as", "bo")
    shell("deliver", "shed", "photo", "-", "--as", "bo", stdin=b"a photo")
    shell("gate", "request", "shed", "finish", "--as", "bo")
    shell("gate", "vote", "shed", "finish", "go", "--as", "oz")
    project = shell.json("project", "show", "shed")
    assert (project["standing"], project["outcome"], project["stage"]) == (
        "closed",
        "completed",
        "done",
    )
    assert [one["stage"] for one in project["path"]] == [
        "planning",
        "delivery.design",
        "delivery.build",
        "done",
    ]


def test_people_come_hold_roles_and_leave(shell: Shell) -> None:
    """The directory is kept by commands; a person who left holds nothing."""
    assert events(shell.json("person", "add", "kim", "--name", "Kim")) == ["PersonAdded"]
    assert events(shell.json("role", "grant", "kim", "pmo")) == ["RoleGranted"]
    assert events(shell.json("role", "revoke", "kim", "pmo")) == ["RoleRevoked"]
    shell("role", "grant", "kim", "pmo")
    assert events(shell.json("person", "leave", "kim", "--reason", "moved")) == ["PersonLeft"]
    people = {one["handle"]: one for one in shell.json("person", "list", "--all")["items"]}
    assert (people["kim"]["roles"], people["kim"]["left"]) == ([], "2026-11-23")
    assert "kim" not in shell("person", "list").out
    assert "kim" not in shell("role", "list").out


def test_a_vote_is_lent_used_and_taken_back(gate: Shell) -> None:
    """Both names stand on record; ending the delegation voids the vote that used it."""
    lent = gate(
        "delegate", "zoe", "--role", "sponsor", "--from", "2026-11-23", "--until", "2026-11-30",
        "--reason", "away", "--as", "ann",
    )  # fmt: skip
    assert "zoe may vote for ann as sponsor in the organisation" in lent.out
    voted = gate.vote("zoe", "go", "--for", "ann")
    assert "zoe voted go for ann in the seat owner" in voted.out
    gate("delegate", "end", "1", "--reason", "back", "--as", "ann")
    assert "ended" in gate("delegate", "list", "--all").out
    (view,) = gate.json("gate", "show", "shed")["items"]
    assert [vote["counts"] for vote in view["votes"]] == [False]


def test_holidays_are_declared_and_taken_back(shell: Shell) -> None:
    """A working-day deadline counts by what the calendar says."""
    shell("calendar", "add", "2026-12-25", "2026-11-28")
    listed = shell.json("calendar", "list")["items"]
    assert listed == [
        {"date": "2026-11-28", "on_a_working_day": False},
        {"date": "2026-12-25", "on_a_working_day": True},
    ]
    shell("calendar", "remove", "2026-12-25")
    assert [one["date"] for one in shell.json("calendar", "list")["items"]] == ["2026-11-28"]


def test_a_conditional_go_leaves_a_condition_that_is_verified(gate: Shell) -> None:
    """The condition's text may hold semicolons; who owns it is named by handle."""
    typed = "Ask; the neighbours; owner=bo; verifier=che; due=2026-12-04"
    gate.vote("ann", "conditional_go", "--condition", typed)
    gate.vote("oz", "conditional_go")
    (condition,) = gate.json("condition", "list", "shed")["items"]
    assert condition["text"] == "Ask; the neighbours"
    assert (condition["owner_handle"], condition["verifier_handle"]) == ("bo", "che")
    assert condition["until"] == "2026-12-04"
    gate("condition", "verify", "shed", "1", "--reason", "asked", "--as", "che")
    assert gate.json("condition", "list", "shed")["items"][0]["state"] == "met"


def test_evidence_is_returned_waived_and_judged_by_what_was_seen(shell: Shell) -> None:
    """A returned version doesn't count; a waiver stands in for it."""
    shell.start()
    (shell.folder / "one").write_text("1")
    shell("deliver", "shed", "drawing", "one", "--as", "bo", "--author", "zoe")
    shell("accept", "shed", "drawing", "--return", "--comment", "blurred", "--as", "che")
    shell("accept", "shed", "drawing", "--as", "che", code=7)
    shell("accept", "shed", "drawing", "--seen", "0" * 64, "--as", "che", code=7)
    (drawing,) = shell.json("project", "show", "shed")["deliverables"]
    assert (drawing["state"], len(drawing["authors"])) == ("returned", 2)
    shell(
        "gate", "waive", "shed", "start", "drawing", "--until", "2026-12-31",
        "--reason", "a sketch will do", "--as", "ann",
    )  # fmt: skip
    # Who gave the waiver may not vote for what it opens.
    assert "waived" in shell("gate", "show", "shed", "start").out


def test_a_round_is_withdrawn(gate: Shell) -> None:
    """What was voted stays readable; a new round must be requested."""
    gate.vote("ann")
    gate("gate", "withdraw", "shed", "start", "--reason", "too early", "--as", "bo")
    assert gate.json("project", "show", "shed")["round"] is None
    (view,) = gate.json("gate", "show", "shed", "start")["items"]
    assert [(one["round"], one["how"]) for one in view["earlier"]] == [(1, "withdrawn")]


def test_a_project_is_held_resumed_and_killed(shell: Shell) -> None:
    """Standing changes by commands with a reason."""
    shell.start()
    shell("project", "hold", "shed", "--reason", "frost", "--as", "ann")
    assert "on hold" in shell("project", "show", "shed").out
    shell("project", "resume", "shed", "--reason", "thaw", "--as", "ann")
    shell("project", "kill", "shed", "--reason", "no bicycles", "--as", "ann")
    assert shell.json("project", "list")["items"][0]["outcome"] == "killed"
    assert shell.json("project", "list", "--standing", "active")["items"] == []


def test_tick_does_what_is_due(gate: Shell) -> None:
    """A deadline closes the round without anybody's doing."""
    would = gate.json("tick", "--at", "2026-12-02", "--dry-run")
    assert [events(one) for one in would["items"]] == [["TimerFired", "RoundClosed", "ProjectHeld"]]
    assert gate.json("tick")["items"] == []
    assert gate.json("tick", "--at", "2026-12-02")["items"] == would["items"]
    assert gate.json("tick")["items"] == []
    assert "nothing was due" in gate("tick").out


def test_what_is_due_is_told_before_the_act(gate: Shell) -> None:
    """An act does what is due first; the answer says so, also when the act is refused."""
    ran = gate("project", "resume", "shed", "--reason", "on", "--as", "ann", "--at", "2026-12-02")
    assert ran.out.index("first, by itself (project/shed #5)") < ran.out.index("resumed")


def test_a_project_that_is_damaged_keeps_no_other_from_its_deadline(gate: Shell) -> None:
    """A deadline is kept although another project, first in line, can't even be read."""
    gate.open_round("barn")
    gate("role", "revoke", "nia", "neighbour", "--project", "barn")
    with contextlib.closing(sqlite3.connect(gate.folder / "ledger/phasegate.sqlite")) as ledger:
        ledger.execute("DROP TRIGGER entries_stay")
        ledger.execute("UPDATE entries SET data = x'00' WHERE stream = 'project/barn'")
        ledger.commit()
    ran = gate("tick", "--at", "2026-12-02", "--json", code=8)
    assert {one["stream"] for one in ran.document["items"]} == {"project/shed"}
    assert [(one["stream"], one["code"]) for one in ran.document["problems"]] == [
        ("project/barn", "ledger.damaged")
    ]
    assert "project/barn: nothing was done (ledger.damaged)" in ran.err


def test_texts_and_people_are_erased(shell: Shell) -> None:
    """Who is erased goes by the id, and is still there; a text is gone for good."""
    added = shell.json("person", "add", "kim", "--name", "Kim Example")
    shell("role", "grant", "kim", "pmo")
    erased = shell.json("erase", "--person", "kim", "--reason", "asked for it")
    assert [one["seq"] for one in erased["first"]] == [erased["seq"] - 1]
    assert erased["people"] == {added["person"]: None}
    listed = shell("role", "list").out
    assert added["person"] in listed
    assert "kim" not in listed
    assert "Kim Example" not in shell("person", "list").out
    assert b"Kim Example" not in (shell.folder / "ledger" / "phasegate.sqlite").read_bytes()
    name = added["events"][0]["name"]
    shell("erase", name, "--reason", "again", code=7)
    shell("erase", "0" * 64, "--reason", "none", code=5)
    shell("erase", "--reason", "nothing", code=2)
    shell("role", "revoke", added["person"], "pmo")


def test_erasing_a_person_goes_on_where_it_was_broken_off(shell: Shell) -> None:
    """Handle and name are two entries: a name must not stay because the handle went first."""
    added = shell.json("person", "add", "kim", "--name", "Kim")
    handle, name = (added["events"][0][one] for one in ("handle", "name"))
    shell("erase", handle, "--reason", "asked for it")
    again = ("erase", "--person", added["person"], "--reason", "the rest", "--command-id", "rest")
    erased = shell.json(*again)
    assert [one["commitment"] for one in erased["events"]] == [name]
    assert "first" not in erased
    assert shell.json(*again)["repeated"]
    error = shell.json("erase", "--person", added["person"], "--reason", "once more", code=7)
    assert error["error"]["code"] == "text.erased"


def test_a_charter_and_a_new_version_are_published(shell: Shell) -> None:
    """A higher version comes in force; a project that runs stays with its own."""
    shell.start()
    charter = shell.folder / "charter.yaml"
    charter.write_text(charter.read_text().replace("version: 1.0.0", "version: 1.1.0"))
    shell("charter", "check")
    assert "charter 1.1.0 is in force" in shell("charter", "publish").out
    shell("charter", "publish", code=6)
    workflow = shell.folder / "workflows" / "shed.yaml"
    workflow.write_text(workflow.read_text().replace("version: 1.0.0", "version: 1.0.1"))
    published = shell.json("workflow", "publish", "workflows/shed.yaml")
    assert (published["methodology"], published["version"]) == ("shed", "1.0.1")
    assert shell.json("project", "show", "shed")["version"] == "1.0.0"
    versions = [
        (one["version"], one["in_force"])
        for one in shell.json("workflow", "list", "--all")["items"]
    ]
    assert versions == [("1.0.0", False), ("1.0.1", True)]


def test_fields_are_read_by_their_types(shell: Shell) -> None:
    """Money may go without its currency, a person is a handle, and both stand in one spelling."""
    shell.start()
    shell("project", "set", "shed", "budget=EUR 7.10", "risk=high", "keeper=zoe", "--as", "bo")
    shown = shell.json("project", "show", "shed")
    fields = shown["fields"]
    assert (fields["budget"], fields["risk"]) == ("EUR 7.1", "high")
    assert shown["people"][fields["keeper"]] == "zoe"
    assert re.search(r"^keeper +zoe$", shell("project", "show", "shed").out, re.MULTILINE)
    shell("project", "set", "shed", "budget=USD 1", "--as", "bo", code=2)
    shell("project", "set", "shed", "nonsense=1", "--as", "bo", code=5)
    shell("project", "set", "shed", "risk=low", "risk=high", "--as", "bo", code=2)
    shell("project", "set", "shed", "risk", "--as", "bo", code=2)


def test_evidence_is_kept_under_its_digest_and_only_when_it_is_accepted(
    shell: Shell, tmp_path: Path
) -> None:
    """What the rules refuse leaves no file behind."""
    shell.start()
    evidence = shell.folder / "ledger" / "evidence"
    file = tmp_path / "drawing\x1b.txt"
    file.write_bytes(b"a drawing")
    shell("deliver", "shed", "drawing", str(file), "--as", "zoe", code=4)
    shell("deliver", "shed", "drawing", str(file), "--as", "bo", "--dry-run")
    assert [path for path in evidence.rglob("*") if path.is_file()] == []
    done = shell("deliver", "shed", "drawing", str(file), "--as", "bo", "--json").document
    digest = done["digest"]
    assert (evidence / digest[:2] / digest[2:4] / digest).read_bytes() == b"a drawing"
    shell("deliver", "shed", "drawing", str(file), "--as", "bo", code=7)


def test_reading_a_large_file_says_how_far_it_is(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read twice, to be measured and to be kept; stderr hears of both."""
    heard: list[tuple[int, int]] = []
    monkeypatch.setattr(
        "cli.progress.Progress.__call__", lambda _, done, total: heard.append((done, total))
    )
    shell.start()
    shell("deliver", "shed", "drawing", "-", "--as", "bo", stdin=b"x" * 300_000)
    half, whole = 300_000, 600_000
    assert heard[0] == (1 << 18, whole)
    assert (half, whole) in heard
    assert heard[-1] == (whole, whole)


def test_a_version_without_content_is_asked_about(shell: Shell) -> None:
    """A pipe that failed hands in nothing; as evidence that would be a blank sheet, signed."""
    shell.start()
    (shell.folder / "blank.txt").write_bytes(b"")
    before = shell.bytes()
    assert "nothing came in" in shell("deliver", "shed", "photo", "-", "--as", "bo", code=2).err
    ran = shell("deliver", "shed", "photo", "blank.txt", "--as", "bo", code=2)
    assert "blank.txt is empty" in ran.err
    assert "--empty" in ran.err
    assert shell.bytes() == before
    shell("deliver", "shed", "photo", "-", "--empty", "--as", "bo")
    (version,) = shell.json("project", "show", "shed")["deliverables"]
    assert version["deliverable"] == "photo"
