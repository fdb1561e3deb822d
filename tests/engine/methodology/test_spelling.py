"""What a misspelt word was meant to be."""

import random

import pytest
from hypothesis import given, strategies as st

from engine.methodology.spelling import did_you_mean, nearest, skeleton

KEYS = ("role", "need", "veto", "advisory", "when", "at_least", "title", "requested_by", "panel")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("rol", "role"),
        ("roel", "role"),
        ("Role", "role"),
        ("nedd", "need"),
        ("vteo", "veto"),
        ("advisry", "advisory"),
        ("at-least", "at_least"),
        ("at least", "at_least"),
        ("requestedBy", "requested_by"),
        ("pannel", "panel"),
        ("titel", "title"),
    ],
)
def test_a_slip_of_the_keyboard_finds_the_word_that_was_meant(word: str, meant: str) -> None:
    """Letters left out, doubled or swapped, capitals, hyphens: the usual ways to miss a key."""
    assert did_you_mean(word, KEYS) == f'did you mean "{meant}"?'


@pytest.mark.parametrize("word", ["", "x", "colour", "quorum", "nnnn", "by", "r" * 65])
def test_a_word_of_its_own_is_not_bent_into_a_known_one(word: str) -> None:
    """A wrong suggestion is worse than none: half of a word may never differ."""
    assert did_you_mean(word, KEYS) is None


@pytest.mark.parametrize(
    ("word", "other"), [("x", "y"), ("in", "is"), ("ab", "a"), ("rare", "role")]
)
def test_half_of_a_short_word_is_too_much(word: str, other: str) -> None:
    """With two letters of four replaced, any word would do."""
    assert nearest(word, [other]) is None


def test_a_word_from_elsewhere_is_answered_with_ours() -> None:
    """Who writes `quorum`, even misspelt, is told that the key is called `need` here."""
    assert did_you_mean("quorom", KEYS, {"quorum": "need"}) == 'did you mean "need"?'
    assert did_you_mean("quorum", KEYS, {"quorum": "need"}) == 'did you mean "need"?'


def test_a_letter_that_only_looks_right_is_named() -> None:
    """T25: a Cyrillic o can't be seen, so the message gives place, code point and name."""
    assert did_you_mean("r\u043ele", KEYS) == (
        'did you mean "role"? letter 2 is U+043E CYRILLIC SMALL LETTER O, not "o"'
    )
    assert did_you_mean("pa\u200bnel", KEYS) == (
        'did you mean "panel"? letter 3 is U+200B ZERO WIDTH SPACE'
    )


@pytest.mark.parametrize(
    "word",
    [
        "r\u043ele",  # Cyrillic o
        "r\u03bfl\u0435",  # Greek o, Cyrillic e
        "n\u0435\u0435d",  # Cyrillic e
        "\u0440\u0430n\u0435l",  # Cyrillic p, a, e
        "v\u0435t\u043e",
        "\uff52\uff4f\uff4c\uff45",  # fullwidth
        "\U0001d42b\U0001d428\U0001d425\U0001d41e",  # mathematical bold
        "t\u0131tle",  # dotless i
        "at\u2010least",  # hyphen
        "\u057ceed",  # Armenian n
        "pane\u01c0",  # dental click
    ],
)
def test_a_disguised_word_is_recognised_and_its_disguise_named(word: str) -> None:
    """T25: look-alikes of several scripts lead to the very word they imitate."""
    hint = did_you_mean(word, KEYS)
    assert hint is not None
    assert hint.startswith(f'did you mean "{skeleton(word).replace("-", "_")}"? letter ')
    assert "U+" in hint


def test_of_many_disguised_letters_three_are_named() -> None:
    """The message stays readable when all letters are foreign."""
    hint = did_you_mean("\uff52\uff4f\uff4c\uff45", KEYS)
    assert hint is not None
    assert hint.count("U+") == 3
    assert hint.endswith("; and 1 more")


def test_a_word_of_another_language_is_not_called_a_disguise() -> None:
    """Only what reads as ASCII throughout pretends to be something."""
    assert did_you_mean("\u0440\u043e\u043b\u044f", KEYS) is None
    assert did_you_mean("\u00e9tat", KEYS) is None


def test_a_disguise_is_named_even_when_no_word_is_near() -> None:
    """The author learns of the letter whether or not the word is known."""
    assert did_you_mean("c\u043elour", KEYS) == (
        'letter 2 is U+043E CYRILLIC SMALL LETTER O, not "o"'
    )


@given(st.text("abcdeo_-\u043e", min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_answer_does_not_depend_on_the_order_of_the_known(
    word: str, shuffle: random.Random
) -> None:
    """I29 in small: two runs, two set orders, one message."""
    known = ["abc", "abd", "acb", "ode", "code", "a_b", "decode"]
    first = nearest(word, known)
    shuffle.shuffle(known)
    assert nearest(word, known) == first


@given(st.sampled_from(KEYS))
def test_a_known_word_is_nearest_to_itself(word: str) -> None:
    """No other word can be closer than none at all."""
    assert nearest(word, KEYS) == word
