"""Instants as people read them: in the zone of the organisation, to the minute."""

from typing import cast

from engine import instant
from engine.instant import ZoneTable
from engine.methodology.tables import CharterTables

UTC: ZoneTable = {"zone": "UTC", "tzdata": "", "offsets": [(instant.FIRST, 0)]}


def zone_of(charter: CharterTables | None) -> ZoneTable:
    """The zone of a charter; UTC before there is one."""
    return cast("ZoneTable", charter["calendar"]["zone"]) if charter else UTC


def shown(zone: ZoneTable, at: str) -> str:
    """The local date and time at an instant: `2026-11-23 09:00`."""
    return instant.to_local(zone, at).isoformat(sep=" ", timespec="minutes")


def day(zone: ZoneTable, at: str) -> str:
    """The local date at an instant."""
    return shown(zone, at)[:10]


def until(zone: ZoneTable, due: str) -> str:
    """The last day that is in time before `due`; date and time where no whole day is meant."""
    local = instant.to_local(zone, due)
    if (local.hour, local.minute, local.second, local.microsecond) != (0, 0, 0, 0):
        return shown(zone, due)
    return shown(zone, instant.plus(due, seconds=-1))[:10]
