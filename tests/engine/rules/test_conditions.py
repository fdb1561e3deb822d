"""Conditions of a conditional go: docs/notation.md 2.2, 2.7 and section 3."""

import pytest

from engine.canonical import Json
from engine.rules.project_state import Condition
from tests.support.house import House
from tests.support.sheds import Tree, opened

HOLDS: dict[str, Tree] = {"kind": "holds", "to": None, "outcome": None, "review_in": None}
ONE: Tree = [{"role": "owner", "need": 1}]
ASKED: dict[str, Tree] = {"requested_by": "builder", "otherwise": "hold"}
TWO: Tree = [{"role": "owner", "need": 2}]


def condition(due: str = "2026-12-01", owner: str = "bo", verifier: str = "cy") -> dict[str, Json]:
    """A condition as a vote carries it."""
    return {
        "text": "paint it",
        "owner": f"p-{owner}",
        "verifier": f"p-{verifier}",
        "due": due,
    }


def lapsing(lapse: Tree, panel: Tree = ONE) -> dict[str, Tree]:
    """The gate's keys with a lapse."""
    decisions: Tree = {
        "conditional_go": {
            "to": "delivery",
            "conditions": {"due_within": "60 days", "lapse": lapse},
        },
        "go": {"to": "delivery"},
        "hold": {"holds": True},
    }
    return {"panel": panel, "decisions": decisions}


def conditional(house: House, by: str = "ann", *given: dict[str, Json]) -> list[str]:
    """An accepted vote for a conditional go."""
    return house.vote(by, "build", "conditional_go", conditions=list(given))


def going(lapse: Tree) -> House:
    """A project in delivery with one condition, due on 1 December, that lapses like this."""
    house = opened(gate=lapsing(lapse))
    conditional(house, "ann", condition())
    return house


def test_a_condition_opens_with_the_decision() -> None:
    """The decision, the condition and the step stand in one entry, in this order."""
    house = opened(gate=lapsing({"holds": True}))
    assert conditional(house, "ann", condition()) == [
        "VoteCast",
        "RoundClosed",
        "GatePassed",
        "ConditionOpened",
        "StageEntered",
    ]
    due = "2026-12-02T00:00:00.000000Z"
    text = house.events()[3]["text"]  # type: ignore[typeddict-item]  # ConditionOpened
    assert house.project.conditions == {
        1: Condition(1, "build", 1, text, "p-bo", "p-cy", due, HOLDS, "open")  # type: ignore[arg-type]
    }


def test_conditions_are_numbered_in_the_order_of_the_votes() -> None:
    """Those of every counted vote for the decision open, and of no other vote."""
    house = opened(gate=lapsing({"holds": True}, [{"role": "owner", "need": "all"}]))
    conditional(house, "al", condition("2026-12-01"))
    conditional(house, "abe", condition("2026-12-02"), condition("2026-12-03"))
    conditional(house, "al", condition("2026-12-04"))
    conditional(house, "ann")
    found = [(one.number, one.due[:10]) for one in house.project.conditions.values()]
    assert found == [(1, "2026-12-03"), (2, "2026-12-04"), (3, "2026-12-05")]
    assert house.project.stage == "delivery.design"


def test_conditions_of_another_conditional_go_are_not_opened() -> None:
    """A gate may have two; only what was decided obliges, and only its own votes satisfy it."""
    terms: Tree = {"due_within": "60 days", "lapse": {"holds": True}}
    decisions: Tree = {
        "with_care": {"is": "conditional_go", "stays": True, "conditions": terms},
        "conditional_go": {"to": "delivery", "conditions": terms},
        "hold": {"holds": True},
    }
    house = opened(gate={"panel": TWO, "decisions": decisions})
    house.vote("ann", "build", "with_care", conditions=[condition("2026-12-01")])
    args: dict[str, Json] = {"gate": "build", "choice": "conditional_go"}
    assert house.refused("abe", "CastVote", **args) == "condition.missing"
    conditional(house, "abe", condition("2026-12-02"))
    conditional(house, "al")
    assert [one.due[:10] for one in house.project.conditions.values()] == ["2026-12-03"]


def test_a_conditional_go_needs_a_condition() -> None:
    """At least one, unless another standing vote for the same decision carries some."""
    house = opened(gate=lapsing({"holds": True}, TWO))
    args: dict[str, Json] = {"gate": "build", "choice": "conditional_go"}
    assert house.refused("ann", "CastVote", **args) == "condition.missing"
    conditional(house, "ann", condition())
    assert house.refused("ann", "CastVote", **args) == "condition.missing"
    assert conditional(house, "abe")[-1] == "StageEntered"


def test_a_condition_taken_back_leaves_no_conditional_go() -> None:
    """2.3: what rested on somebody else's condition is not permitted without it."""
    house = opened(gate=lapsing({"holds": True}, [{"role": "owner", "need": 2}]))
    conditional(house, "ann", condition())
    house.vote("ann", "build", "abstain")
    args: dict[str, Json] = {"gate": "build", "choice": "conditional_go"}
    assert house.refused("abe", "CastVote", **args) == "condition.missing"


@pytest.mark.parametrize("choice", ["go", "hold", "abstain", "recuse"])
def test_only_a_conditional_go_carries_conditions(choice: str) -> None:
    """A condition on anything else would bind nobody."""
    house = opened(gate=lapsing({"holds": True}))
    code = house.refused("ann", "CastVote", gate="build", choice=choice, conditions=[condition()])
    assert code == "condition.not_asked"


def test_advice_sets_no_conditions() -> None:
    """What an advisory seat says counts for nothing, so it can't oblige the project either."""
    panel: Tree = [
        {"role": "owner", "need": 2},
        {"role": "neighbour", "advisory": True},
    ]
    house = opened(gate=lapsing({"closes": "failed"}, panel))
    args: dict[str, Json] = {"gate": "build", "choice": "conditional_go"}
    code = house.refused("ned", "CastVote", **args, conditions=[condition("2026-11-24")])
    assert code == "condition.not_asked"
    conditional(house, "ned")
    assert house.refused("ann", "CastVote", **args) == "condition.missing"
    conditional(house, "ann", condition())
    conditional(house, "abe")
    assert len(house.project.conditions) == 1


@pytest.mark.parametrize(
    ("due", "code"),
    [
        ("2026-11-22", "condition.due"),
        ("2026-11-23", "condition.due"),
        ("2026-11-24", None),
        ("2027-01-22", None),
        ("2027-01-23", "condition.due"),
    ],
)
def test_a_condition_is_due_from_tomorrow_and_in_time(due: str, code: str | None) -> None:
    """After the day of the vote, and within 60 days of it: both edges, to the day."""
    house = opened(gate=lapsing({"holds": True}))
    args: dict[str, Json] = {"gate": "build", "choice": "conditional_go"}
    if code:
        assert house.refused("ann", "CastVote", **args, conditions=[condition(due)]) == code
    else:
        assert conditional(house, "ann", condition(due))


def test_owner_and_verifier_are_two_known_people() -> None:
    """Nobody says of themselves that they have done it."""
    house = opened(gate=lapsing({"holds": True}))
    for given, code in [
        (condition(owner="nobody"), "person.unknown"),
        (condition(verifier="nobody"), "person.unknown"),
        (condition(owner="cy"), "condition.verifier"),
    ]:
        args: dict[str, Json] = {"gate": "build", "choice": "conditional_go"}
        assert house.refused("ann", "CastVote", **args, conditions=[given]) == code


def test_only_the_verifier_says_that_it_is_met() -> None:
    """Not the owner, not who voted, not a delegate: a delegation lends a vote and nothing else."""
    house = going({"holds": True})
    house.directory("GrantRole", person="p-cy", role="sponsor", scope="organisation")
    lent: dict[str, Json] = {"role": "sponsor", "scope": "organisation"}
    dates: dict[str, Json] = {"since": "2026-11-23", "until": "2026-12-23"}
    house.tell("cy", "Delegate", to="p-bo", **lent, **dates)
    for who in ("bo", "ann", "pat"):
        assert house.refused(who, "VerifyCondition", condition=1) == "not_permitted"
    assert house.refused("cy", "VerifyCondition", condition=2) == "condition.unknown"
    assert house.do("cy", "VerifyCondition", condition=1) == ["ConditionMet"]
    assert house.events() == [{"type": "ConditionMet", "condition": 1, "late": False}]
    assert house.refused("cy", "VerifyCondition", condition=1) == "condition.met"


def test_a_condition_met_in_time_never_lapses() -> None:
    """Its timer is gone."""
    house = going({"closes": "failed"})
    house.at("2026-12-01T23:59:59.999999Z")
    house.do("cy", "VerifyCondition", condition=1)
    house.at("2027-03-01T00:00:00.000000Z")
    assert house.tick() == []
    assert house.project.conditions[1].state == "met"


@pytest.mark.parametrize(
    ("lapse", "events", "standing"),
    [
        ({"holds": True}, ["TimerFired", "ConditionLapsed", "ProjectHeld"], "held"),
        ({"closes": "failed"}, ["TimerFired", "ConditionLapsed", "ProjectClosed"], "closed"),
        ({"blocks": True}, ["TimerFired", "ConditionLapsed"], "active"),
    ],
)
def test_a_condition_not_met_lapses_at_the_end_of_its_day(
    lapse: Tree, events: list[str], standing: str
) -> None:
    """I8: not a microsecond earlier; then what the gate declared happens."""
    house = going(lapse)
    house.at("2026-12-01T23:59:59.999999Z")
    assert house.tick() == []
    house.at("2026-12-02T00:00:00.000000Z")
    assert house.tick() == [events]
    assert house.project.standing == standing
    assert house.project.conditions[1].state == "lapsed"


def test_a_lapse_that_closes_says_how_the_project_ended() -> None:
    """The outcome is the one declared with the conditions."""
    house = going({"closes": "failed"})
    house.at("2026-12-02T00:00:00.000000Z")
    house.tick()
    assert house.project.outcome == "failed"


def test_a_lapse_voids_the_open_round_it_stops() -> None:
    """2.7: a round ends with the stage it leads out of, and a held project decides nothing."""
    build: Tree = {"leaves": "planning", **ASKED, **lapsing({"holds": True})}
    decisions: Tree = {"hold": {"holds": True}, "go": {"to": "done"}}
    end: Tree = {"leaves": "delivery.build", **ASKED, "panel": ONE, "decisions": decisions}
    house = opened(gates={"build": build, "end": end})
    conditional(house, "ann", condition())
    house.do("bo", "TakeMove", to="delivery.build")
    house.do("bo", "RequestGate", gate="end")
    house.at("2026-12-02T00:00:00.000000Z")
    assert house.tick() == [["TimerFired", "ConditionLapsed", "RoundClosed", "ProjectHeld"]]
    assert (house.project.rounds[1].how, house.project.rounds[1].decision) == ("voided", None)


def test_a_lapse_that_holds_adds_nothing_to_a_hold() -> None:
    """A project is held once; condition dates run on meanwhile."""
    house = going({"holds": True})
    house.do("ann", "HoldProject")
    house.at("2026-12-02T00:00:00.000000Z")
    assert house.tick() == [["TimerFired", "ConditionLapsed"]]
    assert house.project.holds == 1


def test_a_lapse_closes_a_held_project_too() -> None:
    """Hold stops moves, requests, votes and targets, never condition dates."""
    house = going({"closes": "failed"})
    house.do("ann", "HoldProject")
    house.at("2026-12-02T00:00:00.000000Z")
    house.tick()
    assert house.project.standing == "closed"


def test_a_blocking_lapse_stops_requests_until_it_is_met() -> None:
    """Late is better than never: meeting it lifts the block, and is marked as late."""
    house = going({"blocks": True})
    house.do("bo", "TakeMove", to="planning")
    house.at("2026-12-02T00:00:00.000000Z")
    house.tick()
    assert house.refused("bo", "RequestGate", gate="build") == "condition.blocks"
    house.do("cy", "VerifyCondition", condition=1)
    assert house.events() == [{"type": "ConditionMet", "condition": 1, "late": True}]
    assert house.do("bo", "RequestGate", gate="build") == ["RoundOpened"]


def test_meeting_a_lapsed_condition_lifts_no_hold() -> None:
    """It lifts `blocks`, nothing else: resuming is somebody's act."""
    house = going({"holds": True})
    house.at("2026-12-02T00:00:00.000000Z")
    house.tick()
    house.do("cy", "VerifyCondition", condition=1)
    assert house.project.standing == "held"


def test_nothing_is_verified_in_a_closed_project() -> None:
    """And its condition timers are gone."""
    house = going({"holds": True})
    house.do("ann", "KillProject")
    assert house.refused("cy", "VerifyCondition", condition=1) == "project.closed"
    house.at("2026-12-02T00:00:00.000000Z")
    assert house.tick() == []


def test_conditions_survive_a_closing_stage() -> None:
    """A kill into closing work closes nothing yet, so what is owed stays owed."""
    house = opened(
        gate=lapsing({"holds": True}),
        stages={
            "planning": {"initial": True},
            "delivery": {"by": "builder", "sequence": {"design": {}, "build": {}}},
            "closing": {},
            "done": {"closes": "completed"},
        },
        moves={
            "finish": {"from": "delivery.build", "to": "done", "by": "builder"},
            "end": {"from": "closing", "to": "done", "by": "builder"},
        },
        standing={"kill": {"by": "owner", "to": "closing"}},
    )
    conditional(house, "ann", condition())
    house.do("ann", "KillProject")
    house.at("2026-12-02T00:00:00.000000Z")
    assert house.tick() == [["TimerFired", "ConditionLapsed", "ProjectHeld"]]
