"""The events: what happened, past tense, plain JSON.

An event is a dict that stands in the entry as it is; these types name its keys. docs/ledger.md
section 4 is the catalogue. `text` values are commitments to texts that stand beside the ledger;
people are opaque ids.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias, TypedDict

from engine.canonical import Json
from engine.methodology.gate_tables import Effect
from engine.rules.call_events import (
    CallEnded as CallEnded,
    CallMet as CallMet,
    CauseEnded as CauseEnded,
    GateCalled as GateCalled,
    GateReopened as GateReopened,
)
from engine.rules.directory_events import (
    CalendarAmended as CalendarAmended,
    CharterAdopted as CharterAdopted,
    Delegated as Delegated,
    DelegationEnded as DelegationEnded,
    DepartmentAssigned as DepartmentAssigned,
    DirectoryEvent as DirectoryEvent,
    MethodologyPublished as MethodologyPublished,
    OrganisationFounded as OrganisationFounded,
    PersonAdded as PersonAdded,
    PersonLeft as PersonLeft,
    RoleGranted as RoleGranted,
    RoleRevoked as RoleRevoked,
    TextErased as TextErased,
)
from engine.rules.override_events import (
    GateOverridden as GateOverridden,
    OverrideEvent as OverrideEvent,
    OverrideRequested as OverrideRequested,
    OverrideReviewDue as OverrideReviewDue,
    OverrideReviewed as OverrideReviewed,
)
from engine.rules.round_events import (
    DeadlineNear as DeadlineNear,
    DeadlinePassed as DeadlinePassed,
    DissentEscalated as DissentEscalated,
    ElectorRemoved as ElectorRemoved,
    GatePassed as GatePassed,
    How as How,
    Reason as Reason,
    Recorder as Recorder,
    RemovalReason as RemovalReason,
    RoundClosed as RoundClosed,
    RoundOpened as RoundOpened,
    VoteCast as VoteCast,
    VoteCondition as VoteCondition,
    VoteConfirmed as VoteConfirmed,
    VoteContested as VoteContested,
    VotesVoided as VotesVoided,
)
from engine.rules.tolerance_events import (
    ToleranceBreached as ToleranceBreached,
    ToleranceRestored as ToleranceRestored,
)


class ProjectStarted(TypedDict):
    """A project began, pinned to a closure digest."""

    type: Literal["ProjectStarted"]
    methodology: str
    compiled: str
    fields: Mapping[str, Json]
    title: str
    strength: str


class ProjectAdopted(TypedDict):
    """A project that was under way already came in at `stages`, on the evidence `digest`."""

    type: Literal["ProjectAdopted"]
    methodology: str
    compiled: str
    fields: Mapping[str, Json]
    title: str
    strength: str
    stages: Sequence[str]
    digest: str
    size: int
    name: str
    reason: str


StageEntered = TypedDict(
    "StageEntered",
    {
        "type": Literal["StageEntered"],
        "from": str | None,
        "to": str,
        "visits": Mapping[str, int],
    },
)


class TracksLeft(TypedDict):
    """A stage with tracks was left as a whole, from these leaves; `StageEntered` follows."""

    type: Literal["TracksLeft"]
    stage: str
    leaves: Sequence[str]


class FieldsSet(TypedDict):
    """Fields have these values now."""

    type: Literal["FieldsSet"]
    fields: Mapping[str, Json]


class DeliverableSubmitted(TypedDict):
    """A version of a deliverable was handed in."""

    type: Literal["DeliverableSubmitted"]
    deliverable: str
    version: int
    digest: str
    size: int
    name: str
    authors: Sequence[str]
    visits: Mapping[str, int]


class DeliverableJudged(TypedDict):
    """The newest version of a deliverable was accepted or returned."""

    type: Literal["DeliverableJudged"]
    deliverable: str
    version: int
    verdict: Literal["accept", "return"]
    comment: str | None


MoveTaken = TypedDict(
    "MoveTaken", {"type": Literal["MoveTaken"], "move": str, "from": str, "to": str}
)


class ConditionOpened(TypedDict):
    """A conditional go left an obligation; `due` is an instant."""

    type: Literal["ConditionOpened"]
    condition: int
    gate: str
    round: int
    text: str
    owner: str
    verifier: str
    due: str
    lapse: Effect


class ConditionMet(TypedDict):
    """The verifier said that a condition is met."""

    type: Literal["ConditionMet"]
    condition: int
    late: bool


class ConditionLapsed(TypedDict):
    """A condition was not met in time."""

    type: Literal["ConditionLapsed"]
    condition: int
    effect: Effect


class ItemWaived(TypedDict):
    """Evidence or a criterion is set aside until the instant `due`."""

    type: Literal["ItemWaived"]
    gate: str
    item: str
    until: str
    due: str
    visit: int
    reason: str


class BaselineSet(TypedDict):
    """An approval baselined these values and versions; what it doesn't name stays as it was."""

    type: Literal["BaselineSet"]
    baseline: int
    gate: str
    round: int
    fields: Mapping[str, Json]
    deliverables: Mapping[str, str]


class ProjectHeld(TypedDict):
    """The project is on hold; `due` is the instant of its review."""

    type: Literal["ProjectHeld"]
    hold: int
    due: str | None
    round: int | None


class ProjectResumed(TypedDict):
    """The project goes on from where it stood."""

    type: Literal["ProjectResumed"]
    hold: int


class ProjectClosed(TypedDict):
    """The project is over, with an outcome."""

    type: Literal["ProjectClosed"]
    outcome: str


class HoldReviewDue(TypedDict):
    """A hold is due for review."""

    type: Literal["HoldReviewDue"]
    hold: int


class TimerFired(TypedDict):
    """A timer fired that was due at `due`."""

    type: Literal["TimerFired"]
    timer: str
    due: str


class CommandRefused(TypedDict):
    """Somebody asked for what the rules do not allow."""

    type: Literal["CommandRefused"]
    command: str
    code: str


class ItemAdded(TypedDict):
    """An item stands in a register, in its initial state."""

    type: Literal["ItemAdded"]
    register: str
    item: int
    title: str
    fields: Mapping[str, Json]
    state: str


class ItemSet(TypedDict):
    """Fields of an item have these values now; it has this title, unless that is null."""

    type: Literal["ItemSet"]
    register: str
    item: int
    title: str | None
    fields: Mapping[str, Json]


ItemMoved = TypedDict(
    "ItemMoved",
    {
        "type": Literal["ItemMoved"],
        "register": str,
        "item": int,
        "move": str,
        "from": str,
        "to": str,
        "comment": str | None,
    },
)


ItemEvent: TypeAlias = ItemAdded | ItemSet | ItemMoved
ProjectEvent: TypeAlias = (
    ProjectStarted
    | ProjectAdopted
    | StageEntered
    | TracksLeft
    | FieldsSet
    | DeliverableSubmitted
    | DeliverableJudged
    | MoveTaken
    | RoundOpened
    | DeadlineNear
    | DeadlinePassed
    | VoteCast
    | VoteConfirmed
    | VoteContested
    | DissentEscalated
    | VotesVoided
    | ElectorRemoved
    | RoundClosed
    | GatePassed
    | GateCalled
    | GateReopened
    | CallMet
    | CallEnded
    | CauseEnded
    | BaselineSet
    | ToleranceBreached
    | ToleranceRestored
    | ConditionOpened
    | ConditionMet
    | ConditionLapsed
    | ItemWaived
    | ProjectHeld
    | ProjectResumed
    | ProjectClosed
    | HoldReviewDue
    | TimerFired
    | ItemEvent
    | OverrideEvent
)
Event: TypeAlias = DirectoryEvent | ProjectEvent | CommandRefused
