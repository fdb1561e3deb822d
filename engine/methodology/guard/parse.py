"""Guard text -> tree: a recursive descent that is bounded before it can be deep.

Every bracket, sign before an operand and `else` branch counts towards the depth, so that the
descent is never deeper than some two hundred frames, whatever the text. The grammar stands in
`docs/guards.md`.
"""

from collections.abc import Callable
from typing import NoReturn

from engine.methodology.guard.scan import Token, scan
from engine.methodology.guard.tree import MACROS, RELATIONS, STRING_FUNCTIONS, Node, depth
from engine.methodology.guard.types import MAX_DEPTH, MAX_MACROS, MAX_NODES, Fault, GuardError
from engine.methodology.guard.words import (
    ABOUT,
    FUNCTIONS,
    METHODS,
    RESERVED_NAMES,
    WORD_HINTS,
    did_you_mean,
)
from engine.methodology.values import MONEY_DECIMALS, is_currency, read_date

_SPLIT = "split it into several criteria"


def parse(text: str) -> Node:
    """Return the tree of the guard `text`; names and types are `check`'s business.

    Raises `GuardError` with the first fault: a text over 2 KB, over 200 nodes, over 12 levels, over
    two macros inside each other, or outside the grammar.
    """
    parser = _Parser(scan(text))
    tree = parser.expression()
    if parser.token.kind != "end":
        parser.refuse_token("here an operator or the end is expected")
    if depth(tree) > MAX_DEPTH:
        _refuse(1, "guard.too_deep", f"the guard is more than {MAX_DEPTH} levels deep", _SPLIT)
    return tree


def _refuse(column: int, code: str, message: str, hint: str | None = None) -> NoReturn:
    raise GuardError([Fault(column, code, message, hint)])


class _Parser:
    """One reading of one text. `scope` holds the elements of the macros around."""

    __slots__ = ("at", "level", "nodes", "scope", "token", "tokens")

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.token = tokens[0]
        self.level = 0
        self.nodes = 0
        self.scope: list[str] = []

    # Tokens

    def step(self) -> Token:
        taken = self.token
        if taken.kind != "end":
            self.at += 1
            self.token = self.tokens[self.at]
        return taken

    def ahead(self, distance: int) -> Token:
        return self.tokens[min(self.at + distance, len(self.tokens) - 1)]

    def sees(self, *signs: str) -> bool:
        token = self.token
        return token.text in signs and (token.kind == "sign" or token.text == "in" == signs[-1])

    def expect(self, sign: str) -> Token:
        if not self.sees(sign):
            self.refuse_token(f"here {sign} is expected")
        return self.step()

    def refuse_token(self, expected: str) -> NoReturn:
        token = self.token
        shown = "a string" if token.kind == "string" else token.text
        hint = WORD_HINTS.get(token.text) if token.kind == "name" else None
        _refuse(token.column, "guard.syntax", f"{expected}, not {shown}", hint)

    def node(self, operation: str, column: int, *parts: object) -> Node:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            message = f"the guard has more than {MAX_NODES} names, constants and operators"
            _refuse(column, "guard.too_many_nodes", message, _SPLIT)
        return [operation, column, *parts]

    def deeper(self, read: Callable[[], Node]) -> Node:
        self.level += 1
        if self.level > MAX_DEPTH:
            message = f"brackets and signs are more than {MAX_DEPTH} levels deep"
            _refuse(self.token.column, "guard.too_deep", message, _SPLIT)
        node = read()
        self.level -= 1
        return node

    # Operators, from the loosest to the tightest

    def expression(self) -> Node:
        condition = self.chain("||", "or", lambda: self.chain("&&", "and", self.relation))
        if not self.sees("?"):
            return condition
        column = self.step().column
        then = self.chain("||", "or", lambda: self.chain("&&", "and", self.relation))
        self.expect(":")
        return self.node("if", column, condition, then, self.deeper(self.expression))

    def chain(self, sign: str, operation: str, read: Callable[[], Node]) -> Node:
        parts = [read()]
        column = self.token.column
        while self.sees(sign):
            self.step()
            parts.append(read())
        return self.node(operation, column, *parts) if len(parts) > 1 else parts[0]

    def relation(self) -> Node:
        left = self.sum()
        if not self.sees(*RELATIONS):
            return left
        sign = self.step()
        node = self.node(sign.text, sign.column, left, self.sum())
        if self.sees(*RELATIONS):
            hint = "join two comparisons with &&, or use brackets"
            _refuse(self.token.column, "guard.syntax", "comparisons can't be chained", hint)
        return node

    def sum(self) -> Node:
        return self.binary(("+", "-"), lambda: self.binary(("*", "/"), self.unary))

    def binary(self, signs: tuple[str, str], read: Callable[[], Node]) -> Node:
        left = read()
        while self.sees(*signs):
            sign = self.step()
            left = self.node(sign.text, sign.column, left, read())
        return left

    def unary(self) -> Node:
        if not self.sees("!", "-"):
            return self.member()
        sign = self.step()
        operation = "not" if sign.text == "!" else "neg"
        return self.node(operation, sign.column, self.deeper(self.unary))

    # Operands

    def member(self) -> Node:
        node = self.primary()
        while self.sees(".", "["):
            if self.sees("["):
                _refuse(
                    self.token.column,
                    "guard.syntax",
                    "elements can't be taken by number",
                    "use in, all, exists, exists_one or filter",
                )
            self.step()
            node = self.method(node)
        return node

    def primary(self) -> Node:
        token = self.token
        if token.kind == "name":
            return self.word()
        if token.kind in ("number", "string"):
            self.step()
            return self.node(token.kind, token.column, token.text)
        if self.sees("("):
            self.step()
            node = self.deeper(self.expression)
            self.expect(")")
            return node
        if not self.sees("["):
            self.refuse_token("here a name, a constant or a bracket is expected")
        return self.list_constant()

    def list_constant(self) -> Node:
        column = self.step().column
        items = self.arguments("]")
        return self.node("list", column, *items)

    def arguments(self, closing: str) -> list[Node]:
        """Read expressions separated by commas, up to and including the closing bracket."""
        found: list[Node] = []
        while not self.sees(closing):
            if found:
                self.expect(",")
            found.append(self.deeper(self.expression))
        self.step()
        return found

    def word(self) -> Node:
        token = self.token
        if token.text in ("true", "false"):
            self.step()
            return self.node("bool", token.column, token.text == "true")
        if self.ahead(1).text == "(" and self.ahead(1).kind == "sign":
            return self.call()
        return self.name()

    def name(self) -> Node:
        """Read a dotted name, up to a method that is called on it."""
        first = self.step()
        path = [first]
        while self.sees(".") and self.ahead(1).kind == "name" and self.ahead(2).text != "(":
            self.step()
            path.append(self.step())
        for part in path:
            if part.text in RESERVED_NAMES and (part.text != "today" or len(path) > 1):
                hint = WORD_HINTS.get(part.text)
                _refuse(part.column, "guard.syntax", f"{part.text} is a reserved word", hint)
        if first.text not in self.scope:
            return self.node("name", first.column, ".".join(part.text for part in path))
        if len(path) > 2:
            _refuse(path[2].column, "guard.syntax", f"{path[1].text} has no parts")
        if len(path) == 2:
            return self.node("part", first.column, first.text, path[1].text)
        return self.node("var", first.column, first.text)

    # Functions, methods and macros

    def call(self) -> Node:
        token = self.step()
        self.step()
        found = self.arguments(")")
        if token.text in FUNCTIONS or is_currency(token.text):
            return self.function(token, found)
        hint = WORD_HINTS.get(token.text) or did_you_mean(token.text, FUNCTIONS)
        if token.text in METHODS:
            hint = f"write it after a value: x.{token.text}(...)"
        _refuse(token.column, "guard.unknown_function", f"there is no function {token.text}", hint)

    def function(self, token: Token, found: list[Node]) -> Node:
        if len(found) != 1:
            message = f"{token.text} takes one argument, not {len(found)}"
            _refuse(token.column, "guard.arguments", message)
        if token.text == "has":
            return self.has(token, found[0])
        if token.text == "date":
            return self.date(token, found[0])
        if token.text == "items":
            return self.items(token, found[0])
        if token.text in ABOUT:
            return self.about(token, found[0])
        if token.text in FUNCTIONS:
            return self.node(token.text, token.column, found[0])
        return self.money(token, found[0])

    def has(self, token: Token, inner: Node) -> Node:
        if inner[0] == "part":
            return self.node("has_part", token.column, inner[2], inner[3])
        if inner[0] != "name":
            message, hint = "has asks whether a name is set", "write has(x) with a field's name"
            _refuse(int(inner[1]), "guard.arguments", message, hint)
        return self.node("has", token.column, inner[2])

    def items(self, token: Token, inner: Node) -> Node:
        if inner[0] != "name":
            message = "items takes the name of a register"
            _refuse(int(inner[1]), "guard.arguments", message, "write items(risk)")
        return self.node("items", token.column, inner[2])

    def about(self, token: Token, inner: Node) -> Node:
        """Read what asks about a stage, a gate or a tolerance by its name."""
        if inner[0] != "name":
            what = dict(zip(ABOUT, ("stage", "gate", "tolerance"), strict=True))[token.text]
            message = f"{token.text} takes the name of a {what}"
            _refuse(int(inner[1]), "guard.arguments", message, "write it without quotes")
        if token.text == "breached":
            return self.node("breached", token.column, inner[2])
        return self.node("name", token.column, f"{token.text}({inner[2]})")

    def date(self, token: Token, inner: Node) -> Node:
        if inner[0] != "string" or read_date(inner[2]) is None:
            message = "date takes a day that exists, as a string"
            _refuse(int(inner[1]), "guard.date", message, 'write date("2026-11-23")')
        return self.node("date", token.column, inner[2])

    def money(self, token: Token, inner: Node) -> Node:
        minus = "-" if inner[0] == "neg" else ""
        amount = inner[2] if minus else inner
        if amount[0] != "number":
            message = f"{token.text}(...) takes a number as it stands"
            hint = f"multiply instead: n * {token.text}(1)"
            _refuse(int(inner[1]), "guard.arguments", message, hint)
        if len(amount[2].partition(".")[2]) > MONEY_DECIMALS:
            message = f"an amount has at most {MONEY_DECIMALS} decimals"
            _refuse(int(amount[1]), "guard.number", message)
        text = minus + amount[2] if amount[2] != "0" else "0"
        return self.node("money", token.column, token.text, text)

    def method(self, receiver: Node) -> Node:
        token = self.token
        if token.kind != "name" or self.ahead(1).text != "(":
            message = "a value has no parts"
            _refuse(token.column, "guard.syntax", message, "only declared names have dots")
        self.step()
        if token.text in MACROS:
            return self.macro(token, receiver)
        if token.text not in STRING_FUNCTIONS:
            hint = WORD_HINTS.get(token.text) or did_you_mean(token.text, METHODS)
            if token.text in FUNCTIONS:
                hint = f"write {token.text}(x)"
            message = f"there is no function {token.text} on a value"
            _refuse(token.column, "guard.unknown_function", message, hint)
        self.step()
        found = self.arguments(")")
        if len(found) != 1:
            message = f"{token.text} takes one argument, not {len(found)}"
            _refuse(token.column, "guard.arguments", message)
        return self.node(token.text, token.column, receiver, found[0])

    def macro(self, token: Token, receiver: Node) -> Node:
        self.expect("(")
        variable = self.variable(token)
        self.expect(",")
        if len(self.scope) == MAX_MACROS:
            message = f"more than {MAX_MACROS} macros inside each other"
            _refuse(token.column, "guard.too_deep", message, _SPLIT)
        self.scope.append(variable)
        body = self.deeper(self.expression)
        self.scope.pop()
        self.expect(")")
        return self.node(token.text, token.column, receiver, variable, body)

    def variable(self, macro: Token) -> str:
        token = self.token
        if token.kind != "name" or token.text in ("true", "false", "in"):
            self.refuse_token(f"here a name for the elements is expected: {macro.text}(x, ...)")
        if token.text in RESERVED_NAMES:
            _refuse(token.column, "guard.syntax", f"{token.text} is a reserved word")
        if token.text in self.scope:
            message = f"{token.text} already names the element of the macro around"
            _refuse(token.column, "guard.shadow", message, "choose another name")
        self.step()
        return token.text
