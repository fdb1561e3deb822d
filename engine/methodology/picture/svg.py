"""A picture as SVG: attributes only, no script, no style sheet, no link, nothing from elsewhere.

Every text is escaped, and lies in an element's content, never in an attribute. Colours are light
and add to shapes and strokes, which say all of it alone: it can be printed in black and white.
"""

from typing import Final

from engine.methodology.characters import safe
from engine.methodology.picture.shapes import Box, Dot, Fill, Picture, Shape, Text, Way

_INK: Final = "#1a1a1a"
_FONT: Final = "Helvetica, Arial, 'Liberation Sans', sans-serif"
_ROLE: Final = 'role="img" aria-labelledby="picture-title picture-words"'
_FILLS: Final[dict[Fill, str]] = {
    "none": 'fill="none" stroke="#5f6b7a"',
    "plain": 'fill="#f3f6fa" stroke="#33475b"',
    "been": 'fill="#dde3ea" stroke="#33475b"',
    "here": 'fill="#ffffff" stroke="#1a1a1a" stroke-width="4"',
    "gate": 'fill="#fff6df" stroke="#7a5a00"',
    "ending": 'fill="#ffffff" stroke="#5f6b7a"',
    "final": 'fill="#ffffff" stroke="#1a1a1a" stroke-width="2"',
    "round": 'fill="#ffffff" stroke="#5f6b7a"',
}
_LOOKS: Final = {
    "approval": 'stroke-width="2.5"',
    "decision": 'stroke-width="1.25"',
    "stem": 'stroke-width="1.25"',
    "move": 'stroke-width="1.25" stroke-dasharray="5 4"',
}
_ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def svg(picture: Picture) -> str:
    """The picture as one SVG document in ASCII that ends with a line feed."""
    size = f'width="{picture.width}" height="{picture.height}"'
    view = f'viewBox="0 0 {picture.width} {picture.height}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {view} {_ROLE}>',
        f'<title id="picture-title">{escaped(picture.title)}</title>',
        f'<desc id="picture-words">{escaped(picture.words)}</desc>',
        f'<rect width="{picture.width}" height="{picture.height}" fill="#ffffff"/>',
        f'<g font-family="{_FONT}" fill="{_INK}" stroke="none">',
        *map(_shape, picture.shapes),
        "</g>",
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """Return `text`, made safe, as the content of an element, in ASCII."""
    marked = "".join(_ENTITIES.get(letter, letter) for letter in safe(text))
    return marked.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _shape(shape: Shape) -> str:
    if isinstance(shape, Box):
        return _box(shape)
    if isinstance(shape, Dot):
        return f'<circle cx="{shape.x}" cy="{shape.y}" r="{shape.radius}"/>'
    return _text(shape) if isinstance(shape, Text) else _way(shape)


def _box(box: Box) -> str:
    if box.diamond:
        x, y = box.left + box.width // 2, box.top + box.height // 2
        corners = (
            f"{box.left},{y} {x},{box.top} {box.left + box.width},{y} {x},{box.top + box.height}"
        )
        drawn = f'<polygon points="{corners}" {_FILLS[box.fill]}'
    else:
        at = f'x="{box.left}" y="{box.top}" width="{box.width}" height="{box.height}"'
        round_ = f' rx="{box.round}"' if box.round else ""
        drawn = f"<rect {at}{round_} {_FILLS[box.fill]}"
    tag = drawn[1:].partition(" ")[0]
    return f"{drawn}><title>{escaped(box.tip)}</title></{tag}>" if box.tip else f"{drawn}/>"


def _text(text: Text) -> str:
    anchor = f' text-anchor="{text.anchor}"' if text.anchor != "start" else ""
    weight = ' font-weight="bold"' if text.strong else ""
    pale = ' fill="#4a4a4a"' if text.pale else ""
    start = f'<text x="{text.x}" y="{text.y}" font-size="{text.size}"{anchor}{weight}{pale}>'
    return f"{start}{escaped(text.text)}</text>"


def _way(way: Way) -> str:
    """A line, and its head if it has one."""
    points = list(way.points)
    if not way.joins:  # the line ends under the head, whose tip is sharper
        (x, y), (step_x, step_y) = points[-1], _direction(way)
        points[-1] = (x - 5 * step_x, y - 5 * step_y)
    corners = " ".join(f"{x},{y}" for x, y in points)
    line = f'<polyline points="{corners}" fill="none" stroke="{_INK}" {_LOOKS[way.look]}/>'
    return line if way.joins else line + _head(way)


def _head(way: Way) -> str:
    (x, y), (step_x, step_y) = way.points[-1], _direction(way)
    half, long = (5, 11) if way.look == "approval" else (4, 9)
    one = f"{x - long * step_x - half * step_y},{y - long * step_y - half * step_x}"
    other = f"{x - long * step_x + half * step_y},{y - long * step_y + half * step_x}"
    return f'<polygon points="{x},{y} {one} {other}"/>'


def _direction(way: Way) -> tuple[int, int]:
    """The direction of the last piece: -1, 0 or 1 to the right and down."""
    (x, y), (end_x, end_y) = way.points[-2:]
    return (end_x > x) - (end_x < x), (end_y > y) - (end_y < y)
