"""What the signs of a picture mean, in a line below it."""

from collections.abc import Sequence
from typing import Final

from engine.methodology.picture.faces import NOTE
from engine.methodology.picture.measure import width
from engine.methodology.picture.outline import Look
from engine.methodology.picture.shapes import Box, Shape, Text, Way

_BOXES: Final = (("stage", "plain", False), ("gate", "gate", True), ("ending", "ending", False))
_WAYS: Final[Sequence[tuple[str, Look]]] = (
    ("approval", "approval"),
    ("other decision", "decision"),
    ("move", "move"),
)
_SIGN: Final = 30


def legend(top: int, wide: int) -> tuple[Sequence[Shape], int]:
    """The shapes, and where they end."""
    shapes: list[Shape] = []
    x, y = 0, top + 14
    for text, sign in [*((name, name) for name, _, _ in _BOXES), *_WAYS]:
        length = _SIGN + 8 + width(text, NOTE) + 22
        if x and x + length > wide:
            x, y = 0, y + 20
        shapes += _sign(sign, x, y)
        shapes.append(Text(x + _SIGN + 8, y + 4, text, NOTE))
        x += length
    return shapes, y + 8


def _sign(sign: str, x: int, y: int) -> list[Shape]:
    for name, look in _WAYS:
        if look == sign:
            return [Way(((x, y), (x + _SIGN, y)), look, "", f"legend {name}")]
    key = f"legend {sign}"
    if sign == "stage":
        return [Box(key, x, y - 8, _SIGN, 16, "plain", 4)]
    if sign == "gate":
        return [Box(key, x, y - 9, _SIGN, 18, "gate", diamond=True)]
    return [Box(key, x, y - 8, _SIGN, 16, "ending", 8)]
