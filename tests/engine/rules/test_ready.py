"""When a gate is ready: docs/notation.md 2.4, its order and its codes."""

import pytest

from engine.canonical import Json
from engine.rules.readiness import shortcomings
from tests.support.house import House
from tests.support.sheds import MOVES, STAGES, Tree, opened, site

EVIDENCE: dict[str, Tree] = {"evidence": ["drawing", "permit"]}
PAPERS: dict[str, Tree] = {
    "drawing": {"title": "Drawing", "by": "builder", "accepted_by": "checker"},
    "permit": {"title": "Permit", "by": "builder", "valid_for": "30 days"},
}
REQUEST: dict[str, Json] = {"gate": "build"}


def missing(house: House, answers: dict[str, Json] | None = None) -> list[tuple[str, str]]:
    """Everything that is missing at the gate, as (code, address)."""
    found = shortcomings(house.world, "build", answers or {})
    return [(one.code, one.address) for one in found]


def test_everything_that_is_missing_is_known_in_order() -> None:
    """Evidence, fields, guards, questions, exits, entries; the first gives the code."""
    stages: Tree = {
        "planning": {"initial": True, "exit": "risk == 'low'"},
        "delivery": {
            "by": "builder",
            "entry": "budget > EUR(10)",
            "sequence": {"design": {"entry": "budget > EUR(20)"}, "build": {}},
        },
        "done": {"closes": "completed"},
    }
    budget: Tree = {
        "type": "money",
        "currency": "EUR",
        "by": "builder",
        "required_on_leaving": "planning",
    }
    fields: Tree = {
        "budget": budget,
        "risk": {"type": "choice", "of": ["low", "high"], "by": "builder"},
    }
    must: Tree = {
        "tidy": {"ask": "Is it tidy?", "answered_by": "requester"},
        "funded": {"when": "budget > EUR(5)"},
        "safe": {"ask": "Is it safe?", "answered_by": "panel"},
        "sure": {"ask": "Are you sure?", "answered_by": "requester"},
        "calm": {"when": "risk == 'low'"},
    }
    house = site(
        started=False,
        deliverables=PAPERS,
        stages=stages,
        fields=fields,
        gate={**EVIDENCE, "must": must},
    )
    house.start()
    wanted = [
        ("evidence.missing", "deliverables.drawing"),
        ("evidence.missing", "deliverables.permit"),
        ("field.missing", "fields.budget"),
        ("guard.error", "gates.build.must.funded"),
        ("guard.error", "gates.build.must.calm"),
        ("answer.missing", "gates.build.must.tidy"),
        ("criterion.failed", "gates.build.must.sure"),
        ("guard.error", "stages.planning.exit"),
        ("guard.error", "stages.delivery.entry"),
        ("guard.error", "stages.delivery.design.entry"),
    ]
    assert missing(house, {"sure": False}) == wanted
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    house.do("bo", "SubmitDeliverable", deliverable="permit")
    house.do("bo", "SetFields", fields={"budget": "EUR 5", "risk": "high"})
    assert missing(house, {"sure": True, "tidy": True}) == [
        ("evidence.not_accepted", "deliverables.drawing"),
        ("criterion.failed", "gates.build.must.funded"),
        ("criterion.failed", "gates.build.must.calm"),
        ("guard.false", "stages.planning.exit"),
        ("guard.false", "stages.delivery.entry"),
        ("guard.false", "stages.delivery.design.entry"),
    ]
    house.do("cy", "JudgeDeliverable", deliverable="drawing")
    house.do("bo", "SetFields", fields={"budget": "EUR 21", "risk": "low"})
    assert missing(house, {"sure": True, "tidy": True}) == []


def test_a_request_is_refused_for_the_first_that_is_missing() -> None:
    """2.4: the code and the place of the rule are those of the first."""
    house = site(deliverables=PAPERS, gate=EVIDENCE)
    for mend, code in [
        (None, "evidence.not_accepted"),
        (("cy", "JudgeDeliverable", {"deliverable": "drawing"}), "evidence.missing"),
    ]:
        if mend:
            house.do(mend[0], mend[1], **mend[2])
        assert house.refused("bo", "RequestGate", **REQUEST) == code


def test_evidence_that_was_returned_is_missing() -> None:
    """Handed in and sent back is as if it had not been handed in; an older version doesn't help."""
    house = site(deliverables=PAPERS)
    house.do("cy", "JudgeDeliverable", deliverable="drawing")
    house.do("bo", "SubmitDeliverable", deliverable="drawing", content="2")
    house.do("cy", "JudgeDeliverable", deliverable="drawing", verdict="return")
    assert missing(house) == [("evidence.missing", "deliverables.drawing")]


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ("2026-12-23T23:59:59.999999Z", []),
        ("2026-12-24T00:00:00.000000Z", [("evidence.expired", "deliverables.permit")]),
    ],
)
def test_evidence_counts_until_the_end_of_its_last_day(
    now: str, found: list[tuple[str, str]]
) -> None:
    """Thirty days from when it was handed in, to the microsecond."""
    house = site(deliverables=PAPERS, gate={"evidence": ["permit"]})
    house.do("bo", "SubmitDeliverable", deliverable="permit")
    house.at(now)
    assert missing(house) == found


def test_a_newer_version_begins_its_own_time() -> None:
    """What expired is renewed by handing something in, not by waiting."""
    house = site(deliverables=PAPERS, gate={"evidence": ["permit"]})
    house.do("bo", "SubmitDeliverable", deliverable="permit")
    house.at("2026-12-24T12:00:00.000000Z")
    house.do("bo", "SubmitDeliverable", deliverable="permit", content="2")
    assert missing(house) == []


def per_visit(leaves: str) -> House:
    """A project whose gate, leaving `leaves`, asks for a drawing of the present visit."""
    drawing: Tree = {"title": "Drawing", "by": "builder", "per": "visit"}
    decisions: Tree = {"again": {"is": "recycle", "to": "work.plan"}, "go": {"to": "done"}}
    stages: Tree = {
        "idea": {"initial": True},
        "work": {"by": "builder", "sequence": {"plan": {}, "build": {}}},
        "done": {"closes": "completed"},
    }
    moves: Tree = {
        "begin": {"from": "idea", "to": "work", "by": "builder"},
        "skip": {"from": "idea", "to": "work.build", "by": "builder"},
        "drop": {"from": "work", "to": "idea", "by": "builder"},
    }
    return site(
        stages=stages,
        moves=moves,
        deliverables={"drawing": drawing},
        gate={
            "leaves": leaves,
            "decisions": decisions,
            "otherwise": "again",
            "panel": [{"role": "treasurer", "need": 1}],
        },
    )


def test_evidence_of_a_visit_is_due_in_each_visit() -> None:
    """What was handed in before the stage, or in an earlier visit of it, doesn't count."""
    house = per_visit("work")
    house.do("bo", "TakeMove", to="work")
    house.do("bo", "TakeMove", to="work.build")
    assert missing(house) == [("evidence.missing", "deliverables.drawing")]
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    assert missing(house) == []
    house.do("bo", "RequestGate", gate="build")
    house.vote("tom", "build", "again")
    house.do("bo", "TakeMove", to="work.build")
    assert missing(house) == [("evidence.missing", "deliverables.drawing")]


def test_a_visit_is_that_of_the_stage_the_gate_leaves() -> None:
    """Handed in anywhere inside `work`, it counts for the gate that leaves `work`, not the leaf."""
    for leaves, found in [
        ("work", []),
        ("work.build", [("evidence.missing", "deliverables.drawing")]),
    ]:
        house = per_visit(leaves)
        house.do("bo", "TakeMove", to="work")
        house.do("bo", "SubmitDeliverable", deliverable="drawing")
        house.do("bo", "TakeMove", to="work.build")
        assert missing(house) == found


def test_coming_back_another_way_is_a_new_visit() -> None:
    """Leaving the stage and coming back asks for the evidence again."""
    house = per_visit("work")
    house.do("bo", "TakeMove", to="work.build")
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    house.do("bo", "TakeMove", to="idea")
    house.do("bo", "TakeMove", to="work.build")
    assert missing(house) == [("evidence.missing", "deliverables.drawing")]


def test_an_approval_that_stays_leaves_nothing() -> None:
    """No field is due on leaving, and no exit or entry is asked."""
    stages: Tree = {
        **STAGES,
        "planning": {"initial": True, "exit": "risk == 'low'"},
    }
    decisions: Tree = {"no": {"is": "recycle", "to": "planning"}, "go": {"stays": True}}
    moves: Tree = {**MOVES, "begin": {"from": "planning", "to": "delivery", "by": "builder"}}
    house = site(stages=stages, moves=moves, gate={"decisions": decisions, "otherwise": "no"})
    assert missing(house) == []


def test_an_approval_that_closes_leaves_everything() -> None:
    """The leaf and all around it: their exits and the fields due on leaving them."""
    stages: Tree = {
        "work": {
            "initial": True,
            "by": "builder",
            "exit": "risk == 'low'",
            "sequence": {"plan": {"exit": "risk == 'high'"}},
        },
        "done": {"closes": "completed"},
    }
    fields: Tree = {
        "budget": {
            "type": "money",
            "currency": "EUR",
            "by": "builder",
            "required_on_leaving": "work",
        },
        "risk": {"type": "choice", "of": ["low", "high"], "by": "builder"},
    }
    decisions: Tree = {"no": {"is": "recycle", "to": "work"}, "go": {"closes": "finished"}}
    house = site(
        stages=stages,
        fields=fields,
        moves={"end": {"from": "work", "to": "done", "by": "builder"}},
        gate={"leaves": "work", "decisions": decisions, "otherwise": "no"},
    )
    assert missing(house) == [
        ("field.missing", "fields.budget"),
        ("guard.error", "stages.work.plan.exit"),
        ("guard.error", "stages.work.exit"),
    ]


def test_only_approvals_ask_what_is_left_and_entered() -> None:
    """A recycle or a kill is no way on, so its target's guards are nobody's concern."""
    stages: Tree = {
        "planning": {"initial": True},
        "delivery": {"by": "builder", "sequence": {"design": {}, "build": {}}},
        "closing": {"entry": "risk == 'high'"},
        "done": {"closes": "completed"},
    }
    moves: Tree = {
        "finish": {"from": "delivery.build", "to": "done", "by": "builder"},
        "end": {"from": "closing", "to": "done", "by": "builder"},
    }
    decisions: Tree = {
        "stop": {"is": "kill", "to": "closing"},
        "no": {"is": "recycle", "to": "planning"},
        "go": {"to": "delivery"},
    }
    house = opened(
        stages=stages,
        moves=moves,
        gate={
            "decisions": decisions,
            "otherwise": "no",
            "panel": [{"role": "treasurer", "need": 1}],
        },
    )
    assert missing(house) == []
    assert house.vote("tom", "build", "stop")[-1] == "StageEntered"
    assert house.project.stage == "closing"


def test_a_gate_that_lost_its_readiness_approves_nothing() -> None:
    """I1: readiness is judged again when the vote is cast; other decisions stay open."""
    house = opened(deliverables=PAPERS | {"drawing": PAPERS["permit"]})
    house.vote("ann", "build", "go")
    house.at("2026-12-24T00:00:00.000000Z")
    assert house.refused("abe", "CastVote", gate="build", choice="go") == "evidence.expired"
    assert house.vote("abe", "build", "hold") == ["VoteCast"]
    assert house.vote("al", "build", "abstain")[:2] == ["VoteCast", "RoundClosed"]
    assert house.project.rounds[0].decision == "hold"
