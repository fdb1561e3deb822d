import pytest
from hypothesis import given

from engine.canonical import Json
from engine.methodology.guard.check import check, load_guard
from engine.methodology.guard.evaluate import evaluate
from engine.methodology.guard.explain import explain
from engine.methodology.guard.types import Type
from tests.engine.methodology.guard.expressions import ENV, guards, worlds

VALUES: dict[str, Json] = {
    "approved": True,
    "signed": False,
    "n": "2.5",
    "count": 0,
    "budget": "EUR 90000",
    "cost": "EUR 100",
    "risk": "low",
    "due": "2026-12-01",
    "today": "2026-11-23",
    "owner": "p-1",
    "levels": ["low", "high"],
    "scores": ["1", "5", "2", "3", "4", "6"],
}


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("budget > EUR(100000)", ["budget EUR 90000 > EUR 100000 is false"]),
        ("start < today", ["start is not set"]),
        ("signed", ["signed is false"]),
        ("!approved", ["approved is true"]),
        ("!has(budget)", ["budget is set"]),
        ("has(start) && start < today", ["start is not set"]),
        (
            "budget > EUR(100000) && approved && risk == 'high' && start < today",
            [
                "budget EUR 90000 > EUR 100000 is false",
                'risk "low" == "high" is false',
                "start is not set",
            ],
        ),
        ("count != 0 && n / count > 1", ["count 0 != 0 is false"]),
        ("n / count > 1", ["n / count divides by zero"]),
        (
            "signed || !approved && !has(n)",
            [
                "none of 2 alternatives holds: signed is false; approved is true and n is set",
            ],
        ),
        ("start < today || approved", ["start is not set"]),
        ("!(approved && n > 2)", ["approved is true and n 2.5 > 2 is true"]),
        ("!(approved || signed)", ["approved is true"]),
        ("!!signed", ["signed is false"]),
        ("cost <= budget * 0.001", ["cost EUR 100 <= budget * 0.001 (EUR 90) is false"]),
        ("n / 3 == 1", ["n / 3 (5/6) == 1 is false"]),
        ("-n > -(1)", ["-n (-2.5) > -1 is false"]),
        ("due - today >= weeks(2)", ["due - today (8 days) >= 14 days is false"]),
        ("due < date('2026-01-01')", ["due 2026-12-01 < 2026-01-01 is false"]),
        ("today + days(1) == due", ["today + days(1) (2026-11-24) == due 2026-12-01 is false"]),
        ("today + days(n) == due", ["days(n) is not a whole number of days in range"]),
        ("today + workdays(3) == due", ["the calendar can't tell today + workdays(3)"]),
        ("risk in ['medium', 'high']", ['risk "low" in ["medium", "high"] is false']),
        ("'medium' in levels", ['"medium" in levels ["low", "high"] is false']),
        ("risk.startsWith('h')", ['risk "low" startsWith "h" is false']),
        ("!risk.startsWith('l')", ['risk "low" startsWith "l" is true']),
        ("approved == signed", ["approved true == signed false is false"]),
        ("size(levels) > 2", ["size(levels) (2) > 2 is false"]),
        (
            "scores.all(s, s > 1)",
            ["not every s of scores [1, 5, 2, 3, 4, ...] fits: s 1 > 1 is false"],
        ),
        ("scores.exists(s, s > 6)", ["no s of scores [1, 5, 2, 3, 4, ...] has s > 6"]),
        ("scores.exists_one(s, s > 1)", ["scores.exists_one(s, s > 1) is false"]),
        ("!scores.exists(s, s > 1)", ["scores.exists(s, s > 1) is true"]),
        ("scores.all(s, s > n / count)", ["n / count divides by zero"]),
        (
            "approved ? signed : n > 1",
            ["signed is false, which counts because approved is true"],
        ),
        ("start < today ? signed : approved", ["start is not set"]),
        ("false", ["false is false"]),
        ("approved && budget > EUR(1)", []),
    ],
)
def test_reasons_name_the_smallest_failing_parts_with_their_values(
    text: str, reasons: list[str]
) -> None:
    """A refused project leader must see what to change without reading the guard."""
    assert explain(load_guard(text, ENV), VALUES) == reasons


def test_two_currencies_are_named() -> None:
    """An amount in a currency that nobody expected is shown where it met the other."""
    tree = load_guard("fee > EUR(5)", {"fee": Type("money")})
    assert explain(tree, {"fee": "USD 7"}) == ["fee > EUR(5) mixes two currencies"]


def test_a_guard_that_is_too_costly_is_said_to_be() -> None:
    """The budget is a reason too, and the search for words is bounded like the guard."""
    world = {"scores": ["1"] * 200}
    tree = load_guard("scores.all(a, scores.all(b, a == b))", ENV)
    assert explain(tree, world) == ["the guard takes more than 10000 steps"]


def test_parts_that_cost_too_much_to_name_are_given_as_text() -> None:
    """A part that the guard had no need of must not hold up the explanation either."""
    world: dict[str, Json] = {"signed": False, "scores": ["1"] * 1000}
    text = "signed && scores.all(a, scores.all(b, a == b))"
    assert explain(load_guard(text, ENV), world) == [f"{text} is false"]


def test_too_many_and_malformed_values_are_named() -> None:
    """What is wrong with the record is told apart from what the guard asks."""
    tree = load_guard("size(scores) > 0", ENV)
    assert explain(tree, {"scores": ["1"] * 1001}) == ["scores has more than 1000 elements"]
    assert explain(tree, {"scores": "1"}) == ["scores has a value of another form than declared"]


@given(guards(), worlds())
def test_there_are_reasons_exactly_when_the_guard_is_not_true(tree: Json, world: object) -> None:
    """No refusal stays without an explanation, and no true guard is explained away."""
    assert isinstance(world, dict)
    checked = check(tree, ENV)
    reasons = explain(checked, world)
    assert bool(reasons) != evaluate(checked, world).ok
    assert len(reasons) == len(set(reasons))
    assert all(reason.isprintable() for reason in reasons)
    assert reasons == explain(checked, world)
