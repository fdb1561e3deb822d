"""What is wrong with a picture, found by looking at its shapes alone."""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from engine.methodology.picture.shapes import Box, Picture, Point, Text, Way

Area = tuple[int, int, int, int]
Piece = tuple[Point, Point]


def faults(picture: Picture) -> list[str]:
    """Everything that a reader would stumble over."""
    boxes = [one for one in picture.shapes if isinstance(one, Box)]
    texts = [one for one in picture.shapes if isinstance(one, Text)]
    ways = [one for one in picture.shapes if isinstance(one, Way)]
    return [
        *_outside(picture, texts, boxes),
        *_on_each_other(texts, boxes),
        *_loose(boxes, ways),
        *_through(boxes, ways),
        *_struck(texts, ways),
        *_entangled(ways),
    ]


def _outside(picture: Picture, texts: Sequence[Text], boxes: Sequence[Box]) -> Iterator[str]:
    areas = [(one.text, one.box()) for one in texts] + [(one.key, area(one)) for one in boxes]
    for name, (left, top, right, foot) in areas:
        if min(left, top) < 0 or right > picture.width or foot > picture.height:
            yield f"{name} lies outside the picture"


def _on_each_other(texts: Sequence[Text], boxes: Sequence[Box]) -> Iterator[str]:
    for one, other in combinations(texts, 2):
        if overlap(one.box(), other.box()):
            yield f"the text {one.text} lies on {other.text}"
    for first, second in combinations(boxes, 2):
        inside = within(area(second), area(first)) or within(area(first), area(second))
        if overlap(area(first), area(second)) and not inside:
            yield f"{first.key} lies on {second.key}"
    for text in texts:
        for box in boxes:
            astride = overlap(text.box(), area(box)) and not within(text.box(), area(box))
            if astride and not box.diamond:
                yield f"the text {text.text} lies on the edge of {box.key}"


def _loose(boxes: Sequence[Box], ways: Sequence[Way]) -> Iterator[str]:
    by_key = {box.key: box for box in boxes}
    for way in ways:
        if not way.source:  # a sign of the legend
            continue
        if not on_edge(way.points[0], by_key[way.source]):
            yield f"{way} doesn't begin at {way.source}"
        joined = any(
            on_piece(way.points[-1], piece)
            for other in ways
            if other.target == way.target and other.look == way.look and not other.joins
            for piece in pairwise(other.points)
        )
        if not (joined if way.joins else on_edge(way.points[-1], by_key[way.target])):
            yield f"{way} doesn't end at {way.target}"


def _through(boxes: Sequence[Box], ways: Sequence[Way]) -> Iterator[str]:
    by_key = {box.key: box for box in boxes}
    for way in ways:
        for piece in pairwise(way.points):
            if piece[0][0] != piece[1][0] and piece[0][1] != piece[1][1]:
                yield f"{way} runs aslant"
            for box in boxes:
                if not crosses(piece, box):
                    continue
                ends = [by_key[key] for key in (way.source, way.target) if key]
                if not any(within(area(end), area(box)) and end != box for end in ends):
                    yield f"{way} runs through {box.key}"


def _struck(texts: Sequence[Text], ways: Sequence[Way]) -> Iterator[str]:
    for way in ways:
        for piece in pairwise(way.points):
            for text in texts:
                if overlap(spread(piece), text.box()):
                    yield f"{way} strikes the text {text.text}"


def _entangled(ways: Sequence[Way]) -> Iterator[str]:
    """Lines that lie on each other, though they have no end in common."""
    for one, other in combinations(ways, 2):
        if one.source == other.source or one.target == other.target:
            continue
        for piece in pairwise(one.points):
            for another in pairwise(other.points):
                same_x = {point[0] for point in (*piece, *another)}
                same_y = {point[1] for point in (*piece, *another)}
                if min(len(same_x), len(same_y)) == 1 and touch(piece, another):
                    yield f"{one} lies on {other}"


def area(box: Box) -> Area:
    """Left, top, right and foot of a box."""
    return box.left, box.top, box.left + box.width, box.top + box.height


def spread(piece: Piece) -> Area:
    """The area of a piece of a line."""
    (x, y), (other_x, other_y) = piece
    return min(x, other_x), min(y, other_y), max(x, other_x) + 1, max(y, other_y) + 1


def overlap(one: Area, other: Area) -> bool:
    """Whether two areas have more than an edge in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def touch(one: Piece, other: Piece) -> bool:
    """Whether two pieces have a point in common."""
    return overlap(spread(one), spread(other))


def within(inner: Area, outer: Area) -> bool:
    """Whether an area lies in another."""
    return (
        outer[0] <= inner[0]
        and outer[1] <= inner[1]
        and inner[2] <= outer[2]
        and inner[3] <= outer[3]
    )


def on_piece(point: Point, piece: Piece) -> bool:
    """Whether a point lies on a piece."""
    left, top, right, foot = spread(piece)
    return left <= point[0] < right and top <= point[1] < foot


def on_edge(point: Point, box: Box) -> bool:
    """Whether a point lies on the edge of a box, or at a corner of a diamond."""
    left, top, right, foot = area(box)
    x, y = point
    if box.diamond:
        middle, height = (left + right) // 2, (top + foot) // 2
        return point in {(left, height), (right, height), (middle, top), (middle, foot)}
    upright = x in (left, right) and top <= y <= foot
    return upright or (y in (top, foot) and left <= x <= right)


def crosses(piece: Piece, box: Box) -> bool:
    """Whether a piece runs inside a box; its edge and a frame's way to it don't count."""
    left, top, right, foot = area(box)
    x, y, end_x, end_y = spread(piece)
    if box.diamond and not (x < right and left < end_x and y < foot and top < end_y):
        return False
    return x < right and end_x > left + 1 and y < foot and end_y > top + 1
