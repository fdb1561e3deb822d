"""Tiers and completion (docs/notation.md 2.3, 2.5): who votes when, and what can still come of it.

The count is held against every order in which the rest could still vote.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, cast

import pytest
from hypothesis import given, strategies as st

from engine.canonical import Json
from engine.methodology.gate_tables import Gate as GateTable, Seat
from engine.methodology.grammar import parse_need
from engine.rules.commands import Command
from engine.rules.events import VoteCast
from engine.rules.explain import explain
from engine.rules.fix import PROOF
from engine.rules.outcome import tally
from engine.rules.panel import APPROVALS, Tally
from engine.rules.refusal import Refusal
from tests.support.house import House
from tests.support.sheds import Gate, Tree, site

HERE = "project/shed"
REVIEW: dict[str, Tree] = {"role": "checker", "advisory": True, "completes": "all"}
BOARD: dict[str, Tree] = {"role": "owner", "need": 2, "tier": 2}


def house_of(*seats: Tree, gate: Gate = None, **roles: str) -> House:
    """A house with an open round of a panel; roles give people further roles here."""
    house = site(gate={"panel": list(seats), **(gate or {})})
    for person, names in roles.items():
        for role in names.split():
            house.directory("GrantRole", person=f"p-{person}", role=role, scope=HERE)
    house.do("bo", "RequestGate", gate="build")
    return house


def told(house: House, by: str, **args: Json) -> Refusal:
    """The refusal of a vote."""
    answer = house.ask(by, "CastVote", gate="build", **{"choice": "go", **args})
    assert isinstance(answer, Refusal)
    return answer


def test_a_later_tier_waits_for_an_earlier_one() -> None:
    """The board decides on a review that is there, not on one that may still come."""
    house = house_of(REVIEW, BOARD, dee="checker")
    refusal = told(house, "ann")
    assert (refusal.code, refusal.address) == ("tier.open", "gates.build.panel.checker")
    assert "p-cy, p-dee" in refusal.message
    assert house.refused("ann", "CastVote", gate="build", choice="go") == "tier.open"
    house.vote("cy", "build", "recycle")
    assert told(house, "ann").message.endswith("checker, which waits for p-dee")
    house.vote("dee", "build", "abstain")
    house.vote("ann", "build", "go")
    cast_vote = house.events()[0]
    assert (cast_vote["type"], cast_vote.get("tier")) == ("VoteCast", 2)
    assert house.vote("abe", "build", "go")[:3] == ["VoteCast", "RoundClosed", "GatePassed"]


def test_a_number_completes_a_seat_too() -> None:
    """Two of three reviewers are enough where the file says so."""
    house = house_of({**REVIEW, "completes": 2}, BOARD, dee="checker", eve="checker")
    house.vote("cy", "build", "go")
    assert told(house, "ann").code == "tier.open"
    house.vote("eve", "build", "go")
    assert house.vote("ann", "build", "go") == ["VoteCast"]


def test_a_voting_seat_has_spoken_when_it_met_a_need_or_all_have_voted() -> None:
    """For whichever decision: a tier that disagrees must not keep the next from speaking."""
    first: Tree = {"role": "checker", "need": 2}
    for votes, code in ((["go", "go"], None), (["go", "hold"], "tier.open")):
        house = house_of(first, BOARD, dee="checker", eve="checker")
        for person, choice in zip(("cy", "dee"), votes, strict=True):
            house.vote(person, "build", choice)
        if code:
            assert told(house, "ann").code == code
            house.vote("eve", "build", "abstain")
            # Nobody is left there and nothing is met, so nothing can be decided any more.
            assert house.project.rounds[0].how == "otherwise"
        else:
            assert house.vote("ann", "build", "go") == ["VoteCast"]


def test_everybody_may_stand_aside_before_their_turn() -> None:
    """A conflict of interest is said when it is known, not when it is one's turn."""
    house = house_of(REVIEW, BOARD)
    assert house.vote("ann", "build", "recuse")[:2] == ["VoteCast", "ElectorRemoved"]


def test_no_review_is_skipped_by_standing_aside() -> None:
    """I1: a review of nobody is no review; the round ends, and not in an approval."""
    house = house_of(REVIEW, {**BOARD, "need": 1}, dee="checker")
    house.vote("cy", "build", "recuse")
    assert told(house, "ann").code == "tier.open"
    assert house.vote("dee", "build", "recuse")[-2:] == ["RoundClosed", "ProjectHeld"]
    assert house.project.rounds[0].how == "otherwise"


def test_a_number_that_a_recusal_puts_out_of_reach_ends_the_round() -> None:
    """As with a need: who is gone doesn't make the number smaller."""
    house = house_of({**REVIEW, "completes": 2}, BOARD, dee="checker")
    assert house.vote("cy", "build", "recuse")[-2:] == ["RoundClosed", "ProjectHeld"]
    assert house.project.rounds[0].how == "otherwise"


def test_a_review_that_falls_apart_later_keeps_the_gate_from_being_passed() -> None:
    """I1: votes of the board stand, and an approval still rests on a review that isn't there."""
    house = house_of({**REVIEW, "completes": 2}, BOARD, dee="checker")
    house.vote("cy", "build", "go")
    house.vote("dee", "build", "go")
    house.vote("ann", "build", "go")
    house.directory("RevokeRole", person="p-dee", role="checker", scope=HERE)
    (entry,) = house.due()
    kinds = [event["type"] for event in entry["events"]]
    assert kinds == ["ElectorRemoved", "VotesVoided", "RoundClosed", "ProjectHeld"]
    assert house.project.rounds[0].how == "otherwise"


def test_the_same_tier_can_be_voted_in_at_once_and_passes_nothing_alone() -> None:
    """Without tiers a review may come after the votes; only the approval waits for it."""
    house = house_of(REVIEW, {"role": "owner", "need": 1})
    assert house.vote("ann", "build", "go") == ["VoteCast"]
    for person in ("abe", "al"):
        assert house.vote(person, "build", "go") == ["VoteCast"]
    closing = house.vote("cy", "build", "recycle")
    assert closing == ["VoteCast", "RoundClosed", "GatePassed", "StageEntered"]


def test_what_is_no_approval_needs_no_review_of_its_own_tier() -> None:
    """Rejecting early costs nobody anything."""
    two: Tree = {"recycle": {"stays": True}, "go": {"to": "delivery"}}
    gate: Gate = {"decisions": two, "otherwise": "recycle"}
    house = house_of(REVIEW, {"role": "owner", "need": 1}, gate=gate)
    assert house.vote("ann", "build", "recycle") == ["VoteCast", "RoundClosed"]
    assert house.project.rounds[0].decision == "recycle"


def test_a_vote_that_would_open_ones_own_later_tier_is_not_counted_for_it() -> None:
    """One person, one vote: moving it to the second tier takes it out of the first."""
    one: dict[str, Tree] = {**REVIEW, "role": "neighbour"}
    house = house_of(one, BOARD, ann="neighbour")
    house.vote("ned", "build", "go")
    house.vote("ann", "build", "go", seat="neighbour")
    assert told(house, "ann", seat="owner").code == "tier.open"
    assert house.vote("abe", "build", "go") == ["VoteCast"]


def test_by_default_a_vote_counts_where_it_is_ones_turn() -> None:
    """Who sits in two tiers needn't say which; a seat that isn't open comes second."""
    house = house_of({**BOARD, "need": 1}, {**REVIEW, "completes": 1}, ann="checker")
    house.vote("ann", "build", "go")
    assert house.project.rounds[0].ballots["p-ann"].vote["seat"] == "checker"
    house.vote("abe", "build", "go")
    assert house.project.rounds[0].ballots["p-abe"].vote["seat"] == "owner"


def test_a_panel_whose_review_nobody_can_give_opens_no_round() -> None:
    """What never completes is said before anybody votes."""
    for completes, role in (("all", "treasurer"), (2, "checker")):
        seat: Tree = {**REVIEW, "role": role, "completes": completes}
        house = site(gate={"panel": [seat, BOARD]})
        if role == "treasurer":
            house.directory("RevokeRole", person="p-tom", role="treasurer", scope=HERE)
        answer = house.ask("bo", "RequestGate", gate="build")
        assert isinstance(answer, Refusal)
        assert answer.code == "panel.short"
        assert f"{role} must have completed" in answer.message


def test_at_the_deadline_nothing_is_approved_without_the_review() -> None:
    """I8: neither by the votes there are nor by silence."""
    late = "2026-12-23T12:00:00.000000Z"
    for then, silence in (("hold", None), ("go", "approves")):
        due: dict[str, Tree] = {"in": "3 days", "then": then, "silence": silence}
        kept: Tree = {key: value for key, value in due.items() if value}
        house = house_of(REVIEW, {"role": "owner", "need": 1}, gate={"deadline": kept})
        house.vote("ann", "build", "go")
        house.at(late)
        (entry, *_) = house.due()
        assert [one["type"] for one in entry["events"]][-2:] == ["RoundClosed", "ProjectHeld"]
        ended = house.project.rounds[0]
        assert (ended.how, ended.decision) == ("deadline", "hold")


def test_why_says_who_must_vote_first() -> None:
    """The acts are in an order that works, and each of them is needed."""
    house = house_of(REVIEW, {**BOARD, "need": 1}, dee="checker")
    args: dict[str, Json] = {**house._ballot("ann", "build"), "gate": "build", "choice": "go"}
    command = Command("why", "CastVote", args, "p-ann", PROOF)
    refusal = told(house, "ann")
    helped = explain(house.world, command, refusal)
    assert [(act.command, act.people, act.args["seat"]) for act in helped.acts] == [
        ("CastVote", ("p-cy",), "checker"),
        ("CastVote", ("p-dee",), "checker"),
    ]


ROOT = Path(__file__).parents[3]


def _rows() -> list[list[str]]:
    page = (ROOT / "docs" / "notation.md").read_text("utf-8")
    table = page[page.index("| review | board |") :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in table]


@pytest.mark.parametrize(("review", "board", "turn", "could", "result"), _rows())
def test_the_truth_table_of_two_tiers(
    review: str, board: str, turn: str, could: str, result: str
) -> None:
    """The table of the page, row by row: whose turn it is, what could stand, what it comes to."""
    letters = {"g": "go", "h": "hold", "a": "abstain", "v": "hold"}
    marks = {"review": review.split(), "board": board.split()}
    electors = {
        seat: [f"{seat}{n}" for n, mark in enumerate(given) if mark != "r"]
        for seat, given in marks.items()
    }
    votes = {
        f"{seat}{n}": ballot(seat, letters[mark])
        for seat, given in marks.items()
        for n, mark in enumerate(given)
        if mark in letters
    }
    seats = [seat_of("review", 1, None, "all"), seat_of("board", 2, 1, None)]
    two = gate_of(seats, ("hold", "go"))
    count = Tally(two, electors, votes, ready=True)
    found = tally(count)
    assert turn == ", ".join(one["id"] for one in seats if not count.before(one["tier"]))
    standing = [one["id"] for one in two["decisions"] if count.could_stand(one)]
    assert could == (", ".join(standing) or "none")
    assert result == (found.decision if found.how == "decided" else found.how)


def test_the_table_has_a_row_for_everything_that_can_happen() -> None:
    """A row that is missing, or not found, would make the test above pass without a word."""
    assert len(_rows()) == 11
    assert {row[4] for row in _rows()} == {"pending", "go", "hold", "otherwise"}


# Every order in which the rest could still vote


class Made(NamedTuple):
    """A panel of seats with tiers, and some votes that were cast in their turn."""

    gate: GateTable
    electors: dict[str, list[str]]
    votes: dict[str, VoteCast]


KINDS: tuple[Literal["go", "recycle"], ...] = ("recycle", "go")
CHOICES = (*KINDS, "abstain")
EFFECT: Json = {"kind": "stays", "to": None, "outcome": None, "review_in": None}


def seat_of(name: str, tier: int, need: object, completes: object) -> Seat:
    """A seat; need None makes it advisory."""
    found: dict[str, object] = {
        "id": name,
        "role": name,
        "need": None if need is None else parse_need(need),
        "veto": [],
        "when": None,
        "advisory": need is None,
        "at": name,
        "tier": tier,
    }
    if completes:
        found["completes"] = completes
    return cast("Seat", found)


def gate_of(seats: Sequence[Seat], kinds: Sequence[str] = KINDS) -> GateTable:
    """A gate, as far as the count reads it."""
    decisions = [{"id": one, "kind": one, "effect": EFFECT, "conditions": None} for one in kinds]
    found = {"panel": seats, "decisions": decisions, "otherwise": kinds[0], "must": ()}
    return cast("GateTable", {**found, "score": None, "when_all_voted": False})


def ballot(seat: str, choice: str) -> VoteCast:
    """A vote, as far as the count reads it."""
    bare = {"seat": seat, "choice": choice, "answers": {}, "scores": {}, "conditions": []}
    return cast("VoteCast", bare)


def turns(made: Made) -> Iterator[tuple[str, str]]:
    """Who can vote in which seat now, by the words of the page and nothing else."""
    for seat in made.gate["panel"]:
        earlier = [one for one in made.gate["panel"] if one["tier"] < seat["tier"]]
        if all(spoken(made, one) for one in earlier):
            for person in made.electors[seat["id"]]:
                if person not in made.votes:
                    yield person, seat["id"]


def spoken(made: Made, seat: Seat) -> bool:
    """Whether a seat is complete, and met a need or has nobody left."""
    here = [vote["choice"] for vote in made.votes.values() if vote["seat"] == seat["id"]]
    people = made.electors[seat["id"]]
    need = seat["need"]
    met = need is not None and any(here.count(one) >= need["number"] for one in KINDS)
    silent = need is None or met or all(person in made.votes for person in people)
    return complete(made, seat) and silent


def complete(made: Made, seat: Seat) -> bool:
    """Whether a seat with `completes` has the votes it must have."""
    here = [vote for vote in made.votes.values() if vote["seat"] == seat["id"]]
    wanted = seat.get("completes")
    if wanted == "all":
        return len(here) == len(made.electors[seat["id"]]) >= 1
    return wanted is None or len(here) >= wanted


def stands(made: Made, choice: str) -> bool:
    """Whether a decision stands: every need is met, and an approval has every completion."""
    for seat in made.gate["panel"]:
        here = [v["choice"] for v in made.votes.values() if v["seat"] == seat["id"]]
        if seat["need"] and here.count(choice) < seat["need"]["number"]:
            return False
        if choice in APPROVALS and not complete(made, seat):
            return False
    return True


def futures(made: Made) -> Iterator[Made]:
    """This panel, and every one to which those who have not voted can bring it in their turn."""
    yield made
    # Whoever votes first, the same votes can follow: one order of each set is enough.
    for person, seat in sorted(set(turns(made))):
        for choice in CHOICES:
            yield from futures(made._replace(votes={**made.votes, person: ballot(seat, choice)}))


@st.composite
def panels(draw: st.DrawFn) -> Made:
    """Up to three seats in up to three tiers, three people, some of whom have voted in turn."""
    tiers = sorted(draw(st.lists(st.integers(1, 3), min_size=1, max_size=3)))
    seats = []
    for place, tier in enumerate(tiers):
        need = draw(st.sampled_from([None, 1, 2]))
        seats.append(seat_of("stu"[place], tier, need, draw(st.sampled_from([None, "all", 1, 2]))))
    electors: dict[str, list[str]] = {seat["id"]: [] for seat in seats}
    for person in "abc":
        for people in electors.values():
            if draw(st.booleans()):
                people.append(person)
    made = Made(gate_of(seats), electors, {})
    for _ in range(draw(st.integers(0, 3))):
        able = sorted(turns(made))
        if able:
            person, seat = draw(st.sampled_from(able))
            choice = draw(st.sampled_from(CHOICES))
            made = made._replace(votes={**made.votes, person: ballot(seat, choice)})
    return made


def count_of(made: Made) -> Tally:
    """The count of a panel."""
    return Tally(made.gate, made.electors, made.votes, ready=True)


@given(panels())
def test_could_stand_is_what_votes_in_their_turn_could_bring(made: Made) -> None:
    """I1: neither more nor less than some order in which the rest can vote."""
    reached: Mapping[str, bool] = {
        one: any(stands(end, one) for end in futures(made)) for one in KINDS
    }
    count = count_of(made)
    for one in made.gate["decisions"]:
        if count.voting:
            assert count.could_stand(one) == reached[one["id"]], (one["id"], made)


@given(panels())
def test_whose_turn_it_is_follows_from_the_page(made: Made) -> None:
    """A seat can be voted in exactly when nothing of an earlier tier is waited for."""
    count = count_of(made)
    open_now = {seat for _, seat in turns(made)}
    for seat in made.gate["panel"]:
        if any(person not in made.votes for person in made.electors[seat["id"]]):
            assert (not count.before(seat["tier"])) == (seat["id"] in open_now)


@given(panels())
def test_what_is_decided_no_vote_in_its_turn_changes(made: Made) -> None:
    """2.5: there is always an outcome; once there is one, every way to go on has the same."""
    count = count_of(made)
    if not count.voting:
        return
    found = tally(count)
    if not count.remaining:
        assert found.how != "pending"
    if found.how != "pending":
        ends = [end for end in futures(made) if not count_of(end).remaining]
        assert {tally(count_of(end)) for end in ends} <= {found}, made


@pytest.mark.parametrize("tier", [1, 2])
def test_who_is_awaited_are_those_who_can_still_vote(tier: int) -> None:
    """A round never waits for people who have no turn any more."""
    seats = [seat_of("s", 1, None, 2), seat_of("t", tier, 1, None)]
    count = Tally(gate_of(seats), {"s": ["a"], "t": ["b"]}, {}, ready=True)
    assert count.remaining == (frozenset("ab") if tier == 1 else frozenset("a"))
