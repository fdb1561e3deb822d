"""Hold, resume and kill, and what the engine does by itself: notation.md 1.6, sections 3 and 6."""

import pytest

from engine.canonical import Json
from engine.rules.project_state import Hold
from engine.rules.system import timers
from tests.support.house import House
from tests.support.sheds import Tree, opened, site

CLOSING: dict[str, Tree] = {
    "planning": {"initial": True},
    "delivery": {"by": "builder", "sequence": {"design": {}, "build": {}}},
    "closing": {"entry": "risk == 'high'"},
    "done": {"closes": "completed"},
}
MOVES: Tree = {
    "begin": {"from": "planning", "to": "delivery", "by": "builder"},
    "finish": {"from": "delivery.build", "to": "done", "by": "builder"},
    "end": {"from": "closing", "to": "done", "by": "builder"},
}


def test_a_hold_stops_moves_requests_and_votes() -> None:
    """And nothing else: fields, evidence, acceptance and conditions go on."""
    house = opened()
    house.vote("ann", "build", "go")
    assert house.do("ann", "HoldProject") == ["RoundClosed", "ProjectHeld"]
    assert house.project.hold == Hold(1, house.now, None, announced=False)
    current = house.project.rounds[0]
    assert (current.how, current.decision) == ("voided", None)
    assert house.refused("bo", "TakeMove", to="delivery") == "project.held"
    assert house.refused("bo", "RequestGate", gate="build") == "project.held"
    assert house.refused("abe", "CastVote", gate="build", choice="go") == "round.closed"
    house.do("bo", "SubmitDeliverable", deliverable="drawing", content="2")


def test_resuming_restores_the_position_and_no_round() -> None:
    """A new round must be requested; a negative one can't be continued, nor dropped unseen."""
    house = opened()
    house.vote("ann", "build", "kill")
    house.do("ann", "HoldProject")
    assert house.do("abe", "ResumeProject") == ["ProjectResumed"]
    project = house.project
    assert (project.standing, project.stage, project.visits) == (
        "active",
        "planning",
        {"planning": 1},
    )
    assert project.open_round is None
    house.do("bo", "RequestGate", gate="build")
    counts = [event for one in house.entries() for event in one["events"] if "counts" in event]
    assert counts[0]["counts"] == {"owner": {"kill": 1}}


def test_holding_and_resuming_are_refused_out_of_turn() -> None:
    """Each refusal of standing."""
    house = site()
    assert house.refused("ann", "ResumeProject") == "project.active"
    for command in ("HoldProject", "ResumeProject", "KillProject"):
        assert house.refused("bo", command) == "not_permitted"
    house.do("ann", "HoldProject")
    assert house.refused("ann", "HoldProject") == "project.held"
    house.do("ann", "KillProject")
    for command in ("HoldProject", "ResumeProject", "KillProject"):
        assert house.refused("ann", command) == "project.closed"


def test_what_is_not_declared_nobody_may_do() -> None:
    """I14: without `standing` there is no hold, no resume and no kill."""
    house = site(standing=None)
    for command in ("HoldProject", "ResumeProject", "KillProject"):
        for person in ("ann", "pat"):
            assert house.refused(person, command) == "not_permitted"


def test_standing_can_be_for_some_stages() -> None:
    """Elsewhere it is refused, but not open to others there either."""
    standing: Tree = {
        "hold": {"by": "owner", "in": "delivery"},
        "resume": {"by": "owner", "in": ["delivery.design"]},
        "kill": {"by": "owner", "in": "planning", "closes": "killed"},
    }
    house = site(standing=standing, stages=CLOSING, moves=MOVES, gates=None)
    assert house.refused("ann", "HoldProject") == "standing.not_here"
    house.do("bo", "TakeMove", to="delivery")
    house.do("bo", "TakeMove", to="delivery.build")
    assert house.refused("ann", "KillProject") == "standing.not_here"
    house.do("ann", "HoldProject")
    assert house.refused("ann", "ResumeProject") == "standing.not_here"


def test_a_kill_ends_the_project_with_its_outcome() -> None:
    """From any stage; an open round is void."""
    house = opened()
    assert house.do("ann", "KillProject") == ["RoundClosed", "ProjectClosed"]
    project = house.project
    assert (project.standing, project.outcome, project.stage) == ("closed", "killed", "planning")
    assert project.rounds[0].how == "voided"
    assert list(timers(house.world)) == []


def test_a_kill_can_lead_to_closing_work() -> None:
    """Also when held: the hold ends, no guard is asked, and the project is not closed yet."""
    standing: Tree = {
        "hold": {"by": "owner"},
        "kill": {"by": "owner", "to": "closing"},
    }
    house = site(standing=standing, stages=CLOSING, moves=MOVES, gates=None)
    house.do("ann", "HoldProject")
    assert house.do("ann", "KillProject") == ["ProjectResumed", "StageEntered"]
    project = house.project
    assert (project.standing, project.stage, project.hold) == ("active", "closing", None)
    assert house.do("bo", "TakeMove", to="done")[-1] == "ProjectClosed"


ONE: Tree = [{"role": "treasurer", "need": 1}]


def test_a_hold_by_decision_has_a_review_date() -> None:
    """A timer says when it is due, once, and changes nothing else."""
    house = opened(gate={"panel": ONE})
    house.vote("tom", "build", "hold")
    due = "2026-12-24T00:00:00.000000Z"
    assert house.project.hold == Hold(1, house.now, due, announced=False)
    house.at(due)
    assert house.tick() == [["TimerFired", "HoldReviewDue"]]
    assert house.events() == [
        {"type": "TimerFired", "timer": "hold/1", "due": due},
        {"type": "HoldReviewDue", "hold": 1},
    ]
    assert (house.project.standing, house.tick()) == ("held", [])


def test_a_resumed_hold_has_no_review() -> None:
    """Its timer is gone; the next hold is another."""
    house = opened(gate={"panel": ONE})
    house.vote("tom", "build", "hold")
    house.do("ann", "ResumeProject")
    house.at("2026-12-24T00:00:00.000000Z")
    assert house.tick() == []
    house.do("bo", "RequestGate", gate="build")
    house.vote("tom", "build", "hold")
    assert house.project.hold
    assert house.project.hold.number == 2


def test_timers_fire_in_order_of_due_and_id() -> None:
    """I8: each an entry of its own, with what was due and when it was done."""
    house = site(
        gate={
            "panel": ONE,
            "decisions": {
                "conditional_go": {
                    "stays": True,
                    "conditions": {"due_within": "60 days", "lapse": {"blocks": True}},
                },
                "hold": {"holds": True},
            },
        },
        moves={
            "begin": {"from": "planning", "to": "delivery", "by": "builder"},
            "finish": {"from": "delivery.build", "to": "done", "by": "builder"},
        },
    )
    house.do("bo", "RequestGate", gate="build")
    days = ["2026-12-03", "2026-12-02", "2026-12-03"]
    conditions: list[Json] = [
        {"text": "x", "owner": "p-bo", "verifier": "p-cy", "due": day} for day in days
    ]
    house.vote("tom", "build", "conditional_go", conditions=conditions)
    house.at("2026-12-05T09:00:00.000000Z")
    before = len(house.entries())
    house.tick()
    fired = house.entries()[before:]
    assert [entry["command"]["args"]["timer"] for entry in fired] == [
        "condition/2",
        "condition/1",
        "condition/3",
    ]
    assert {(entry["actor"], entry["at"]) for entry in fired} == {("system", house.now)}
    assert [entry["events"][0]["due"] for entry in fired] == [
        "2026-12-03T00:00:00.000000Z",
        "2026-12-04T00:00:00.000000Z",
        "2026-12-04T00:00:00.000000Z",
    ]


def test_the_directory_is_followed_before_any_timer() -> None:
    """I3: who is gone by now isn't counted at a deadline that has come."""
    house = opened(
        gate={
            "deadline": {"in": "2 days", "then": "hold"},
            "panel": [{"role": "owner", "need": 2}],
            "completes": "when_all_voted",
        }
    )
    house.vote("ann", "build", "go")
    house.vote("abe", "build", "go")
    house.at("2026-11-26T00:00:00.000000Z")
    house.tell("pat", "RemovePerson", person="p-ann")
    assert house.tick() == [
        ["ElectorRemoved", "VotesVoided"],
        ["TimerFired", "RoundClosed", "ProjectHeld"],
    ]
    assert house.project.rounds[0].decision == "hold"


def test_nothing_is_followed_without_an_open_round() -> None:
    """Who left after the round closed left it as it was."""
    house = opened(gate={"panel": ONE})
    house.vote("tom", "build", "go")
    house.tell("pat", "RemovePerson", person="p-tom")
    assert house.tick() == []
    assert list(house.project.rounds[0].ballots) == ["p-tom"]


@pytest.mark.parametrize("lapse", ["closes", "holds"])
def test_what_a_timer_ends_leaves_no_timer(lapse: str) -> None:
    """A closed project has none; a held one keeps those of conditions and of its hold."""
    effect: Tree = {"closes": "failed"} if lapse == "closes" else {"holds": True}
    decisions: Tree = {
        "conditional_go": {
            "to": "delivery",
            "conditions": {"due_within": "60 days", "lapse": effect},
        },
        "hold": {"holds": True},
    }
    house = opened(gate={"panel": ONE, "decisions": decisions})
    conditions: list[Json] = [
        {"text": "x", "owner": "p-bo", "verifier": "p-cy", "due": day}
        for day in ("2026-12-01", "2026-12-08")
    ]
    house.vote("tom", "build", "conditional_go", conditions=conditions)
    house.at("2026-12-02T00:00:00.000000Z")
    house.tick()
    left = [timer.id for timer in timers(house.world)]
    assert left == ([] if lapse == "closes" else ["condition/2"])


def test_at_one_instant_the_due_comes_before_the_asked() -> None:
    """I8: a command at the very instant of the deadline finds the round closed."""
    house: House = opened(gate={"deadline": {"in": "2 days", "then": "kill"}})
    house.at("2026-11-26T00:00:00.000000Z")
    answer = house.ask("ann", "CastVote", gate="build", choice="go", round=1, material="0" * 64)
    assert getattr(answer, "code", None) == "round.closed"
    assert [entry["command"]["type"] for entry in house.entries()[-1:]] == ["FireTimer"]
    assert house.project.outcome == "killed"
