"""Waivers: docs/notation.md section 3 and the checks of `WaiveItem`."""

import pytest

from engine.canonical import Json
from engine.rules.project_state import Waiver
from tests.support.house import House
from tests.support.sheds import Tree, opened, site

GATE: dict[str, Tree] = {
    "waived_by": ["neighbour", "builder"],
    "evidence": ["drawing", "permit", "deed"],
    "must": {
        "funded": {"when": "budget > EUR(0)"},
        "sound": {"when": "risk == 'low'", "waivable": False},
        "tidy": {"ask": "Is it tidy?", "answered_by": "requester"},
        "safe": {"ask": "Is it safe?", "answered_by": "panel"},
    },
    "panel": [{"role": "treasurer", "need": 1}],
}
PAPERS: Tree = {
    "drawing": {"title": "Drawing", "by": "builder"},
    "permit": {"title": "Permit", "by": "builder"},
    "deed": {"title": "Deed", "by": "builder", "waivable": False},
}
SIMPLE: dict[str, Tree] = {**GATE, "evidence": ["permit"], "must": None}


def waive(house: House, item: str, until: str = "2026-11-30", by: str = "ned") -> list[str]:
    """An accepted waiver."""
    return house.do(by, "WaiveItem", gate="build", item=item, until=until)


def no(house: House, item: str, until: str = "2026-11-30", by: str = "ned") -> str:
    """The code of a refused waiver."""
    return house.refused(by, "WaiveItem", gate="build", item=item, until=until)


def ask(house: House, by: str = "bo", **answers: Json) -> str | None:
    """The code with which a request is refused, None when the round opened."""
    answer = house.ask(by, "RequestGate", gate="build", answers=answers)
    return getattr(answer, "code", None)


def test_a_waiver_sets_one_item_aside() -> None:
    """Evidence, a guard, a question to the requester; with its end, its visit and its giver."""
    house = site(gate=GATE, deliverables=PAPERS)
    house.do("bo", "SubmitDeliverable", deliverable="deed")
    house.do("bo", "SetFields", fields={"risk": "low"})
    for item in ("permit", "funded", "tidy"):
        assert ask(house) is not None
        waive(house, item)
    reason = house.project.waivers[0].reason
    due = "2026-12-01T00:00:00.000000Z"
    assert house.project.waivers[0] == Waiver("build", "permit", due, 1, "p-ned", reason)
    assert ask(house) is None


def test_what_can_not_be_waived_is_not() -> None:
    """`waivable: false`, and what is no evidence or criterion; panel questions are never waived."""
    house = site(gate=GATE, deliverables=PAPERS)
    assert no(house, "deed") == "waiver.forbidden"
    assert no(house, "sound") == "waiver.forbidden"
    assert no(house, "safe") == "item.unknown"
    assert no(house, "poem") == "item.unknown"


def test_waiving_is_for_those_named() -> None:
    """Without `waived_by` it is for nobody."""
    house = site(gate=GATE, deliverables=PAPERS)
    assert no(house, "permit", by="ann") == "not_permitted"
    assert no(site(), "drawing") == "not_permitted"


@pytest.mark.parametrize(
    ("now", "code"),
    [("2026-11-30T23:59:59.999999Z", None), ("2026-12-01T00:00:00.000000Z", "evidence.missing")],
)
def test_a_waiver_ends_with_its_last_day(now: str, code: str | None) -> None:
    """To the microsecond; it can't begin in the past."""
    house = site(gate=SIMPLE, deliverables=PAPERS)
    assert no(house, "permit", "2026-11-22") == "waiver.until"
    waive(house, "permit")
    house.at(now)
    assert ask(house) == code


def test_a_waiver_of_today_holds_today() -> None:
    """The date is included."""
    house = site(gate=SIMPLE, deliverables=PAPERS)
    waive(house, "permit", "2026-11-23")
    assert ask(house) is None


def test_a_waiver_belongs_to_one_visit() -> None:
    """Coming back to the stage, nothing is waived any more."""
    house = site(gate=SIMPLE, deliverables=PAPERS)
    waive(house, "permit")
    assert ask(house) is None
    house.vote("tom", "build", "recycle")
    assert house.project.visits["planning"] == 2
    assert ask(house) == "evidence.missing"
    waive(house, "permit")
    assert ask(house) is None


def test_who_waived_does_not_ask() -> None:
    """I4: setting a rule aside and using the gap are two people's acts, in this order too."""
    house = site(gate=SIMPLE, deliverables=PAPERS)
    waive(house, "permit", by="bo")
    assert ask(house) == "apart"


def test_who_asked_does_not_waive() -> None:
    """I4: nor in the other order, also when the round was withdrawn."""
    house = site(gate={**SIMPLE, "evidence": ["drawing"]}, deliverables=PAPERS)
    assert ask(house) is None
    assert no(house, "drawing", by="bo") == "apart"
    house.do("bo", "WithdrawRequest", gate="build")
    assert no(house, "drawing", by="bo") == "apart"


def test_a_waiver_that_has_ended_binds_nobody() -> None:
    """Its giver may ask once it has run out."""
    house = site(gate={**SIMPLE, "evidence": ["drawing"]}, deliverables=PAPERS)
    waive(house, "drawing", "2026-11-23", by="bo")
    assert ask(house) == "apart"
    house.at("2026-11-24T00:00:00.000000Z")
    assert ask(house) is None


def test_in_another_visit_waiver_and_request_are_free_again() -> None:
    """Whoever asked in an earlier visit may waive in this one, and the other way round."""
    house = site(gate={**SIMPLE, "evidence": ["drawing"]}, deliverables=PAPERS)
    house.directory("GrantRole", person="p-ned", role="builder", scope="project/shed")
    assert ask(house) is None
    house.vote("tom", "build", "recycle")
    waive(house, "drawing", by="bo")
    assert ask(house) == "apart"
    assert ask(house, "ned") is None


def test_a_waiver_during_the_round_voids_votes() -> None:
    """I7: it is part of the dossier; the votes before it judged something stricter."""
    house = opened(gate={**SIMPLE, "evidence": ["drawing"], "panel": TWO}, deliverables=PAPERS)
    house.vote("tom", "build", "go")
    assert waive(house, "drawing") == ["ItemWaived", "VotesVoided"]
    assert house.events()[1]["changed"] == ["gates.build"]  # type: ignore[typeddict-item]


TWO: Tree = [{"role": "treasurer", "need": 1}, {"role": "owner", "need": "all"}]


def test_a_waiver_that_runs_out_during_the_round_voids_votes_too() -> None:
    """I7: time alone changes the dossier; the next act in the project says so."""
    house = site(gate={**SIMPLE, "panel": TWO}, deliverables=PAPERS)
    waive(house, "permit", "2026-11-23")
    ask(house)
    house.vote("tom", "build", "go")
    house.at("2026-11-24T00:00:00.000000Z")
    assert house.refused("ann", "CastVote", gate="build", choice="go") == "evidence.missing"
    assert house.vote("ann", "build", "hold") == ["VoteCast", "VotesVoided"]
    assert house.events()[1] == {
        "type": "VotesVoided",
        "round": 1,
        "principals": ["p-tom"],
        "reason": "dossier_changed",
        "changed": ["gates.build"],
    }


def test_waiving_is_done_at_the_gate() -> None:
    """In its stage; not in a closed project; a project on hold may be prepared."""
    stages: Tree = {"idea": {"initial": True}, "planning": {}, "done": {"closes": "completed"}}
    moves: Tree = {"begin": {"from": "idea", "to": "planning", "by": "builder"}}
    decisions: Tree = {"hold": {"holds": True}, "go": {"to": "done"}}
    gate: dict[str, Tree] = {**SIMPLE, "decisions": decisions}
    house = site(gate=gate, deliverables=PAPERS, stages=stages, moves=moves)
    assert no(house, "permit") == "gate.not_here"
    house.do("bo", "TakeMove", to="planning")
    house.do("ann", "HoldProject")
    waive(house, "permit")
    house.do("ann", "KillProject")
    assert no(house, "permit") == "project.closed"
    assert house.refused("ned", "WaiveItem", gate="nowhere", item="permit", until="2026-11-30") == (
        "gate.unknown"
    )
