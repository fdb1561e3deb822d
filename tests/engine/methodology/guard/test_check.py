import pytest
from hypothesis import given

from engine.canonical import Json
from engine.errors import DefinitionError
from engine.methodology.guard.check import check, load_guard
from engine.methodology.guard.parse import parse
from engine.methodology.guard.text import to_text
from engine.methodology.guard.tree import walk
from engine.methodology.guard.types import GuardError, Type, field_type, field_types
from tests.engine.methodology.guard.expressions import ENV, guards

NAMES = {**ENV, "fee": Type("money"), "usd": Type("money", currency="USD"), "id": Type("string")}


def _faults(text: str) -> list[tuple[int, str]]:
    with pytest.raises(GuardError) as caught:
        load_guard(text, NAMES)
    return [(fault.column, fault.code) for fault in caught.value.faults]


@pytest.mark.parametrize(
    "text",
    [
        "true",
        "approved && !signed || n > 3",
        "approved == (n > 3)",
        "budget > EUR(100000)",
        "budget * 1.1 <= cost + EUR(5)",
        "1.1 * budget <= cost",
        "budget / cost > 0.9",
        "budget / 2 > cost",
        "fee > EUR(5)",
        "fee == usd",
        "(approved ? budget : fee) > usd",
        "-budget < EUR(-5)",
        "risk == 'high'",
        "risk in ['medium', 'high']",
        "risk in levels",
        "'low' in levels",
        "risk == id",
        "id == 'anything'",
        "id.startsWith('x')",
        "risk.contains('ig')",
        "due > date('2026-11-23')",
        "due + days(n) < today",
        "due - days(3) - weeks(2) > today",
        "today + workdays(10) <= due",
        "due - workdays(3) > today",
        "due - start >= days(10) + weeks(1)",
        "due - start > -(days(3))",
        "owner != reviewer",
        "owner in [reviewer]",
        "has(baseline.n) && baseline.n > 0",
        "size(levels) > 1",
        "size(scores.filter(s, s >= 5)) >= 2",
        "scores.all(s, s > n) && levels.exists(l, l == risk)",
        "amounts.exists_one(a, a in [budget, cost])",
        "scores.exists(a, scores.exists(b, a == b + 1))",
        "[n, count].all(x, x > 0)",
        "(approved ? n : count) > 3",
        "(approved ? 'low' : 'high') == risk",
        "today > date('2026-01-01') ? approved : signed",
    ],
)
def test_a_guard_over_declared_names_is_accepted(text: str) -> None:
    """Each documented combination of types works as it reads."""
    assert to_text(load_guard(text, NAMES)) == to_text(parse(text))


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("n", [(1, "guard.type")]),
        ("budget + cost", [(8, "guard.type")]),
        ("x > 1", [(1, "guard.unknown_name")]),
        ("n.__class__ == 1", [(1, "guard.unknown_name")]),
        ("baseline > 1", [(1, "guard.unknown_name")]),
        ("has(bugdet)", [(1, "guard.unknown_name")]),
        (
            "nn > 1 && cuont > 2 || !n",
            [(1, "guard.unknown_name"), (11, "guard.unknown_name"), (25, "guard.type")],
        ),
        ("budget > 100000", [(8, "guard.type")]),
        ("budget > usd", [(8, "guard.currency")]),
        ("budget + usd > fee", [(8, "guard.currency")]),
        ("budget / usd > 1", [(8, "guard.currency")]),
        ("budget in [EUR(1), USD(1)]", [(20, "guard.currency")]),
        ("budget in [USD(1)]", [(8, "guard.currency")]),
        ("(approved ? budget : usd) > fee", [(11, "guard.currency")]),
        ("amounts.exists(a, a == usd)", [(21, "guard.currency")]),
        ("budget * cost > EUR(1)", [(8, "guard.type")]),
        ("n / budget > 1", [(3, "guard.type")]),
        ("budget + 1 > cost", [(8, "guard.type")]),
        ("risk == 'hihg'", [(9, "guard.not_a_choice")]),
        ("'hihg' != risk", [(1, "guard.not_a_choice")]),
        ("risk in ['low', 'hi']", [(17, "guard.not_a_choice")]),
        ("'hi' in levels", [(1, "guard.not_a_choice")]),
        ("levels.exists(l, l == 'hi')", [(23, "guard.not_a_choice")]),
        ("risk.startsWith('x')", [(6, "guard.not_a_choice")]),
        ("(approved ? 'a' : 'b') == risk", [(24, "guard.not_a_choice")]),
        ("risk < 'low'", [(6, "guard.type")]),
        ("risk == n", [(6, "guard.type")]),
        ("risk + 'x' == 'y'", [(6, "guard.type")]),
        ("approved < signed", [(10, "guard.type")]),
        ("size(risk) > 1", [(1, "guard.type")]),
        ("size('😀') == 1", [(1, "guard.type"), (11, "guard.constant")]),
        ("owner == 'p-1'", [(7, "guard.type")]),
        ("owner < reviewer", [(7, "guard.type")]),
        ("due > '2026-01-01'", [(5, "guard.type")]),
        ("due + 3 > today", [(5, "guard.type")]),
        ("due + start > today", [(5, "guard.type")]),
        ("due - start > 3", [(13, "guard.type")]),
        ("days(3) + workdays(3) > days(1)", [(9, "guard.type")]),
        ("workdays(3) < workdays(n)", [(13, "guard.type")]),
        ("days(1.5) < due - today", [(6, "guard.duration")]),
        ("today + workdays(-1) < due", [(18, "guard.duration")]),
        ("today + days(100000) < due", [(14, "guard.duration")]),
        ("levels == ['low']", [(8, "guard.type")]),
        ("levels in [levels]", [(11, "guard.type")]),
        ("n in []", [(6, "guard.type")]),
        ("n in 3", [(3, "guard.type")]),
        ("[x, 1].exists(y, y == 1)", [(2, "guard.unknown_name")]),
        ("[[n], ['a']].exists(x, n > 1)", [(7, "guard.type")]),
        ("[[n]].exists(x, n > 1)", [(1, "guard.type")]),
        ("risk.startsWith(n)", [(6, "guard.type")]),
        ("[1, 'a'].exists(x, n > 1)", [(5, "guard.type")]),
        ("n.all(x, approved)", [(3, "guard.type")]),
        ("scores.all(x, x)", [(15, "guard.type")]),
        ("scores.all(n, n > 1)", [(8, "guard.shadow")]),
        ("scores.all(baseline, baseline > 1)", [(8, "guard.shadow")]),
        ("scores.exists(s, s == 'x')", [(20, "guard.type")]),
        ("approved ? n : budget", [(10, "guard.type")]),
        ("n ? approved : signed", [(1, "guard.type")]),
        ("-approved", [(1, "guard.type")]),
        ("-due > today", [(1, "guard.type")]),
        ("!n", [(2, "guard.type")]),
        ("n / 0 > 1", [(3, "guard.division")]),
        ("1 == 1.0", [(3, "guard.constant")]),
        (
            "1/0 == 0 || true",
            [(2, "guard.division"), (5, "guard.constant"), (13, "guard.constant")],
        ),
        ("approved || true", [(13, "guard.constant")]),
        ("!false", [(2, "guard.constant")]),
        ("EUR(1) in [EUR(1)]", [(8, "guard.constant")]),
        ("'ab'.startsWith('a')", [(6, "guard.constant")]),
        ("[1].all(x, x > 0)", [(5, "guard.constant")]),
    ],
)
def test_what_can_never_be_meant_is_refused_with_its_place(
    text: str, faults: list[tuple[int, str]]
) -> None:
    """Bad inputs 66, 68, 69 and their like are found when the file is loaded, not at a gate."""
    assert _faults(text) == faults


def test_a_complaint_says_what_where_and_what_to_do() -> None:
    """An author corrects a guard from the message alone."""
    with pytest.raises(GuardError) as caught:
        load_guard("bugdet > EUR(1) && n == 1 || risk == 'hgh' || budget > 5", NAMES)
    assert caught.value.complaints == (
        "column 1: bugdet is not declared (did you mean budget?)",
        "column 38: 'hgh' is not one of its values (did you mean high? it takes low, medium, high)",
        "column 54: money in EUR can't be compared with a number (write an amount as EUR(100000))",
    )
    assert isinstance(caught.value, DefinitionError)
    assert (caught.value.code, caught.value.exit_code) == ("guard.invalid", 3)
    assert caught.value.message == caught.value.complaints[0]


def test_a_field_gives_a_guard_its_type() -> None:
    """What a file declares for people to fill in is what its guards can read."""
    specs: dict[str, dict[str, Json]] = {
        "a": {"type": "boolean"},
        "b": {"type": "integer"},
        "c": {"type": "number"},
        "d": {"type": "money", "currency": "EUR"},
        "e": {"type": "choice", "of": ["x", "y"]},
        "f": {"type": "choices", "of": ["x", "y"]},
        "g": {"type": "date"},
        "h": {"type": "person"},
    }
    assert field_types(specs) == {
        "a": Type("bool"),
        "b": Type("number"),
        "c": Type("number"),
        "d": Type("money", currency="EUR"),
        "e": Type("string", values=("x", "y")),
        "f": Type("list", item=Type("string", values=("x", "y"))),
        "g": Type("date"),
        "h": Type("person"),
    }
    assert field_type({"type": "money"}) == Type("money")


def test_each_name_carries_its_kind() -> None:
    """The evaluator learns from the tree alone how a value on record is to be read."""
    text = "n > 1 && budget in amounts && risk in levels && due < today && owner == owner"
    kinds = {node[2]: node[3] for node in walk(load_guard(text, NAMES)) if node[0] == "name"}
    assert kinds == {
        "n": "number",
        "budget": "money",
        "amounts": "list money",
        "risk": "string",
        "levels": "list string",
        "due": "date",
        "today": "date",
        "owner": "person",
    }


@given(guards())
def test_well_typed_guards_are_accepted(tree: Json) -> None:
    """The checker finds fault only where there is one."""
    check(parse(to_text(tree)), ENV)
