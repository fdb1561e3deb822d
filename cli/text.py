"""Lines for a terminal: made safe, as wide as they look, wrapped, styled.

A `Line` is a string, a `Styled` one, or several of both side by side. Whatever prints lines passes
each string through `safe`, so that no text of other people moves a cursor; styles go around it.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, NamedTuple, TypeAlias

Style: TypeAlias = Literal["bold", "dim", "red", "green", "yellow"]

_CODES: Final = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33"}


def safe(text: str) -> str:
    """Return `text` for one line of a terminal: unsafe characters as `\\n`, `\\u202e`."""
    if text.isascii() and text.isprintable():
        return text
    # What knows every character takes longer to load than most answers take to write.
    from engine.methodology import characters

    return characters.safe(text)


class Styled(NamedTuple):
    """A text with a style."""

    style: Style
    text: str


Line: TypeAlias = str | Styled | tuple[str | Styled, ...]


def render(line: Line, *, colour: bool) -> str:
    """Return `line` as it is written: every text safe, styles as codes where there is `colour`."""
    if isinstance(line, str):
        return safe(line)
    if isinstance(line, Styled):
        words = safe(line.text)
        return f"\x1b[{_CODES[line.style]}m{words}\x1b[0m" if colour else words
    return "".join(render(part, colour=colour) for part in line)


def width_of(text: str) -> int:
    """Return the columns that a safe text takes: two for wide characters, none for marks."""
    if text.isascii():
        return len(text)
    import unicodedata

    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    marks = sum(unicodedata.combining(letter) != 0 for letter in text)
    return len(text) + wide - marks


def wrap(text: str, width: int) -> list[str]:
    """Break a safe text into lines of at most `width` columns, at blanks where there are some."""
    lines, line, used = [], "", 0
    for word in text.split(" "):
        for piece in _pieces(word, width):
            size = width_of(piece)
            if line and used + 1 + size > width:
                lines.append(line)
                line, used = piece, size
            else:
                line = f"{line} {piece}" if line else piece
                used += size + (1 if used else 0)
    return [*lines, line]


def _pieces(word: str, width: int) -> Iterator[str]:
    """Cut a word that is too wide for a line."""
    while width_of(word) > width:
        cut = next(size for size in range(min(width, len(word)), 0, -1) if _fits(word, size, width))
        yield word[:cut]
        word = word[cut:]
    yield word


def _fits(word: str, size: int, width: int) -> bool:
    return size == 1 or width_of(word[:size]) <= width


def hanging(text: str, width: int, by: int = 2) -> list[str]:
    """A text moved to the right, its further lines twice as far."""
    first, *rest = wrap(safe(text), max(width - 2 * by, 20))
    return [" " * by + first, *(" " * 2 * by + line for line in rest)]


def indented(lines: Iterable[Line], by: int = 2) -> list[Line]:
    """Return `lines` moved to the right."""
    blank = " " * by
    return [
        (blank, *line)
        if isinstance(line, tuple) and not isinstance(line, Styled)
        else (blank, line)
        for line in lines
    ]


def table(headers: Sequence[str], rows: Iterable[Sequence[str]], width: int = 80) -> list[Line]:
    """Lay `rows` out under `headers`; where they don't fit the widest columns are wrapped."""
    cells = [[safe(cell) for cell in row] for row in rows]
    natural = [
        max(width_of(row[index]) for row in [list(headers), *cells])
        for index in range(len(headers))
    ]
    widths = _fit(natural, width - 2 * (len(headers) - 1))
    lines: list[Line] = [Styled("bold", _row(headers, widths))]
    for row in cells:
        broken = [wrap(cell, size) for cell, size in zip(row, widths, strict=True)]
        for index in range(max(map(len, broken))):
            parts = [part[index] if index < len(part) else "" for part in broken]
            lines.append(_row(parts, widths))
    return lines


def pairs(items: Iterable[tuple[str, str]], width: int = 80) -> list[Line]:
    """Lay labels and texts out in two columns."""
    shown = [(label, safe(text)) for label, text in items]
    if not shown:
        return []
    size = max(width_of(label) for label, _ in shown) + 2
    lines: list[Line] = []
    for label, text in shown:
        first, *rest = wrap(text, max(width - size, 20))
        lines.append((Styled("dim", label.ljust(size)), first))
        lines.extend(" " * size + one for one in rest)
    return lines


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        cell + " " * (size - width_of(cell)) for cell, size in zip(cells, widths, strict=True)
    ]
    return "  ".join(padded).rstrip()


def _fit(natural: Sequence[int], room: int) -> list[int]:
    """Return widths that sum up to at most `room`, taken from the widest; none below 8."""
    widths = list(natural)
    while sum(widths) > room:
        widest = max(range(len(widths)), key=lambda index: widths[index])
        if widths[widest] <= 8:
            break
        widths[widest] -= 1
    return widths
