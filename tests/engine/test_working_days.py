"""Calendars: working days, durations as people write them, and the form of a calendar."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from engine import calendar, instant
from engine.calendar import Calendar, Span, validate_zone_table
from engine.canonical import Object
from engine.errors import UsageError
from engine.instant import FIRST, LAST
from engine.zone_table import make_zone_table

HOLIDAYS = ["2026-12-25", "2026-12-26", "2027-01-01", "2027-03-29"]  # the second is a Saturday
FIVE_DAYS = [1, 2, 3, 4, 5]
UTC_TABLE = validate_zone_table(make_zone_table("UTC"))
BRUSSELS = Calendar(
    zone=validate_zone_table(make_zone_table("Europe/Brussels")),
    working_days=FIVE_DAYS,
    holidays=HOLIDAYS,
)

days = st.dates(date(1970, 1, 1), date(9990, 12, 31)).map(date.isoformat)
near_days = st.dates(date(2026, 1, 1), date(2028, 1, 1)).map(date.isoformat)
calendars = st.builds(
    Calendar,
    zone=st.just(UTC_TABLE),
    working_days=st.sets(st.integers(1, 7), min_size=1).map(sorted),
    holidays=st.sets(near_days, max_size=40).map(sorted),
)


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
        there = Calendar(zone=UTC_TABLE, working_days=[1, 2, 3, 4, 5, 6, 7], holidays=[])
        apart = date.fromisoformat(last) - date.fromisoformat(first)
        assert calendar.working_days_between(there, first, last) == apart.days

    def test_many_holidays_only_move_the_day(self) -> None:
        """A calendar whose every working day for years is a holiday still has an answer."""
        mondays = [(date(2026, 11, 23) + timedelta(weeks=week)).isoformat() for week in range(200)]
        there = Calendar(zone=UTC_TABLE, working_days=[1], holidays=mondays)
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


class TestValidation:
    def test_a_made_calendar_is_valid(self) -> None:
        """What the charter freezes is what acts accept."""
        value = {
            "zone": make_zone_table("Asia/Beirut"),
            "working_days": FIVE_DAYS,
            "holidays": HOLIDAYS,
        }
        assert calendar.validate_calendar(value) == value
        for holidays, working_days in (([], [7]), (["1970-01-01"], [1, 2, 3, 4, 5, 6, 7])):
            other = {**value, "holidays": holidays, "working_days": working_days}
            assert calendar.validate_calendar(other) == other

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
