"""A project: its position, evidence, rounds and conditions, folded from the events of its stream.

A `Project` is changed only by `fold`, which works on a copy of its own; everything else reads.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Final, Literal, NamedTuple, Self, TypeAlias, cast

from engine.canonical import Json
from engine.instant import parse, plus
from engine.methodology.tables import Effect
from engine.rules import events as ev
from engine.rules.directory import Meta
from engine.rules.round import Ballot, Round


class Version(NamedTuple):
    """One version of a deliverable; `verdict` is "accept", "return" or None."""

    number: int
    digest: str
    authors: tuple[str, ...]
    visits: Mapping[str, int]
    at: str
    verdict: str | None
    name: str
    size: int


class Condition(NamedTuple):
    """An obligation of a conditional go; `due` is the instant at which it lapses."""

    number: int
    gate: str
    round: int
    text: str
    owner: str
    verifier: str
    due: str
    lapse: Effect
    state: Literal["open", "lapsed", "met"]


class Waiver(NamedTuple):
    """An item of a gate set aside until the instant `due`, in one visit of its stage."""

    gate: str
    item: str
    due: str
    visit: int
    by: str
    reason: str


class Hold(NamedTuple):
    """A hold: since when, when it is to be reviewed, whether that date was announced."""

    number: int
    since: str
    review: str | None
    announced: bool


class Project:
    """A project as its stream tells it.

    `stage` is a leaf's address; `visits` counts visits by address. `target_from` is the instant
    from which the stage's target counts: when it was entered, moved on by the time on hold since.
    """

    __slots__ = (
        "closed_at",
        "compiled",
        "conditions",
        "entered_at",
        "fields",
        "hold",
        "holds",
        "key",
        "methodology",
        "outcome",
        "path",
        "rounds",
        "stage",
        "started_at",
        "strength",
        "target_from",
        "title",
        "versions",
        "visits",
        "waivers",
    )

    def __init__(self, key: str) -> None:
        self.key = key
        self.methodology = ""
        self.compiled = ""
        self.strength = ""
        self.title = ""
        self.started_at = ""
        self.fields: dict[str, Json] = {}
        self.stage = ""
        self.entered_at = ""
        self.target_from = ""
        self.visits: dict[str, int] = {}
        self.path: list[tuple[str, str]] = []
        self.outcome: str | None = None
        self.closed_at: str | None = None
        self.hold: Hold | None = None
        self.holds = 0
        self.versions: dict[str, tuple[Version, ...]] = {}
        self.rounds: list[Round] = []
        self.conditions: dict[int, Condition] = {}
        self.waivers: list[Waiver] = []

    @property
    def standing(self) -> Literal["active", "held", "closed"]:
        """Active, held, or closed with an outcome."""
        if self.outcome is not None:
            return "closed"
        return "held" if self.hold else "active"

    @property
    def scope(self) -> str:
        """The scope of roles that are held for this project alone."""
        return f"project/{self.key}"

    @property
    def open_round(self) -> Round | None:
        """The open round, of which there is at most one."""
        return self.rounds[-1] if self.rounds and self.rounds[-1].open else None

    def rounds_of(self, gate: str) -> Sequence[Round]:
        """Every round of `gate`, in order."""
        return [one for one in self.rounds if one.gate == gate]

    def newest(self, deliverable: str) -> Version | None:
        """The newest version of `deliverable`."""
        versions = self.versions.get(deliverable)
        return versions[-1] if versions else None

    def authors_of(self, deliverable: str, digest: str) -> set[str]:
        """The authors of every version of `deliverable` with these bytes."""
        return {
            author
            for version in self.versions.get(deliverable, ())
            if version.digest == digest
            for author in version.authors
        }

    def fold(self, entries: Iterable[tuple[Meta, Iterable[ev.Event]]]) -> Self:
        """Return the project after `entries`; this one stays as it is."""
        after = self._copy()
        for meta, happened in entries:
            for event in happened:
                _APPLY[event["type"]](after, event, meta)
        return after

    def _copy(self) -> Self:
        new = type(self)(self.key)
        for name in self.__slots__:
            value = getattr(self, name)
            setattr(new, name, value.copy() if isinstance(value, dict | list) else value)
        if self.open_round:
            new.rounds[-1] = new.rounds[-1].copy()
        return new


def _started(project: Project, event: ev.ProjectStarted, meta: Meta) -> None:
    project.methodology, project.compiled = event["methodology"], event["compiled"]
    project.strength, project.title = event["strength"], event["title"]
    project.started_at = meta.at
    project.fields.update(event["fields"])


def _entered(project: Project, event: ev.StageEntered, meta: Meta) -> None:
    project.stage = event["to"]
    project.entered_at = project.target_from = meta.at
    project.visits.update(event["visits"])
    project.path.append((event["to"], meta.at))


def _fields(project: Project, event: ev.FieldsSet, _: Meta) -> None:
    project.fields.update(event["fields"])


def _submitted(project: Project, event: ev.DeliverableSubmitted, meta: Meta) -> None:
    version = Version(
        event["version"],
        event["digest"],
        tuple(event["authors"]),
        event["visits"],
        meta.at,
        None,
        event["name"],
        event["size"],
    )
    name = event["deliverable"]
    project.versions[name] = (*project.versions.get(name, ()), version)


def _judged(project: Project, event: ev.DeliverableJudged, _: Meta) -> None:
    *earlier, newest = project.versions[event["deliverable"]]
    project.versions[event["deliverable"]] = (
        *earlier,
        newest._replace(verdict=event["verdict"]),
    )


def _opened(project: Project, event: ev.RoundOpened, meta: Meta) -> None:
    seats = {seat: tuple(people) for seat, people in event["seats"].items()}
    project.rounds.append(
        Round(
            event["round"],
            event["gate"],
            meta.actor,
            meta.at,
            event["due"],
            event["answers"],
            seats,
            dict(project.visits),
            event["dossier"],
        )
    )


def _voted(project: Project, event: ev.VoteCast, meta: Meta) -> None:
    current = project.rounds[-1]
    ballot = Ballot(event, meta.at, meta.proof)
    if event["choice"] == "recuse":
        current.former.append(ballot)
        return
    earlier = current.ballots.pop(event["principal"], None)
    if earlier:
        current.former.append(earlier)
    current.ballots[event["principal"]] = ballot


def _voided(project: Project, event: ev.VotesVoided, _: Meta) -> None:
    current = project.rounds[-1]
    for principal in event["principals"]:
        current.former.append(current.ballots.pop(principal))
    if event["reason"] == "dossier_changed":
        current.disturbed = True


def _removed(project: Project, event: ev.ElectorRemoved, _: Meta) -> None:
    current = project.rounds[-1]
    person = event["person"]
    for seat in event["seats"]:
        current.seats[seat] = tuple(one for one in current.seats[seat] if one != person)
    if not current.seats_of(person):
        current.removed[person] = event["reason"]


def _closed_round(project: Project, event: ev.RoundClosed, meta: Meta) -> None:
    current = project.rounds[-1]
    current.how, current.decision, current.closed_at = event["how"], event["decision"], meta.at
    current.assurance = event["assurance"]


def _condition(project: Project, event: ev.ConditionOpened, _: Meta) -> None:
    project.conditions[event["condition"]] = Condition(
        event["condition"],
        event["gate"],
        event["round"],
        event["text"],
        event["owner"],
        event["verifier"],
        event["due"],
        event["lapse"],
        "open",
    )


def _met(project: Project, event: ev.ConditionMet, _: Meta) -> None:
    number = event["condition"]
    project.conditions[number] = project.conditions[number]._replace(state="met")


def _lapsed(project: Project, event: ev.ConditionLapsed, _: Meta) -> None:
    number = event["condition"]
    project.conditions[number] = project.conditions[number]._replace(state="lapsed")


def _waived(project: Project, event: ev.ItemWaived, meta: Meta) -> None:
    project.waivers.append(
        Waiver(
            event["gate"], event["item"], event["due"], event["visit"], meta.actor, event["reason"]
        )
    )


def _held(project: Project, event: ev.ProjectHeld, meta: Meta) -> None:
    project.holds = event["hold"]
    project.hold = Hold(event["hold"], meta.at, event["due"], announced=False)


def _resumed(project: Project, _event: ev.ProjectResumed, meta: Meta) -> None:
    if project.hold:
        held = parse(meta.at) - parse(project.hold.since)
        project.target_from = plus(project.target_from, seconds=held // timedelta(seconds=1))
    project.hold = None


def _review(project: Project, _event: ev.HoldReviewDue, _: Meta) -> None:
    if project.hold:
        project.hold = project.hold._replace(announced=True)


def _closed(project: Project, event: ev.ProjectClosed, meta: Meta) -> None:
    project.outcome, project.closed_at = event["outcome"], meta.at


def _nothing(_project: Project, _event: ev.Event, _: Meta) -> None:
    """Events that tell what happened and leave the state to the events beside them."""


_Apply: TypeAlias = Callable[[Project, ev.Event, Meta], None]

_APPLY: Final[Mapping[str, _Apply]] = {
    name: cast("_Apply", apply)
    for name, apply in {
        "ProjectStarted": _started,
        "StageEntered": _entered,
        "FieldsSet": _fields,
        "DeliverableSubmitted": _submitted,
        "DeliverableJudged": _judged,
        "MoveTaken": _nothing,
        "RoundOpened": _opened,
        "VoteCast": _voted,
        "VotesVoided": _voided,
        "ElectorRemoved": _removed,
        "RoundClosed": _closed_round,
        "GatePassed": _nothing,
        "ConditionOpened": _condition,
        "ConditionMet": _met,
        "ConditionLapsed": _lapsed,
        "ItemWaived": _waived,
        "ProjectHeld": _held,
        "ProjectResumed": _resumed,
        "ProjectClosed": _closed,
        "HoldReviewDue": _review,
        "TimerFired": _nothing,
    }.items()
}
