"""The compiled tables of a register; see `engine.methodology.tables`."""

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias, TypedDict

from engine.canonical import Json
from engine.methodology.gate_tables import GuardAt

Party: TypeAlias = Literal["adder", "setters", "movers"]
"""People of an item: whoever added it, set something of it, moved it before."""


class ItemField(TypedDict):
    """A typed field of an item; `states` are those in which it may be set."""

    title: str
    spec: Mapping[str, Json]
    by: Sequence[str]
    states: Sequence[str]
    required: bool
    at: str


class ItemState(TypedDict):
    """Where an item can be; `ends`: it is no longer open there."""

    title: str
    ends: bool
    at: str


class ItemMove(TypedDict):
    """One way out of one state; `stages` are leaves of the project, none means every leaf."""

    id: str
    to: str
    by: Sequence[str]
    stages: Sequence[str]
    when: GuardAt | None
    apart: Sequence[Party]
    at: str


class Register(TypedDict):
    """A register; `moves` maps a state to the moves that start there, `order` keeps the file's."""

    title: str
    by: Sequence[str]
    stages: Sequence[str]
    fields: Mapping[str, ItemField]
    initial: str
    states: Mapping[str, ItemState]
    moves: Mapping[str, Sequence[ItemMove]]
    order: Mapping[str, Sequence[str]]
    at: str
