"""Making a zone table: the rules of a time zone, frozen on the day a charter is published.

The source is the `tzdata` distribution from PyPI that is installed beside Phasegate, whose version
the table carries. The machine's own database is never asked: two machines with different ones
would make different tables of one charter. Nothing on an act's path imports this module; acts read
the table from the charter in force (`engine.instant`, `engine.calendar`).
"""

import difflib
import importlib
import struct
from collections.abc import Iterator
from datetime import datetime
from importlib import resources
from io import BytesIO
from zoneinfo import ZoneInfo

from engine import instant as instants
from engine.canonical import Object
from engine.errors import UsageError

LAST_YEAR = 2070

_DAY = 86_400
_END = int(instants.parse(f"{LAST_YEAR + 1}-01-01T00:00:00.000000Z").timestamp())
_TZIF_HEADER = ">4sc15x6L"


def zone_names() -> list[str]:
    """Return the names of all zones in the installed `tzdata`, sorted."""
    return sorted(resources.files("tzdata").joinpath("zones").read_text("ascii").split())


def make_zone_table(zone_name: str) -> Object:
    """Return the frozen rules of a zone as JSON, in the shape of `engine.instant.ZoneTable`.

    Every change of the offset from 1970 to the end of 2070 (UTC) stands in it, to the second. The
    offset of that last day then holds for ever: summer time is not foreseen beyond. Raises
    `UsageError` for a zone that `tzdata` doesn't have, with the nearest names as the hint.
    """
    names = zone_names()
    if zone_name not in names:
        raise UsageError(
            f"there is no time zone {zone_name[:60]!a}", hint=_nearest(zone_name, names)
        )
    # A known name, and only that, becomes a path.
    data = resources.files("tzdata").joinpath("zoneinfo", *zone_name.split("/")).read_bytes()
    zone = ZoneInfo.from_file(BytesIO(data), key=zone_name)
    offsets: list[list[str | int]] = []
    for moment in (0, *_changes(zone, _listed(data))):
        offset = _offset(zone, moment)
        if not offsets or offsets[-1][1] != offset:
            offsets.append([instants.plus(instants.FIRST, seconds=moment), offset])
    return {"zone": zone_name, "tzdata": tzdata_version(), "offsets": offsets}


def tzdata_version() -> str:
    """Return the release of the time zone database in the installed `tzdata`, such as `2026b`."""
    return str(importlib.import_module("tzdata").IANA_VERSION)


def _nearest(name: str, names: list[str]) -> str:
    name = name[:60].lower()
    folded = {known.lower(): known for known in names}
    near = difflib.get_close_matches(name, folded, n=3, cutoff=0.6)
    # Most people type the city alone.
    cities = [known for known in names if known.rpartition("/")[2].lower() == name]
    found = cities or [folded[each] for each in near]
    if not found:
        return "names are like Europe/Brussels; UTC is one too"
    return f"did you mean {' or '.join(found)}?"


def _listed(data: bytes) -> list[int]:
    """Return the moments of change that a TZif file lists one by one (RFC 8536), POSIX seconds.

    The second data block, with 64-bit times, follows a first one that is kept for old readers.
    """
    size = struct.calcsize(_TZIF_HEADER)
    magic, version, isut, isstd, leap, times, types, chars = struct.unpack_from(_TZIF_HEADER, data)
    assert magic == b"TZif"
    assert version >= b"2", "tzdata holds no TZif files of version 1"
    start = size + times * 5 + types * 6 + chars + leap * 8 + isstd + isut
    times = struct.unpack_from(_TZIF_HEADER, data, start)[5]
    return list(struct.unpack_from(f">{times}q", data, start + size))


def _changes(zone: ZoneInfo, listed: list[int]) -> Iterator[int]:
    """Yield in order every second from 1970 to 2070 at which the offset may change.

    Past the listed moments a file has a rule with at most two changes a year. No two of them are
    within a day, so probing day by day and halving finds each one exactly.
    """
    yield from (moment for moment in listed if 0 < moment < _END)
    moment = max([0, *listed[-1:]])
    while moment < _END - 1:
        low, high = moment, min(moment + _DAY, _END - 1)
        if _offset(zone, low) != _offset(zone, high):
            while high - low > 1:
                middle = (low + high) // 2
                if _offset(zone, middle) == _offset(zone, moment):
                    low = middle
                else:
                    high = middle
            yield high
        moment = high


def _offset(zone: ZoneInfo, moment: int) -> int:
    offset = datetime.fromtimestamp(moment, zone).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())
