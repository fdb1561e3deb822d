"""A project's state: its position, evidence, rounds and conditions.

`engine.rules.project` folds it from the events of its stream; everything else reads.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, Self

from engine.canonical import Json
from engine.methodology.gate_tables import Effect
from engine.rules.adoption_state import Adoption
from engine.rules.override_state import Override
from engine.rules.round import Round


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


class Baseline(NamedTuple):
    """What the approvals have baselined: `number` counts them, `at` is the last one's instant.

    `deliverables` has digests by the id each goes by in the baseline.
    """

    number: int
    at: str
    fields: Mapping[str, Json]
    deliverables: Mapping[str, str]


class Call(NamedTuple):
    """A gate that is called: by the rule at which address, since when, and what was there then.

    `versions` has the number of the newest version of each deliverable, `visits` the visits. A gate
    that was `reopened` had been passed.
    """

    by: str
    at: str
    visits: Mapping[str, int]
    versions: Mapping[str, int]
    reopened: bool


class Hold(NamedTuple):
    """A hold: since when, when it is to be reviewed, whether that date was announced."""

    number: int
    since: str
    review: str | None
    announced: bool


class Item(NamedTuple):
    """An item of a register.

    `title` is a commitment. `moved_at` is the instant of its last move, or of its adding; `setters`
    and `movers` are whoever set something of it or moved it.
    """

    register: str
    number: int
    title: str
    fields: Mapping[str, Json]
    state: str
    added_at: str
    adder: str
    moved_at: str
    setters: tuple[str, ...]
    movers: tuple[str, ...]


class Stay(NamedTuple):
    """A stay in one leaf.

    `target_from` is the instant from which the leaf's target counts: when it was entered, moved on
    by the time on hold since.
    """

    entered_at: str
    target_from: str


class State:
    """A project as its stream tells it.

    `position` maps each leaf the project stands in, one in each track, to its stay; `visits` counts
    visits by address. `set_by` names, for each field, who gave it the value it has. `items` are by
    register and number. `calls` has the gates that are called, in the order of their calls; `met`
    those whose cause may last since a round met the call, with the visits then. `passes` has the
    gates whose last decision was an approval, with the visits then, `breaches` the breached
    tolerances.
    """

    __slots__ = (
        "adopted",
        "baseline",
        "breaches",
        "calls",
        "closed_at",
        "compiled",
        "conditions",
        "fields",
        "hold",
        "holds",
        "items",
        "key",
        "met",
        "methodology",
        "outcome",
        "overrides",
        "passes",
        "path",
        "position",
        "rounds",
        "set_by",
        "started_at",
        "strength",
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
        self.adopted: Adoption | None = None
        self.fields: dict[str, Json] = {}
        self.set_by: dict[str, str] = {}
        self.position: dict[str, Stay] = {}
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
        self.overrides: dict[int, Override] = {}
        self.baseline = Baseline(0, "", {}, {})
        self.calls: dict[str, Call] = {}
        self.met: dict[str, Mapping[str, int]] = {}
        self.items: dict[tuple[str, int], Item] = {}
        self.passes: dict[str, Mapping[str, int]] = {}
        self.breaches: dict[str, Literal["over", "under"]] = {}

    @property
    def standing(self) -> Literal["active", "held", "closed"]:
        """Active, held, or closed with an outcome."""
        if self.outcome is not None:
            return "closed"
        return "held" if self.hold else "active"

    @property
    def stage(self) -> str:
        """The position for people: the leaf, or the leaves one after the other."""
        return ", ".join(self.position)

    @property
    def entered_at(self) -> str:
        """The instant at which a leaf of the position was entered last."""
        return max((one.entered_at for one in self.position.values()), default="")

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

    def items_of(self, register: str) -> list[Item]:
        """The items of a register, in order."""
        return [one for one in self.items.values() if one.register == register]

    def copy(self) -> Self:
        """A copy that may be changed; the open round is one of its own."""
        new = type(self)(self.key)
        for name in State.__slots__:
            value = getattr(self, name)
            setattr(new, name, value.copy() if isinstance(value, dict | list) else value)
        if self.open_round:
            new.rounds[-1] = new.rounds[-1].copy()
        return new
