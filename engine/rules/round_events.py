"""The events of a round; see `engine.rules.events`."""

from collections.abc import Mapping, Sequence
from typing import Literal, NotRequired, TypeAlias, TypedDict

Reason: TypeAlias = Literal[
    "dossier_changed", "elector_removed", "delegation_ended", "delegate_apart", "contested"
]
RemovalReason: TypeAlias = Literal["recused", "left", "role_lost", "apart"]
How: TypeAlias = Literal["decided", "otherwise", "deadline", "silence", "withdrawn", "voided"]


class RoundOpened(TypedDict):
    """A round opened: question, electors by seat and deadline are frozen.

    `weights` is there when a seat has weights: what each of its electors weighs, frozen too; `warn`
    where the gate says when its deadline is near.
    """

    type: Literal["RoundOpened"]
    round: int
    gate: str
    answers: Mapping[str, bool]
    seats: Mapping[str, Sequence[str]]
    dossier: str
    due: str | None
    strength: str
    track: None
    weights: NotRequired[Mapping[str, Mapping[str, int]]]
    warn: NotRequired[str]


class DeadlineNear(TypedDict):
    """A deadline comes: `waiting` have not voted, `told` are told too."""

    type: Literal["DeadlineNear"]
    round: int
    due: str
    waiting: Sequence[str]
    told: Sequence[str]


class DeadlinePassed(TypedDict):
    """A deadline has come; those who had not voted then, and who is told."""

    type: Literal["DeadlinePassed"]
    round: int
    waiting: Sequence[str]
    told: Sequence[str]


class VoteCondition(TypedDict):
    """A condition that a vote carries; `due` is a local date."""

    text: str
    owner: str
    verifier: str
    due: str


class Recorder(TypedDict):
    """Who entered a vote from minutes, and the digest of these."""

    person: str
    minutes: str


class VoteCast(TypedDict):
    """A vote, an abstention or a recusal."""

    type: Literal["VoteCast"]
    round: int
    seat: str
    tier: int
    track: None
    voter: str
    principal: str
    recorder: Recorder | None
    delegation: int | None
    choice: str
    answers: Mapping[str, bool]
    scores: Mapping[str, int]
    conditions: Sequence[VoteCondition]
    comment: str | None
    dissent: str | None
    material: str
    meaning: Literal["vote", "advice", "abstention", "recusal", "decision"]


class VoteConfirmed(TypedDict):
    """A voter stands by a recorded vote; `vote` is its digest."""

    type: Literal["VoteConfirmed"]
    round: int
    voter: str
    principal: str
    vote: str


class VoteContested(TypedDict):
    """A voter denies a recorded vote; `vote` is its digest."""

    type: Literal["VoteContested"]
    round: int
    voter: str
    principal: str
    vote: str
    reason: str


class DissentEscalated(TypedDict):
    """A vote's dissent went to these people, and these were told of it; numbered in the project."""

    type: Literal["DissentEscalated"]
    dissent: int
    round: int
    seat: str
    person: str
    to: Sequence[str]
    told: Sequence[str]


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
