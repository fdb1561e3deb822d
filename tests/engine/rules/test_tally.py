"""From votes to a decision: docs/notation.md 2.3 and 2.5, against the definitions themselves.

The truth table stands here as it stands on the page. What *could stand* and what *surely stands*
are checked against every way in which the rest could still vote.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import cast

import pytest
from hypothesis import given, strategies as st

from engine.methodology.gate_tables import Criterion, Decision, Gate, Kind, Score, Seat
from engine.methodology.grammar import parse_need
from engine.rules.events import VoteCast
from engine.rules.needs import can_cover, shortfall
from engine.rules.outcome import Outcome, tally
from engine.rules.panel import Tally

EFFECT = {"kind": "stays", "to": None, "outcome": None, "review_in": None}
LETTERS = {"g": "go", "h": "hold", "a": "abstain", "c": "conditional_go", "k": "kill"}


def seat(name: str, need: object = 1, at_least: int = 0, veto: Sequence[str] = ()) -> Seat:
    """A seat; need None makes it advisory."""
    return {
        "id": name,
        "role": name,
        "need": None if need is None else parse_need(need, at_least),
        "veto": list(veto),
        "when": None,
        "advisory": need is None,
        "at": f"gates.g.panel.{name}",
    }


def decision(kind: str) -> Decision:
    """A decision named as its kind."""
    return {
        "id": kind,
        "kind": cast("Kind", kind),
        "effect": EFFECT,  # type: ignore[typeddict-item]  # any effect will do
        "conditions": None,
        "at": f"gates.g.decisions.{kind}",
    }


def question(name: str, fails_on: str = "any_no") -> Criterion:
    """A question to the panel."""
    return {
        "id": name,
        "kind": "panel",
        "ask": "?",
        "when": None,
        "fails_on": fails_on,  # type: ignore[typeddict-item]  # one of the two
        "waivable": False,
        "at": f"gates.g.must.{name}",
    }


def gate(
    seats: Sequence[Seat],
    decisions: Sequence[str] = ("hold", "go"),
    must: Sequence[Criterion] = (),
    score: Score | None = None,
    *,
    when_all_voted: bool = False,
) -> Gate:
    """A gate's tables, as far as the count reads them."""
    return cast(
        "Gate",
        {
            "panel": list(seats),
            "decisions": [decision(one) for one in decisions],
            "otherwise": "hold",
            "must": list(must),
            "score": score,
            "when_all_voted": when_all_voted,
            "at": "gates.g",
        },
    )


def vote(
    choice: str,
    in_seat: str,
    answers: Mapping[str, bool] | None = None,
    scores: Mapping[str, int] | None = None,
    *,
    conditions: bool = False,
) -> VoteCast:
    """A vote, as far as the count reads it."""
    return cast(
        "VoteCast",
        {
            "choice": choice,
            "seat": in_seat,
            "answers": answers or {},
            "scores": scores or {},
            "conditions": [{}] if conditions else [],
        },
    )


def outcome(count: Tally) -> str:
    """`pending`, `otherwise`, or the decision."""
    found = tally(count)
    return str(found.decision) if found.how == "decided" else found.how


TABLE = [
    (". . .", 3, "hold go", "pending"),
    ("g . .", 3, "hold go", "pending"),
    ("g g .", 3, "go", "go"),
    ("g h .", 3, "hold go", "pending"),
    ("g h a", 3, "", "otherwise"),
    ("h h .", 3, "hold", "hold"),
    ("g a .", 3, "go", "pending"),
    ("a a .", 3, "", "otherwise"),
    ("g r .", 2, "go", "pending"),
    ("g r g", 2, "go", "go"),
    ("g h r", 2, "", "otherwise"),
    ("g r r", 1, "", "otherwise"),
    ("r r r", 0, "", "otherwise"),
]


@pytest.mark.parametrize(("votes", "electors", "could", "result"), TABLE)
def test_the_truth_table_of_the_page(votes: str, electors: int, could: str, result: str) -> None:
    """One seat, majority of the electorate and at least two, in every order of the voters."""
    one = gate([seat("s", "majority of electorate", 2)])
    for order in {tuple(votes.split()), tuple(reversed(votes.split()))}:
        present = [f"p{n}" for n, choice in enumerate(order) if choice != "r"]
        cast_votes = {
            f"p{n}": vote(LETTERS[choice], "s")
            for n, choice in enumerate(order)
            if choice in LETTERS
        }
        count = Tally(one, {"s": present}, cast_votes, ready=True)
        assert len(count.seats["s"]) == electors
        standing = [each["id"] for each in one["decisions"] if count.could_stand(each)]
        assert standing == could.split()
        assert outcome(count) == result


NEEDS = [1, 2, 3, "any", "all", "majority of electorate", "majority of cast", "60% of electorate"]


def met(need: object, at_least: int, electors: int, given_for: int, cast_in: int) -> bool:
    """The table of 2.3, word for word."""
    f, e, c = given_for, electors, cast_in
    if isinstance(need, int):
        reached = f >= need
    elif need == "any":
        reached = f >= 1
    elif need == "all":
        reached = f == e >= 1
    elif need == "majority of electorate":
        reached = 2 * f > e
    elif need == "majority of cast":
        reached = 2 * f > c
    else:
        reached = f >= 1 and 100 * f >= 60 * e
    return reached and f >= at_least


@pytest.mark.parametrize("need", NEEDS)
@pytest.mark.parametrize("at_least", [0, 2])
def test_each_need_is_met_as_its_row_says(need: object, at_least: int) -> None:
    """For every size of electorate up to six, and the shortfall is the least that helps."""
    parsed = parse_need(need, at_least)
    for e in range(7):
        for f, c in (pair for pair in product(range(e + 1), repeat=2) if pair[0] <= pair[1]):
            lacking = shortfall(parsed, e, f, c)
            assert (lacking == 0) == met(need, at_least, e, f, c), (need, e, f, c)
            enough = [k for k in range(20) if met(need, at_least, e, f + k, c + k)]
            # More votes than there are electors never come; whatever is said then is "no".
            if enough and f + enough[0] <= e:
                assert lacking == enough[0], (need, e, f, c)
            else:
                assert f + lacking > e


def test_a_percentage_is_exact() -> None:
    """No rounding error of a float, and never met by nobody."""
    need = parse_need("66.6667% of electorate")
    assert [shortfall(need, e, 2, 2) for e in (2, 3)] == [0, 1]
    assert shortfall(parse_need("0.0001% of electorate"), 3, 0, 0) == 1


SHEET: Score = {
    "low": 0,
    "high": 10,
    "items": [
        {"id": "use", "ask": "?", "weight": 2},
        {"id": "looks", "ask": "?", "weight": 1},
    ],
    "combine": "mean",
    "percent": "60",
    "at": "gates.g.score",
}


@pytest.mark.parametrize(
    ("combine", "sheets", "reached", "fails"),
    [
        ("mean", [], None, True),
        ("mean", [(6, 6)], Fraction(6, 10), False),
        ("mean", [(0, 0)], Fraction(0), True),
        ("mean", [(9, 0)], Fraction(18, 30), False),
        ("mean", [(10, 10), (2, 2)], Fraction(6, 10), False),
        ("mean", [(10, 10), (2, 1)], Fraction(35, 60), True),
        ("lowest", [(10, 10), (6, 5)], Fraction(17, 30), True),
        ("lowest", [(10, 10), (6, 6)], Fraction(6, 10), False),
        ("mean", [(6, 6), (6, 6), (6, 6)], Fraction(6, 10), False),
    ],
)
def test_scores_combine_exactly(
    combine: str, sheets: list[tuple[int, int]], reached: Fraction | None, fails: bool
) -> None:
    """Weighted, from zero to one; a score of zero is a score; nobody's score fails."""
    score = cast("Score", {**SHEET, "combine": combine})
    votes = {
        f"p{n}": vote("go", "s", scores={"use": use, "looks": looks})
        for n, (use, looks) in enumerate(sheets)
    }
    count = Tally(gate([seat("s")], score=score), {"s": list(votes)}, votes, ready=True)
    assert (count.score(), count.score_fails()) == (reached, fails)


def test_a_scale_need_not_begin_at_zero() -> None:
    """From -2 to 2, no opinion is one half."""
    score = cast("Score", {**SHEET, "low": -2, "high": 2, "percent": "50"})
    votes = {"p0": vote("go", "s", scores={"use": 0, "looks": 0})}
    count = Tally(gate([seat("s")], score=score), {"s": ["p0"]}, votes, ready=True)
    assert (count.score(), count.score_fails()) == (Fraction(1, 2), False)


@pytest.mark.parametrize(
    ("fails_on", "answers", "fails"),
    [
        ("any_no", "", False),
        ("any_no", "yy", False),
        ("any_no", "yn", True),
        ("most_no", "", False),
        ("most_no", "yn", False),
        ("most_no", "ynn", True),
        ("most_no", "nnyy", False),
    ],
)
def test_questions_fail_by_any_or_by_most(fails_on: str, answers: str, fails: bool) -> None:
    """By one no, or by more than half of the answers."""
    votes = {f"p{n}": vote("go", "s", answers={"q": one == "y"}) for n, one in enumerate(answers)}
    ask = question("q", fails_on)
    count = Tally(gate([seat("s")], must=[ask]), {"s": list(votes)}, votes, ready=True)
    assert count.question_fails(ask) is fails


def test_a_veto_is_a_vote_for_something_else() -> None:
    """I11: in the seat that has it, effective, and for a decision outside its veto."""
    seats = [seat("s", 2), seat("v", 1, veto=["go", "conditional_go"])]
    two = gate(seats, ("kill", "conditional_go", "go"))
    electors = {"s": ["a", "b"], "v": ["x", "y"]}
    for choice, vetoed in [
        ("kill", True),
        ("abstain", False),
        ("go", False),
        ("conditional_go", False),
    ]:
        votes = {"a": vote("go", "s"), "b": vote("go", "s"), "x": vote(choice, "v")}
        count = Tally(two, electors, votes, ready=True)
        assert bool(count.vetoed_by("go")) is vetoed, choice
        assert count.permitted(decision("go")) is not vetoed, choice
        assert count.vetoed_by("kill") == []
    count = Tally(two, electors, {"a": vote("kill", "s")}, ready=True)
    assert count.vetoed_by("go") == []


def test_a_majority_of_those_cast_waits_for_who_could_still_cast() -> None:
    """I1: two of three is sure only when nobody is left who could make it two of four."""
    one = gate([seat("s", "majority of cast")], ("go", "hold"))
    votes = {"a": vote("go", "s"), "b": vote("go", "s"), "c": vote("hold", "s")}
    for electors, result in [("abc", "go"), ("abcd", "pending"), ("abcde", "pending")]:
        count = Tally(one, {"s": list(electors)}, votes, ready=True)
        assert outcome(count) == result, electors
    count = Tally(one, {"s": list("abcd")}, {**votes, "c": vote("go", "s")}, ready=True)
    assert outcome(count) == "go"


def test_people_are_assigned_to_one_seat_each() -> None:
    """Exactly: a matching exists or it doesn't, whatever order is tried."""
    assert can_cover({"a": 1, "b": 1}, {"a": frozenset("xy"), "b": frozenset("x")})
    assert not can_cover({"a": 1, "b": 1}, {"a": frozenset("x"), "b": frozenset("x")})
    assert can_cover(
        {"a": 1, "b": 1, "c": 1},
        {"a": frozenset("xyz"), "b": frozenset("xy"), "c": frozenset("x")},
    )
    assert not can_cover({"a": 2, "b": 1}, {"a": frozenset("xy"), "b": frozenset("xy")})
    assert can_cover({"a": 0}, {"a": frozenset()})


# Every way in which the rest could still vote

CHOICES = ("kill", "hold", "go", "abstain")
DECISIONS = ("kill", "hold", "go")


@st.composite
def counts(draw: st.DrawFn) -> tuple[Gate, dict[str, list[str]], dict[str, VoteCast]]:
    """A small gate of two seats, four people in one or both, and some of their votes."""
    needs = st.sampled_from(NEEDS)
    vetoes = st.lists(st.sampled_from(DECISIONS), max_size=2, unique=True)
    asks = draw(st.booleans())
    seats = [seat(name, draw(needs), draw(st.integers(0, 2)), draw(vetoes)) for name in ("s", "t")]
    people = ["a", "b", "c", "d"][: draw(st.integers(1, 4))]
    electors: dict[str, list[str]] = {"s": [], "t": []}
    for person in people:
        for name in draw(st.sampled_from([("s",), ("t",), ("s", "t")])):
            electors[name].append(person)
    votes = {}
    for person in draw(st.lists(st.sampled_from(people), unique=True)):
        mine = [name for name in electors if person in electors[name]]
        choice = draw(st.sampled_from(CHOICES))
        votes[person] = _ballot(choice, draw(st.sampled_from(mine)), asks and draw(st.booleans()))
    order = draw(st.permutations(DECISIONS))
    must = [question("q")] if asks else []
    return gate(seats, order, must), electors, votes


def _ballot(choice: str, in_seat: str, says_no: bool) -> VoteCast:
    answers = {"q": not says_no} if choice != "abstain" else {}
    return vote(choice, in_seat, answers)


def endings(count: Tally) -> Iterator[Tally]:
    """Every count to which the remaining electors can bring this one by voting."""
    asks = bool(count.gate["must"])
    remaining = sorted(count.remaining)
    ballots = [
        [
            _ballot(choice, name, no)
            for name in ("s", "t")
            if person in count.seats[name]
            for choice in CHOICES
            for no in ((False, True) if asks and choice != "abstain" else (False,))
        ]
        for person in remaining
    ]
    electors = {name: sorted(people) for name, people in count.seats.items()}
    for chosen in product(*ballots):
        votes = {**count.votes, **dict(zip(remaining, chosen, strict=True))}
        yield Tally(count.gate, electors, votes, ready=count.ready)


@given(counts())
def test_could_stand_is_what_votes_of_the_rest_could_bring(
    made: tuple[Gate, dict[str, list[str]], dict[str, VoteCast]],
) -> None:
    """I1: neither more nor less than some way for the rest to vote."""
    count = Tally(*made, ready=True)
    ends = list(endings(count))
    for one in count.gate["decisions"]:
        assert count.could_stand(one) == any(end.stands(one) for end in ends), one["id"]


@given(counts())
def test_what_surely_stands_is_undone_by_nobody(
    made: tuple[Gate, dict[str, list[str]], dict[str, VoteCast]],
) -> None:
    """I1: closing early never takes a decision that more votes would have prevented."""
    count = Tally(*made, ready=True)
    for one in count.gate["decisions"]:
        if count.surely_stands(one):
            assert all(end.stands(one) for end in endings(count)), one["id"]


@given(counts())
def test_the_outcome_is_total_and_final(
    made: tuple[Gate, dict[str, list[str]], dict[str, VoteCast]],
) -> None:
    """2.5: there is always an outcome; once decided, every way to go on has the same."""
    count = Tally(*made, ready=True)
    found = tally(count)
    assert found.how in ("pending", "decided", "otherwise")
    if not count.remaining:
        assert found.how != "pending"
    if found.how != "pending":
        assert {tally(end) for end in endings(count)} == {found}
    assert tally(Tally(*made, ready=True, final=True)) != Outcome("pending", None)
