"""The picture of a methodology, or of a project in it: head, layout, legend."""

from collections.abc import Iterator, Mapping, Sequence

from engine.methodology.characters import safe
from engine.methodology.picture.blocks import beside, blocks, frames
from engine.methodology.picture.faces import LABEL
from engine.methodology.picture.layout import Layout
from engine.methodology.picture.legend import legend
from engine.methodology.picture.measure import wrap
from engine.methodology.picture.outline import outline
from engine.methodology.picture.shapes import Dot, Picture, Shape, Text, Way
from engine.methodology.picture.story import Story
from engine.methodology.picture.tips import standing_words, tips, words
from engine.methodology.picture.ways import ways
from engine.methodology.tables import Tables

_MARGIN = 28
_LEAST = 640
"""The least width, for head and legend."""


def picture(tables: Tables, story: Story | None = None) -> Picture:
    """Draw a methodology; with `story` it shows where a project is, was, and what was decided."""
    story = story.made_safe() if story else None
    layout = Layout(outline(tables), story)
    wide = max(layout.places.width, _LEAST)
    head, top = _head(tables, story, wide)
    body = drawn(layout, story, tips(tables))
    aside = (wide - layout.places.width) // 2
    foot = top + layout.stack.height[layout.drawn.tree.root.key] + 34
    notes, height = _notes(list(standing_words(tables)), foot, wide)
    key, height = legend(height, wide, of_a_project=story is not None)
    shapes = (*head, *(one.moved(aside, top) for one in body), *notes, *key)
    title = story.title if story else f"{safe(tables['title'])} {tables['version']}"
    return Picture(
        wide + 2 * _MARGIN,
        height + 2 * _MARGIN,
        title,
        words(tables, story),
        tuple(one.moved(_MARGIN, _MARGIN) for one in shapes),
    )


def drawn(layout: Layout, story: Story | None, told: Mapping[str, str]) -> Iterator[Shape]:
    """The shapes of a layout, the lowest first; `told` is what is told of each block."""
    near = list(beside(layout, story))
    yield from frames(layout, story, told)
    yield from (one for one in near if isinstance(one, Way))
    lines = ways(layout)
    yield from lines
    yield from (Dot(*one.points[-1], 3) for one in lines if one.joins)
    yield from blocks(layout, story, told)
    yield from (one for one in near if not isinstance(one, Way))


def _head(tables: Tables, story: Story | None, wide: int) -> tuple[Sequence[Shape], int]:
    """The lines above, and how much room they take."""
    name = f"{safe(tables['title'])} ({tables['methodology']} {tables['version']})"
    lines = [(one, 18, True) for one in wrap(story.title if story else name, 18, wide, 2)]
    for text in [name, *story.words] if story else []:
        lines += [(one, 12, False) for one in wrap(text, 12, wide, 3)]
    shapes, y = [], 0
    for text, size, strong in lines:
        y += size + 6
        shapes.append(Text(0, y - 6, text, size, strong=strong))
    return shapes, y + 22


def _notes(texts: Sequence[str], top: int, wide: int) -> tuple[Sequence[Shape], int]:
    """The lines below."""
    lines = [one for text in texts for one in wrap(text, LABEL, wide, 3)]
    shapes = [Text(0, top + 16 * number, one, LABEL) for number, one in enumerate(lines)]
    return shapes, top + 16 * len(lines)
