"""Zone tables: every change of the offset, exactly, whatever machine makes the table."""

import json
import os
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from engine import instant, zone_table
from engine.calendar import validate_zone_table
from engine.canonical import encode
from engine.errors import UsageError
from engine.instant import FIRST, ZoneTable
from engine.zone_table import make_zone_table, tzdata_version, zone_names

ROOT = Path(__file__).parents[2]
END = int(datetime.fromisoformat("2071-01-01T00:00:00Z").timestamp())

ODD = [
    "Africa/Cairo",  # summer time dropped and taken up again, ends on a Thursday at 24:00
    "Africa/Casablanca",  # moved with Ramadan, year by year
    "Africa/El_Aaiun",
    "Africa/Monrovia",  # -0:44:30 until 1972
    "America/Caracas",  # half an hour back, and forth
    "America/Godthab",  # changes on the evening before
    "America/Sao_Paulo",  # changed at midnight
    "America/Scoresbysund",
    "America/St_Johns",  # changed at one minute past midnight
    "Antarctica/Casey",
    "Antarctica/Troll",  # by two hours
    "Asia/Beirut",  # changes at midnight
    "Asia/Gaza",  # a rule with hour 50
    "Asia/Kathmandu",
    "Asia/Pyongyang",
    "Asia/Tehran",
    "Australia/Lord_Howe",  # by half an hour
    "Europe/Brussels",
    "Europe/Dublin",  # negative summer time
    "Pacific/Apia",  # crossed the date line
    "Pacific/Chatham",
    "Pacific/Kwajalein",  # crossed it too
    "UTC",
]


@cache
def table(name: str) -> ZoneTable:
    """Make a zone table once, and check its form."""
    return validate_zone_table(make_zone_table(name))


@cache
def source(name: str) -> ZoneInfo:
    """Return the standard library's reading of the same file."""
    path = resources.files("tzdata").joinpath("zoneinfo", *name.split("/"))
    return ZoneInfo.from_file(BytesIO(path.read_bytes()), key=name)


def offset(name: str, moment: int) -> int:
    """Return the offset that the table gives at a POSIX second."""
    return instant.offset_at(table(name), instant.plus(FIRST, seconds=moment))


def seconds(text: str) -> int:
    """Return an instant as a POSIX second."""
    return int(instant.parse(text).timestamp())


@pytest.mark.parametrize(
    ("zone", "change", "before", "after"),
    [
        ("Europe/Brussels", "2026-03-29T01:00:00.000000Z", 3600, 7200),
        ("Europe/Brussels", "2026-10-25T01:00:00.000000Z", 7200, 3600),
        ("Pacific/Apia", "2011-12-30T10:00:00.000000Z", -36_000, 50_400),
        ("Australia/Lord_Howe", "2026-04-04T15:00:00.000000Z", 39_600, 37_800),
        ("Antarctica/Troll", "2026-03-29T01:00:00.000000Z", 0, 7200),
        ("Africa/Monrovia", "1972-01-07T00:44:30.000000Z", -2670, 0),
        ("America/Sao_Paulo", "2018-11-04T03:00:00.000000Z", -10_800, -7200),
    ],
)
def test_known_changes_stand_to_the_second(zone: str, change: str, before: int, after: int) -> None:
    """Facts that anyone can look up, as a check on both the table and its source."""
    moment = seconds(change)
    assert (offset(zone, moment - 1), offset(zone, moment)) == (before, after)


@pytest.mark.parametrize("zone", ODD)
def test_both_sides_of_each_change_agree_with_the_standard_library(zone: str) -> None:
    """A change one second off would move a deadline by an hour."""
    changes = [seconds(since) for since, _ in table(zone)["offsets"]]
    moments = [0, END - 1, *changes, *(change - 1 for change in changes if change)]
    for moment in moments:
        found = datetime.fromtimestamp(moment, source(zone)).utcoffset()
        assert found is not None
        assert offset(zone, moment) == found.total_seconds()


@given(st.sampled_from(zone_names()), st.lists(st.integers(0, END - 1), min_size=50, max_size=50))
def test_random_moments_agree_with_the_standard_library(zone: str, moments: list[int]) -> None:
    """No change is missed, in any zone, from 1970 to 2070."""
    for moment in moments:
        found = datetime.fromtimestamp(moment, source(zone)).utcoffset()
        assert found is not None
        assert offset(zone, moment) == found.total_seconds()


@pytest.fixture
def c_library(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Give a way to set TZ for the C library, and set it back at the end."""
    yield monkeypatch
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("zone", ODD)
def test_the_c_library_reads_the_same_offsets(zone: str, c_library: pytest.MonkeyPatch) -> None:
    """An implementation that shares no code with Python's reads the same file alike."""
    with resources.as_file(resources.files("tzdata").joinpath("zoneinfo", zone)) as path:
        c_library.setenv("TZ", f":{path}")
        time.tzset()
        for moment in range(0, END, 86_400 * 3 + 12_345):
            assert offset(zone, moment) == time.localtime(moment).tm_gmtoff


def tzif(listed: list[int], rule: str) -> bytes:
    """Build a file of every part that RFC 8536 knows: leap seconds and indicators, twice over."""
    types = struct.pack(">lBBlBB", 3600, 0, 0, 7200, 1, 4)
    kinds = bytes(1 - number % 2 for number in range(len(listed)))
    block = b""
    for number in ("l", "q"):
        header = struct.pack(">4sc15x6L", b"TZif", b"2", 2, 2, 1, len(listed), 2, 8)
        times = struct.pack(f">{len(listed)}{number}", *listed)
        leap = struct.pack(f">{number}l", 78_796_800, 1)
        block += header + times + kinds + types + b"ONE\0TWO\0" + leap + bytes(4)
    return block + f"\n{rule}\n".encode()


def test_a_file_with_all_its_parts_is_read() -> None:
    """The moments are found behind parts that today's files happen to leave out."""
    listed = [-1, 1, 1_000_000_007, 2_000_000_011]
    data = tzif(listed, "ONE-1")
    assert zone_table._listed(data) == listed
    zone = ZoneInfo.from_file(BytesIO(data))
    assert list(zone_table._changes(zone, listed)) == listed[1:]


@pytest.mark.parametrize("listed", [[], [86_401, 777_777_777]])
def test_a_rule_is_followed_to_the_second(listed: list[int]) -> None:
    """Rules in use change on a full quarter of an hour; none has to."""
    data = tzif(listed, "ONE-1TWO,M3.5.0/1:23:46,M10.5.0/4:56:13")
    zone = ZoneInfo.from_file(BytesIO(data))
    changes = list(zone_table._changes(zone, zone_table._listed(data)))
    assert changes[: len(listed)] == listed
    found = [instant.plus(FIRST, seconds=moment) for moment in changes]
    expected = []
    for year in range(1996, 2071):
        for month, clock, offset in ((3, "01:23:46", 1), (10, "04:56:13", 2)):
            last = date(year, month, 31)
            sunday = last - timedelta(days=last.isoweekday() % 7)
            local = datetime.fromisoformat(f"{sunday}T{clock}+00:00")
            expected.append(instant.format(local - timedelta(hours=offset)))
    assert [each for each in found if each >= "1996"] == expected


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu", "Europe/Brussels"])
def test_a_table_is_canonical_json_with_its_source(zone: str) -> None:
    """It stands in an entry as it is, and says from which release it was taken."""
    made = make_zone_table(zone)
    assert json.loads(encode(made)) == made
    assert set(made) == {"zone", "tzdata", "offsets"}
    assert (made["zone"], made["tzdata"]) == (zone, tzdata_version())


@pytest.mark.parametrize("zone", ODD)
def test_each_pair_is_a_change(zone: str) -> None:
    """One set of rules has one table: the first offset, then only moments where it differs."""
    offsets = table(zone)["offsets"]
    assert offsets[0][0] == FIRST
    assert all(one[0] < other[0] for one, other in pairwise(offsets))
    assert all(one[1] != other[1] for one, other in pairwise(offsets))
    assert offsets[-1][0] < "2071"


def test_the_machine_has_no_say_in_a_table(tmp_path: Path) -> None:
    """I29: another TZ, another time zone database, another hash seed give the same bytes."""
    wrong = tmp_path / "Europe" / "Brussels"
    wrong.parent.mkdir()
    data = resources.files("tzdata").joinpath("zoneinfo", "Asia", "Tokyo").read_bytes()
    wrong.write_bytes(data)
    code = (
        "import sys; from engine.canonical import encode; from engine.zone_table import *;"
        "sys.stdout.buffer.write(encode(make_zone_table('Europe/Brussels')))"
    )
    strange = {
        "TZ": "Pacific/Apia",
        "LANG": "tr_TR.UTF-8",
        "PYTHONTZPATH": str(tmp_path),
        "PYTHONHASHSEED": "7",
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | strange,
        capture_output=True,
        check=True,
    )
    assert done.stdout == encode(make_zone_table("Europe/Brussels"))


@pytest.mark.parametrize(
    ("name", "suggested"),
    [
        ("brussels", "Europe/Brussels"),
        ("europe/brussels", "Europe/Brussels"),
        ("Europe/Brusels", "Europe/Brussels"),
        ("New_York", "America/New_York"),
        ("utc", "UTC"),
    ],
)
def test_a_near_name_is_suggested(name: str, suggested: str) -> None:
    """People type the city, or nearly the name."""
    with pytest.raises(UsageError, match="there is no time zone") as caught:
        make_zone_table(name)
    assert str(caught.value.hint).startswith("did you mean ")
    assert suggested in str(caught.value.hint)


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "../zones",
        "../../../../etc/passwd",
        "/etc/localtime",
        "Europe",
        "Europe/",
        "Europe//Brussels",
        "Europe/Brussels\n",
        "Europe\\Brussels",
        "UTC\x00",
        "\udcff",
        "q" * 1_000_000,
    ],
)
def test_only_a_listed_name_becomes_a_path(name: str) -> None:
    """A name from a file or a command line must not choose which file is read."""
    with pytest.raises(UsageError, match="there is no time zone") as caught:
        make_zone_table(name)
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 100


def test_every_listed_name_has_the_form_a_table_allows() -> None:
    """A charter may name any zone there is."""
    utc = make_zone_table("UTC")
    for name in zone_names():
        assert validate_zone_table({**utc, "zone": name})["zone"] == name
