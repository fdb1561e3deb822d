"""Why a guard isn't true: its smallest failing parts, in words and with the values they met."""

from collections.abc import Mapping
from datetime import date

from engine.canonical import Json
from engine.methodology.guard.evaluate import MAX_ITEMS, MAX_STEPS, AddWorkdays, Run, evaluate
from engine.methodology.guard.quantity import (
    GuardFailure,
    Item,
    Money,
    Number,
    Span,
    Value,
    decimal,
)
from engine.methodology.guard.text import quote, to_text
from engine.methodology.guard.tree import (
    MACROS,
    OF_ELEMENTS,
    ORDER,
    READS,
    RELATIONS,
    STRING_FUNCTIONS,
    Node,
    as_node,
    walk,
)

_SHOWN_ITEMS = 5


def explain(
    tree: Json, values: Mapping[str, Json], *, add_workdays: AddWorkdays | None = None
) -> list[str]:
    """Return one sentence for each reason why the checked guard `tree` isn't true on `values`.

    Of conditions joined by `&&`, each that fails has its own; of alternatives joined by `||`, all
    stand in one. Nothing is said twice, and a true guard needs no words: an empty list.
    """
    node = as_node(tree)
    outcome = evaluate(node, values, add_workdays=add_workdays)
    if outcome.ok:
        return []
    if outcome.error == "guard.budget":
        return [f"the guard takes more than {MAX_STEPS} steps"]
    # Parts are evaluated again to be named, and so are parts that the guard had no need for.
    explainer = _Explainer(Run(values, add_workdays, 20 * MAX_STEPS))
    try:
        return list(dict.fromkeys(explainer.reasons(node, True)))
    except _TooCostly:
        return [f"{to_text(node)} is false"]


class _TooCostly(Exception):
    """Explaining takes more steps than it is worth."""


class _Explainer:
    """The words for one guard; `run` evaluates its parts."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def truth(self, node: Node) -> bool | GuardFailure:
        """Return what a condition comes to, or why it comes to nothing."""
        try:
            return self.run.value(node) is True
        except GuardFailure as failure:
            if failure.code == "guard.budget":
                raise _TooCostly from None
            return failure

    def reasons(self, node: Node, want: bool) -> list[str]:
        """Return why `node`, which isn't `want`, isn't."""
        operation = str(node[0])
        if operation == "not":
            return self.reasons(node[2], not want)
        if operation in ("and", "or"):
            return self.logic(node, want)
        if operation == "if":
            return self.branch(node, want)
        if operation == "breached":
            return [self.tolerance(node, want)]
        if operation in ("has", "has_part"):
            named = node[2] if operation == "has" else self.part_name(node)
            return [f"{named} is {'not ' if want else ''}set"]
        found = self.truth(node)
        if isinstance(found, GuardFailure):
            return [_failure_words(found)]
        if operation in MACROS:
            return [self.macro(node, want)]
        return [f"{self.statement(node)} is {'false' if want else 'true'}"]

    def logic(self, node: Node, want: bool) -> list[str]:
        parts = [(part, self.truth(part)) for part in node[2:]]
        if (node[0] == "and") == want:
            return self.every(parts, want)
        for part, found in parts:
            if isinstance(found, GuardFailure):
                return self.reasons(part, want)
        sides = [" and ".join(self.reasons(part, want)) for part, _ in parts]
        if not want:
            return [" and ".join(dict.fromkeys(sides))]
        return [f"none of {len(sides)} alternatives holds: {'; '.join(dict.fromkeys(sides))}"]

    def every(self, parts: list[tuple[Node, bool | GuardFailure]], want: bool) -> list[str]:
        """Return the reasons of all parts that aren't `want`.

        Once one is known to fail, a later error other than a missing value is left out: the first
        may be there to prevent it.
        """
        lines: list[str] = []
        failed = False
        for part, found in parts:
            if isinstance(found, GuardFailure):
                if not failed or found.code == "guard.missing_value":
                    lines += self.reasons(part, want)
            elif found != want:
                failed = True
                lines += self.reasons(part, want)
        return lines

    def branch(self, node: Node, want: bool) -> list[str]:
        condition = self.truth(node[2])
        if isinstance(condition, GuardFailure):
            return self.reasons(node[2], True)
        because = " and ".join(self.reasons(node[2], not condition))
        lines = self.reasons(node[3] if condition else node[4], want)
        return [f"{line}, which counts because {because}" for line in lines]

    def macro(self, node: Node, want: bool) -> str:
        macro, variable, body = str(node[0]), str(node[3]), node[4]
        if not want and macro == "exists":
            fitting = self.fitting(node)
            if any(isinstance(item, Item) for item in fitting):
                return f"{value_text(fitting)} has {to_text(body)}"
        if not want or macro == "exists_one":
            return f"{to_text(node)} is {'false' if want else 'true'}"
        source = self.operand(node[2])
        if macro == "exists":
            return f"no {variable} of {source} has {to_text(body)}"
        items = self.value(node[2])
        assert isinstance(items, list)
        for item in items:
            self.run.elements[variable] = item
            if self.truth(body) is False:
                break
        inner = " and ".join(self.reasons(body, True))
        named = f"{value_text(item)}: " if isinstance(item, Item) else ""
        return f"not every {variable} of {source} fits: {named}{inner}"

    def fitting(self, node: Node) -> list[Value]:
        """Return the elements for which the body of a macro is true."""
        items = self.value(node[2])
        assert isinstance(items, list)
        found = []
        for item in items:
            self.run.elements[str(node[3])] = item
            if self.truth(node[4]) is True:
                found.append(item)
        return found

    def part_name(self, node: Node) -> str:
        """Return a part with the item it is of: `level of risk 3`."""
        return f"{node[3]} of {value_text(self.run.elements[node[2]])}"

    def tolerance(self, node: Node, want: bool) -> str:
        """Return that a tolerance is breached, with the comparison that says so, or is not."""
        if want:
            return f"{node[2]} is not breached"
        compared = [part for part in walk(node[3]) if part[0] in ORDER]
        broken = [self.statement(part) for part in compared if self.truth(part) is True]
        return f"{node[2]} is breached: {' and '.join(broken)}"

    def statement(self, node: Node) -> str:
        """Return a condition with the values of its operands beside them."""
        operation = str(node[0])
        if operation in (*RELATIONS, *STRING_FUNCTIONS):
            return f"{self.operand(node[2])} {operation} {self.operand(node[3])}"
        return to_text(node)

    def operand(self, node: Node) -> str:
        operation = str(node[0])
        value = value_text(self.value(node))
        if operation in ("name", "var"):
            return f"{node[2]} {value}"
        text = to_text(node)
        if operation == "part":
            return f"{text} {value}"
        if operation == "size":
            items = self.value(node[2])
            if isinstance(items, list) and items and isinstance(items[0], Item):
                value = f"{value}: {value_text(items)[1:-1]}"
        plain = all(part[0] not in (*READS, *OF_ELEMENTS) for part in walk(node))
        return value if plain else f"{text} ({value})"

    def value(self, node: Node) -> Value:
        """Return what an operand comes to; that it comes to something is known already."""
        try:
            return self.run.value(node)
        except GuardFailure:
            raise _TooCostly from None


def value_text(value: Value) -> str:
    """Return a value as people read it: `EUR 100000.5`, `2026-11-23`, `"high"`, `10 days`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, Number):
        return decimal(value.num, value.den)
    if isinstance(value, Money):
        return f"{value.currency} {decimal(value.num, value.den)}"
    if isinstance(value, Span):
        unit = "working day" if value.working else "day"
        return f"{value.days} {unit}{'' if abs(value.days) == 1 else 's'}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Item):
        return f"{value.register} {value.number}"
    shown = [value_text(item) for item in value[:_SHOWN_ITEMS]]
    return f"[{', '.join(shown)}{', ...' if len(value) > _SHOWN_ITEMS else ''}]"


def _failure_words(failure: GuardFailure) -> str:
    text = to_text(failure.node)
    return {
        "guard.missing_value": f"{failure.name} is not set",
        "guard.bad_value": f"{failure.name} has a value of another form than declared",
        "guard.currency": f"{text} mixes two currencies",
        "guard.division": f"{text} divides by zero",
        "guard.duration": f"{text} is not a whole number of days in range",
        "guard.date_range": f"{text} lies outside the years 1 to 9999",
        "guard.calendar": f"the calendar can't tell {text}",
        "guard.list_too_long": f"{failure.name} has more than {MAX_ITEMS} elements",
    }[failure.code]
