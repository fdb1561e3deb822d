"""The compiled tables: what the rules read of a methodology or a charter.

A source is compiled once into plain JSON, canonical and digested; the running engine knows nothing
of YAML or of models. Every rule keeps its address, and `places` says in which line of which file an
address stands, so that a refusal can cite it. Guards are kept as their checked tree (see `guard`).

These are types only: a table is a dict, read from canonical JSON without conversion.
"""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

from engine.canonical import Json
from engine.methodology.gate_tables import Effect, Gate, Guard, GuardAt, Span
from engine.methodology.register_tables import Register


class Role(TypedDict):
    """A role; `charter` is the charter role it is mapped to, null for the project's own."""

    title: str
    charter: str | None
    at: str


class Field(TypedDict):
    """A typed field; `spec` is what `engine.methodology.values` checks values against."""

    title: str
    spec: Mapping[str, Json]
    by: Sequence[str]
    stages: Sequence[str]
    required: bool
    required_on_leaving: Sequence[str]
    material: bool
    at: str


class Stage(TypedDict):
    """A stage, leaf or not, by its full dotted address in `Tables.stages`.

    `parents` are the stages around it, outermost first; `first` and `last` the states that stand
    for it as a target and in `leaves` of a gate: leaves, or stages with tracks (itself for either);
    `leaves` every leaf inside it; `tracks`, in a stage that has them, the stages that are its
    tracks.
    """

    title: str
    parents: Sequence[str]
    leaf: bool
    first: str
    last: str
    leaves: Sequence[str]
    tracks: NotRequired[Sequence[str]]
    closes: str | None
    target: Span | None
    entry: GuardAt | None
    exit: GuardAt | None
    at: str


class Deliverable(TypedDict):
    """A deliverable and what makes a version of it count."""

    title: str
    by: Sequence[str]
    stages: Sequence[str]
    accepted_by: Sequence[str]
    valid_for: Span | None
    per_visit: bool
    per_call: NotRequired[bool]
    waivable: bool
    at: str


class ToleranceSide(TypedDict):
    """One side of a tolerance: a tree that is true beyond the limit, and the tree of the limit."""

    beyond: Guard
    limit: Guard


class Tolerance(TypedDict):
    """A tolerance; `sides` has "over", "under" or both, `reads` the names that stand for no field.

    `forecast` and `baseline` are fields.
    """

    forecast: str
    baseline: str
    sides: Mapping[str, ToleranceSide]
    reads: Sequence[str]
    at: str


class Move(TypedDict):
    """One declared or implied move from one state.

    `id` is the move's id, or "sequence"; `to` a state. `join`, in an implied move out of a stage
    with tracks, are the leaves from which it can be taken.
    """

    id: str
    to: str
    by: Sequence[str]
    when: GuardAt | None
    join: NotRequired[Sequence[str]]
    at: str


class StandingAct(TypedDict):
    """Who may hold, resume or kill, in which leaves; `effect` only for kill."""

    by: Sequence[str]
    stages: Sequence[str]
    effect: Effect | None
    at: str


class Limit(TypedDict):
    """One person helps to pass at most so many of these gates."""

    gates: Sequence[str]
    at_most: int
    at: str


class Tables(TypedDict):
    """A compiled methodology.

    Lists of `stages` in acts name leaves; an empty list means every leaf. States are leaves and
    stages with tracks. `moves` maps a state to the moves that start there. `steps` are the flat
    machines: for each trigger, the states it starts from and the state it leads to, or several in
    different tracks; triggers are `move:TO` and `gate:GATE:DECISION`. `places` maps an address to
    [file, line]; `ours` an address to the reason of a choice of our own; `left_out` a name of the
    source to the reason it is not here. Canonical objects are sorted by key, so `order` keeps the
    order of the file: {"stages": [...], "gates": [...], "roles": ..., "fields": ..., ...}. `called`
    has the gates that can be called or reopened, in that order too. `registers`, and their order,
    are left out when there are none.
    """

    notation: int
    methodology: str
    version: str
    title: str
    source: str
    strength: str
    roles: Mapping[str, Role]
    fields: Mapping[str, Field]
    stages: Mapping[str, Stage]
    initial: str
    deliverables: Mapping[str, Deliverable]
    moves: Mapping[str, Sequence[Move]]
    gates: Mapping[str, Gate]
    registers: NotRequired[Mapping[str, Register]]
    standing: Mapping[str, StandingAct]
    order: Mapping[str, Sequence[str]]
    called: NotRequired[Sequence[str]]
    tolerances: NotRequired[Mapping[str, Tolerance]]
    steps: Mapping[str, Mapping[str, str | Sequence[str]]]
    ours: Mapping[str, str]
    left_out: Mapping[str, str]
    adoptable: NotRequired[Sequence[str]]
    limits: NotRequired[Mapping[str, Limit]]
    places: Mapping[str, Sequence[Json]]


class CharterTables(TypedDict):
    """A compiled charter.

    `calendar` is {"zone": zone table, "working_days": [1..7]} without holidays, which are entries
    of the directory; `acts` maps every directory act to the roles that may do it, where an act that
    isn't there is the registrars'.
    """

    charter: int
    organisation: str
    version: str
    strength: str
    calendar: Mapping[str, Json]
    confirm_after_days: int
    roles: Mapping[str, Role]
    registrars: Sequence[str]
    acts: Mapping[str, Sequence[str]]
    places: Mapping[str, Sequence[Json]]
