"""Instants: points in time as the ledger writes them, and the rule for taking one from a clock.

An instant is exactly 27 ASCII characters, in UTC, to the microsecond, in the years 1970 to 9999:

    2026-11-23T04:00:00.000000Z

One point in time has one spelling, so instants compare as strings, and `a < b` on the texts is
`a < b` in time. Days are Gregorian and have 86,400 seconds, as in POSIX: no leap second has a name.

People write local times. What a local time means is read from a frozen zone table (`ZoneTable`),
never from the time zone database of the machine at hand, which changes several times a year: who
decides again years later must find the same instant. `engine.zone_table` makes such a table.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal, TypedDict, TypeGuard

from engine.errors import UsageError

FIRST = "1970-01-01T00:00:00.000000Z"
LAST = "9999-12-31T23:59:59.999999Z"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_DAY = 86_400
_OUTSIDE = "an instant lies in the years 1970 to 9999 (UTC)"
_USER_TIME = (
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:T([0-9]{2}:[0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,6}))?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?"
)
_USER_FORMS = "write 2026-11-23, 2026-11-23T14:30 or 2026-11-23T14:30:00+01:00"
_NO_SUCH = "there is no such date or time"


class ZoneTable(TypedDict):
    """The rules of one time zone, frozen: plain JSON.

    `offsets` has pairs [instant, seconds east of UTC], ascending: from that instant on the offset
    holds, until the next pair. The first pair stands at `FIRST`. Before it nothing is defined,
    after the last pair the last offset holds for ever.
    """

    zone: str
    tzdata: str
    offsets: Sequence[tuple[str, int]]


def parse(text: str) -> datetime:
    """Return the instant `text` as an aware datetime in UTC; `UsageError` on any other form."""
    try:
        moment = datetime.fromisoformat(text[:-1]).replace(tzinfo=UTC)
    except ValueError:
        moment = None
    # `fromisoformat` takes many spellings: only the one that `format` writes is an instant.
    if moment is None or text < FIRST or _spell(moment) != text:
        raise UsageError(f"{text[:60]!a} is not an instant", hint=f"the form is {FIRST}")
    return moment


def format(moment: datetime) -> str:
    """Return the aware datetime `moment` as an instant; `UsageError` if naive or out of range."""
    if moment.utcoffset() is None:
        raise UsageError(f"{moment} has no time zone")
    try:
        utc = moment.astimezone(UTC)
    except OverflowError as error:
        raise UsageError(_OUTSIDE) from error
    if utc < _EPOCH:
        raise UsageError(_OUTSIDE)
    return _spell(utc)


def is_instant(value: object) -> TypeGuard[str]:
    """Tell whether `value` is a string that `parse` accepts."""
    if not isinstance(value, str):
        return False
    try:
        parse(value)
    except UsageError:
        return False
    return True


def plus(instant: str, *, days: int = 0, seconds: int = 0) -> str:
    """Return the instant so many days of 86,400 seconds, and seconds, later (earlier if negative).

    Raises `UsageError` when there is no such instant.
    """
    moment = parse(instant)
    try:
        return format(moment + timedelta(days=days, seconds=seconds))
    except OverflowError as error:
        raise UsageError(_OUTSIDE) from error


def settle_at(now: str, last_at: str | None, tolerance_seconds: int = 2) -> str | None:
    """Return the time an act is recorded at, or None when the clock is too far behind.

    `now` is the clock's instant, `last_at` the latest instant among the heads the act read (None
    when there is none). Clocks of two machines differ a little, so a clock at most
    `tolerance_seconds` behind gives `last_at`: time on record never runs backwards, and nobody is
    refused for a trifle. Further behind, the caller refuses.
    """
    if last_at is None:
        parse(now)
        return now
    if parse(last_at) - parse(now) > timedelta(seconds=tolerance_seconds):
        return None
    return max(now, last_at)


def is_long_step(now: str, last_at: str | None, limit_days: int) -> bool:
    """Tell whether `now` is more than `limit_days` of 86,400 seconds past `last_at`.

    A clock set forward can't be told from a pause; an act after a long step asks a person to
    confirm. Without a `last_at` there is no step.
    """
    return last_at is not None and parse(now) - parse(last_at) > timedelta(days=limit_days)


def offset_at(zone: ZoneTable, instant: str) -> int:
    """Return the zone's offset at `instant`, in seconds east of UTC."""
    return zone["offsets"][_segment(zone, instant)][1]


def to_local(zone: ZoneTable, instant: str) -> datetime:
    """Return what a clock in the zone shows at `instant`, as a naive datetime.

    Raises `UsageError` when that lies past the year 9999.
    """
    try:
        return parse(instant).replace(tzinfo=None) + timedelta(seconds=offset_at(zone, instant))
    except OverflowError as error:
        raise UsageError(f"{instant} is past the year 9999 in {zone['zone']}") from error


def from_local(zone: ZoneTable, local: datetime) -> list[str]:
    """Return every instant at which a clock in the zone shows the naive datetime `local`.

    Ascending; none in a gap (clocks went forward), two in a fold (clocks went back). Raises
    `UsageError` when the time lies outside the years 1970 to 9999.
    """
    found, outside = [], False
    # The larger the offset, the earlier the instant.
    for offset in sorted({offset for _, offset in zone["offsets"]}, reverse=True):
        try:
            instant = format((local - timedelta(seconds=offset)).replace(tzinfo=UTC))
        except (OverflowError, UsageError):
            outside = True
            continue
        if offset_at(zone, instant) == offset:
            found.append(instant)
    if outside and not found:
        raise UsageError(_OUTSIDE)
    return found


def day_start(zone: ZoneTable, ordinal: int) -> str:
    """Return the earliest instant whose local date is the day `ordinal` or a later one.

    `ordinal` counts days as `datetime.date.toordinal` does, and may be one past 9999-12-31. The
    instant is midnight where there is one, else the first moment after the gap. A day that the
    zone left out starts, and ends, where the next one starts. Where clocks go back across midnight
    the day starts at the first of its midnights. Raises `UsageError` when no instant is so late.
    """
    midnight = (ordinal - _EPOCH.toordinal()) * _DAY
    offsets = zone["offsets"]
    # Every offset is smaller than a day: no instant before this one can show that midnight.
    index = _segment(zone, _from_seconds(max(0, midnight - _DAY)))
    while True:
        start = max(_seconds(offsets[index][0]), midnight - offsets[index][1])
        index += 1
        if index == len(offsets) or start < _seconds(offsets[index][0]):
            return _from_seconds(start)


def parse_user_time(
    text: str, zone: ZoneTable, *, whole_day: Literal["start", "end"] = "start"
) -> str:
    """Return the instant that a person wrote: a date, or a date and time with or without an offset.

    The forms are `YYYY-MM-DD` and `YYYY-MM-DDThh:mm[:ss[.f]][Z|+hh:mm]`, with up to six digits f.
    Without an offset it is a time in `zone`. A bare date is the start of that local day, or with
    `whole_day="end"` the start of the next one (an exclusive limit: the whole day is in time).
    Raises `UsageError` for any other form, for a date or time that doesn't exist, and for a local
    time that the zone's clocks skip or show twice: there the message asks for an offset.
    """
    # ISO 8601 has many more forms; a library that takes them reads 2026-W48-1 without a word.
    match = re.fullmatch(_USER_TIME, text)
    if match is None:
        raise UsageError(f"{text[:60]!a} is not a time", hint=_USER_FORMS)
    day, minutes, seconds, fraction, offset = match.groups(default="")
    if seconds == "60":
        raise UsageError(f"{text!a}: leap seconds are not counted", hint="write :59 instead of :60")
    local = _real(text, f"{day}T{minutes or '00:00'}:{seconds or '00'}.{fraction.ljust(6, '0')}")
    if local.year < 1970:
        raise UsageError(f"{text!a}: {_OUTSIDE}")
    if not minutes:
        return day_start(zone, local.toordinal() + (whole_day == "end"))
    if offset:
        return _shifted(local, _offset_seconds(text, offset))
    return _the_one(text, zone, local)


def _spell(utc: datetime) -> str:
    return utc.isoformat(timespec="microseconds")[:26] + "Z"


def _since(pair: tuple[str, int]) -> str:
    return pair[0]


def _segment(zone: ZoneTable, instant: str) -> int:
    return bisect_right(zone["offsets"], instant, key=_since) - 1


def _seconds(instant: str) -> int:
    return (parse(instant) - _EPOCH) // _SECOND


def _from_seconds(seconds: int) -> str:
    return _shifted(_EPOCH.replace(tzinfo=None), -seconds)


def _shifted(local: datetime, offset: int) -> str:
    try:
        return format((local - timedelta(seconds=offset)).replace(tzinfo=UTC))
    except OverflowError as error:
        raise UsageError(_OUTSIDE) from error


def _real(text: str, spelled: str) -> datetime:
    """Return the naive datetime that `spelled` writes in full, if there is such a date and time."""
    try:
        local = datetime.fromisoformat(spelled)
    except ValueError as error:
        raise UsageError(f"{text!a}: {_NO_SUCH}") from error
    # Newer Pythons read 24:00 as the next day's 00:00.
    if local.isoformat(timespec="microseconds") != spelled:
        raise UsageError(f"{text!a}: {_NO_SUCH}")
    return local


def _offset_seconds(text: str, offset: str) -> int:
    if offset == "Z":
        return 0
    hours, minutes = int(offset[1:3]), int(offset[4:6])
    # RFC 3339 gives -00:00 the meaning "offset unknown": just what can't be accepted here.
    if minutes > 59 or hours * 60 + minutes > 14 * 60 or offset == "-00:00":
        raise UsageError(f"{text!a}: {offset} is not an offset", hint="-14:00 to +14:00, or Z")
    return (hours * 60 + minutes) * (-60 if offset[0] == "-" else 60)


def _the_one(text: str, zone: ZoneTable, local: datetime) -> str:
    """Return the only instant of a local time; `UsageError` asks for an offset if none or two."""
    instants = from_local(zone, local)
    if len(instants) == 1:
        return instants[0]
    if instants:
        offsets = [offset_at(zone, instant) for instant in instants]
        what = f"{text!a} comes twice in {zone['zone']}, where clocks go back"
    else:
        near = _shifted(local, 0)
        offsets = [offset_at(zone, plus(near, days=days)) for days in (-1, 1)]
        what = f"{text!a} does not exist in {zone['zone']}, where clocks go forward"
    raise UsageError(what, hint=f"add the offset: {_choices(text, offsets)}")


def _choices(text: str, offsets: Iterable[int]) -> str:
    spelled = []
    for offset in offsets:
        minutes = abs(offset) // 60
        sign = "-" if offset < 0 else "+"
        spelled.append(f"{text}{sign}{minutes // 60:02}:{minutes % 60:02}")
    return " or ".join(spelled)
