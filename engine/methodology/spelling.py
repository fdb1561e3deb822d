"""What a misspelt word was meant to be.

`nearest` counts the edits (insert, delete, replace, swap of neighbours) between two words, after
capitals, and hyphen against underscore, are set aside. `did_you_mean` makes the sentence for a
message, and names letters that only look like the right ones: `role` with a Cyrillic o.
"""

import unicodedata
from collections.abc import Iterable, Mapping

from engine.methodology.characters import describe, kind, quoted

MEANT = "did you mean"
"""How a hint begins that names what was meant."""

_LONGEST = 64
_NAMED_LETTERS = 3

# Letters of Latin, Greek, Cyrillic and Armenian, and dashes, that pass for an ASCII character of a
# name. Selected from confusables.txt of Unicode Technical Standard 39; what compatibility
# normalisation (NFKC) already folds, such as fullwidth and mathematical letters, is not repeated.
_TWINS = {
    "a": "\u0251\u03b1\u0430",
    "b": "\u0184\u042c\u044c",
    "c": "\u1d04\u03f2\u0441",
    "d": "\u0501",
    "e": "\uab32\u0435\u04bd\u0454\u025b",
    "f": "\uab35\ua799\u1e9d\u0584",
    "g": "\u0261\u1d83\u018d\u0581",
    "h": "\u04bb\u0570",
    "i": "\u0131\u026a\u0269\u03b9\u0456\ua647\u04cf",
    "j": "\u03f3\u0458",
    "k": "\u03ba\u043a\u2c95",
    "l": "\u01c0\u04c0",
    "m": "\u043c\u1d0d",
    "n": "\u0578\u057c\u043f\u03b7\u0274",
    "o": "\u1d0f\u1d11\uab3d\u03bf\u03c3\u043e\u0585",
    "p": "\u03c1\u03f1\u0440",
    "q": "\u051b\u0563\u0566",
    "r": "\uab47\uab48\u1d26\u0433",
    "s": "\ua731\u01bd\u0455",
    "t": "\u0442\u03c4\u1d1b",
    "u": "\ua79f\u1d1c\uab4e\uab52\u028b\u03c5\u057d",
    "v": "\u1d20\u03bd\u0475",
    "w": "\u026f\u1d21\u0461\u051d\u0561",
    "x": "\u0445\u00d7\u03c7",
    "y": "\u0263\u1d8c\u028f\u1eff\uab5a\u03b3\u0443\u04af",
    "z": "\u1d22",
    "A": "\u0410\u0391",
    "B": "\u0412\u0392",
    "C": "\u0421\u03f9",
    "E": "\u0415\u0395",
    "H": "\u041d\u0397",
    "I": "\u0406\u0399",
    "K": "\u041a\u039a",
    "M": "\u041c\u039c",
    "N": "\u039d",
    "O": "\u041e\u039f",
    "P": "\u0420\u03a1",
    "S": "\u0405",
    "T": "\u0422\u03a4",
    "X": "\u0425\u03a7",
    "Y": "\u04ae\u03a5",
    "Z": "\u0396",
    "3": "\u0417\u0437",
    "6": "\u0431",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2212\u2043\u02d7",
    ".": "\u06f0",
}
_PLAIN = {twin: plain for plain, twins in _TWINS.items() for twin in twins}


def did_you_mean(
    word: str, known: Iterable[str], instead: Mapping[str, str] | None = None
) -> str | None:
    """Return the hint for an unknown `word`, or None when nothing known is near.

    `known` are the words allowed in that place. `instead` maps words that people bring along from
    elsewhere to the known word: with `{"quorum": "need"}`, `quorom` gives `did you mean "need"?`.
    """
    others = instead or {}
    meant = nearest(word, (*known, *others))
    parts = []
    if meant is not None:
        parts.append(f"{MEANT} {quoted(others.get(meant, meant))}?")
    parts.extend(_disguises(word))
    return " ".join(parts) or None


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the word of `known` that `word` was most likely meant to be, or None.

    A word of up to three letters may be one edit away, longer ones two, from nine letters on three;
    never half of a word or more. The same set gives the same answer in whatever order it comes.
    """
    if not word or len(word) > _LONGEST:
        return None
    letters = _fold(skeleton(word))
    best: tuple[int, bool, str] | None = None
    for candidate in known:
        limit = _tolerance(min(len(letters), len(candidate)))
        edits = _distance(letters, _fold(candidate), limit)
        rank = (edits, candidate[:1] != word[:1], candidate)
        if edits <= limit and (best is None or rank < best):
            best = rank
    return best[2] if best else None


def skeleton(word: str) -> str:
    """Return `word` as it looks: compatible forms and twins as ASCII, invisible letters gone."""
    visible = "".join(letter for letter in word if kind(letter) is None)
    return "".join(_PLAIN.get(letter, letter) for letter in unicodedata.normalize("NFKC", visible))


def _disguises(word: str) -> list[str]:
    # A word that is foreign throughout is not disguised: only what reads as ASCII is.
    if word.isascii() or not skeleton(word).isascii():
        return []
    found = [(at, letter) for at, letter in enumerate(word, 1) if not letter.isascii()]
    parts = []
    for at, letter in found[:_NAMED_LETTERS]:
        looks = skeleton(letter)
        contrast = f", not {quoted(looks)}" if looks else ""
        parts.append(f"letter {at} is {describe(letter)}{contrast}")
    if len(found) > _NAMED_LETTERS:
        parts.append(f"and {len(found) - _NAMED_LETTERS} more")
    return ["; ".join(parts)]


def _fold(word: str) -> str:
    return word.lower().replace("-", "_").replace(" ", "_")


def _tolerance(length: int) -> int:
    wanted = 1 if length <= 3 else 2 if length <= 8 else 3
    return min(wanted, (length - 1) // 2)


def _distance(one: str, other: str, limit: int) -> int:
    """Return the edits between two words (optimal string alignment); past `limit`, `limit` + 1."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, facing in enumerate(other, 1):
            edits = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != facing))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == facing:
                edits = min(edits, before[j - 2] + 1)
            row.append(edits)
        # A swap reaches two rows back, so both must be past the limit.
        if min(row) > limit and min(last) > limit:
            return limit + 1
        before, last = last, row
    return last[-1]
