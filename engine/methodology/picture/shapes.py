"""What a picture is made of. All lengths are pixels from the upper left corner."""

from typing import Literal, NamedTuple, TypeAlias

from engine.methodology.picture.measure import width
from engine.methodology.picture.outline import Look

Fill: TypeAlias = Literal["none", "plain", "been", "here", "gate", "ending", "final", "round"]
Anchor: TypeAlias = Literal["start", "middle", "end"]
Point: TypeAlias = tuple[int, int]


class Box(NamedTuple):
    """A rectangle with corners rounded by `round`, or a diamond in it; `tip` tells about it."""

    key: str
    left: int
    top: int
    width: int
    height: int
    fill: Fill
    round: int = 0
    diamond: bool = False
    tip: str = ""

    def moved(self, x: int, y: int) -> "Box":
        """The same elsewhere."""
        return self._replace(left=self.left + x, top=self.top + y)


class Text(NamedTuple):
    """One line of text; `y` is its base line, `strong` bold, `pale` of less weight."""

    x: int
    y: int
    text: str
    size: int
    anchor: Anchor = "start"
    strong: bool = False
    pale: bool = False

    def moved(self, x: int, y: int) -> "Text":
        """The same elsewhere."""
        return self._replace(x=self.x + x, y=self.y + y)

    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right and foot of what it may cover."""
        wide = width(self.text, self.size)
        left = self.x - {"start": 0, "middle": wide // 2, "end": wide}[self.anchor]
        return left, self.y - self.size * 3 // 4, left + wide, self.y + self.size // 4


class Way(NamedTuple):
    """A line from the side of a block through corners.

    It ends in an arrow; or, when it `joins` another on its way to the same target, in a dot.
    """

    points: tuple[Point, ...]
    look: Look | Literal["stem"]
    source: str
    target: str
    joins: bool = False

    def moved(self, x: int, y: int) -> "Way":
        """The same elsewhere."""
        return self._replace(points=tuple((one + x, other + y) for one, other in self.points))


class Dot(NamedTuple):
    """A filled circle: where lines join, or where projects start."""

    x: int
    y: int
    radius: int

    def moved(self, x: int, y: int) -> "Dot":
        """The same elsewhere."""
        return self._replace(x=self.x + x, y=self.y + y)


Shape: TypeAlias = Box | Text | Way | Dot


class Picture(NamedTuple):
    """A picture: its size, its title, what it tells in words, and its shapes, the lowest first."""

    width: int
    height: int
    title: str
    words: str
    shapes: tuple[Shape, ...]
