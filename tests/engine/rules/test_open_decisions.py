"""Decisions with a guard, visits and passed gates: a stage repeated as often as data says."""

from engine.canonical import Json
from engine.rules.explain import ways
from tests.support.house import House
from tests.support.sheds import STANDING, Tree, site

PLAN: dict[str, Tree] = {
    "leaves": "planning",
    "requested_by": "builder",
    "panel": [{"role": "treasurer", "need": 1}],
    "decisions": {"no": {"is": "recycle", "stays": True}, "go": {"to": "delivery"}},
    "otherwise": "no",
}
BOUNDARY: dict[str, Tree] = {
    "leaves": "delivery",
    "requested_by": "builder",
    "panel": [{"role": "owner", "need": 2}],
    "decisions": {
        "no": {"is": "recycle", "stays": True},
        "more": {"is": "go", "to": "delivery", "when": "visits(delivery) < stages_planned"},
        "end": {"is": "go", "to": "done", "when": "visits(delivery) >= stages_planned"},
        "stop": {"is": "kill", "closes": "stopped", "when": "passed(plan)"},
    },
    "otherwise": "no",
}


def staged(planned: int | None = 2, **gates: Tree) -> House:
    """A project in its first delivery stage, of as many as are planned."""
    house = site(
        fields={
            "stages_planned": {"type": "integer", "by": "builder"},
            "calm": {"type": "boolean", "by": "builder"},
        },
        stages={"planning": {"initial": True}, "delivery": {}, "done": {"closes": "completed"}},
        moves={"back": {"from": "delivery", "to": "planning", "by": "builder",
                        "when": "passed(plan)"}},
        gates={"plan": PLAN, "boundary": BOUNDARY, **gates},
        standing=STANDING,
        started=False,
    )  # fmt: skip
    fields: dict[str, Json] = {} if planned is None else {"stages_planned": planned}
    house.start("shed", **fields)
    house.do("bo", "RequestGate", gate="plan")
    house.vote("tom", "plan", "go")
    return house


def decide(house: House, choice: str) -> list[str]:
    """Request the boundary and let two of three owners decide it; the last vote's events."""
    house.do("bo", "RequestGate", gate="boundary")
    house.vote("ann", "boundary", choice)
    return house.vote("abe", "boundary", choice)


def test_a_stage_is_repeated_as_often_as_data_says() -> None:
    """No decision leads on before the last stage, and none back after it."""
    house = staged(3)
    for visit in (1, 2):
        assert house.project.visits["delivery"] == visit
        house.do("bo", "RequestGate", gate="boundary")
        assert house.refused("ann", "CastVote", gate="boundary", choice="end") == "guard.false"
        house.vote("ann", "boundary", "more")
        house.vote("abe", "boundary", "more")
    house.do("bo", "RequestGate", gate="boundary")
    assert house.refused("ann", "CastVote", gate="boundary", choice="more") == "guard.false"
    house.vote("ann", "boundary", "end")
    house.vote("abe", "boundary", "end")
    assert (house.project.outcome, house.project.visits["delivery"]) == ("completed", 3)


def test_a_decision_whose_guard_cant_be_evaluated_is_not_open() -> None:
    """I30: nobody votes for what can't be told to be allowed."""
    house = staged(None)
    assert house.refused("bo", "RequestGate", gate="boundary") == "guard.error"
    house.do("bo", "SetFields", fields={"stages_planned": 1})
    house.do("bo", "RequestGate", gate="boundary")
    assert house.refused("ann", "CastVote", gate="boundary", choice="more") == "guard.false"


def test_a_decision_that_is_not_open_keeps_no_round_open() -> None:
    """It can't win, so nobody waits for it, though it is listed before the one that does."""
    decisions: Tree = {
        "calm": {"is": "hold", "holds": True, "when": "calm"},
        "go": {"to": "done"},
        "no": {"is": "recycle", "stays": True},
    }
    owners: Tree = [{"role": "owner", "need": 1}]
    for calm, last in ((False, "go"), (True, None)):
        gate: Tree = {**BOUNDARY, "decisions": decisions, "panel": owners}
        house = staged(1, boundary=gate)
        house.do("bo", "SetFields", fields={"calm": calm})
        house.do("bo", "RequestGate", gate="boundary")
        house.vote("ann", "boundary", "go")
        assert house.project.rounds[-1].decision == last


def test_votes_for_what_is_open_no_more_are_void() -> None:
    """The guard reads the dossier: who changes one changes the other."""
    house = staged(3)
    house.do("bo", "RequestGate", gate="boundary")
    house.vote("ann", "boundary", "more")
    events = house.do("bo", "SetFields", fields={"stages_planned": 1})
    assert events == ["FieldsSet", "VotesVoided"]
    assert house.refused("abe", "CastVote", gate="boundary", choice="more") == "guard.false"


def test_a_gate_is_passed_until_its_stage_is_entered_again() -> None:
    """And a denial later in the same visit takes it back; withdrawing a round doesn't."""
    house = staged(2)
    house.do("bo", "RequestGate", gate="boundary")
    house.vote("ann", "boundary", "stop")
    house.do("bo", "WithdrawRequest", gate="boundary")
    house.do("bo", "TakeMove", to="planning")
    house.do("bo", "RequestGate", gate="plan")
    house.do("bo", "WithdrawRequest", gate="plan")
    assert "plan" in house.project.passes
    house.do("bo", "RequestGate", gate="plan")
    house.vote("tom", "plan", "no")
    assert "plan" not in house.project.passes


def test_going_back_makes_a_gate_unpassed() -> None:
    """In the new visit of planning nothing has been passed, whatever was before."""
    early: Tree = {
        **PLAN,
        "decisions": {
            "no": {"is": "recycle", "stays": True},
            "go": {"stays": True},
            "on": {"is": "go", "to": "delivery", "when": "passed(early)"},
        },
    }
    house = staged(2, early=early)
    house.do("bo", "TakeMove", to="planning")
    house.do("bo", "RequestGate", gate="early")
    assert house.refused("tom", "CastVote", gate="early", choice="on") == "guard.false"
    house.vote("tom", "early", "go")
    house.do("bo", "RequestGate", gate="early")
    assert house.vote("tom", "early", "on")[-1] == "StageEntered"
    assert house.refused("bo", "TakeMove", to="planning") == "guard.false"


def test_why_opens_no_way_by_a_closed_decision() -> None:
    """Of two approvals it names the one that can be voted for."""
    house = staged(2)
    house.do("bo", "RequestGate", gate="boundary")
    assert [one.args["choice"] for one in ways(house.world)] == ["more"]
    assert decide(staged(1), "end")[-1] == "ProjectClosed"
