"""Ways that come into one gap from both sides at one height would lie on each other.

Blocks side by side stand at equal heights, so their ways often leave at equal heights too. The one
that is looked at later is moved down a little.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from engine.methodology.picture.outline import Side
from engine.methodology.picture.routes import Channel, Lane, Route, Stop, Trunk, trunks
from engine.methodology.picture.stack import End, Stack
from engine.methodology.picture.tree import Tree

_NEAR: Final = 3
_STEPS: Final = (0, 4, 8)
"""How far an end is moved: no further than it stays within its block."""


class _Coming(NamedTuple):
    """A way that comes into a gap between blocks; `side` says from where, `end` at what height."""

    lane: Lane
    side: Side
    end: End
    height: int


def nudge(tree: Tree, ways: Sequence[Route], stack: Stack) -> None:
    """Move ends that meet others of the same gap at the same height."""
    together: dict[End, list[_Coming]] = {}
    for one in _coming(tree, ways, stack):
        if _is_between(tree, one.lane):
            together.setdefault(one.end, []).append(one)
    placed: dict[tuple[Lane, Side], list[int]] = {}
    for end, found in together.items():
        by = next((step for step in _STEPS if not _meets(found, step, placed)), 0)
        if by:
            stack.nudged[end] = by
        for one in found:
            placed.setdefault((one.lane, one.side), []).append(one.height + by)


def _meets(found: Sequence[_Coming], by: int, placed: dict[tuple[Lane, Side], list[int]]) -> bool:
    """Whether one of `found`, moved down, would meet what comes from the other side."""
    return any(
        abs(one.height + by - other) < _NEAR
        for one in found
        for other in placed.get((one.lane, "left" if one.side == "right" else "right"), ())
    )


def _is_between(tree: Tree, lane: Lane) -> bool:
    parts = tree.blocks[lane.container]
    return parts.across and 0 < lane.gap < len(parts.inside)


def _coming(tree: Tree, ways: Sequence[Route], stack: Stack) -> Iterator[_Coming]:
    """All that comes into gaps, ends of ways before channels on the way."""
    shared = trunks(ways)
    for way in ways:
        link = way.link
        assert link.side
        end: End = link if link.slot is None else (link.source, link.side)
        first = (*way.before, way.trunk.lane)[0]
        assert isinstance(first, Lane)
        yield _Coming(first, link.side, end, stack.leaving(link))
    for trunk in shared:
        last = (trunk.lane, *trunk.after)[-1]
        lane = last if isinstance(last, Lane) else trunk.lane
        yield _Coming(lane, trunk.entry, trunk, stack.entering(trunk))
    for way in ways:
        yield from _by_channels((*way.before, way.trunk.lane), way, tree, stack)
    for trunk in shared:
        yield from _by_channels((trunk.lane, *trunk.after), trunk, tree, stack)


def _by_channels(
    stops: Sequence[Stop], user: Route | Trunk, tree: Tree, stack: Stack
) -> Iterator[_Coming]:
    """What comes from a channel of one container into a gap of another, or the other way."""
    for number, stop in enumerate(stops):
        if not isinstance(stop, Channel):
            continue
        for lane in stops[max(number - 1, 0) : number + 2]:
            if isinstance(lane, Lane) and lane.container != stop.container:
                parts = [one.key for one in tree.blocks[lane.container].inside]
                inside = tree.child(lane.container, stop.container)
                side: Side = "left" if parts.index(inside) >= lane.gap else "right"
                yield _Coming(lane, side, (stop, user), stack.channel(stop, user))
