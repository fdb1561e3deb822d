"""Which lanes the links take.

Every line of blocks has a gap on its left and one on its right; blocks side by side have one
before, between and after them. In a gap run lanes, from top to bottom; above and below blocks that
stand side by side run channels, from left to right. A link goes out of the side of a block into
lanes and channels and enters a block by its side, so that it crosses lines but no block.

Links of one look that end at the same place from the same direction share their last lane.
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Literal, NamedTuple, TypeAlias

from engine.methodology.picture.outline import Link, Look, Outline, Side
from engine.methodology.picture.tree import ROOT, Tree


class Lane(NamedTuple):
    """A gap of a container, counted from the left."""

    container: str
    gap: int


class Channel(NamedTuple):
    """The space above or below the blocks that stand side by side in a container."""

    container: str
    end: Literal["top", "bottom"]


Stop: TypeAlias = Lane | Channel


class Trunk(NamedTuple):
    """What links share: a lane, then what leads from there into a side of the target."""

    target: str
    entry: Side
    look: Look
    lane: Lane
    after: tuple[Stop, ...]
    upwards: bool
    alone: str


class Route(NamedTuple):
    """A link by the side: what it takes before it comes to the trunk."""

    link: Link
    before: tuple[Stop, ...]
    trunk: Trunk


def routes(drawn: Outline) -> tuple[Route, ...]:
    """The routes of all links that don't lead straight down, in the order of the links."""
    return tuple(_route(drawn.tree, link) for link in drawn.links if link.side)


def trunks(ways: Iterable[Route]) -> Mapping[Trunk, tuple[Route, ...]]:
    """The trunks, each with the routes that share it."""
    found: dict[Trunk, tuple[Route, ...]] = {}
    for way in ways:
        found[way.trunk] = (*found.get(way.trunk, ()), way)
    return found


def _route(tree: Tree, link: Link) -> Route:
    assert link.side
    joint = tree.joint(link.source, link.target)
    upwards = tree.order[link.target] <= tree.order[link.source]
    side = link.side
    before = list(_way_out(tree, link.source, joint, side, upwards))
    lane = Lane(joint, _gap(tree, joint, link.source, side))
    entry = side
    if tree.blocks[joint].across:
        entry = "right" if upwards else "left"
        entered = Lane(joint, _gap(tree, joint, link.target, entry))
        if entered != lane:
            before += [lane, Channel(joint, "top")]
            lane = entered
    after = tuple(_way_out(tree, link.target, joint, entry, not upwards))[::-1]
    shared = joint == ROOT or not tree.blocks[joint].across
    shared = shared and link.source != link.target
    trunk = Trunk(
        link.target, entry, link.look, lane, after, upwards, "" if shared else link.source
    )
    return Route(link, tuple(before), trunk)


def _way_out(tree: Tree, key: str, joint: str, side: Side, upwards: bool) -> Iterable[Stop]:
    """What leads out of all containers inside `joint`, past the blocks beside."""
    chain = tree.chain(key)
    for inner, outer in pairwise(chain[: chain.index(joint)]):
        container = tree.blocks[outer]
        if not container.across:
            continue
        parts = [one.key for one in container.inside]
        if inner != (parts[0] if side == "left" else parts[-1]):
            yield Lane(outer, _gap(tree, outer, inner, side))
            yield Channel(outer, "top" if upwards else "bottom")


def _gap(tree: Tree, container: str, key: str, side: Side) -> int:
    """The gap of `container` beside its part in which `key` stands."""
    number = 0
    if tree.blocks[container].across:
        parts = [one.key for one in tree.blocks[container].inside]
        number = parts.index(tree.child(container, key))
    return number if side == "left" else number + 1
