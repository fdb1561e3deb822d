"""`inbox`: what waits for whoever asks."""

from tests.cli.shell import Shell


def test_a_gatekeeper_sees_what_there_is_to_decide(gate: Shell) -> None:
    """The gate, the dossier, the decisions, the deadline, and the command to look closer."""
    told = gate("inbox", "--as", "oz").out
    said = " ".join(told.split())
    assert "shed vote at start (Go to delivery), round 1, in the seat owner" in said
    assert "by 2026-11-30" in said
    assert "drawing (Drawing), version 1, sha256 b4b9aa30fd0f, accepted" in said
    assert "to decide: kill, recycle, hold, conditional_go, go" in said
    assert "phasegate gate show shed start" in said
    assert max(map(len, told.splitlines())) <= 80


def test_what_is_done_waits_no_longer(gate: Shell) -> None:
    """A vote that was cast is off the list; others' votes are on nobody's but theirs."""
    gate.vote("oz")
    assert gate("inbox", "--as", "oz").out == "nothing waits for oz\n"
    (item,) = gate.json("inbox", "--as", "ann")["items"]
    assert (item["kind"], item["seats"], item["lent_by"]) == ("vote", ["owner"], None)


def test_a_delegate_sees_the_vote_that_was_lent(gate: Shell) -> None:
    """With the name of who lent it."""
    gate(
        "delegate", "zoe", "--role", "sponsor", "--from", "2026-11-23", "--until", "2026-11-30",
        "--reason", "away", "--as", "ann",
    )  # fmt: skip
    assert ", for ann" in " ".join(gate("inbox", "--as", "zoe").out.split())
    document = gate.json("inbox", "--as", "zoe")
    (item,) = document["items"]
    assert document["people"][item["lent_by"]] == "ann"


def test_the_builder_sees_what_to_bring_and_what_to_request(shell: Shell) -> None:
    """Evidence first; when nothing is missing, the gate."""
    shell.start()
    (item,) = shell.json("inbox", "--as", "bo")["items"]
    assert (item["kind"], item["name"]) == ("hand_in", "drawing")
    shell.draw()
    (item,) = shell.json("inbox", "--as", "bo")["items"]
    assert (item["kind"], item["name"]) == ("request", "start")
    assert "phasegate gate request shed start" in shell("inbox", "--as", "bo").out


def test_what_waits_longest_comes_first(shell: Shell) -> None:
    """Oldest first, across projects."""
    shell.start()
    shell("project", "show", "shed", "--at", "2026-11-25")
    shell.start("barn")
    assert [one["key"] for one in shell.json("inbox", "--as", "bo")["items"]] == ["shed", "barn"]


def test_conditions_are_told_by_their_text(gate: Shell) -> None:
    """The owner meets it, the verifier verifies it."""
    terms = "a fence; owner=bo; verifier=nia; due=2026-12-01"
    gate.vote("ann", "conditional_go", "--condition", terms)
    gate.vote("oz", "conditional_go")
    assert 'meet condition 1: "a fence", by 2026-12-01' in gate("inbox", "--as", "bo").out
    assert 'verify condition 1: "a fence", by 2026-12-01' in gate("inbox", "--as", "nia").out


def test_somebody_must_be_asking(shell: Shell) -> None:
    """An inbox is somebody's."""
    shell("inbox", "--as", "nobody", code=4)
