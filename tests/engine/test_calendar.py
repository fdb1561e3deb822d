"""Calendars: local days of any zone, and when something is due."""

from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, strategies as st

from engine import calendar, instant
from engine.calendar import Calendar, Span, validate_zone_table
from engine.errors import UsageError
from engine.instant import LAST, ZoneTable
from engine.zone_table import make_zone_table

ZONES = [
    "UTC",
    "Europe/Brussels",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Monrovia",
    "America/Godthab",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Etc/GMT+12",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Pacific/Kwajalein",
]
HOLIDAYS = ["2026-12-25", "2026-12-26", "2027-01-01", "2027-03-29"]  # the second is a Saturday
FIVE_DAYS = [1, 2, 3, 4, 5]


@cache
def zone_table(name: str) -> ZoneTable:
    """Make a zone table once, and check its form."""
    return validate_zone_table(make_zone_table(name))


@cache
def clock(name: str) -> ZoneInfo:
    """Return the standard library's reading of the same rules."""
    path = resources.files("tzdata").joinpath("zoneinfo", *name.split("/"))
    return ZoneInfo.from_file(BytesIO(path.read_bytes()), key=name)


def in_zone(name: str) -> Calendar:
    """Make a calendar of the zone, Monday to Friday, with a few holidays."""
    return Calendar(zone=zone_table(name), working_days=FIVE_DAYS, holidays=HOLIDAYS)


BRUSSELS = in_zone("Europe/Brussels")


@st.composite
def zones_and_days(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a zone and a date of 1970 to 2070, half of the time around a change of offset."""
    name = draw(st.sampled_from(ZONES))
    changes = zone_table(name)["offsets"][1:]
    day = draw(st.dates(date(1970, 1, 3), date(2070, 12, 28)))
    near = draw(st.booleans())
    if changes and near:
        at = draw(st.sampled_from([since for since, _ in changes]))
        day = instant.parse(at).date() + timedelta(days=draw(st.integers(-1, 1)))
    return name, day.isoformat()


@st.composite
def zones_and_instants(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a zone and an instant of 1970 to 2070, often in the hours around a local midnight."""
    name, day = draw(zones_and_days())
    start = calendar.start_of_day(in_zone(name), day)
    shift = draw(st.timedeltas(timedelta(hours=-30), timedelta(hours=30)))
    return name, instant.format(instant.parse(start) + shift)


class TestDays:
    @given(zones_and_instants())
    def test_the_local_date_is_what_a_clock_there_shows(self, drawn: tuple[str, str]) -> None:
        """The standard library, reading the same rules by itself, shows the same date."""
        name, at = drawn
        shown = instant.parse(at).astimezone(clock(name)).date().isoformat()
        assert calendar.local_date(in_zone(name), at) == shown

    @given(zones_and_days())
    def test_a_day_starts_at_the_first_instant_that_shows_it(self, drawn: tuple[str, str]) -> None:
        """Found by walking the hours around it, half a minute a step, on another clock."""
        name, day = drawn
        noon = datetime.fromisoformat(f"{day}T12:00:00+00:00")
        wall = clock(name)
        for step in range(-38 * 120, 38 * 120):
            moment = noon + timedelta(seconds=30 * step)
            if moment.astimezone(wall).date().isoformat() >= day:
                break
        assert calendar.start_of_day(in_zone(name), day) == instant.format(moment)

    @given(zones_and_days())
    def test_no_instant_before_the_start_shows_the_day_or_a_later_one(
        self, drawn: tuple[str, str]
    ) -> None:
        """The edge is exact to the microsecond."""
        name, day = drawn
        there = in_zone(name)
        start = calendar.start_of_day(there, day)
        before = instant.format(instant.parse(start) - timedelta(microseconds=1))
        assert calendar.local_date(there, before) < day <= calendar.local_date(there, start)

    @given(zones_and_instants())
    def test_an_instant_lies_before_the_end_of_its_local_day(self, drawn: tuple[str, str]) -> None:
        """Whatever clocks do, what happens on a day is in time for the end of that day."""
        name, at = drawn
        there = in_zone(name)
        day = calendar.local_date(there, at)
        assert calendar.start_of_day(there, day) <= at
        # Where clocks go back across midnight a minute of the next day comes before the last hour
        # of this one; the day has then already ended once.
        if name != "America/St_Johns":
            assert at < calendar.end_of_day(there, day)

    @given(zones_and_days(), st.integers(1, 400))
    def test_a_later_day_never_starts_earlier(self, drawn: tuple[str, str], count: int) -> None:
        """Days follow one another without overlap: the end of one is the start of the next."""
        name, day = drawn
        there = in_zone(name)
        later = (date.fromisoformat(day) + timedelta(days=count)).isoformat()
        assert calendar.start_of_day(there, day) <= calendar.start_of_day(there, later)
        following = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
        assert calendar.end_of_day(there, day) == calendar.start_of_day(there, following)

    @pytest.mark.parametrize(
        ("name", "day", "start", "end"),
        [
            # An ordinary day, the shortest and the longest.
            ("Europe/Brussels", "2026-11-23", "2026-11-22T23:00", "2026-11-23T23:00"),
            ("Europe/Brussels", "2026-03-29", "2026-03-28T23:00", "2026-03-29T22:00"),
            ("Europe/Brussels", "2026-10-25", "2026-10-24T22:00", "2026-10-25T23:00"),
            # Midnight does not exist: the day starts at 01:00.
            ("Asia/Beirut", "2026-03-29", "2026-03-28T22:00", "2026-03-29T21:00"),
            ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00", "2018-11-05T02:00"),
            ("Africa/Cairo", "2026-04-24", "2026-04-23T22:00", "2026-04-24T21:00"),
            # The last hour before midnight comes twice: it belongs to the ending day both times.
            ("America/Sao_Paulo", "2019-02-16", "2019-02-16T02:00", "2019-02-17T03:00"),
            ("Africa/Cairo", "2026-10-29", "2026-10-28T21:00", "2026-10-29T22:00"),
            # The clock went from 00:01 back to 23:01: the day starts at its first midnight.
            ("America/St_Johns", "2006-10-29", "2006-10-29T02:30", "2006-10-30T03:30"),
            ("Australia/Lord_Howe", "2026-10-04", "2026-10-03T13:30", "2026-10-04T13:00"),
            ("Antarctica/Troll", "2026-10-25", "2026-10-24T22:00", "2026-10-26T00:00"),
            # Samoa left out this day.
            ("Pacific/Apia", "2011-12-29", "2011-12-29T10:00", "2011-12-30T10:00"),
            ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00", "2011-12-30T10:00"),
            ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00", "2011-12-31T10:00"),
            ("UTC", "2028-02-29", "2028-02-29T00:00", "2028-03-01T00:00"),
            # The ends of time. Instants begin in the middle of a day in most zones.
            ("America/Sao_Paulo", "1969-12-31", "1970-01-01T00:00", "1970-01-01T03:00"),
            ("Europe/Brussels", "1970-01-01", "1970-01-01T00:00", "1970-01-01T23:00"),
            ("Europe/Brussels", "9999-12-31", "9999-12-30T23:00", "9999-12-31T23:00"),
            ("Pacific/Kiritimati", "9999-12-31", "9999-12-30T10:00", "9999-12-31T10:00"),
        ],
    )
    def test_known_days_have_known_edges(self, name: str, day: str, start: str, end: str) -> None:
        """F18: days of 23, 25 and 0 hours, midnights that are missing or come twice."""
        there = in_zone(name)
        assert calendar.start_of_day(there, day) == f"{start}:00.000000Z"
        assert calendar.end_of_day(there, day) == f"{end}:00.000000Z"

    @pytest.mark.parametrize("name", ["UTC", "Etc/GMT+12"])
    def test_the_last_day_has_no_end_that_can_be_written(self, name: str) -> None:
        """F18: the year 10000 has no spelling; the caller is told instead of crashing."""
        with pytest.raises(UsageError, match="1970 to 9999"):
            calendar.end_of_day(in_zone(name), "9999-12-31")

    @pytest.mark.parametrize(
        "day",
        [
            "",
            "20261123",
            "2026-W48-1",
            "2026-02-30",
            "2027-02-29",
            "2026-1-1",
            "1969-12-30",
            "10000-01-01",
            "2026-11-23T00:00",
            "2026-11-23\n",
            "\uff12026-11-23",
            "\udcff",
        ],
    )
    def test_anything_but_a_date_is_refused(self, day: str) -> None:
        """One spelling: dates are compared and recorded as text."""
        assert not calendar.is_date(day)
        with pytest.raises(UsageError, match="is not a date"):
            calendar.start_of_day(BRUSSELS, day)
        with pytest.raises(UsageError, match="is not a date"):
            calendar.add_working_days(BRUSSELS, day, 1)


class TestDue:
    @pytest.mark.parametrize(
        ("name", "opened_at", "span", "due"),
        [
            # Opened on Monday: ten working days end with Monday a fortnight later.
            ("Europe/Brussels", "2026-11-23T09:00", {"working_days": 10}, "2026-12-07T23:00"),
            ("Europe/Brussels", "2026-11-22T22:59", {"working_days": 1}, "2026-11-23T23:00"),
            ("Europe/Brussels", "2026-11-22T23:00", {"working_days": 1}, "2026-11-24T23:00"),
            ("Europe/Brussels", "2026-12-24T09:00", {"working_days": 1}, "2026-12-28T23:00"),
            ("Europe/Brussels", "2026-11-23T09:00", {"days": 1}, "2026-11-24T23:00"),
            ("Europe/Brussels", "2026-11-23T09:00", {"days": 30}, "2026-12-23T23:00"),
            # Across a change of the clocks whole local days are given, and exact hours.
            ("Europe/Brussels", "2026-10-24T12:00", {"days": 1}, "2026-10-25T23:00"),
            ("Europe/Brussels", "2026-10-24T12:00", {"hours": 24}, "2026-10-25T12:00"),
            ("Europe/Brussels", "2026-03-28T12:00", {"days": 1}, "2026-03-29T22:00"),
            ("Europe/Brussels", "2026-03-28T12:00", {"hours": 1}, "2026-03-28T13:00"),
            # Midnight of the day after does not exist.
            ("Asia/Beirut", "2026-03-27T10:00", {"days": 1}, "2026-03-28T22:00"),
            # The day after was left out: it has ended as soon as it would have begun.
            ("Pacific/Apia", "2011-12-29T20:00", {"days": 1}, "2011-12-30T10:00"),
            ("Pacific/Apia", "2011-12-29T20:00", {"days": 2}, "2011-12-31T10:00"),
            ("UTC", "2028-02-28T00:00", {"days": 1}, "2028-03-01T00:00"),
        ],
    )
    def test_people_are_given_whole_days(
        self, name: str, opened_at: str, span: Span, due: str
    ) -> None:
        """F18: the day of opening is not counted, and the last day counts to its end."""
        opened = f"{opened_at}:00.000000Z"
        assert calendar.due(in_zone(name), opened, span) == f"{due}:00.000000Z"

    @given(
        zones_and_instants(),
        st.sampled_from(["working_days", "days", "hours"]),
        st.integers(1, 500),
        st.integers(0, 100),
    )
    def test_more_time_is_never_less(
        self, drawn: tuple[str, str], key: str, count: int, more: int
    ) -> None:
        """I8: a deadline lies after its opening, and a longer span never ends earlier."""
        name, opened_at = drawn
        there = in_zone(name)
        due = calendar.due(there, opened_at, {key: count})
        assert opened_at < due <= calendar.due(there, opened_at, {key: count + more})

    @given(zones_and_instants(), st.integers(1, 100), st.timedeltas(timedelta(0), timedelta(90)))
    def test_who_opens_later_is_never_due_earlier(
        self, drawn: tuple[str, str], count: int, later: timedelta
    ) -> None:
        """Waiting never costs another person their time."""
        name, opened_at = drawn
        there = in_zone(name)
        # A minute of the next day came before the last hour of this one.
        assume(name != "America/St_Johns")
        second = instant.format(instant.parse(opened_at) + later)
        for key in ("working_days", "days", "hours"):
            one = calendar.due(there, opened_at, {key: count})
            assert one <= calendar.due(there, second, {key: count})

    @given(zones_and_instants(), st.integers(1, 100))
    def test_the_last_day_is_in_time_to_its_last_microsecond(
        self, drawn: tuple[str, str], count: int
    ) -> None:
        """I8: something is in time iff it is before the due instant."""
        name, opened_at = drawn
        there = in_zone(name)
        opened_on = date.fromisoformat(calendar.local_date(there, opened_at))
        due = instant.parse(calendar.due(there, opened_at, {"days": count}))
        last = calendar.local_date(there, instant.format(due - timedelta(microseconds=1)))
        assert last <= (opened_on + timedelta(days=count)).isoformat()
        assert calendar.local_date(there, instant.format(due)) > last

    @pytest.mark.parametrize("span", [{"hours": 1}, {"days": 1}, {"working_days": 1}])
    @pytest.mark.parametrize("name", ["UTC", "Etc/GMT+12", "Europe/Brussels"])
    def test_no_deadline_passes_the_last_instant(self, name: str, span: Span) -> None:
        """F18: at the end of the year 9999 every span is refused, and none crashes."""
        with pytest.raises(UsageError, match="9999"):
            calendar.due(in_zone(name), LAST, span)
