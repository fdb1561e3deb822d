"""Judging a guard: typed tree + values -> Outcome. Exact, bounded, and never true by accident.

Numbers are fractions of whole numbers, so nothing is ever rounded. Whatever can't be evaluated, a
value that is not set first of all, ends the guard with an error; an error is not false, and whoever
asked must refuse the act. `&&`, `||` and `?:` evaluate from left to right and only what they need.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple, TypeAlias

from engine.canonical import Json
from engine.errors import UsageError
from engine.methodology.guard.quantity import (
    GuardFailure,
    Item,
    Number,
    Span,
    Value,
    calculate,
    difference,
    equal,
    negative,
    read,
)
from engine.methodology.guard.tree import DURATION_LIMITS, Node, as_node
from engine.methodology.values import read_date

MAX_STEPS = 10_000
MAX_ITEMS = 1_000
ITEM_STEPS = 50
"""What each item of the registers that a guard reads adds to its steps."""

ITEMS = "items()"
"""The key of the values under which the items stand, by register; no name is like it."""

AddWorkdays: TypeAlias = Callable[[str, int], str]
"""The working day that lies a count after a date: (YYYY-MM-DD, -9999..9999) -> YYYY-MM-DD.

Before it when the count is negative. Raises `UsageError` when the calendar can't tell.
"""


class Outcome(NamedTuple):
    """What a guard came to.

    `ok` is True when the guard is true, and only then. `error` is None, or a code:

        guard.missing_value   `name` is not set
        guard.bad_value       `name` has a value of another form than declared
        guard.currency        two currencies met
        guard.division        division by zero
        guard.duration        a count of days that is not whole or not in range
        guard.date_range      a date outside the years 1 to 9999
        guard.calendar        the calendar can't tell, or none was given
        guard.list_too_long   `name` has more than 1,000 elements
        guard.budget          more steps than allowed

    `column` is the place of the error in the guard's text. `steps` counts what was evaluated.
    """

    ok: bool
    error: str | None = None
    name: str | None = None
    column: int | None = None
    steps: int = 0


def evaluate(
    tree: Json,
    values: Mapping[str, Json],
    *,
    add_workdays: AddWorkdays | None = None,
    budget: int = MAX_STEPS,
) -> Outcome:
    """Judge the checked guard `tree` on `values`: by name, in the form on record (see `values`).

    A name that is not in `values`, or is null there, is not set. `today` is a name like others.
    Under `ITEMS` stand the items of each register that the guard reads, as objects with `number`
    and their parts. The same arguments give the same outcome, always; nothing is raised for a
    checked tree.
    """
    run = Run(values, add_workdays, budget)
    try:
        found = run.value(as_node(tree))
    except GuardFailure as failure:
        return Outcome(False, failure.code, failure.name, int(failure.node[1]), run.steps)
    assert type(found) is bool, "a checked guard is a condition"
    return Outcome(found, steps=run.steps)


def part_value(
    part: Json, values: Mapping[str, Json], add_workdays: AddWorkdays | None = None
) -> Json:
    """What a part that asks items comes to: true, false, a whole number, or an error's code.

    Parts are those of `tree.asked_of_items`.
    """
    try:
        found = Run(values, add_workdays).value(as_node(part))
    except GuardFailure as failure:
        return failure.code
    if isinstance(found, Number):
        assert found.den == 1, "a size is whole"
        return found.num
    assert type(found) is bool, "a part is a size or a truth"
    return found


class Run:
    """One evaluation. `elements` holds the elements of the macros around."""

    __slots__ = ("add_workdays", "budget", "elements", "items", "steps", "values")

    def __init__(
        self, values: Mapping[str, Json], add_workdays: AddWorkdays | None, budget: int = MAX_STEPS
    ) -> None:
        self.values = values
        self.add_workdays = add_workdays
        self.items = _read_items(values.get(ITEMS))
        self.budget = budget + ITEM_STEPS * sum(map(len, self.items.values()))
        self.elements: dict[str, Value] = {}
        self.steps = 0

    def value(self, node: Node) -> Value:
        """Return what `node` comes to; raises `GuardFailure`."""
        self.count(node, 1)
        return _OPERATIONS[node[0]](self, node)

    def count(self, node: Node, steps: int) -> None:
        """Take `steps` from the budget."""
        self.steps += steps
        if self.steps > self.budget:
            raise GuardFailure(node, "guard.budget")


def _read_items(held: Json) -> dict[str, list[Value]]:
    if not isinstance(held, Mapping):
        return {}
    found: dict[str, list[Value]] = {}
    for register, items in held.items():
        assert isinstance(items, list | tuple), "items stand in a list"
        found[register] = [_read_item(register, one) for one in items]
    return found


def _read_item(register: str, held: Json) -> Item:
    assert isinstance(held, Mapping), "an item is an object"
    number = held["number"]
    assert isinstance(number, int), "an item has a number"
    return Item(register, number, held)


# Names and constants


def _name(run: Run, node: Node) -> Value:
    return _reading(run, node, node[3], run.values.get(node[2]), node[2])


def _part(run: Run, node: Node) -> Value:
    item = run.elements[node[2]]
    assert isinstance(item, Item), "a checked part is of an item"
    label = f"{node[3]} of {item.register} {item.number}"
    return _reading(run, node, node[4], item.parts.get(node[3]), label)


def _has_part(run: Run, node: Node) -> Value:
    item = run.elements[node[2]]
    assert isinstance(item, Item), "a checked part is of an item"
    return item.parts.get(node[3]) is not None


def _reading(run: Run, node: Node, kind: str, held: Json, label: str) -> Value:
    """Return what the value on record `held` means as `kind`; in failures it goes by `label`."""
    if held is None:
        raise GuardFailure(node, "guard.missing_value", label)
    if kind[:5] != "list ":
        found = read(kind, held)
        if found is None:
            raise GuardFailure(node, "guard.bad_value", label)
        return found
    if not isinstance(held, list | tuple):
        raise GuardFailure(node, "guard.bad_value", label)
    if len(held) > MAX_ITEMS:
        raise GuardFailure(node, "guard.list_too_long", label)
    run.count(node, len(held))
    items = [read(kind[5:], item) for item in held]
    if None in items:
        raise GuardFailure(node, "guard.bad_value", label)
    return [item for item in items if item is not None]


def _constant(_: Run, node: Node) -> Value:
    kind, text = node[0], node[2]
    if kind == "money":
        text = f"{text} {node[3]}"
    found = read(kind, text)
    assert found is not None, f"not a {kind}: {text}"
    return found


def _list(run: Run, node: Node) -> Value:
    return [run.value(item) for item in node[2:]]


# Logic


def _truth(run: Run, node: Node) -> bool:
    found = run.value(node)
    assert type(found) is bool, "a checked condition is true or false"
    return found


def _and(run: Run, node: Node) -> Value:
    return all(_truth(run, part) for part in node[2:])


def _or(run: Run, node: Node) -> Value:
    return any(_truth(run, part) for part in node[2:])


def _if(run: Run, node: Node) -> Value:
    return run.value(node[3] if _truth(run, node[2]) else node[4])


# Comparisons


def _relation(run: Run, node: Node) -> Value:
    left, right = run.value(node[2]), run.value(node[3])
    sign = str(node[0])
    if sign in ("==", "!="):
        return equal(node, left, right) == (sign == "==")
    gap = difference(node, left, right)
    if sign in ("<", "<="):
        gap = -gap
    return gap > 0 or (gap == 0 and len(sign) == 2)


def _in(run: Run, node: Node) -> Value:
    wanted = run.value(node[2])
    for item in _items(run, node[3]):
        run.count(node, 1)
        if equal(node, wanted, item):
            return True
    return False


def _string_function(run: Run, node: Node) -> Value:
    text, part = run.value(node[2]), run.value(node[3])
    assert isinstance(text, str)
    assert isinstance(part, str)
    if node[0] == "startsWith":
        return text.startswith(part)
    return text.endswith(part) if node[0] == "endsWith" else part in text


# Quantities


def _arithmetic(run: Run, node: Node) -> Value:
    left, right = run.value(node[2]), run.value(node[3])
    if isinstance(right, Span) and right.working:
        assert isinstance(left, date)
        return _later(run, node, left, right.days if node[0] == "+" else -right.days)
    return calculate(node, left, right)


def _later(run: Run, node: Node, start: date, count: int) -> date:
    if run.add_workdays is None:
        raise GuardFailure(node, "guard.calendar")
    try:
        text = run.add_workdays(start.isoformat(), count)
    except UsageError:
        raise GuardFailure(node, "guard.calendar") from None
    found = read_date(text)
    assert found is not None, "a calendar answers with a date"
    return found


def _duration(run: Run, node: Node) -> Value:
    found = run.value(node[2])
    assert isinstance(found, Number), "a checked operand is a number"
    least, most = DURATION_LIMITS[node[0]]
    count, rest = divmod(found.num, found.den)
    if rest or not least <= count <= most:
        raise GuardFailure(node, "guard.duration")
    return Span(7 * count if node[0] == "weeks" else count, node[0] == "workdays")


# Lists


def _items(run: Run, node: Node) -> "list[Value]":
    found = run.value(node)
    assert isinstance(found, list), "a checked operand is a list"
    return found


def _macro(run: Run, node: Node) -> Value:
    macro, variable, body = node[0], node[3], node[4]
    chosen: list[Value] = []
    for item in _items(run, node[2]):
        run.elements[variable] = item
        fits = _truth(run, body)
        if fits == (macro == "exists") and macro in ("all", "exists"):
            return fits
        if fits:
            chosen.append(item)
    if macro == "filter":
        return chosen
    return len(chosen) == 1 if macro == "exists_one" else macro == "all"


_OPERATIONS: dict[str, Callable[[Run, Node], Value]] = {
    "name": _name,
    "var": lambda run, node: run.elements[node[2]],
    "has": lambda run, node: run.values.get(node[2]) is not None,
    "items": lambda run, node: run.items[node[2]],
    "part": _part,
    "has_part": _has_part,
    "list": _list,
    "not": lambda run, node: not _truth(run, node[2]),
    "neg": lambda run, node: negative(run.value(node[2])),
    "breached": lambda run, node: run.value(node[3]),
    "and": _and,
    "or": _or,
    "if": _if,
    "in": _in,
    "size": lambda run, node: Number(len(_items(run, node[2])), 1),
    **dict.fromkeys(("bool", "number", "money", "string", "date"), _constant),
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">="), _relation),
    **dict.fromkeys(("startsWith", "endsWith", "contains"), _string_function),
    **dict.fromkeys(("+", "-", "*", "/"), _arithmetic),
    **dict.fromkeys(("days", "weeks", "workdays"), _duration),
    **dict.fromkeys(("all", "exists", "exists_one", "filter"), _macro),
}
