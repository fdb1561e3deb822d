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
