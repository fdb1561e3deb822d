"""A methodology and its values, read for the model: stages by address, and what is left out.

The model itself is `model.py` and `panel_model.py`; this module only prepares the plain data of a
YAML file (docs/notation.md section 1) so that the rules can be written without exceptions.
"""

import re
from collections.abc import Container, Mapping
from itertools import pairwise
from types import SimpleNamespace as Box
from typing import Any

# A part of a workflow file, as YAML gives it.
Tree = Mapping[str, Any]
APART = [["panel", "requester"], ["panel", "authors"]]
SCORE: Tree = {"of": {}, "scale": "0..1", "combine": "mean", "pass": "0%"}
GATE: Tree = {"evidence": (), "must": {}, "score": SCORE, "apart": APART, "waived_by": None}
SEAT: Tree = {"need": None, "at_least": 0, "veto": (), "advisory": False, "when": None}
ITEM: Tree = {"when": None, "answered_by": None, "fails_on": "any_no", "waivable": True}
Roles = str | list[str] | None
ORGANISATION = "organisation"
# How Python shows a value of a field's type.
FORMS = {"boolean": "True|False", "integer": r"-?\d+", "date": r"'\d{4}-\d\d-\d\d'"}
FORMS |= {"number": r"'-?[\d.]+'", "money": r"'CURRENCY -?[\d.]+'"}


def several(value: Roles) -> set[str]:
    """What one or several are called: always a set."""
    return set(value if isinstance(value, list) else [value] if value else [])


def release(version: str) -> list[int]:
    """A version, comparable."""
    return [int(number) for number in version.split(".")]


def around(leaf: str | None) -> list[str]:
    """The stages around a leaf, outer first, and the leaf."""
    return [leaf[: dot.start()] for dot in re.finditer(r"\.|$", leaf)] if leaf else []


def gate_of(source: Tree) -> Box:
    """A gate with what it doesn't say filled in: seats by id, kinds of decisions, questions."""
    gate = Box(**{**GATE, "deadline": None, "completes": "when_known", **source})
    gate.seats = {seat.get("seat", seat["role"]): Box(**{**SEAT, **seat}) for seat in gate.panel}
    gate.kinds = {name: rules.get("is", name) for name, rules in gate.decisions.items()}
    gate.approvals = [d for d, kind in gate.kinds.items() if kind in ("go", "conditional_go")]
    gate.must = {name: Box(**{**ITEM, **item}) for name, item in gate.must.items()}
    gate.asked = {n: item for n, item in gate.must.items() if item.answered_by == "panel"}
    gate.mine = {n: item for n, item in gate.must.items() if item.answered_by == "requester"}
    for name, seat in gate.seats.items():
        seat.parties = {f"seat {name}"} | (set() if seat.advisory else {"panel"})
    gate.strangers = {
        s.role for s in gate.seats.values() for x in s.parties if [x, "authors"] in gate.apart
    }
    gate.both = ["requester", "authors"] in gate.apart
    gate.low, gate.high = map(int, gate.score["scale"].split(".."))
    gate.weights = {name: item.get("weight", 1) for name, item in gate.score["of"].items()}
    return gate


class Rulebook:
    """A methodology, with its stages by dotted address (notation.md 1.3)."""

    def __init__(self, source: Tree) -> None:
        self.roles, self.standing = source["roles"], source.get("standing", {})
        self.fields, self.deliverables = source.get("fields", {}), source.get("deliverables", {})
        needs = {
            name: role.get("is", "").removeprefix("charter.") for name, role in self.roles.items()
        }
        self.needed = set(filter(None, needs.values()))
        self.own = {name for name, need in needs.items() if not need}
        self.required = {name for name, field in self.fields.items() if field.get("required")}
        self.moves, self.stages = [*source.get("moves", {}).values()], dict[str, Tree]()
        self.add("", source["stages"])
        self.initial = next(name for name, stage in self.stages.items() if stage.get("initial"))
        self.gates = {name: gate_of(gate) for name, gate in source.get("gates", {}).items()}
        for name, gate in self.gates.items():
            gate.id, gate.leaf = name, self.edge(gate.leaves, -1)

    def add(self, prefix: str, stages: Tree) -> None:
        """Add stages, those inside them, and the moves that a sequence implies."""
        for name, stage in stages.items():
            self.stages[prefix + name] = stage
            self.add(f"{prefix}{name}.", stage.get("sequence", {}))
        for one, other in pairwise(stages) if prefix else ():
            leaf, by = self.edge(prefix + one, -1), self.stages[prefix[:-1]]["by"]
            self.moves.append({"from": leaf, "to": prefix + other, "by": by})

    def edge(self, address: str, place: int = 0) -> str:
        """The first (0) or last (-1) leaf of a stage."""
        while inner := self.stages[address].get("sequence"):
            address = f"{address}.{list(inner)[place]}"
        return address

    def way(self, source: str | None, effect: Tree) -> tuple[list[str], list[str]]:
        """The stages that an effect leaves, inner first, and those it enters, outer first."""
        leaf = self.edge(effect["to"]) if "to" in effect else None
        old, new = [] if "stays" in effect else around(source), around(leaf)
        left = [s for s in reversed(old) if s == source or s not in new]
        return left, [s for s in new if s not in old or self.edge(s) == leaf]


def fits(field: Tree, value: object, people: Container[object]) -> bool:
    """Whether a value is one of the field's type."""
    if form := FORMS.get(field["type"], "").replace("CURRENCY", field.get("currency", "")):
        return re.fullmatch(form, repr(value)) is not None
    options, many = field.get("of", people), field["type"] == "choices"
    values = value if isinstance(value, list) else [value]
    return many == (values is value) and all(one in options for one in values)
