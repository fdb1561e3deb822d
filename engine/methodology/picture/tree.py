"""Blocks in blocks: stages in frames, each gate behind what it leads out of.

A block's parts stand one below the other, or side by side when it is `across`. The root holds the
main line and, where there are stages that no approval and no move leads to, a second line with
those beside it: what a project comes to when it is stopped.
"""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

from engine.methodology.characters import safe
from engine.methodology.gate_tables import Gate, gate_leaves, targets_of
from engine.methodology.tables import Tables
from engine.methodology.tracks import active, start

ROOT = ""
MAIN = ":main"
ASIDE = ":aside"

Shape: TypeAlias = Literal["stage", "end", "frame", "gate", "line"]
"""`end` is a stage that closes the project; `line` has no outline of its own."""


class Block(NamedTuple):
    """One block; `key` is a stage's address, or what `gate_key` returns.

    `title`, `name` and `more` are its texts, fit to be shown: `more` is the outcome of an end, or
    the stages in which a gate can be requested. `beside` says that a gate stands beside the way
    from its stage on, because it does not lead on, or stands inside stages.
    """

    key: str
    shape: Shape
    title: str = ""
    name: str = ""
    across: bool = False
    beside: bool = False
    more: str = ""
    inside: tuple["Block", ...] = ()


def gate_key(gate: str) -> str:
    """The key of a gate's block. No address of a stage has a colon."""
    return f"gate:{gate}"


class Tree:
    """The blocks by key, with where each one stands: `order` is that of reading."""

    def __init__(self, root: Block) -> None:
        self.root = root
        self.blocks: dict[str, Block] = {}
        self.parent: dict[str, str] = {}
        self._add(root)
        self.order = {key: number for number, key in enumerate(self.blocks)}

    def _add(self, block: Block) -> None:
        self.blocks[block.key] = block
        for part in block.inside:
            self.parent[part.key] = block.key
            self._add(part)

    def chain(self, key: str) -> list[str]:
        """The block and all around it, the innermost first."""
        found = [key]
        while found[-1] in self.parent:
            found.append(self.parent[found[-1]])
        return found

    def joint(self, one: str, other: str) -> str:
        """The innermost block that both stand in; for a block and itself the one around it."""
        around = self.chain(one)[1:]
        return next(key for key in self.chain(other)[1:] if key in around)

    def child(self, container: str, key: str) -> str:
        """The part of `container` in which `key` stands."""
        chain = self.chain(key)
        return chain[chain.index(container) - 1]

    def below(self, key: str) -> str | None:
        """What stands straight below a block, past gates that stand beside the way."""
        while key in self.parent:
            container = self.blocks[self.parent[key]]
            if container.across:
                return None
            parts = [one.key for one in container.inside]
            for after in container.inside[parts.index(key) + 1 :]:
                if not after.beside:
                    return after.key
            key = container.key
        return None

    def gates_of(self, key: str) -> list[Block]:
        """The gates that follow a block: those beside the way, and the one it ends in."""
        if key not in self.parent:
            return []
        parts = self.blocks[self.parent[key]].inside
        found: list[Block] = []
        for after in parts[[one.key for one in parts].index(key) + 1 :]:
            if after.shape != "gate":
                break
            found.append(after)
            if not after.beside:
                break
        return found


def tree_of(tables: Tables) -> Tree:
    """The blocks of a methodology."""
    return Tree(_Builder(tables).root())


class _Builder:
    """Builds the blocks of one methodology."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._after: dict[str, list[str]] = {}
        for gate in tables["order"]["gates"]:
            self._after.setdefault(self._anchor(tables["gates"][gate]), []).append(gate)

    def root(self) -> Block:
        """The root: the main line, with what is aside beside it."""
        reached = _reached(self._tables)
        main: list[Block] = []
        aside: list[Block] = []
        for stage in self._inside(None):
            on_the_way = reached.intersection(self._tables["stages"][stage]["leaves"])
            (main if on_the_way else aside).extend(self._with_gates(stage))
        if not aside:
            return Block(ROOT, "line", inside=tuple(main))
        lines = (
            Block(MAIN, "line", inside=tuple(main)),
            Block(ASIDE, "line", inside=tuple(aside)),
        )
        return Block(ROOT, "line", across=True, inside=lines)

    def _inside(self, name: str | None) -> Iterator[str]:
        """The stages right inside another, or the outermost ones, as the file lists them."""
        around = [name] if name else []
        for one in self._tables["order"]["stages"]:
            if list(self._tables["stages"][one]["parents"][-1:]) == around:
                yield one

    def _with_gates(self, name: str) -> Iterator[Block]:
        yield self._stage(name)
        gates = self._after.get(name, [])
        leading = [one for one in gates if self._leads_on(one)]
        for gate in [*(one for one in gates if one not in leading[-1:]), *leading[-1:]]:
            within = self._tables["gates"][gate].get("within")
            yield Block(
                gate_key(gate),
                "gate",
                safe(self._tables["gates"][gate]["title"]),
                gate,
                beside=gate not in leading[-1:],
                more=f"in {', '.join(within)}" if within else "",
            )

    def _stage(self, name: str) -> Block:
        stage = self._tables["stages"][name]
        inner = tuple(block for one in self._inside(name) for block in self._with_gates(one))
        shape: Shape = "frame" if inner else "end" if stage["closes"] else "stage"
        return Block(
            name,
            shape,
            safe(stage["title"]),
            name.rpartition(".")[2],
            across="tracks" in stage,
            more=f"closed: {safe(stage['closes'])}" if stage["closes"] else "",
            inside=inner,
        )

    def _leads_on(self, gate: str) -> bool:
        if "within" in self._tables["gates"][gate]:
            return False
        return any(
            one["kind"] in ("go", "conditional_go") and one["effect"]["kind"] in ("to", "closes")
            for one in self._tables["gates"][gate]["decisions"]
        )

    def _anchor(self, gate: Gate) -> str:
        """The stage behind which a gate stands.

        That which it leaves, or the first of its `within`; or the one around it, when that ends
        there and the gate leads to nothing inside it.
        """
        stages = self._tables["stages"]
        if "within" in gate:
            return gate["within"][0]
        anchor = gate["leaves"]
        targets = [one for each in gate["decisions"] for one in targets_of(each["effect"])]
        for around in reversed(stages[anchor]["parents"]):
            last = list(self._inside(around))[-1] == anchor
            if not last or any(target in stages[around]["leaves"] for target in targets):
                break
            anchor = around
        return anchor


def _reached(tables: Tables) -> set[str]:
    """The leaves that approvals and moves lead to from where projects start."""
    ways: dict[str, list[str]] = {
        leaf: [move["to"] for move in moves] for leaf, moves in tables["moves"].items()
    }
    for gate in tables["gates"].values():
        for leaf in _leaves(tables, gate):
            ways.setdefault(leaf, []).extend(_approved(gate))
    found: set[str] = set()
    ahead = [tables["initial"]]
    while ahead:
        state = ahead.pop()
        if state not in found:
            found.add(state)
            ahead.extend(ways.get(state, ()))
            # In a stage with tracks all of them are reached, and what leads out of the whole.
            ahead.extend([*start(tables["stages"], state), *active(tables["stages"], [state])])
    return found


def _leaves(tables: Tables, gate: Gate) -> list[str]:
    """The leaves in which a gate can be requested."""
    if "within" not in gate:
        return list(gate_leaves(gate))
    return [leaf for stage in gate["within"] for leaf in tables["stages"][stage]["leaves"]]


def _approved(gate: Gate) -> Sequence[str]:
    return [
        target
        for one in gate["decisions"]
        if one["kind"] in ("go", "conditional_go")
        for target in targets_of(one["effect"])
    ]
