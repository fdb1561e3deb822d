"""The compiled tables of a gate; see `engine.methodology.tables`."""

from collections.abc import Mapping, Sequence
from typing import Literal, NotRequired, TypeAlias, TypedDict

from engine.canonical import Json
from engine.methodology.override_tables import OverrideRule

Guard: TypeAlias = Json
"""A checked guard tree, as `engine.methodology.guard` writes it."""

Span: TypeAlias = Mapping[str, int]
"""A span as `engine.calendar.parse_span` writes it, such as {"days": 30}."""

Kind: TypeAlias = Literal["go", "conditional_go", "recycle", "hold", "kill"]


class GuardAt(TypedDict):
    """A guard with its text for people and its address.

    `registers` are those whose items it reads, `reads` the names in it that stand for no field,
    such as `visits(delivery)`; each key is left out when there are none.
    """

    text: str
    tree: Guard
    at: str
    registers: NotRequired[Sequence[str]]
    reads: NotRequired[Sequence[str]]


class Count(TypedDict):
    """What a guard of a gate asks of items: `parts` are the trees, each a number or a truth."""

    parts: Sequence[Guard]
    registers: Sequence[str]
    reads: NotRequired[Sequence[str]]
    at: str


class Criterion(TypedDict):
    """One must criterion.

    `kind`: "guard", "panel" or "requester"; `fails_on` is for the panel's.
    """

    id: str
    kind: Literal["guard", "panel", "requester"]
    ask: str | None
    when: GuardAt | None
    fails_on: Literal["any_no", "most_no"]
    waivable: bool
    at: str


class ScoreItem(TypedDict):
    """One scored criterion and its weight."""

    id: str
    ask: str
    weight: int


class Score(TypedDict):
    """Scored criteria; `percent` is a canonical decimal: the pass mark in percent."""

    low: int
    high: int
    items: Sequence[ScoreItem]
    combine: Literal["mean", "lowest"]
    percent: str
    at: str


class Need(TypedDict):
    """The need of a seat; `percent` is a canonical decimal."""

    kind: Literal[
        "number",
        "any",
        "all",
        "majority_of_electorate",
        "majority_of_cast",
        "percent",
        "weight",
        "majority_of_weight",
        "percent_of_weight",
    ]
    number: int
    percent: str
    at_least: int
    text: str


class Chosen(TypedDict):
    """A role by the value of a field: `of` has every value of it."""

    field: str
    of: Mapping[str, str]


class Dissent(TypedDict):
    """The roles to whose holders a dissent goes, and those whose holders are told of it."""

    to: Sequence[str]
    told: Sequence[str]


class Seat(TypedDict):
    """One seat of a panel; `need` is null when the seat is advisory, or decides.

    Who sits in it: the holders of `role`; or, when that is null, those of the role that `by`
    chooses, or the people whom the fields of `people` name. `weight` maps a role to what a vote
    weighs. `completes`, all or a number of votes, must be reached before a later `tier` (1 if not
    said) votes. A key that may be missing is missing where the file doesn't say it.
    """

    id: str
    role: str | None
    by: NotRequired[Chosen]
    people: NotRequired[Sequence[str]]
    weight: NotRequired[Mapping[str, int]]
    independent_of: NotRequired[Sequence[str]]
    tier: NotRequired[int]
    completes: NotRequired[int | Literal["all"]]
    decides: NotRequired[Literal[True]]
    dissent: NotRequired[Dissent]
    need: Need | None
    veto: Sequence[str]
    when: GuardAt | None
    advisory: bool
    at: str


class Effect(TypedDict):
    """What a decision, a lapse or a kill does.

    `to` is a state for "to" (the first, if there are several in different tracks; `targets` has
    them all then), `outcome` an outcome for "closes", `review_in` a span or null for "holds".
    """

    kind: Literal["to", "stays", "closes", "holds", "blocks"]
    to: str | None
    targets: NotRequired[Sequence[str]]
    outcome: str | None
    review_in: Span | None


class Conditions(TypedDict):
    """What a conditional go asks of its conditions."""

    due_within: Span
    lapse: Effect


class Baselines(TypedDict):
    """What a decision baselines: fields, and deliverables with the id each goes by there."""

    fields: Sequence[str]
    deliverables: Mapping[str, str]


class Decision(TypedDict):
    """One decision a gate can end in; `calls` and `reopens` have the gates that it does so to.

    `when` must be true for it to be open. Where its destination is chosen, it is one of several:
    `id` is `recycle@planning`, `chosen` the name of the file, `recycle`.
    """

    id: str
    chosen: NotRequired[str]
    kind: Kind
    effect: Effect
    conditions: Conditions | None
    calls: NotRequired[Sequence[str]]
    reopens: NotRequired[Sequence[str]]
    when: NotRequired[GuardAt]
    baselines: NotRequired[Baselines]
    at: str


class Deadline(TypedDict):
    """`within` from the opening; then the decision `then`; `silence`: it approves by silence.

    `warn` is the span after which it is near, `tell` the roles that are told of that, and of its
    passing.
    """

    within: Span
    then: str
    silence: bool
    warn: NotRequired[Span]
    tell: NotRequired[Sequence[str]]
    at: str


class Party(TypedDict):
    """A party of a pair; `name` is of a seat or gate, or whose department is meant."""

    kind: Literal[
        "panel",
        "seat",
        "requester",
        "authors",
        "voters",
        "appointees",
        "granters",
        "delegators",
        "department",
    ]
    name: str | None


class Join(TypedDict):
    """The leaves in several tracks from which a gate is requested, and the stages it names."""

    leaves: Sequence[str]
    named: Sequence[str]


class Gate(TypedDict):
    """A gate.

    `leaf` is the leaf it is requested from, `leaves` the stage it was declared to leave; both are
    empty for a gate with `within`, the stages in whose leaves it can be requested. If it joins
    tracks, `join` is there, `leaf` is the first of its leaves and `leaves` the stage that has the
    tracks, or the one named around it. `called` says that it can be requested only while it is
    called; `blocks` has the gates that it blocks then, `blocks_moves` says that it blocks moves
    too. `counts` are what its criteria and seats ask of items. The keys that need not be there are
    those of a file that uses them.
    """

    title: str
    leaves: str
    leaf: str
    within: NotRequired[Sequence[str]]
    called: NotRequired[bool]
    called_when: NotRequired[GuardAt]
    blocks: NotRequired[Sequence[str]]
    blocks_moves: NotRequired[bool]
    reopened_by: NotRequired[Sequence[str]]
    join: NotRequired[Join]
    requested_by: Sequence[str]
    evidence: Sequence[str]
    must: Sequence[Criterion]
    score: Score | None
    panel: Sequence[Seat]
    apart: Sequence[Sequence[Party]]
    waived_by: Sequence[str]
    deadline: Deadline | None
    when_all_voted: bool
    decisions: Sequence[Decision]
    otherwise: str
    recorded_by: NotRequired[Sequence[str]]
    override: NotRequired[OverrideRule]
    same: NotRequired[Sequence[Sequence[Party]]]
    counts: NotRequired[Sequence[Count]]
    at: str


def gate_leaves(gate: Gate) -> Sequence[str]:
    """The leaves from all of which a gate is requested: one, or one in each track it joins."""
    return gate["join"]["leaves"] if "join" in gate else (gate["leaf"],)


def targets_of(effect: Effect) -> Sequence[str]:
    """The states that an effect leads to: none, one, or several in different tracks."""
    if "targets" in effect:
        return effect["targets"]
    return (effect["to"],) if effect["to"] else ()
