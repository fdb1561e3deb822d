"""A decider who decides after the panel (docs/notation.md 2.11): what is open to whom, and when."""

from pathlib import Path
from typing import cast

import pytest

from engine.canonical import Json
from engine.inbox import items
from engine.methodology.gate_tables import Gate as GateTable, Seat
from engine.methodology.grammar import parse_need
from engine.rules.events import VoteCast
from engine.rules.explain import ways
from engine.rules.outcome import tally
from engine.rules.panel import Tally
from engine.rules.refusal import Refusal
from tests.support.house import House
from tests.support.sheds import DELIVERABLES, Gate, Tree, site

ROOT = Path(__file__).parents[3]
HERE = "project/shed"
ORG = "organisation"
MANY = ["builder", "owner", "checker"]
REVIEW: dict[str, Tree] = {
    "seat": "review",
    "role": "checker",
    "advisory": True,
    "completes": "all",
}
CENTER: dict[str, Tree] = {"seat": "center", "role": "treasurer", "need": 1}
AUTHORITY: dict[str, Tree] = {"seat": "authority", "role": "owner", "decides": True, "tier": 2}
DATES: dict[str, Json] = {"since": "2026-11-23", "until": "2026-12-23"}
LATE = "2026-12-23T12:00:00.000000Z"
TERMS: dict[str, Json] = {
    "text": "Mend it",
    "owner": "p-bo",
    "verifier": "p-cy",
    "due": "2026-12-01",
}


def house_of(*seats: Tree, gate: Gate = None, **sections: Tree) -> House:
    """A house with an open round; by default a review, a center and an authority."""
    panel = list(seats or (REVIEW, CENTER, AUTHORITY))
    house = site(gate={"panel": panel, **(gate or {})}, started=True, **sections)
    house.do("bo", "RequestGate", gate="build")
    return house


def advised(*seats: Tree, center: str = "go", gate: Gate = None, **sections: Tree) -> House:
    """The same, when the panel has spoken."""
    house = house_of(*seats, gate=gate, **sections)
    house.vote("cy", "build", "recycle")
    house.vote("tom", "build", center)
    return house


def told(house: House, by: str, choice: str, command: str = "DecideGate", **args: Json) -> Refusal:
    """A refusal that changed nothing."""
    answer = house.ask(by, command, gate="build", choice=choice, **args)
    assert isinstance(answer, Refusal), answer
    assert house.refused(by, command, gate="build", choice=choice, **args) == answer.code
    return answer


def grant(house: House, person: str, role: str, scope: str = HERE) -> None:
    """Grant a role."""
    house.directory("GrantRole", person=f"p-{person}", role=role, scope=scope)


def test_the_decider_decides_when_the_panel_has_spoken() -> None:
    """The panel's votes end nothing; the decision, the step and the votes stand in one entry."""
    house = house_of()
    assert told(house, "ann", "go").code == "tier.open"
    assert house.vote("cy", "build", "recycle") == ["VoteCast"]
    assert told(house, "ann", "go").code == "tier.open"
    assert house.vote("tom", "build", "go") == ["VoteCast"]
    assert house.decide("ann", "build", "go") == [
        "VoteCast",
        "RoundClosed",
        "GatePassed",
        "StageEntered",
    ]
    decision, closing, *_ = house.events()
    assert (decision.get("meaning"), decision.get("tier"), decision.get("seat")) == (
        "decision",
        2,
        "authority",
    )
    assert closing.get("counts") == {
        "review": {"recycle": 1},
        "center": {"go": 1},
        "authority": {"go": 1},
    }
    assert (closing.get("how"), closing.get("decision")) == ("decided", "go")


def test_the_first_to_act_decides() -> None:
    """Who shares the office shares the decision; there is one."""
    house = advised()
    house.decide("abe", "build", "go")
    assert told(house, "ann", "recycle").code == "round.closed"


def test_what_is_no_approval_is_open_whatever_the_panel_said() -> None:
    """An authority may always say no, or not yet."""
    for choice in ("kill", "recycle", "hold"):
        house = advised(center="go")
        assert house.decide("ann", "build", choice)[:2] == ["VoteCast", "RoundClosed"]
        assert house.project.rounds[0].decision == choice


def test_an_approval_is_open_when_every_need_is_met_for_it() -> None:
    """I1: the authority chooses among what the panel permits, and can't overrule its seats."""
    house = advised(center="recycle")
    refusal = told(house, "ann", "go")
    assert (refusal.code, refusal.address) == ("decision.not_open", "gates.build.decisions.go")
    assert "the need of center is not met for it" in refusal.message
    house.decide("ann", "build", "recycle")
    assert house.project.rounds[0].decision == "recycle"


@pytest.mark.parametrize("barred", ["go", "kill"])
def test_what_is_vetoed_is_not_open(barred: str) -> None:
    """I11: a veto binds the decider too, against an approval and against anything else."""
    strong: Tree = {"seat": "safety", "role": "neighbour", "need": "any", "veto": [barred]}
    house = house_of(REVIEW, CENTER, strong, AUTHORITY)
    house.vote("cy", "build", "go")
    house.vote("tom", "build", "go")
    house.vote("ned", "build", "hold")
    refusal = told(house, "ann", barred)
    assert refusal.code == "decision.not_open"
    assert "p-ned vetoed it" in refusal.message


def test_an_approval_is_not_open_while_the_gate_is_not_ready() -> None:
    """I13: what is missing is said first, with its own code."""
    papers: Tree = {"drawing": {"title": "Drawing", "by": "builder", "valid_for": "1 days"}}
    house = advised(deliverables=papers)
    house.at("2026-11-25T12:00:00.000000Z")
    assert told(house, "ann", "go").code == "evidence.expired"
    assert house.decide("ann", "build", "recycle")[:2] == ["VoteCast", "RoundClosed"]


def test_answers_that_fail_keep_the_decider_from_approving() -> None:
    """The panel answers, the decider doesn't; a no of the panel is the gate's no."""
    asks: Tree = {"safe": {"ask": "Is it safe?", "answered_by": "panel"}}
    house = house_of(gate={"must": asks})
    house.vote("cy", "build", "go")
    house.vote("tom", "build", "go", answers={"safe": False})
    refusal = told(house, "ann", "go")
    assert refusal.code == "decision.not_open"
    assert told(house, "ann", "recycle", answers={"safe": True}).code == "answer.unknown"
    assert house.decide("ann", "build", "recycle")[0] == "VoteCast"


def test_the_conditions_are_the_deciders() -> None:
    """Whoever decides on a conditional go says what it takes; votes only ask for it."""
    house = house_of()
    house.vote("cy", "build", "conditional_go")
    assert (
        told(house, "tom", "conditional_go", "CastVote", conditions=[TERMS]).code
        == "condition.not_asked"
    )
    house.vote("tom", "build", "conditional_go")
    assert told(house, "ann", "conditional_go").code == "condition.missing"
    assert told(house, "ann", "recycle", conditions=[TERMS]).code == "condition.not_asked"
    assert house.decide("ann", "build", "conditional_go", conditions=[TERMS]) == [
        "VoteCast",
        "RoundClosed",
        "GatePassed",
        "ConditionOpened",
        "StageEntered",
    ]


def test_a_decision_is_no_vote_and_a_vote_no_decision() -> None:
    """Each seat has one way to speak, and nobody takes the other by mistake."""
    house = advised()
    for choice in ("go", "abstain"):
        refusal = told(house, "ann", choice, "CastVote")
        assert (refusal.code, refusal.address) == ("seat.decides", "gates.build.panel.authority")
    assert told(house, "ann", "go", "CastVote", seat="authority").code == "seat.decides"
    assert told(house, "tom", "go").code == "seat.not_yours"
    assert told(house, "tom", "go", seat="center").code == "seat.decides"
    assert told(house, "ann", "go", seat="center").code == "seat.not_yours"
    assert told(house, "ann", "go", seat="throne").code == "seat.unknown"
    assert told(house, "dee", "go").code == "not_in_electorate"
    for choice in ("abstain", "recuse", "perhaps"):
        assert told(house, "ann", choice).code == "decision.unknown"


def test_a_gate_without_a_decider_has_nothing_to_decide_alone() -> None:
    """Its panel votes."""
    house = house_of({"role": "owner", "need": 1})
    refusal = told(house, "ann", "go")
    assert (refusal.code, refusal.address) == ("seat.unknown", "gates.build.panel")


def test_who_decides_has_not_asked_and_not_written() -> None:
    """I4: a decider is kept apart as every voting seat is: from requesters and from authors."""
    by_all: Tree = {"drawing": {"title": "Drawing", "by": MANY}}
    gate: Gate = {"panel": [CENTER, AUTHORITY], "requested_by": MANY}
    house = site(gate=gate, deliverables=by_all)
    house.do("abe", "SubmitDeliverable", deliverable="drawing", content="2")
    house.do("ann", "RequestGate", gate="build")
    assert house.project.rounds[0].seats["authority"] == ("p-al",)
    house.vote("tom", "build", "go")
    assert told(house, "ann", "go").code == "not_in_electorate"
    house.do("al", "SubmitDeliverable", deliverable="drawing", content="3")
    assert house.project.rounds[0].how == "otherwise"


def test_without_anybody_to_decide_no_round_opens() -> None:
    """Votes that end in nothing are not asked for."""
    alone: Tree = {**AUTHORITY, "role": "checker"}
    house = site(gate={"panel": [CENTER, alone], "requested_by": MANY})
    answer = house.ask("cy", "RequestGate", gate="build")
    assert isinstance(answer, Refusal)
    assert answer.code == "panel.short"
    assert "nobody can decide in authority" in answer.message


def test_a_delegate_decides_as_they_would_vote() -> None:
    """I5: both names stand in the entry, and the seat is the principal's."""
    house = advised()
    house.tell("ann", "Delegate", to="p-eve", role="sponsor", scope=ORG, **DATES)
    house.decide("eve", "build", "go", principal="p-ann")
    vote = house.project.rounds[0].ballots["p-ann"].vote
    assert (vote["voter"], vote["principal"], vote["delegation"]) == ("p-eve", "p-ann", 1)
    assert vote["meaning"] == "decision"


def test_no_delegate_decides_who_could_not_have_voted() -> None:
    """I4, I2: not the requester, nor who has a vote of their own in the round."""
    house = advised()
    for to, code in (("bo", "apart"), ("tom", "vote.one_person"), ("dee", "delegation.none")):
        if to != "dee":
            house.tell("ann", "Delegate", to=f"p-{to}", role="sponsor", scope=ORG, **DATES)
        assert told(house, to, "go", principal="p-ann").code == code
        if to != "dee":
            number = len(house.world.directory.delegations)
            house.tell("ann", "EndDelegation", delegation=number)


def test_who_spoke_in_the_panel_cannot_take_it_back_by_deciding() -> None:
    """I2: one person, one vote; the decision would take the vote away on which it rests."""
    house = house_of(CENTER, AUTHORITY)
    grant(house, "tom", "sponsor", ORG)
    house.do("bo", "WithdrawRequest", gate="build")
    house.do("bo", "RequestGate", gate="build")
    house.vote("tom", "build", "go", seat="center")
    assert told(house, "tom", "go").code == "tier.open"
    assert house.decide("ann", "build", "go")[:2] == ["VoteCast", "RoundClosed"]


def test_a_vote_that_settling_will_void_carries_no_decision() -> None:
    """I1: the center was made a reviewer since; what they voted doesn't count any more."""
    house = house_of(gate={"apart": [["seat center", "seat review"]]})
    house.vote("cy", "build", "go")
    house.vote("tom", "build", "go")
    grant(house, "tom", "checker")
    assert told(house, "ann", "go").code == "decision.not_open"
    assert house.project.rounds[0].decision is None


def test_a_decider_whom_a_role_has_made_dependent_cannot_decide() -> None:
    """I4: separation is judged when they act, on the directory as it is then."""
    house = advised(gate={"apart": [["seat authority", "seat review"]]})
    grant(house, "ann", "checker")
    refusal = told(house, "ann", "recycle")
    assert (refusal.code, refusal.address) == ("apart", "gates.build.apart[0]")


def test_a_round_without_a_decider_left_ends_otherwise() -> None:
    """Nobody could ever end it; while one is left it waits."""
    house = advised()
    for person, how in (("ann", None), ("abe", None), ("al", "otherwise")):
        house.vote(person, "build", "recuse")
        assert house.project.rounds[0].how == how
    assert house.project.rounds[0].decision == "hold"


def test_a_round_whose_review_never_comes_ends_otherwise() -> None:
    """A turn that can't come any more is no turn."""
    house = house_of()
    assert house.vote("cy", "build", "recuse")[-2:] == ["RoundClosed", "ProjectHeld"]
    assert house.project.rounds[0].how == "otherwise"


def test_everything_the_panel_voted_leaves_the_round_open() -> None:
    """Advice and concurrence are not the decision, however clear they are."""
    for center in ("kill", "go", "abstain"):
        house = advised(center=center)
        assert house.project.rounds[0].how is None


@pytest.mark.parametrize(
    ("center", "then", "silence", "how", "decision"),
    [
        ("go", "recycle", None, "deadline", "recycle"),
        ("go", "go", "approves", "silence", "go"),
        ("recycle", "go", "approves", "deadline", "hold"),
        (None, "go", "approves", "deadline", "hold"),
    ],
)
def test_at_the_deadline_nothing_is_decided_that_was_not_open(
    center: str | None, then: str, silence: str | None, how: str, decision: str
) -> None:
    """I8: `then`; by silence only an approval that the decider might have named."""
    due: dict[str, Tree] = {"in": "3 days", "then": then}
    if silence:
        due["silence"] = silence
    house = house_of(CENTER, AUTHORITY, gate={"deadline": due})
    if center:
        house.vote("tom", "build", center)
    house.at(LATE)
    house.due()
    ended = house.project.rounds[0]
    assert (ended.how, ended.decision) == (how, decision)


def test_a_decider_alone_decides_alone() -> None:
    """A panel may be one office, with advice or without."""
    alone: Tree = {"seat": "authority", "role": "owner", "decides": True}
    house = house_of(alone)
    assert house.decide("ann", "build", "go")[:3] == ["VoteCast", "RoundClosed", "GatePassed"]


def test_why_proposes_the_votes_and_then_the_decision() -> None:
    """The acts are in an order that works, and the last is the decider's."""
    house = house_of()
    found = next(way for way in ways(house.world) if way.args["choice"] == "go")
    assert (found.command, found.complete) == ("DecideGate", True)
    acts = [(act.command, act.args["seat"], act.people) for act in found.acts]
    assert acts == [
        ("CastVote", "center", ("p-tom",)),
        ("CastVote", "review", ("p-cy",)),
        ("DecideGate", "authority", ("p-ann",)),
    ]
    house.vote("cy", "build", "go")
    house.vote("tom", "build", "recycle")
    found = next(way for way in ways(house.world) if way.args["choice"] == "go")
    assert [(act.command, act.people) for act in found.acts] == [
        ("CastVote", ("p-tom",)),
        ("DecideGate", ("p-ann",)),
    ]


def test_a_decision_waits_for_nobody_before_its_turn() -> None:
    """The inbox tells who can act, and what is open to them."""
    house = house_of()
    assert [one.kind for one in items(house.world, "p-ann")] == []
    assert [one.kind for one in items(house.world, "p-cy")] == ["vote"]
    house.vote("cy", "build", "go")
    house.vote("tom", "build", "recycle")
    (item,) = items(house.world, "p-ann")
    assert (item.kind, item.seats, item.decisions) == (
        "decide",
        ("authority",),
        ("kill", "recycle", "hold"),
    )


def test_a_role_by_data_decides() -> None:
    """Authority by category: the file names the office for each value, the project has one."""
    fields: Tree = {
        "risk": {"type": "choice", "of": ["low", "high"], "by": "builder", "required": True}
    }
    chosen: Tree = {
        "seat": "authority",
        "decides": True,
        "by": {"field": "risk", "of": {"low": "treasurer", "high": "owner"}},
    }
    house = site(gate={"panel": [chosen]}, fields=fields, started=False, deliverables=DELIVERABLES)
    house.start(risk="low")
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    house.do("bo", "RequestGate", gate="build")
    assert told(house, "ann", "go").code == "not_in_electorate"
    assert house.decide("tom", "build", "go")[:2] == ["VoteCast", "RoundClosed"]


def _rows() -> list[list[str]]:
    page = (ROOT / "docs" / "notation.md").read_text("utf-8")
    table = page[page.index("| center | authority |") :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in table]


@pytest.mark.parametrize(("center", "authority", "nameable", "result"), _rows())
def test_the_truth_table_of_a_decider(
    center: str, authority: str, nameable: str, result: str
) -> None:
    """The table of the page, row by row: what may be named, and what the round comes to."""
    letters = {"g": "go", "h": "hold", "a": "abstain"}
    seats = [
        _seat("center", need=parse_need(1)),
        _seat("authority", tier=2, decides=True),
    ]
    people = {"center": center, "authority": authority}
    electors = {seat: [] if mark == "r" else [seat] for seat, mark in people.items()}
    votes = {
        seat: cast(
            "VoteCast",
            {"seat": seat, "choice": letters[mark], "answers": {}, "scores": {}, "conditions": []},
        )
        for seat, mark in people.items()
        if mark in letters
    }
    decisions = [{"id": one, "kind": one} for one in ("hold", "go")]
    table = {"panel": seats, "decisions": decisions, "otherwise": "hold", "must": ()}
    whole = cast("GateTable", {**table, "score": None, "when_all_voted": False})
    count = Tally(whole, electors, votes, ready=True)
    without = Tally(
        whole, electors, {x: v for x, v in votes.items() if x != "authority"}, ready=True
    )
    may = [one["id"] for one in whole["decisions"] if without.may_be_named(one)]
    if without.before(2) or not electors["authority"]:
        may = []
    found = tally(count)
    assert nameable == (", ".join(may) or "none")
    assert result == (found.decision if found.how == "decided" else found.how)


def test_the_table_has_a_row_for_everything_that_can_happen() -> None:
    """A row that is missing, or not found, would make the test above pass without a word."""
    assert len(_rows()) == 8
    assert {row[3] for row in _rows()} == {"pending", "go", "hold", "otherwise"}


def _seat(name: str, **given: object) -> Seat:
    found: dict[str, object] = {"id": name, "role": name, "need": None, "veto": [], "when": None}
    return cast("Seat", {**found, "advisory": False, "at": name, **given})
