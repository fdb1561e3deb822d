"""Registers, as models; see `engine.methodology.model`."""

from typing import Annotated, Literal

from pydantic import Field as Key

from engine.methodology.forms import Distinct, Model, OneOrMany
from engine.methodology.model_types import (
    Choices,
    Currency,
    Declared,
    FieldType,
    Flag,
    GuardText,
    Id,
    Names,
    StageNames,
    Title,
)

Party = Literal["adder", "setters", "movers"]
Parties = Annotated[tuple[Party, ...], Key(min_length=1), Distinct(), OneOrMany()]


class ItemField(Model):
    """A typed value of an item."""

    type: FieldType
    """What kind of value it is."""

    currency: Currency | None = None
    """For money: its currency, three capitals."""

    of: Choices | None = None
    """For choice and choices: the values."""

    title: Title | None = None
    """What people read; default: the id."""

    by: Names | None = None
    """Role or roles that may set it; default: those of the register."""

    while_: Names | None = Key(default=None, alias="while")
    """State or states in which it may be set; default: all that don't end the item."""

    required: Flag = False
    """Must it be given when the item is added?"""


class ItemState(Model):
    """Where an item can be."""

    title: Title | None = None
    """What people read; default: the id."""

    initial: Flag = False
    """Items start here. Exactly one state."""

    ends: Flag = False
    """An item in this state is no longer open; its fields can't be set."""


class ItemMove(Model):
    """A way of an item from one state to another."""

    from_: Names = Key(alias="from")
    """The state or states it leads out of."""

    to: Id
    """The state it leads to."""

    by: Names
    """Role or roles that may take it."""

    in_: StageNames | None = Key(default=None, alias="in")
    """Stage or stages of the project in which it is open; default: those of the register."""

    when: GuardText | None = None
    """A guard over the item's fields that must be true."""

    apart: Parties | None = None
    """Who of the item may not take it: whoever added it (`adder`), set something of it (`setters`),
    moved it before (`movers`)."""


class Register(Model):
    """A typed log inside a project; its items have a small lifecycle."""

    title: Title
    """What people read."""

    by: Names
    """Role or roles that may add an item, and set its title."""

    in_: StageNames | None = Key(default=None, alias="in")
    """Stage or stages in which items may be added, set and moved; default: all."""

    fields: Declared[ItemField] | None = None
    """Typed values of an item."""

    states: Declared[ItemState]
    """Where an item can be."""

    moves: Declared[ItemMove] | None = None
    """The ways between the states."""
