"""Overrides: docs/notation.md 3.1, and how two people could abuse them."""

import pytest

from engine.audit.verify import verify
from engine.inbox import items
from engine.library import stepper_of
from engine.names import INSTANT
from engine.publishing import compile_candidate
from engine.rules.marks import marks_of
from engine.rules.overrides import overridable
from tests.support.house import House
from tests.support.sheds import ROLES, STAGES, Gate, Tree, site
from tests.support.stairs import Step, climb

PEOPLE: dict[str, Tree] = {**ROLES, "chief": {"title": "Chief"}, "auditor": {"title": "Auditor"}}
RULE: dict[str, Tree] = {"by": "chief", "review_in": "5 working days", "reviewed_by": "auditor"}


def shop(gate: Gate = None, **sections: Tree) -> House:
    """A house whose gate `build` lacks its drawing; cam and col are chiefs, aud is the auditor."""
    house = site(gate={"override": RULE, **(gate or {})}, roles=PEOPLE, started=False, **sections)
    house.people(cam="chief", col="chief", aud="auditor")
    house.start()
    return house


def ask(house: House, by: str = "cam", decision: str = "go") -> None:
    """An accepted request."""
    given: dict[str, Tree] = {"gate": "build", "decision": decision, "reason": "the flood"}
    assert house.do(by, "RequestOverride", **given) == ["OverrideRequested"]


def no(house: House, by: str = "cam", gate: str = "build", decision: str = "go") -> str:
    """The code of a refused request."""
    return house.refused(by, "RequestOverride", gate=gate, decision=decision)


def join(house: House, by: str = "col", number: int = 1) -> list[str]:
    """An accepted confirmation; the types of its events."""
    return house.do(by, "ConfirmOverride", override=number)


def test_two_people_set_a_gate_aside_and_nobody_has_approved_it() -> None:
    """I35: nothing happens before the second; the gate is not passed, and no vote was counted."""
    house = shop()
    ask(house)
    assert house.project.stage == "planning"
    assert join(house) == ["GateOverridden", "StageEntered"]
    told = house.events()[0]
    assert told["type"] == "GateOverridden"
    assert (told["people"], told["due"]) == (
        ["p-cam", "p-col"],
        "2026-12-01T00:00:00.000000Z",
    )
    assert house.project.stage == "delivery.design"
    kinds = [str(event["type"]) for entry in house.entries() for event in entry["events"]]
    assert "GatePassed" not in kinds
    assert "RoundClosed" not in kinds
    assert house.project.rounds == []


def test_nobody_overrides_where_no_file_says_who_may() -> None:
    """A right that isn't declared nobody has."""
    house = shop({"override": None})
    assert no(house) == "not_permitted"
    assert no(house, "pat") == "not_permitted"


def test_the_second_person_is_another_and_is_entitled() -> None:
    """One person with two keys is one person."""
    house = shop()
    ask(house)
    assert house.refused("cam", "ConfirmOverride", override=1) == "apart"
    for by in ("bo", "ann", "aud", "pat"):
        assert house.refused(by, "ConfirmOverride", override=1) == "not_permitted"
    assert house.refused("col", "ConfirmOverride", override=2) == "override.unknown"


def test_a_person_made_by_the_first_is_no_second() -> None:
    """T9: who can grant the role could else bring a puppet, in either place."""
    house = shop()
    house.directory("GrantRole", person="p-cam", role="pmo", scope="organisation")
    house.directory("AddPerson", person="p-pup", handle="pup", name="Puppet")
    granted = {"person": "p-pup", "role": "chief", "scope": "project/shed"}
    house.directory("GrantRole", "cam", **granted)
    ask(house)
    assert house.refused("pup", "ConfirmOverride", override=1) == "apart"
    house.at("2026-11-24T12:00:00.000000Z")
    ask(house, "pup")
    assert house.refused("cam", "ConfirmOverride", override=2) == "apart"
    assert join(house, "col", 2) == ["GateOverridden", "StageEntered"]


@pytest.mark.parametrize("gate", [{}, {"apart": []}], ids=["pairs", "no pairs"])
def test_neither_is_who_asked_for_the_gate_or_wrote_its_evidence(gate: dict[str, Tree]) -> None:
    """I4: whatever the pairs of the file say, nobody breaks the glass around their own work."""
    house = shop({**gate, "override": {**RULE, "by": ["chief", "builder"]}})
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    assert no(house, "bo") == "apart"
    ask(house)
    assert house.refused("bo", "ConfirmOverride", override=1) == "apart"
    house.directory("GrantRole", person="p-col", role="builder", scope="project/shed")
    house.do("col", "RequestGate", gate="build")
    assert house.refused("col", "ConfirmOverride", override=1) == "apart"


def test_who_became_an_author_meanwhile_is_no_first_any_more() -> None:
    """Both are judged when it happens, not when it was asked."""
    house = shop()
    ask(house)
    house.directory("GrantRole", person="p-cam", role="builder", scope="project/shed")
    house.do("cam", "SubmitDeliverable", deliverable="drawing")
    assert house.refused("col", "ConfirmOverride", override=1) == "apart"


def test_an_override_waits_one_day_for_the_second_person() -> None:
    """I8: an emergency of last week is none; exactly at the end is too late."""
    house = shop()
    ask(house)
    assert no(house, "col") == "override.pending"
    house.at("2026-11-24T12:00:00.000000Z")
    assert house.refused("col", "ConfirmOverride", override=1) == "override.lapsed"
    ask(house, "col")
    house.at("2026-11-25T11:59:59.999999Z")
    assert join(house, "cam", 2)[0] == "GateOverridden"
    assert house.refused("col", "ConfirmOverride", override=2) == "override.confirmed"


def test_an_override_asked_for_in_another_visit_is_over() -> None:
    """Who said yes to one situation has not said yes to the next."""
    house = shop()
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    ask(house)
    house.do("bo", "RequestGate", gate="build")
    for name in ("ann", "abe"):
        house.vote(name, "build", "recycle")
    assert house.project.visits["planning"] == 2
    assert house.refused("col", "ConfirmOverride", override=1) == "override.lapsed"
    ask(house, "col")


def test_an_override_takes_a_go_that_leads_on_and_nothing_else() -> None:
    """A conditional go without conditions, a kill, or the end of the project are no emergencies."""
    house = shop()
    assert house.world.tables
    gate = house.world.tables["gates"]["build"]
    assert [one["id"] for one in overridable(house.world.tables, gate)] == ["go"]
    for decision in ("conditional_go", "recycle", "hold", "kill"):
        assert no(house, decision=decision) == "override.decision"
    assert no(house, decision="maybe") == "decision.unknown"


def test_an_open_round_is_void_by_an_override() -> None:
    """What was voted stays readable, and is counted for nothing."""
    house = shop()
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    house.do("bo", "RequestGate", gate="build")
    house.vote("ann", "build", "go")
    ask(house)
    assert join(house) == ["RoundClosed", "GateOverridden", "StageEntered"]
    current = house.project.rounds[-1]
    assert (current.how, current.decision) == ("voided", None)


def test_what_a_panel_decided_by_votes_is_not_overridden() -> None:
    """Two people are not more than the panel: its no stands for the visit."""
    house = shop(
        {
            "decisions": {"no": {"is": "recycle", "stays": True}, "go": {"to": "delivery"}},
            "otherwise": "no",
        }
    )
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    house.do("bo", "RequestGate", gate="build")
    ask(house)
    for name in ("ann", "abe"):
        house.vote(name, "build", "no")
    assert house.refused("col", "ConfirmOverride", override=1) == "override.decided"
    house.do("bo", "RequestGate", gate="build")
    assert no(house) == "override.decided"


def test_a_round_that_nothing_could_win_may_be_overridden() -> None:
    """That nobody was there to decide is what the glass is for."""
    house = shop(
        {
            "decisions": {"no": {"is": "recycle", "stays": True}, "go": {"to": "delivery"}},
            "otherwise": "no",
        }
    )
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    house.do("bo", "RequestGate", gate="build")
    for name in ("ann", "abe"):
        house.vote(name, "build", "recuse")
    house.vote("al", "build", "abstain")
    assert house.project.rounds[-1].how == "otherwise"
    ask(house)
    assert join(house)[0] == "GateOverridden"


VETO: dict[str, Tree] = {
    "panel": [
        {"role": "owner", "need": 2},
        {"role": "treasurer", "need": 1, "veto": ["go", "conditional_go"]},
    ]
}


def test_a_veto_is_not_overridden() -> None:
    """It binds at every strength: also when the round is withdrawn before it can be counted."""
    house = shop(VETO)
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    house.do("bo", "RequestGate", gate="build")
    ask(house)
    house.vote("tom", "build", "hold")
    assert house.refused("col", "ConfirmOverride", override=1) == "override.vetoed"
    house.do("bo", "WithdrawRequest", gate="build")
    assert no(house, "col") == "override.vetoed"
    house.do("bo", "RequestGate", gate="build")
    assert no(house, "col") == "override.vetoed"
    house.vote("tom", "build", "go")
    assert join(house)[1] == "GateOverridden", "who vetoed has changed their mind"


def test_what_may_not_be_waived_is_not_overridden() -> None:
    """Nor what the stages ask: an override sets a gate aside, not the law."""
    house = shop(
        {"must": {"sound": {"when": "risk == 'low'", "waivable": False}}},
        deliverables={"drawing": {"title": "Drawing", "by": "builder", "waivable": False}},
        stages={**STAGES, "planning": {"initial": True, "exit": "has(budget)"}},
    )
    assert no(house) == "evidence.missing"
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    assert no(house) == "guard.error"
    house.do("bo", "SetFields", fields={"risk": "low"})
    assert no(house) == "guard.false"
    house.do("bo", "SetFields", fields={"budget": "EUR 1"})
    ask(house)


def test_a_condition_that_blocks_is_not_overridden() -> None:
    """What a panel asked for is owed, whoever is in a hurry."""
    decisions: Tree = {
        "no": {"is": "recycle", "stays": True},
        "if": {
            "is": "conditional_go",
            "stays": True,
            "conditions": {"due_within": "9 days", "lapse": {"blocks": True}},
        },
        "go": {"to": "delivery"},
    }
    house = shop({"decisions": decisions, "otherwise": "no"})
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    house.do("bo", "RequestGate", gate="build")
    condition: Tree = {"text": "x", "owner": "p-bo", "verifier": "p-cy", "due": "2026-11-24"}
    house.vote("ann", "build", "if", conditions=[condition])
    house.vote("abe", "build", "if")
    house.at("2026-11-25T00:00:00.000000Z")
    house.tick()
    assert no(house) == "condition.blocks"


def test_a_held_or_closed_project_is_not_overridden() -> None:
    """A hold is somebody's decision, and a kill is final."""
    house = shop()
    ask(house)
    house.do("ann", "HoldProject")
    assert house.refused("col", "ConfirmOverride", override=1) == "project.held"
    house.do("ann", "KillProject")
    assert house.refused("col", "ConfirmOverride", override=1) == "project.closed"
    assert no(house) == "project.closed"


def overridden() -> House:
    """A house whose gate was overridden by cam and col."""
    house = shop()
    ask(house)
    join(house)
    return house


def test_an_override_marks_the_project_until_a_third_person_has_reviewed_it() -> None:
    """I35: neither of the two, nobody they made, and only who is entitled."""
    house = overridden()
    assert list(marks_of(house.project)) == ["overridden"]
    for by in ("cam", "col"):
        house.directory("GrantRole", person=f"p-{by}", role="auditor", scope="project/shed")
        assert house.refused(by, "ReviewOverride", override=1) == "apart"
    assert house.refused("bo", "ReviewOverride", override=1) == "not_permitted"
    assert house.do("aud", "ReviewOverride", override=1) == ["OverrideReviewed"]
    assert list(marks_of(house.project)) == []
    assert house.refused("aud", "ReviewOverride", override=1) == "override.reviewed"
    assert house.refused("aud", "ReviewOverride", override=2) == "override.unknown"


def test_a_reviewer_made_by_the_two_is_no_third() -> None:
    """The last pair of eyes must be its own."""
    house = overridden()
    house.directory("GrantRole", person="p-cam", role="pmo", scope="organisation")
    granted = {"person": "p-dee", "role": "auditor", "scope": "project/shed"}
    house.directory("GrantRole", "cam", **granted)
    assert house.refused("dee", "ReviewOverride", override=1) == "apart"


def test_what_nobody_joined_needs_no_review() -> None:
    """Nothing happened."""
    house = shop()
    ask(house)
    assert house.refused("aud", "ReviewOverride", override=1) == "override.open"
    assert list(marks_of(house.project)) == []


def test_the_review_falls_due_by_itself() -> None:
    """A timer of the project, announced once; late is said."""
    house = overridden()
    house.at("2026-11-30T23:59:59.999999Z")
    assert house.tick() == []
    house.at("2026-12-01T00:00:00.000000Z")
    assert house.tick() == [["TimerFired", "OverrideReviewDue"]]
    assert house.tick() == []
    house.do("aud", "ReviewOverride", override=1)
    (reviewed,) = house.events()
    assert reviewed["type"] == "OverrideReviewed"
    assert reviewed["late"] is True


def test_a_review_in_time_stops_the_timer() -> None:
    """What is done is not announced as due."""
    house = overridden()
    house.do("aud", "ReviewOverride", override=1)
    house.at("2026-12-31T00:00:00.000000Z")
    assert house.tick() == []


def test_an_overridden_project_can_be_reviewed_after_its_end() -> None:
    """Going on quickly to the end is no way out of the review."""
    house = overridden()
    house.do("ann", "KillProject")
    assert list(marks_of(house.project)) == ["overridden"]
    assert [one.kind for one in items(house.world, "p-aud")] == ["look"]
    assert house.do("aud", "ReviewOverride", override=1) == ["OverrideReviewed"]
    assert list(items(house.world, "p-aud")) == []


def test_an_inbox_shows_whom_an_override_waits_for() -> None:
    """Who can join sees it as long as they can, who can review until it is reviewed."""
    house = shop()
    ask(house)
    assert [one.kind for one in items(house.world, "p-col")] == ["second"]
    assert list(items(house.world, "p-cam")) == []
    join(house)
    assert list(items(house.world, "p-col")) == []
    assert [one.kind for one in items(house.world, "p-aud")] == ["look"]


def test_every_report_tells_of_overrides() -> None:
    """For ever, reviewed or not; and the ledger is as it must be."""
    house = overridden()
    for reviewed in (False, True):
        if reviewed:
            house.do("aud", "ReviewOverride", override=1)
        with house.store.read() as reader:
            report = verify(
                reader, compiler=compile_candidate, machine=stepper_of, evidence=lambda _: "missing"
            )
            row = reader.project("project/shed")
        assert report.ok, report.findings
        left = 0 if reviewed else 1
        words = "1 gate set aside by two people in an emergency, not passed"
        assert report.marks == (
            f"{words}: {1 - left} reviewed by a third, {left} not.",
            "Overridden: build of project/shed by p-cam and p-col.",
        )
        assert row
        assert row.marks == ("" if reviewed else "overridden")


def test_request_override() -> None:
    """Gate, right, decision, standing, place, what stands, one at a time, the two themselves."""
    house = shop({"override": {**RULE, "by": ["chief", "builder"]}})
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    climb(
        house,
        "RequestOverride",
        "dee",
        {"gate": "nowhere", "decision": "maybe", "reason": "x"},
        [
            Step("gate.unknown", args={"gate": "build"}),
            Step("not_permitted", by="bo"),
            Step("decision.unknown", args={"decision": "kill"}),
            Step("override.decision", args={"decision": "go"}),
            Step("apart", by="cam"),
        ],
    )
    assert INSTANT.fullmatch(house.project.overrides[1].until)


def test_confirm_override() -> None:
    """Number, right, whether it happened or lapsed, then as the request, then the two."""
    house = shop()
    ask(house)
    climb(
        house,
        "ConfirmOverride",
        "dee",
        {"override": 9, "reason": "x"},
        [
            Step("override.unknown", args={"override": 1}),
            Step("not_permitted", by="cam"),
            Step("apart", by="col"),
        ],
    )
