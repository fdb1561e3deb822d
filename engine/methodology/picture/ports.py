"""Where on the sides of the blocks links begin and end."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple, TypeAlias

from engine.methodology.picture.outline import Link, Side, port_place
from engine.methodology.picture.routes import Route, Trunk, trunks
from engine.methodology.picture.tree import Tree

PITCH: Final = 18
"""How far apart two ports of a stage or frame are."""

Joined: TypeAlias = Link | Trunk
"""What has a port at a block: a move that leaves it, or a trunk that ends there."""


class Ports(NamedTuple):
    """The ports of a block on one side, from top to bottom; a frame's stand at its two ends."""

    joined: tuple[Joined, ...]

    @property
    def ending(self) -> tuple[Joined, ...]:
        """The trunks that end here."""
        return tuple(one for one in self.joined if isinstance(one, Trunk))

    @property
    def leaving(self) -> tuple[Joined, ...]:
        """The moves that leave here."""
        return tuple(one for one in self.joined if isinstance(one, Link))


def ports(tree: Tree, ways: Iterable[Route]) -> Mapping[tuple[str, Side], Ports]:
    """The ports of all stages and frames. Gates have their decisions in their place."""
    placed: dict[tuple[str, Side], list[tuple[tuple[int, int], int, Joined]]] = {}
    ways = list(ways)
    for number, (trunk, members) in enumerate(trunks(ways).items()):
        away = [tree.order[way.link.source] - tree.order[trunk.target] for way in members]
        place = port_place(max(away, key=abs)) if any(away) else (0, -1)
        placed.setdefault((trunk.target, trunk.entry), []).append((place, number, trunk))
    for number, way in enumerate(ways):
        link = way.link
        if link.slot is None and link.side:
            place = port_place(tree.order[link.target] - tree.order[link.source])
            placed.setdefault((link.source, link.side), []).append((place, number, link))
    return {
        key: Ports(tuple(one for _, _, one in sorted(found, key=lambda one: one[:2])))
        for key, found in placed.items()
    }
