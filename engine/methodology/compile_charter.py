"""A valid charter and the frozen rules of its time zone -> compiled tables."""

from collections.abc import Mapping

from engine.calendar import parse_span
from engine.canonical import Json
from engine.methodology.charter import WEEKDAYS, Acts
from engine.methodology.load import LoadedCharter
from engine.methodology.tables import CharterTables, Role

WHERE_LISTED = frozenset({"adopt_project", "assign_department"})
"""Acts that the tables name only where the charter does; elsewhere they are the registrars'."""


def compile_charter(loaded: LoadedCharter, zone_table: Mapping[str, Json]) -> CharterTables:
    """Return the compiled tables of a loaded charter.

    What was published is compiled again with the table of its own closure, `loaded.zone_table`.
    """
    charter = loaded.charter
    assert zone_table["zone"] == charter.calendar.zone, "the table is of the charter's zone"
    roles: dict[str, Role] = {
        name: {"title": role.title, "charter": None, "at": f"roles.{name}"}
        for name, role in charter.roles.items()
    }
    working_days: list[Json] = [
        number for number, day in enumerate(WEEKDAYS, 1) if day in charter.calendar.working_days
    ]
    registrars = list(charter.registrars)
    return {
        "charter": charter.charter,
        "organisation": charter.organisation,
        "version": charter.version,
        "strength": charter.strength,
        "calendar": {"zone": zone_table, "working_days": working_days},
        "confirm_after_days": parse_span(charter.clock.confirm_after)["days"],
        "roles": roles,
        "registrars": registrars,
        "acts": {
            act: list(getattr(charter.acts, act) or registrars)
            for act in Acts.model_fields
            if act not in WHERE_LISTED or getattr(charter.acts, act)
        },
        "places": {address: list(place) for address, place in loaded.places.items()},
    }
