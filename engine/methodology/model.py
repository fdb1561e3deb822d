"""What a workflow file says, as models: its shape and the form of every value.

`docs/notation.md` defines the meaning. Whether names exist, and whether parts fit together, is
judged over the whole file by `engine.methodology.validate`. Python code can build the same models
and hand them to `engine.methodology.load.from_model`. Docstrings here become the descriptions that
an editor shows.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field as Key

from engine.methodology.form_stages import ShortTrack
from engine.methodology.forms import Model, at_least_one, exactly_one
from engine.methodology.model_gate import Gate
from engine.methodology.model_register import Register
from engine.methodology.model_types import (
    Address,
    Approvals,
    CalendarSpan,
    CharterRole,
    Choices,
    Count,
    Currency,
    Declared,
    FieldType,
    FileNames,
    Flag,
    GuardText,
    Id,
    Ids,
    InOrder,
    Leeway,
    LeftOutName,
    MethodologyId,
    Names,
    Prose,
    Span,
    StageName,
    StageNames,
    Title,
    Version,
    Version1,
)


class Role(Model):
    """A role: who acts. Without `is` it belongs to the project and is granted for one at a time."""

    title: Title
    """What people read."""

    is_: CharterRole | None = Key(default=None, alias="is")
    """`charter.ROLE`: the charter's role, held in the organisation or for the project."""


class Field(Model):
    """A typed value of a project."""

    type: FieldType
    """What kind of value it is."""

    currency: Currency | None = None
    """For money: its currency, three capitals."""

    of: Choices | None = None
    """For choice and choices: the values."""

    title: Title | None = None
    """What people read; default: the id."""

    by: Names
    """Role or roles that may set it."""

    in_: StageNames | None = Key(default=None, alias="in")
    """Stage or stages in which it may be set; default: all."""

    required: Flag = False
    """Must it be given when the project starts?"""

    required_on_leaving: StageNames | None = None
    """Stage or stages that can't be left by a move or an approval while the field is not set."""

    baseline_at: Approvals | None = None
    """Gates (any approval there) or approvals (`GATE.DECISION`) that baseline the value."""

    material: Flag = True
    """Part of every dossier, so that another value voids the votes that saw the old one. `false`:
    not part of it, and no guard may read it."""


class Stage(Model):
    """Where a project can be."""

    title: Title | None = None
    """What people read; default: the id."""

    initial: Flag = False
    """Projects start here. Exactly one top-level stage."""

    target: Span | None = None
    """How long the project should stay, such as `30 days`; shown as a date, stopped by a hold."""

    sequence: "InOrder[Stage] | None" = None
    """Stages inside this one, in order. The first is entered first; the way from each to the next
    is an implied move. A list of ids is short for stages that say nothing else."""

    parallel: "Annotated[Declared[Track], Key(min_length=2)] | None" = None
    """Tracks inside this stage, two or more, all active together. A track is a stage; a list of ids
    is short for one with a sequence."""

    by: Names | None = None
    """Role or roles that may take the implied moves: of the `sequence`, or, with `parallel`, of
    each track that doesn't say itself."""

    entry: GuardText | None = None
    """A guard that must be true when a move or an approval enters the stage."""

    exit: GuardText | None = None
    """A guard that must be true when a move or an approval leaves the stage."""

    closes: Id | None = None
    """Entering this stage closes the project with this outcome; it has no way out."""


Track = Annotated[Stage, ShortTrack()]
"""A stage that is active beside others."""

Stage.model_rebuild()


class Deliverable(Model):
    """Evidence due at a gate; each version is known by its digest."""

    title: Title
    """What people read."""

    by: Names
    """Role or roles that may hand it in."""

    in_: StageNames | None = Key(default=None, alias="in")
    """Stage or stages in which it may be handed in; default: all."""

    accepted_by: Names | None = None
    """Role or roles of which one person, not an author of the version, must accept it before it
    counts."""

    valid_for: CalendarSpan | None = None
    """A span in days or weeks: a version counts until the end of the last day."""

    per: Literal["project", "visit", "call"] = "project"
    """`project`: the newest version counts. `visit`: only one handed in during the present visit of
    the stage that the gate leaves. `call`: only one handed in since the gate was called."""

    baseline_at: Approvals | None = None
    """Gates (any approval there) or approvals (`GATE.DECISION`) that baseline the version."""

    replaces: Id | None = None
    """The deliverable whose place this one takes in the baseline."""

    waivable: Flag = True
    """`false`: no waiver at any gate."""


class Tolerance(Model):
    """How far a forecast may be from what was baselined. It has `over`, `under` or both."""

    forecast: Id
    """The field with the forecast."""

    baseline: Id
    """The field whose baselined value it is compared with; of the same type."""

    over: Leeway | None = None
    """How far above it may be: a percentage, the name of a number field with one (its baselined
    value counts), or for dates a span."""

    under: Leeway | None = None
    """How far below it may be, likewise."""


class Move(Model):
    """A way between stages without a gate."""

    from_: StageNames = Key(alias="from")
    """The stage or stages it leads out of; a stage with a sequence means any leaf inside."""

    to: StageName
    """The stage it leads to; a stage with a sequence means its first leaf."""

    by: Names
    """Role or roles that may take it."""

    when: GuardText | None = None
    """A guard that must be true."""


class Pause(Model):
    """Who may hold or resume a project, and where."""

    by: Names
    """Role or roles that may do it."""

    in_: StageNames | None = Key(default=None, alias="in")
    """Stage or stages in which it is open; default: all."""


class Kill(Model):
    """Who may kill a project, where, and what becomes of it: `closes`, or `to` when work is due."""

    model_config = exactly_one("closes", "to")

    by: Names
    """Role or roles that may do it."""

    in_: StageNames | None = Key(default=None, alias="in")
    """Stage or stages in which it is open; default: all."""

    closes: Id | None = None
    """The project is closed with this outcome."""

    to: StageName | None = None
    """The project enters this stage."""


class Standing(Model):
    """Acts on the whole project, open from every stage. What isn't declared nobody may do."""

    model_config = at_least_one()

    hold: Pause | None = None
    """Who may hold the project."""

    resume: Pause | None = None
    """Who may resume it."""

    kill: Kill | None = None
    """Who may kill it."""


class Limit(Model):
    """At most so many of some gates are passed with the vote of one person."""

    gates: Ids
    """The gates."""

    at_most: Count
    """How many of them one person may help to pass."""


class Fragment(Model):
    """A file that a workflow file includes: roles, fields, deliverables and registers."""

    include: FileNames | None = None
    """Further fragments, by file name."""

    roles: Declared[Role] | None = None
    """Who acts."""

    fields: Declared[Field] | None = None
    """Typed values of a project."""

    deliverables: Declared[Deliverable] | None = None
    """Evidence; each version is known by its digest."""

    registers: Declared[Register] | None = None
    """Typed logs: risks, issues, changes. Their items have small lifecycles of their own."""

    tolerances: Declared[Tolerance] | None = None
    """How far forecasts may be from what was baselined."""


class Methodology(Model):
    """A lifecycle: where projects can be, and which gates lead on."""

    notation: Version1
    """The version of the notation: 1."""

    methodology: MethodologyId
    """The id of the methodology."""

    version: Version
    """MAJOR.MINOR.PATCH. A version that was published never changes."""

    title: Title
    """What people read."""

    source: Prose | None = None
    """Where the rules come from."""

    strength: Literal["controlling"] = "controlling"
    """The least PMO strength: `controlling` blocks what is not ready."""

    include: FileNames | None = None
    """Fragments with roles, fields, deliverables and registers, by file name, beside this file."""

    roles: Declared[Role] | None = None
    """Who acts."""

    fields: Declared[Field] | None = None
    """Typed values of a project."""

    deliverables: Declared[Deliverable] | None = None
    """Evidence; each version is known by its digest."""

    registers: Declared[Register] | None = None
    """Typed logs: risks, issues, changes. Their items have small lifecycles of their own."""

    tolerances: Declared[Tolerance] | None = None
    """How far forecasts may be from what was baselined."""

    stages: Declared[Stage]
    """Where a project can be."""

    moves: Declared[Move] | None = None
    """Ways between stages without a gate."""

    gates: Declared[Gate] | None = None
    """Decision points on the way out of a stage."""

    standing: Standing | None = None
    """Who may hold, resume and kill."""

    adoptable: StageNames | None = None
    """Stage or stages at which a project that is under way already can come in; default: none."""

    limits: Declared[Limit] | None = None
    """How many of some gates one person may help to pass."""

    ours: Mapping[Address, Prose] | None = Key(default=None, min_length=1)
    """Our own choices where the source is silent: address to reason."""

    left_out: Mapping[LeftOutName, Prose] | None = Key(default=None, min_length=1)
    """What the source has and this file has not: name to reason."""
