"""A methodology as a Mermaid flowchart, drawn from the compiled tables, so that it can't drift.

Stages are boxes (nested ones in frames), gates diamonds, decisions labelled edges out of them,
moves dotted edges between stages. For a project the stages it was in and the present one are
marked. Every text of a file is escaped: nothing of it can become Mermaid or HTML.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from engine.methodology.characters import safe
from engine.methodology.gate_tables import Decision, Effect, Gate, gate_leaves, targets_of
from engine.methodology.tables import Tables

_CLASSES = """\
  classDef been fill:#e8e8e8,stroke:#666
  classDef here fill:#ffe08a,stroke:#7a5c00,stroke-width:3px
"""
_ENTITIES = {
    "&": "#amp;",
    "<": "#lt;",
    ">": "#gt;",
    '"': "#quot;",
    "#": "#35;",
    ";": "#59;",
    "`": "#96;",
    "\\": "#92;",
    "|": "#124;",
}


class Standing(NamedTuple):
    """Where a project stands: its leaves, none when it is closed, and the leaves it was in."""

    here: Collection[str]
    been: Sequence[str]


def mermaid(tables: Tables, standing: Standing | None = None) -> str:
    """Return the diagram of a methodology; with `standing` it shows where a project is and was."""
    drawing = _Drawing(tables)
    lines = [
        "flowchart TD",
        *(f"  {line}" for line in drawing.stages()),
        *(f"  {line}" for line in drawing.gates()),
        *(f"  {line}" for line in drawing.moves()),
        *(f"  {line}" for line in drawing.ends()),
    ]
    text = "\n".join(lines) + "\n"
    if standing is not None:
        text += _CLASSES + "".join(f"  {line}\n" for line in drawing.marks(standing))
    return text


class _Drawing:
    """The parts of one diagram. Ids of nodes are numbers, so that no name has to fit Mermaid."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        names = tables["order"]["stages"]
        self._stages = {name: f"s{number}" for number, name in enumerate(names)}
        gates = tables["order"]["gates"]
        self._gates = {name: f"g{number}" for number, name in enumerate(gates)}
        self._ends: dict[str, str] = {}

    def stages(self) -> Iterator[str]:
        """The stages, each frame with what is in it."""
        tops = [name for name, one in self._tables["stages"].items() if not one["parents"]]
        for name in self._in_order(tops):
            yield from self._stage(name)

    def gates(self) -> Iterator[str]:
        """The gates with the way to them and out of them."""
        for name, node in self._gates.items():
            gate = self._tables["gates"][name]
            yield f'{node}{{"{_label(name, gate["title"])}"}}'
            for stage in gate.get("within", gate_leaves(gate)):
                yield f"{self._stages[stage]} --> {node}"
            for decision in gate["decisions"]:
                yield from self._decision(node, gate, decision)

    def moves(self) -> Iterator[str]:
        """The moves, declared and implied."""
        for leaf in self._in_order(list(self._tables["moves"])):
            for move in self._tables["moves"][leaf]:
                words = "" if move["id"] == "sequence" else f'|"{escaped(move["id"])}"|'
                yield f"{self._stages[leaf]} -.->{words} {self._stages[move['to']]}"

    def ends(self) -> Iterator[str]:
        """The outcomes that decisions close a project with."""
        for outcome, node in self._ends.items():
            yield f'{node}(["{escaped(outcome)}"])'

    def marks(self, standing: Standing) -> Iterator[str]:
        """The classes of the stages that a project was in and is in."""
        for name in self._in_order(list(dict.fromkeys(standing.been))):
            if name not in standing.here:
                yield f"class {self._stages[name]} been"
        for name in self._in_order(list(standing.here)):
            yield f"class {self._stages[name]} here"

    def _stage(self, name: str) -> Iterator[str]:
        stage, node = self._tables["stages"][name], self._stages[name]
        title = _label(name.rpartition(".")[2], stage["title"])
        if stage["leaf"]:
            opening, closing = ("([", "])") if stage["closes"] else ("[", "]")
            yield f'{node}{opening}"{title}"{closing}'
            return
        yield f'subgraph {node}["{title}"]'
        inner = [
            one for one, known in self._tables["stages"].items() if known["parents"][-1:] == [name]
        ]
        for one in self._in_order(inner):
            for line in self._stage(one):
                yield f"  {line}"
        yield "end"

    def _decision(self, node: str, gate: Gate, decision: Decision) -> Iterator[str]:
        label = escaped(decision["id"])
        arrow = "==>" if decision["kind"] in ("go", "conditional_go") else "-->"
        for target in self._targets(decision["effect"], gate):
            yield f'{node} {arrow}|"{label}"| {target}'

    def _targets(self, effect: Effect, gate: Gate) -> list[str]:
        """The nodes an effect leads to: a stage, an outcome, or where the gate stands."""
        if effect["to"]:
            return [self._stages[one] for one in targets_of(effect)]
        if effect["outcome"]:
            number = len(self._ends)
            return [self._ends.setdefault(effect["outcome"], f"e{number}")]
        return [self._stages[stage] for stage in gate.get("within", gate_leaves(gate))]

    def _in_order(self, names: Sequence[str]) -> list[str]:
        return sorted(names, key=lambda name: int(self._stages[name][1:]))


def escaped(text: str) -> str:
    """Return `text` for a quoted label of Mermaid."""
    return "".join(_ENTITIES.get(letter, letter) for letter in safe(text))


def _label(name: str, title: str) -> str:
    return escaped(name) if title == name else f"{escaped(title)}<br/>{escaped(name)}"
