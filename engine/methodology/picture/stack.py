"""Where everything stands from top to bottom, and at which heights links leave and enter."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from engine.methodology.picture.faces import Face
from engine.methodology.picture.outline import Link, Outline, Side
from engine.methodology.picture.ports import PITCH, Joined, Ports
from engine.methodology.picture.routes import Channel, Route, Stop, Trunk, trunks
from engine.methodology.picture.story import Story
from engine.methodology.picture.tree import ASIDE, MAIN, ROOT, Block

ROW: Final = 24
"""How far apart two decisions beside a gate are."""
FOOT: Final = 18
"""The height of one line below a gate: a decision that leads down, or a round."""
TRACK: Final = 12
"""How far apart two lanes or two channels are."""

_GAP: Final = 30


End: TypeAlias = Link | Trunk | tuple[str, Side] | tuple[Channel, Route | Trunk]
"""What has a height: a port, the decisions on a side of a gate, a channel for one of its users."""


class Stack:
    """The tops and heights of all blocks, the heights of ports and of channels.

    `nudged` says by how much an end is lower than it would be (see `nudge`).
    """

    def __init__(
        self,
        drawn: Outline,
        faces: Mapping[str, Face],
        ways: Sequence[Route],
        ports: Mapping[tuple[str, Side], Ports],
        story: Story | None,
    ) -> None:
        self._drawn = drawn
        self._faces = faces
        self._ports = ports
        self._rounds = story.rounds if story else {}
        self._users = _users(ways)
        self.nudged: dict[End, int] = {}
        self.top: dict[str, int] = {}
        self.height: dict[str, int] = {}
        self._measure(drawn.tree.root)
        self._put(drawn.tree.root, 0, ways)

    def header(self, key: str) -> int:
        """The height of a frame's head: its title, or the ways that end at it."""
        most = max(len(self._side(key, side).ending) for side in ("left", "right"))
        return max(self._faces[key].height, 10 + most * PITCH)

    def band(self, key: str) -> int:
        """The height of a gate without what stands below it."""
        exits = self._drawn.exits[key]
        return max(self._faces[key].height, ROW * len(exits.left), ROW * len(exits.right))

    def middle(self, key: str) -> int:
        """The height at which a gate's diamond has its side corners."""
        return self.top[key] + self.band(key) // 2

    def leaving(self, link: Link) -> int:
        """The height at which a link leaves the side of its source."""
        assert link.side
        if link.slot is not None:
            return self.row(link.source, link.side, link.slot)
        return self._port(link.source, link.side, link) + self.nudged.get(link, 0)

    def row(self, gate: str, side: Side, slot: int) -> int:
        """The height of one of the decisions beside a gate."""
        exits = self._drawn.exits[gate]
        last = len(exits.left if side == "left" else exits.right) - 1
        return self.middle(gate) + slot * ROW - last * ROW // 2 + self.nudged.get((gate, side), 0)

    def entering(self, trunk: Trunk) -> int:
        """The height at which a trunk ends at its target."""
        return self._port(trunk.target, trunk.entry, trunk) + self.nudged.get(trunk, 0)

    def channel(self, channel: Channel, user: Route | Trunk) -> int:
        """The height of a channel for one of its users."""
        key = channel.container
        slot = TRACK * self._users[channel].index(user) + TRACK // 2
        lower = self.nudged.get((channel, user), 0)
        if channel.end == "top":
            head = self.header(key) if self._drawn.tree.blocks[key].shape == "frame" else 0
            return self.top[key] + head + slot + lower
        return self.top[key] + self.height[key] - self._tail(key) - slot + lower

    def _port(self, key: str, side: Side, one: Joined) -> int:
        found = self._side(key, side)
        if self._drawn.tree.blocks[key].shape != "frame":
            slot, count = found.joined.index(one), len(found.joined)
            return self.top[key] + (2 * slot + 1) * self.height[key] // (2 * count)
        if isinstance(one, Trunk):
            return self.top[key] + PITCH * found.ending.index(one) + 16
        slot = len(found.leaving) - found.leaving.index(one)
        return self.top[key] + self.height[key] - PITCH * slot + 4

    def _side(self, key: str, side: Side) -> Ports:
        return self._ports.get((key, side), Ports(()))

    def _tail(self, key: str) -> int:
        """The height of a frame's foot."""
        if self._drawn.tree.blocks[key].shape != "frame":
            return 0
        most = max(len(self._side(key, side).leaving) for side in ("left", "right"))
        return max(16, most * PITCH + 4)

    def _measure(self, block: Block) -> int:
        heights = [self._measure(one) for one in block.inside]
        if block.shape in ("stage", "end"):
            most = max(len(self._side(block.key, side).joined) for side in ("left", "right"))
            height = max(self._faces[block.key].height, most * PITCH)
        elif block.shape == "gate":
            height = self.band(block.key) + self._foot(block)
        elif block.across:
            height = max(heights) + self._channels(block.key, "top")
            height += self._channels(block.key, "bottom")
        else:
            height = sum(heights) + sum(self._gaps(block))
        if block.shape == "frame":
            height += self.header(block.key) + self._tail(block.key)
        self.height[block.key] = height
        return height

    def _foot(self, gate: Block) -> int:
        rounds = len(self._rounds.get(gate.key, ()))
        below = len(self._drawn.exits[gate.key].down)
        return FOOT * max(rounds, below) + (4 if rounds or below else 0)

    def _gaps(self, block: Block) -> list[int]:
        """The gaps between the parts of a block, that above the first one first."""
        gaps = [0] if block.inside else []
        for before, after in zip(block.inside, block.inside[1:], strict=False):
            if after.beside:
                gaps.append(18)
            elif self._is_named(after.key):
                gaps.append(_GAP + 6)
            else:
                gaps.append(22 if before.shape == "gate" else _GAP)
        return gaps

    def _is_named(self, target: str) -> bool:
        """Whether the way straight down to `target` has a name beside it."""
        return any(
            one.label and one.side is None and one.target == target for one in self._drawn.links
        )

    def _channels(self, key: str, end: str) -> int:
        count = sum(len(users) for stop, users in self._users.items() if stop == (key, end))
        return TRACK * count + 8 if count else 0

    def _put(self, block: Block, top: int, ways: Sequence[Route]) -> None:
        self.top[block.key] = top
        if block.shape == "frame":
            top += self.header(block.key)
        if block.across:
            top += self._channels(block.key, "top")
            for one in block.inside:
                if block.key == ROOT and one.key == ASIDE:
                    top = max(top, self._lowest(ways))
                    self.height[ROOT] = max(self.height[ROOT], top + self.height[ASIDE])
                self._put(one, top, ways)
            return
        for one, gap in zip(block.inside, self._gaps(block), strict=True):
            self._put(one, top + gap, ways)
            top += gap + self.height[one.key]

    def _lowest(self, ways: Sequence[Route]) -> int:
        """The height below which nothing of the main line leads aside."""
        tree = self._drawn.tree
        aside = [
            self.leaving(way.link)
            for way in ways
            if ASIDE in tree.chain(way.link.target) and MAIN in tree.chain(way.link.source)
        ]
        return max(aside, default=0) + TRACK


def _users(ways: Sequence[Route]) -> Mapping[Stop, list[Route | Trunk]]:
    """Who uses which channel, in order."""
    found: dict[Stop, list[Route | Trunk]] = {}
    for way in ways:
        for stop in way.before:
            if isinstance(stop, Channel):
                found.setdefault(stop, []).append(way)
    for trunk in trunks(ways):
        for stop in trunk.after:
            if isinstance(stop, Channel):
                found.setdefault(stop, []).append(trunk)
    return found
