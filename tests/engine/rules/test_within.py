"""Gates that stand inside stages: `within` in the place of `leaves` (docs/notation.md 1.7)."""

from engine.canonical import Json
from tests.support.house import House
from tests.support.sheds import DELIVERABLES, MOVES, STAGES, Tree, site

CHECK: dict[str, Tree] = {
    "within": ["delivery", "closing"],
    "requested_by": "builder",
    "waived_by": "checker",
    "evidence": ["report"],
    "panel": [{"role": "treasurer", "need": 1}],
    "decisions": {
        "back": {"is": "recycle", "to": "planning"},
        "again": {"is": "recycle", "stays": True},
        "fine": {"is": "go", "stays": True},
    },
    "otherwise": "again",
}
LOCKED: dict[str, Tree] = {**STAGES, "closing": {"exit": "has(risk)"}}
WAYS: dict[str, Tree] = {
    **MOVES,
    "begin": {"from": "planning", "to": "delivery", "by": "builder"},
    "close": {"from": "delivery.build", "to": "closing", "by": "builder"},
    "end": {"from": "closing", "to": "done", "by": "builder"},
}


def checked(**gate: Tree) -> House:
    """A project in `delivery.design` with a gate `check` within delivery and closing."""
    house = site(
        gates={"check": {**CHECK, **gate}},
        deliverables={**DELIVERABLES, "report": {"title": "R", "by": "builder", "per": "visit"}},
        stages=LOCKED,
        moves=WAYS,
    )
    house.refused("bo", "RequestGate", gate="check")
    house.do("bo", "TakeMove", to="delivery")
    house.do("bo", "SubmitDeliverable", deliverable="report")
    return house


def place(house: House) -> tuple[str, str, int]:
    """Where the project stands, how, and after how many rounds."""
    return house.project.stage, house.project.standing, len(house.project.rounds)


def test_a_gate_is_requested_in_every_leaf_of_its_stages_and_nowhere_else() -> None:
    """It is on no way out, so no single leaf is its place."""
    house = checked()
    assert house.refused("bo", "WaiveItem", gate="check", item="report", until="2027-01-01")
    for leaf in ("delivery.design", "delivery.build"):
        house.do("bo", "RequestGate", gate="check")
        assert house.project.stage == leaf
        house.do("bo", "WithdrawRequest", gate="check")
        house.do("bo", "TakeMove", to="delivery.build" if leaf.endswith("design") else "closing")
    house.do("bo", "SubmitDeliverable", deliverable="report")
    house.do("bo", "RequestGate", gate="check")
    house.do("bo", "WithdrawRequest", gate="check")
    house.do("bo", "SetFields", fields={"risk": "low"})
    house.do("bo", "TakeMove", to="done")
    assert place(house) == ("done", "closed", 3)


def test_an_approval_that_stays_asks_nothing_of_the_stage() -> None:
    """2.4, items 2 and 5: nothing is left, so no exit guard stands in the way."""
    house = checked(within="closing")
    house.do("bo", "TakeMove", to="delivery.build")
    house.do("bo", "TakeMove", to="closing")
    house.do("bo", "SubmitDeliverable", deliverable="report")
    house.do("bo", "RequestGate", gate="check")
    assert house.vote("tom", "check", "fine") == ["VoteCast", "RoundClosed", "GatePassed"]
    assert place(house) == ("closing", "active", 1)


def test_a_decision_leads_away_from_whichever_leaf_it_was_taken_in() -> None:
    """I12: the step is declared from each leaf inside the stages."""
    for leaf in ("delivery.design", "delivery.build"):
        house = checked()
        if house.project.stage != leaf:
            house.do("bo", "TakeMove", to=leaf)
        house.do("bo", "RequestGate", gate="check")
        house.vote("tom", "check", "back")
        assert place(house) == ("planning", "active", 1)


def test_evidence_of_a_visit_is_of_the_stage_around_the_project() -> None:
    """A report from an earlier stay in delivery says nothing of this one, nor of closing."""
    house = checked()
    house.do("bo", "TakeMove", to="delivery.build")
    house.do("bo", "RequestGate", gate="check")
    house.do("bo", "WithdrawRequest", gate="check")
    house.do("bo", "TakeMove", to="closing")
    assert house.refused("bo", "RequestGate", gate="check") == "evidence.missing"
    again = checked()
    again.do("bo", "TakeMove", to="planning")
    again.do("bo", "TakeMove", to="delivery")
    assert again.refused("bo", "RequestGate", gate="check") == "evidence.missing"


def test_a_waiver_holds_for_one_visit_of_one_of_the_stages() -> None:
    """The first visit of closing is another visit than the first of delivery."""
    house = checked(evidence=["drawing"], must={"safe": {"when": "risk == 'low'"}})
    waiver: dict[str, Json] = {"gate": "check", "item": "safe", "until": "2027-01-01"}
    house.do("cy", "WaiveItem", **waiver)
    house.do("bo", "TakeMove", to="delivery.build")
    assert [one.item for one in house.project.waivers] == ["safe"]
    house.do("bo", "RequestGate", gate="check")
    house.do("bo", "WithdrawRequest", gate="check")
    assert house.refused("bo", "WaiveItem", **waiver) == "not_permitted"
    house.do("bo", "TakeMove", to="closing")
    assert house.refused("bo", "RequestGate", gate="check") == "guard.error"
