"""Calendars: local days, working days, durations, and when something is due."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import resources
from io import BytesIO
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine import calendar, instant
from engine.calendar import Calendar, Span
from engine.canonical import Object
from engine.errors import UsageError
from engine.instant import FIRST, LAST, ZoneTable
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
    """Make a zone table once."""
    return cast("ZoneTable", make_zone_table(name))


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
    if changes and draw(st.booleans()):
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


days = st.dates(date(1970, 1, 1), date(9990, 12, 31)).map(date.isoformat)
near_days = st.dates(date(2026, 1, 1), date(2028, 1, 1)).map(date.isoformat)
calendars = st.builds(
    Calendar,
    zone=st.just(zone_table("UTC")),
    working_days=st.sets(st.integers(1, 7), min_size=1).map(sorted),
    holidays=st.sets(near_days, max_size=40).map(sorted),
)


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


class TestWorkingDays:
    @pytest.mark.parametrize(
        ("day", "count", "reached"),
        [
            ("2026-11-23", 0, "2026-11-23"),
            ("2026-11-22", 0, "2026-11-22"),
            ("2026-11-23", 1, "2026-11-24"),
            ("2026-11-27", 1, "2026-11-30"),
            ("2026-11-28", 1, "2026-11-30"),
            ("2026-11-29", 1, "2026-11-30"),
            ("2026-11-23", 10, "2026-12-07"),
            ("2026-12-24", 1, "2026-12-28"),
            ("2026-12-31", 1, "2027-01-04"),
            ("2028-02-28", 2, "2028-03-01"),
        ],
    )
    def test_weekends_and_holidays_are_not_counted(
        self, day: str, count: int, reached: str
    ) -> None:
        """The day itself is not counted; a holiday on a Saturday costs nothing more."""
        assert calendar.add_working_days(BRUSSELS, day, count) == reached

    @given(calendars, near_days, st.integers(0, 60))
    def test_the_nth_working_day_is_a_working_day_and_the_nth(
        self, there: Calendar, day: str, count: int
    ) -> None:
        """Counted by the plain definition: list the days after, keep those worked, take the nth."""
        reached = calendar.add_working_days(there, day, count)
        worked = [each for each in _after(day, reached) if _worked(there, each)]
        assert len(worked) == count
        if count:
            assert worked[-1] == reached
            assert calendar.is_working_day(there, reached)
        else:
            assert reached == day

    @given(calendars, near_days, st.integers(0, 60), st.integers(0, 60))
    def test_counts_add_up(self, there: Calendar, day: str, one: int, other: int) -> None:
        """Two waits in a row are as long as one of both, and none is ever shorter for more days."""
        first = calendar.add_working_days(there, day, one)
        assert first >= day
        assert calendar.add_working_days(there, first, other) == calendar.add_working_days(
            there, day, one + other
        )

    @given(calendars, near_days, st.integers(0, 60))
    def test_between_is_the_inverse_of_adding(self, there: Calendar, day: str, count: int) -> None:
        """What a deadline gave is what a report counts."""
        reached = calendar.add_working_days(there, day, count)
        assert calendar.working_days_between(there, day, reached) == count
        assert calendar.working_days_between(there, reached, day) == -count

    @given(calendars, near_days, near_days)
    def test_between_counts_each_worked_day_once(
        self, there: Calendar, first: str, last: str
    ) -> None:
        """Counted by the plain definition; negative when the second date is the earlier one."""
        start, end = sorted((first, last))
        worked = sum(_worked(there, day) for day in _after(start, end))
        found = calendar.working_days_between(there, first, last)
        assert found == (worked if first <= last else -worked)

    @given(days, days)
    def test_between_any_two_dates_is_found_at_once(self, first: str, last: str) -> None:
        """Eight thousand years are no more work than a week; every day is worked here."""
        there = Calendar(zone=zone_table("UTC"), working_days=[1, 2, 3, 4, 5, 6, 7], holidays=[])
        apart = date.fromisoformat(last) - date.fromisoformat(first)
        assert calendar.working_days_between(there, first, last) == apart.days

    def test_many_holidays_only_move_the_day(self) -> None:
        """A calendar whose every working day for years is a holiday still has an answer."""
        mondays = [(date(2026, 11, 23) + timedelta(weeks=week)).isoformat() for week in range(200)]
        there = Calendar(zone=zone_table("UTC"), working_days=[1], holidays=mondays)
        assert calendar.add_working_days(there, "2026-11-22", 1) == "2030-09-23"
        assert calendar.add_working_days(there, "2026-11-23", 1) == "2030-09-23"

    def test_a_negative_count_is_refused(self) -> None:
        """Deadlines run forward; nobody meant a negative one."""
        with pytest.raises(UsageError, match="-1 working days"):
            calendar.add_working_days(BRUSSELS, "2026-11-23", -1)

    def test_no_count_passes_the_last_day(self) -> None:
        """F18: 9999-12-31 is a Friday; after it there is no working day."""
        assert calendar.add_working_days(BRUSSELS, "9999-12-30", 1) == "9999-12-31"
        with pytest.raises(UsageError, match="past the year 9999"):
            calendar.add_working_days(BRUSSELS, "9999-12-30", 2)


def _after(first: str, last: str) -> list[str]:
    start = date.fromisoformat(first)
    count = (date.fromisoformat(last) - start).days
    return [(start + timedelta(days=step + 1)).isoformat() for step in range(count)]


def _worked(there: Calendar, day: str) -> bool:
    weekday = date.fromisoformat(day).weekday() + 1
    return weekday in there["working_days"] and day not in there["holidays"]


class TestSpans:
    @pytest.mark.parametrize(
        ("text", "span"),
        [
            ("10 working days", {"working_days": 10}),
            ("1 working day", {"working_days": 1}),
            ("30 days", {"days": 30}),
            ("1 day", {"days": 1}),
            ("2 weeks", {"days": 14}),
            ("1 week", {"days": 7}),
            ("12 hours", {"hours": 12}),
            ("9999 hours", {"hours": 9999}),
            ("1428 weeks", {"days": 9996}),
            ("1 days", {"days": 1}),
        ],
    )
    def test_durations_are_read(self, text: str, span: Span) -> None:
        """The words a methodology uses; a week is seven days."""
        assert calendar.parse_span(text) == span

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "10",
            "days",
            "0 days",
            "-1 days",
            "+1 days",
            "01 days",
            "1.5 days",
            "1_000 days",
            "1e3 days",
            "10000 days",
            "1429 weeks",
            "\uff11 days",
            "\u0661 day",
            "10  working days",
            "10 working  days",
            "10 workingdays",
            "10 working weeks",
            "10 Days",
            "10days",
            " 10 days",
            "10 days ",
            "10 days\n",
            "10 dayss",
            "30 minutes",
            "1 day 2 hours",
            "P10D",
            "ten days",
            "9" * 1_000_000,
        ],
    )
    def test_anything_else_is_refused(self, text: str) -> None:
        """Bad inputs 11-16: numbers are plain, and nothing is guessed."""
        with pytest.raises(UsageError) as caught:
            calendar.parse_span(text)
        assert len(caught.value.message) < 100
        assert caught.value.message.isprintable()

    @pytest.mark.parametrize("text", ["3 months", "1 month", "2 years"])
    def test_months_and_years_are_refused_with_advice(self, text: str) -> None:
        """A month after 31 January is not a date that two people agree on."""
        with pytest.raises(UsageError, match="has no fixed length") as caught:
            calendar.parse_span(text)
        assert caught.value.hint == "count in days or weeks"

    @given(st.sampled_from(["working_days", "days", "hours"]), st.integers(1, 9999))
    def test_format_writes_what_parse_reads(self, key: str, count: int) -> None:
        """What `why` and reports print can be put back into a file."""
        span = {key: count}
        assert calendar.validate_span(span) == span
        assert calendar.parse_span(calendar.format_span(span)) == span

    @pytest.mark.parametrize(
        ("span", "text"),
        [({"working_days": 1}, "1 working day"), ({"days": 2}, "2 days"), ({"hours": 1}, "1 hour")],
    )
    def test_a_span_reads_as_english(self, span: Span, text: str) -> None:
        """One day is not one days."""
        assert calendar.format_span(span) == text

    @pytest.mark.parametrize(
        "value",
        [
            None,
            10,
            "10 days",
            [],
            {},
            {"days": 1, "hours": 1},
            {"weeks": 1},
            {1: 1},
            {"days": 0},
            {"days": -1},
            {"days": 10_000},
            {"days": True},
            {"days": "1"},
            {"days": None},
        ],
    )
    def test_only_a_span_is_a_span(self, value: object) -> None:
        """Compiled tables and commands come from outside; each field is checked."""
        with pytest.raises(UsageError, match="a duration"):
            calendar.validate_span(value)


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


class TestValidation:
    def test_a_made_calendar_is_valid(self) -> None:
        """What the charter freezes is what acts accept."""
        value = {
            "zone": make_zone_table("Asia/Beirut"),
            "working_days": FIVE_DAYS,
            "holidays": HOLIDAYS,
        }
        assert calendar.validate_calendar(value) == value
        for always in ([], ["1970-01-01"]):
            assert calendar.validate_calendar({**value, "holidays": always})

    @pytest.mark.parametrize(
        ("change", "complaint"),
        [
            ({"working_days": []}, "at least one working day"),
            ({"working_days": [0]}, "ISO weekdays"),
            ({"working_days": [8]}, "ISO weekdays"),
            ({"working_days": [True]}, "ISO weekdays"),
            ({"working_days": ["1"]}, "ISO weekdays"),
            ({"working_days": "12345"}, "ISO weekdays"),
            ({"working_days": None}, "ISO weekdays"),
            ({"working_days": [1, 1]}, "ascending"),
            ({"working_days": [2, 1]}, "ascending"),
            ({"holidays": None}, "list of dates"),
            ({"holidays": ["2026-02-30"]}, "list of dates"),
            ({"holidays": ["20261225"]}, "list of dates"),
            ({"holidays": [20261225]}, "list of dates"),
            ({"holidays": ["2027-01-01", "2026-12-25"]}, "ascending"),
            ({"holidays": ["2026-12-25", "2026-12-25"]}, "ascending"),
            ({"extra": 1}, "exactly the keys"),
            ({"zone": "Europe/Brussels"}, "a zone table has exactly the keys"),
        ],
    )
    def test_a_faulty_calendar_is_refused(
        self, change: Mapping[str, object], complaint: str
    ) -> None:
        """A calendar without working days would have no deadline; an unsorted one, wrong ones."""
        with pytest.raises(UsageError, match=complaint):
            calendar.validate_calendar({**BRUSSELS, **change})

    @pytest.mark.parametrize("value", [None, [], "calendar", {}, {"zone": 1}, {1: 2}])
    def test_another_shape_is_refused(self, value: object) -> None:
        """No shape does worse than a plain error."""
        with pytest.raises(UsageError, match="exactly the keys"):
            calendar.validate_calendar(value)
        with pytest.raises(UsageError, match="exactly the keys"):
            calendar.validate_zone_table(value)

    @pytest.mark.parametrize(
        ("change", "complaint"),
        [
            ({"zone": ""}, "zone matches"),
            ({"zone": "Europe/Brussels\n"}, "zone matches"),
            ({"zone": "../passwd"}, "zone matches"),
            ({"zone": 1}, "zone matches"),
            ({"tzdata": "2026"}, "tzdata matches"),
            ({"tzdata": None}, "tzdata matches"),
            ({"offsets": None}, "are pairs"),
            ({"offsets": [FIRST, 0]}, "are pairs"),
            ({"offsets": [[FIRST]]}, "are pairs"),
            ({"offsets": [[FIRST, 0, 0]]}, "are pairs"),
            ({"offsets": [[FIRST, "0"]]}, "are pairs"),
            ({"offsets": [[FIRST, False]]}, "are pairs"),
            ({"offsets": [[FIRST, 86_400]]}, "are pairs"),
            ({"offsets": [[FIRST, -86_400]]}, "are pairs"),
            ({"offsets": [["1970-01-01", 0]]}, "are pairs"),
            ({"offsets": []}, "first offset"),
            ({"offsets": [["1970-01-01T00:00:00.000001Z", 0]]}, "first offset"),
            ({"offsets": [[FIRST, 0], [FIRST, 3600]]}, "ascending"),
            ({"offsets": [[FIRST, 0], [LAST, 3600], [FIRST, 0]]}, "ascending"),
        ],
    )
    def test_a_faulty_zone_table_is_refused(
        self, change: Mapping[str, object], complaint: str
    ) -> None:
        """Lookup by halving is right only in an ordered table that covers all of time."""
        made: Object = make_zone_table("UTC")
        with pytest.raises(UsageError, match=complaint):
            calendar.validate_zone_table({**made, **change})

    def test_the_widest_offsets_are_valid(self) -> None:
        """Less than a day either way, as far as the standard library goes."""
        made = make_zone_table("UTC")
        for offset in (86_399, -86_399):
            table = calendar.validate_zone_table({**made, "offsets": [[FIRST, offset]]})
            day = Calendar(zone=table, working_days=[1], holidays=[])
            start = calendar.start_of_day(day, "2026-11-23")
            assert instant.parse(start) == datetime(2026, 11, 23, tzinfo=UTC) - timedelta(
                seconds=offset
            )
