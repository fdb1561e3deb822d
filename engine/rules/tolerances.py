"""Tolerances: whether a forecast is within what was baselined. docs/notation.md 2.12.

What is breached stands in the state, so that a breach and its end are events: `judge_tolerances`
yields them where the state and the numbers differ.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from engine.canonical import Json
from engine.methodology.guard.evaluate import Run
from engine.methodology.guard.quantity import GuardFailure, Money, Number, Value, decimal
from engine.methodology.guard.tree import as_node
from engine.methodology.tables import Tolerance
from engine.rules import events as ev
from engine.rules.world import World, guard_values, started, workdays


def judge_tolerances(world: World) -> Iterator[ev.Event]:
    """Yield which tolerances are breached that weren't, and which no longer are, by name."""
    tables, project = started(world)
    tolerances = tables.get("tolerances", {})
    for name in sorted(tolerances):
        tolerance, earlier = tolerances[name], project.breaches.get(name)
        values = guard_values(world, None, tolerance["reads"])
        try:
            side = breach(world, tolerance, values)
            if side and side != earlier:
                yield _breached(world, name, side, values)
            elif earlier and not side:
                yield _restored(name, tolerance, values)
        except GuardFailure:
            # A day that no calendar can tell: what stands on record stays.
            continue


def breach(
    world: World, tolerance: Tolerance, values: Mapping[str, Json]
) -> Literal["over", "under"] | None:
    """On which side a tolerance is breached, if it is; raises `GuardFailure` when none can tell."""
    for side in ("over", "under"):
        if side in tolerance["sides"]:
            run = Run(values, workdays(world))
            if run.value(as_node(tolerance["sides"][side]["beyond"])):
                return side
    return None


def limit(world: World, tolerance: Tolerance, side: str, values: Mapping[str, Json]) -> str:
    """The last value that is within a tolerance on one side, exactly; `GuardFailure` as above."""
    run = Run(values, workdays(world))
    return _text(run.value(as_node(tolerance["sides"][side]["limit"])))


def _text(value: Value) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Money):
        return f"{value.currency} {decimal(value.num, value.den)}"
    assert isinstance(value, Number)
    return decimal(value.num, value.den)


def _breached(
    world: World, name: str, side: Literal["over", "under"], values: Mapping[str, Json]
) -> ev.ToleranceBreached:
    tables, _ = started(world)
    tolerance = tables["tolerances"][name]
    return {
        "type": "ToleranceBreached",
        "tolerance": name,
        "side": side,
        "forecast": _value(values, tolerance["forecast"]),
        "baseline": _value(values, f"baseline.{tolerance['baseline']}"),
        "limit": limit(world, tolerance, side, values),
    }


def _restored(name: str, tolerance: Tolerance, values: Mapping[str, Json]) -> ev.ToleranceRestored:
    return {
        "type": "ToleranceRestored",
        "tolerance": name,
        "forecast": _value(values, tolerance["forecast"]),
        "baseline": _value(values, f"baseline.{tolerance['baseline']}"),
    }


def _value(values: Mapping[str, Json], name: str) -> str | int:
    found = values[name]
    assert isinstance(found, str | int)
    return found
