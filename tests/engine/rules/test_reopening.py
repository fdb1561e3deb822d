"""Reopening: a gate that was passed is decided again (docs/notation.md 2.14)."""

import random

from engine.rules.explain import ways
from tests.engine.rules.test_why import faults
from tests.support.house import House
from tests.support.sheds import STANDING, Tree, site


def gate(leaves: str, to: str, back: str = "planning", **more: Tree) -> dict[str, Tree]:
    """A gate from one stage to another, decided by the treasurer."""
    return {
        "leaves": leaves,
        "requested_by": "builder",
        "evidence": ["paper"],
        "reopened_by": "owner",
        "panel": [{"role": "treasurer", "need": 1}],
        "decisions": {
            "back": {"is": "recycle", "to": back},
            "again": {"is": "recycle", "stays": True},
            "stop": {"is": "kill", "closes": "stopped"},
            "go": {"to": to},
        },
        "otherwise": "again",
        **more,
    }


CHANGE: dict[str, Tree] = {
    "within": ["design", "build", "test"],
    "requested_by": "builder",
    "panel": [{"role": "treasurer", "need": 1}],
    "decisions": {
        "no": {"is": "recycle", "stays": True},
        "go": {"stays": True, "reopens": ["designed", "built", "tested"]},
        "redesign": {"is": "go", "to": "design", "reopens": ["designed", "built"]},
    },
    "otherwise": "no",
}


def waterfall(stage: str = "test", **gates: Tree) -> House:
    """A project in one of four stages, every gate up to it passed."""
    house = site(
        deliverables={
            "paper": {"title": "Paper", "by": "builder", "per": "visit"},
            "plan": {"title": "Plan", "by": "builder", "in": "planning"},
        },
        stages={
            "planning": {"initial": True},
            "design": {},
            "build": {},
            "test": {},
            "done": {"closes": "completed"},
        },
        moves={"rework": {"from": "test", "to": "build", "by": "builder"}},
        gates={
            "planned": gate("planning", "design", evidence=["paper", "plan"]),
            "designed": gate("design", "build", "design"),
            "built": gate("build", "test", "build"),
            "change": CHANGE,
            "tested": gate("test", "done", "build"),
            **gates,
        },
        standing=STANDING,
        started=False,
    )
    house.start()
    house.do("bo", "SubmitDeliverable", deliverable="plan")
    for name, leads in (("planned", "design"), ("designed", "build"), ("built", "test")):
        if house.project.stage != stage:
            house.do("bo", "SubmitDeliverable", deliverable="paper")
            house.do("bo", "RequestGate", gate=name)
            house.vote("tom", name, "go")
            assert house.project.stage == leads
    return house


def decide(house: House, name: str, choice: str) -> list[str]:
    """Request a gate with a new paper and decide it; the types of the last events."""
    paper = f"{name} {len(house.entries())}"
    house.do("bo", "SubmitDeliverable", deliverable="paper", content=paper)
    house.do("bo", "RequestGate", gate=name)
    return house.vote("tom", name, choice)


def test_a_gate_is_reopened_by_its_own_authority_and_only_when_it_was_passed() -> None:
    """Who may ask for it, or decide it, may not undo that it was decided."""
    house = waterfall()
    assert house.refused("bo", "ReopenGate", gate="designed") == "not_permitted"
    assert house.refused("tom", "ReopenGate", gate="designed") == "not_permitted"
    assert house.refused("ann", "ReopenGate", gate="tested") == "gate.not_passed"
    assert house.refused("ann", "ReopenGate", gate="change") == "not_permitted"
    assert house.refused("ann", "ReopenGate", gate="nothing") == "gate.unknown"
    assert house.do("ann", "ReopenGate", gate="designed") == ["GateReopened"]
    assert house.refused("ann", "ReopenGate", gate="designed") == "gate.not_passed"


def test_what_was_decided_stays_as_it_was() -> None:
    """I9: the new round is a question of its own; the old one is closed with its votes."""
    house = waterfall()
    before = house.project.rounds[1]
    house.do("ann", "ReopenGate", gate="designed")
    decide(house, "designed", "again")
    after = house.project.rounds[1]
    assert (after.decision, after.how, after.closed_at) == ("go", "decided", before.closed_at)
    assert [one.decision for one in house.project.rounds_of("designed")] == ["go", "again"]


def test_the_gates_after_a_reopened_one_wait_for_it() -> None:
    """Those before it, and what is no gate, don't."""
    house = waterfall()
    house.do("bo", "SubmitDeliverable", deliverable="paper")
    house.do("ann", "ReopenGate", gate="designed")
    assert house.refused("bo", "RequestGate", gate="tested") == "gate.called"
    assert house.refused("bo", "RequestGate", gate="change") == "gate.called"
    assert decide(house, "designed", "go")[2:] == ["GatePassed", "CallMet"]
    assert house.project.stage == "test"
    assert decide(house, "tested", "go")[-1] == "ProjectClosed"


def test_a_round_that_waits_for_a_reopened_gate_is_void() -> None:
    """Or it would be decided on what is in question."""
    house = waterfall()
    house.do("bo", "SubmitDeliverable", deliverable="paper")
    house.do("bo", "RequestGate", gate="tested")
    assert house.do("ann", "ReopenGate", gate="designed") == ["GateReopened", "RoundClosed"]
    assert house.project.rounds[-1].how == "voided"
    house = waterfall("build")
    house.do("bo", "SubmitDeliverable", deliverable="paper")
    house.do("bo", "RequestGate", gate="built")
    assert house.do("ann", "ReopenGate", gate="designed")[-1] == "RoundClosed"


def test_an_approval_away_leaves_the_project_where_it_stands() -> None:
    """It was led on when the gate was passed first; fields and guards on the way ask nothing."""
    house = waterfall()
    house.do("ann", "ReopenGate", gate="planned")
    decide(house, "planned", "go")
    assert (house.project.stage, house.project.calls) == ("test", {})


def test_sending_back_does_what_the_decision_says() -> None:
    """And when the project comes to the gate again, it is in the way as ever."""
    house = waterfall()
    house.do("ann", "ReopenGate", gate="designed")
    assert decide(house, "designed", "back")[-2:] == ["StageEntered", "CallEnded"]
    assert house.project.stage == "design"
    assert house.refused("bo", "RequestGate", gate="built") == "gate.not_here"
    assert decide(house, "designed", "go")[-1] == "StageEntered"
    house = waterfall()
    house.do("ann", "ReopenGate", gate="designed")
    assert decide(house, "designed", "stop")[-1] == "ProjectClosed"


def test_going_elsewhere_escapes_no_reopened_gate() -> None:
    """Only an approval of it, or its own stage, ends the waiting of later gates."""
    house = waterfall()
    house.do("ann", "ReopenGate", gate="designed")
    house.do("bo", "TakeMove", to="build")
    house.do("bo", "SubmitDeliverable", deliverable="paper", content="new")
    assert house.refused("bo", "RequestGate", gate="built") == "gate.called"
    house.do("ann", "HoldProject")
    house.do("ann", "ResumeProject")
    assert house.refused("bo", "RequestGate", gate="built") == "gate.called"
    assert house.refused("bo", "RequestGate", gate="change") == "gate.called"


def test_evidence_of_a_reopened_gate_can_be_handed_in_where_the_project_stands() -> None:
    """What was handed in for the visit still counts, a newer version since the reopening too."""
    house = waterfall()
    assert house.refused("bo", "SubmitDeliverable", deliverable="plan") == "deliverable.not_here"
    house.do("ann", "ReopenGate", gate="planned")
    house.do("bo", "SubmitDeliverable", deliverable="plan", content="new")
    assert house.refused("bo", "RequestGate", gate="planned") == "evidence.missing"
    house.do("bo", "SubmitDeliverable", deliverable="paper", content="new")
    house.do("bo", "RequestGate", gate="planned")


def test_a_gate_that_stands_where_the_project_is_is_reopened_there() -> None:
    """Its decisions lead where they lead, because the project is in their place."""
    early = gate("design", "build")
    early["decisions"] = {
        "no": {"is": "recycle", "stays": True},
        "go": {"stays": True},
        "on": {"is": "go", "to": "build"},
    }
    house = waterfall("design", early={**early, "otherwise": "no"})
    decide(house, "early", "go")
    house.do("ann", "ReopenGate", gate="early")
    assert decide(house, "early", "on")[-1] == "StageEntered"
    assert house.project.stage == "build"


def test_an_approved_change_reopens_the_gates_that_were_passed() -> None:
    """In the order of the file; what was not passed is in the way anyhow."""
    house = waterfall()
    house.do("bo", "RequestGate", gate="change")
    events = house.vote("tom", "change", "go")
    assert events[-2:] == ["GateReopened", "GateReopened"]
    assert [
        (one["gate"], one["by"]) for one in house.events() if one["type"] == "GateReopened"
    ] == [
        ("designed", "gates.change.decisions.go.reopens"),
        ("built", "gates.change.decisions.go.reopens"),
    ]
    assert house.refused("bo", "RequestGate", gate="tested") == "gate.called"
    decide(house, "built", "go")
    assert house.refused("bo", "RequestGate", gate="tested") == "gate.called"
    decide(house, "designed", "go")
    house.do("bo", "RequestGate", gate="tested")


def test_a_change_that_goes_back_reopens_what_lies_before_where_it_leads() -> None:
    """The gate of the stage that is entered anew isn't passed any more, so it isn't reopened."""
    house = waterfall()
    house.do("bo", "RequestGate", gate="change")
    assert house.vote("tom", "change", "redesign")[-2:] == ["StageEntered", "GateReopened"]
    assert list(house.project.calls) == ["built"]
    decide(house, "designed", "go")
    assert (house.project.stage, list(house.project.calls)) == ("build", [])


def test_why_leads_through_a_reopened_gate() -> None:
    """What was reopened, by which rule, and the acts that pass it."""
    house = waterfall()
    house.do("ann", "ReopenGate", gate="designed")
    found = {one.args.get("gate"): one for one in ways(house.world)}
    assert found["designed"].title == (
        "request designed (designed), which was reopened on 2026-11-23 by "
        "gates.designed.reopened_by"
    )
    way = found["tested"]
    assert way.complete
    assert faults(house, way, random.Random(1)) == []
