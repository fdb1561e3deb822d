import pytest
from hypothesis import given, strategies as st

from engine.canonical import Json
from engine.methodology.guard.parse import parse
from engine.methodology.guard.tree import depth, names, walk, without_columns
from engine.methodology.guard.types import MAX_BYTES, MAX_DEPTH, MAX_NODES, Fault, GuardError


def _fault(text: str) -> Fault:
    with pytest.raises(GuardError) as caught:
        parse(text)
    (fault,) = caught.value.faults
    return fault


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("true", ["bool", 1, True]),
        ("1.50", ["number", 1, "1.5"]),
        ("'it\\'s'", ["string", 1, "it's"]),
        ("EUR(-2.50)", ["money", 1, "EUR", "-2.5"]),
        ("EUR(-0)", ["money", 1, "EUR", "0"]),
        ("has(a.b)", ["has", 1, "a.b"]),
        ('date("2026-11-23")', ["date", 1, "2026-11-23"]),
        ("a . b", ["name", 1, "a.b"]),
        ("today", ["name", 1, "today"]),
        ("a\n> 1", [">", 3, ["name", 1, "a"], ["number", 5, "1"]]),
        ("-(1)", ["neg", 1, ["number", 3, "1"]]),
        ("a in [1]", ["in", 3, ["name", 1, "a"], ["list", 6, ["number", 7, "1"]]]),
        ("a.contains(b)", ["contains", 3, ["name", 1, "a"], ["name", 12, "b"]]),
        ("a.all(x, x)", ["all", 3, ["name", 1, "a"], "x", ["var", 10, "x"]]),
    ],
)
def test_each_form_has_its_node(text: str, tree: Json) -> None:
    """The tree is a public form: it stands in compiled tables and under their digest."""
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "bracketed"),
    [
        ("a || b && c", "a || (b && c)"),
        ("a ? b : c ? d : e", "a ? b : (c ? d : e)"),
        ("a || b ? c : d", "(a || b) ? c : d"),
        ("!a == b", "(!a) == b"),
        ("a == b && c", "(a == b) && c"),
        ("a + b * c", "a + (b * c)"),
        ("a - b - c", "(a - b) - c"),
        ("a / b * c", "(a / b) * c"),
        ("-a + b", "(-a) + b"),
        ("a + b < c", "(a + b) < c"),
        ("!a.contains(b)", "!(a.contains(b))"),
    ],
)
def test_operators_bind_as_in_cel(text: str, bracketed: str) -> None:
    """An author who knows CEL must not be surprised by a guard that reads otherwise."""
    assert without_columns(parse(text)) == without_columns(parse(bracketed))


def test_a_chain_of_conditions_is_one_node() -> None:
    """Twenty conditions joined by && are as easy to read as two, and no deeper."""
    tree = parse(" && ".join(f"a{number}" for number in range(20)))
    assert (len(tree), depth(tree)) == (22, 2)


@pytest.mark.parametrize(
    ("text", "column", "code"),
    [
        ("(" * 3000 + "a" + ")" * 3000, 1, "guard.too_long"),
        ("(" * 1000 + "a" + ")" * 1000, 14, "guard.too_deep"),
        ("[" * 1000, 14, "guard.too_deep"),
        ("!" * 2000 + "a", 14, "guard.too_deep"),
        ("-" * 2000 + "a", 14, "guard.too_deep"),
        ("a ? b : " * 200 + "c", 105, "guard.too_deep"),
        ("".join(f"a.all(x{n}, " for n in range(8)) + "true" + ")" * 8, 23, "guard.too_deep"),
        ("||".join("a" * 20001), 1, "guard.too_long"),
        ("||".join("a" * 300), 601, "guard.too_many_nodes"),
        ("+".join("a" * 100), 1, "guard.too_deep"),
        ("size(" * 300, 66, "guard.too_deep"),
        ("a." * 1000, 2001, "guard.syntax"),
        ("é" * 1025, 1, "guard.too_long"),
    ],
)
def test_a_guard_beyond_the_limits_is_refused_clearly(text: str, column: int, code: str) -> None:
    """Bad inputs 63-65: no text, however long or deep, costs more than a look or crashes."""
    fault = _fault(text)
    assert (fault.code, fault.column) == (code, column)


def test_a_guard_at_each_limit_is_accepted() -> None:
    """The limits are those documented, not one less."""
    parse(" " * (MAX_BYTES - 1) + "a")
    chain = parse("||".join("a" * (MAX_NODES - 1)))
    assert len(list(walk(chain))) == MAX_NODES
    assert depth(parse("!" * (MAX_DEPTH - 1) + "a")) == MAX_DEPTH
    parse("a.all(x, b.exists(y, x == y)) && c.all(x, x == 1)")


def test_macros_nest_twice_and_no_more() -> None:
    """Bad input 63: eight nested `all` over ten elements are a hundred million steps."""
    fault = _fault("a.all(x, b.all(y, c.all(z, z == x)))")
    assert (fault.code, fault.column) == ("guard.too_deep", 21)


@pytest.mark.parametrize(
    ("text", "column", "message", "hint"),
    [
        ("", 1, "a name, a constant or a bracket is expected, not the end", None),
        ("a = 1", 3, "the character = has no place here", "compare with =="),
        ("a & b", 3, "the character & has no place here", "write &&"),
        ("a and b", 3, "an operator or the end is expected, not and", "write &&"),
        ("not a", 5, "an operator or the end is expected, not a", None),
        ("a < b < c", 7, "comparisons can't be chained", "join two comparisons with &&"),
        ("a[0]", 2, "elements can't be taken by number", "use in, all, exists"),
        ("(a).b", 5, "a value has no parts", "only declared names have dots"),
        ("a.b.c()", 5, "there is no function c on a value", None),
        ("a.contian('x')", 3, "there is no function contian", "did you mean contains?"),
        ("a.size()", 3, "there is no function size on a value", "write size(x)"),
        ("contains(a, 'x')", 1, "there is no function contains", "write it after a value"),
        ("sise(a)", 1, "there is no function sise", "did you mean size?"),
        ("a.matches('x')", 3, "there is no function matches", "there are no patterns"),
        ("size(a, b)", 1, "size takes one argument, not 2", None),
        ("a.contains('x', 'y')", 3, "contains takes one argument, not 2", None),
        ("size()", 1, "size takes one argument, not 0", None),
        ("has(1)", 5, "has asks whether a name is set", "write has(x) with a field's name"),
        ("a.all(x, has(x))", 14, "has asks whether a name is set", None),
        ("date(a)", 6, "date takes a day that exists", 'write date("2026-11-23")'),
        ("date('2026-02-30')", 6, "date takes a day that exists", 'write date("2026-11-23")'),
        ("EUR(a)", 5, "EUR(...) takes a number as it stands", "multiply instead: n * EUR(1)"),
        ("EUR(1.00001)", 5, "an amount has at most 4 decimals", None),
        ("Eur(1)", 1, "there is no function Eur", None),
        ("1e3", 1, "'1e3' is not a decimal number", "write digits and a point"),
        ("1_000", 1, "'1_000' is not a decimal number", "write digits and a point"),
        ("0x10", 1, "'0x10' is not a decimal number", "write digits and a point"),
        ("1u", 1, "'1u' is not a decimal number", "write digits and a point"),
        ("007", 1, "'007' is not a decimal number", "write digits and a point"),
        (".5", 1, "a name, a constant or a bracket is expected, not .", None),
        ("１２", 1, "the character U+FF11 has no place here", "look-alike"),
        ("rоle", 2, "the character U+043E has no place here", "look-alike"),
        ("a == \u202e1", 6, "the character U+202E has no place here", "look-alike"),
        ("'abc", 1, "the character ' has no place here", "the string has no end"),
        ("'a\\n'", 3, "there is no escape '\\\\n'", "write \\\\"),
        ("'a\u202eb'", 3, "the string holds the invisible character U+202E", "remove it"),
        ("null", 1, "null is a reserved word", "ask has(x) whether x is set"),
        ("package.a", 1, "package is a reserved word", None),
        ("a.all(in, in)", 7, "a name for the elements is expected", None),
        ("a.all(x, a.all(x, x))", 16, "x already names the element", "choose another name"),
        ("a.all(x, x.y.z)", 14, "y has no parts", None),
        ("items()", 1, "items takes one argument, not 0", None),
        ("items('a')", 7, "items takes the name of a register", "items(risk)"),
        ("a.all(x, items(x))", 16, "items takes the name of a register", None),
        ("a.all(today, today)", 7, "today is a reserved word", None),
        ("a.all(x)", 8, ", is expected, not )", None),
        ("(a", 3, ") is expected, not the end", None),
        ("a ? b", 6, ": is expected, not the end", None),
        ("[a", 3, ", is expected, not the end", None),
        ("a // b", 4, "a name, a constant or a bracket is expected, not /", None),
        ("{'a': 1}", 1, "the character { has no place here", "there are no maps"),
        ("a\ud800", 2, "the character U+D800 has no place here", "look-alike"),
    ],
)
def test_what_is_not_in_the_grammar_is_refused_with_its_place(
    text: str, column: int, message: str, hint: str | None
) -> None:
    """Bad input 67 and its like: no members, no indexes, no foreign calls, no look-alikes."""
    fault = _fault(text)
    assert fault.column == column
    assert message in fault.message
    if hint is not None:
        assert hint in (fault.hint or "")


def test_names_are_found_with_their_dots() -> None:
    """Whoever must know what a guard depends on asks the tree, not the text."""
    tree = parse("has(a.b) && c.exists(x, x == d.e + today - f)")
    assert names(tree) == {"a.b", "c", "d.e", "today", "f"}


_FRAGMENTS = st.sampled_from(
    [
        *("a", "b.c", "1", "0.5", "'x'", "true", "in", "x", "é", "\\", " "),
        *("(", ")", "[", "]", ",", ".", "?", ":", "!", "-", "+", "*", "/", "&&", "||", "==", "<"),
        *("all(", "has(", "EUR(", "date(", "size(", "days("),
    ]
)


@given(st.one_of(st.text(max_size=60), st.lists(_FRAGMENTS, max_size=60).map("".join)))
def test_any_text_parses_or_is_refused_inside_its_length(text: str) -> None:
    """A loader that crashes on one file takes every other file with it."""
    try:
        parse(text)
    except GuardError as error:
        (fault,) = error.faults
        assert 1 <= fault.column <= len(text) + 1
        assert fault.message.isprintable()
