"""What waits for a person, as a value; `engine.inbox` finds it."""

from typing import Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal[
    "vote",
    "decide",
    "confirm",
    "accept",
    "meet",
    "verify",
    "review",
    "second",
    "look",
    "request",
    "hand_in",
    "own",
    "dissent",
    "notice",
]


class Paper(NamedTuple):
    """One piece of evidence in the dossier of a gate."""

    deliverable: str
    title: str
    version: int | None
    digest: str | None
    accepted: bool
    waived: bool


class Item(NamedTuple):
    """One thing that waits.

    `since` is the instant since when, `due` that by which, or None. `name` is the gate, the
    deliverable, the number of the condition or of the hold, the register and number of an item;
    `title` what it is called, for a condition or an item the commitment to its text. `seats` are
    those of a vote, `lent_by` who lent it. `dossier` is what would be decided on, `decisions` what
    it can come to. `person` is whose dissent it is, `title` then its text.
    """

    kind: Kind
    key: str
    since: str
    due: str | None
    name: str
    title: str
    seats: tuple[str, ...] = ()
    lent_by: str | None = None
    round: int | None = None
    decisions: tuple[str, ...] = ()
    dossier: tuple[Paper, ...] = ()
    person: str | None = None
