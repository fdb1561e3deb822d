"""Guard text -> tokens. Every character is accounted for or refused with its column."""

import re
from typing import NamedTuple, NoReturn

from engine.errors import UsageError
from engine.methodology.guard.types import MAX_BYTES, Fault, GuardError
from engine.methodology.guard.words import SIGN_HINTS
from engine.methodology.values import canonical_decimal


class Token(NamedTuple):
    """A piece of a guard's text. `kind` is name, number, string, sign or end."""

    kind: str
    text: str
    column: int


_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
      | (?P<number>[0-9][0-9A-Za-z_.]*)
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<string>"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
      | (?P<sign>&&|\|\||==|!=|<=|>=|[<>!+*/?:(),.\[\]-])""",
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(.)")


def scan(text: str) -> list[Token]:
    """Return the tokens of `text`, an end token last.

    A number token holds the canonical decimal, a string token the string itself. Raises
    `GuardError` for a text over 2 KB of UTF-8 and for the first character that fits nowhere.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        message = f"the guard has {size} bytes, {MAX_BYTES} are allowed"
        raise GuardError([Fault(1, "guard.too_long", message, "split it into several criteria")])
    tokens, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            _refuse_character(text[at], at + 1)
        kind = str(match.lastgroup)
        if kind != "space":
            tokens.append(Token(kind, _meaning(kind, match[0], at + 1), at + 1))
        at = match.end()
    return [*tokens, Token("end", "the end", len(text) + 1)]


def _meaning(kind: str, text: str, column: int) -> str:
    if kind == "number":
        return _number(text, column)
    return _string(text, column) if kind == "string" else text


def _number(text: str, column: int) -> str:
    try:
        return canonical_decimal(text)
    except UsageError as error:
        hint = "write digits and a point, such as 100000 or 0.5"
        raise GuardError([Fault(column, "guard.number", error.message, hint)]) from None


def _string(text: str, column: int) -> str:
    inner = text[1:-1]
    for match in _ESCAPE.finditer(inner):
        if match[1] not in "\\\"'":
            fault = f"there is no escape {match[0]!a}"
            at = column + 1 + match.start()
            raise GuardError([Fault(at, "guard.string", fault, r"write \\, \" or \'")])
    plain = _ESCAPE.sub(r"\1", inner)
    for at, character in enumerate(inner):
        if not character.isprintable():
            fault = f"the string holds the invisible character U+{ord(character):04X}"
            raise GuardError([Fault(column + 1 + at, "guard.string", fault, "remove it")])
    return plain


def _refuse_character(character: str, column: int) -> NoReturn:
    shown = character if character.isascii() and character.isprintable() else ascii(character)[1:-1]
    hint = SIGN_HINTS.get(character)
    if not character.isascii():
        shown = f"U+{ord(character):04X}"
        hint = "outside a string only ASCII is read; is it a look-alike of a letter or digit?"
    fault = Fault(column, "guard.syntax", f"the character {shown} has no place here", hint)
    raise GuardError([fault])
