"""What an unquoted word of a YAML file means: the YAML 1.2 core schema, without its odd spellings.

    null ~ and nothing   None
    true false           bool
    12 -3                int, at most 2**53 - 1
    12.5 -0.50           Decimal, at most 28 digits; never a float, and 2.0 is neither 2 nor "2.0"
    anything else        str: yes, NO, on, 2026-11-23, 10 working days, 60%, 1.0.0, 0..10

Words that some reader of YAML takes for a number, a boolean or a null, and another for text, are
refused: 010 (8 or 10), 1:30 (90 or text), 1_000, 0x1F, 1e3, .5, +5, .inf, True, NULL. Quoted, they
are text.
"""

import re
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from engine.canonical import MAX_INT
from engine.methodology.characters import quoted

Scalar: TypeAlias = None | bool | int | str | Decimal

MAX_DECIMAL_DIGITS = 28

_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
_ODD_WORDS = frozenset({"Null", "NULL", "True", "TRUE", "False", "FALSE"})
_INTEGER = re.compile(r"(?!-0\Z)-?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"(?!-0\.0+\Z)-?(?:0|[1-9][0-9]*)\.[0-9]+")
_MAX_INTEGER_LETTERS = len(str(-MAX_INT))

# Everything that YAML 1.1, YAML 1.2 or a lenient reader of either takes for a number.
_NUMBER_LIKE = re.compile(
    r"""[-+]?(?:
        0[box][0-9a-f_]+
      | [0-9][0-9_]*(?::[0-9]+)+(?:\.[0-9_]*)?
      | [0-9][0-9_]*(?:\.[0-9_]*)?(?:e[-+]?[0-9]+)?
      | \.[0-9][0-9_]*(?:e[-+]?[0-9]+)?
      | \.(?:inf|nan)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
# The first that is found is the reason given.
_REASONS = (
    (re.compile(r"inf|nan", re.IGNORECASE), "infinity and not-a-number have no place here"),
    (re.compile(r"0[box]", re.IGNORECASE), "numbers are written in base ten"),
    (re.compile(r":"), "YAML readers differ on whether this is text or a number to base 60"),
    (re.compile(r"_"), "a number has no underscores"),
    (re.compile(r"e", re.IGNORECASE), "a number has no exponent"),
    (re.compile(r"\+"), "a number has no plus sign"),
    (re.compile(r"\A-?\.|\.\Z"), "a decimal has digits on both sides of its point"),
    (re.compile(r"\A-?0[0-9]"), "a number does not begin with 0"),
    (re.compile(r"\A-0"), "zero has no sign"),
)


class Odd(NamedTuple):
    """A word that is refused: the code of the complaint, what is wrong, and what to write."""

    code: str
    message: str
    hint: str


def resolve(word: str) -> Scalar | Odd:
    """Return what the unquoted `word` means, or why it is refused."""
    if word in _WORDS:
        return _WORDS[word]
    if word in _ODD_WORDS:
        return _odd_word(word)
    if not _NUMBER_LIKE.fullmatch(word):
        return word
    if _INTEGER.fullmatch(word):
        return _integer(word)
    if _DECIMAL.fullmatch(word):
        digits = len(word.lstrip("-")) - 1
        fits = digits <= MAX_DECIMAL_DIGITS
        reason = f"a decimal has at most {MAX_DECIMAL_DIGITS} digits"
        return Decimal(word) if fits else _odd_number(word, reason)
    return _odd_number(word, next(reason for found, reason in _REASONS if found.search(word)))


def _integer(word: str) -> int | Odd:
    # Python refuses to convert thousands of digits by raising; the length is looked at first.
    if len(word) <= _MAX_INTEGER_LETTERS and abs(int(word)) <= MAX_INT:
        return int(word)
    return _odd_number(word, f"a whole number is at most {MAX_INT}")


def _odd_number(word: str, reason: str) -> Odd:
    message = f"{quoted(word)} is not a plain number: {reason}"
    return Odd("yaml.number", message, "write it as 12 or 12.5; quote it if it is text")


def _odd_word(word: str) -> Odd:
    plain = word.lower()
    message = f"{quoted(word)} is not read alike everywhere: only {plain} is"
    return Odd("yaml.odd_word", message, f"write {plain}; quote it if it is text")
