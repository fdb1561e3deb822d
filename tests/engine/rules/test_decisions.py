"""What a decision does, and when a round closes: docs/notation.md 2.3, 2.5 to 2.7."""

import pytest

from engine.canonical import Json
from tests.support.house import House
from tests.support.sheds import Tree, opened, site

ONE: Tree = [{"role": "treasurer", "need": 1}]
STAGES: Tree = {
    "planning": {"initial": True},
    "delivery": {"by": "builder", "sequence": {"design": {}, "build": {}}},
    "closing": {},
    "done": {"closes": "completed"},
}
MOVES: Tree = {
    "finish": {"from": "delivery.build", "to": "done", "by": "builder"},
    "end": {"from": "closing", "to": "done", "by": "builder"},
}
DECISIONS: Tree = {
    "drop": {"is": "kill", "closes": "killed"},
    "wind_up": {"is": "kill", "to": "closing"},
    "again": {"is": "recycle", "to": "planning"},
    "wait": {"is": "recycle", "stays": True},
    "hold": {"holds": True, "review_in": "30 days"},
    "pause": {"is": "hold", "holds": True},
    "accept": {"is": "go", "stays": True},
    "finish": {"is": "go", "closes": "delivered"},
    "skip": {"is": "go", "to": "done"},
    "go": {"to": "delivery"},
}


def deciding(choice: str) -> House:
    """A project after one person decided its gate."""
    gate: dict[str, Tree] = {"panel": ONE, "decisions": DECISIONS}
    house = opened(gate=gate, stages=STAGES, moves=MOVES)
    house.vote("tom", "build", choice)
    return house


@pytest.mark.parametrize(
    ("choice", "passed", "events", "stage", "standing"),
    [
        ("drop", False, ["ProjectClosed"], "planning", "closed"),
        ("wind_up", False, ["StageEntered"], "closing", "active"),
        ("again", False, ["StageEntered"], "planning", "active"),
        ("wait", False, [], "planning", "active"),
        ("hold", False, ["ProjectHeld"], "planning", "held"),
        ("pause", False, ["ProjectHeld"], "planning", "held"),
        ("accept", True, [], "planning", "active"),
        ("finish", True, ["ProjectClosed"], "planning", "closed"),
        ("skip", True, ["StageEntered", "ProjectClosed"], "done", "closed"),
        ("go", True, ["StageEntered"], "delivery.design", "active"),
    ],
)
def test_each_effect_happens_in_the_entry_of_the_vote(
    choice: str,
    passed: bool,
    events: list[str],
    stage: str,
    standing: str,
) -> None:
    """I9, I12: the vote that settles it closes the round, once; only approvals pass the gate."""
    house = deciding(choice)
    happened = [event["type"] for event in house.events()]
    assert happened == ["VoteCast", "RoundClosed", *(["GatePassed"] if passed else []), *events]
    project = house.project
    assert (project.stage, project.standing) == (stage, standing)
    assert (project.rounds[0].how, project.rounds[0].decision) == ("decided", choice)


def test_a_recycle_is_a_new_visit_and_staying_is_none() -> None:
    """Going back begins again; waiting goes on."""
    assert deciding("again").project.visits == {"planning": 2}
    assert deciding("wait").project.visits == {"planning": 1}


def test_a_closed_round_says_what_was_counted() -> None:
    """By seat and choice; the dossier it closed on; how well its voters are known."""
    panel: Tree = [
        {"role": "owner", "need": "majority of electorate"},
        {"role": "treasurer", "need": 1},
        {"role": "neighbour", "advisory": True},
    ]
    house = opened(gate={"panel": panel})
    house.vote("ned", "build", "kill")
    house.vote("ann", "build", "abstain")
    house.vote("tom", "build", "go")
    house.vote("al", "build", "go")
    house.vote("abe", "build", "go")
    dossier = house.entries()[2]["events"][0]["dossier"]
    assert house.events()[1] == {
        "type": "RoundClosed",
        "round": 1,
        "gate": "build",
        "how": "decided",
        "decision": "go",
        "counts": {
            "owner": {"abstain": 1, "go": 2},
            "treasurer": {"go": 1},
            "neighbour": {"kill": 1},
        },
        "dossier": dossier,
        "assurance": "asserted",
    }


def test_every_seat_must_agree() -> None:
    """I1: a decision stands when the need of every voting seat is met for it."""
    panel: Tree = [{"role": "owner", "need": "any"}, {"role": "treasurer", "need": 1}]
    house = opened(gate={"panel": panel})
    house.vote("ann", "build", "go")
    house.vote("tom", "build", "kill")
    assert house.project.open_round
    house.vote("abe", "build", "kill")
    assert house.project.outcome == "killed"


def test_of_what_can_win_the_first_listed_wins() -> None:
    """2.5: with any vote enough, the order of the file decides, and the round waits for it."""
    panel: Tree = [{"role": "owner", "need": "any"}]
    decisions: Tree = {"kill": {"closes": "killed"}, "hold": {"holds": True}, "go": {"stays": True}}
    house = opened(gate={"panel": panel, "decisions": decisions})
    house.vote("ann", "build", "go")
    house.vote("abe", "build", "hold")
    assert house.project.open_round, "al may still kill it"
    house.vote("al", "build", "abstain")
    assert house.project.rounds[0].decision == "hold"


def test_a_round_closes_as_soon_as_nothing_can_change_it() -> None:
    """`when_known`: two of three are enough."""
    house = opened()
    house.vote("ann", "build", "go")
    assert house.vote("abe", "build", "go")[1] == "RoundClosed"
    code = house.refused("al", "CastVote", gate="build", choice="kill")
    assert code == "round.closed"


def test_a_round_can_wait_for_everybody() -> None:
    """`when_all_voted`: for every elector of a voting seat; advice isn't waited for."""
    panel: Tree = [{"role": "owner", "need": 2}, {"role": "neighbour", "advisory": True}]
    house = opened(gate={"panel": panel, "completes": "when_all_voted"})
    house.vote("ann", "build", "go")
    house.vote("abe", "build", "go")
    assert house.project.open_round
    house.vote("ann", "build", "kill")
    house.vote("al", "build", "abstain")
    assert (house.project.rounds[0].how, house.project.rounds[0].decision) == ("otherwise", "hold")


def test_a_veto_can_not_be_outvoted() -> None:
    """I11: the round waits for who may veto, and no number of others passes against them."""
    panel: Tree = [
        {"role": "owner", "need": 2},
        {"role": "treasurer", "need": "any", "veto": ["go"]},
    ]
    house = site(gate={"panel": panel})
    house.directory("GrantRole", person="p-dee", role="treasurer", scope="project/shed")
    house.do("bo", "RequestGate", gate="build")
    for person in ("dee", "ann", "abe", "al"):
        house.vote(person, "build", "go")
    assert house.project.open_round, "tom sits where there is a veto"
    house.vote("tom", "build", "hold")
    assert (house.project.rounds[0].how, house.project.rounds[0].decision) == ("otherwise", "hold")


def test_a_veto_that_was_not_used_keeps_nothing_open() -> None:
    """2.5: when everybody in its seat has voted, the others needn't."""
    panel: Tree = [
        {"role": "owner", "need": 2},
        {"role": "treasurer", "need": 1, "veto": ["go"]},
    ]
    house = opened(gate={"panel": panel})
    for person in ("tom", "ann", "abe"):
        house.vote(person, "build", "go")
    assert house.project.rounds[0].decision == "go"


def test_a_veto_taken_back_in_time_vetoes_nothing() -> None:
    """I11: the last vote of the seat counts."""
    panel: Tree = [
        {"role": "owner", "need": 3},
        {"role": "treasurer", "need": "any", "veto": ["go"]},
    ]
    house = opened(gate={"panel": panel})
    house.vote("tom", "build", "hold")
    house.vote("tom", "build", "go")
    for person in ("ann", "abe", "al"):
        house.vote(person, "build", "go")
    assert house.project.rounds[0].decision == "go"


def asking(fails_on: str) -> House:
    """The panel answers one question; all three owners are needed."""
    must: Tree = {"safe": {"ask": "Safe?", "answered_by": "panel", "fails_on": fails_on}}
    decisions: Tree = {"go": {"to": "delivery"}, "hold": {"holds": True}}
    panel: Tree = [{"role": "owner", "need": "all"}]
    return opened(gate={"must": must, "panel": panel, "decisions": decisions})


def test_a_single_no_can_end_it() -> None:
    """I1: nothing mends a question that one no fails, so the round ends with it."""
    house = asking("any_no")
    house.vote("abe", "build", "go", answers={"safe": True})
    house.vote("ann", "build", "go", answers={"safe": False})
    assert (house.project.rounds[0].how, house.project.rounds[0].decision) == ("otherwise", "hold")


def test_most_noes_are_more_than_half() -> None:
    """I1: one of three is outvoted, two of three are not."""
    for noes, decision in [(1, "go"), (2, "hold")]:
        house = asking("most_no")
        for number, person in enumerate(("ann", "abe", "al")):
            house.vote(person, "build", "go", answers={"safe": number >= noes})
        assert house.project.rounds[0].decision == decision


def test_an_unanswered_question_keeps_an_approval_open() -> None:
    """2.5: with questions, no approval is sure before every voter of a voting seat voted."""
    must: Tree = {"safe": {"ask": "Safe?", "answered_by": "panel"}}
    house = opened(gate={"must": must, "panel": [{"role": "owner", "need": 2}]})
    house.vote("ann", "build", "go", answers={"safe": True})
    house.vote("abe", "build", "go", answers={"safe": True})
    assert house.project.open_round
    house.vote("al", "build", "kill", answers={"safe": False})
    assert house.project.rounds[0].decision == "hold"


def test_a_score_below_the_mark_approves_nothing() -> None:
    """I1: every voter of a voting seat counts in it, whatever they voted for."""
    score: Tree = {
        "scale": "0..10",
        "of": {"use": {"ask": "Useful?"}},
        "combine": "mean",
        "pass": "60%",
    }
    for last, decision in [(6, "go"), (5, "hold")]:
        house = opened(gate={"score": score, "panel": [{"role": "owner", "need": 2}]})
        for person, choice, points in [("ann", "go", 6), ("abe", "go", 6), ("al", "kill", last)]:
            house.vote(person, "build", choice, scores={"use": points})
        assert house.project.rounds[0].decision == decision, last


def test_approvals_need_a_gate_that_is_ready_at_the_end() -> None:
    """I1: what was ready when the others voted may not be when the last one does."""
    fields: Tree = {"day": {"type": "date", "by": "builder"}}
    must: Tree = {"early": {"when": "today < day"}}
    house = site(gate={"must": must, "panel": [{"role": "owner", "need": 2}]}, fields=fields)
    house.do("bo", "SetFields", fields={"day": "2026-11-24"})
    house.do("bo", "RequestGate", gate="build")
    house.vote("ann", "build", "go")
    house.vote("abe", "build", "abstain")
    house.at("2026-11-24T00:00:00.000000Z")
    assert house.refused("al", "CastVote", gate="build", choice="go") == "criterion.failed"
    house.vote("al", "build", "abstain")
    assert house.project.rounds[0].decision == "hold"


# Deadlines

DUE = "2026-11-26T00:00:00.000000Z"
BEFORE = "2026-11-25T23:59:59.999999Z"


def timed(then: str, *, silence: bool = False, **gate: Tree) -> House:
    """A round of three owners with a deadline of two days."""
    deadline: dict[str, Tree] = {"in": "2 days", "then": then}
    if silence:
        deadline["silence"] = "approves"
    given: dict[str, Tree] = {"deadline": deadline, "panel": [{"role": "owner", "need": 2}], **gate}
    return opened(gate=given)


def ended(house: House) -> tuple[str | None, str | None]:
    """How the round ended when its deadline had come."""
    house.at(DUE)
    house.tick()
    return house.project.rounds[0].how, house.project.rounds[0].decision


def test_a_vote_counts_before_the_deadline_and_not_at_it() -> None:
    """I8: to the microsecond; at the due instant the timer comes first."""
    house = timed("hold")
    house.vote("ann", "build", "go")
    house.at(BEFORE)
    assert house.tick() == []
    assert house.vote("abe", "build", "go")[1] == "RoundClosed"
    late = timed("hold")
    late.vote("ann", "build", "go")
    late.at(DUE)
    late.tick()
    assert late.refused("abe", "CastVote", gate="build", choice="go") == "round.closed"


def test_at_the_deadline_what_stands_by_the_votes_cast_wins() -> None:
    """2.6: taken as if nobody else would vote; else the decision it names."""
    house = timed("kill", completes="when_all_voted")
    house.vote("ann", "build", "go")
    house.vote("abe", "build", "go")
    assert ended(house) == ("deadline", "go")
    none = timed("kill")
    none.vote("ann", "build", "go")
    assert ended(none) == ("deadline", "kill")
    assert none.project.outcome == "killed"


def test_silence_approves_only_where_it_is_asked_for_and_is_marked() -> None:
    """2.6: and only if the approval is permitted: ready, unvetoed, no question failed."""
    house = timed("go", silence=True)
    assert ended(house) == ("silence", "go")
    assert [event["type"] for event in house.events()] == [
        "TimerFired",
        "RoundClosed",
        "GatePassed",
        "StageEntered",
    ]
    assert house.events()[1]["assurance"] is None  # type: ignore[typeddict-item]
    assert house.project.stage == "delivery.design"


def test_silence_does_not_overrule_a_veto() -> None:
    """I11: then it is `otherwise`, by the deadline."""
    panel: Tree = [{"role": "owner", "need": 2, "veto": ["go"]}]
    house = timed("go", silence=True, panel=panel, otherwise="recycle")
    house.vote("ann", "build", "kill")
    assert ended(house) == ("deadline", "recycle")


def test_silence_does_not_stand_for_an_answer_or_a_score() -> None:
    """I1: a question that failed and a score that nobody gave keep the gate shut."""
    must: Tree = {"safe": {"ask": "Safe?", "answered_by": "panel"}}
    house = timed("go", silence=True, must=must)
    house.vote("ann", "build", "kill", answers={"safe": False})
    assert ended(house) == ("deadline", "hold")
    score: Tree = {
        "scale": "0..10",
        "of": {"use": {"ask": "Useful?"}},
        "combine": "mean",
        "pass": "60%",
    }
    assert ended(timed("go", silence=True, score=score)) == ("deadline", "hold")


def test_silence_about_something_else_approves_nothing() -> None:
    """I7: evidence put in at the last moment was seen by nobody, so nobody agreed to it."""
    house = timed("go", silence=True)
    house.at(BEFORE)
    house.do("bo", "SubmitDeliverable", deliverable="drawing", content="2")
    assert ended(house) == ("deadline", "hold")


def test_no_objection_is_swept_away_before_silence() -> None:
    """I11: a change to and fro voids the votes against, and silence would do the rest."""
    house = timed("go", silence=True, panel=[{"role": "owner", "need": 2, "veto": ["go"]}])
    house.vote("ann", "build", "kill")
    house.at(BEFORE)
    house.do("bo", "SubmitDeliverable", deliverable="drawing", content="2")
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    assert not house.project.rounds[0].ballots
    assert ended(house) == ("deadline", "hold")


def test_a_change_to_and_fro_that_nobody_voted_on_keeps_silence() -> None:
    """What is approved is what was asked, and nobody said otherwise meanwhile."""
    house = timed("go", silence=True)
    house.do("bo", "SubmitDeliverable", deliverable="drawing", content="2")
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    assert ended(house) == ("silence", "go")


def test_silence_does_not_make_a_gate_ready() -> None:
    """I1: evidence that expired meanwhile approves nothing."""
    drawing: Tree = {"title": "Drawing", "by": "builder", "valid_for": "1 days"}
    deadline: Tree = {"in": "2 days", "then": "go", "silence": "approves"}
    house = opened(gate={"deadline": deadline}, deliverables={"drawing": drawing})
    assert ended(house) == ("deadline", "hold")


def test_a_deadline_voids_what_was_cast_on_another_dossier() -> None:
    """I7: a waiver ran out before the deadline, so nobody voted on what there is now."""
    house = site(
        gate={
            "deadline": {"in": "2 days", "then": "hold"},
            "completes": "when_all_voted",
            "evidence": ["drawing"],
            "waived_by": "neighbour",
            "panel": [{"role": "owner", "need": 2}],
        }
    )
    until: dict[str, Json] = {"gate": "build", "item": "drawing", "until": "2026-11-24"}
    house.do("ned", "WaiveItem", **until)
    house.do("bo", "RequestGate", gate="build")
    house.vote("ann", "build", "go")
    house.vote("abe", "build", "go")
    house.at(DUE)
    assert house.tick() == [["TimerFired", "VotesVoided", "RoundClosed", "ProjectHeld"]]
    assert house.events()[1]["changed"] == ["gates.build"]  # type: ignore[typeddict-item]
