"""Weights of votes with a threshold (docs/notation.md 1.7 and 2.3): exact, and frozen."""

import re
from collections.abc import Mapping
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from engine.methodology.grammar import parse_need
from engine.rules.needs import can_cover, shortfall
from engine.rules.refusal import Refusal
from tests.support.house import House
from tests.support.sheds import Tree, site

ROOT = Path(__file__).parents[3]
HERE = "project/shed"
PARTNERS: dict[str, Tree] = {
    "role": "checker",
    "need": "weight 4",
    "weight": {"treasurer": 3, "neighbour": 2},
}


def house_of(*seats: Tree) -> House:
    """A house with a panel of seats: cy, dee and eve are checkers, dee and eve something more."""
    house = site(gate={"panel": list(seats)})
    for person, role in (
        ("dee", "checker"),
        ("dee", "treasurer"),
        ("dee", "neighbour"),
        ("eve", "checker"),
        ("eve", "neighbour"),
    ):
        house.directory("GrantRole", person=f"p-{person}", role=role, scope=HERE)
    house.do("bo", "RequestGate", gate="build")
    return house


def test_a_vote_weighs_the_most_that_a_role_gives_it() -> None:
    """The opening freezes what each weighs: one without any of the roles, else the greatest."""
    house = house_of(PARTNERS)
    assert house.project.rounds[0].weights == {"checker": {"p-cy": 1, "p-dee": 3, "p-eve": 2}}
    assert house.vote("dee", "build", "go") == ["VoteCast"]
    assert house.vote("cy", "build", "go")[:2] == ["VoteCast", "RoundClosed"]
    assert house.project.rounds[0].decision == "go"


def test_votes_that_weigh_too_little_decide_nothing() -> None:
    """Two of three people are a majority, and not enough here."""
    house = house_of(PARTNERS)
    house.vote("cy", "build", "go")
    assert house.vote("eve", "build", "go") == ["VoteCast"]
    assert house.vote("dee", "build", "hold")[:2] == ["VoteCast", "RoundClosed"]
    assert house.project.rounds[0].how == "otherwise"


def test_what_a_vote_weighs_is_not_changed_by_roles_given_later() -> None:
    """Else somebody who may grant roles could turn a count that they have seen."""
    house = house_of(PARTNERS)
    house.directory("GrantRole", person="p-cy", role="treasurer", scope=HERE)
    house.directory("RevokeRole", person="p-dee", role="treasurer", scope=HERE)
    assert house.tick() == []
    assert house.project.rounds[0].weights == {"checker": {"p-cy": 1, "p-dee": 3, "p-eve": 2}}
    house.vote("cy", "build", "go")
    assert house.vote("eve", "build", "go") == ["VoteCast"]


def test_who_leaves_takes_their_weight_out_of_shares_and_not_out_of_numbers() -> None:
    """As with votes: a share is taken anew, an absolute need stays and may be out of reach."""
    for need, then in (("60% of weight", None), ("weight 4", "otherwise")):
        house = house_of({**PARTNERS, "need": need})
        house.tell("pat", "RemovePerson", person="p-dee")
        house.tick()
        assert house.project.rounds[0].how == then
        if then is None:
            assert house.vote("eve", "build", "go")[:2] == ["VoteCast", "RoundClosed"]


def test_a_panel_that_weighs_too_little_opens_no_round() -> None:
    """What can't be reached by anybody is said before the question is asked."""
    heavy: Tree = {**PARTNERS, "need": "weight 7"}
    house = site(gate={"panel": [heavy]})
    answer = house.ask("bo", "RequestGate", gate="build")
    assert isinstance(answer, Refusal)
    assert answer.code == "panel.short"
    assert "checker needs weight 7 and has 1" in answer.message


def _rows() -> list[list[str]]:
    page = (ROOT / "docs" / "notation.md").read_text("utf-8")
    table = page[page.index("| need by weight |") :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


@pytest.mark.parametrize(("name", "text"), _rows())
def test_a_need_by_weight_is_met_when_the_table_says(name: str, text: str) -> None:
    """The formulas of the page are run as they are printed, over all small numbers."""
    formula = re.sub(r"(\d)([a-zW])", r"\1 * \2", text)
    need = parse_need(name.strip("`").replace("p%", "60%").replace("weight n", "weight 3"))
    for total, weight in product(range(8), range(8)):
        if weight <= total:
            said = eval(formula, {}, {"n": 3, "p": 60, "w": weight, "W": total})
            assert (shortfall(need, total, weight, 0) == 0) == said, (name, total, weight)


def test_the_table_has_every_need_by_weight() -> None:
    """A need without a row would have no meaning."""
    assert [row[0] for row in _rows()] == ["`weight n`", "`majority of weight`", "`p% of weight`"]


_PEOPLE = "abcde"


@given(
    heavy=st.dictionaries(st.sampled_from(_PEOPLE), st.integers(1, 4)),
    seats=st.lists(st.sets(st.sampled_from(_PEOPLE)), max_size=2),
    wanted=st.lists(st.integers(0, 3), min_size=3, max_size=3),
)
def test_who_can_cover_what_is_exact(
    heavy: Mapping[str, int], seats: list[set[str]], wanted: list[int]
) -> None:
    """Every assignment of people to seats is tried: one of them serves exactly when it is said."""
    able = {"h": frozenset(heavy), **{f"s{n}": frozenset(one) for n, one in enumerate(seats)}}
    asked = dict(zip(able, wanted, strict=False))
    said = can_cover(asked, able, {"h": heavy})
    assert said == any(
        _serves(dict(zip(_PEOPLE, chosen, strict=True)), able, asked, heavy)
        for chosen in product([None, *able], repeat=len(_PEOPLE))
    )


def _serves(
    chosen: Mapping[str, str | None],
    able: Mapping[str, frozenset[str]],
    asked: Mapping[str, int],
    heavy: Mapping[str, int],
) -> bool:
    for person, seat in chosen.items():
        if seat is not None and person not in able[seat]:
            return False
    given_to = {seat: [x for x, to in chosen.items() if to == seat] for seat in able}
    return all(
        (sum(heavy[x] for x in given_to[seat]) if seat == "h" else len(given_to[seat])) >= count
        for seat, count in asked.items()
    )


def test_a_person_who_is_needed_elsewhere_weighs_nothing_here() -> None:
    """One person, one vote: of two who could fill a place, the lighter one is taken for it."""
    able = {"h": frozenset("ab"), "s": frozenset("ab")}
    weights = {"h": {"a": 3, "b": 1}}
    assert can_cover({"h": 3, "s": 1}, able, weights)
    assert not can_cover({"h": 4, "s": 1}, able, weights)
    assert not can_cover({"h": 1, "s": 2}, able, weights)
    assert can_cover({"h": 0, "s": 2}, able, weights)
