"""Deadlines that tell: docs/notation.md 2.6."""

from tests.support.house import House
from tests.support.sheds import Tree, opened

TELLS: dict[str, Tree] = {
    "deadline": {"in": "4 working days", "then": "hold", "warn_in": "48 hours", "tell": "treasurer"}
}
NEAR = "2026-11-25T12:00:00.000000Z"
DUE = "2026-11-28T00:00:00.000000Z"


def told(house: House) -> list[dict[str, object]]:
    """The events of the newest entry, as they stand there."""
    return [dict(event) for event in house.events()]


def test_a_deadline_that_is_near_is_told_once() -> None:
    """To who has not voted, and to who is named; the instant was fixed when the round opened."""
    house = opened(gate=TELLS)
    event = told(house)[0]
    assert (event["due"], event["warn"]) == (DUE, NEAR)
    house.vote("ann", "build", "go")
    house.at("2026-11-25T11:59:59.999999Z")
    assert house.tick() == []
    house.at(NEAR)
    assert house.tick() == [["TimerFired", "DeadlineNear"]]
    assert told(house)[1] == {
        "type": "DeadlineNear",
        "round": 1,
        "due": DUE,
        "waiting": ["p-abe", "p-al"],
        "told": ["p-tom"],
    }
    house.at("2026-11-26T12:00:00.000000Z")
    assert house.tick() == []


def test_a_deadline_that_has_come_is_told_before_what_it_does() -> None:
    """Who had not voted by then stands in the record, whatever the round ends in."""
    house = opened(gate=TELLS)
    house.at(DUE)
    kinds = house.tick()
    assert [one[:2] for one in kinds] == [
        ["TimerFired", "DeadlineNear"],
        ["TimerFired", "DeadlinePassed"],
    ]
    assert told(house)[1] == {
        "type": "DeadlinePassed",
        "round": 1,
        "waiting": ["p-abe", "p-al", "p-ann"],
        "told": ["p-tom"],
    }
    assert house.project.rounds[-1].how == "deadline"


def test_a_round_that_is_over_warns_nobody() -> None:
    """What is decided needs no hurry."""
    house = opened(gate=TELLS)
    for name in ("ann", "abe"):
        house.vote(name, "build", "hold")
    house.at(DUE)
    assert [one[0] for one in house.tick()] == []


def test_advisers_are_not_waited_for() -> None:
    """Nothing hangs on their vote, so nobody is told that it is missing."""
    house = opened(
        gate={
            **TELLS,
            "panel": [{"role": "owner", "need": 1}, {"role": "neighbour", "advisory": True}],
        }
    )
    house.at(NEAR)
    house.tick()
    assert told(house)[1]["waiting"] == ["p-abe", "p-al", "p-ann"]


def test_a_deadline_that_tells_nobody_says_nothing_when_it_comes() -> None:
    """Without `tell` the entry is as it was before there was such a key."""
    house = opened(gate={"deadline": {"in": "4 working days", "then": "hold"}})
    assert "warn" not in told(house)[0]
    house.at(DUE)
    assert house.tick()[0][:2] == ["TimerFired", "RoundClosed"]


def test_a_warning_that_would_come_too_late_does_not_come() -> None:
    """Spans of different units are compared when the round opens, in its calendar."""
    late: Tree = {"in": "2 working days", "then": "hold", "warn_in": "9 days"}
    house = opened(gate={"deadline": late})
    assert "warn" not in told(house)[0]
    house.at(DUE)
    assert [one[1] for one in house.tick()] == ["RoundClosed"]
