"""A charter as a whole: names that exist, and a time zone that is known or frozen beside it."""

from collections.abc import Collection, Mapping

from engine.calendar import validate_zone_table
from engine.canonical import Json, decode
from engine.errors import CanonicalError, UsageError
from engine.methodology.charter import Acts, Charter
from engine.methodology.diagnostics import did_you_mean, quoted
from engine.methodology.validate.report import Report

_ZONE = ("calendar", "zone")


def check_charter(charter: Charter, report: Report, zones: Collection[str] | None) -> None:
    """Put down every fault of the charter; `zones`, if given, are the time zones that exist."""
    report.all_known("role", ("registrars",), charter.registrars, charter.roles)
    for act in Acts.model_fields:
        report.all_known("role", ("acts", act), getattr(charter.acts, act), charter.roles)
    if "acts" in charter.model_fields_set and not charter.acts.model_fields_set:
        hint = "list something, or leave the key out"
        report.add("value.length", ("acts",), "nothing is listed here", hint)
    zone = charter.calendar.zone
    if zones is not None and zone not in zones:
        report.add(
            "zone.unknown", _ZONE, f"there is no time zone {quoted(zone)}", near(zone, zones)
        )


def near(zone: str, zones: Collection[str]) -> str:
    """Return the hint for an unknown time zone; most people type the city alone."""
    folded = zone.lower().replace(" ", "_")
    cities = [name for name in zones if name.rpartition("/")[2].lower() == folded]
    if cities:
        return f"did you mean {quoted(min(cities))}?"
    return did_you_mean(zone, zones) or "names are like Europe/Brussels; UTC is one too"


def read_zone_table(charter: Charter, data: bytes, report: Report) -> Mapping[str, Json] | None:
    """Return the frozen time zone in `data`, or put down why it isn't the charter's."""
    try:
        value = decode(data)
        table = validate_zone_table(value)
    except (CanonicalError, UsageError) as error:
        report.add("zone.table", _ZONE, f"zone.json is no zone table: {error.message}")
        return None
    if table["zone"] != charter.calendar.zone:
        message = f"zone.json has the rules of {quoted(table['zone'])}"
        report.add("zone.table", _ZONE, message, "freeze the rules of this zone")
        return None
    assert isinstance(value, Mapping)
    return value
