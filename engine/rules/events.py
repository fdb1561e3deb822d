"""The events: what happened, past tense, plain JSON.

An event is a dict that stands in the entry as it is; these types name its keys. docs/ledger.md
section 4 is the catalogue. `text` values are commitments to texts that stand beside the ledger;
people are opaque ids.
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
    """The ledger has an origin and a founder."""

    type: Literal["OrganisationFounded"]
    origin: str
    founder: str


class CharterAdopted(TypedDict):
    """A charter is in force: its closure digest and the digest of its tables."""

    type: Literal["CharterAdopted"]
    version: str
    source: str
    compiled: str


class CalendarAmended(TypedDict):
    """Holidays came and went."""

    type: Literal["CalendarAmended"]
    add: Sequence[str]
    remove: Sequence[str]


class PersonAdded(TypedDict):
    """A person is in the directory; handle and name are texts."""

    type: Literal["PersonAdded"]
    person: str
    handle: str
    name: str


class PersonLeft(TypedDict):
    """A person left, and holds nothing from now on."""

    type: Literal["PersonLeft"]
    person: str
    reason: str


class RoleGranted(TypedDict):
    """A person holds a role in a scope."""

    type: Literal["RoleGranted"]
    person: str
    role: str
    scope: str


class RoleRevoked(TypedDict):
    """A person no longer holds a role in a scope."""

    type: Literal["RoleRevoked"]
    person: str
    role: str
    scope: str


class Delegated(TypedDict):
    """A vote was lent; both dates are local and included."""

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
    """A delegation ended early."""

    type: Literal["DelegationEnded"]
    delegation: int
    reason: str


class MethodologyPublished(TypedDict):
    """A version is in force; `roles` are its own, `charter_roles` those it maps to."""

    type: Literal["MethodologyPublished"]
    methodology: str
    version: str
    source: str
    compiled: str
    roles: Sequence[str]
    charter_roles: Sequence[str]


class TextErased(TypedDict):
    """Salt and bytes of a text are gone."""

    type: Literal["TextErased"]
    commitment: str
    reason: str


class ProjectStarted(TypedDict):
    """A project began, pinned to a closure digest."""

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


class RoundOpened(TypedDict):
    """A round opened: question, electors by seat and deadline are frozen."""

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
    """A condition that a vote carries; `due` is a local date."""

    text: str
    owner: str
    verifier: str
    due: str


class VoteCast(TypedDict):
    """A vote, an abstention or a recusal."""

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
    """The votes for these principals no longer count; `changed` are addresses."""

    type: Literal["VotesVoided"]
    round: int
    principals: Sequence[str]
    reason: Reason
    changed: Sequence[str]


class ElectorRemoved(TypedDict):
    """A person is out of these seats for the rest of the round."""

    type: Literal["ElectorRemoved"]
    round: int
    person: str
    seats: Sequence[str]
    reason: RemovalReason


class RoundClosed(TypedDict):
    """A round ended; `counts` are effective votes by seat and choice."""

    type: Literal["RoundClosed"]
    round: int
    gate: str
    how: How
    decision: str | None
    counts: Mapping[str, Mapping[str, int]]
    dossier: str
    assurance: str | None


class GatePassed(TypedDict):
    """A round approved: the gate is passed."""

    type: Literal["GatePassed"]
    gate: str
    round: int
    decision: str


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
