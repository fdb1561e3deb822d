"""What the signs of a picture mean, in a line below it."""

from collections.abc import Sequence
from typing import Final

from engine.methodology.picture.faces import NOTE
from engine.methodology.picture.measure import width
from engine.methodology.picture.shapes import Box, Shape, Text, Way

_SIGN: Final = 30
_SIGNS: Final[Sequence[tuple[str, Shape]]] = (
    ("stage", Box("legend stage", 0, -8, _SIGN, 16, "plain", 4)),
    ("gate", Box("legend gate", 0, -9, _SIGN, 18, "gate", diamond=True)),
    ("ending", Box("legend ending", 0, -8, _SIGN, 16, "ending", 8)),
    ("approval", Way(((0, 0), (_SIGN, 0)), "approval", "", "legend approval")),
    ("other decision", Way(((0, 0), (_SIGN, 0)), "decision", "", "legend decision")),
    ("move", Way(((0, 0), (_SIGN, 0)), "move", "", "legend move")),
)
_OF_A_PROJECT: Final[Sequence[tuple[str, Shape]]] = (
    ("is here", Box("legend here", 0, -8, _SIGN, 16, "here", 4)),
    ("was here", Box("legend been", 0, -8, _SIGN, 16, "been", 4)),
)


def legend(top: int, wide: int, *, of_a_project: bool) -> tuple[Sequence[Shape], int]:
    """The shapes, and where they end."""
    shapes: list[Shape] = []
    x, y = 0, top + 14
    for text, sign in (*_SIGNS, *(_OF_A_PROJECT if of_a_project else ())):
        length = _SIGN + 8 + width(text, NOTE) + 22
        if x and x + length > wide:
            x, y = 0, y + 22
        shapes += [sign.moved(x, y), Text(x + _SIGN + 8, y + 4, text, NOTE)]
        x += length
    return shapes, y + 8
