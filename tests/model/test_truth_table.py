"""The tables of docs/notation.md section 2 hold, and the outcome of a round is a total function.

The tables are read from the document, so that it can't say anything else than what is checked.
"""

import random
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from types import SimpleNamespace as Box

import pytest

from tests.model.panel_model import Panel, met
from tests.model.reading import gate_of

NOTATION = (Path(__file__).parents[2] / "docs" / "notation.md").read_text(encoding="utf-8")
DECISIONS = {"hold": {"holds": True}, "go": {"to": "built"}}
LETTERS = {"g": "go", "h": "hold", "a": "abstain"}
NEEDS: dict[str, str | int] = {
    "`all`": "all",
    "`any`": "any",
    "`majority of electorate`": "majority of electorate",
    "`majority of cast`": "majority of cast",
    "number n": 2,
    "`p% of electorate`": "60% of electorate",
}
CHOICES = ("hold", "go", "abstain")


def table(heading: str) -> list[list[str]]:
    """The rows of the table of the notation whose heading begins with `heading`."""
    start = NOTATION.index(heading)
    lines = NOTATION[start:].split("\n\n", 1)[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def panel(
    seats: list[dict[str, object]], electors: dict[str, set[str]], votes: dict[str, tuple[str, str]]
) -> Panel:
    """A ready panel, with the (seat, choice) of each elector who voted."""
    gate = gate_of({"panel": seats, "decisions": DECISIONS, "otherwise": "hold"})
    cast = {
        person: Box(
            principal=person, seat=seat, choice=choice, answers={}, scores={}, conditions=()
        )
        for person, (seat, choice) in votes.items()
    }
    return Panel(gate, electors, cast)


def row_panel(marks: str) -> Panel:
    """The panel of a row of the truth table: one seat, and a letter for each elector."""
    people = dict(zip("abc", marks.split(), strict=True))
    seat: dict[str, object] = {"role": "s", "need": "majority of electorate", "at_least": 2}
    electors = {"s": {person for person, mark in people.items() if mark != "r"}}
    votes = {person: ("s", LETTERS[mark]) for person, mark in people.items() if mark in LETTERS}
    return panel([seat], electors, votes)


def completions(given: Panel) -> Iterator[Panel]:
    """Every way in which those who have not voted could vote, or not vote at all."""
    left = sorted(given.missing())
    ways = [
        [None, *product([s for s in given.electors if one in given.electors[s]], CHOICES)]
        for one in left
    ]
    for combination in product(*ways):
        votes = {name: (vote.seat, vote.choice) for name, vote in given.votes.items()}
        votes |= {one: way for one, way in zip(left, combination, strict=True) if way}
        yield panel(given.gate.panel, dict(given.electors), votes)


def final(given: Panel) -> tuple[str, str]:
    """How a round ends in which nobody else votes: row 4 of the table of outcomes, or row 3."""
    standing = [d for d in given.gate.decisions if given.stands(d)]
    return ("decided", standing[0]) if standing else ("otherwise", given.gate.otherwise)


def one_seat() -> Iterator[Panel]:
    """Every panel of one seat and at most three electors, with every vote."""
    for need, least, size in product(NEEDS.values(), (0, 2), range(4)):
        for marks in product((*CHOICES, ""), repeat=size):
            people = [f"p{n}" for n in range(size)]
            votes = {x: ("s", mark) for x, mark in zip(people, marks, strict=True) if mark}
            seat: dict[str, object] = {"role": "s", "need": need, "at_least": least}
            yield panel([seat], {"s": set(people)}, votes)


def some_panels(count: int) -> Iterator[Panel]:
    """Panels of two or three seats that share people, one with a veto, one perhaps advisory."""
    draw = random.Random(20)
    for _ in range(count):
        last: dict[str, object] = {"role": "u", "need": 1, "advisory": draw.random() < 0.5}
        seats: list[dict[str, object]] = [
            {"role": "s", "need": draw.choice([*NEEDS.values()])},
            {
                "role": "t",
                "need": draw.choice([*NEEDS.values()]),
                "veto": draw.choice([["go"], []]),
            },
            *draw.choice([[], [last]]),
        ]
        electors = {str(seat["role"]): {x for x in "abcd" if draw.random() < 0.5} for seat in seats}
        votes = {}
        for person in "abcd":
            mine = [name for name, people in electors.items() if person in people]
            if mine and draw.random() < 0.6:
                votes[person] = (draw.choice(mine), draw.choice(CHOICES))
        yield panel(seats, electors, votes)


@pytest.mark.parametrize(("marks", "electors", "could", "outcome"), table("| votes | E |"))
def test_the_truth_table_is_what_the_rules_say(
    marks: str, electors: str, could: str, outcome: str
) -> None:
    """Readers trust the table of the notation; it must be a consequence of its text."""
    given = row_panel(marks.strip("`"))
    names = [d for d in DECISIONS if given.could_stand(d)]
    came = given.outcome()
    said = "pending" if came is None else came[0] if came[0] == "otherwise" else came[1]
    said_could = re.sub(r" *\(.*\)", "", could)
    assert str(len(given.electors["s"])) == electors
    assert (", ".join(names) or "none") == said_could
    assert said == re.sub(r" *\(.*\)", "", outcome)


def test_the_truth_table_has_the_rows_that_matter() -> None:
    """Rows that are missing, or not found, would make the test above pass without a word."""
    rows = table("| votes | E |")
    assert len(rows) == 13
    assert {row[3] for row in rows} == {"pending", "go", "hold", "otherwise"}


@pytest.mark.parametrize(("name", "text"), table("| need | met when |"))
def test_a_need_is_met_when_the_table_says(name: str, text: str) -> None:
    """The formulas of the table are run as they are printed, over all small numbers."""
    formula = re.sub(r"(\d)([a-z])", r"\1 * \2", text.replace(" = ", " == "))
    need = NEEDS[name]
    letters = {"n": 2, "p": 60}
    for e, c, f, least in product(range(6), range(6), range(6), range(3)):
        if f <= c <= e:
            said = eval(formula, {}, {**letters, "f": f, "e": e, "c": c}) and f >= least
            seat = Box(need=need, at_least=least)
            assert met(seat, f, e, c) == said, (name, f, e, c, least)


def test_every_need_of_the_notation_is_in_its_table() -> None:
    """A need without a row would have no meaning."""
    assert {row[0] for row in table("| need | met when |")} == set(NEEDS)


def test_another_vote_for_a_decision_never_unmeets_its_need() -> None:
    """Who supports a decision must not hurt it."""
    for need, e, c, f in product(NEEDS.values(), range(6), range(6), range(6)):
        seat = Box(need=need, at_least=0)
        if f <= c < e and met(seat, f, e, c):
            assert met(seat, f + 1, e, c + 1), (need, f, e, c)


def test_a_share_of_the_electorate_is_exact() -> None:
    """A third of three is one; rounding would make it none, or two."""
    thirds = {"need": "33.333333% of electorate", "at_least": 0}
    more = {"need": "33.333334% of electorate", "at_least": 0}
    assert met(Box(**thirds), 1, 3, 1)
    assert not met(Box(**more), 1, 3, 1)


def test_every_small_panel_has_exactly_one_outcome() -> None:
    """A round that is neither pending nor decided, or that waits for nobody, could never end."""
    for given in (*one_seat(), *some_panels(2000)):
        outcome = given.outcome()
        if not given.missing():
            assert outcome == final(given), given
        if outcome:
            assert outcome[1] in DECISIONS
            assert outcome[0] == "otherwise" or given.stands(outcome[1])


def test_a_round_closes_only_on_what_no_missing_vote_could_change() -> None:
    """Closing early must give what waiting for everybody would have given."""
    for given in (*one_seat(), *some_panels(600)):
        if outcome := given.outcome():
            for later in completions(given):
                assert final(later) == outcome, (given, later)


def test_a_round_of_one_seat_stays_open_only_while_votes_can_change_it() -> None:
    """`when_known` promises to close as soon as nothing can change the outcome."""
    for given in one_seat():
        if given.outcome() is None:
            assert len({final(later) for later in completions(given)}) > 1, given


def test_the_order_of_votes_does_not_matter() -> None:
    """Votes are a set: who votes first has no more weight."""
    for given in some_panels(500):
        other = given._replace(votes=dict([*given.votes.items()][::-1]))
        assert other.outcome() == given.outcome()


def test_an_abstention_never_makes_a_decision_stand_that_did_not() -> None:
    """Abstaining leaves the electorate as it is, and adds nothing to any decision."""
    for given in some_panels(500):
        for person in sorted(given.missing()):
            seat = next(s for s in given.electors if person in given.electors[s])
            votes = {name: (vote.seat, vote.choice) for name, vote in given.votes.items()}
            more = panel(
                given.gate.panel, dict(given.electors), {**votes, person: (seat, "abstain")}
            )
            for d in DECISIONS:
                assert given.stands(d) or not more.stands(d)
                assert given.could_stand(d) or not more.could_stand(d)


def test_a_standing_veto_keeps_a_decision_from_standing() -> None:
    """A veto is stronger than any number of votes."""
    seats: list[dict[str, object]] = [
        {"role": "s", "need": "any"},
        {"role": "t", "need": 1, "veto": ["go"]},
    ]
    electors = {"s": {"a", "b"}, "t": {"c", "d"}}
    votes = {"a": ("s", "go"), "b": ("s", "go"), "c": ("t", "hold"), "d": ("t", "go")}
    given = panel(seats, electors, votes)
    assert given.vetoed("go")
    assert not given.stands("go")
    assert given.outcome() == ("otherwise", "hold")
