"""What a tolerance says, as trees of the guard language: when it is breached, and its limits.

A tolerance is compared with what was baselined: `baseline.FIELD` in the trees. So it is judged,
explained and searched as any guard is, exactly, with money and working days.
"""

from collections.abc import Mapping

from engine.methodology.grammar import parse_leeway
from engine.methodology.guard.tree import Node
from engine.methodology.guard.types import Type
from engine.methodology.model import Tolerance

SIDES = ("over", "under")

NEVER: Node = ["bool", 1, False]
"""The tree of a tolerance that isn't valid, so that guards that name it are found valid or not."""

COMPARED = ("number", "money", "date")
"""The types, as guards see them, that can be compared with a baseline."""


def breach_of(tolerance: Tolerance, types: Mapping[str, Type]) -> Node:
    """Return the tree that is true when a tolerance is breached; `types` are those of fields."""
    kind = types.get(tolerance.forecast)
    if kind is None or kind.kind not in COMPARED or types.get(tolerance.baseline) != kind:
        return NEVER
    sides = [side_of(tolerance, side, kind) for side in sides_of(tolerance)]
    return ["or", 1, *sides] if len(sides) > 1 else sides[0] if sides else NEVER


def sides_of(tolerance: Tolerance) -> list[str]:
    """Return the sides on which a tolerance has a limit."""
    return [side for side in SIDES if getattr(tolerance, side) is not None]


def side_of(tolerance: Tolerance, side: str, kind: Type) -> Node:
    """Return the tree that is true when the forecast is beyond the limit on one side.

    Without a forecast, a baselined value or a baselined percentage it is false.
    """
    known: list[Node] = [
        ["has", 1, tolerance.forecast],
        ["has", 1, f"baseline.{tolerance.baseline}"],
    ]
    form, value = parse_leeway(getattr(tolerance, side))
    if form == "field":
        known.append(["has", 1, f"baseline.{value}"])
    sign = ">" if side == "over" else "<"
    forecast: Node = ["name", 1, tolerance.forecast, kind.kind]
    return ["and", 1, *known, [sign, 1, forecast, limit_of(tolerance, side, kind)]]


def limit_of(tolerance: Tolerance, side: str, kind: Type) -> Node:
    """Return the tree of the last value that is within the tolerance on one side.

    A percentage is of the size of the baselined value, whatever its sign.
    """
    sign = "+" if side == "over" else "-"
    baseline: Node = ["name", 1, f"baseline.{tolerance.baseline}", kind.kind]
    form, value = parse_leeway(getattr(tolerance, side))
    if form == "span":
        assert isinstance(value, Mapping)
        ((unit, count),) = value.items()
        name = "workdays" if unit == "working_days" else "days"
        return [sign, 1, baseline, [name, 1, ["number", 1, str(count)]]]
    share: Node = ["number", 1, value]
    if form == "field":
        share = ["name", 1, f"baseline.{value}", "number"]
    zero: Node = ["money", 1, kind.currency, "0"] if kind.currency else ["number", 1, "0"]
    size: Node = ["if", 1, ["<", 1, baseline, zero], ["neg", 1, baseline], baseline]
    return [sign, 1, baseline, ["/", 1, ["*", 1, size, share], ["number", 1, "100"]]]
