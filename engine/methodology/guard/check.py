"""Tree + declared names -> typed tree: every fault that can be known before a project exists."""

from collections.abc import Callable, Mapping

from engine.canonical import Json
from engine.methodology.guard.parse import parse
from engine.methodology.guard.relate import (
    arithmetic_fault,
    choice_fault,
    currencies_clash,
    join,
    relation_fault,
    result,
)
from engine.methodology.guard.tree import (
    ARITHMETIC,
    DURATION_LIMITS,
    EQUALITY,
    MACROS,
    OF_ELEMENTS,
    ORDER,
    READS,
    STRING_FUNCTIONS,
    Node,
    as_node,
    walk,
)
from engine.methodology.guard.types import (
    BOOL,
    DATE,
    NUMBER,
    Fault,
    GuardError,
    Type,
    items_of,
)
from engine.methodology.guard.words import did_you_mean
from engine.methodology.values import read_decimal

# A typed node; the type is None where a fault was found already, so that it is not reported twice.
Typed = tuple[Node, Type | None]


def load_guard(
    text: str, env: Mapping[str, Type], tolerances: Mapping[str, Node] | None = None
) -> Node:
    """Return the typed tree of the guard `text` over the declared names `env` and `tolerances`.

    Raises `GuardError`: with one fault for a text that can't be read, else with all of them.
    """
    return check(parse(text), env, tolerances)


def check(
    tree: Json, env: Mapping[str, Type], tolerances: Mapping[str, Node] | None = None
) -> Node:
    """Return `tree` with the kind of each name noted in it, ready for `evaluate`.

    `env` maps every name a guard may read, dots and all, to its type; `today` is always known.
    `tolerances` has the typed tree of each: true when it is breached.
    Raises `GuardError` with every fault found: names that are not declared, types that don't go
    together, choices that don't exist, conditions that read nothing, a guard that is no condition.
    """
    node = as_node(tree)
    checker = _Checker(env, tolerances or {})
    typed, found = checker.visit(node)
    if found is not None and found != BOOL:
        message = f"a guard is true or false; this is {found}"
        checker.complain(node, "guard.type", message, "compare it with something")
    if checker.faults:
        raise GuardError(checker.faults)
    return typed


def _reads_nothing(node: Node) -> bool:
    return all(inner[0] not in (*READS, *OF_ELEMENTS) for inner in walk(node))


def _kind(declared: Type) -> str:
    """Return how `evaluate` reads a value of the type: "money", or "list string"."""
    return f"list {declared.item.kind}" if declared.item else declared.kind


class _Checker:
    """One check of one tree. `scope` holds the types of the elements of the macros around."""

    def __init__(self, env: Mapping[str, Type], tolerances: Mapping[str, Node]) -> None:
        self.env = {**env, "today": DATE}
        self.tolerances = tolerances
        self.heads = {name.partition(".")[0] for name in self.env}
        self.scope: dict[str, Type | None] = {}
        self.faults: list[Fault] = []

    def visit(self, node: Node) -> Typed:
        return _RULES[str(node[0])](self, node)

    def complain(self, node: Node, code: str, message: str, hint: str | None = None) -> None:
        self.faults.append(Fault(int(node[1]), code, message, hint))

    def note(self, fault: Fault | None) -> bool:
        """Keep `fault`, if it is one; tell whether there was none."""
        if fault is not None:
            self.faults.append(fault)
        return fault is None

    def expect(self, node: Node, found: Type | None, kind: str, who: str) -> bool:
        """Complain unless `found` is of `kind`; tell whether it is known to be."""
        if found is None or found.kind == kind:
            return found is not None
        wanted = {"bool": "a condition", "list": "a list", "string": "a string"}.get(
            kind, "a number"
        )
        hint = "strings have no length and no elements" if kind == "list" else None
        hint = "compare it with something" if kind == "bool" else hint
        self.complain(node, "guard.type", f"{who} takes {wanted}, not {found}", hint)
        return False

    def varies(self, node: Node) -> None:
        """Complain when the condition `node` reads nothing, so that it is always the same."""
        if _reads_nothing(node):
            message = "this reads no field, so it is always the same"
            self.complain(node, "guard.constant", message, "remove it, or name a field")

    # Names and constants

    def name(self, node: Node) -> Typed:
        path = str(node[2])
        declared = self.env.get(path)
        if declared is None:
            known = [*self.env, *self.scope]
            hint = did_you_mean(path, known) or "declare it as a field"
            self.complain(node, "guard.unknown_name", f"{path} is not declared", hint)
            return node, None
        return ([*node[:3], _kind(declared)] if node[0] == "name" else node), declared

    def has(self, node: Node) -> Typed:
        self.name(node)
        return node, BOOL

    def tolerance(self, node: Node) -> Typed:
        name = str(node[2])
        if name not in self.tolerances:
            hint = did_you_mean(name, self.tolerances) or "declare it under tolerances"
            self.complain(node, "guard.unknown_name", f"there is no tolerance {name}", hint)
            return node, BOOL
        return [*node[:3], self.tolerances[name]], BOOL

    def element(self, node: Node) -> Typed:
        return node, self.scope[node[2]]

    def items(self, node: Node) -> Typed:
        declared = self.env.get(items_of(node[2]))
        if declared is None:
            lists = [found.item for found in self.env.values() if found.item]
            known = [one.register for one in lists if one.register]
            hint = did_you_mean(node[2], known) or "only guards of gates, stages and moves read one"
            message = f"there is no register {node[2]} to read here"
            self.complain(node, "guard.unknown_name", message, hint)
        return node, declared

    def part(self, node: Node) -> Typed:
        element, name = self.scope[node[2]], str(node[3])
        if element is None:
            return node, None
        if element.kind != "item":
            message = f"{node[2]} is {element} and has no parts"
            self.complain(node, "guard.type", message, "only items of a register have parts")
            return node, None
        declared = dict(element.parts).get(name)
        if declared is None:
            hint = (
                did_you_mean(name, dict(element.parts)) or "declare it as a field of the register"
            )
            message = f"{element} has no {name}"
            self.complain(node, "guard.unknown_name", message, hint)
            return node, None
        return ([*node[:4], _kind(declared)] if node[0] == "part" else node), declared

    def has_part(self, node: Node) -> Typed:
        self.part(node)
        return node, BOOL

    def constant(self, node: Node) -> Typed:
        kind = str(node[0])
        if kind == "money":
            return node, Type("money", currency=node[2])
        return node, Type(kind, values=(node[2],) if kind == "string" else None)

    def list_constant(self, node: Node) -> Typed:
        if len(node) == 2:
            self.complain(node, "guard.type", "an empty list holds nothing", "remove it")
            return node, None
        parts, types = zip(*(self.visit(item) for item in node[2:]), strict=True)
        typed = [*node[:2], *parts]
        item: Type | None = types[0]
        for part, found in zip(parts[1:], types[1:], strict=True):
            if item is None or found is None:
                return typed, None
            both = join(item, found)
            if both is None:
                code = "guard.currency" if currencies_clash(item, found) else "guard.type"
                self.complain(part, code, f"the list mixes {item} and {found}")
            item = both
        if item is not None and item.kind in ("list", "workdays", "item"):
            self.complain(node, "guard.type", f"a list can't hold {item}")
            return typed, None
        return typed, Type("list", item=item) if item else None

    # Logic

    def negation(self, node: Node) -> Typed:
        return [*node[:2], self.condition(node[2], "!")], BOOL

    def logic(self, node: Node) -> Typed:
        sign = "&&" if node[0] == "and" else "||"
        return [*node[:2], *(self.condition(part, sign) for part in node[2:])], BOOL

    def condition(self, node: Node, who: str) -> Node:
        typed, found = self.visit(node)
        if self.expect(node, found, "bool", who) and node[0] == "bool":
            self.varies(node)
        return typed

    def choice(self, node: Node) -> Typed:
        condition = self.condition(node[2], "? :")
        then, left = self.visit(node[3])
        other, right = self.visit(node[4])
        both = join(left, right) if left and right else None
        if left and right and both is None:
            code = "guard.currency" if currencies_clash(left, right) else "guard.type"
            self.complain(node, code, f"one branch is {left}, the other {right}")
        return [*node[:2], condition, then, other], both

    # Comparisons

    def comparison(self, node: Node) -> Typed:
        (left, a), (right, b) = self.visit(node[2]), self.visit(node[3])
        if a and b and self.note(relation_fault(node, a, b)) and a.kind == "string":
            place = next((side for side in (left, right) if side[0] == "string"), node)
            self.note(choice_fault(place, a, b))
        if a and b:
            self.varies(node)
        return [*node[:2], left, right], BOOL

    def membership(self, node: Node) -> Typed:
        (left, a), (right, b) = self.visit(node[2]), self.visit(node[3])
        if self.expect(node, b, "list", "in") and b and b.item and a:
            if self.note(relation_fault(node, a, b.item)) and a.kind == "string":
                self.members(node, a, b.item)
            self.varies(node)
        return [*node[:2], left, right], BOOL

    def members(self, node: Node, wanted: Type, item: Type) -> None:
        """Complain about each string constant of an `in` that can never be met."""
        left, right = node[2], node[3]
        if right[0] == "list" and all(part[0] == "string" for part in right[2:]):
            for part in right[2:]:
                self.note(choice_fault(part, wanted, Type("string", values=(part[2],))))
        else:
            self.note(choice_fault(left if left[0] == "string" else node, wanted, item))

    def string_function(self, node: Node) -> Typed:
        name = str(node[0])
        (left, a), (right, b) = self.visit(node[2]), self.visit(node[3])
        fits = self.expect(node, a, "string", name), self.expect(node, b, "string", name)
        if all(fits) and a and b:
            test = {"startsWith": str.startswith, "endsWith": str.endswith}.get(
                name, str.__contains__
            )
            pairs = [(x, y) for x in a.values or () for y in b.values or ()]
            if a.values and b.values and not any(test(x, y) for x, y in pairs):
                message = "none of its values fits"
                self.complain(
                    node, "guard.not_a_choice", message, f"it takes {', '.join(a.values)}"
                )
            self.varies(node)
        return [*node[:2], left, right], BOOL

    # Quantities

    def minus(self, node: Node) -> Typed:
        typed, found = self.visit(node[2])
        if found and found.kind not in ("number", "money", "days"):
            self.complain(node, "guard.type", f"{found} has no negative")
            found = None
        return [*node[:2], typed], found

    def arithmetic(self, node: Node) -> Typed:
        (left, a), (right, b) = self.visit(node[2]), self.visit(node[3])
        typed = [*node[:2], left, right]
        if not a or not b or not self.note(arithmetic_fault(node, a, b)):
            return typed, None
        if node[0] == "/" and right[0] in ("number", "money") and right[-1] == "0":
            self.complain(node, "guard.division", "division by zero")
        return typed, result(str(node[0]), a, b)

    def duration(self, node: Node) -> Typed:
        name = str(node[0])
        typed, found = self.visit(node[2])
        self.expect(node, found, "number", name)
        negative = node[2][0] == "neg"
        amount = node[2][2] if negative else node[2]
        if amount[0] == "number":
            count = read_decimal(amount[2])
            least, most = DURATION_LIMITS[name]
            if count is None or count[1] != 1 or count[0] > most or (negative and least == 0):
                message = f"{name} takes a whole number from {least} to {most}"
                self.complain(node[2], "guard.duration", message)
        return [*node[:2], typed], Type("workdays" if name == "workdays" else "days")

    # Lists

    def size(self, node: Node) -> Typed:
        typed, found = self.visit(node[2])
        self.expect(node, found, "list", "size")
        return [*node[:2], typed], NUMBER

    def macro(self, node: Node) -> Typed:
        name, variable = str(node[0]), str(node[3])
        typed, found = self.visit(node[2])
        fits = self.expect(node, found, "list", name)
        if variable in self.heads:
            message = f"{variable} is a declared name already"
            self.complain(node, "guard.shadow", message, "choose another name for the elements")
        self.scope[variable] = found.item if fits and found else None
        body = self.condition(node[4], name)
        del self.scope[variable]
        reads = (*READS, "part", "has_part")
        if fits and all(inner[0] not in reads for inner in walk(node)):
            message = "this reads no field, so it is always the same"
            self.complain(node, "guard.constant", message, "remove it, or name a field")
        typed_node = [*node[:2], typed, variable, body]
        return typed_node, (found if fits else None) if name == "filter" else BOOL


_RULES: dict[str, Callable[[_Checker, Node], Typed]] = {
    "name": _Checker.name,
    "has": _Checker.has,
    "breached": _Checker.tolerance,
    "var": _Checker.element,
    "items": _Checker.items,
    "part": _Checker.part,
    "has_part": _Checker.has_part,
    "list": _Checker.list_constant,
    "not": _Checker.negation,
    "neg": _Checker.minus,
    "if": _Checker.choice,
    "in": _Checker.membership,
    "size": _Checker.size,
    **dict.fromkeys(("bool", "number", "money", "string", "date"), _Checker.constant),
    **dict.fromkeys(("and", "or"), _Checker.logic),
    **dict.fromkeys((*EQUALITY, *ORDER), _Checker.comparison),
    **dict.fromkeys(STRING_FUNCTIONS, _Checker.string_function),
    **dict.fromkeys(ARITHMETIC, _Checker.arithmetic),
    **dict.fromkeys(DURATION_LIMITS, _Checker.duration),
    **dict.fromkeys(MACROS, _Checker.macro),
}
