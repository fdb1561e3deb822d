"""The tree of a guard: plain JSON, so that it can stand in compiled tables.

A node is a list: the operation, the 1-based column in the guard's text, then strings, booleans and
the nodes inside. Decimals are canonical strings.

    ["bool", c, true]  ["number", c, "2.5"]  ["string", c, "high"]  ["date", c, "2026-11-23"]
    ["money", c, "EUR", "100000"]
    ["name", c, "budget", "money"]        the kind is added by `check`; "list money" for a list
    ["var", c, "x"]                       an element, inside a macro's body
    ["has", c, "budget"]
    ["items", c, "risk"]                  the items of a register, a list
    ["part", c, "x", "level", "number"]   a part of such an element; the kind is added by `check`
    ["has_part", c, "x", "level"]
    ["breached", c, "cost", a]            a tolerance; what it says is added by `check`
    ["not", c, a]  ["neg", c, a]  ["size", c, a]
    ["days", c, a]  ["weeks", c, a]  ["workdays", c, a]
    ["and", c, a, b, ...]  ["or", c, a, b, ...]  ["list", c, a, ...]
    [op, c, a, b]                         == != < <= > >= in + - * / startsWith endsWith contains
    ["if", c, condition, then, else]
    [macro, c, range, "x", body]          all exists exists_one filter

Names can be `visits(stage)`, `passed(gate)` and `baseline.field` too: what is known of a project
beside its fields.

The column of an operator is where its sign or word stands; of anything else, where it begins.
"""

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from engine.canonical import Json

# A JSON array whose items differ in type by position has no better static type than this. `Any`
# stays in the package: public functions take `Json`.
Node: TypeAlias = Sequence[Any]

EQUALITY = ("==", "!=")
ORDER = ("<", "<=", ">", ">=")
RELATIONS = (*EQUALITY, *ORDER, "in")
ARITHMETIC = ("+", "-", "*", "/")
STRING_FUNCTIONS = ("startsWith", "endsWith", "contains")
MACROS = ("all", "exists", "exists_one", "filter")

READS = ("name", "has", "items", "breached")
"""What reads something of the project by itself."""
OF_ELEMENTS = ("var", "part", "has_part")
"""What reads the element of a macro around it."""

# The least and greatest count that each duration takes.
DURATION_LIMITS = {"days": (-99_999, 99_999), "weeks": (-9_999, 9_999), "workdays": (0, 9_999)}


def as_node(tree: Json) -> Node:
    """Return `tree` as a node; a tree that is not an array is our bug."""
    assert isinstance(tree, list | tuple), "a guard's tree is an array"
    return tree


def children(node: Node) -> list[Node]:
    """Return the nodes directly inside `node`, in the order of the text."""
    return [part for part in node[2:] if isinstance(part, list | tuple)]


def walk(tree: Json) -> Iterator[Node]:
    """Yield every node of `tree`, outer before inner, left before right."""
    waiting = [as_node(tree)]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))


def depth(tree: Json) -> int:
    """Return how many nodes the longest way from the root to a leaf has."""
    level, count = [as_node(tree)], 0
    while level:
        level = [inner for node in level for inner in children(node)]
        count += 1
    return count


def names(tree: Json) -> frozenset[str]:
    """Return the names a guard reads, `today` among them; elements of macros are not names."""
    return frozenset(node[2] for node in walk(tree) if node[0] in ("name", "has"))


def registers(tree: Json) -> frozenset[str]:
    """Return the registers whose items a guard reads."""
    return frozenset(node[2] for node in walk(tree) if node[0] == "items")


def asked_of_items(tree: Json) -> list[Node]:
    """Return what a guard asks of items: each outermost `size`, `all`, `exists` or `exists_one`.

    In the order of the text. What the guard comes to rests on items through these alone.
    """
    node = as_node(tree)
    if not registers(node):
        return []
    if node[0] == "size" or (node[0] in MACROS and node[0] != "filter"):
        return [node]
    return [one for inner in children(node) for one in asked_of_items(inner)]


def asked(tree: Json) -> list[str]:
    """Return the names that stand for no field: visits, passed gates, baselined values; sorted."""
    return sorted(name for name in names(tree) if "(" in name or name.startswith("baseline."))


def without_columns(tree: Json) -> Json:
    """Return `tree` with every column 0: equal for two guards that differ only in layout."""
    node = as_node(tree)
    inner = (without_columns(part) if isinstance(part, list | tuple) else part for part in node[2:])
    return [node[0], 0, *inner]
