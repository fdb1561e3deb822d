"""One round of a gate: its question, electorate and votes, as the events left them."""

from collections.abc import Mapping
from typing import Literal, NamedTuple, Self

from engine.rules.events import VoteCast


class Ballot(NamedTuple):
    """A vote with what its entry adds: when it was cast and how well that is proved.

    `word` is what the voter of a recorded vote said of it: "confirmed", "contested", or None.
    """

    vote: VoteCast
    at: str
    proof: str
    word: Literal["confirmed", "contested"] | None = None

    @property
    def is_recorded(self) -> bool:
        """Whether it rests on minutes alone, without a word of the voter."""
        return self.vote["recorder"] is not None and self.word != "confirmed"


class Dissent(NamedTuple):
    """A dissent: whose, cast in which seat, to whom it went and who was told; `text` is salted."""

    number: int
    seat: str
    person: str
    to: tuple[str, ...]
    told: tuple[str, ...]
    text: str
    at: str


class Round:
    """A round of a gate.

    `seats` maps each active seat to its present electors, `frozen` to those of the opening.
    `removed` maps a person who is out of every seat to the reason. `ballots` maps a principal to
    the effective vote; `former` keeps, in order, every vote that was replaced or voided. `visits`
    are the visits at the opening, `weights` what the electors of a seat with weights weigh,
    `dossier` the digest of what was to be judged then, and `disturbed` says that votes were void
    because it changed. `warn` is the instant at which it is to be told that the deadline is near,
    until it was.
    """

    __slots__ = (
        "answers",
        "assurance",
        "ballots",
        "closed_at",
        "decision",
        "dissents",
        "disturbed",
        "dossier",
        "due",
        "former",
        "frozen",
        "gate",
        "how",
        "number",
        "opened_at",
        "removed",
        "requester",
        "seats",
        "visits",
        "warn",
        "weights",
    )

    def __init__(
        self,
        number: int,
        gate: str,
        requester: str,
        opened_at: str,
        due: str | None,
        answers: Mapping[str, bool],
        seats: Mapping[str, tuple[str, ...]],
        visits: Mapping[str, int],
        dossier: str,
        weights: Mapping[str, Mapping[str, int]],
    ) -> None:
        self.number = number
        self.gate = gate
        self.requester = requester
        self.opened_at = opened_at
        self.due = due
        self.answers = answers
        self.frozen = seats
        self.seats = dict(seats)
        self.visits = visits
        self.dossier = dossier
        self.weights = weights
        self.warn: str | None = None
        self.disturbed = False
        self.removed: dict[str, str] = {}
        self.ballots: dict[str, Ballot] = {}
        self.former: list[Ballot] = []
        self.dissents: list[Dissent] = []
        self.how: str | None = None
        self.decision: str | None = None
        self.closed_at: str | None = None
        self.assurance: str | None = None

    @property
    def open(self) -> bool:
        """Whether the round still takes votes."""
        return self.how is None

    def seats_of(self, person: str) -> tuple[str, ...]:
        """The seats `person` is an elector of now."""
        return tuple(seat for seat, people in self.seats.items() if person in people)

    def all_ballots(self) -> list[Ballot]:
        """Every vote ever cast in the round, former ones first."""
        return [*self.former, *self.ballots.values()]

    def contested(self) -> tuple[str, ...]:
        """The voters who contested what was recorded in their name, sorted."""
        said = {one.vote["voter"] for one in self.all_ballots() if one.word == "contested"}
        return tuple(sorted(said))

    def copy(self) -> Self:
        """A copy that shares only what never changes."""
        new = type(self)(
            self.number,
            self.gate,
            self.requester,
            self.opened_at,
            self.due,
            self.answers,
            self.frozen,
            self.visits,
            self.dossier,
            self.weights,
        )
        new.seats = dict(self.seats)
        new.removed = dict(self.removed)
        new.ballots = dict(self.ballots)
        new.former = list(self.former)
        new.dissents = list(self.dissents)
        new.how, new.decision, new.closed_at = self.how, self.decision, self.closed_at
        new.assurance, new.disturbed = self.assurance, self.disturbed
        new.warn = self.warn
        return new
