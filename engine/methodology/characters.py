r"""Characters that must not reach a terminal or hide in a file, and how they are shown instead.

Four kinds are unsafe. Each is a fixed list of code points, not a question to Python's Unicode
tables: what is refused must not depend on which Python reads the file.

    control    C0, DEL and C1: move the cursor, clear the screen, rewrite the line above
    bidi       turn the reading direction, so that text reads other than it is
    invisible  other format characters (Unicode category Cf), fillers without a glyph, line and
               paragraph separators, code points that are no characters
    surrogate  half of a pair: no character, and not writable as UTF-8

`safe` is the one function that makes text of other people fit for a terminal.

    >>> print(safe("pay\u202eload\x1b[2J\n"))
    pay\u202eload\x1b[2J\n
"""

import re
import unicodedata
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["control", "bidi", "invisible", "surrogate"]

_NO_CHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}-{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_CLASSES: dict[Kind, str] = {
    "control": "\x00-\x1f\x7f-\x9f",
    "bidi": "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069",
    "invisible": (
        "\u00ad\u034f\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180e"
        "\u200b-\u200d\u2028\u2029\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
        "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
        "\U000e0001\U000e0020-\U000e007f" + _NO_CHARACTERS
    ),
    "surrogate": "\ud800-\udfff",
}
_NOT_TAB_NOR_BREAK = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_KINDS: dict[Kind, re.Pattern[str]] = {
    kind: re.compile(f"[{members}]") for kind, members in _CLASSES.items()
}
UNSAFE = re.compile("[" + "".join(_CLASSES.values()) + "]")

# In a text of several lines, tab and line feed are at home; a carriage return only before one.
UNSAFE_IN_LINES = re.compile(
    f"[{_NOT_TAB_NOR_BREAK}{_CLASSES['bidi']}{_CLASSES['invisible']}{_CLASSES['surrogate']}]"
    r"|\r(?!\n)"
)

_SHORT = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}


def kind(character: str) -> Kind | None:
    """Return what makes `character` unsafe to show, or None when it is safe."""
    return next((name for name, members in _KINDS.items() if members.match(character)), None)


def safe(text: str) -> str:
    r"""Return `text` for one line of a terminal: unsafe characters as `\n`, `\x1b`, `\u202e`.

    All other characters stay as they are, backslashes too, so a path reads as it was typed.
    """
    return UNSAFE.sub(_escape, text)


def quoted(text: str, limit: int = 60) -> str:
    """Return `text` safe, between double quotes, with `...` after `limit` characters."""
    shown = text if len(text) <= limit else text[: limit - 3] + "..."
    return '"' + safe(shown).replace('"', r"\"") + '"'


def describe(character: str) -> str:
    """Return code point and Unicode name of `character`: `U+043E CYRILLIC SMALL LETTER O`."""
    fallback = {"control": "CONTROL CHARACTER", "surrogate": "HALF A SURROGATE PAIR"}
    name = unicodedata.name(character, fallback.get(kind(character) or "", "UNNAMED"))
    return f"U+{ord(character):04X} {name}"


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    code = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
