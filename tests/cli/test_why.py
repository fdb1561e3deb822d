"""`why`: what stands in the way, who can clear it, and what they would type."""

import shlex

from tests.cli.shell import Shell


def lines_to_type(shell: Shell) -> list[list[str]]:
    """The commands that `why` names for the first way, without the program's name."""
    (way,) = shell.json("why", "shed")["ways"]
    assert way["complete"]
    return [shlex.split(act["line"])[1:] for act in way["acts"]]


def test_why_names_what_is_missing_by_file_and_line_and_who_can_help(shell: Shell) -> None:
    """Rule, place, people and command stand together."""
    shell.start()
    said = " ".join(shell("why", "shed").out.split())
    assert "request start (Go to delivery): not open" in said
    assert "drawing (Drawing) has not been handed in [evidence.missing, shed.yaml:16" in said
    assert "bo hands in drawing (Drawing)" in said
    assert "phasegate deliver shed drawing FILE --as bo" in said
    assert "che accepts drawing" in said


def test_doing_what_why_says_opens_the_way(shell: Shell) -> None:
    """The commands are typed as they stand, with what a person has to bring put in."""
    shell.start()
    shell("project", "set", "shed", "budget=0", "--as", "bo")
    (shell.folder / "FILE").write_text("a drawing")
    shell("gate", "request", "shed", "start", "--answer", "tidy=yes", "--as", "bo", code=6)
    typed = lines_to_type(shell)
    assert len(typed) == 3
    for words in typed:
        shell(*words)
    (way,) = shell.json("why", "shed")["ways"]
    assert (way["open"], way["acts"]) == (True, [])
    shell("gate", "request", "shed", "start", "--answer", "tidy=yes", "--as", "bo")


def test_a_refused_command_says_what_why_says(shell: Shell) -> None:
    """One text for both: the acts of the refusal are those of the way."""
    shell.start()
    (way,) = shell.json("why", "shed")["ways"]
    refused = shell.json(
        "gate", "request", "shed", "start", "--answer", "tidy=yes", "--as", "bo", code=6
    )
    assert refused["error"]["acts"] == way["acts"]


def test_why_counts_the_votes_that_are_missing(gate: Shell) -> None:
    """In an open round: how many in which seat, and the commands of the voters."""
    gate.vote("oz")
    ways = {way["args"]["choice"]: way for way in gate.json("why", "shed")["ways"]}
    assert "owner lacks 1 vote" in ways["go"]["missing"][0]["message"]
    (act,) = ways["go"]["acts"]
    gate(*shlex.split(act["line"])[1:])
    assert gate.json("project", "show", "shed")["stage"] == "delivery.design"


def test_why_writes_nothing(gate: Shell) -> None:
    """Asking is no act: no byte of the workspace changes."""
    before = gate.bytes()
    gate("why", "shed")
    gate.json("inbox", "--as", "oz")
    gate("audit", "log", "shed")
    gate("audit", "verify")
    gate("doctor")
    assert gate.bytes() == before


def test_a_closed_project_has_no_way_on(shell: Shell) -> None:
    """And says how it ended."""
    shell.start()
    shell("project", "kill", "shed", "--reason", "no money", "--as", "ann")
    assert shell("why", "shed").out == "shed is closed (killed): there is no way on\n"
    assert shell.json("why", "shed")["ways"] == []


def test_a_proposed_condition_leaves_its_people_open(gate: Shell) -> None:
    """Who shall owe it and who shall verify it is for the voter to say; nobody is guessed."""
    ways = {way["args"]["choice"]: way for way in gate.json("why", "shed")["ways"]}
    lines = [act["line"] for act in ways["conditional_go"]["acts"]]
    typed = [line for line in lines if "--condition" in line]
    assert typed
    for line in typed:
        assert "'TEXT; owner=OWNER; verifier=VERIFIER; due=2026-11-24'" in line
    open_ = [{"text": None, "owner": None, "verifier": None, "due": "2026-11-24"}]
    given = [act["args"].get("conditions") for act in ways["conditional_go"]["acts"]]
    assert [one for one in given if one] == [open_] * len(typed)


def test_a_way_to_a_decision_says_which_gate_and_round(gate: Shell) -> None:
    """Whoever reads it knows what would be voted, where, and what the count still lacks."""
    titles = [way["title"] for way in gate.json("why", "shed")["ways"]]
    assert titles == [
        "vote conditional_go at start (Go to delivery), round 1",
        "vote go at start (Go to delivery), round 1",
    ]
    said = " ".join(gate("why", "shed").out.split())
    assert "round 1 has not come to go: owner lacks 2 votes" in said


def test_people_stand_in_the_order_in_which_they_joined(shell: Shell) -> None:
    """Ids are drawn by lot; who comes first in a list must not be."""
    for person in ("abe", "yan", "kim"):
        shell("person", "add", person, "--name", person.title())
        shell("role", "grant", person, "sponsor")
    shell("project", "start", "hut", "--methodology", "shed", "--as", "ann")
    shell("project", "hold", "hut", "--reason", "x", "--as", "ann")
    (way,) = shell.json("why", "hut")["ways"]
    assert shell.json("why", "hut")["people"]
    names = shell.json("why", "hut")["people"]
    assert [names[one] for one in way["people"]] == ["ann", "oz", "abe", "yan", "kim"]
    shell("project", "start", "sty", "--methodology", "shed", "--as", "ann")
    for person in ("kim", "zoe", "bo"):
        shell("role", "grant", person, "builder", "--project", "sty")
    shell("role", "grant", "che", "checker", "--project", "sty")
    acts = shell.json("why", "sty")["ways"][0]["acts"]
    assert acts[0]["text"] == "bo, zoe or kim hands in drawing (Drawing)"


WAITING = """\
notation: 1
methodology: waits
version: 1.0.0
title: Waiting
roles: {owner: {title: Owner, is: charter.sponsor}}
fields: {ready_on: {type: date, by: owner, required: true}}
stages: {plan: {initial: true}, done: {closes: completed}}
moves:
  go: {from: plan, to: done, by: owner, when: "today >= ready_on + days(30)"}
"""


def test_where_waiting_helps_the_day_is_named(shell: Shell) -> None:
    """Another date could be given; the honest way is often to wait."""
    (shell.folder / "workflows" / "waits.yaml").write_text(WAITING)
    shell("workflow", "publish", "workflows/waits.yaml")
    words = ("--methodology", "waits", "--set", "ready_on=2026-11-20", "--as", "ann")
    shell("project", "start", "hut", *words)
    (way,) = shell.json("why", "hut")["ways"]
    (missing,) = way["missing"]
    assert (missing["code"], missing["wait_until"]) == ("guard.false", "2026-12-20")
    assert "or wait until 2026-12-20" in shell("why", "hut").out
    refused = shell("advance", "hut", "--as", "ann", code=6)
    assert "or wait until 2026-12-20" in refused.err
    shell("advance", "hut", "--as", "ann", "--at", "2026-12-19T23:59", code=6)
    shell("advance", "hut", "--as", "ann", "--at", "2026-12-20")
