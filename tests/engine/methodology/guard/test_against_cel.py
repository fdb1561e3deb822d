"""Guards against an independent CEL: equal on the shared subset, different only as documented.

`docs/guards.md` lists the differences; each has its test here.
"""

from collections.abc import Callable, Mapping

import pytest
from cel_expr_python import cel
from hypothesis import given, strategies as st

from engine.canonical import Json
from engine.methodology.guard.check import load_guard
from engine.methodology.guard.evaluate import Outcome, evaluate
from engine.methodology.guard.types import BOOL, NUMBER, GuardError, Type

STRING = Type("string")
ENV = {
    "b": BOOL,
    "c": BOOL,
    "n": NUMBER,
    "m": NUMBER,
    "p.n": NUMBER,
    "s": STRING,
    "t": STRING,
    "ns": Type("list", item=NUMBER),
    "ss": Type("list", item=STRING),
}
_CEL = cel.NewEnv(
    variables={
        **dict.fromkeys(("b", "c"), cel.Type.BOOL),
        **dict.fromkeys(("n", "m", "p.n"), cel.Type.INT),
        **dict.fromkeys(("s", "t"), cel.Type.STRING),
        "ns": cel.Type.List(cel.Type.INT),
        "ss": cel.Type.List(cel.Type.STRING),
    }
)
VALUES: dict[str, Json] = {
    "b": True,
    "c": False,
    "n": 7,
    "m": 0,
    "p.n": 3,
    "s": "alpha",
    "t": "",
    "ns": [1, 2, 3],
    "ss": ["a", "b"],
}


def _in_cel(text: str, values: Mapping[str, Json] = VALUES) -> bool | str:
    """What the other implementation says: true, false, or the name of another type, ERROR too."""
    value = _CEL.compile(text).eval(data=dict(values))
    if value.type() == cel.Type.BOOL:
        return value.value() is True
    return str(value.type().name())


def _here(text: str, values: Mapping[str, Json] = VALUES) -> Outcome:
    return evaluate(load_guard(text, ENV), values)


def _refused_here(text: str) -> str:
    with pytest.raises(GuardError) as caught:
        load_guard(text, ENV)
    return caught.value.faults[0].code


class _Writer:
    """Writes an expression of the shared subset that reads a name wherever it compares."""

    def __init__(self, draw: Callable[[st.SearchStrategy[str]], str]) -> None:
        self.draw = draw
        self.numbers = ["n", "m", "p.n"]
        self.strings = ["s", "t"]
        self.macros = 0

    def pick(self, *options: str) -> str:
        return self.draw(st.sampled_from(options))

    def condition(self, depth: int) -> str:
        simple = ("name", "order", "equal", "text", "in", "member")
        kind = self.pick(*simple, *(("not", "and", "or", "if", "same", "macro") if depth else ()))
        if kind == "name":
            return self.pick("b", "c")
        if kind in ("order", "equal"):
            sign = self.pick(*(("<", "<=", ">", ">=") if kind == "order" else ("==", "!=")))
            return f"{self.number(1)} {sign} {self.number(depth and 1, named=False)}"
        if kind == "text":
            return self.text()
        if kind == "in":
            return f"{self.number(0)} in [{self.number(0, named=False)}, 2, {self.number(0)}]"
        if kind == "member":
            return self.pick(f"{self.number(0)} in ns", f"{self.pick(*self.strings)} in ss")
        return self.deep(kind, depth - 1)

    def deep(self, kind: str, depth: int) -> str:
        if kind == "not":
            return f"!({self.condition(depth)})"
        if kind in ("and", "or"):
            sign = " && " if kind == "and" else " || "
            return sign.join(f"({self.condition(depth)})" for _ in range(3))
        if kind == "if":
            parts = [self.condition(depth) for _ in range(3)]
            return "({}) ? ({}) : ({})".format(*parts)
        if kind == "same":
            return f"({self.condition(depth)}) == ({self.condition(depth)})"
        return self.macro(depth)

    def text(self) -> str:
        left = self.pick(*self.strings)
        right = self.pick(*self.strings, "'a'", "'alpha'", '"é"', "''", "'ph'")
        function = self.pick("==", "!=", "startsWith", "endsWith", "contains")
        return f"{left} {function} {right}" if "=" in function else f"{left}.{function}({right})"

    def number(self, depth: int, *, named: bool = True) -> str:
        if depth == 0:
            return self.pick(*self.numbers, *(() if named else ("0", "1", "7", "-2")))
        kind = self.pick("0", "+", "-", "*", "neg", "size", "brackets", "if")
        if kind == "size":
            return self.pick("size(ns)", "size(ss)", "size([n, 2])")
        if kind == "neg":
            return f"-{self.number(0)}"
        if kind == "if":
            return f"({self.pick('b', 'c')} ? {self.number(0)} : {self.number(0)})"
        if kind == "brackets":
            return f"({self.number(0)} - ({self.number(0)} - 1)) * 2"
        return self.number(0) if kind == "0" else f"{self.number(0)} {kind} {self.number(0)}"

    def macro(self, depth: int) -> str:
        if self.macros == 2:
            return "ns.exists(z, z == n)" if depth < 0 else self.pick("b", "c")
        variable = "xy"[self.macros]
        source = self.pick("ns", "ss", "[1, n]", "['a', s]")
        known = self.numbers if source in ("ns", "[1, n]") else self.strings
        self.macros += 1
        known.append(variable)
        body = self.condition(depth)
        known.remove(variable)
        self.macros -= 1
        macro = self.pick("all", "exists", "exists_one", "filter")
        # A name in the body keeps the macro over constants from being constant itself.
        found = f"{source}.{macro}({variable}, ({body}) == b)"
        return f"size({found}) > {self.number(0)}" if macro == "filter" else found


@st.composite
def _expressions(draw: Callable[[st.SearchStrategy[str]], str]) -> str:
    return _Writer(draw).condition(3)


_WORLDS = st.fixed_dictionaries(
    {
        **dict.fromkeys(("b", "c"), st.booleans()),
        **dict.fromkeys(("n", "m", "p.n"), st.integers(-3, 8)),
        **dict.fromkeys(("s", "t"), st.sampled_from(["", "a", "b", "alpha", "é"])),
        "ns": st.lists(st.integers(-3, 8), max_size=4),
        "ss": st.lists(st.sampled_from(["", "a", "b"]), max_size=3),
    }
)


@given(_expressions(), _WORLDS)
def test_the_shared_subset_means_the_same_in_cel(text: str, world: object) -> None:
    """Who knows CEL can read and write guards; an independent evaluator finds no other meaning."""
    assert isinstance(world, dict)
    outcome = _here(text, world)
    assert outcome.error is None
    assert _in_cel(text, world) is outcome.ok


def test_numbers_are_one_exact_type() -> None:
    """In CEL, whole numbers divide to whole numbers, decimals are binary, and the two don't mix."""
    assert _here("n / 2 == 3.5").ok
    assert _in_cel("n / 2 == 3") is True
    assert not _here("n / 2 == 3").ok
    with pytest.raises(Exception, match="no matching overload"):
        _in_cel("n == 7.0")
    assert _here("n == 7.0").ok
    assert _in_cel("0.1 + 0.2 == 0.3 && b") is False
    assert _here("p.n * 0.1 == 0.3").ok
    assert _in_cel("double(p.n) * 0.1 == 0.3") is False


@pytest.mark.parametrize(
    "text", ["1 / m == 0 || b", "b ? 1 / m == 0 || b : c", "!(1 / m == 0 && c)"]
)
def test_an_error_is_not_absorbed(text: str) -> None:
    """In CEL `error || true` is true and `error && false` is false; here both are the error."""
    assert _in_cel(text) is True
    assert (_here(text).ok, _here(text).error) == (False, "guard.division")


def test_an_error_on_an_element_is_not_absorbed() -> None:
    """In CEL `exists` is true when any element fits; here an error met on the way denies."""
    values = {**VALUES, "ns": [0, 1]}
    text = "ns.exists(x, 1 / x == 1)"
    assert _in_cel(text, values) is True
    assert _here(text, values).error == "guard.division"
    assert _here(text, {**VALUES, "ns": [1, 0]}).ok


def test_a_right_side_after_a_deciding_left_side_is_left_alone_in_both() -> None:
    """Short circuit from the left is shared; it is what `has(x) &&` rests on."""
    for text, truth in (("b || 1 / m == 0", True), ("c && 1 / m == 0", False)):
        assert _in_cel(text) is truth
        assert _here(text) == _here(text)._replace(ok=truth, error=None)


def test_has_asks_about_declared_names() -> None:
    """In CEL `has` looks into messages and maps, and refuses a plain name."""
    with pytest.raises(Exception, match="has"):
        _in_cel("has(n)")
    assert _here("has(n) && has(p.n)").ok
    assert not _here("has(n)", {}).ok


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("b == b == b", "guard.syntax"),
        ("s < t", "guard.type"),
        ("b < c", "guard.type"),
        ("ns == [1, 2, 3]", "guard.type"),
        ("size(ns + ns) == 6", "guard.type"),
        ("ns[0] == 1", "guard.syntax"),
        ("n in []", "guard.type"),
        ("size(s) == 5", "guard.type"),
        ("s.size() == 5", "guard.unknown_function"),
        ("ns.size() == 3", "guard.unknown_function"),
        ("s + t == s", "guard.type"),
        ("s.matches('a.*')", "guard.unknown_function"),
        ("ns.map(x, x * 2) == [2, 4, 6]", "guard.unknown_function"),
        ("ns.exists(n, n == 1)", "guard.shadow"),
        ("ns.all(x, ns.all(y, ns.all(z, z > 0)))", "guard.too_deep"),
        ("n % 2 == 1", "guard.syntax"),
        ("{'a': 1}['a'] == n", "guard.syntax"),
        ("string(n) == '7'", "guard.unknown_function"),
        ("int('7') == n", "guard.unknown_function"),
        ("type(n) == int", "guard.unknown_function"),
        ("n == 0x7", "guard.number"),
        ("uint(n) == 7u", "guard.number"),
        ("1e1 > double(n)", "guard.number"),
        (".5 < double(n)", "guard.syntax"),
        ("n == 07", "guard.number"),
        ("s == 'a\\tb'", "guard.string"),
        ("s == r'a'", "guard.syntax"),
        ("s == '''a'''", "guard.syntax"),
        ("b'a' == b'a'", "guard.syntax"),
        ("b // a comment", "guard.syntax"),
        ("1 == 1", "guard.constant"),
        ("b || true", "guard.constant"),
        (
            "timestamp('2026-11-23T00:00:00Z') > timestamp('2026-01-01T00:00:00Z')",
            "guard.unknown_function",
        ),
        ("duration('1h') < duration('2h')", "guard.unknown_function"),
        ("null == null", "guard.syntax"),
        ("dyn(n) == 7", "guard.unknown_function"),
    ],
)
def test_what_cel_has_and_guards_refuse(text: str, code: str) -> None:
    """What is left out is refused when the file is loaded, and is really CEL, so it is listed."""
    _CEL.compile(text)
    assert _refused_here(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "EUR(5) < EUR(6)",
        "date('2026-11-23') < today",
        "today + days(3) > today",
        "today + workdays(3) > today",
    ],
)
def test_what_guards_have_and_cel_refuses(text: str) -> None:
    """Money, days and working days are what a CEL evaluator would have to be extended with."""
    with pytest.raises(Exception, match="undeclared reference"):
        _CEL.compile(text)


def test_a_choice_is_closed_where_a_cel_string_is_open() -> None:
    """A value that can't occur is a slip of the author; CEL compares it without a word."""
    choice = {"s": Type("string", values=("alpha", "beta"))}
    assert _in_cel("s == 'alhpa'") is False
    with pytest.raises(GuardError) as caught:
        load_guard("s == 'alhpa'", choice)
    assert caught.value.faults[0].hint == "did you mean alpha? it takes alpha, beta"
