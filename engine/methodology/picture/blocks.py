"""Stages, frames, gates, and what is written in and beside them, as shapes."""

from collections.abc import Iterator, Mapping

from engine.methodology.picture.faces import LABEL, NOTE, label
from engine.methodology.picture.layout import Layout
from engine.methodology.picture.outline import Exit, Link, Side
from engine.methodology.picture.place import PAD, STEM, ending_width, endings_from, round_width
from engine.methodology.picture.shapes import Box, Fill, Shape, Text, Way
from engine.methodology.picture.stack import FOOT
from engine.methodology.picture.story import Story
from engine.methodology.picture.tree import Block
from engine.methodology.picture.ways import branch

_TALL = 18
"""The height of an ending, and a little more than that of a round."""
_BASE = 4
"""From the middle of a line of text to its base line."""


def frames(layout: Layout, story: Story | None, tips: Mapping[str, str]) -> Iterator[Shape]:
    """The frames, the outer before the inner, with their titles."""
    for block in layout.drawn.tree.blocks.values():
        if block.shape != "frame":
            continue
        left, top, right, foot = layout.corners(block.key)
        fill = _fill(block, story)
        yield Box(block.key, left, top, right - left, foot - top, fill, 10, tip=tips[block.key])
        x = left + PAD
        for line in layout.faces[block.key].lines:
            y = top + 18 + line.middle + _BASE
            text = Text(x, y, line.text, line.size, strong=line.bold, pale=not line.bold)
            yield text
            x = text.box()[2] + 8 if line.bold else left + PAD


def blocks(layout: Layout, story: Story | None, tips: Mapping[str, str]) -> Iterator[Shape]:
    """The stages and gates with their texts."""
    for block in layout.drawn.tree.blocks.values():
        if block.shape not in ("stage", "end", "gate"):
            continue
        left, top, right, foot = layout.corners(block.key)
        round_ = 0 if block.shape == "gate" else (foot - top) // 2 if block.shape == "end" else 5
        yield Box(
            block.key,
            left,
            top,
            right - left,
            foot - top,
            _fill(block, story),
            round_,
            block.shape == "gate",
            tips[block.key],
        )
        middle = (left + right) // 2
        for line in layout.faces[block.key].lines:
            y = (top + foot) // 2 + line.middle + _BASE
            yield Text(middle, y, line.text, line.size, "middle", line.bold, not line.bold)


def beside(layout: Layout, story: Story | None) -> Iterator[Shape]:
    """What stands beside gates and lines: decisions, endings, rounds, the names of moves."""
    for gate, exits in layout.drawn.exits.items():
        sides: tuple[tuple[Side, tuple[Exit, ...]], ...] = (
            ("left", exits.left),
            ("right", exits.right),
        )
        for side, rows in sides:
            for slot in range(len(rows)):
                yield from _row(layout, gate, side, rows, slot)
        yield from _foot(layout, gate, exits.down)
        yield from _rounds(layout, gate, story)
    for link in layout.drawn.links:
        if link.label and link.slot is None:
            yield _move(layout, link)


def _fill(block: Block, story: Story | None) -> Fill:
    if block.shape == "gate":
        return "gate"
    if story and block.key in story.here:
        return "here"
    if story and block.key in story.been and block.shape != "frame":
        return "been"
    return "none" if block.shape == "frame" else "final" if block.shape == "end" else "plain"


def _row(
    layout: Layout, gate: str, side: Side, rows: tuple[Exit, ...], slot: int
) -> Iterator[Shape]:
    """A decision on a side of its gate: its name above the line, and its ending if it has one."""
    one, y = rows[slot], layout.stack.row(gate, side, slot)
    corner = layout.side(gate, side)
    name = label(one.label)
    strong = one.look == "approval"
    if side == "left":
        yield Text(corner - STEM, y - 5, name, LABEL, "end", strong)
        return
    yield Text(corner + STEM, y - 5, name, LABEL, "start", strong)
    if one.ending is None:
        return
    left, wide = corner + endings_from(rows), ending_width(one.ending)
    key = f"{gate}/{one.label}"
    points = (*branch(layout, gate, side, y), (left, y))
    yield Way(points, one.look, gate, key)
    fill: Fill = "final" if one.final else "ending"
    yield Box(key, left, y - _TALL // 2, wide, _TALL, fill, _TALL // 2)
    yield Text(left + wide // 2, y + _BASE, one.ending, NOTE, "middle")


def _foot(layout: Layout, gate: str, down: tuple[Exit, ...]) -> Iterator[Shape]:
    """The decisions that lead straight down, to the right of their line."""
    x, y = layout.places.middle[gate] + 8, layout.corners(gate).foot + 12
    for number, one in enumerate(down):
        yield Text(x, y + FOOT * number, label(one.label), LABEL, "start", one.look == "approval")


def _rounds(layout: Layout, gate: str, story: Story | None) -> Iterator[Shape]:
    """The badges of the rounds: to the left of the line down, or below a gate beside it."""
    corners = layout.corners(gate)
    middle = (corners.left + corners.right) // 2
    top = corners.foot + 3
    for number, text in enumerate(story.rounds.get(gate, ()) if story else ()):
        wide = round_width(text)
        left = middle - wide // 2 if layout.drawn.tree.blocks[gate].beside else middle - 8 - wide
        key = f"{gate}/round {number}"
        yield Box(key, left, top + FOOT * number, wide, 15, "round", 2)
        yield Text(left + wide // 2, top + FOOT * number + 11, text, NOTE, "middle")


def _move(layout: Layout, link: Link) -> Text:
    """The name of a move, beside where it begins."""
    if link.side is None:
        x, y = layout.places.middle[link.target] + 8, layout.corners(link.target).top - 17
        return Text(x, y, label(link.label), LABEL)
    y, x = layout.stack.leaving(link) - 4, layout.side(link.source, link.side)
    if link.side == "left":
        return Text(x - 7, y, label(link.label), LABEL, "end")
    return Text(x + 7, y, label(link.label), LABEL)
