"""Panels and their seats, as models; see `engine.methodology.model`."""

from collections.abc import Mapping
from typing import Annotated, TypeAlias

from pydantic import Discriminator, Field as Key, Tag

from engine.methodology.forms import KEYS, LIST, Model, exactly_one, list_or_keys
from engine.methodology.model_types import (
    Choice,
    Completes,
    Count,
    DecisionNames,
    Flag,
    GuardText,
    Id,
    Names,
    Need,
    Tier,
    Weights,
    Yes,
)


class Chosen(Model):
    """A role that a field chooses, when the round opens."""

    field: Id
    """A required field of type choice."""

    of: Mapping[Choice, Id] = Key(min_length=1)
    """Each value of the field: the role whose holders are the electors then."""


class Dissent(Model):
    """To whom a voter's dissent goes."""

    to: Names
    """Role or roles to whose holders it goes."""

    told: Names | None = None
    """Role or roles whose holders are told of it."""


class Seat(Model):
    """A seat of a panel. A seat that neither advises nor decides has a need."""

    model_config = exactly_one("role", "by", "people")

    role: Id | None = None
    """Whose holders are the electors."""

    by: Chosen | None = None
    """In place of `role`: the role that a field of the project chooses."""

    people: Names | None = None
    """In place of `role`: a field of type person, or several, whose people are the electors."""

    seat: Id | None = None
    """The seat's id; default: the role's."""

    need: Need | None = None
    """The votes a decision needs here: a number, `all`, `any`, `majority of electorate`,
    `majority of cast`, or `60% of electorate`; with `weight`: `weight 5`, `majority of weight` or
    `60% of weight`."""

    at_least: Count | None = None
    """A number of votes that must be reached besides."""

    weight: Weights | None = None
    """How much a vote weighs, by a role that its elector holds; without any of them it weighs 1."""

    veto: DecisionNames | None = None
    """Decisions that a vote for any other decision, in this seat, makes impossible; one with
    several destinations means all of them."""

    when: GuardText | None = None
    """A guard, judged when the round opens: false, and the seat is left out."""

    advisory: Flag = False
    """Its votes are shown and count for nothing."""

    tier: Tier | None = None
    """It is voted in when every lower tier has completed; default: 1."""

    completes: Completes | None = None
    """`all`, or the number of its electors who must have voted before a later tier votes, and
    before the gate can be passed."""

    decides: Yes | None = None
    """Whoever acts first here decides, after the panel; one seat, in the last tier."""

    dissent: Dissent | None = None
    """A vote here may carry a dissent, and this is where it goes."""

    independent_of: Names | None = None
    """Role or roles that nobody here may hold, or have held in this project."""


class PanelOf(Model):
    """The panel of another gate."""

    as_: Id = Key(alias="as")
    """The gate that declares it."""


_Seats: TypeAlias = Annotated[tuple[Seat, ...], Key(min_length=1)]

Panel: TypeAlias = Annotated[
    Annotated[_Seats, Tag(LIST)] | Annotated[PanelOf, Tag(KEYS)], Discriminator(list_or_keys)
]
