"""What scenarios have shown of a workflow file, and what they never did.

Six kinds are counted. *stages*: each was entered. *gates*: each was passed, refused, sent back and,
where one of its decisions does so, held and killed. *decisions*: each was taken. *refusals*: each
rule of the file that can refuse somebody for what is missing or untimely did so. *guards*: each was
judged true and judged false.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal, NamedTuple, TypeAlias, cast

from engine.canonical import Json
from engine.ledger.entry import Entry
from engine.methodology.gate_tables import Gate
from engine.methodology.guard.evaluate import Outcome
from engine.methodology.tables import Tables
from engine.rules.calls import is_called_gate
from engine.rules.items import registers_of
from engine.rules.refusal import Refusal

Kind: TypeAlias = Literal["stages", "gates", "decisions", "refusals", "guards"]
KINDS: Final[tuple[Kind, ...]] = ("stages", "gates", "decisions", "refusals", "guards")

_ENDS: Final[Mapping[str, str]] = {
    "go": "passed",
    "conditional_go": "passed",
    "recycle": "recycled",
    "hold": "held",
    "kill": "killed",
}


class Seen:
    """What was seen: a set of names for each kind."""

    def __init__(self) -> None:
        self.names: dict[Kind, set[str]] = {kind: set() for kind in KINDS}

    def judged(self, address: str, outcome: Outcome) -> None:
        """A guard was judged."""
        if outcome.error is None:
            self.names["guards"].add(f"{address} {str(outcome.ok).lower()}")

    def refused(self, command: str, args: Mapping[str, Json], refusal: Refusal) -> None:
        """Somebody was refused."""
        self.names["refusals"].add(f"{refusal.code} {refusal.address}")
        if command == "RequestGate" and refusal.class_ == "rule":
            self.names["gates"].add(f"{args['gate']} refused")

    def happened(self, tables: Tables, entry: Entry) -> None:
        """Something happened."""
        for event in entry["events"]:
            if event["type"] == "StageEntered":
                self.names["stages"].add(str(event["to"]))
            elif event["type"] == "RoundClosed" and event["decision"]:
                self._decided(tables, str(event["gate"]), str(event["decision"]))

    def copy(self) -> "Seen":
        """The same, for whoever sees more."""
        new = Seen()
        new.add(self)
        return new

    def add(self, other: "Seen") -> None:
        """Take in what another has seen."""
        for kind in KINDS:
            self.names[kind] |= other.names[kind]

    def _decided(self, tables: Tables, gate: str, decision: str) -> None:
        self.names["decisions"].add(f"{gate} {decision}")
        kinds = {one["id"]: one["kind"] for one in tables["gates"][gate]["decisions"]}
        self.names["gates"].add(f"{gate} {_ENDS[kinds[decision]]}")


class Coverage(NamedTuple):
    """For a kind: what there is to see, and what of it was never seen, in the file's order."""

    kind: Kind
    there: tuple[str, ...]
    never: tuple[str, ...]

    @property
    def percent(self) -> int:
        """How much was seen, rounded down; all where there is nothing."""
        return (
            100 if not self.there else 100 * (len(self.there) - len(self.never)) // len(self.there)
        )


def coverage(tables: Tables, seen: Seen) -> tuple[Coverage, ...]:
    """Return what was covered of a methodology, kind by kind."""
    whole: Mapping[Kind, Iterable[str]] = {
        "stages": (name for name in tables["order"]["stages"] if tables["stages"][name]["leaf"]),
        "gates": _gates(tables),
        "decisions": (
            f"{name} {one['id']}"
            for name in tables["order"]["gates"]
            for one in tables["gates"][name]["decisions"]
        ),
        "refusals": dict.fromkeys(_refusals(tables)),
        "guards": (f"{at} {side}" for at in _guards(tables) for side in ("true", "false")),
    }
    found = []
    for kind in KINDS:
        there = tuple(whole[kind])
        never = tuple(one for one in there if one not in seen.names[kind])
        found.append(Coverage(kind, there, never))
    return tuple(found)


def _gates(tables: Tables) -> Iterator[str]:
    for name in tables["order"]["gates"]:
        ends = {_ENDS[one["kind"]] for one in tables["gates"][name]["decisions"]}
        for end in ("passed", "refused", "recycled", "held", "killed"):
            if end in ends or end == "refused":
                yield f"{name} {end}"


def _refusals(tables: Tables) -> Iterator[str]:
    """The rules that refuse what is missing or untimely, as `CODE ADDRESS`."""
    for rules in _REFUSE:
        yield from rules(tables)


def _by_gates(tables: Tables) -> Iterator[str]:
    for name in tables["order"]["gates"]:
        yield from _refusals_at(tables, tables["gates"][name])


def _by_fields(tables: Tables) -> Iterator[str]:
    for name in tables["order"]["fields"]:
        field = tables["fields"][name]
        if field["required"]:
            yield f"field.required {field['at']}"
        if field["required_on_leaving"]:
            yield f"field.missing {field['at']}"
        if field["stages"]:
            yield f"field.not_here {field['at']}"


def _by_deliverables(tables: Tables) -> Iterator[str]:
    for name in tables["order"]["deliverables"]:
        declared = tables["deliverables"][name]
        if declared["stages"]:
            yield f"deliverable.not_here {declared['at']}"


def _by_stages(tables: Tables) -> Iterator[str]:
    for name in tables["order"]["stages"]:
        for guard in (tables["stages"][name]["entry"], tables["stages"][name]["exit"]):
            if guard:
                yield f"guard.false {guard['at']}"


def _by_moves(tables: Tables) -> Iterator[str]:
    for moves in tables["moves"].values():
        yield from (f"guard.false {one['when']['at']}" for one in moves if one["when"])


def _by_standing(tables: Tables) -> Iterator[str]:
    for act in tables["standing"].values():
        if act["stages"]:
            yield f"standing.not_here {act['at']}"


def _refusals_at(tables: Tables, gate: Gate) -> Iterator[str]:
    for item in gate["evidence"]:
        declared = tables["deliverables"][item]
        yield f"evidence.missing {declared['at']}"
        if declared["accepted_by"]:
            yield f"evidence.not_accepted {declared['at']}"
        if declared["valid_for"]:
            yield f"evidence.expired {declared['at']}"
    for criterion in gate["must"]:
        if criterion["kind"] != "panel":
            yield f"criterion.failed {criterion['at']}"
    yield from _refusals_of_calls(gate)


def _refusals_of_calls(gate: Gate) -> Iterator[str]:
    when = gate.get("called_when")
    if is_called_gate(gate):
        yield f"gate.not_called {when['at'] if when else gate['at']}"
    for decision in gate["decisions"]:
        if "when" in decision:
            yield f"guard.false {decision['when']['at']}"
    if "reopened_by" in gate:
        yield f"gate.not_passed {gate['at']}.reopened_by"
    if gate.get("blocks") or gate.get("blocks_moves"):
        yield f"gate.called {gate['at']}.blocks"


def _by_registers(tables: Tables) -> Iterator[str]:
    for register in registers_of(tables).values():
        if register["stages"]:
            yield f"register.not_here {register['at']}"
        for field in register["fields"].values():
            if field["required"]:
                yield f"field.required {field['at']}"
        for ways in register["moves"].values():
            for way in ways:
                if way["when"]:
                    yield f"guard.false {way['when']['at']}"
                if way["apart"]:
                    yield f"apart {way['at']}"


_REFUSE: Final = (
    *(_by_gates, _by_fields, _by_deliverables, _by_stages, _by_moves, _by_standing, _by_registers),
)
"""What yields the rules of a methodology that refuse; another kind of rule is another function."""


def _guards(tables: Tables) -> list[str]:
    """The address of every guard, wherever it stands."""
    found: dict[str, None] = {}
    waiting: list[object] = [tables]
    while waiting:
        here = waiting.pop()
        if isinstance(here, Mapping):
            if {"text", "tree", "at"} <= here.keys():
                found[str(here["at"])] = None
                continue
            waiting.extend(cast("Mapping[str, object]", here).values())
        elif isinstance(here, list | tuple):
            waiting.extend(here)
    return sorted(found)
