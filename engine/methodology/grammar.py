"""The small grammars inside a workflow file: needs, percentages, scales, parties.

Each function reads one scalar as the file has it and returns what the compiled tables hold
(`engine.methodology.tables`), or raises `UsageError` whose hint shows the form. Models check with
them and the compiler reads with them, so a file can't be checked one way and read another.

Only ASCII digits are digits: `int()` would take full-width ones and underscores.
"""

import re
from decimal import Decimal
from typing import NoReturn

from engine.calendar import Span, parse_span
from engine.errors import UsageError
from engine.methodology.characters import quoted
from engine.methodology.gate_tables import Need, Party
from engine.methodology.values import canonical_decimal

ID = "[a-z][a-z0-9_]{0,63}"
METHODOLOGY_ID = "[a-z0-9][a-z0-9_-]{0,63}"
VERSION = r"(?:0|[1-9][0-9]{0,5})(?:\.(?:0|[1-9][0-9]{0,5})){2}"
APPROVAL = rf"{ID}(?:\.{ID})?"
STAGE = rf"{ID}(?:\.{ID}){{0,15}}"
DECISION = rf"{ID}(?:@{STAGE})?"
CHARTER_ROLE = rf"charter\.{ID}"
CURRENCY = "[A-Z]{3}"
CHOICE = "[A-Za-z0-9][A-Za-z0-9_.-]{0,63}"
ADDRESS = r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*){0,31}"
LEFT_OUT = "[a-z0-9][a-z0-9_.-]{0,99}"
FILE = r"[A-Za-z0-9][A-Za-z0-9._-]{0,98}\.ya?ml"
ZONE = "[A-Za-z0-9_+/-]{1,64}"
SPAN = "[1-9][0-9]{0,3} (?:working day|day|week|hour)s?"
DAY_SPAN = "[1-9][0-9]{0,3} (?:working day|day|week)s?"
CALENDAR_SPAN = "[1-9][0-9]{0,3} (?:day|week)s?"
PERCENT = r"(?!0(?:\.0+)?%)(?:100(?:\.0{1,4})?|[1-9]?[0-9](?:\.[0-9]{1,4})?)%"
NEED = (
    rf"all|any|majority of (?:electorate|cast|weight)|{PERCENT} of (?:electorate|weight)"
    "|weight [1-9][0-9]{0,3}"
)
SHARE = r"(?:0|[1-9][0-9]{0,3})(?:\.[0-9]{1,4})?%"
LEEWAY = rf"{SHARE}|{ID}|{DAY_SPAN}"
SCALE = r"(?:0|-?[1-9][0-9]{0,3})\.\.(?:0|-?[1-9][0-9]{0,3})"
PARTY = (
    f"panel|requester|authors|appointees|granters|delegators|seat {ID}|voters at {ID}"
    "|department of (?:requester|authors)"
)

MAX_COUNT = 9999
MAX_WEIGHT = 100
MAX_TIER = 9

NEED_FORMS = "a number, all, any, majority of electorate, majority of cast, or 60% of electorate"
WEIGHT_FORMS = "weight 5, majority of weight, or 60% of weight"
PARTY_FORMS = (
    "panel, seat NAME, requester, authors, voters at GATE, appointees, granters, delegators, "
    "department of requester, department of authors"
)

_MAJORITIES = {
    "all": "all",
    "any": "any",
    "majority of electorate": "majority_of_electorate",
    "majority of cast": "majority_of_cast",
    "majority of weight": "majority_of_weight",
}
BY_WEIGHT = ("weight", "majority_of_weight", "percent_of_weight")
"""The kinds of need that count weights, not votes."""


def parse_need(value: object, at_least: int = 0) -> Need:
    """Return the need of a seat as the tables hold it; `value` is an int or a str of the file."""
    if type(value) is int:
        if not 1 <= value <= MAX_COUNT:
            raise UsageError(f"a need of {value} votes", hint=f"a whole number 1 to {MAX_COUNT}")
        return _need("number", str(value), at_least, number=value)
    if type(value) is not str:
        shown = str(value) if isinstance(value, bool | Decimal) else type(value).__name__
        raise UsageError(f"{quoted(shown)} is not a need", hint=f"write {NEED_FORMS}")
    if value in _MAJORITIES:
        return _need(_MAJORITIES[value], value, at_least)
    share, _, rest = value.partition(" ")
    if rest in ("of electorate", "of weight") and re.fullmatch(PERCENT, share):
        kind = "percent" if rest == "of electorate" else "percent_of_weight"
        return _need(kind, value, at_least, percent=parse_percent(share))
    if share == "weight" and re.fullmatch("[1-9][0-9]{0,3}", rest):
        return _need("weight", value, at_least, number=int(rest))
    return _refuse_need(value)


def check_count(value: object) -> None:
    """Check that `value` is `all` or a number of votes."""
    if value != "all" and not (type(value) is int and 1 <= value <= MAX_COUNT):
        shown = str(value) if isinstance(value, str | int | Decimal) else type(value).__name__
        raise UsageError(
            f"{quoted(shown)} is not a number of votes", hint=f"all, or 1 to {MAX_COUNT}"
        )


def _refuse_need(text: str) -> NoReturn:
    hint = f"write {NEED_FORMS}"
    if text.isdecimal():
        plain = re.fullmatch("[1-9][0-9]{0,3}", text)
        hint = f"write {text} without quotes" if plain else "write the digits 0 to 9 only"
    elif re.fullmatch(PERCENT, text):
        hint = f"write {text} of electorate, or {text} of weight"
    raise UsageError(f"{quoted(text)} is not a need", hint=hint)


def _need(kind: str, text: str, at_least: int, number: int = 0, percent: str = "0") -> Need:
    return {
        "kind": kind,  # type: ignore[typeddict-item]  # one of the kinds, by the callers above
        "number": number,
        "percent": percent,
        "at_least": at_least,
        "text": f"{text}, at least {at_least}" if at_least else text,
    }


def parse_percent(text: str) -> str:
    """Return the canonical decimal of `60%`: more than 0 and at most 100."""
    if not re.fullmatch(PERCENT, text):
        hint = "write 60% or 66.6%: more than 0% and at most 100%"
        raise UsageError(f"{quoted(text)} is not a percentage", hint=hint)
    return canonical_decimal(text[:-1])


def parse_leeway(text: str) -> tuple[str, str | Span]:
    """Return what a tolerance allows: ("share", decimal), ("field", name) or ("span", span)."""
    if not re.fullmatch(LEEWAY, text):
        hint = "a percentage such as 10%, the name of a field, or a span such as 10 working days"
        raise UsageError(f"{quoted(text)} is no limit of a tolerance", hint=hint)
    if text.endswith("%"):
        return "share", canonical_decimal(text[:-1])
    return ("span", parse_day_span(text)) if text[0].isdigit() else ("field", text)


def parse_scale(text: str) -> tuple[int, int]:
    """Return the ends of `0..10`; the first is smaller."""
    if not re.fullmatch(SCALE, text):
        raise UsageError(f"{quoted(text)} is not a scale", hint="write LOW..HIGH, such as 0..10")
    low, high = (int(end) for end in text.split(".."))
    if low >= high:
        raise UsageError(f"{quoted(text)} has no room", hint="the first number is the smaller one")
    return low, high


def parse_party(text: str) -> Party:
    """Return a party of a pair of `apart` or `same`."""
    if not re.fullmatch(PARTY, text):
        raise UsageError(f"{quoted(text)} is not a party", hint=f"one of {PARTY_FORMS}")
    kind, _, name = text.partition(" ")
    if kind == "voters":
        return {"kind": "voters", "name": name.removeprefix("at ")}
    if kind == "department":
        return {"kind": "department", "name": name.removeprefix("of ")}
    return {"kind": kind, "name": name or None}  # type: ignore[typeddict-item]  # by the pattern


def parse_day_span(text: str) -> Span:
    """Return a span that ends with a day: days, weeks or working days."""
    span = parse_span(text)
    if "hours" in span:
        raise UsageError(f"{quoted(text)}: this ends with a day", hint="count in days or weeks")
    return span


def parse_calendar_span(text: str) -> Span:
    """Return a span in days or weeks."""
    span = parse_span(text)
    if "days" not in span:
        raise UsageError(f"{quoted(text)}: this counts calendar days", hint="write 90 days")
    return span
