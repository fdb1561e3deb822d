import subprocess
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from engine.canonical import Json, decode, encode
from engine.errors import UsageError
from engine.methodology.guard.check import check, load_guard
from engine.methodology.guard.evaluate import Outcome, evaluate
from engine.methodology.guard.parse import parse
from engine.methodology.guard.text import to_text
from engine.methodology.guard.tree import names, without_columns
from engine.methodology.guard.types import BOOL, Type
from tests.engine.methodology.guard.expressions import ENV, guards, worlds

NAMES = {**ENV, "fee": Type("money")}

VALUES: dict[str, Json] = {
    "approved": True,
    "signed": False,
    "n": "2.5",
    "count": 3,
    "baseline.n": 0,
    "budget": "EUR 90000",
    "cost": "EUR 100.1",
    "fee": "USD 5",
    "risk": "high",
    "due": "2026-12-01",
    "today": "2026-11-23",
    "owner": "p-1",
    "reviewer": "p-2",
    "levels": ["low", "high"],
    "scores": ["1", 5, "2.5"],
    "amounts": [],
}


def _workdays(day: str, count: int) -> str:
    """A calendar of five days a week that ends with the year 2027."""
    found, step = date.fromisoformat(day), 1 if count > 0 else -1
    while count:
        if found.year > 2027:
            raise UsageError("the calendar doesn't go so far")
        found += timedelta(days=step)
        count -= step * (found.isoweekday() < 6)
    return found.isoformat()


def _judge(text: str, values: Mapping[str, Json] = VALUES) -> Outcome:
    return evaluate(load_guard(text, NAMES), values, add_workdays=_workdays)


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("true", True),
        ("approved && !signed", True),
        ("signed || approved", True),
        ("approved == !signed", True),
        ("n == 2.5", True),
        ("n == 2.50 && count == 3.0", True),
        ("n + 0.1 + 0.2 == 2.8", True),
        ("count / 7 * 7 == count", True),
        ("n / count > 0.8333 && n / count < 0.8334", True),
        ("count / -2 == -1.5", True),
        ("-n < 0 && -(-n) == n", True),
        ("n / -count < 0 && -n / -count > 0", True),
        ("budget > EUR(100000)", False),
        ("budget <= EUR(90000) && budget >= EUR(90000)", True),
        ("budget < EUR(90000) || budget != EUR(90000.0)", False),
        ("budget * 1.1 == EUR(99000) && 1.1 * budget == EUR(99000)", True),
        ("cost - EUR(0.1) == EUR(100)", True),
        ("budget / EUR(1000) == 90 && budget / 90 == EUR(1000)", True),
        ("-budget < EUR(0)", True),
        ("fee > USD(4.99)", True),
        ("budget in [EUR(1), EUR(90000)]", True),
        ("risk == 'high' && risk != 'low'", True),
        ("risk in ['low', 'medium']", False),
        ("risk in levels && !('medium' in levels)", True),
        ("risk.startsWith('hi') && risk.endsWith('gh') && risk.contains('ig')", True),
        ("risk.startsWith('lo')", False),
        ("owner == reviewer", False),
        ("owner != reviewer", True),
        ("today < due && due > date('2026-11-30')", True),
        ("today + days(8) == due && due - days(8) == today", True),
        ("today + weeks(1) < due && due - today == days(8)", True),
        ("due - today + days(6) == weeks(2) && days(8) - days(1) == weeks(count - 2)", True),
        ("-(due - today) == days(-8)", True),
        ("today + workdays(6) == due", True),
        ("due - workdays(6) == today", True),
        ("today + workdays(5) == date('2026-11-30')", True),
        ("has(budget) && !has(start) && has(amounts)", True),
        ("!has(start) || start > today", True),
        ("approved ? n > 2 : start > today", True),
        ("signed ? start > today : n > 2", True),
        ("size(levels) == 2 && size(amounts) == 0", True),
        ("scores.all(s, s > 0) && scores.exists(s, s == 5)", True),
        ("scores.all(s, s > 1)", False),
        ("scores.exists(s, s > 5)", False),
        ("scores.exists_one(s, s > 2)", False),
        ("scores.exists_one(s, s > 3)", True),
        ("amounts.all(a, a > EUR(0)) && !amounts.exists(a, a > EUR(0))", True),
        ("size(scores.filter(s, s >= n)) == 2", True),
        ("scores.exists(a, scores.exists(b, a == b + 4))", True),
        ("[n, count].all(x, x > 2)", True),
    ],
)
def test_a_guard_means_what_it_says(text: str, truth: bool) -> None:
    """Exact quantities, real days and declared choices; the documented meaning of each form."""
    outcome = _judge(text)
    assert (outcome.ok, outcome.error) == (truth, None)


@pytest.mark.parametrize(
    ("text", "error", "name", "column"),
    [
        ("start > today", "guard.missing_value", "start", 1),
        ("today > start + days(3)", "guard.missing_value", "start", 9),
        ("!(start > today)", "guard.missing_value", "start", 3),
        ("fee > EUR(5)", "guard.currency", None, 5),
        ("fee == budget", "guard.currency", None, 5),
        ("fee != budget", "guard.currency", None, 5),
        ("fee in [budget]", "guard.currency", None, 5),
        ("fee + budget > EUR(1)", "guard.currency", None, 5),
        ("budget / fee > 1", "guard.currency", None, 8),
        ("n / baseline.n > 1", "guard.division", None, 3),
        ("1 / baseline.n == 0 || approved", "guard.division", None, 3),
        ("1 / baseline.n == 0 && signed", "guard.division", None, 3),
        ("!(1 / baseline.n == 0)", "guard.division", None, 5),
        ("(1 / baseline.n == 0) == (1 / baseline.n == 0)", "guard.division", None, 4),
        ("1 / baseline.n == 0 ? approved : approved", "guard.division", None, 3),
        ("scores.exists(s, 1 / baseline.n == s || s == 1)", "guard.division", None, 20),
        ("scores.exists(s, 1 / (s - 1) > 0)", "guard.division", None, 20),
        ("today + days(n) > due", "guard.duration", None, 9),
        ("today + days(count * 99999) > due", "guard.duration", None, 9),
        ("today + workdays(-count) > due", "guard.duration", None, 9),
        ("date('0001-01-01') - days(count) < today", "guard.date_range", None, 20),
        ("date('9999-12-31') + days(count) > today", "guard.date_range", None, 20),
        ("today + workdays(count * 1000) > due", "guard.calendar", None, 7),
    ],
)
def test_what_can_not_be_evaluated_denies_and_says_where(
    text: str, error: str, name: str | None, column: int
) -> None:
    """I30: an error is never true, not under `!`, nor beside `||`, nor in an unused branch."""
    outcome = _judge(text)
    found = (outcome.ok, outcome.error, outcome.name, outcome.column)
    assert found == (False, error, name, column)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("approved", "true"),
        ("approved", 1),
        ("n", "2.50"),
        ("n", True),
        ("n", ["1"]),
        ("budget", "90000"),
        ("budget", 90001),
        ("budget", "EUR 1e3"),
        ("risk", 3),
        ("owner", True),
        ("due", "2026-02-30"),
        ("due", "20261201"),
        ("levels", "low"),
        ("levels", {"low": True}),
        ("scores", ["1", None]),
        ("amounts", ["EUR 5", "5"]),
    ],
)
def test_a_value_of_another_form_denies(name: str, value: Json) -> None:
    """I30: a value that doesn't fit its declaration is not interpreted, it is an error."""
    text = {"bool": name, "list": f"size({name}) >= 0"}.get(ENV[name].kind, f"{name} == {name}")
    outcome = _judge(text, {name: value})
    assert (outcome.ok, outcome.error, outcome.name) == (False, "guard.bad_value", name)


def test_null_is_not_set() -> None:
    """A field that was cleared is as good as one never set."""
    assert _judge("has(budget)", {"budget": None}) == Outcome(False, steps=1)
    assert _judge("approved", {"approved": None}).error == "guard.missing_value"


def test_a_right_side_that_is_not_needed_is_not_evaluated() -> None:
    """`has(x) &&` must be able to protect what follows, so evaluation goes from left to right."""
    assert _judge("approved || start > today").ok
    assert _judge("signed && start > today") == Outcome(False, steps=2)
    assert _judge("start > today || approved").error == "guard.missing_value"
    assert _judge("start > today && signed").error == "guard.missing_value"
    assert _judge("scores.exists(s, s == 1 || start > today)").ok
    assert _judge("scores.all(s, s < 1 || start > today)").error == "guard.missing_value"


def test_working_days_without_a_calendar_deny() -> None:
    """Working days of no calendar would be a guess."""
    tree = load_guard("today + workdays(1) < due", NAMES)
    outcome = evaluate(tree, VALUES)
    assert (outcome.ok, outcome.error, outcome.column) == (False, "guard.calendar", 7)


def test_steps_are_counted_and_bounded() -> None:
    """A guard can't hold up a gate: two macros over a hundred elements already take too long."""
    values = {"scores": ["1"] * 100}
    outcome = _judge("scores.all(a, scores.all(b, a == b))", values)
    assert (outcome.ok, outcome.error, outcome.steps) == (False, "guard.budget", 10_001)
    cheap = _judge("scores.all(a, a == 1)", values)
    assert cheap == Outcome(True, steps=402)
    tree = load_guard("scores.all(a, a == 1)", NAMES)
    assert evaluate(tree, values, budget=402).ok
    assert evaluate(tree, values, budget=401).error == "guard.budget"


def test_elements_of_a_list_are_steps() -> None:
    """Looking through a long list costs what it takes, inside `in` as well."""
    values = {"scores": ["1"] * 400, "n": "2"}
    assert _judge("n in scores", values) == Outcome(False, steps=803)
    repeated = " || ".join(["n in scores"] * 20)
    assert _judge(repeated, values).error == "guard.budget"


def test_a_list_of_more_than_a_thousand_elements_denies() -> None:
    """The bound is on what is read, whatever the guard then does with it."""
    assert _judge("size(scores) == 1000", {"scores": ["1"] * 1000}).ok
    outcome = _judge("size(scores) == 1001", {"scores": ["1"] * 1001})
    assert (outcome.error, outcome.name) == ("guard.list_too_long", "scores")


@given(guards(), worlds())
def test_a_checked_guard_never_raises_and_an_error_is_never_true(tree: Json, world: object) -> None:
    """I30 over random guards and values: there is always an outcome, and errors deny."""
    assert isinstance(world, dict)
    checked = check(tree, ENV)
    outcome = evaluate(checked, world, add_workdays=_workdays)
    if outcome.error is not None:
        assert not outcome.ok
        assert outcome.column is not None
    if outcome.error == "guard.missing_value":
        assert outcome.name in names(checked) - world.keys()
    assert 0 < outcome.steps <= 10_000


@given(guards(), worlds())
def test_the_outcome_depends_on_tree_and_values_alone(tree: Json, world: object) -> None:
    """I29: judged again, from a stored copy, under other layout, the answer is the same."""
    assert isinstance(world, dict)
    checked = check(parse(to_text(tree)), ENV)
    first = evaluate(checked, world, add_workdays=_workdays)
    assert (
        evaluate(decode(encode(checked)), dict(sorted(world.items())), add_workdays=_workdays)
        == first
    )
    moved = evaluate(without_columns(checked), world, add_workdays=_workdays)
    assert moved._replace(column=first.column) == first


@given(guards(), worlds())
def test_what_a_guard_does_not_name_does_not_matter(tree: Json, world: object) -> None:
    """`names` is complete: what is outside of it may change freely."""
    assert isinstance(world, dict)
    checked = check(tree, ENV)
    named = {name: value for name, value in world.items() if name in names(checked)}
    assert evaluate(checked, named, add_workdays=_workdays) == evaluate(
        checked, world, add_workdays=_workdays
    )


_TERMS = st.lists(
    st.sampled_from(["1", "-3", "7", "0.1", "-2.5", "12.0001"]), min_size=4, max_size=4
)
_SIGNS = st.lists(st.sampled_from("+-*/"), min_size=3, max_size=3)


@given(_TERMS, _SIGNS)
def test_arithmetic_is_exact(terms: list[str], signs: list[str]) -> None:
    """No binary fractions, no context precision: what a calculator with paper would get."""
    text = "((a {} b) {} c) {} d".format(*signs)
    a, b, c, d = (Fraction(term) for term in terms)
    expected = _apply(signs[2], _apply(signs[1], _apply(signs[0], a, b), c), d)
    env = {name: Type("number") for name in "abcdpq"}
    values: dict[str, Json] = dict(zip("abcd", terms, strict=True))
    values |= {"p": expected.numerator, "q": expected.denominator}
    assert evaluate(load_guard(f"{text} == p / q", env), values).ok
    assert not evaluate(load_guard(f"{text} + 0.000000001 <= p / q", env), values).ok


def _apply(sign: str, left: Fraction, right: Fraction) -> Fraction:
    return {"+": left + right, "-": left - right, "*": left * right, "/": left / right}[sign]


def test_judging_imports_nothing_heavy() -> None:
    """An act on the embedded store evaluates guards, and must start at once."""
    script = (
        "import sys, engine.methodology.guard.evaluate;"
        "print(*sorted(name for name in sys.modules"
        " if name.startswith('engine.') or name in"
        " ('yaml', 'pydantic', 'sqlalchemy', 'transitions', 'difflib', 'decimal', 'fractions')))"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    assert found.stdout.split() == [
        "engine.canonical",
        "engine.errors",
        "engine.methodology",
        "engine.methodology.guard",
        "engine.methodology.guard.evaluate",
        "engine.methodology.guard.quantity",
        "engine.methodology.guard.tree",
        "engine.methodology.values",
    ]


def test_an_unchecked_tree_is_our_bug() -> None:
    """Only `check` makes a tree fit for judging; anything else must not pass for a verdict."""
    with pytest.raises(AssertionError):
        evaluate(["number", 1, "1"], {})
    with pytest.raises(LookupError):
        evaluate(["eval", 1, "print()"], {})
    assert evaluate(check(parse("a"), {"a": BOOL}), {"a": True}).ok
