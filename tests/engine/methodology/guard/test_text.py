from hypothesis import given, strategies as st

from engine.canonical import Json, decode, encode
from engine.methodology.guard.check import check
from engine.methodology.guard.parse import parse
from engine.methodology.guard.text import to_text
from engine.methodology.guard.tree import depth, walk, without_columns
from engine.methodology.guard.types import MAX_DEPTH
from tests.engine.methodology.guard.expressions import ENV, Tree, guards

_WORDS = st.sampled_from(["a", "b_2", "project.budget", "x.y.z"])
_STRINGS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), max_size=6)
_LEAVES = st.one_of(
    st.builds(lambda name: ["name", 0, name], _WORDS),
    st.builds(lambda name: ["has", 0, name], _WORDS),
    st.builds(lambda truth: ["bool", 0, truth], st.booleans()),
    st.builds(lambda text: ["string", 0, text], _STRINGS),
    st.sampled_from([["number", 0, "0"], ["number", 0, "12.5"], ["date", 0, "2026-11-23"]]),
    st.sampled_from([["money", 0, "EUR", "-0.5"], ["money", 0, "USD", "100000"]]),
)
_BINARY = ("==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "/")
_METHODS = ("startsWith", "endsWith", "contains")


def _grow(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    """Every operation over `inner`, whatever the types: a parser knows none."""

    def of(operations: tuple[str, ...], least: int, most: int) -> st.SearchStrategy[Tree]:
        parts = st.lists(inner, min_size=least, max_size=most)
        return st.builds(lambda name, found: [name, 0, *found], st.sampled_from(operations), parts)

    return st.one_of(
        of(("not", "neg", "size", "days", "weeks", "workdays"), 1, 1),
        of((*_BINARY, *_METHODS), 2, 2),
        of(("and", "or"), 2, 3),
        of(("if",), 3, 3),
        of(("list",), 0, 3),
        st.builds(
            lambda macro, source, body: [macro, 0, source, "element", body],
            st.sampled_from(["all", "exists", "exists_one", "filter"]),
            _LEAVES,
            _LEAVES,
        ),
    )


@given(st.recursive(_LEAVES, _grow, max_leaves=12))
def test_the_text_of_a_tree_parses_to_the_same_tree(tree: Json) -> None:
    """Brackets are put exactly where they are needed, so that text and tree can't drift apart."""
    if depth(tree) <= MAX_DEPTH:
        assert without_columns(parse(to_text(tree))) == tree


@given(guards())
def test_the_text_of_a_tree_is_a_fixed_point(tree: Json) -> None:
    """There is one canonical text: writing it out again changes nothing."""
    text = to_text(tree)
    assert to_text(parse(text)) == text


@given(guards())
def test_a_checked_tree_is_canonical_json(tree: Json) -> None:
    """It can stand in a compiled table, whose digest is pinned."""
    checked = check(parse(to_text(tree)), ENV)
    assert decode(encode(checked)) == checked


@given(guards())
def test_checking_adds_kinds_to_names_and_nothing_else(tree: Json) -> None:
    """The meaning stands in the text alone; `check` only notes what it found out."""
    parsed = parse(to_text(tree))
    checked = check(parsed, ENV)
    assert to_text(checked) == to_text(parsed)
    assert [node[:3] for node in walk(checked) if node[0] == "name"] == [
        node for node in walk(parsed) if node[0] == "name"
    ]


def test_text_is_laid_out_alike_whatever_the_author_wrote() -> None:
    """A reviewer compares guards, not spaces and quotes."""
    text = "( a||b )&&!( c==-1.50 )?'x' in['x',\"y\"]:n.exists( e,e>EUR( 1.0 ) )"
    assert to_text(parse(text)) == (
        '(a || b) && !(c == -1.5) ? "x" in ["x", "y"] : n.exists(e, e > EUR(1))'
    )
