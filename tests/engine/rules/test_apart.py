"""Separation of duties: the pairs of `apart` (docs/notation.md 1.7) over a project's history."""

import pytest

from engine.canonical import Json
from tests.support.house import House
from tests.support.sheds import Tree, opened, site

ORG = "organisation"
HERE = "project/shed"
MANY = ["builder", "checker", "owner", "treasurer", "neighbour"]
BY_ALL: Tree = {"drawing": {"title": "Drawing", "by": MANY}}
VOTING = ["ann", "abe", "al"]


def seats(house: House) -> dict[str, list[str]]:
    """The electors of the open round by seat, by first name."""
    current = house.project.open_round
    assert current
    return {
        seat: [person.removeprefix("p-") for person in people]
        for seat, people in current.seats.items()
    }


def grant(
    house: House, person: str, role: str, scope: str = "project/shed", by: str = "pat"
) -> None:
    """Grant a role."""
    house.directory("GrantRole", by, person=f"p-{person}", role=role, scope=scope)


def test_by_default_requester_and_authors_are_out_of_the_panel() -> None:
    """I4: nobody judges what they asked for or wrote, also when they wrote it long ago."""
    house = site(
        gate={"requested_by": MANY, "panel": [{"role": "owner", "need": 1}]}, deliverables=BY_ALL
    )
    house.do("abe", "SubmitDeliverable", deliverable="drawing", content="2")
    house.do("al", "SubmitDeliverable", deliverable="drawing", content="3")
    house.do("bo", "SubmitDeliverable", deliverable="drawing", content="4", authors=["p-dee"])
    grant(house, "dee", "sponsor")
    house.do("bo", "RequestGate", gate="build")
    assert seats(house) == {"owner": ["ann"]}
    house.do("bo", "WithdrawRequest", gate="build")
    assert house.refused("ann", "RequestGate", gate="build") == "panel.short"


def test_who_requested_once_never_sits_at_that_gate() -> None:
    """I4: withdrawing and letting somebody else ask doesn't wash the requester clean."""
    house = site(gate={"requested_by": MANY, "panel": [{"role": "owner", "need": 1}]})
    house.do("ann", "RequestGate", gate="build")
    house.do("bo", "WithdrawRequest", gate="build")
    assert house.do("bo", "RequestGate", gate="build") == ["RoundOpened"]
    assert seats(house) == {"owner": ["abe", "al"]}


def test_a_pair_that_is_given_replaces_the_default() -> None:
    """The file says what is kept apart here; an empty list keeps nobody apart."""
    house = site(gate={"requested_by": MANY, "apart": [["panel", "authors"]]}, deliverables=BY_ALL)
    house.do("abe", "SubmitDeliverable", deliverable="drawing", content="2")
    house.do("ann", "RequestGate", gate="build")
    assert seats(house) == {"owner": ["al", "ann"]}


def test_a_pair_of_one_seat_binds_that_seat_only() -> None:
    """Independence can be asked of quality assurance alone."""
    panel: Tree = [{"role": "owner", "need": 1}, {"role": "checker", "need": 1}]
    gate: dict[str, Tree] = {"panel": panel, "apart": [["seat checker", "requester"]]}
    house = site(gate={**gate, "requested_by": MANY})
    grant(house, "ann", "checker")
    house.do("ann", "RequestGate", gate="build")
    assert seats(house) == {"owner": ["abe", "al", "ann"], "checker": ["cy"]}


def test_an_adviser_may_be_author_and_requester() -> None:
    """`panel` means the voting seats: advice counts for nothing and binds nobody."""
    panel: Tree = [{"role": "owner", "need": 1}, {"role": "builder", "advisory": True}]
    house = opened(gate={"panel": panel})
    assert seats(house) == {"owner": ["abe", "al", "ann"], "builder": ["bo"]}
    assert house.vote("bo", "build", "go") == ["VoteCast"]


def test_handing_in_evidence_during_the_round_ends_a_seat() -> None:
    """I4: an elector who becomes an author is out, their vote is void, the rest goes on."""
    house = opened(deliverables=BY_ALL)
    house.vote("ann", "build", "hold")
    happened = house.do("ann", "SubmitDeliverable", deliverable="drawing", content="2")
    assert happened == ["DeliverableSubmitted", "VotesVoided", "ElectorRemoved"]
    assert house.events()[2] == {
        "type": "ElectorRemoved",
        "round": 1,
        "person": "p-ann",
        "seats": ["owner"],
        "reason": "apart",
    }
    assert seats(house) == {"owner": ["abe", "al"]}
    assert house.project.rounds[0].removed == {"p-ann": "apart"}
    assert house.refused("ann", "CastVote", gate="build", choice="go") == "not_in_electorate"


def test_who_was_removed_never_comes_back_in_the_round() -> None:
    """I3: granting the role again during the round makes nobody an elector again."""
    house = opened()
    house.directory("RevokeRole", person="p-ann", role="sponsor", scope=ORG)
    house.tick()
    grant(house, "ann", "sponsor", ORG)
    assert house.tick() == []
    assert seats(house) == {"owner": ["abe", "al"]}
    assert house.refused("ann", "CastVote", gate="build", choice="go") == "not_in_electorate"


def two_gates(apart: Tree, panel: Tree = None) -> dict[str, Tree]:
    """The gate `plan`, which stays, and `build`, which keeps its voters apart."""
    asked: dict[str, Tree] = {"leaves": "planning", "requested_by": "builder"}
    stay: Tree = {"no": {"is": "recycle", "stays": True}, "go": {"stays": True}}
    owners: Tree = [{"role": "owner", "need": 1}]
    go: Tree = {"no": {"is": "recycle", "stays": True}, "go": {"to": "delivery"}}
    plan_panel: Tree = [{"role": "owner", "need": 1}, {"role": "neighbour", "advisory": True}]
    plan: Tree = {**asked, "panel": plan_panel, "decisions": stay, "otherwise": "no"}
    build: Tree = {
        **asked,
        "panel": panel or owners,
        "decisions": go,
        "otherwise": "no",
        "apart": apart,
    }
    return {"plan": plan, "build": build}


def test_voters_at_another_gate_are_kept_out() -> None:
    """I4: voter and principal alike, void or not; abstentions, recusals and advice don't count."""
    house = site(gates=two_gates([["panel", "voters at plan"]]))
    grant(house, "eve", "sponsor")
    grant(house, "ned", "sponsor")
    grant(house, "dee", "sponsor")
    house.do("bo", "RequestGate", gate="plan")
    dates: dict[str, Json] = {"since": "2026-11-23", "until": "2026-11-23"}
    house.tell("ann", "Delegate", to="p-cy", role="sponsor", scope=ORG, **dates)
    house.vote("cy", "plan", "go", principal="p-ann")
    house.do("bo", "SetFields", fields={"risk": "high"})
    assert not house.project.rounds[0].ballots
    house.vote("abe", "plan", "abstain")
    house.vote("ned", "plan", "go", seat="neighbour")
    house.vote("eve", "plan", "recuse")
    house.do("bo", "WithdrawRequest", gate="plan", round=1)
    grant(house, "cy", "sponsor")
    house.do("bo", "RequestGate", gate="build")
    assert seats(house) == {"owner": ["abe", "al", "dee", "eve", "ned"]}


def test_a_seat_can_be_kept_apart_from_another() -> None:
    """I4: who holds the other seat's role is out of this one, and stays in the other."""
    panel: Tree = [{"role": "owner", "need": 1}, {"role": "checker", "need": 1}]
    house = site(gate={"panel": panel, "apart": [["seat owner", "seat checker"]]})
    grant(house, "ann", "checker")
    house.do("bo", "RequestGate", gate="build")
    assert seats(house) == {"owner": ["abe", "al"], "checker": ["ann", "cy"]}


def test_a_seat_can_be_kept_apart_from_the_panel() -> None:
    """I4: as the second party, the panel is whoever holds the role of another voting seat."""
    panel: Tree = [
        {"role": "owner", "need": 1},
        {"role": "checker", "need": 1},
        {"role": "neighbour", "advisory": True},
    ]
    house = site(gate={"panel": panel, "apart": [["seat neighbour", "panel"]]})
    grant(house, "ann", "neighbour")
    grant(house, "dee", "neighbour")
    house.do("bo", "RequestGate", gate="build")
    assert seats(house)["neighbour"] == ["dee", "ned"]
    assert seats(house)["owner"] == ["abe", "al", "ann"]


def test_the_panel_kept_apart_from_one_seat_leaves_that_seat_alone() -> None:
    """Nobody is out of a seat for holding the role that seats them there."""
    panel: Tree = [{"role": "owner", "need": 1}, {"role": "checker", "need": 1}]
    house = site(gate={"panel": panel, "apart": [["panel", "seat checker"]]})
    grant(house, "ann", "checker")
    house.do("bo", "RequestGate", gate="build")
    assert seats(house) == {"owner": ["abe", "al"], "checker": ["ann", "cy"]}


def appointing() -> House:
    """Bo may grant project roles; the treasurers' seat is kept apart from the requester's."""
    panel: Tree = [{"role": "treasurer", "need": 1}]
    decisions: Tree = {"go": {"to": "delivery"}, "hold": {"holds": True}}
    house = site(
        gate={
            "panel": panel,
            "apart": [["panel", "appointees"]],
            "decisions": decisions,
            "deadline": {"in": "2 days", "then": "hold"},
            "completes": "when_all_voted",
        }
    )
    grant(house, "bo", "pmo", ORG)
    return house


def test_whom_the_requester_appointed_is_out() -> None:
    """I4: granting the role, asking, and being approved by one's own appointee doesn't work."""
    house = appointing()
    grant(house, "dee", "treasurer", by="bo")
    house.do("bo", "RequestGate", gate="build")
    assert seats(house) == {"treasurer": ["tom"]}
    assert house.vote("tom", "build", "go")[-1] == "StageEntered"


def test_a_requesters_grant_is_judged_over_the_whole_history() -> None:
    """I4: it doesn't help to let a colleague ask this time."""
    house = appointing()
    grant(house, "cy", "builder")
    grant(house, "dee", "treasurer", by="bo")
    house.do("bo", "RequestGate", gate="build")
    house.do("bo", "WithdrawRequest", gate="build")
    house.do("cy", "RequestGate", gate="build")
    assert seats(house) == {"treasurer": ["tom"]}


def test_a_second_grant_by_somebody_else_makes_an_elector() -> None:
    """Only those who hold the role by the requester's grants alone are out."""
    house = site(gate={"apart": [["panel", "appointees"]]})
    grant(house, "bo", "pmo", ORG)
    grant(house, "dee", "sponsor", by="bo")
    grant(house, "eve", "sponsor", by="bo")
    grant(house, "eve", "sponsor", ORG)
    house.do("bo", "RequestGate", gate="build")
    assert seats(house) == {"owner": ["abe", "al", "ann", "eve"]}


def test_being_appointed_anew_during_the_round_counts_at_the_next_vote() -> None:
    """I4: revoked by the PMO and granted again by the requester, the elector is the requester's."""
    house = appointing()
    grant(house, "dee", "treasurer")
    house.do("bo", "RequestGate", gate="build")
    house.vote("tom", "build", "go")
    house.directory("RevokeRole", person="p-tom", role="treasurer", scope="project/shed")
    grant(house, "tom", "treasurer", by="bo")
    assert house.tick() == []
    happened = house.vote("dee", "build", "hold")
    assert happened[:3] == ["VoteCast", "ElectorRemoved", "VotesVoided"]
    assert house.project.rounds[0].decision == "hold"


def test_a_deadline_counts_nobody_who_is_out_by_now() -> None:
    """I4: waiting for the deadline is no way round it either."""
    house = appointing()
    grant(house, "dee", "treasurer")
    house.do("bo", "RequestGate", gate="build")
    house.vote("tom", "build", "go")
    house.directory("RevokeRole", person="p-tom", role="treasurer", scope="project/shed")
    grant(house, "tom", "treasurer", by="bo")
    house.at("2026-11-26T00:00:00.000000Z")
    assert house.tick() == [
        ["TimerFired", "ElectorRemoved", "VotesVoided", "RoundClosed", "ProjectHeld"]
    ]
    assert house.project.rounds[0].how == "deadline"


NO_SELF: Tree = [["panel", "requester"], ["requester", "authors"]]


def test_requester_and_authors_can_be_kept_apart() -> None:
    """I4: who wrote the evidence doesn't ask for the gate."""
    house = site(gate={"apart": NO_SELF, "requested_by": MANY})
    assert house.refused("bo", "RequestGate", gate="build") == "apart"
    assert house.do("cy", "RequestGate", gate="build") == ["RoundOpened"]


@pytest.mark.parametrize("withdrawn", [False, True])
def test_who_asked_does_not_become_an_author(withdrawn: bool) -> None:
    """I4: the pair holds after the request too, by one's own act or by being named an author."""
    house = site(gate={"apart": NO_SELF, "requested_by": MANY}, deliverables=BY_ALL)
    house.do("cy", "RequestGate", gate="build")
    if withdrawn:
        house.do("bo", "WithdrawRequest", gate="build")
    new: dict[str, Json] = {"deliverable": "drawing", "content": "2"}
    assert house.refused("cy", "SubmitDeliverable", **new) == "apart"
    assert house.refused("bo", "SubmitDeliverable", **new, authors=["p-cy"]) == "apart"
    assert house.do("bo", "SubmitDeliverable", **new)


def test_nobody_accepts_their_own_work() -> None:
    """I4: an author of the version, handing in or named before, can't judge it."""
    house = site(
        deliverables={"drawing": {"title": "Drawing", "by": MANY, "accepted_by": ["checker"]}}
    )
    grant(house, "dee", "checker")
    house.do("cy", "SubmitDeliverable", deliverable="drawing", content="2")
    assert house.refused("cy", "JudgeDeliverable", deliverable="drawing") == "apart"
    house.do("bo", "SubmitDeliverable", deliverable="drawing", content="3", authors=["p-eve"])
    grant(house, "eve", "checker")
    assert house.refused("eve", "JudgeDeliverable", deliverable="drawing") == "apart"
    assert house.do("dee", "JudgeDeliverable", deliverable="drawing") == ["DeliverableJudged"]


def test_nobody_is_put_out_of_a_panel_by_being_named() -> None:
    """I11: a requester can't rid themselves of a veto by calling who holds it a co-author."""
    panel: Tree = [
        {"role": "owner", "need": "any"},
        {"role": "treasurer", "need": 1, "veto": ["go"]},
        {"role": "neighbour", "advisory": True},
    ]
    house = opened(gate={"panel": panel})
    house.vote("tom", "build", "hold")
    new: dict[str, Json] = {"deliverable": "drawing", "content": "2"}
    for person in ("p-tom", "p-ann"):
        assert house.refused("bo", "SubmitDeliverable", **new, authors=[person]) == "apart"
    house.do("bo", "WithdrawRequest", gate="build")
    assert house.refused("bo", "SubmitDeliverable", **new, authors=["p-tom"]) == "apart"
    assert house.do("bo", "SubmitDeliverable", **new, authors=["p-dee", "p-ned"])


def test_nobody_loses_a_judgement_by_being_named() -> None:
    """I4: the strict one who would have to accept it can't be called its author either."""
    house = site(deliverables={"drawing": {"title": "x", "by": MANY, "accepted_by": ["checker"]}})
    new: dict[str, Json] = {"deliverable": "drawing", "content": "2"}
    assert house.refused("bo", "SubmitDeliverable", **new, authors=["p-cy"]) == "apart"
    assert house.do("cy", "SubmitDeliverable", **new, authors=["p-bo", "p-cy"])


def test_where_authors_may_sit_they_can_be_named() -> None:
    """Being named costs nothing where no pair keeps authors out."""
    house = site(gate={"apart": [["panel", "requester"]]})
    new: dict[str, Json] = {"deliverable": "drawing", "content": "2"}
    assert house.do("bo", "SubmitDeliverable", **new, authors=["p-ann"])


def test_bytes_keep_their_authors() -> None:
    """I4: returned and handed in again by a colleague, a file is still its author's."""
    house = site(
        deliverables={"drawing": {"title": "Drawing", "by": MANY, "accepted_by": ["checker"]}}
    )
    grant(house, "dee", "checker")
    new: dict[str, Json] = {"deliverable": "drawing", "content": "2"}
    house.do("cy", "SubmitDeliverable", **new)
    house.do("dee", "JudgeDeliverable", deliverable="drawing", verdict="return")
    house.do("bo", "SubmitDeliverable", **new)
    assert house.project.newest("drawing").authors == ("p-bo",)  # type: ignore[union-attr]
    assert house.refused("cy", "JudgeDeliverable", deliverable="drawing") == "apart"
    assert house.do("dee", "JudgeDeliverable", deliverable="drawing")


def test_votes_of_one_gate_bind_no_other() -> None:
    """A pair belongs to the gate that declares it."""
    house = site(gates=two_gates([["panel", "requester"]]))
    house.do("bo", "RequestGate", gate="plan")
    for person in VOTING:
        if house.project.open_round:
            house.vote(person, "plan", "go")
    house.do("bo", "RequestGate", gate="build")
    assert seats(house) == {"owner": ["abe", "al", "ann"]}
