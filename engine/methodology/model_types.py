"""The scalars and lists that the models of a workflow file and a charter are made of."""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeVar

from pydantic import Field

from engine.calendar import parse_span
from engine.methodology import grammar
from engine.methodology.characters import UNSAFE, UNSAFE_IN_LINES
from engine.methodology.form_stages import ShortList, Stages, StagesForm
from engine.methodology.forms import (
    CountForm,
    Distinct,
    Exactly,
    Form,
    NeedForm,
    OneOrMany,
    matching,
    prose,
)
from engine.methodology.guard.types import MAX_BYTES as MAX_GUARD

MAX_TITLE = 200
MAX_PROSE = 2000

_Value = TypeVar("_Value")

_ID_FORM = "small letters, digits and _, at most 64, a letter first"

Id = Annotated[str, matching("value.id", grammar.ID, "an id", _ID_FORM)]
MethodologyId = Annotated[
    str,
    matching(
        "value.id",
        grammar.METHODOLOGY_ID,
        "the id of a methodology",
        "small letters, digits, _ and -, at most 64",
    ),
]
Version = Annotated[
    str, matching("value.version", grammar.VERSION, "a version", "MAJOR.MINOR.PATCH, such as 1.0.0")
]
StageName = Annotated[
    str, matching("value.stage", grammar.STAGE, "the name of a stage", "planning, delivery.design")
]
DecisionName = Annotated[
    str, matching("value.decision", grammar.DECISION, "a decision", "recycle, recycle@planning")
]
CharterRole = Annotated[
    str,
    matching("value.charter_role", grammar.CHARTER_ROLE, "a role of the charter", "charter.ROLE"),
]
Currency = Annotated[
    str, matching("value.currency", grammar.CURRENCY, "a currency", "three capitals, such as EUR")
]
Choice = Annotated[
    str,
    matching(
        "value.choice_form", grammar.CHOICE, "a choice", "letters, digits, _ . and -, at most 64"
    ),
]
Address = Annotated[
    str, matching("value.address", grammar.ADDRESS, "an address", "gates.build.panel")
]
LeftOutName = Annotated[
    str,
    matching("value.id", grammar.LEFT_OUT, "a name", "small letters, digits, _ . and -"),
]
FileName = Annotated[
    str,
    matching(
        "include.name",
        grammar.FILE,
        "the name of a file beside this one",
        "letters, digits, . _ and -, with .yaml at the end",
    ),
]
ZoneName = Annotated[
    str, matching("value.zone", grammar.ZONE, "the name of a time zone", "Europe/Brussels")
]
Party = Annotated[
    str, Form("value.party", grammar.parse_party, {"pattern": f"^(?:{grammar.PARTY})$"})
]
Percent = Annotated[
    str, Form("value.percent", grammar.parse_percent, {"pattern": f"^(?:{grammar.PERCENT})$"})
]
Leeway = Annotated[
    str, Form("value.leeway", grammar.parse_leeway, {"pattern": f"^(?:{grammar.LEEWAY})$"})
]
Scale = Annotated[
    str, Form("value.scale", grammar.parse_scale, {"pattern": f"^(?:{grammar.SCALE})$"})
]
Span = Annotated[str, Form("value.span", parse_span, {"pattern": f"^(?:{grammar.SPAN})$"})]
DaySpan = Annotated[
    str, Form("value.span", grammar.parse_day_span, {"pattern": f"^(?:{grammar.DAY_SPAN})$"})
]
CalendarSpan = Annotated[
    str,
    Form("value.span", grammar.parse_calendar_span, {"pattern": f"^(?:{grammar.CALENDAR_SPAN})$"}),
]
Title = Annotated[str, prose(MAX_TITLE, UNSAFE, "a line of text")]
Prose = Annotated[str, prose(MAX_PROSE, UNSAFE_IN_LINES, "a text")]

# Read by `engine.methodology.guard`, once the fields are known.
GuardText = Annotated[str, prose(MAX_GUARD, UNSAFE_IN_LINES, "a guard")]

FieldType = Literal["boolean", "integer", "number", "money", "choice", "choices", "date", "person"]

Count = Annotated[int, Field(strict=True, ge=1, le=grammar.MAX_COUNT)]
Flag = Annotated[bool, Field(strict=True)]
Yes = Annotated[Literal[True], Exactly("value.only_true", True, "else leave the key out")]
Version1 = Annotated[
    Literal[1], Exactly("notation.unknown", 1, "this Phasegate reads version 1 of the notation")
]


Need = Annotated[int | str, NeedForm()]
Completes = Annotated[int | str, CountForm()]
Tier = Annotated[int, Field(strict=True, ge=1, le=grammar.MAX_TIER)]

Approval = Annotated[
    str,
    matching(
        "value.approval", grammar.APPROVAL, "a gate or a decision", "start, or start.go for one"
    ),
]

# Named as in the file: one id alone, or a list of them.
Names = Annotated[tuple[Id, ...], Field(min_length=1), Distinct(), OneOrMany()]
StageNames = Annotated[tuple[StageName, ...], Field(min_length=1), Distinct(), OneOrMany()]
Approvals = Annotated[tuple[Approval, ...], Field(min_length=1), Distinct(), OneOrMany()]
DecisionNames = Annotated[tuple[DecisionName, ...], Field(min_length=1), Distinct()]
Ids = Annotated[tuple[Id, ...], Field(min_length=1), Distinct()]
Choices = Annotated[tuple[Choice, ...], Field(min_length=1), Distinct()]
FileNames = Annotated[tuple[FileName, ...], Field(min_length=1), Distinct()]
Pairs = Annotated[tuple[tuple[Party, Party], ...], Distinct()]
SomePairs = Annotated[tuple[tuple[Party, Party], ...], Field(min_length=1), Distinct()]
Weights = Annotated[
    Mapping[Id, Annotated[int, Field(strict=True, ge=1, le=grammar.MAX_WEIGHT)]],
    Field(min_length=1),
]
Declared = Annotated[Mapping[Id, _Value], Field(min_length=1)]
InOrder = Annotated[Mapping[Id, _Value], Field(min_length=1), ShortList()]
Leaving = Annotated[Stages, StagesForm("all", listed=False)]
Target = Annotated[Stages, StagesForm("one_of", listed=True)]
