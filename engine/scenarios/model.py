"""What a scenarios file says, as models: shape and form only.

The acts of a scenario are kept as they stand; `engine.scenarios.acts` reads them one by one, with
models of their own (`Details`), because most of an act is a sentence.
"""

from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias, cast

from pydantic import Field as Key, GetCoreSchemaHandler, GetJsonSchemaHandler, create_model
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from engine.calendar import parse_span
from engine.instant import ZoneTable, parse_user_time
from engine.methodology import grammar
from engine.methodology.charter import Charter
from engine.methodology.forms import Distinct, Form, Model, OneOrMany, matching
from engine.methodology.model_types import (
    Address,
    Declared,
    FileName,
    Flag,
    Id,
    Prose,
    Title,
    Version1,
)
from engine.rules.forms import is_date

HANDLE = "[a-z][a-z0-9]{0,39}"
COMMAND = "[A-Z][A-Za-z]{0,63}"
CODE = r"[a-z][a-z_]{0,31}(?:\.[a-z][a-z_]{0,31})?"
KEY = "[a-z0-9][a-z0-9._-]{0,63}"
ROLE = rf"(?:charter\.)?{grammar.ID}"

_UTC: ZoneTable = {"zone": "UTC", "tzdata": "", "offsets": [("1970-01-01T00:00:00.000000Z", 0)]}


class Anything:
    """Whatever stands there: it is read later, by whoever knows what it is for."""

    __slots__ = ("_schema",)

    def __init__(self, **schema: Any) -> None:  # noqa: ANN401  # JSON Schema
        self._schema: JsonSchemaValue = schema

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return the validator, which passes everything."""
        return core_schema.any_schema()

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the schema that was given."""
        return self._schema


def _moment(text: str) -> None:
    parse_user_time(text, _UTC)


def _day(text: str) -> None:
    if not is_date(text):
        _moment("")


_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_SECONDS = r"(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
_MOMENT = rf"{_DAY}(?:T[0-9]{{2}}:[0-9]{{2}}{_SECONDS}(?:Z|[+-][0-9]{{2}}:[0-9]{{2}})?)?"

Handle = Annotated[
    str, matching("value.handle", HANDLE, "a person's name here", "small letters and digits")
]
RoleName = Annotated[
    str, matching("value.id", ROLE, "a role", "a role of the workflow file, or charter.ROLE")
]
Command = Annotated[
    str, matching("value.command", COMMAND, "a command", "RequestGate, as docs/ledger.md names it")
]
Code = Annotated[
    str, matching("value.code", CODE, "the code of a refusal", "evidence.missing, not_permitted")
]
ProjectKey = Annotated[
    str, matching("value.key", KEY, "the key of a project", "small letters, digits and . _ -")
]
Moment = Annotated[str, Form("value.time", _moment, {"pattern": f"^(?:{_MOMENT})$"})]
Day = Annotated[str, Form("value.date", _day, {"pattern": f"^{_DAY}$"})]
Span = Annotated[str, Form("value.span", parse_span, {"pattern": f"^(?:{grammar.SPAN})$"})]
Days = Annotated[tuple[Day, ...], Key(min_length=1), Distinct(), OneOrMany()]
Roles = Annotated[tuple[RoleName, ...], Distinct(), OneOrMany()]
Actors = Annotated[tuple[Handle, ...], Key(min_length=1), Distinct(), OneOrMany()]
Anyway = Annotated[Any, Anything()]
Things: TypeAlias = Mapping[Id, Anyway]


class Project(Model):
    """How projects are started when a scenario comes to the first act in them."""

    key: ProjectKey = "alpha"
    """The key of the project that acts are in unless they say otherwise; default: `alpha`."""

    title: Title = "A project"
    """Its title."""

    by: Handle = "office"
    """Who starts projects; default: `office`, the registrar who is always there."""

    fields: Things | None = None
    """The fields that are given when a project starts."""


# Every key of a charter, and none of them due: those that are given replace the usual ones.
_OPTIONAL: dict[str, Any] = {
    name: (cast("Any", field.annotation) | None, Key(None, description=field.description))
    for name, field in Charter.model_fields.items()
}
CharterPart: type[Model] = create_model(
    "CharterPart",
    __base__=Model,
    __doc__="What differs from the usual charter: calendar, strength, roles, acts.",
    **_OPTIONAL,
)


class Scenario(Model):
    """One thing that can happen, act by act."""

    title: Title
    """What it shows, in one sentence."""

    about: Prose | None = None
    """Why it is so, for people."""

    follows: Id | None = None
    """The scenario that is played first: this one goes on where that one ends."""

    people: Mapping[Handle, Roles] | None = None
    """People beside those of the file, or with other roles."""

    project: Project | None = None
    """How projects are started here, in place of what the file says."""

    starts: Moment | None = None
    """When it begins, in place of what the file says."""

    acts: Annotated[tuple[Anyway, ...], Key(min_length=1)]
    """What people do, in order, what is refused, and what the state must be."""


class Scenarios(Model):
    """The scenarios of one workflow file."""

    notation: Version1
    """The version of this notation: 1."""

    workflow: FileName | None = None
    """The workflow file beside this one; default: NAME.yaml for NAME.scenarios.yaml."""

    charter: CharterPart | None = None
    """What differs from the usual charter: calendar, strength, roles, acts."""

    people: Mapping[Handle, Roles]
    """Who is there, and the roles each holds: of the workflow file, or `charter.ROLE`."""

    project: Project = Project()
    """How projects are started."""

    starts: Moment = "2026-11-23T09:00"
    """When every scenario begins; default: 2026-11-23T09:00, a Monday."""

    holidays: Days | None = None
    """Days on which no work is done."""

    demo: Id | None = None
    """The scenario that `phasegate demo NAME` plays; default: the first."""

    scenarios: Declared[Scenario]
    """The scenarios, by a name of their own."""


class Wait(Model):
    """Time that passes, and what must be true then."""

    at: Moment | None = None
    """When: a local time such as 2026-12-01T09:00; a date alone is its first moment."""

    after: Span | None = None
    """How long after the act before: 3 days, 10 working days, 2 hours."""

    in_: ProjectKey | None = Key(None, alias="in")
    """The project that is meant, where it isn't the usual one."""

    then: Annotated[Mapping[Id, Anyway], Key(min_length=1)] | None = None
    """What must be true afterwards."""


class Details(Wait):
    """What an act may say beside its sentence and its arguments."""

    refused: Code | None = None
    """The code of the refusal that must come."""

    rule: Address | None = None
    """The address of the rule that must refuse."""

    with_: Things | None = Key(None, alias="with")
    """Arguments of the command, where one of them has the name of another key here."""

    id: (
        Annotated[
            str,
            matching("value.id", "[A-Za-z0-9._:/-]{1,128}", "a command id", "letters and digits"),
        ]
        | None
    ) = None
    """The command's id, to ask for the same thing twice."""

    confirm_time: Flag | None = None
    """Confirm the time after a long pause."""


class Plain(Details):
    """An act by the names of the command and of its arguments."""

    by: Actors
    """Who acts."""

    do: Command
    """The command, as docs/ledger.md names it."""
