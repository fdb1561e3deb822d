"""The layout by itself: whatever stands in whatever, nothing lies on anything else."""

from collections import defaultdict
from random import Random

import pytest

from engine.methodology.picture.layout import Layout
from engine.methodology.picture.outline import Exit, Exits, Link, Outline, Side, sided
from engine.methodology.picture.picture import drawn
from engine.methodology.picture.shapes import Picture
from engine.methodology.picture.story import Story
from engine.methodology.picture.tree import ROOT, Block, Shape, Tree, gate_key
from tests.engine.methodology.picture.geometry import faults

MARGIN = 40


class Sketch:
    """Random blocks in blocks, with gates behind some of them, and random ways between them."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.count = 0
        self.tree = Tree(Block(ROOT, "line", inside=self.line(2, self.chance.randint(1, 3))))
        self.stages = [
            key for key, one in self.tree.blocks.items() if one.shape in ("stage", "frame")
        ]

    def name(self, shape: Shape) -> Block:
        """A new block, with a title of some length."""
        self.count += 1
        name = f"b{self.count}"
        title = " ".join(
            "word" * self.chance.randint(1, 3) for _ in range(self.chance.randint(1, 4))
        )
        return Block(gate_key(name) if shape == "gate" else name, shape, title, name)

    def line(self, depth: int, length: int) -> tuple[Block, ...]:
        """Blocks one below the other, each perhaps with gates behind it."""
        found: list[Block] = []
        for _ in range(length):
            found.append(self.block(depth))
            found += [
                self.name("gate")._replace(beside=True)
                for _ in range(self.chance.choice((0, 0, 1)))
            ]
            found += [self.name("gate")] if self.chance.random() < 0.6 else []
        return tuple(found)

    def block(self, depth: int) -> Block:
        """A stage, or a frame with a line or with tracks inside."""
        kind = self.chance.random()
        if not depth or kind < 0.5:
            return self.name("stage")
        frame = self.name("frame")
        if kind < 0.7:
            return frame._replace(inside=self.line(depth - 1, self.chance.randint(1, 2)))
        tracks = [
            self.name("frame")._replace(inside=self.line(depth - 1, self.chance.randint(1, 2)))
            for _ in range(self.chance.randint(2, 3))
        ]
        return frame._replace(across=True, inside=tuple(tracks))

    def target(self, source: str) -> str | None:
        """A stage or frame that is neither around the source nor inside it."""
        around = self.tree.chain(source)
        free = [one for one in self.stages if one not in around or one == source]
        free = [one for one in free if source == one or source not in self.tree.chain(one)]
        if self.tree.blocks[source].shape == "frame":
            free = [one for one in free if one != source]
        return self.chance.choice(free) if free else None

    def exits(self, gate: str) -> Exits:
        """Some decisions: to stages, and endings."""
        found = []
        for number in range(self.chance.randint(1, 5)):
            target = self.target(gate) if self.chance.random() < 0.6 else None
            look = self.chance.choice(("approval", "decision"))
            ending = None if target else self.chance.choice(("stays", "on hold, review in 9 days"))
            label = f"decision_{number}" * self.chance.randint(1, 2)
            found.append(
                Exit(label, "approval" if look == "approval" else "decision", target, ending)
            )
        return sided(self.tree, gate, found)

    def outline(self) -> Outline:
        """All of it."""
        gates = [key for key, one in self.tree.blocks.items() if one.shape == "gate"]
        exits = {gate: self.exits(gate) for gate in gates}
        links: list[Link] = []
        for gate, one in exits.items():
            if one.down:
                links.append(Link(gate, one.down[0].target or "", "", "approval", None))
            sides: tuple[tuple[Side, tuple[Exit, ...]], ...] = (
                ("left", one.left),
                ("right", one.right),
            )
            for side, rows in sides:
                links += [
                    Link(gate, row.target, row.label, row.look, side, slot)
                    for slot, row in enumerate(rows)
                    if row.target
                ]
        for source in self.stages:
            target = self.target(source) if self.chance.random() < 0.4 else None
            if target:
                side = self.chance.choice(("left", "right", "right"))
                straight = self.tree.below(source) == target
                label = self.chance.choice(("", "a_move", "another_longer_move"))
                where: Side = "left" if side == "left" else "right"
                links.append(Link(source, target, label, "move", None if straight else where))
        return Outline(self.tree, exits, tuple(links))


@pytest.mark.parametrize("seed", range(60))
def test_nothing_lies_on_anything_else_whatever_is_drawn(seed: int) -> None:
    """Stages in stages, tracks side by side, gates of every sort, ways from here to there."""
    outline = Sketch(seed).outline()
    rounds = {gate: ["round 1: go, 2026-11-23"] * (seed % 4) for gate in outline.exits}
    story = Story("", [], [], [], {}, rounds) if seed % 2 else None
    layout = Layout(outline, story)
    shapes = drawn(layout, story, defaultdict(str))
    size = (layout.places.width + 2 * MARGIN, layout.stack.height[ROOT] + 2 * MARGIN)
    picture = Picture(*size, "", "", tuple(one.moved(MARGIN, MARGIN) for one in shapes))
    assert faults(picture) == []
