"""What a charter says, as models: the organisation's constitution.

Shape and form only, like `engine.methodology.model`; names are judged by `engine.methodology.load`.
"""

from typing import Annotated, Literal

from pydantic import Field as Key

from engine.methodology.forms import Distinct, Model, at_least_one
from engine.methodology.model_types import (
    CalendarSpan,
    Declared,
    Names,
    Title,
    Version,
    Version1,
    ZoneName,
)

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class CharterRole(Model):
    """A role of the organisation."""

    title: Title
    """What people read."""


class Calendar(Model):
    """The zone that dates are of, and the days on which work is done; holidays are no part."""

    zone: ZoneName
    """The IANA name of the time zone, such as `Europe/Brussels`."""

    working_days: Annotated[tuple[Weekday, ...], Key(min_length=1), Distinct()] = WEEKDAYS[:5]
    """The days of the week on which work is done; default: Monday to Friday."""


class Clock(Model):
    """What the engine asks of its clock."""

    confirm_after: CalendarSpan
    """An act further than this past the last entry needs a confirmation of the time."""


class Acts(Model):
    """Which roles may do each act of the directory; an act that isn't listed is the registrars'."""

    model_config = at_least_one()

    add_person: Names | None = None
    """Add a person."""

    remove_person: Names | None = None
    """Remove a person who leaves."""

    grant_organisation_role: Names | None = None
    """Grant and revoke a role in the organisation."""

    grant_project_role: Names | None = None
    """Grant and revoke a role in one project."""

    publish_methodology: Names | None = None
    """Publish a workflow file."""

    amend_charter: Names | None = None
    """Publish a new version of this file."""

    amend_calendar: Names | None = None
    """Declare holidays."""

    start_project: Names | None = None
    """Start a project."""

    erase_text: Names | None = None
    """Erase a text that stands beside the ledger."""

    adopt_project: Names | None = None
    """Take in a project that is under way already."""

    assign_department: Names | None = None
    """Say to which department a person belongs."""


class Charter(Model):
    """The organisation's constitution: its roles, its registrars, who may do what, its calendar."""

    charter: Version1
    """The version of the charter's notation: 1."""

    organisation: Title
    """The organisation's name."""

    version: Version
    """MAJOR.MINOR.PATCH. A version that was published never changes."""

    strength: Literal["controlling"] = "controlling"
    """The least PMO strength of every methodology: `controlling` blocks what is not ready."""

    calendar: Calendar
    """The zone that dates are of, and the days on which work is done."""

    clock: Clock = Clock(confirm_after="90 days")
    """What the engine asks of its clock; default: `confirm_after: 90 days`."""

    roles: Declared[CharterRole]
    """The roles of the organisation."""

    registrars: Names
    """The roles whose holders vouch for people; somebody must always hold one."""

    acts: Acts = Acts()
    """Which roles may do each act of the directory; an act that isn't listed is the registrars'."""
