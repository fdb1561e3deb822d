from collections.abc import Mapping
from itertools import combinations

import pytest
from hypothesis import given, strategies as st

from engine.canonical import Json
from engine.methodology.guard.check import check, load_guard
from engine.methodology.guard.evaluate import evaluate
from engine.methodology.guard.text import to_text
from engine.methodology.guard.types import DATE, field_types
from engine.methodology.guard.witness import satisfy
from engine.methodology.values import check_field_value
from tests.engine.methodology.guard.expressions import ENV, LEVELS, guards, worlds

SPECS: dict[str, Mapping[str, Json]] = {
    "approved": {"type": "boolean"},
    "signed": {"type": "boolean"},
    "n": {"type": "number"},
    "count": {"type": "integer"},
    "baseline.n": {"type": "number"},
    "budget": {"type": "money", "currency": "EUR"},
    "cost": {"type": "money", "currency": "EUR"},
    "risk": {"type": "choice", "of": LEVELS},
    "levels": {"type": "choices", "of": LEVELS},
    "due": {"type": "date"},
    "start": {"type": "date"},
    "owner": {"type": "person"},
    "reviewer": {"type": "person"},
}
NAMES = {**field_types(SPECS), "closing": DATE}

VALUES: dict[str, Json] = {
    "signed": False,
    "n": "2.5",
    "budget": "EUR 90000",
    "risk": "low",
    "levels": ["low"],
    "today": "2026-11-23",
    "closing": "2026-12-31",
    "reviewer": "p-2",
}


def _satisfy(text: str) -> dict[str, Json] | None:
    return satisfy(load_guard(text, NAMES), SPECS, VALUES)


@pytest.mark.parametrize(
    ("text", "witness"),
    [
        ("risk == 'low'", {}),
        ("approved", {"approved": True}),
        ("!signed", {}),
        ("!(has(n) && n > 2)", {"n": "2"}),
        ("budget > EUR(100000)", {"budget": "EUR 100001"}),
        ("budget >= EUR(100000)", {"budget": "EUR 100000"}),
        ("cost < EUR(0.5)", {"cost": "EUR 0"}),
        ("n > 0.5 && n < 0.6", {"n": "0.55"}),
        ("count > 2.5", {"count": 3}),
        ("risk != 'low'", {"risk": "medium"}),
        ("risk in ['high', 'medium']", {"risk": "high"}),
        ("risk != 'low' && risk != 'medium'", {"risk": "high"}),
        ("'high' in levels", {"levels": ["low", "high"]}),
        ("!('low' in levels)", {"levels": []}),
        ("size(levels) == 3", {"levels": ["low", "medium", "high"]}),
        ("levels.exists(l, l == 'medium')", {"levels": ["low", "medium"]}),
        ("has(due)", {"due": "2026-11-23"}),
        ("due > closing", {"due": "2027-01-01"}),
        ("due - today >= weeks(2)", {"due": "2026-12-07"}),
        ("start < due && due <= today", {"due": "2026-11-23", "start": "2026-11-22"}),
        ("cost <= budget * 1.1", {"cost": "EUR 99000"}),
        ("owner == reviewer", {"owner": "p-2"}),
        ("approved && risk == 'high'", {"approved": True, "risk": "high"}),
        ("approved && risk == 'high' || count > 3 && n > 2", {"approved": True, "risk": "high"}),
        ("signed && risk == 'high' || n > 3", {"n": "4"}),
        ("approved || signed", {"approved": True}),
        ("signed || count > 3", {"signed": True}),
        ("count > 3 || signed", {"count": 4}),
        ("signed ? count > 3 : risk == 'high'", {"risk": "high"}),
        ("approved == signed", {"approved": False}),
    ],
)
def test_the_fewest_fields_that_open_the_way_are_found(text: str, witness: dict[str, Json]) -> None:
    """`why` names acts, and each of them must be needed."""
    assert _satisfy(text) == witness


@pytest.mark.parametrize(
    "text",
    [
        "false",
        "n > 3 && n < 3",
        "closing < today",
        "count > 2 && count < 3",
        "has(owner)",
        "!has(risk)",
        "owner != reviewer",
        "due > closing + workdays(3)",
    ],
)
def test_what_no_field_can_bring_about_has_no_witness(text: str) -> None:
    """Nothing is promised that can't be kept: no clock, no calendar, no invented person."""
    assert _satisfy(text) is None


def test_only_the_given_fields_change() -> None:
    """Whoever asks may not be allowed to set every field."""
    tree = load_guard("n > 3 || risk == 'high'", NAMES)
    assert satisfy(tree, {"risk": SPECS["risk"]}, VALUES) == {"risk": "high"}
    assert satisfy(tree, {}, VALUES) is None


def test_an_amount_needs_a_currency() -> None:
    """Without a declared currency there is no telling in which to ask for money."""
    specs: dict[str, Mapping[str, Json]] = {"fee": {"type": "money"}}
    tree = load_guard("fee > EUR(5)", field_types(specs))
    assert satisfy(tree, specs, {}) is None


def test_the_search_is_bounded() -> None:
    """Ten fields in a ring have no answer; the search gives up instead of trying all."""
    specs: dict[str, Mapping[str, Json]] = {f"f{at}": {"type": "integer"} for at in range(10)}
    ring = " && ".join(f"f{at} < f{(at + 1) % 10}" for at in range(10))
    assert satisfy(load_guard(ring, field_types(specs)), specs, {}) is None


@given(guards(depth=2), worlds())
def test_a_witness_is_valid_sufficient_and_without_a_spare(tree: Json, world: object) -> None:
    """What is returned makes the guard true, and no proper part of it does."""
    assert isinstance(world, dict)
    values = {**world, "today": "2026-11-23"}
    checked = check(tree, {**ENV, **NAMES})
    found = satisfy(checked, SPECS, values)
    if found is None:
        assert not evaluate(checked, values).ok
        return
    for name, value in found.items():
        check_field_value(SPECS[name], value)
        assert value != values.get(name)
    assert evaluate(checked, {**values, **found}).ok
    for size in range(len(found)):
        for part in combinations(found, size):
            fewer = {**values, **{name: found[name] for name in part}}
            assert not evaluate(checked, fewer).ok, (to_text(checked), found, part)
    assert satisfy(checked, SPECS, values) == found


_LITERALS = ("signed", "!signed", "n > 3", "n < 1", "risk == 'high'", "has(due)", "count == 2")


@given(
    st.lists(st.lists(st.sampled_from(_LITERALS), min_size=1, max_size=3), min_size=1, max_size=3)
)
def test_a_satisfiable_list_of_alternatives_is_satisfied(alternatives: list[list[str]]) -> None:
    """For conditions on one field each, the search is complete."""
    text = " || ".join(f"({' && '.join(parts)})" for parts in alternatives)
    possible = any(
        not {"signed", "!signed"} <= {*parts} and not {"n > 3", "n < 1"} <= {*parts}
        for parts in alternatives
    )
    tree = load_guard(text, NAMES)
    assert (satisfy(tree, SPECS, VALUES) is not None) == possible
