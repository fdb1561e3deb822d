"""What `gate show` says of a gate that the project has behind it."""

from tests.cli.shell import Shell


def test_a_gate_that_was_passed_says_so_before_anything_else(gate: Shell) -> None:
    """Nothing is missing at it: by which round it was passed, and when, comes first."""
    gate.vote("ann")
    gate.vote("oz")
    lines = gate("gate", "show", "shed", "start").out.splitlines()
    assert lines[0].startswith("start  Go to delivery")
    assert lines[1:4] == [
        "passed   in round 1: go, 2026-11-23 12:00",
        "round    none is open",
        "place    the project is not in planning now",
    ]
    (view,) = gate.json("gate", "show", "shed", "start")["items"]
    assert (view["passed"], view["here"], view["round"]) == (1, False, None)


def test_what_another_round_would_need_is_told_as_that(gate: Shell) -> None:
    """After the gate was passed its waived or expired evidence is nobody's debt."""
    gate.vote("ann")
    gate.vote("oz")
    gate("deliver", "shed", "drawing", "phasegate.toml", "--as", "bo")
    shown = gate("gate", "show", "shed", "start").out
    again = shown.index("again    another round would need what is missing here")
    assert shown.index("passed   in round 1") < again < shown.index("missing  drawing")


def test_a_gate_that_was_not_passed_lacks_what_it_lacks(shell: Shell) -> None:
    """Before the first approval, and for one that the project stands at, there is no debt excused.

    A round that ended otherwise passes nothing.
    """
    shell.open_round()
    for person in ("ann", "oz"):
        shell.vote(person, "recycle")
    shown = shell("gate", "show", "shed", "start").out
    assert "passed" not in shown
    assert "again" not in shown
    (view,) = shell.json("gate", "show", "shed", "start")["items"]
    assert view["passed"] is None
    assert [one["decision"] for one in view["earlier"]] == ["recycle"]
