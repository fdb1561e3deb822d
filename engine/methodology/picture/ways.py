"""The links as lines: straight down, or by their lanes."""

from collections.abc import Iterator, Sequence

from engine.methodology.picture.lanes import User, joins, leaves
from engine.methodology.picture.layout import Layout
from engine.methodology.picture.outline import Side
from engine.methodology.picture.place import ASTRAY, STEM
from engine.methodology.picture.routes import Lane, Route, Stop, Trunk, trunks
from engine.methodology.picture.shapes import Point, Way


def ways(layout: Layout) -> list[Way]:
    """All lines: approvals last, so that none of them is broken where it crosses another."""
    found = [*_stems(layout), *_straight(layout), *_by_lanes(layout)]
    return sorted(found, key=lambda way: ("move", "stem", "decision", "approval").index(way.look))


def _stems(layout: Layout) -> Iterator[Way]:
    """From stages to their gates."""
    tree = layout.drawn.tree
    for key, block in tree.blocks.items():
        for gate in tree.gates_of(key) if block.shape != "gate" else ():
            x, foot = layout.places.middle[key], layout.corners(key).foot
            corners = layout.corners(gate.key)
            if gate.beside:
                x, y = x + ASTRAY, layout.stack.middle(gate.key)
                yield Way(((x, foot), (x, y), (corners.left, y)), "stem", key, gate.key)
            else:
                yield Way(((x, foot), (x, corners.top)), "stem", key, gate.key)


def _straight(layout: Layout) -> Iterator[Way]:
    for link in layout.drawn.links:
        if link.side is None:
            x = layout.places.middle[link.source]
            foot, top = layout.corners(link.source).foot, layout.corners(link.target).top
            yield Way(((x, foot), (x, top)), link.look, link.source, link.target)


def _by_lanes(layout: Layout) -> Iterator[Way]:
    """Each link, and of those that share a trunk all but the longest only as far as the trunk."""
    for trunk, members in trunks(layout.routes).items():
        end = leaves(trunk, layout.stack)
        far = sorted(members, key=lambda way: abs(joins(way, layout.stack) - end))
        for way in far:
            points = _before(layout, way)
            lane = layout.places.lane(trunk.lane, trunk)
            points.append((lane, points[-1][1]))
            if way is far[-1]:
                points += _after(layout, trunk, lane)
            yield Way(
                tuple(_plain(points)),
                trunk.look,
                way.link.source,
                trunk.target,
                joins=way is not far[-1],
            )


def _before(layout: Layout, way: Route) -> list[Point]:
    """The points up to the height at which a route comes to its trunk."""
    link = way.link
    assert link.side
    start = (layout.side(link.source, link.side), layout.stack.leaving(link))
    points = [start]
    if link.slot is not None:
        points = branch(layout, link.source, link.side, start[1])
    return _along(layout, way.before, way, points)


def branch(layout: Layout, gate: str, side: Side, height: int) -> list[Point]:
    """From a corner of a gate, by a stem that its decisions share, to the height of one."""
    corner, middle = layout.side(gate, side), layout.stack.middle(gate)
    stem = corner + (STEM // 2 if side == "right" else -STEM // 2)
    return [(corner, middle), (stem, middle), (stem, height)]


def _after(layout: Layout, trunk: Trunk, lane: int) -> list[Point]:
    """The points from where a trunk leaves its lane to its target."""
    points = _along(layout, trunk.after, trunk, [(lane, leaves(trunk, layout.stack))])
    end = layout.stack.entering(trunk)
    return [*points, (points[-1][0], end), (layout.side(trunk.target, trunk.entry), end)]


def _along(layout: Layout, stops: Sequence[Stop], user: User, points: list[Point]) -> list[Point]:
    """Go on from the last point through lanes and channels."""
    for stop in stops:
        x, y = points[-1]
        if isinstance(stop, Lane):
            points.append((layout.places.lane(stop, user), y))
        else:
            points.append((x, layout.stack.channel(stop, user)))
    return points


def _plain(points: Sequence[Point]) -> Iterator[Point]:
    """The points without those that repeat one, or lie on the way between two others."""
    kept: list[Point] = []
    for point in points:
        if kept[-1:] == [point]:
            continue
        if len(kept) > 1 and (
            kept[-2][0] == kept[-1][0] == point[0] or kept[-2][1] == kept[-1][1] == point[1]
        ):
            kept.pop()
        kept.append(point)
    yield from kept
