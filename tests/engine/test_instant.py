"""Instants: one spelling, ordered as text; and the time that an act is given."""

import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from engine import instant
from engine.errors import UsageError
from engine.instant import FIRST, LAST

ROOT = Path(__file__).parents[2]
FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
moments = st.datetimes(datetime(1970, 1, 1), datetime.max, timezones=st.just(UTC))


class TestSpelling:
    @given(moments)
    def test_format_and_parse_are_inverse(self, moment: datetime) -> None:
        """What is written is read back as the same point in time, to the microsecond."""
        text = instant.format(moment)
        assert FORM.fullmatch(text)
        assert instant.parse(text) == moment
        assert instant.parse(text).tzinfo is UTC

    @given(moments, moments)
    def test_instants_compare_as_text(self, one: datetime, other: datetime) -> None:
        """Stores and rules compare the texts; that must be the order of time."""
        assert (instant.format(one) < instant.format(other)) == (one < other)

    @given(moments, st.integers(-14 * 60, 14 * 60))
    def test_a_moment_of_any_offset_is_written_in_utc(self, moment: datetime, minutes: int) -> None:
        """One point in time has one spelling, wherever its clock stood."""
        # Python can't hold the local time in the first and last hours of its calendar.
        moment = min(moment, datetime(9999, 12, 30, tzinfo=UTC))
        elsewhere = moment.astimezone(timezone(timedelta(minutes=minutes)))
        assert instant.format(elsewhere) == instant.format(moment)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "Z",
            "2026-11-23",
            "2026-11-23T04:00:00Z",
            "2026-11-23T04:00:00.000Z",
            "2026-11-23T04:00:00.0000000Z",
            "2026-11-23T04:00:00,000000Z",
            "2026-11-23 04:00:00.000000Z",
            "2026-11-23t04:00:00.000000Z",
            "2026-11-23T04:00:00.000000z",
            "2026-11-23T04:00:00.000000+00:00",
            "2026-11-23T04:00:00.000000+00:00Z",
            "2026-11-23T04:00:00.000000",
            " 2026-11-23T04:00:00.000000Z",
            "2026-11-23T04:00:00.000000Z\n",
            "20261123T040000.000000Z",
            "2026-W48-1T04:00:00.000000Z",
            "2026-327T04:00:00.000000Z",
            "2026-02-30T04:00:00.000000Z",
            "2027-02-29T04:00:00.000000Z",
            "2026-13-01T04:00:00.000000Z",
            "2026-11-23T24:00:00.000000Z",
            "2026-11-23T23:60:00.000000Z",
            "2016-12-31T23:59:60.000000Z",
            "1969-12-31T23:59:59.999999Z",
            "0000-01-01T00:00:00.000000Z",
            "10000-01-01T00:00:00.00000Z",
            "+026-11-23T04:00:00.000000Z",
            "\uff12026-11-23T04:00:00.000000Z",
            "2026-11-23T04:00:00.00000\u0660Z",
            "\udcff026-11-23T04:00:00.000000Z",
            "2026-11-23T04:00:00.00000\x00Z",
        ],
    )
    def test_any_other_spelling_is_refused(self, text: str) -> None:
        """Two spellings of one time would give two digests, and break comparison as text."""
        with pytest.raises(UsageError, match="is not an instant"):
            instant.parse(text)
        assert not instant.is_instant(text)

    @given(st.from_regex(FORM, fullmatch=True) | st.text(max_size=30))
    def test_only_real_dates_in_the_one_form_are_accepted(self, text: str) -> None:
        """An independent reading of the rule, by pattern and calendar, agrees with `parse`."""
        match = FORM.fullmatch(text)
        real = match is not None and text >= FIRST[:4] and _exists(text)
        assert instant.is_instant(text) == real

    @pytest.mark.parametrize("value", [None, 0, b"1970-01-01T00:00:00.000000Z", [FIRST]])
    def test_only_text_is_an_instant(self, value: object) -> None:
        """Whatever stands in a JSON field can be asked about."""
        assert not instant.is_instant(value)

    def test_the_first_and_the_last_instant_can_be_read(self) -> None:
        """The bounds themselves are inside."""
        assert instant.parse(FIRST) == datetime(1970, 1, 1, tzinfo=UTC)
        assert instant.parse(LAST) == datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)

    @pytest.mark.parametrize(
        "moment",
        [
            datetime(2026, 11, 23),
            datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
            datetime(1970, 1, 1, tzinfo=timezone(timedelta(hours=1))),
            datetime(9999, 12, 31, 23, 30, tzinfo=timezone(timedelta(hours=-1))),
        ],
    )
    def test_a_moment_without_zone_or_out_of_range_is_refused(self, moment: datetime) -> None:
        """A naive time is no point in time, and a year beyond 9999 has no spelling."""
        with pytest.raises(UsageError):
            instant.format(moment)


def _exists(text: str) -> bool:
    year, month, day = int(text[:4]), int(text[5:7]), int(text[8:10])
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    lengths = [31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    clock = int(text[11:13]) < 24 and int(text[14:16]) < 60 and int(text[17:19]) < 60
    return clock and 1 <= month <= 12 and 1 <= day <= lengths[month - 1]


class TestPlus:
    def test_days_and_seconds_are_added_exactly(self) -> None:
        """A day is 86,400 seconds; 2028 has a leap day."""
        start = "2028-02-28T12:00:00.000001Z"
        assert instant.plus(start, days=2) == "2028-03-01T12:00:00.000001Z"
        assert instant.plus(start, seconds=-1) == "2028-02-28T11:59:59.000001Z"
        assert instant.plus(start, days=1, seconds=3600) == "2028-02-29T13:00:00.000001Z"
        assert instant.plus(start) == start

    @pytest.mark.parametrize(
        ("start", "days"), [(FIRST, -1), (LAST, 1), (FIRST, 10**7), (FIRST, 10**30)]
    )
    def test_no_sum_leaves_the_range(self, start: str, days: int) -> None:
        """The year 10000 has no spelling; the caller is told instead of crashing."""
        with pytest.raises(UsageError, match="1970 to 9999"):
            instant.plus(start, days=days)


class TestClock:
    LAST_AT = "2026-11-23T04:00:10.000000Z"

    @pytest.mark.parametrize(
        ("now", "at"),
        [
            ("2026-11-23T04:00:10.000001Z", "2026-11-23T04:00:10.000001Z"),
            ("2026-11-23T04:00:10.000000Z", "2026-11-23T04:00:10.000000Z"),
            ("2026-11-23T04:00:09.999999Z", "2026-11-23T04:00:10.000000Z"),
            ("2026-11-23T04:00:08.000000Z", "2026-11-23T04:00:10.000000Z"),
            ("2026-11-23T04:00:07.999999Z", None),
            ("1970-01-01T00:00:00.000000Z", None),
            ("2036-11-23T04:00:10.000000Z", "2036-11-23T04:00:10.000000Z"),
        ],
    )
    def test_a_clock_at_most_two_seconds_behind_is_lifted(self, now: str, at: str | None) -> None:
        """F17: a small difference between two machines is no fault, a clock set back is one."""
        assert instant.settle_at(now, self.LAST_AT) == at

    @given(moments, moments, st.integers(0, 10))
    def test_the_time_of_an_act_never_runs_backwards(
        self, one: datetime, other: datetime, tolerance: int
    ) -> None:
        """I27: `at` never falls inside a chain, whatever the clock says."""
        now, last_at = instant.format(one), instant.format(other)
        at = instant.settle_at(now, last_at, tolerance)
        if at is None:
            assert other - one > timedelta(seconds=tolerance)
        else:
            assert at == max(now, last_at)
            assert other - one <= timedelta(seconds=tolerance)

    def test_the_first_act_takes_the_clock_as_it_is(self) -> None:
        """At genesis there is nothing before to compare with, but the form is still checked."""
        assert instant.settle_at(FIRST, None) == FIRST
        with pytest.raises(UsageError):
            instant.settle_at("now", None)

    def test_a_step_is_long_only_past_the_limit(self) -> None:
        """F17: exactly the limit is still a pause that nobody needs to confirm."""
        last_at = "2026-11-23T04:00:00.000000Z"
        assert not instant.is_long_step("2026-12-23T04:00:00.000000Z", last_at, 30)
        assert instant.is_long_step("2026-12-23T04:00:00.000001Z", last_at, 30)
        assert not instant.is_long_step("2020-01-01T00:00:00.000000Z", last_at, 30)
        assert not instant.is_long_step("2026-12-23T04:00:00.000001Z", None, 30)


@pytest.mark.parametrize("module", ["engine.instant", "engine.calendar"])
def test_an_act_never_asks_the_machine_for_its_time_zones(module: str) -> None:
    """I29: nobody's time zone database takes part in a decision, and acts start fast."""
    heavy = "{'zoneinfo', 'tzdata', 'importlib.resources', 'dataclasses', 'yaml', 'pydantic'}"
    code = f"import sys, {module}; print(sorted({heavy} & sys.modules.keys()))"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
