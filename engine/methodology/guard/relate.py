"""Which types go together: pure functions over `Type`, used by `check`."""

from engine.methodology.guard.tree import EQUALITY, Node
from engine.methodology.guard.types import Fault, Type
from engine.methodology.guard.words import did_you_mean

ORDERED = ("number", "money", "date", "days")

# (operation, left, right) -> kind of the result. Money keeps its currency.
_RESULTS = {
    ("+", "number", "number"): "number",
    ("-", "number", "number"): "number",
    ("*", "number", "number"): "number",
    ("/", "number", "number"): "number",
    ("+", "money", "money"): "money",
    ("-", "money", "money"): "money",
    ("*", "money", "number"): "money",
    ("*", "number", "money"): "money",
    ("/", "money", "number"): "money",
    ("/", "money", "money"): "number",
    ("+", "date", "days"): "date",
    ("-", "date", "days"): "date",
    ("+", "date", "workdays"): "date",
    ("-", "date", "workdays"): "date",
    ("-", "date", "date"): "days",
    ("+", "days", "days"): "days",
    ("-", "days", "days"): "days",
}


def currencies_clash(left: Type, right: Type) -> bool:
    """Tell whether both currencies are known and differ."""
    return None not in (left.currency, right.currency) and left.currency != right.currency


def result(operation: str, left: Type, right: Type) -> Type | None:
    """Return the type of an arithmetic operation, None when there is no such operation."""
    kind = _RESULTS.get((operation, left.kind, right.kind))
    if kind is None:
        return None
    return Type(kind, currency=(left.currency or right.currency) if kind == "money" else None)


def join(left: Type, right: Type) -> Type | None:
    """Return the type that covers both, None when there is none."""
    if left.kind != right.kind or currencies_clash(left, right):
        return None
    if left.kind == "item":
        return left if left == right else None
    values = None
    if left.values is not None and right.values is not None:
        values = tuple(dict.fromkeys((*left.values, *right.values)))
    item = join(left.item, right.item) if left.item and right.item else None
    if left.item and item is None:
        return None
    currency = left.currency if left.currency == right.currency else None
    return Type(left.kind, currency, values, item)


def relation_fault(sign: Node, left: Type, right: Type) -> Fault | None:
    """Return why `left` and `right` can't be compared by the operator of the node `sign`."""
    operation, column = str(sign[0]), int(sign[1])
    if left.kind != right.kind or left.kind in ("list", "workdays", "item"):
        message = f"{left} can't be compared with {right}"
        return Fault(column, "guard.type", message, _pair_hint(left, right))
    if currencies_clash(left, right):
        message = f"{left} can't be compared with {right}"
        return Fault(column, "guard.currency", message, "no rate of exchange is known")
    if operation not in (*EQUALITY, "in") and left.kind not in ORDERED:
        return Fault(column, "guard.type", f"{left} has no order", "compare with ==, != or in")
    return None


def choice_fault(place: Node, left: Type, right: Type) -> Fault | None:
    """Return the complaint about two strings that can never be equal.

    `place` is the node complained about; when it is a string constant, the other side's values are
    what it should be one of.
    """
    if left.values is None or right.values is None or set(left.values) & set(right.values):
        return None
    if place[0] != "string":
        message = "the two can never be equal: they have no value in common"
        return Fault(int(place[1]), "guard.not_a_choice", message)
    known = right.values if left.values == (place[2],) else left.values
    forms = f"it takes {', '.join(known)}"
    guess = did_you_mean(place[2], known)
    hint = f"{guess} {forms}" if guess else forms
    return Fault(
        int(place[1]), "guard.not_a_choice", f"{place[2]!a} is not one of its values", hint
    )


def arithmetic_fault(sign: Node, left: Type, right: Type) -> Fault | None:
    """Return why the arithmetic of the node `sign` is not defined, None when it is."""
    operation, column = str(sign[0]), int(sign[1])
    words = {
        "+": "be added to",
        "-": "be reduced by",
        "*": "be multiplied by",
        "/": "be divided by",
    }
    message = f"{left} can't {words[operation]} {right}"
    if operation == "+":
        message = f"{right} can't be added to {left}"
    if result(operation, left, right) is None:
        return Fault(column, "guard.type", message, _pair_hint(left, right))
    if currencies_clash(left, right):
        return Fault(column, "guard.currency", message, "no rate of exchange is known")
    return None


def _pair_hint(left: Type, right: Type) -> str | None:
    kinds = {left.kind, right.kind}
    if kinds == {"money", "number"}:
        currency = left.currency or right.currency or "EUR"
        return f"write an amount as {currency}(100000)"
    if kinds == {"date", "string"}:
        return 'write date("2026-11-23")'
    if "workdays" in kinds:
        return "working days are added to a date or taken from one: today + workdays(10) <= due"
    if kinds in ({"date", "number"}, {"days", "number"}):
        return "write days(n), weeks(n) or workdays(n)"
    if "list" in kinds:
        return "ask with in, size, all, exists or exists_one"
    if "person" in kinds:
        return "a person can only be compared with a person"
    return None
