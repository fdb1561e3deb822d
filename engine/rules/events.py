"""The events: what happened, past tense, plain JSON.

An event is a dict that stands in the entry as it is; these types name its keys. docs/ledger.md section 4
is the catalogue. `text` values are commitments to texts that stand beside the ledger; people are opaque ids.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias, TypedDict

from engine.canonical import Json
from engine.methodology.tables import Effect

Reason: TypeAlias = Literal[
    "dossier_changed", "elector_removed", "delegation_ended", "delegate_apart"
]
RemovalReason: TypeAlias = Literal["recused", "left", "role_lost", "apart"]
How: TypeAlias = Literal["decided", "otherwise", "deadline", "silence", "withdrawn", "voided"]


class OrganisationFounded(TypedDict):
    type: Literal["OrganisationFounded"]
    origin: str
    founder: str


class CharterAdopted(TypedDict):
    type: Literal["CharterAdopted"]
    version: str
    source: str
    compiled: str


class CalendarAmended(TypedDict):
    type: Literal["CalendarAmended"]
    add: Sequence[str]
    remove: Sequence[str]


class PersonAdded(TypedDict):
    type: Literal["PersonAdded"]
    person: str
    handle: str
    name: str


class PersonLeft(TypedDict):
    type: Literal["PersonLeft"]
    person: str
    reason: str


class RoleGranted(TypedDict):
    type: Literal["RoleGranted"]
    person: str
    role: str
    scope: str


class RoleRevoked(TypedDict):
    type: Literal["RoleRevoked"]
    person: str
    role: str
    scope: str


class Delegated(TypedDict):
    type: Literal["Delegated"]
    delegation: int
    principal: str
    to: str
    role: str
    scope: str
    since: str
    until: str
    reason: str


class DelegationEnded(TypedDict):
    type: Literal["DelegationEnded"]
    delegation: int
    reason: str


class MethodologyPublished(TypedDict):
    type: Literal["MethodologyPublished"]
    methodology: str
    version: str
    source: str
    compiled: str
    roles: Sequence[str]
    charter_roles: Sequence[str]


class TextErased(TypedDict):
    type: Literal["TextErased"]
    commitment: str
    reason: str


class ProjectStarted(TypedDict):
    type: Literal["ProjectStarted"]
    methodology: str
    compiled: str
    fields: Mapping[str, Json]
    title: str
    strength: str


StageEntered = TypedDict(
    "StageEntered",
    {
        "type": Literal["StageEntered"],
        "from": str | None,
        "to": str,
        "visits": Mapping[str, int],
    },
)


class FieldsSet(TypedDict):
    type: Literal["FieldsSet"]
    fields: Mapping[str, Json]


class DeliverableSubmitted(TypedDict):
    type: Literal["DeliverableSubmitted"]
    deliverable: str
    version: int
    digest: str
    size: int
    name: str
    authors: Sequence[str]
    visits: Mapping[str, int]


class DeliverableJudged(TypedDict):
    type: Literal["DeliverableJudged"]
    deliverable: str
    version: int
    verdict: Literal["accept", "return"]
    comment: str | None


MoveTaken = TypedDict(
    "MoveTaken", {"type": Literal["MoveTaken"], "move": str, "from": str, "to": str}
)


class RoundOpened(TypedDict):
    type: Literal["RoundOpened"]
    round: int
    gate: str
    answers: Mapping[str, bool]
    seats: Mapping[str, Sequence[str]]
    dossier: str
    due: str | None
    strength: str
    track: None


class VoteCondition(TypedDict):
    text: str
    owner: str
    verifier: str
    due: str


class VoteCast(TypedDict):
    type: Literal["VoteCast"]
    round: int
    seat: str
    tier: int
    track: None
    voter: str
    principal: str
    recorder: None
    delegation: int | None
    choice: str
    answers: Mapping[str, bool]
    scores: Mapping[str, int]
    conditions: Sequence[VoteCondition]
    comment: str | None
    dissent: None
    material: str
    meaning: Literal["vote", "advice", "abstention", "recusal", "decision"]


class VotesVoided(TypedDict):
    type: Literal["VotesVoided"]
    round: int
    principals: Sequence[str]
    reason: Reason
    changed: Sequence[str]


class ElectorRemoved(TypedDict):
    type: Literal["ElectorRemoved"]
    round: int
    person: str
    seats: Sequence[str]
    reason: RemovalReason


class RoundClosed(TypedDict):
    type: Literal["RoundClosed"]
    round: int
    gate: str
    how: How
    decision: str | None
    counts: Mapping[str, Mapping[str, int]]
    dossier: str
    assurance: str | None


class GatePassed(TypedDict):
    type: Literal["GatePassed"]
    gate: str
    round: int
    decision: str


class ConditionOpened(TypedDict):
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
    type: Literal["ConditionMet"]
    condition: int
    late: bool


class ConditionLapsed(TypedDict):
    type: Literal["ConditionLapsed"]
    condition: int
    effect: Effect


class ItemWaived(TypedDict):
    type: Literal["ItemWaived"]
    gate: str
    item: str
    until: str
    due: str
    visit: int
    reason: str


class ProjectHeld(TypedDict):
    type: Literal["ProjectHeld"]
    hold: int
    due: str | None
    round: int | None


class ProjectResumed(TypedDict):
    type: Literal["ProjectResumed"]
    hold: int


class ProjectClosed(TypedDict):
    type: Literal["ProjectClosed"]
    outcome: str


class HoldReviewDue(TypedDict):
    type: Literal["HoldReviewDue"]
    hold: int


class TimerFired(TypedDict):
    type: Literal["TimerFired"]
    timer: str
    due: str


class CommandRefused(TypedDict):
    type: Literal["CommandRefused"]
    command: str
    code: str


DirectoryEvent: TypeAlias = (
    OrganisationFounded
    | CharterAdopted
    | CalendarAmended
    | PersonAdded
    | PersonLeft
    | RoleGranted
    | RoleRevoked
    | Delegated
    | DelegationEnded
    | MethodologyPublished
    | TextErased
)
ProjectEvent: TypeAlias = (
    ProjectStarted
    | StageEntered
    | FieldsSet
    | DeliverableSubmitted
    | DeliverableJudged
    | MoveTaken
    | RoundOpened
    | VoteCast
    | VotesVoided
    | ElectorRemoved
    | RoundClosed
    | GatePassed
    | ConditionOpened
    | ConditionMet
    | ConditionLapsed
    | ItemWaived
    | ProjectHeld
    | ProjectResumed
    | ProjectClosed
    | HoldReviewDue
    | TimerFired
)
Event: TypeAlias = DirectoryEvent | ProjectEvent | CommandRefused
