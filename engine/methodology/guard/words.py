"""The words of the guard language, and hints for those who know another one."""

from collections.abc import Iterable
from difflib import get_close_matches

from engine.methodology.guard.tree import DURATION_LIMITS, MACROS, STRING_FUNCTIONS

ABOUT = ("visits", "passed", "breached")
"""Functions about the project that take a name: of a stage, a gate, a tolerance."""

FUNCTIONS = ("has", "size", "date", "items", *ABOUT, *DURATION_LIMITS)
METHODS = (*STRING_FUNCTIONS, *MACROS)

# Words with a meaning in guards, and the words that CEL reserves: no name may contain one of them.
RESERVED_NAMES = frozenset((
    *("false", "has", "in", "null", "today", "true"),
    *("as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop"),
    *("namespace", "package", "return", "var", "void", "while"),
))  # fmt: skip

WORD_HINTS = {
    "and": "write &&",
    "or": "write ||",
    "not": "write !",
    "True": "write true",
    "False": "write false",
    "count": "write size(items(x).filter(...))",
    "null": "ask has(x) whether x is set",
    "None": "ask has(x) whether x is set",
    "now": "write today",
    "matches": "there are no patterns; write startsWith, endsWith or contains",
    "map": "a macro is one of all, exists, exists_one, filter",
    "duration": "write days(n), weeks(n) or workdays(n)",
    "timestamp": 'write date("2026-11-23")',
    "int": "numbers are exact and of one type; nothing needs converting",
    "double": "numbers are exact and of one type; nothing needs converting",
    "string": "there is nothing to convert",
}
SIGN_HINTS = {
    "=": "compare with ==",
    "&": "write &&",
    "|": "write ||",
    "%": "there is no remainder; write 10% of x as x * 0.1",
    "{": "there are no maps",
    '"': "the string has no end",
    "'": "the string has no end",
    "\\": "an escape stands inside a string only",
}


def did_you_mean(wrong: str, known: Iterable[str]) -> str | None:
    """Return a hint that names the known word nearest to `wrong`, or None."""
    close = get_close_matches(wrong, sorted(known), 1)
    return f"did you mean {close[0]}?" if close else None
