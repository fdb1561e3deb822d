"""Which fields would make a guard true: a smallest set of values, found by bounded search.

A guard is taken apart into alternatives, each a set of simple conditions that would make it true
together, in the guard's own order of evaluation. For each field in them a short list of candidate
values is drawn from the constants and values it is compared with. Of all combinations that hold,
the one that changes the fewest fields wins; it is returned only if the whole guard evaluates to
true.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from engine.canonical import Json
from engine.methodology.guard.candidates import Pool, candidates
from engine.methodology.guard.evaluate import AddWorkdays, Run, evaluate
from engine.methodology.guard.quantity import GuardFailure
from engine.methodology.guard.tree import Node, as_node, names
from engine.methodology.values import FieldSpec

MAX_ALTERNATIVES = 64
MAX_TRIALS = 4_000


class Condition(NamedTuple):
    """A simple condition, what it must come to, and the fields that may change for it."""

    node: Node
    want: bool
    fields: frozenset[str]


def satisfy(
    tree: Json,
    specs: Mapping[str, FieldSpec],
    values: Mapping[str, Json],
    *,
    add_workdays: AddWorkdays | None = None,
) -> dict[str, Json] | None:
    """Return values to set, by field, that make the checked guard `tree` true on `values`.

    Only the fields in `specs` may change; the result is empty when the guard is true already. No
    set of fewer fields is known, and the same arguments give the same result. None when nothing was
    found with certainty, which doesn't prove that there is nothing.
    """
    node = as_node(tree)
    if evaluate(node, values, add_workdays=add_workdays).ok:
        return {}
    search = _Search(specs, values, add_workdays)
    best: dict[str, Json] | None = None
    for alternative in _alternatives(node, True):
        found = search.solve(alternative, None if best is None else len(best) - 1)
        if found is None:
            continue
        if evaluate(node, {**values, **found}, add_workdays=add_workdays).ok:
            best = found
    return best


def _alternatives(node: Node, want: bool) -> list[list[tuple[Node, bool]]]:
    """Return the sets of simple conditions that each make `node` come to `want`."""
    operation = str(node[0])
    if operation == "not":
        return _alternatives(node[2], not want)
    if operation == "breached":
        return _alternatives(node[3], want)
    if operation == "if":
        yes, no = _alternatives(node[2], True), _alternatives(node[2], False)
        then, other = _alternatives(node[3], want), _alternatives(node[4], want)
        return [*_together([yes, then]), *_together([no, other])][:MAX_ALTERNATIVES]
    if operation not in ("and", "or"):
        return [[(node, want)]]
    parts = list(node[2:])
    passing = operation == "and"
    if want == passing:
        return _together([_alternatives(part, want) for part in parts])
    # The first part that decides, and those before it, which must come to the opposite.
    found: list[list[tuple[Node, bool]]] = []
    for at, part in enumerate(parts):
        before = [_alternatives(earlier, passing) for earlier in parts[:at]]
        found += _together([*before, _alternatives(part, want)])
    return found[:MAX_ALTERNATIVES]


def _together(
    sides: Sequence[list[list[tuple[Node, bool]]]],
) -> list[list[tuple[Node, bool]]]:
    joined: list[list[tuple[Node, bool]]] = [[]]
    for side in sides:
        pairs = product(joined, side)
        joined = [[*left, *right] for left, right in pairs][:MAX_ALTERNATIVES]
    return joined


class _Search:
    """A search over values of fields, with one budget of trials for the whole guard."""

    def __init__(
        self,
        specs: Mapping[str, FieldSpec],
        values: Mapping[str, Json],
        add_workdays: AddWorkdays | None,
    ) -> None:
        self.specs = specs
        self.values = values
        self.add_workdays = add_workdays
        self.trials = MAX_TRIALS

    def solve(
        self, alternative: list[tuple[Node, bool]], most: int | None
    ) -> dict[str, Json] | None:
        """Return the fewest assignments, at most `most`, that fulfil all conditions."""
        conditions = [
            Condition(node, want, names(node) & self.specs.keys()) for node, want in alternative
        ]
        if not all(condition.fields or self.holds(condition, {}) for condition in conditions):
            return None
        fields = sorted(frozenset().union(*(condition.fields for condition in conditions)))
        choices = self.choices(fields, conditions)
        least = sum(None not in options for options in choices.values())
        limit = len(fields) if most is None else min(most, len(fields))
        for changes in range(least, limit + 1):
            for found in self.assign(fields, choices, conditions, {}, changes):
                return {field: value for field, value in found.items() if value is not None}
        return None

    def choices(self, fields: list[str], conditions: list[Condition]) -> dict[str, list[Json]]:
        """Return for each field the values that fulfil what asks for that field alone.

        None stands for leaving the field as it is, and comes first.
        """
        pool = Pool(Run(self.values, self.add_workdays), [each.node for each in conditions])
        found: dict[str, list[Json]] = {}
        for field in fields:
            alone = [each for each in conditions if each.fields == {field}]
            options = [None, *candidates(self.specs[field], self.values.get(field), pool)]
            found[field] = [
                option
                for option in options
                if all(self.holds(each, {field: option}) for each in alone)
            ]
        return found

    def assign(
        self,
        fields: list[str],
        choices: Mapping[str, list[Json]],
        conditions: list[Condition],
        taken: dict[str, Json],
        changes: int,
    ) -> Iterator[dict[str, Json]]:
        """Yield every assignment of `fields` that adds to `taken` and changes at most `changes`."""
        if not fields:
            yield taken
            return
        field, rest = fields[0], fields[1:]
        for option in choices[field]:
            left = changes - (option is not None)
            trial = {**taken, field: option}
            due = [each for each in conditions if field in each.fields and each.fields <= {*trial}]
            if left >= 0 and all(self.holds(each, trial) for each in due):
                yield from self.assign(rest, choices, conditions, trial, left)

    def holds(self, condition: Condition, taken: Mapping[str, Json]) -> bool:
        """Tell whether the condition comes to what it must, with some fields set otherwise."""
        if self.trials == 0:
            return False
        self.trials -= 1
        changed = {field: value for field, value in taken.items() if value is not None}
        run = Run({**self.values, **changed}, self.add_workdays)
        try:
            return run.value(condition.node) is condition.want
        except GuardFailure:
            return False
