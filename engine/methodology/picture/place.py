"""Where everything stands from left to right.

Blocks in one line share their middle; what reaches out from it, to the left and to the right, are
half a block, the decisions beside a gate, and the lanes.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from engine.methodology.picture.faces import NOTE, Face, label_width
from engine.methodology.picture.lanes import Lanes, User
from engine.methodology.picture.measure import width
from engine.methodology.picture.outline import Exit, Link, Outline, Side
from engine.methodology.picture.ports import Ports
from engine.methodology.picture.routes import Lane
from engine.methodology.picture.stack import TRACK
from engine.methodology.picture.story import Story
from engine.methodology.picture.tree import Block

STEM: Final = 16
"""From the corner of a gate to where its decisions branch off."""
BESIDE: Final = 44
"""From the middle of a line to a gate that stands beside it."""
ASTRAY: Final = 18
"""From the middle of a line to the stem of the gates that stand beside it."""
PAD: Final = 16
AIR: Final = 10


class Reach(NamedTuple):
    """How far something reaches to the left and to the right of its middle."""

    left: int
    right: int


class Places:
    """The middles of all blocks, and how far each reaches: its body, and with what is beside it."""

    def __init__(
        self,
        drawn: Outline,
        faces: Mapping[str, Face],
        lanes: Lanes,
        ports: Mapping[tuple[str, Side], Ports],
        story: Story | None,
    ) -> None:
        self._drawn = drawn
        self._faces = faces
        self._lanes = lanes
        self._ports = ports
        self._rounds = story.rounds if story else {}
        self.body: dict[str, Reach] = {}
        self.reach: dict[str, Reach] = {}
        self.middle: dict[str, int] = {}
        self._content: dict[str, Reach] = {}
        self._parts: dict[str, list[int]] = {}
        whole = self._measure(drawn.tree.root)
        self.width = whole.left + whole.right
        self._put(drawn.tree.root, whole.left)

    def diamond(self, key: str) -> int:
        """The middle of a gate's diamond."""
        if not self._drawn.tree.blocks[key].beside:
            return self.middle[key]
        return self.middle[key] + BESIDE + self._faces[key].width // 2

    def lane(self, lane: Lane, user: User) -> int:
        """Where a way runs in a gap."""
        number = self._lanes.numbers[lane, user]
        container = self._drawn.tree.blocks[lane.container]
        gaps = len(container.inside) if container.across else 1
        content = self._content[lane.container]
        if lane.gap == 0:
            return self.middle[lane.container] - content.left - AIR - number * TRACK
        if lane.gap == gaps:
            return self.middle[lane.container] + content.right + AIR + number * TRACK
        part = container.inside[lane.gap - 1].key
        return self.middle[part] + self.reach[part].right + AIR + number * TRACK

    def _measure(self, block: Block) -> Reach:
        """The reach of a block, with what stands beside it."""
        if block.shape == "gate":
            body = outer = self._gate(block)
        elif block.shape in ("stage", "end"):
            half = self._faces[block.key].width // 2
            body = Reach(half, half)
            outer = self._with_labels(block.key, body)
        else:
            body = self._container(block)
            outer = self._with_labels(block.key, body)
        self.body[block.key], self.reach[block.key] = body, outer
        return outer

    def _container(self, block: Block) -> Reach:
        reaches = [self._measure(one) for one in block.inside]
        content = self._abreast(block, reaches) if block.across else _widest(reaches)
        self._content[block.key] = content
        last = len(block.inside) if block.across else 1
        left = content.left + self._gap(Lane(block.key, 0))
        right = content.right + self._gap(Lane(block.key, last))
        if block.shape != "frame":
            return Reach(left, right)
        lacking = max(self._faces[block.key].width - left - right, 0)
        return Reach(left + PAD + lacking // 2, right + PAD + lacking - lacking // 2)

    def _abreast(self, block: Block, reaches: list[Reach]) -> Reach:
        """The reach of blocks side by side; remembers their middles from the first one's left."""
        at = 0
        middles = []
        for number, one in enumerate(reaches):
            if number:
                at += max(self._gap(Lane(block.key, number)), 2 * PAD)
            middles.append(at + one.left)
            at += one.left + one.right
        self._parts[block.key] = middles
        return Reach(at // 2, at - at // 2)

    def _gap(self, lane: Lane) -> int:
        count = self._lanes.counts.get(lane, 0)
        return AIR + count * TRACK if count else 0

    def _with_labels(self, key: str, body: Reach) -> Reach:
        """The reach with the names of the moves that leave by the sides."""
        return Reach(
            body.left + self._moves(key, "left"),
            max(body.right + self._moves(key, "right"), self._above(key)),
        )

    def _moves(self, key: str, side: Side) -> int:
        found = self._ports.get((key, side), Ports(())).joined
        wide = [label_width(one.label) for one in found if isinstance(one, Link)]
        if not found:
            return 0
        return max([12, *(one + 14 for one in wide if one)])

    def _above(self, key: str) -> int:
        """The reach of a move's name beside the way straight down to a block."""
        found = [
            label_width(one.label)
            for one in self._drawn.links
            if one.target == key and one.side is None and one.slot is None
        ]
        return max((8 + one for one in found if one), default=0)

    def _gate(self, gate: Block) -> Reach:
        exits = self._drawn.exits[gate.key]
        half = self._faces[gate.key].width // 2
        rounds = max((round_width(one) for one in self._rounds.get(gate.key, ())), default=0)
        down = max((label_width(one.label) for one in exits.down), default=-8)
        if gate.beside:
            right = max(half + rows_reach(exits.right), rounds // 2)
            return Reach(0, BESIDE + half + right)
        left = max(half + rows_reach(exits.left), rounds + 8 if rounds else 0)
        return Reach(left, max(half + rows_reach(exits.right), down + 8))

    def _put(self, block: Block, middle: int) -> None:
        self.middle[block.key] = middle
        if block.across:
            start = middle - self._content[block.key].left
            for one, at in zip(block.inside, self._parts[block.key], strict=True):
                self._put(one, start + at)
        else:
            for one in block.inside:
                self._put(one, middle)


def round_width(text: str) -> int:
    """How wide the badge of a round is."""
    return width(text, NOTE) + 14


def ending_width(text: str) -> int:
    """How wide an ending is."""
    return width(text, NOTE) + 18


def endings_from(rows: tuple[Exit, ...]) -> int:
    """How far from the corner of a gate its endings begin."""
    return STEM + max((label_width(one.label) for one in rows if one.ending), default=0) + 16


def rows_reach(rows: tuple[Exit, ...]) -> int:
    """How far the decisions on one side reach from the corner of their gate."""
    names = max((STEM + label_width(one.label) + 12 for one in rows), default=0)
    endings = max((ending_width(one.ending) for one in rows if one.ending), default=0)
    return max(names, endings_from(rows) + endings if endings else 0)


def _widest(reaches: list[Reach]) -> Reach:
    return Reach(max(one.left for one in reaches), max(one.right for one in reaches))
