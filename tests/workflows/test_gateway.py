"""A project under Gateway reviews: the team rates, the owner decides, actions have dates."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest

from engine.canonical import Json
from tests.workflows.play import Play, address, code, person
from tests.workflows.shipped import sheet, tables

PEOPLE: Mapping[str, Sequence[str]] = {
    "Sia": ["sro"],
    "Dora": ["project_director"],
    "Tom": ["project_team"],
    "Lee": ["review_leader"],
    "Rae": ["reviewer"],
    "Vic": ["project_team"],
}
STAGES = ("strategy", "outline", "preparation", "procurement", "delivery", "service")
RATINGS = ("green", "amber_green", "amber", "amber_red", "red")


def due(play: Play, days: int) -> str:
    """Return the date so many days from the day of the play."""
    return (date.fromisoformat(play.at[:10]) + timedelta(days=days)).isoformat()


def reviewed(play: Play, stage: str, rating: str = "green", *, told: bool = True) -> Play:
    """Take a project that works in `stage` to the request of its gate."""
    play.set("Sia", review_on=due(play, 60))
    play.do("Sia", "TakeMove", to=f"{stage}.review")
    play.wait(days=60)
    play.hand_in("Lee", "review_report")
    play.set("Lee", **{f"{stage}_rating": rating})
    play.hand_in("Tom", "action_plan")
    if told and rating in ("amber_red", "red"):
        play.set("Sia", escalated_on=due(play, 0))
    return play


def started(rating: str = "green", *, told: bool = True) -> Play:
    """Return a project whose strategy has been reviewed."""
    play = Play(tables("gateway"), PEOPLE)
    play.set("Sia", risk_potential="high")
    play.hand_in("Dora", "risk_potential_assessment")
    play.accept("Sia", "risk_potential_assessment")
    return reviewed(play, "strategy", rating, told=told)


def test_each_gate_stands_between_the_stages_of_the_sheet() -> None:
    """Gates 0 to 5 by meaning, in their order; the owner alone has a vote."""
    gates = tables("gateway")["gates"]
    assert list(gates) == list(sheet("gateway")["gates"])
    for name, told in sheet("gateway")["gates"].items():
        gate = gates[name]
        effects = {one["id"]: one["effect"]["to"] for one in gate["decisions"]}
        assert gate["title"].startswith(f"Gate {told['number']}: ")
        assert gate["leaves"] == told["from"]
        assert [seat["role"] for seat in gate["panel"] if not seat["advisory"]] == ["sro"]
        if told.get("repeatable"):
            assert effects["review_again"] == f"{told['from']}.work"
        else:
            assert effects["proceed"] == f"{told['proceed']}.work"


def test_all_ratings_are_there_best_first() -> None:
    """Five steps, the same at every gate."""
    for stage in STAGES:
        assert tables("gateway")["fields"][f"{stage}_rating"]["spec"]["of"] == list(RATINGS)
    assert tuple(sheet("gateway")["rating"]) == RATINGS


@pytest.mark.parametrize("rating", RATINGS)
def test_no_rating_is_a_stop(rating: str) -> None:
    """The owner may proceed at any rating."""
    play = started(rating)
    assert play.request("Dora", "strategic_assessment") is None
    assert play.vote("Rae", "rework") is None
    assert play.vote("Sia", "proceed") is None
    assert play.now.stage == "outline.work"


@pytest.mark.parametrize("rating", ["amber_red", "red"])
def test_a_bad_rating_is_told(rating: str) -> None:
    """Before the owner goes on with a bad rating, the treasury hears of it."""
    play = started(rating, told=False)
    refused = play.request("Dora", "strategic_assessment")
    assert address(refused) == "gates.strategic_assessment.must.escalated"
    play.set("Sia", escalated_on=due(play, 0))
    assert play.request("Dora", "strategic_assessment") is None


def test_a_review_is_asked_for_two_months_ahead() -> None:
    """Five weeks are too short, unless the unit that sends the teams agrees to that very date."""
    play = Play(tables("gateway"), PEOPLE)
    play.set("Sia", review_on=due(play, 35), risk_potential="high")
    assert code(play.ask("Sia", "TakeMove", to="strategy.review")) == "guard.false"
    play.set("Pia", short_notice_for=due(play, 34))
    assert code(play.ask("Sia", "TakeMove", to="strategy.review")) == "guard.false"
    play.set("Pia", short_notice_for=due(play, 35))
    play.do("Sia", "TakeMove", to="strategy.review")


def test_an_action_that_is_overdue_blocks_the_next_gate_until_it_is_verified() -> None:
    """Promises don't count: the verifier, who isn't the owner of the action, says it is done."""
    play = started("amber_red")
    assert play.request("Dora", "strategic_assessment") is None
    action = {"owner": person("Tom"), "verifier": person("Vic"), "due": due(play, 20)}
    assert play.vote("Sia", "proceed_with_actions", conditions=[action]) is None
    reviewed(play, "outline")
    assert code(play.request("Dora", "business_justification")) == "condition.blocks"
    done: dict[str, Json] = {"condition": 1, "reason": "0" * 64}
    assert code(play.ask("Tom", "VerifyCondition", **done)) == "not_permitted"
    play.do("Vic", "VerifyCondition", **done)
    assert play.request("Dora", "business_justification") is None


def test_the_owner_is_no_reviewer() -> None:
    """Nobody who decides or asks has a seat of the review team."""
    both = {**PEOPLE, "Sia": ["sro", "reviewer"], "Dora": ["project_director", "reviewer"]}
    play = Play(tables("gateway"), both)
    play.set("Sia", risk_potential="high")
    play.hand_in("Dora", "risk_potential_assessment")
    play.accept("Sia", "risk_potential_assessment")
    reviewed(play, "strategy")
    assert play.request("Dora", "strategic_assessment") is None
    assert code(play.vote("Sia", "proceed", "reviewer")) == "seat.not_yours"
    assert code(play.vote("Dora", "proceed")) == "not_in_electorate"


def test_a_project_is_led_to_its_benefits() -> None:
    """Six reviews, the last one twice."""
    play = started()
    for stage, gate in zip(STAGES, tables("gateway")["gates"], strict=True):
        if stage != "strategy":
            reviewed(play, stage)
        assert play.request("Dora", gate) is None
        assert play.vote("Sia", "review_again" if stage == "service" else "proceed") is None
    assert (play.now.stage, play.now.visits["service"]) == ("service.work", 2)
    reviewed(play, "service")
    assert play.request("Dora", "operations_and_benefits") is None
    assert play.vote("Sia", "close") is None
    assert play.now.outcome == "completed"
