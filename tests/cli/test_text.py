"""Lines for a terminal: safe, and as wide as they should be."""

from hypothesis import given, strategies as st

from cli.happened import _TELL
from cli.text import Styled, hanging, pairs, render, safe, table, width_of, wrap
from cli.typing_out import TYPED
from engine.methodology import characters
from engine.rules import events as ev
from engine.rules.commands import PROJECT_ARGUMENTS

texts = st.text(max_size=60) | st.text("ab \u4e00\u0301", max_size=60)


@given(texts)
def test_the_short_way_to_a_safe_text_is_the_same(text: str) -> None:
    """Plain ASCII is let through without the tables of all characters; nothing else is."""
    assert safe(text) == characters.safe(text)


@given(texts)
def test_whatever_is_printed_is_safe(text: str) -> None:
    """No text of other people moves a cursor, styled or not."""
    assert not characters.UNSAFE.search(render((text, Styled("bold", text)), colour=False))
    coloured = render(Styled("red", text), colour=True)
    inside = coloured.removeprefix("\x1b[31m").removesuffix("\x1b[0m")
    assert inside == characters.safe(text)


@given(texts.map(characters.safe), st.integers(2, 40))
def test_wrapping_loses_nothing_and_keeps_to_the_width(text: str, width: int) -> None:
    """Every word is there, in order; no line is wider than asked."""
    lines = wrap(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width_of(line) <= width for line in lines)


@given(st.lists(st.tuples(texts, texts, texts), max_size=4), st.integers(40, 100))
def test_a_table_keeps_to_the_width(rows: list[tuple[str, str, str]], width: int) -> None:
    """However long the cells are."""
    for line in table(("A", "LONGER", "B"), rows, width):
        assert width_of(render(line, colour=False)) <= width


def test_a_table_is_laid_out_in_columns() -> None:
    """What is short stays on a line; what is long goes on below itself."""
    lines = table(("KEY", "TITLE"), [("a", "one two three four"), ("bcd", "\u4e00")], 18)
    assert [render(line, colour=False) for line in lines] == [
        "KEY  TITLE",
        "a    one two three",
        "     four",
        "bcd  \u4e00",
    ]


def test_pairs_and_hanging_lines_go_on_below_themselves() -> None:
    """A label stands once, beside the first line."""
    shown = [render(line, colour=False) for line in pairs([("a", "x"), ("long", "y " * 15)], 30)]
    assert shown == ["a     x", "long  y y y y y y y y y y y y", "      y y y "]
    assert pairs([], 30) == []
    assert hanging("one two three four five six", 24) == [
        "  one two three four",
        "    five six",
    ]


def test_every_event_can_be_told() -> None:
    """A history with a gap where nobody wrote a sentence is none."""
    known = {
        kind.__annotations__["type"].__args__[0]
        for kind in (*ev.DirectoryEvent.__args__, *ev.ProjectEvent.__args__, ev.CommandRefused)
    }
    assert known <= set(_TELL)


NEVER_PROPOSED = {
    *("StartProject", "AdoptProject", "WaiveItem", "RecordVote", "ConfirmVote", "ContestVote"),
    *("RequestOverride", "ConfirmOverride", "ReviewOverride", "ReopenGate"),
}


def test_every_act_on_a_project_can_be_typed() -> None:
    """What would open the way is told as a command; what is never proposed isn't among it."""
    assert {*PROJECT_ARGUMENTS, "GrantRole"} - NEVER_PROPOSED <= set(TYPED)
