"""What stands written in a block, and how large it is for that."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from engine.methodology.picture.measure import shorten, width, wrap
from engine.methodology.picture.outline import Outline
from engine.methodology.picture.story import Story
from engine.methodology.picture.tree import Block

TITLE: Final = 13
NAME: Final = 11
LABEL: Final = 11
NOTE: Final = 10
MOST: Final = 260
"""How wide a label may be."""

_LINE: Final[Mapping[int, int]] = {TITLE: 16, NAME: 14, NOTE: 13}


class Line(NamedTuple):
    """One line of text in a block; `middle` is how far below the block's middle its own lies."""

    text: str
    size: int
    bold: bool
    middle: int


class Face(NamedTuple):
    """The lines of a block, and its width and height."""

    lines: tuple[Line, ...]
    width: int
    height: int


def faces(drawn: Outline, story: Story | None) -> Mapping[str, Face]:
    """The faces of all blocks; those of one shape have one width, gates one height too."""
    found: dict[str, Face] = {}
    for key, block in drawn.tree.blocks.items():
        notes = story.notes.get(key, ()) if story else ()
        if block.shape in ("stage", "end"):
            found[key] = _box(block, notes)
        elif block.shape == "gate":
            found[key] = _diamond(block)
        elif block.shape == "frame":
            found[key] = _header(block, notes)
    for shapes in (("stage", "end"), ("gate",)):
        _even_out(found, [key for key in found if drawn.tree.blocks[key].shape in shapes])
    return found


def label(text: str) -> str:
    """A label, short enough to stand beside a line."""
    return shorten(text, LABEL, MOST)


def label_width(text: str) -> int:
    """How wide a label is."""
    return width(label(text), LABEL) if text else 0


def _even_out(found: dict[str, Face], keys: Sequence[str]) -> None:
    widest = max((found[key].width for key in keys), default=0)
    tallest = max((found[key].height for key in keys), default=0)
    for key in keys:
        face = found[key]
        is_gate = key.startswith("gate:")
        found[key] = Face(face.lines, widest, tallest if is_gate else face.height)


def _says_more(block: Block) -> bool:
    """Whether the id of a block tells more than its title in other letters."""
    return block.name.replace("_", " ") != block.title.lower().replace("_", " ")


def _texts(block: Block, notes: Sequence[str], most: int, lines: int) -> list[tuple[str, int]]:
    """The texts of a block with their sizes: title, id where it says more, what is more, notes."""
    texts = [(one, TITLE) for one in wrap(block.title, TITLE, most, lines)]
    if _says_more(block):
        texts += [(shorten(block.name, NAME, most), NAME)]
    if block.more:
        texts += [(one, NOTE) for one in wrap(block.more, NOTE, most, 2)]
    return texts + [(shorten(one, NOTE, most), NOTE) for one in notes]


def _lines(texts: Iterable[tuple[str, int]]) -> tuple[Line, ...]:
    """The lines, set one below the other around the middle."""
    texts = list(texts)
    top = -sum(_LINE[size] for _, size in texts) // 2
    found = []
    for text, size in texts:
        found.append(Line(text, size, size == TITLE, top + _LINE[size] // 2))
        top += _LINE[size]
    return tuple(found)


def _box(block: Block, notes: Sequence[str]) -> Face:
    lines = _lines(_texts(block, notes, 190, 3))
    widest = max(width(one.text, one.size) for one in lines)
    tall = sum(_LINE[one.size] for one in lines)
    return Face(lines, max(150, widest + 28), max(46, tall + 18))


def _header(block: Block, notes: Sequence[str]) -> Face:
    """The title of a frame with its id in one line, and the notes below."""
    title = shorten(block.title, TITLE, MOST)
    lines = [Line(title, TITLE, True, 0)]
    wide = width(title, TITLE)
    if _says_more(block):
        name = shorten(block.name, NAME, MOST)
        lines.append(Line(name, NAME, False, 0))
        wide += 8 + width(name, NAME)
    for number, one in enumerate(notes):
        note = shorten(one, NOTE, MOST)
        lines.append(Line(note, NOTE, False, (number + 1) * _LINE[NOTE]))
        wide = max(wide, width(note, NOTE))
    return Face(tuple(lines), wide, 28 + len(notes) * _LINE[NOTE])


def _diamond(block: Block) -> Face:
    """The smallest diamond, not too flat, that the texts fit in, however the title is broken.

    To break words or leave some out is the last resort.
    """
    found: list[tuple[bool, int, Face]] = []
    for most in range(70, 230, 10):
        texts = _texts(block, (), most, 4)
        whole = " ".join(text for text, _ in texts).split()
        told = [block.title, block.name * _says_more(block), block.more]
        broken = whole != " ".join(told).split()
        for half in range(36, 90, 4):
            face = _fitted(_lines(texts), half)
            if face:
                found.append((broken, face.width**2 + 3 * face.height**2, face))
    return min(found, key=lambda one: (one[0], one[1]))[2]


def _fitted(lines: Sequence[Line], half: int) -> Face | None:
    """The narrowest diamond of half the height `half` that lines fit in; None if none is."""
    wide = half * 3 // 2
    for one in lines:
        free = half - abs(one.middle) - _LINE[one.size] // 2
        if free <= 0:
            return None
        wide = max(wide, -(-(width(one.text, one.size) // 2 + 6) * half // free))
    return Face(tuple(lines), 2 * wide, 2 * half)
