"""How wide text is, and how it is broken into lines.

The widths are those of Helvetica bold, which Arial and Liberation Sans share; regular letters are
a little narrower. What is not ASCII is counted generously, by fixed ranges of code points, so that
no version of a Unicode table moves a line.
"""

from collections.abc import Iterator, Sequence
from typing import Final

_ASCII: Final = (
    *(278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278),
    *(556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611),
    *(975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778),
    *(667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556),
    *(333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611),
    *(611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584),
)
"""Widths of U+0020 to U+007E in thousandths of the size of the letters."""

ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"


def width(text: str, size: int) -> int:
    """The width of `text` in pixels at `size` pixels, rounded up."""
    return -(-sum(map(_width, text)) * size // 1000)


def shorten(text: str, size: int, most: int) -> str:
    """Return `text`, ended by an ellipsis where it would be wider than `most` pixels."""
    if width(text, size) <= most:
        return text
    while text and width(text + ELLIPSIS, size) > most:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS


def wrap(text: str, size: int, most: int, lines: int) -> list[str]:
    """Break `text` into at most `lines` lines of at most `most` pixels, as even as can be.

    Words are broken where they don't fit; what is left over ends in an ellipsis.
    """
    broken = _filled(text, size, most)
    if len(broken) > lines:
        rest = " ".join(broken[lines - 1 :])
        return [*broken[: lines - 1], shorten(rest, size, most)]
    narrower = most
    while narrower > 40 and len(_filled(text, size, narrower - 8)) == len(broken):
        narrower -= 8
    return _filled(text, size, narrower)


def _filled(text: str, size: int, most: int) -> list[str]:
    """Lines filled one after the other."""
    lines = [""]
    for part in _parts(text.split(), size, most):
        longer = f"{lines[-1]} {part}" if lines[-1] else part
        if lines[-1] and width(longer, size) > most:
            lines.append(part)
        else:
            lines[-1] = longer
    return lines


def _parts(words: Sequence[str], size: int, most: int) -> Iterator[str]:
    """The words, those too long for a line in pieces; ids are broken after an underscore."""
    for word in words:
        rest = word
        while width(rest, size) > most and len(rest) > 1:
            fits = next((n for n in range(len(rest), 1, -1) if width(rest[:n], size) <= most), 1)
            seam = rest.rfind("_", 0, fits) + 1
            cut = seam if seam > fits // 3 else fits
            yield rest[:cut]
            rest = rest[cut:]
        yield rest


def _width(letter: str) -> int:
    code = ord(letter)
    if 0x20 <= code < 0x7F:
        return _ASCII[code - 0x20]
    if 0x300 <= code < 0x370:  # accents that stand on the letter before
        return 0
    if code < 0x530:
        return 778
    return 1000
