"""Minutes: docs/notation.md 2.8, and what a dishonest recorder could try."""

from typing import cast

import pytest

from engine.audit.verify import verify
from engine.inbox import items
from engine.library import stepper_of
from engine.publishing import compile_candidate
from engine.rules import events as ev
from engine.rules.minutes import recorded_for
from tests.support.house import House
from tests.support.sheds import DELIVERABLES, ROLES, Gate, Tree, site
from tests.support.stairs import Step, climb

NONE = "0" * 64
MINUTES: dict[str, Tree] = {"title": "Minutes", "by": "clerk"}
PEOPLE: dict[str, Tree] = {**ROLES, "clerk": {"title": "Clerk"}, "chair": {"title": "Chair"}}


def board(gate: Gate = None, minutes: dict[str, Tree] = MINUTES) -> House:
    """A house in which sam, the clerk, has the minutes of the meeting on round 1 of `build`."""
    house = site(
        gate={"recorded_by": "clerk", **(gate or {})},
        roles=PEOPLE,
        deliverables={**DELIVERABLES, "minutes": minutes},
    )
    house.people(sam="clerk", cal="chair")
    house.do("bo", "RequestGate", gate="build")
    house.do("sam", "SubmitDeliverable", deliverable="minutes", content="they met")
    return house


def record(house: House, voter: str, choice: str, by: str = "sam", **args: Tree) -> list[str]:
    """An accepted record; the types of its events."""
    return house.do(by, "RecordVote", gate="build", voter=f"p-{voter}", choice=choice, **args)


def refused(house: House, voter: str, choice: str = "go", by: str = "sam", **args: Tree) -> str:
    """The code of a refused record."""
    given = {"gate": "build", "voter": f"p-{voter}", "choice": choice, **args}
    return house.refused(by, "RecordVote", **given)


def vote(house: House) -> ev.VoteCast:
    """The vote of the newest entry."""
    return cast("ev.VoteCast", house.events()[0])


def test_a_recorded_vote_is_the_voters_and_names_the_recorder() -> None:
    """It counts as any other; who typed it, from what, and for whom stands in the entry."""
    house = board()
    assert record(house, "ann", "go") == ["VoteCast"]
    minutes = house.project.newest("minutes")
    assert minutes
    told = vote(house)
    assert (told["voter"], told["principal"], told["seat"]) == ("p-ann", "p-ann", "owner")
    assert told["recorder"] == {"person": "p-sam", "minutes": minutes.digest}
    assert house.entries()[-1]["actor"] == "p-sam"
    assert record(house, "abe", "go") == ["VoteCast", "RoundClosed", "GatePassed", "StageEntered"]
    assert house.project.stage == "delivery.design"


def test_nobody_records_where_no_file_says_who_may() -> None:
    """A right that isn't declared nobody has."""
    house = board({"recorded_by": None})
    assert refused(house, "ann") == "not_permitted"


def test_only_a_recorder_records() -> None:
    """Neither the requester nor a voter of the panel is one by that."""
    house = board()
    for by in ("bo", "ann", "cy", "pat"):
        assert refused(house, "abe", by=by) == "not_permitted"


def test_a_recorder_with_a_part_in_the_decision_records_nothing() -> None:
    """I4: who asks, who wrote the evidence and who votes could else decide with one hand."""
    house = board()
    for name in ("bo", "abe"):
        house.directory("GrantRole", person=f"p-{name}", role="clerk", scope="project/shed")
        assert refused(house, "ann", by=name) == "apart"
    house = board({"apart": [["panel", "authors"]]})
    house.directory("GrantRole", person="p-bo", role="clerk", scope="project/shed")
    assert refused(house, "ann", by="bo") == "apart", "an author of the evidence"


def test_nobody_records_their_own_vote() -> None:
    """Who is there to type can vote in person, and then it is them who said so."""
    house = board()
    assert refused(house, "sam") == "record.own"


def test_only_electors_have_votes_to_record() -> None:
    """Minutes make nobody a member of the panel."""
    house = board()
    assert refused(house, "nobody") == "person.unknown"
    assert refused(house, "dee") == "not_in_electorate"
    assert refused(house, "tom", principal="p-ann") == "delegation.none"


def test_the_minutes_are_a_version_that_was_handed_in() -> None:
    """A digest of nothing proves nothing."""
    house = board()
    assert refused(house, "ann", minutes="a" * 64) == "minutes.unknown"


def test_what_is_judged_is_not_the_record_of_the_judgement() -> None:
    """The drawing was there before anybody met."""
    house = board()
    drawing = house.project.newest("drawing")
    assert drawing
    assert refused(house, "ann", minutes=drawing.digest) == "record.minutes"


def test_minutes_are_not_older_than_the_round() -> None:
    """What was decided at another meeting was not decided on this question."""
    house = board()
    house.do("bo", "WithdrawRequest", gate="build")
    house.at("2026-11-23T12:00:01.000000Z")
    house.do("bo", "RequestGate", gate="build")
    assert refused(house, "ann") == "record.minutes"
    house.do("sam", "SubmitDeliverable", deliverable="minutes", content="they met again")
    assert record(house, "ann", "go") == ["VoteCast"]


def test_minutes_that_need_acceptance_count_once_accepted() -> None:
    """Where a chair signs off the minutes, nothing is recorded before; nor from returned ones."""
    house = board(minutes={**MINUTES, "accepted_by": "chair"})
    assert refused(house, "ann") == "record.minutes"
    house.do("cal", "JudgeDeliverable", deliverable="minutes", verdict="return")
    assert refused(house, "ann") == "record.minutes"
    house.do("sam", "SubmitDeliverable", deliverable="minutes", content="corrected")
    house.do("cal", "JudgeDeliverable", deliverable="minutes")
    assert record(house, "ann", "go") == ["VoteCast"]


def test_nobody_is_recused_by_another_hand() -> None:
    """Who is out never comes back in a round, so only they can say it."""
    house = board()
    assert refused(house, "ann", "recuse") == "recuse.not_yours"


def test_a_record_replaces_no_vote_in_person() -> None:
    """The voter has the last word, before the record and after it."""
    house = board()
    house.vote("ann", "build", "hold")
    assert refused(house, "ann") == "vote.one_person"
    record(house, "abe", "go")
    house.vote("abe", "build", "hold")
    assert house.project.rounds[-1].decision == "hold"


def test_a_record_can_be_corrected_until_it_is_confirmed() -> None:
    """A slip of the pen is mended; what the voter stands by is theirs."""
    house = board()
    record(house, "ann", "hold")
    record(house, "ann", "go")
    house.do("ann", "ConfirmVote", gate="build")
    assert refused(house, "ann", "hold") == "vote.one_person"


def test_a_contested_vote_is_void_and_stays_void() -> None:
    """Else the recorder would write the same again until it closes the round."""
    house = board()
    record(house, "ann", "go")
    assert house.do("ann", "ContestVote", gate="build") == ["VoteContested", "VotesVoided"]
    assert house.project.rounds[-1].ballots == {}
    assert refused(house, "ann") == "record.contested"
    assert house.refused("ann", "ConfirmVote", gate="build") == "record.none"
    house.vote("ann", "build", "hold")
    house.vote("abe", "build", "hold")
    assert house.project.rounds[-1].decision == "hold"
    assert house.project.rounds[-1].contested() == ("p-ann",)


def test_a_contest_after_the_decision_stands_beside_it() -> None:
    """I9: a decided round never changes, and its record says for ever who denies it."""
    house = board()
    record(house, "ann", "go")
    record(house, "abe", "go")
    before = house.project
    assert house.do("ann", "ContestVote", gate="build") == ["VoteContested"]
    current = house.project.rounds[-1]
    assert (current.decision, current.how, house.project.stage) == (
        "go",
        "decided",
        "delivery.design",
    )
    assert current.contested() == ("p-ann",)
    assert before.rounds[-1].contested() == (), "the state before is untouched"
    assert house.refused("ann", "ContestVote", gate="build") == "record.answered"
    assert house.refused("ann", "ConfirmVote", gate="build") == "record.answered"


def test_a_vote_that_closed_the_project_can_be_contested() -> None:
    """The gravest decision must not be the one that nobody can deny."""
    house = board()
    record(house, "ann", "kill")
    record(house, "abe", "kill")
    assert house.project.standing == "closed"
    assert house.do("abe", "ContestVote", gate="build") == ["VoteContested"]
    assert house.do("ann", "ConfirmVote", gate="build") == ["VoteConfirmed"]


def test_an_answer_names_the_very_vote_that_was_read() -> None:
    """Who confirms a go must not be found to have confirmed a hold that was typed since."""
    house = board()
    record(house, "ann", "go")
    read = house._answer("ann")
    record(house, "ann", "hold")
    assert house.refused("ann", "ConfirmVote", gate="build", **read) == "record.changed"
    assert house.refused("ann", "ContestVote", gate="build", **read) == "record.changed"


def test_only_the_voter_answers_for_a_record() -> None:
    """Another's word is no confirmation, and no denial."""
    house = board()
    record(house, "ann", "go")
    ann = house._answer("ann")
    for by in ("abe", "sam", "bo"):
        assert house.refused(by, "ConfirmVote", gate="build", **ann) == "record.none"
        assert house.refused(by, "ContestVote", gate="build", **ann) == "record.none"
    assert house.refused("ann", "ConfirmVote", gate="build", round=9) == "round.none"
    house.vote("abe", "build", "hold")
    assert house.refused("abe", "ConfirmVote", gate="build") == "record.none", "not a record"


def test_recorded_votes_are_void_like_any_when_the_dossier_changes() -> None:
    """I7: the meeting judged another dossier."""
    house = board()
    record(house, "ann", "go")
    house.do("bo", "SubmitDeliverable", deliverable="drawing", content="second")
    assert house.project.rounds[-1].ballots == {}
    assert refused(house, "ann", material="0" * 64) == "vote.stale"


def test_a_lent_vote_is_recorded_under_both_names() -> None:
    """Three people can be named, each in their place, and the delegate answers for the vote."""
    house = board()
    house.tell(
        "ann",
        "Delegate",
        to="p-dee",
        role="sponsor",
        scope="organisation",
        since="2026-11-23",
        until="2026-12-01",
    )
    assert record(house, "dee", "go", principal="p-ann") == ["VoteCast"]
    told = vote(house)
    assert (told["voter"], told["principal"], told["delegation"]) == ("p-dee", "p-ann", 1)
    assert house.refused("ann", "ConfirmVote", gate="build") == "record.none"
    assert house.do("dee", "ConfirmVote", gate="build") == ["VoteConfirmed"]


def test_the_order_of_checks() -> None:
    """Gate, right, round, voter, minutes, recorder, choice, what the voter said; then as a vote."""
    house = board()
    house.directory("GrantRole", person="p-abe", role="clerk", scope="project/shed")
    record(house, "ann", "hold")
    house.do("ann", "ContestVote", gate="build")
    house.vote("al", "build", "hold")
    old = house.project.newest("drawing")
    new = house.project.newest("minutes")
    assert old
    assert new
    ballot = {**house._ballot("ann", "build"), "material": "0" * 64, "principal": "p-none"}
    climb(
        house,
        "RecordVote",
        "bo",
        {**ballot, "gate": "x", "choice": "recuse", "round": 9, "voter": "p-zoe", "minutes": NONE},
        [
            Step("gate.unknown", args={"gate": "build"}),
            Step("not_permitted", by="abe"),
            Step("round.none", args={"round": 1}),
            Step("person.unknown", args={"voter": "p-abe"}),
            Step("record.own", args={"voter": "p-ann"}),
            Step("minutes.unknown", args={"minutes": old.digest}),
            Step("record.minutes", args={"minutes": new.digest}),
            Step("apart", by="sam"),
            Step("recuse.not_yours", args={"choice": "x"}),
            Step("record.contested", args={"voter": "p-al", "principal": "p-al"}),
            Step("vote.one_person", args={"voter": "p-cy", "principal": "p-none"}),
            Step("person.unknown", args={"voter": "p-dee", "principal": "p-dee"}),
            Step("not_in_electorate", args={"voter": "p-abe", "principal": "p-abe"}),
            Step("decision.unknown", args={"choice": "go"}),
            Step(
                "vote.stale", args=lambda one: {"material": one._ballot("abe", "build")["material"]}
            ),
        ],
    )


def test_an_inbox_shows_what_was_recorded_until_it_is_answered() -> None:
    """Also when all is decided: who wasn't there learns what they are said to have voted."""
    house = board()
    record(house, "ann", "go")
    record(house, "abe", "go")
    assert [(one.kind, one.decisions) for one in items(house.world, "p-ann")] == [
        ("confirm", ("go",))
    ]
    with house.store.read() as reader:
        assert [(one.stream, one.row.round) for one in reader.records_due("p-ann")] == [
            ("project/shed", 1)
        ]
    house.do("ann", "ConfirmVote", gate="build")
    assert list(items(house.world, "p-ann")) == []
    with house.store.read() as reader:
        assert list(reader.records_due("p-ann")) == []


@pytest.mark.parametrize("answer", ["ConfirmVote", "ContestVote"])
def test_every_report_counts_what_came_from_minutes(answer: str) -> None:
    """A reader of the verification need not look for it."""
    house = board()
    record(house, "ann", "go")
    record(house, "abe", "go")
    house.do("ann", answer, gate="build")
    with house.store.read() as reader:
        report = verify(
            reader, compiler=compile_candidate, machine=stepper_of, evidence=lambda _: "missing"
        )
    assert report.ok, report.findings
    assert report.marks[0].startswith("2 votes entered from minutes by a recorder: ")
    contested = [one for one in report.marks if one.startswith("Contested: the vote of p-ann")]
    assert len(contested) == (answer == "ContestVote")


def test_a_confirmation_lends_its_proof_to_an_open_round_only() -> None:
    """What is closed keeps the assurance it had; the state of a vote says what was said of it."""
    house = board({"panel": [{"role": "owner", "need": "all"}]})
    record(house, "ann", "go")
    house.do("ann", "ConfirmVote", gate="build")
    found = recorded_for(house.project.rounds[-1], "p-ann")
    assert found
    assert (found.word, found.is_recorded) == ("confirmed", False)
