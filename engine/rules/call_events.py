"""The events of calls; see `engine.rules.events`."""

from typing import Literal, TypedDict


class GateCalled(TypedDict):
    """A gate is called; `by` is the address of the rule that called it."""

    type: Literal["GateCalled"]
    gate: str
    by: str


class GateReopened(TypedDict):
    """A gate that was passed is to be decided again; `by` is the address of the rule."""

    type: Literal["GateReopened"]
    gate: str
    by: str


class CallMet(TypedDict):
    """A round of a called gate ended in an approval: what it blocked is open again."""

    type: Literal["CallMet"]
    gate: str
    round: int


class CallEnded(TypedDict):
    """A call is over unmet: the project left the place of the gate."""

    type: Literal["CallEnded"]
    gate: str


class CauseEnded(TypedDict):
    """What called a gate is over since a round met the call: it can call again."""

    type: Literal["CauseEnded"]
    gate: str
