from decimal import Decimal

import pytest

from engine.errors import UsageError
from engine.methodology import grammar


@pytest.mark.parametrize(
    ("value", "kind", "number", "percent"),
    [
        (1, "number", 1, "0"),
        (9999, "number", 9999, "0"),
        ("any", "any", 0, "0"),
        ("all", "all", 0, "0"),
        ("majority of electorate", "majority_of_electorate", 0, "0"),
        ("majority of cast", "majority_of_cast", 0, "0"),
        ("60% of electorate", "percent", 0, "60"),
        ("66.6700% of electorate", "percent", 0, "66.67"),
        ("0.5% of electorate", "percent", 0, "0.5"),
        ("100% of electorate", "percent", 0, "100"),
    ],
)
def test_a_need_is_read(value: int | str, kind: str, number: int, percent: str) -> None:
    """Six kinds and no other; a share is a canonical decimal, never a float."""
    assert grammar.parse_need(value) == {
        "kind": kind,
        "number": number,
        "percent": percent,
        "at_least": 0,
        "text": str(value),
    }


@pytest.mark.parametrize(
    "value",
    # Numbers 11 to 16 and 44 to 46 of the bad inputs, as whatever a reader may make of them.
    [
        *(0, -1, 10000, True, False, 1.0, 1.5, 1e3, float("inf"), Decimal("2.0"), None, [1]),
        *("0", "1", "-1", "1.5", "1e3", "１２", "1_000", "2.0", ".inf", ".nan"),  # full width
        *("", " any", "any ", "Any", "any\n", "most", "majority", "majority of votes"),
        *("60%", "60 % of electorate", "60% of cast", "60% of electorate ", "060% of cast"),
        *("0% of electorate", "100.5% of electorate", "101% of electorate", "1% of votes"),
        "６０% of electorate",  # full width
    ],
    ids=ascii,
)
def test_no_other_need_is_read(value: object) -> None:
    """Python's int() would take full-width digits and underscores; a need of 0 opens any gate."""
    with pytest.raises(UsageError):
        grammar.parse_need(value)


def test_a_need_says_what_must_be_reached_besides() -> None:
    """`at_least` is part of the need, in the text too."""
    found = grammar.parse_need("all", at_least=3)
    assert (found["at_least"], found["text"]) == (3, "all, at least 3")


@pytest.mark.parametrize(
    ("text", "ends"), [("0..10", (0, 10)), ("-5..5", (-5, 5)), ("1..2", (1, 2))]
)
def test_a_scale_is_read(text: str, ends: tuple[int, int]) -> None:
    """Two whole numbers, the smaller first."""
    assert grammar.parse_scale(text) == ends


@pytest.mark.parametrize(
    "text",
    ["5..5", "5..1", "1.5", "1...2", "-0..1", "01..2", "0..１0", "0..10\n", "0 .. 10", "0-1"],
)
def test_no_other_scale_is_read(text: str) -> None:
    """A scale without room would divide by zero."""
    with pytest.raises(UsageError):
        grammar.parse_scale(text)


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("panel", "panel", None),
        ("requester", "requester", None),
        ("authors", "authors", None),
        ("appointees", "appointees", None),
        ("seat money", "seat", "money"),
        ("voters at g3", "voters", "g3"),
        ("granters", "granters", None),
        ("delegators", "delegators", None),
        ("department of requester", "department", "requester"),
        ("department of authors", "department", "authors"),
    ],
)
def test_a_party_is_read(text: str, kind: str, name: str | None) -> None:
    """Nine kinds, three of them with a name."""
    assert grammar.parse_party(text) == {"kind": kind, "name": name}


@pytest.mark.parametrize(
    "text", ["seat", "seat ", "voters g3", "voters at", "panels", "panel x", "department of panel"]
)
def test_no_other_party_is_read(text: str) -> None:
    """A party that names nobody would keep nobody apart."""
    with pytest.raises(UsageError):
        grammar.parse_party(text)
