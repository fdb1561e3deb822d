"""Working calendars: local days, working days, and the durations that methodologies give.

A compiled calendar is plain JSON, frozen when a charter is published:

    {"zone": {"zone": "Europe/Brussels", "tzdata": "2026b", "offsets": [["1970-...Z", 3600], ...]},
     "working_days": [1, 2, 3, 4, 5],            ISO weekdays, 1 is Monday; ascending
     "holidays": ["2026-12-25", "2027-01-01"]}   local dates; ascending

A date is `YYYY-MM-DD` in the calendar's zone. Deadlines are exclusive: an act is in time iff its
instant is smaller than the due instant. "10 working days" therefore runs to the end of the tenth
working day after the day it began, that is to the first instant of the day after it.
"""

import operator
import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TypeAlias, TypedDict, TypeGuard, cast

from engine import instant as instants
from engine.errors import UsageError
from engine.instant import ZoneTable

Span: TypeAlias = Mapping[str, int]
"""A duration with exactly one key: `{"working_days": n}`, `{"days": n}` or `{"hours": n}`."""

MAX_COUNT = 9999

# An instant's local date lies at most one day before 1970-01-01.
_FIRST_DATE = "1969-12-31"
_MAX_OFFSET = 86_399
_SPAN_KEYS = ("working_days", "days", "hours")
_SPAN = r"([1-9][0-9]{0,3}) (working day|day|week|hour|month|year)s?"
_SPAN_FORMS = "write 10 working days, 30 days, 2 weeks or 12 hours"


class Calendar(TypedDict):
    """A compiled calendar; see the top of this file."""

    zone: ZoneTable
    working_days: Sequence[int]
    holidays: Sequence[str]


def local_date(calendar: Calendar, instant: str) -> str:
    """Return the date in the calendar's zone at `instant`; `UsageError` past the year 9999."""
    return instants.to_local(calendar["zone"], instant).date().isoformat()


def start_of_day(calendar: Calendar, day: str) -> str:
    """Return the earliest instant whose local date is `day` or later.

    Defined also where midnight, or the whole day, was left out. Raises `UsageError` when `day` is
    not a date, or no instant is late enough.
    """
    return instants.day_start(calendar["zone"], _date(day).toordinal())


def end_of_day(calendar: Calendar, day: str) -> str:
    """Return the start of the day after `day`: the first instant that is too late for it."""
    return instants.day_start(calendar["zone"], _date(day).toordinal() + 1)


def is_working_day(calendar: Calendar, day: str) -> bool:
    """Tell whether work is done on `day`: a working weekday and no holiday."""
    return _works(calendar, _date(day))


def add_working_days(calendar: Calendar, day: str, count: int) -> str:
    """Return the `count`-th working day after `day`; `day` itself, working or not, for 0.

    Raises `UsageError` when `count` is negative or the year 9999 is passed.
    """
    if count < 0:
        raise UsageError(f"{count} working days: the count is 0 or more")
    reached = _date(day)
    # Seven days hold at least one working weekday, and each holiday can cost one of them.
    for _ in range(7 * (count + len(calendar["holidays"]))):
        if count == 0:
            break
        reached = _later(reached, 1)
        count -= _works(calendar, reached)
    assert count == 0, "a calendar has a working day"
    return reached.isoformat()


def subtract_working_days(calendar: Calendar, day: str, count: int) -> str:
    """Return the `count`-th working day before `day`; `day` itself, working or not, for 0.

    Raises `UsageError` when `count` is negative or there is no such day after the year 1.
    """
    if count < 0:
        raise UsageError(f"{count} working days: the count is 0 or more")
    reached = _date(day)
    for _ in range(7 * (count + len(calendar["holidays"]))):
        if count == 0:
            break
        reached = _earlier(reached, 1)
        count -= _works(calendar, reached)
    assert count == 0, "a calendar has a working day"
    return reached.isoformat()


def working_days_between(calendar: Calendar, first: str, last: str) -> int:
    """Return how many working days lie after `first`, up to and including `last`.

    The inverse of `add_working_days`. Negative when `last` is before `first`: days overdue.
    """
    start, end = _date(first), _date(last)
    if end < start:
        return -working_days_between(calendar, last, first)
    weeks, rest = divmod((end - start).days, 7)
    weekdays = frozenset(calendar["working_days"])
    count = weeks * len(weekdays)
    count += sum((start.isoweekday() + step) % 7 + 1 in weekdays for step in range(rest))
    holidays = calendar["holidays"]
    within = holidays[bisect_right(holidays, first) : bisect_right(holidays, last)]
    return count - sum(_date(holiday).isoweekday() in weekdays for holiday in within)


def parse_span(text: str) -> Span:
    """Return the duration that a methodology or a person wrote.

    `10 working days`, `30 days`, `12 hours`, or `2 weeks` (14 days): a count of 1 to 9999 without
    leading zero, one space, the unit in singular or plural. Raises `UsageError` otherwise; months
    and years are refused because they have no fixed length.
    """
    match = re.fullmatch(_SPAN, text)
    if match is None:
        raise UsageError(f"{text[:60]!a} is not a duration", hint=_SPAN_FORMS)
    count, unit = int(match[1]), match[2]
    if unit in ("month", "year"):
        raise UsageError(f"{text!a}: a {unit} has no fixed length", hint="count in days or weeks")
    if unit == "week":
        count, unit = 7 * count, "day"
    return validate_span({unit.replace(" ", "_") + "s": count})


def format_span(span: Span) -> str:
    """Return `span` as `parse_span` reads it: `10 working days`, `1 day`, `12 hours`."""
    ((key, count),) = span.items()
    unit = key.replace("_", " ")
    return f"{count} {unit if count != 1 else unit[:-1]}"


def validate_span(value: object) -> Span:
    """Return `value` as a span; `UsageError` unless it has one known key and a count 1 to 9999."""
    if not isinstance(value, Mapping) or len(value) != 1:
        raise UsageError("a duration has exactly one of working_days, days, hours")
    ((key, count),) = value.items()
    if key not in _SPAN_KEYS or type(count) is not int or not 1 <= count <= MAX_COUNT:
        raise UsageError("a duration counts 1 to 9999 working_days, days or hours")
    return {key: count}


def due(calendar: Calendar, opened_at: str, span: Span) -> str:
    """Return the first instant that is too late for something opened at `opened_at`.

    Hours are exact. Days end with the n-th local day after the one of opening, working days with
    the n-th working day after it: people are given whole days. Raises `UsageError` when that lies
    past the year 9999.
    """
    ((key, count),) = span.items()
    if key == "hours":
        return instants.plus(opened_at, seconds=count * 3600)
    opened_on = local_date(calendar, opened_at)
    if key == "days":
        return end_of_day(calendar, _later(_date(opened_on), count).isoformat())
    assert key == "working_days", key
    return end_of_day(calendar, add_working_days(calendar, opened_on, count))


def validate_calendar(value: object) -> Calendar:
    """Return `value` as a calendar; `UsageError` names the first thing that is wrong with it."""
    keys = ("zone", "working_days", "holidays")
    if not _has_exactly(value, keys):
        raise UsageError(f"a calendar has exactly the keys {', '.join(keys)}")
    validate_zone_table(value["zone"])
    days, holidays = value["working_days"], value["holidays"]
    if not _is_list(days) or not all(type(day) is int and 1 <= day <= 7 for day in days):
        raise UsageError("working_days is a list of ISO weekdays, 1 (Monday) to 7")
    if not days:
        raise UsageError("a calendar needs at least one working day a week")
    if not _is_list(holidays) or not all(is_date(holiday) for holiday in holidays):
        raise UsageError("holidays is a list of dates YYYY-MM-DD")
    if not _ascends(cast("list[int]", days)) or not _ascends(cast("list[str]", holidays)):
        raise UsageError("working_days and holidays are ascending, each day once")
    return cast("Calendar", value)


def validate_zone_table(value: object) -> ZoneTable:
    """Return `value` as a zone table; `UsageError` names the first thing that is wrong with it."""
    keys = ("zone", "tzdata", "offsets")
    if not _has_exactly(value, keys):
        raise UsageError(f"a zone table has exactly the keys {', '.join(keys)}")
    for key, form in (("zone", "[A-Za-z0-9_+/-]{1,64}"), ("tzdata", "[0-9]{4}[a-z]{1,2}")):
        text = value[key]
        if not isinstance(text, str) or not re.fullmatch(form, text):
            raise UsageError(f"a zone table's {key} matches {form}")
    pairs = value["offsets"]
    if not _is_list(pairs) or not all(_is_offset_pair(pair) for pair in pairs):
        raise UsageError("a zone table's offsets are pairs [instant, seconds], less than a day")
    table = cast("ZoneTable", value)
    if not pairs or table["offsets"][0][0] != instants.FIRST:
        raise UsageError(f"a zone table's first offset holds from {instants.FIRST}")
    if not _ascends([since for since, _ in table["offsets"]]):
        raise UsageError("a zone table's offsets are ascending")
    return table


def is_date(value: object) -> TypeGuard[str]:
    """Tell whether `value` is a real date `YYYY-MM-DD` that the local date of an instant can be."""
    if not isinstance(value, str):
        return False
    try:
        # `fromisoformat` takes 20261225 and 2026-W52-5 too.
        return date.fromisoformat(value).isoformat() == value and value >= _FIRST_DATE
    except ValueError:
        return False


def _date(text: str) -> date:
    if not is_date(text):
        raise UsageError(f"{text[:60]!a} is not a date", hint="the form is 2026-11-23")
    return date.fromisoformat(text)


def _later(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError as error:
        raise UsageError(f"{days} days after {day} lies past the year 9999") from error


def _earlier(day: date, days: int) -> date:
    try:
        return day - timedelta(days=days)
    except OverflowError as error:
        raise UsageError(f"{days} days before {day} lies before the year 1") from error


def _works(calendar: Calendar, day: date) -> bool:
    if day.isoweekday() not in calendar["working_days"]:
        return False
    text, holidays = day.isoformat(), calendar["holidays"]
    index = bisect_left(holidays, text)
    return index == len(holidays) or holidays[index] != text


def _has_exactly(value: object, keys: tuple[str, ...]) -> TypeGuard[Mapping[str, object]]:
    return isinstance(value, Mapping) and set(value) == set(keys)


def _is_list(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, list | tuple)


def _is_offset_pair(value: object) -> bool:
    if not _is_list(value) or len(value) != 2:
        return False
    since, offset = value
    return instants.is_instant(since) and type(offset) is int and abs(offset) <= _MAX_OFFSET


def _ascends(values: Sequence[int] | Sequence[str]) -> bool:
    return all(map(operator.lt, values, values[1:]))
