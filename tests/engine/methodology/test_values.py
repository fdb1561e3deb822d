from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from engine.canonical import MAX_INT, Json
from engine.errors import UsageError
from engine.methodology.values import (
    FIELD_TYPES,
    canonical_decimal,
    check_field_value,
    parse_field_value,
    read_date,
    read_decimal,
    read_money,
)

SPECS: dict[str, Mapping[str, Json]] = {
    "boolean": {"type": "boolean"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "money": {"type": "money", "currency": "EUR"},
    "open money": {"type": "money"},
    "choice": {"type": "choice", "of": ["low", "high"]},
    "choices": {"type": "choices", "of": ["cost", "time", "scope"]},
    "date": {"type": "date"},
    "person": {"type": "person"},
}

TYPED: list[tuple[str, str, Json]] = [
    ("boolean", "true", True),
    ("boolean", "false", False),
    ("integer", "12", 12),
    ("integer", "-3", -3),
    ("integer", "0", 0),
    ("integer", str(MAX_INT), MAX_INT),
    ("number", "2.50", "2.5"),
    ("number", "-0.0", "0"),
    ("number", "100", "100"),
    ("number", "0.000000001", "0.000000001"),
    ("money", "100000", "EUR 100000"),
    ("money", "EUR 100000.50", "EUR 100000.5"),
    ("money", "-0.10", "EUR -0.1"),
    ("open money", "USD 3", "USD 3"),
    ("choice", "high", "high"),
    ("choices", "time,cost", ["cost", "time"]),
    ("choices", "", []),
    ("date", "2028-02-29", "2028-02-29"),
    ("person", "p-7f3a", "p-7f3a"),
]

# Digits of other scripts, separators, exponents and lenient dates: Python's own readers take most.
REFUSED: list[tuple[str, str]] = [
    *(("boolean", text) for text in ("True", "yes", "1", "", " true")),
    *(("integer", text) for text in ("", "1.0", "１２", "1_000", "1e3", " 1", "1 ", "+1", "007")),
    *(("integer", text) for text in ("-0", "0x1F", str(MAX_INT + 1), "9" * 5000, "--1", "²")),
    *(("number", text) for text in ("", "１２", "1_000", "1e3", " 1", "1\n", "+1", "007", ".5")),
    *(("number", text) for text in ("5.", "1,5", "NaN", "inf", "1" * 16, "0.0000000001", "1.2.3")),
    *(("money", text) for text in ("", "EUR", "USD 5", "5 EUR", "eur 5", " 5", "EUR  5", "€ 5")),
    *(("money", text) for text in ("EUR 1e3", "EUR 0.00001", "EUR " + "1" * 16, "EUR 1 000")),
    *(("open money", text) for text in ("5", "EURO 5", "ЕUR 5", "")),
    *(("choice", text) for text in ("", "High", "hihg", "low,high")),
    *(("choices", text) for text in ("cost,cost", "cost, time", ",", "price")),
    *(("date", text) for text in ("2026-02-30", "2026-W48-1", "20261123", "2026-11-23T00:00")),
    *(("date", text) for text in ("２026-11-23", "0000-01-01", "26-11-23", "2026-13-45", "")),
    *(("person", text) for text in ("", "Ann", "a b", "../etc", "a" * 65, "\u212a", "-a", "a\n")),
]


MISFORMED: list[tuple[str, Json]] = [
    *(("boolean", value) for value in (1, "true", None, ["true"])),
    *(("integer", value) for value in (True, "1", None, MAX_INT + 1)),
    *(("number", value) for value in (1, "1.0", "-0", "01", "1e3", "", "-", "1.", ".5", None)),
    *(("money", value) for value in ("EUR 1.0", "USD 1", "EUR1", "EUR -0", 1, "EUR 1.00001")),
    *(("choice", value) for value in ("medium", 1, None, ["low"])),
    *(("choices", value) for value in ("cost", ["cost", "cost"], ["price"], [1], None)),
    *(("date", value) for value in ("2026-2-3", "2026-02-30", 20260230, None)),
    *(("person", value) for value in ("Ann", 1, None, "")),
]


@pytest.mark.parametrize(("kind", "text", "value"), TYPED)
def test_what_people_type_becomes_the_one_value_on_record(
    kind: str, text: str, value: Json
) -> None:
    """Two spellings of one quantity must give one digest."""
    assert parse_field_value(SPECS[kind], text) == value
    check_field_value(SPECS[kind], value)


@pytest.mark.parametrize(("kind", "text"), REFUSED)
def test_any_other_form_is_refused_with_the_accepted_forms(kind: str, text: str) -> None:
    """Guessing what somebody meant would put a value on record that nobody typed."""
    with pytest.raises(UsageError) as caught:
        parse_field_value(SPECS[kind], text)
    assert caught.value.hint
    assert len(caught.value.message) < 120
    assert caught.value.message.isascii()


def test_a_mistyped_choice_names_the_nearest() -> None:
    """A slip of the finger is corrected without a look into the file."""
    with pytest.raises(UsageError) as caught:
        parse_field_value(SPECS["choice"], "hihg")
    assert caught.value.hint == "did you mean high? It takes one of low, high"


def test_money_in_another_currency_than_the_field_is_refused() -> None:
    """An amount is never converted, and never silently taken for the field's currency."""
    with pytest.raises(UsageError) as caught:
        parse_field_value(SPECS["money"], "USD 5")
    assert caught.value.message == "'USD 5' is not in EUR"


@pytest.mark.parametrize(("kind", "value"), MISFORMED)
def test_a_value_not_in_its_form_on_record_is_refused(kind: str, value: Json) -> None:
    """Values also come from programs, typed already; they get no leniency."""
    with pytest.raises(UsageError):
        check_field_value(SPECS[kind], value)


def test_every_field_type_can_be_typed_and_checked() -> None:
    """A type of the notation without a reader would be accepted and then fail in use."""
    assert {str(spec["type"]) for spec in SPECS.values()} == set(FIELD_TYPES)


@given(st.text(max_size=20))
def test_text_gives_a_stable_value_or_a_usage_error(text: str) -> None:
    """What is typed becomes a value that reads as itself again, or a complaint; never a crash."""
    for spec in SPECS.values():
        typed = _typed(spec, text)
        if typed is not None:
            check_field_value(spec, typed)
            assert parse_field_value(spec, _as_text(typed)) == typed


def _typed(spec: Mapping[str, Json], text: str) -> Json:
    with suppress(UsageError):
        return parse_field_value(spec, text)
    return None


def _as_text(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


@given(st.decimals(-(10**15) + 1, 10**15 - 1, places=9))
def test_a_decimal_keeps_its_value_and_has_one_spelling(number: object) -> None:
    """Equal quantities are equal strings, so that digests and comparisons agree."""
    canonical = canonical_decimal(f"{number:f}")
    assert Fraction(canonical) == Fraction(str(number))
    assert canonical_decimal(canonical) == canonical
    ratio = read_decimal(canonical)
    assert ratio is not None
    assert Fraction(*ratio) == Fraction(canonical)


@given(st.text("-0123456789. EURe+", max_size=12))
def test_reading_takes_canonical_text_only(text: str) -> None:
    """What is not the canonical spelling has no meaning on record."""
    ratio = read_decimal(text)
    if ratio is not None:
        assert canonical_decimal(text) == text
        assert Fraction(*ratio) == Fraction(text)
    money = read_money(f"EUR {text}")
    assert (money is None) or money == ("EUR", *(ratio or ()))


@given(st.dates())
def test_every_day_is_read_back(day: object) -> None:
    """All days of the years 1 to 9999 can stand on record."""
    assert read_date(str(day)) == day
