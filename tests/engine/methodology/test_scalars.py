"""What an unquoted word means, and which words are refused because readers differ on them."""

import re
from decimal import Decimal

import pytest
import yaml
from hypothesis import given, strategies as st

from engine.methodology.scalars import Odd, Scalar, resolve

# The patterns of the YAML 1.2.2 specification, section 10.3.2, the core schema.
CORE_NUMBER = re.compile(
    r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"
    r"|[-+]?(\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN"
)
CORE_WORD = re.compile(r"null|Null|NULL|~||true|True|TRUE|false|False|FALSE")


def read_by_yaml_1_1_as(word: str) -> str:
    """Return the tag that PyYAML's resolver of YAML 1.1 gives to the plain `word`."""
    loader = yaml.SafeLoader("")
    tag = loader.resolve(yaml.ScalarNode, word, (True, False))  # type: ignore[no-untyped-call]
    return str(tag).rpartition(":")[2]


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("false", False),
        ("0", 0),
        ("-12", -12),
        ("9007199254740991", 2**53 - 1),
        ("12.5", Decimal("12.5")),
        ("-0.50", Decimal("-0.50")),
        ("2.0", Decimal("2.0")),
        ("0.0", Decimal("0.0")),
        ("12345678901234.56789012345678", Decimal("12345678901234.56789012345678")),
    ],
)
def test_plain_words_mean_what_yaml_1_2_says(word: str, meaning: Scalar) -> None:
    """Nulls, booleans and numbers in their one plain spelling; a decimal is never a float."""
    found = resolve(word)
    assert (type(found), str(found)) == (type(meaning), str(meaning))


@pytest.mark.parametrize(
    "word",
    [
        "yes",
        "no",
        "on",
        "off",
        "Yes",
        "NO",
        "On",
        "OFF",
        "y",
        "n",
        "2026-11-23",
        "2026-13-45",
        "2026-11-23T04:00:00Z",
        "1.0.0",
        "0..10",
        "60%",
        "1/2",
        "-",
        "--",
        "..",
        "=",
        "<<",
        "inf",
        "nan",
        "NaN",
        "0x",
        "1e",
        "e1",
        "1,000",
        "10%",
        "a1",
        "1a",
        "v1.0",
        "1.2.3.4",
        "1.2.e3",
        "--1",
        "+-1",
    ],
)
def test_other_words_are_text(word: str) -> None:
    """Bad inputs 39, 40, 48: no reader's booleans and dates, but the letters themselves."""
    assert resolve(word) == word


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("010", "does not begin with 0"),
        ("-010", "does not begin with 0"),
        ("00.5", "does not begin with 0"),
        ("0o17", "base ten"),
        ("0x1F", "base ten"),
        ("0b11", "base ten"),
        ("1_000", "underscores"),
        ("1_000.5", "underscores"),
        ("1:30", "base 60"),
        ("12:30:45", "base 60"),
        ("1:30.5", "base 60"),
        ("1e3", "exponent"),
        ("1.5E-3", "exponent"),
        ("+5", "plus sign"),
        (".5", "both sides"),
        ("-.5", "both sides"),
        ("5.", "both sides"),
        ("-0", "zero has no sign"),
        ("-0.0", "zero has no sign"),
        (".inf", "infinity"),
        ("-.INF", "infinity"),
        (".NaN", "not-a-number"),
        ("9007199254740992", "at most 9007199254740991"),
        ("-9007199254740992", "at most 9007199254740991"),
        ("1" * 5000, "at most 9007199254740991"),
        ("0." + "1" * 28, "at most 28 digits"),
    ],
    ids=lambda text: text[:20],
)
def test_odd_numbers_are_refused_with_the_reason(word: str, reason: str) -> None:
    """Bad inputs 41-43, 45-47: what one reader takes for 8 and another for 10 is no number here."""
    found = resolve(word)
    assert isinstance(found, Odd)
    assert found.code == "yaml.number"
    assert reason in found.message
    assert len(found.message) < 200


@pytest.mark.parametrize("word", ["True", "TRUE", "False", "FALSE", "Null", "NULL"])
def test_odd_spellings_of_true_false_and_null_are_refused(word: str) -> None:
    """To YAML 1.2 they are not text, so they may not silently become text here."""
    found = resolve(word)
    assert isinstance(found, Odd)
    assert found.code == "yaml.odd_word"
    assert found.hint == f"write {word.lower()}; quote it if it is text"


@given(st.text("0123456789+-._:eExXoObBiInNfFaA", max_size=10))
def test_no_word_that_any_reader_takes_for_a_number_is_text(word: str) -> None:
    """Differential: YAML 1.1 (PyYAML) and the core schema of YAML 1.2 agree with what we accept."""
    found = resolve(word)
    old, new = read_by_yaml_1_1_as(word), CORE_NUMBER.fullmatch(word)
    if isinstance(found, str):
        assert old not in {"int", "float"}
        assert not new
        assert not CORE_WORD.fullmatch(word)
    elif isinstance(found, int):
        assert old == "int"
        assert new
        assert found == int(word)
        assert str(found) == word
    elif isinstance(found, Decimal):
        assert old == "float"
        assert new
        assert f"{found:f}" == word


@given(st.integers(-(2**53) + 1, 2**53 - 1))
def test_every_integer_up_to_the_bound_is_read_exactly(number: int) -> None:
    """What canonical JSON can carry, a file can say."""
    assert resolve(str(number)) == number


@given(st.decimals(-(10**15), 10**15, allow_nan=False, allow_infinity=False, places=9))
def test_every_decimal_is_read_digit_for_digit(number: Decimal) -> None:
    """2.50 keeps its zero: how a decimal was written is not lost."""
    word = f"{number:f}"
    found = resolve(word)
    if number or not word.startswith("-"):
        assert isinstance(found, Decimal)
        assert f"{found:f}" == word
    else:
        assert isinstance(found, Odd)
