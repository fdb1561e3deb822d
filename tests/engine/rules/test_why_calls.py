"""`why` in front of a called gate: what is called, what it blocks, and what meets it."""

import random

from engine.rules.explain import Way, ways
from tests.engine.rules.test_why import faults
from tests.support.calls import site_with_calls, spend
from tests.support.house import House


def by_title(house: House) -> dict[str, Way]:
    """The ways out of where the project stands, by what they ask for."""
    return {str(one.args.get("gate") or one.args["to"]): one for one in ways(house.world)}


def test_a_gate_that_nobody_called_is_no_way() -> None:
    """It can't be requested, and nobody should make an exception true to open a way."""
    assert list(by_title(site_with_calls())) == ["exit", "side", "planning"]


def test_why_says_what_called_a_gate_and_what_it_blocks() -> None:
    """The call with its day and its rule; the blocked ways with the gate that blocks them."""
    house = site_with_calls()
    spend(house, 101)
    found = by_title(house)
    assert found["alarm"].title == (
        "request alarm (alarm), which was called on 2026-11-23 by gates.alarm.called_when"
    )
    for name in ("exit", "planning"):
        (missing,) = [one for one in found[name].missing if one.code == "gate.called"]
        assert missing.address == "gates.alarm.blocks"
        assert missing.place
        assert missing.message == (
            f"alarm was called on 2026-11-23 and blocks {name if name == 'exit' else 'moves'} "
            "until a round of it ends in an approval"
        )


def test_the_acts_that_why_names_meet_the_call_and_none_is_too_many() -> None:
    """Report, request, vote: doing exactly these opens what was blocked."""
    house = site_with_calls()
    spend(house, 101)
    found = by_title(house)
    for name in ("exit", "planning"):
        assert found[name].complete
        assert [act.command for act in found[name].acts] == [
            *("SubmitDeliverable", "RequestGate", "CastVote"),
        ]
        assert faults(house, found[name], random.Random(name)) == []


def test_why_finds_its_way_through_two_calls() -> None:
    """The alarm asked for a plan: that is what must be approved now."""
    house = site_with_calls()
    spend(house, 101)
    house.do("bo", "SubmitDeliverable", deliverable="report")
    house.do("bo", "RequestGate", gate="alarm")
    house.vote("tom", "alarm", "replan")
    way = by_title(house)["exit"]
    assert [act.command for act in way.acts] == ["RequestGate", "CastVote"]
    assert way.complete
    assert faults(house, way, random.Random(1)) == []
