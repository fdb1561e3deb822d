"""Field values: how they are typed by people, how they stand on record, what they mean.

A field is declared as an object with the keys of the workflow file: `type`, and for some types
`currency` (money) or `of` (choice, choices). Its value on record is JSON, in one spelling:

    type     on record                    typed as
    boolean  true, false                  true, false
    integer  12                           12, -3                      at most 2**53 - 1
    number   "2.5"                        2.5, 2.50, -3               15 digits, 9 decimals
    money    "EUR 100000.5"               EUR 100000.50, 100000.50    15 digits, 4 decimals
    choice   "high"                       high                        one of `of`
    choices  ["cost", "time"]             time,cost                   distinct, all in `of`
    date     "2026-11-23"                 2026-11-23                  a real day of years 1..9999
    person   "p-7f3a"                     p-7f3a                      an opaque id

A decimal on record has no exponent, no leading zero, no zero at the end of its decimals, and no
minus before zero, so equal values are equal strings. An amount typed without a currency takes the
field's. Only ASCII digits count as digits.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NoReturn, TypeAlias

from engine.canonical import MAX_INT, Json
from engine.errors import UsageError

FieldSpec: TypeAlias = Mapping[str, Json]

FIELD_TYPES = ("boolean", "integer", "number", "money", "choice", "choices", "date", "person")

NUMBER_DECIMALS = 9
MONEY_DECIMALS = 4

# Patterns of what people type; compiled when first used, because reading a record needs none.
_PLAIN = r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,32})?"
_INTEGER = r"(?!-0\Z)-?(?:0|[1-9][0-9]{0,15})"
_PERSON = r"[a-z0-9][a-z0-9._-]{0,63}"


def canonical_decimal(text: str, decimals: int = NUMBER_DECIMALS) -> str:
    """Return the one spelling on record of the plain decimal `text`: `"2.50"` gives `"2.5"`.

    At most 15 digits before the point and `decimals` after it, zeros at the end not counted.
    Raises `UsageError` for anything else: exponents, signs but `-`, separators, other digits.
    """
    if not re.fullmatch(_PLAIN, text):
        _refuse(text, "is not a decimal number", "write digits and a point, such as 12 or -0.5")
    whole, _, fraction = text.partition(".")
    fraction = fraction.rstrip("0")
    if len(fraction) > decimals:
        _refuse(text, f"has more than {decimals} decimals", "round it first")
    canonical = f"{whole}.{fraction}" if fraction else whole
    return "0" if canonical == "-0" else canonical


def read_decimal(text: str) -> tuple[int, int] | None:
    """Return a canonical decimal as numerator and denominator; None when it is not canonical."""
    whole, point, fraction = text.removeprefix("-").partition(".")
    if not _digits(whole) or len(whole) > 15 or (whole[0] == "0" and len(whole) > 1):
        return None
    if point and (not _digits(fraction) or len(fraction) > NUMBER_DECIMALS or fraction[-1] == "0"):
        return None
    if text == "-0":
        return None
    number = int(whole + fraction)
    return -number if text[0] == "-" else number, 10 ** len(fraction)


def read_money(text: str) -> tuple[str, int, int] | None:
    """Return canonical money as currency, numerator, denominator; None when not canonical."""
    currency, _, amount = text.partition(" ")
    ratio = read_decimal(amount)
    if not is_currency(currency) or ratio is None or ratio[1] > 10**MONEY_DECIMALS:
        return None
    return currency, *ratio


def read_date(text: str) -> date | None:
    """Return the day written YYYY-MM-DD; None when it is not so written or does not exist."""
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        return None
    if not _digits(text[:4] + text[5:7] + text[8:]):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def is_currency(text: str) -> bool:
    """Tell whether `text` is a currency code: three capital ASCII letters."""
    return len(text) == 3 and text.isascii() and text.isalpha() and text.isupper()


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def parse_field_value(spec: FieldSpec, text: str) -> Json:
    """Return the value on record for `text`, as a person typed it for the field `spec`.

    Raises `UsageError`; its hint says which forms are accepted.
    """
    return _PARSERS[_type_of(spec)](spec, text)


def check_field_value(spec: FieldSpec, value: Json) -> None:
    """Raise `UsageError` unless `value` is a value of the field `spec` as it stands on record."""
    _CHECKS[_type_of(spec)](spec, value)


def _type_of(spec: FieldSpec) -> str:
    kind = spec["type"]
    assert kind in FIELD_TYPES, f"not a field type: {kind!r}"
    return str(kind)


def _refuse(value: object, fault: str, hint: str) -> NoReturn:
    """Raise the usage error; what was given is shown escaped and cut, whatever it holds."""
    shown = ascii(value)
    if len(shown) > 48:
        shown = shown[:45] + "..."
    raise UsageError(f"{shown} {fault}", hint=hint)


def _options(spec: FieldSpec) -> tuple[str, ...]:
    options = spec["of"]
    assert isinstance(options, Sequence), "a choice field declares `of`"
    return tuple(str(option) for option in options)


def _refuse_choice(spec: FieldSpec, value: object) -> NoReturn:
    from difflib import get_close_matches  # only for the message: it is slow to import

    options = _options(spec)
    close = get_close_matches(str(value), options, 1) if isinstance(value, str) else []
    forms = f"one of {', '.join(options)}"
    hint = f"did you mean {close[0]}? It takes {forms}" if close else f"it takes {forms}"
    _refuse(value, "is not one of the choices", hint)


def _parse_boolean(_: FieldSpec, text: str) -> Json:
    if text not in ("true", "false"):
        _refuse(text, "is neither true nor false", "write true or false")
    return text == "true"


def _parse_integer(_: FieldSpec, text: str) -> Json:
    if not re.fullmatch(_INTEGER, text) or abs(int(text)) > MAX_INT:
        _refuse(text, "is not a whole number", f"write digits only, at most {MAX_INT}")
    return int(text)


def _parse_number(_: FieldSpec, text: str) -> Json:
    return canonical_decimal(text)


def _parse_money(spec: FieldSpec, text: str) -> Json:
    declared = spec.get("currency")
    head, space, amount = text.rpartition(" ")
    currency = head if space else declared
    if not isinstance(currency, str) or not is_currency(currency):
        _refuse(text, "is not an amount of money", _money_forms(declared))
    if declared is not None and currency != declared:
        _refuse(text, f"is not in {declared}", _money_forms(declared))
    try:
        return f"{currency} {canonical_decimal(amount, MONEY_DECIMALS)}"
    except UsageError as error:
        raise UsageError(error.message, hint=_money_forms(declared)) from None


def _money_forms(declared: Json) -> str:
    tail = "at most 15 digits and 4 decimals"
    if declared is None:
        return f"write the currency and the amount, such as EUR 100000.50; {tail}"
    return f"write 100000.50 or {declared} 100000.50; {tail}"


def _parse_choice(spec: FieldSpec, text: str) -> Json:
    _check_choice(spec, text)
    return text


def _parse_choices(spec: FieldSpec, text: str) -> Json:
    chosen = text.split(",") if text else []
    _check_choices(spec, chosen)
    return [option for option in _options(spec) if option in chosen]


def _parse_date(spec: FieldSpec, text: str) -> Json:
    _check_date(spec, text)
    return text


def _parse_person(spec: FieldSpec, text: str) -> Json:
    _check_person(spec, text)
    return text


def _check_boolean(_: FieldSpec, value: Json) -> None:
    if type(value) is not bool:
        _refuse(value, "is neither true nor false", "a boolean is true or false")


def _check_integer(_: FieldSpec, value: Json) -> None:
    if type(value) is not int or abs(value) > MAX_INT:
        _refuse(value, "is not an integer", f"a whole number of at most {MAX_INT}")


def _check_number(_: FieldSpec, value: Json) -> None:
    if type(value) is not str or read_decimal(value) is None:
        _refuse(value, "is not a canonical decimal", 'a string such as "12" or "-0.5"')


def _check_money(spec: FieldSpec, value: Json) -> None:
    money = read_money(value) if type(value) is str else None
    declared = spec.get("currency")
    if money is None:
        _refuse(value, "is not canonical money", 'a string such as "EUR 100000.5"')
    if declared is not None and money[0] != declared:
        _refuse(value, f"is not in {declared}", f'a string such as "{declared} 100000.5"')


def _check_choice(spec: FieldSpec, value: Json) -> None:
    if type(value) is not str or value not in _options(spec):
        _refuse_choice(spec, value)


def _check_choices(spec: FieldSpec, value: Json) -> None:
    if isinstance(value, str) or not isinstance(value, Sequence):
        _refuse(value, "is not a list", "a list of choices")
    for item in value:
        _check_choice(spec, item)
    if len(set(value)) != len(value):
        _refuse(list(value), "names a choice twice", "name each choice once")


def _check_date(_: FieldSpec, value: Json) -> None:
    if type(value) is not str or read_date(value) is None:
        _refuse(value, "is not a date", "a day that exists, written YYYY-MM-DD")


def _check_person(_: FieldSpec, value: Json) -> None:
    if type(value) is not str or not re.fullmatch(_PERSON, value):
        _refuse(value, "is not a person's id", "lower-case letters, digits, . _ -, at most 64")


_PARSERS: dict[str, Callable[[FieldSpec, str], Json]] = {
    "boolean": _parse_boolean,
    "integer": _parse_integer,
    "number": _parse_number,
    "money": _parse_money,
    "choice": _parse_choice,
    "choices": _parse_choices,
    "date": _parse_date,
    "person": _parse_person,
}
_CHECKS: dict[str, Callable[[FieldSpec, Json], None]] = {
    "boolean": _check_boolean,
    "integer": _check_integer,
    "number": _check_number,
    "money": _check_money,
    "choice": _check_choice,
    "choices": _check_choices,
    "date": _check_date,
    "person": _check_person,
}
