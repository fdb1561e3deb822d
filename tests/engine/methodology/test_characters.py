"""Which characters are unsafe, and that none of them reaches a terminal."""

import json
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from engine.methodology.characters import UNSAFE, UNSAFE_IN_LINES, describe, kind, quoted, safe

STRINGS = Path(__file__).parents[2] / "data" / "strings" / "blns.json"
NAUGHTY: list[str] = json.loads(STRINGS.read_text("utf-8"))
EVERY_CHARACTER = "".join(map(chr, range(sys.maxunicode + 1)))
FOUND = frozenset(UNSAFE.findall(EVERY_CHARACTER))


def test_every_control_format_and_separator_character_is_unsafe() -> None:
    """Our fixed lists miss nothing that Python's Unicode tables know to be invisible."""
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    known = {letter for letter in EVERY_CHARACTER if unicodedata.category(letter) in hidden}
    assert known <= FOUND


def test_no_visible_character_is_unsafe() -> None:
    """A name in any script is shown as it is: beyond the hidden, only fillers are unsafe."""
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp", "Cn"}
    visible = {letter for letter in FOUND if unicodedata.category(letter) not in hidden}
    fillers = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0}
    assert {ord(letter) for letter in visible} - set(range(0x13439, 0x13440)) == fillers


def test_every_bidi_control_is_named_so() -> None:
    """What turns the reading direction is told apart from what is merely invisible."""
    turning = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    known = {letter for letter in FOUND if unicodedata.bidirectional(letter) in turning}
    assert known | {"\u061c", "\u200e", "\u200f"} == {c for c in FOUND if kind(c) == "bidi"}


def test_naughty_strings_are_shown_without_an_unsafe_character() -> None:
    """Nothing that people type can move a cursor, and what is harmless stays as typed."""
    changed = [text for text in NAUGHTY if safe(text) != text]
    assert len(changed) == sum(UNSAFE.search(text) is not None for text in NAUGHTY) > 20
    assert [text for text in NAUGHTY if UNSAFE.search(safe(text))] == []
    assert [text for text in NAUGHTY if safe(safe(text)) != safe(text)] == []


@given(st.text(st.characters(codec=None)))
def test_text_is_shown_with_exactly_its_unsafe_characters_escaped(text: str) -> None:
    """Lone surrogates of file names included; the escapes are those of Python's own codec."""
    assert safe(text) == "".join(
        letter.encode("unicode_escape").decode() if UNSAFE.match(letter) else letter
        for letter in text
    )
    assert safe(text).encode("utf-8").decode("utf-8") == safe(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, ümlaut, 中文, 🚲", "plain, ümlaut, 中文, 🚲"),
        ("C:\\new", "C:\\new"),
        ("a\tb\nc\rd", r"a\tb\nc\rd"),
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("\x9b2J\x7f", r"\x9b2J\x7f"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("zero\u200bwidth\ufeff", r"zero\u200bwidth\ufeff"),
        ("\udc80", r"\udc80"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_unsafe_characters_are_shown_by_their_escapes(text: str, shown: str) -> None:
    """A reader sees what is there, in the notation of Python, JSON and YAML."""
    assert safe(text) == shown


def test_lines_may_hold_tabs_and_line_breaks_of_both_kinds() -> None:
    """A file of lines is fit to read; a carriage return that overwrites its line is not."""
    assert not UNSAFE_IN_LINES.search("a\tb\r\nc\n")
    assert [found.start() for found in UNSAFE_IN_LINES.finditer("a\rb\x1b\u202e\u2028")] == [
        1,
        3,
        4,
        5,
    ]
    assert FOUND - set(UNSAFE_IN_LINES.findall(EVERY_CHARACTER)) == set("\t\n")


def test_a_quoted_text_is_bounded_and_cannot_end_its_quotes() -> None:
    """A message stays one line whatever stands in the file, and shows where the text ends."""
    assert quoted('say "x"\n') == r'"say \"x\"\n"'
    assert quoted("a" * 10, limit=8) == '"aaaaa..."'
    assert quoted("a" * 8, limit=8) == '"aaaaaaaa"'


def test_a_character_is_described_by_code_point_and_name() -> None:
    """A letter that looks like another is told apart by its name."""
    assert describe("\u043e") == "U+043E CYRILLIC SMALL LETTER O"
    assert describe("\x1b") == "U+001B CONTROL CHARACTER"
    assert describe("\ud800") == "U+D800 HALF A SURROGATE PAIR"
    assert describe("\uffff") == "U+FFFF UNNAMED"
    assert [kind(letter) for letter in "a\x1b\u202e\u200b\ud800"] == [
        None,
        "control",
        "bidi",
        "invisible",
        "surrogate",
    ]
