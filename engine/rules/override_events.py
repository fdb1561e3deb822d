"""The events of overrides: a gate set aside by two people, in an emergency; see `events`."""

from collections.abc import Sequence
from typing import Literal, TypeAlias, TypedDict


class OverrideRequested(TypedDict):
    """Somebody asks to set a gate aside; a second person can join them before `until`."""

    type: Literal["OverrideRequested"]
    override: int
    gate: str
    decision: str
    visit: int
    until: str
    reason: str


class GateOverridden(TypedDict):
    """A second person joined: the gate is set aside, not passed; `due` is when it is reviewed."""

    type: Literal["GateOverridden"]
    override: int
    gate: str
    decision: str
    people: Sequence[str]
    due: str
    reason: str


class OverrideReviewDue(TypedDict):
    """The review of an override is due."""

    type: Literal["OverrideReviewDue"]
    override: int


class OverrideReviewed(TypedDict):
    """A third person has reviewed an override."""

    type: Literal["OverrideReviewed"]
    override: int
    late: bool
    reason: str


OverrideEvent: TypeAlias = OverrideRequested | GateOverridden | OverrideReviewDue | OverrideReviewed
