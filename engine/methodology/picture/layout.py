"""The whole layout: every step taken, and the corners of everything that is drawn."""

from typing import NamedTuple

from engine.methodology.picture.faces import Face, faces
from engine.methodology.picture.lanes import lanes
from engine.methodology.picture.nudge import nudge
from engine.methodology.picture.outline import Outline, Side
from engine.methodology.picture.place import Places
from engine.methodology.picture.ports import ports
from engine.methodology.picture.routes import Route, routes
from engine.methodology.picture.stack import Stack
from engine.methodology.picture.story import Story


class Layout:
    """Where everything stands; `at` asks by key."""

    def __init__(self, drawn: Outline, story: Story | None) -> None:
        self.drawn = drawn
        self.routes: tuple[Route, ...] = routes(drawn)
        joined = ports(drawn.tree, self.routes)
        self.faces = faces(drawn, story)
        self.stack = Stack(drawn, self.faces, self.routes, joined, story)
        nudge(drawn.tree, self.routes, self.stack)
        self.lanes = lanes(self.routes, self.stack)
        self.places = Places(drawn, self.faces, self.lanes, joined, story)

    def corners(self, key: str) -> "Corners":
        """The outline of a stage, of a frame, or of a gate's diamond."""
        shape = self.drawn.tree.blocks[key].shape
        if shape == "gate":
            face: Face = self.faces[key]
            middle, height = self.places.diamond(key), self.stack.middle(key)
            return Corners(
                middle - face.width // 2,
                height - face.height // 2,
                middle + face.width // 2,
                height + face.height // 2,
            )
        middle, body = self.places.middle[key], self.places.body[key]
        top = self.stack.top[key]
        return Corners(middle - body.left, top, middle + body.right, top + self.stack.height[key])

    def side(self, key: str, side: Side) -> int:
        """Where a side of something is."""
        corners = self.corners(key)
        return corners.left if side == "left" else corners.right


class Corners(NamedTuple):
    """Left, top, right and foot."""

    left: int
    top: int
    right: int
    foot: int
