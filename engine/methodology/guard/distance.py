"""How far a guard is from being true: a number that falls as items are mended, for `why`.

Zero is reached exactly where nothing counted here is missing; whether the guard is true then, the
guard itself must say. Elements of lists count one each, numbers by their difference.
"""

from engine.canonical import Json
from engine.methodology.guard.evaluate import Run
from engine.methodology.guard.quantity import GuardFailure, Number, Value
from engine.methodology.guard.tree import Node, as_node

FAR = 10_000
"""The distance of what can't be evaluated at all."""


def distance(tree: Json, run: Run, want: bool = True) -> int:
    """Return how far the checked guard `tree` is from `want` on the values of `run`."""
    return _distance(run, as_node(tree), want)


def _distance(run: Run, node: Node, want: bool) -> int:
    operation = str(node[0])
    if operation == "not":
        return _distance(run, node[2], not want)
    if operation in ("and", "or"):
        parts = [_distance(run, part, want) for part in node[2:]]
        return sum(parts) if (operation == "and") == want else min(parts)
    if operation in ("all", "exists"):
        return _of_elements(run, node, want)
    try:
        if run.value(node) is want:
            return 0
        return _gap(run, node) if operation in ("==", "<", "<=", ">", ">=") else 1
    except GuardFailure as failure:
        return FAR if failure.code == "guard.budget" else 1


def _of_elements(run: Run, node: Node, want: bool) -> int:
    """All must be `want`, or one: `all` that is to be false is one that is false."""
    try:
        items = run.value(node[2])
    except GuardFailure:
        return 1
    assert isinstance(items, list)
    found = [_of_element(run, node, item, want) for item in items]
    if (node[0] == "all") == want:
        return sum(found)
    return min(found, default=1)


def _of_element(run: Run, node: Node, item: Value, want: bool) -> int:
    run.elements[str(node[3])] = item
    return min(_distance(run, node[4], want), 1)


def _gap(run: Run, node: Node) -> int:
    """The difference of two numbers, in whole steps; 1 for anything else that is compared."""
    left, right = run.value(node[2]), run.value(node[3])
    if not (isinstance(left, Number) and isinstance(right, Number)):
        return 1
    gap = abs(left.num * right.den - right.num * left.den)
    return min(-(-gap // (left.den * right.den)) + 1, FAR)
