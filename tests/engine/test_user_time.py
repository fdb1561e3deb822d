"""Local times: what a frozen zone table says, and the times that people write."""

from datetime import UTC, datetime
from functools import cache

import pytest
from hypothesis import assume, given, strategies as st

from engine import instant
from engine.calendar import validate_zone_table
from engine.errors import UsageError
from engine.instant import FIRST, LAST, ZoneTable
from engine.zone_table import make_zone_table

ZONES = [
    "UTC",
    "Europe/London",
    "Europe/Brussels",
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Monrovia",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Kiritimati",
]

# What a clock on a wall can show: no zone, as `from_local` expects it.
LATEST = instant.parse(LAST).replace(tzinfo=None)

moments = st.datetimes(datetime(1970, 1, 1), LATEST, timezones=st.just(UTC))


@cache
def table(name: str) -> ZoneTable:
    """Make a zone table once, and check its form."""
    return validate_zone_table(make_zone_table(name))


@st.composite
def zoned(draw: st.DrawFn) -> tuple[ZoneTable, str]:
    """Draw a zone and an instant, half of the time within three hours of a change of offset."""
    zone = table(draw(st.sampled_from(ZONES)))
    if len(zone["offsets"]) == 1 or draw(st.booleans()):
        return zone, instant.format(draw(moments))
    change = draw(st.sampled_from(zone["offsets"][1:]))[0]
    return zone, instant.plus(change, seconds=draw(st.integers(-10_800, 10_800)))


class TestLocalTime:
    @given(zoned())
    def test_a_local_time_leads_back_to_its_instant(self, drawn: tuple[ZoneTable, str]) -> None:
        """Every instant is among those at which its own local time is shown."""
        zone, at = drawn
        assume(at < "9999-12-30")
        found = instant.from_local(zone, instant.to_local(zone, at))
        assert at in found
        assert found == sorted(set(found))
        assert len(found) <= 2

    def test_the_last_offset_holds_for_ever(self) -> None:
        """Beyond 2070 no summer time is foreseen; the meaning of a date must not depend on luck."""
        change = "2070-10-26T01:00:00.000000Z"
        zone = ZoneTable(zone="Somewhere", tzdata="2026b", offsets=[(FIRST, 7200), (change, 3600)])
        assert instant.offset_at(zone, FIRST) == 7200
        assert instant.offset_at(zone, "2070-10-26T00:59:59.999999Z") == 7200
        assert instant.offset_at(zone, change) == 3600
        assert instant.offset_at(zone, LAST) == 3600

    def test_a_local_time_past_the_last_year_has_no_name(self) -> None:
        """East of Greenwich the last hours of 9999 are the year 10000: refused, not a crash."""
        with pytest.raises(UsageError, match="past the year 9999"):
            instant.to_local(table("Europe/Brussels"), LAST)
        with pytest.raises(UsageError, match="1970 to 9999"):
            instant.from_local(table("America/New_York"), LATEST)


class TestUserTime:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("2026-11-23", "2026-11-22T23:00:00.000000Z"),
            ("2026-07-01", "2026-06-30T22:00:00.000000Z"),
            ("2028-02-29", "2028-02-28T23:00:00.000000Z"),
            ("2026-11-23T14:30", "2026-11-23T13:30:00.000000Z"),
            ("2026-11-23T14:30:15", "2026-11-23T13:30:15.000000Z"),
            ("2026-11-23T14:30:15.5", "2026-11-23T13:30:15.500000Z"),
            ("2026-11-23T14:30:15.000001", "2026-11-23T13:30:15.000001Z"),
            ("2026-11-23T14:30Z", "2026-11-23T14:30:00.000000Z"),
            ("2026-11-23T14:30+00:00", "2026-11-23T14:30:00.000000Z"),
            ("2026-11-23T14:30+05:45", "2026-11-23T08:45:00.000000Z"),
            ("2026-11-23T14:30+00:59", "2026-11-23T13:31:00.000000Z"),
            ("2026-11-23T14:30:15.123456-14:00", "2026-11-24T04:30:15.123456Z"),
            ("2026-11-23T14:30:00+14:00", "2026-11-23T00:30:00.000000Z"),
            ("9999-12-31T23:59:59.999999", "9999-12-31T22:59:59.999999Z"),
            ("1970-01-01T00:00Z", FIRST),
        ],
    )
    def test_dates_and_times_are_read_in_the_zone(self, text: str, expected: str) -> None:
        """Without an offset a time is one of the calendar's zone, here Brussels."""
        assert instant.parse_user_time(text, table("Europe/Brussels")) == expected

    def test_a_bare_date_is_its_first_instant_or_its_exclusive_end(self) -> None:
        """`--at` means from that day on, `--due` leaves the whole day; the caller says which."""
        zone = table("Europe/Brussels")
        start = instant.parse_user_time("2026-10-25", zone)
        end = instant.parse_user_time("2026-10-25", zone, whole_day="end")
        assert (start, end) == ("2026-10-24T22:00:00.000000Z", "2026-10-25T23:00:00.000000Z")
        assert instant.parse_user_time("2026-10-25T12:00", zone, whole_day="end") == (
            "2026-10-25T11:00:00.000000Z"
        )

    @pytest.mark.parametrize(
        "text",
        [
            "2026-02-30",  # bad input 17
            "2026-W48-1",  # bad input 18
            "20261123T040000Z",  # bad input 19
            "2026-11-23T04:00:00,5Z",  # bad input 20
            "2026-11-23T04:00:00.123456789Z",  # bad input 21
            "",
            " ",
            "now",
            "20261123",
            "2026-327",
            "2026-11",
            "2026-1-2",
            "26-11-23",
            "12026-11-23",
            "-2026-11-23",
            "2026-11-23T",
            "2026-11-23T04",
            "2026-11-23T0400",
            "2026-11-23 04:00",
            "2026-11-23t04:00",
            "2026-11-23T04:00z",
            "2026-11-23T04:00:00.",
            "2026-11-23T04:00:00.1234567",
            "2026-11-23T04:00+0100",
            "2026-11-23T04:00+01",
            "2026-11-23T04:00 +01:00",
            "2026-11-23T04:00[Europe/Brussels]",
            "2026-11-23Z",
            "2026-11-23\n",
            "\uff12026-11-23",
            "2026-11-23T04:0\u0660",
            "2026-11-23T04:00\u221201:00",
            "\udcff",
            "2027-02-29",
            "2026-00-10",
            "2026-11-31",
            "2026-11-23T24:00",
            "2026-11-23T04:60",
            "2016-12-31T23:59:60Z",
            "2016-12-31T23:59:61Z",
            "2026-11-23T04:00+14:01",
            "2026-11-23T04:00+05:60",
            "2026-11-23T04:00-00:00",
            "1969-12-31",
            "1969-12-31T23:59:59Z",
            "1970-01-01T00:30",
            "1970-01-01T00:30+01:00",
            "9999-12-31T23:59-01:00",
            "0000-01-01",
            "2" * 1_000_000,
        ],
    )
    def test_any_other_form_or_an_unreal_time_is_refused(self, text: str) -> None:
        """Bad inputs 17-21 and their kin: nothing is guessed, in one short printable line."""
        with pytest.raises(UsageError) as caught:
            instant.parse_user_time(text, table("Europe/Brussels"))
        assert len(caught.value.message) < 200
        assert caught.value.message.isprintable()
        assert caught.value.message.isascii()

    def test_a_time_that_comes_twice_asks_for_an_offset(self) -> None:
        """Bad input 22, F18: 01:30 in London on that day is two instants, an hour apart."""
        with pytest.raises(UsageError, match="comes twice in Europe/London") as caught:
            instant.parse_user_time("2026-10-25T01:30", table("Europe/London"))
        assert caught.value.hint == (
            "add the offset: 2026-10-25T01:30+01:00 or 2026-10-25T01:30+00:00"
        )

    def test_a_time_that_does_not_exist_asks_for_an_offset(self) -> None:
        """Bad input 23, F18: London's clocks went from 01:00 to 02:00 on that day."""
        with pytest.raises(UsageError, match="does not exist in Europe/London") as caught:
            instant.parse_user_time("2026-03-29T01:30", table("Europe/London"))
        assert caught.value.hint == (
            "add the offset: 2026-03-29T01:30+00:00 or 2026-03-29T01:30+01:00"
        )

    @pytest.mark.parametrize(
        ("zone", "text", "instants"),
        [
            ("Europe/London", "2026-10-25T00:59:59.999999", ["2026-10-24T23:59:59.999999Z"]),
            (
                "Europe/London",
                "2026-10-25T01:00",
                ["2026-10-25T00:00:00.000000Z", "2026-10-25T01:00:00.000000Z"],
            ),
            ("Europe/London", "2026-10-25T02:00", ["2026-10-25T02:00:00.000000Z"]),
            ("Europe/London", "2026-03-29T00:59:59.999999", ["2026-03-29T00:59:59.999999Z"]),
            ("Europe/London", "2026-03-29T01:00", []),
            ("Europe/London", "2026-03-29T02:00", ["2026-03-29T01:00:00.000000Z"]),
            ("Australia/Lord_Howe", "2026-10-04T02:15", []),
            ("Australia/Lord_Howe", "2026-10-04T02:30", ["2026-10-03T15:30:00.000000Z"]),
            ("Antarctica/Troll", "2026-03-29T02:30", []),
            ("Pacific/Apia", "2011-12-30T12:00", []),
            ("Africa/Monrovia", "1972-01-07T00:30", []),
        ],
    )
    def test_folds_and_gaps_have_exact_edges(
        self, zone: str, text: str, instants: list[str]
    ) -> None:
        """F18: also half-hour shifts, two-hour shifts, a whole day left out, and odd seconds."""
        local = datetime.fromisoformat(text)
        assert instant.from_local(table(zone), local) == instants
        if len(instants) == 1:
            assert instant.parse_user_time(text, table(zone)) == instants[0]
        else:
            with pytest.raises(UsageError) as caught:
                instant.parse_user_time(text, table(zone))
            assert "add the offset" in str(caught.value.hint)

    @given(zoned())
    def test_an_offset_settles_every_time(self, drawn: tuple[ZoneTable, str]) -> None:
        """The hint's way out works: with its offset each local time is one instant."""
        zone, at = drawn
        minutes, odd = divmod(instant.offset_at(zone, at), 60)
        assume(not odd and "1970-01-02" < at < "9999-12-30")
        sign = "-" if minutes < 0 else "+"
        local = instant.to_local(zone, at).isoformat(timespec="microseconds")
        text = f"{local}{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
        assert instant.parse_user_time(text, zone) == at

    @given(zoned())
    def test_without_offset_only_an_unambiguous_time_is_read(
        self, drawn: tuple[ZoneTable, str]
    ) -> None:
        """A time is either the only instant with that local reading, or refused."""
        zone, at = drawn
        assume("1970-01-02" < at < "9999-12-30")
        local = instant.to_local(zone, at)
        text = local.isoformat(timespec="microseconds")
        if instant.from_local(zone, local) == [at]:
            assert instant.parse_user_time(text, zone) == at
        else:
            with pytest.raises(UsageError, match="comes twice"):
                instant.parse_user_time(text, zone)

    @given(st.text(alphabet="0123456789-T:.Z+W,\u0661", max_size=32))
    def test_no_text_does_worse_than_a_usage_error(self, text: str) -> None:
        """Whatever a person types, the answer is an instant or one plain error."""
        try:
            assert instant.is_instant(instant.parse_user_time(text, table("Asia/Beirut")))
        except UsageError as error:
            assert error.exit_code == 2  # noqa: PT017 - both outcomes are legal
