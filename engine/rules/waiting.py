"""What time alone brings: the day from which a guard that is not met would be."""

from datetime import date, timedelta
from typing import Final

from engine.methodology.gate_tables import GuardAt
from engine.methodology.guard.evaluate import evaluate
from engine.methodology.guard.tree import as_node, names
from engine.methodology.tables import Tables
from engine.rules.refusal import Refusal
from engine.rules.world import World, started, values_read, workdays

MOST_DAYS: Final = 366
"""How far ahead is looked."""

_CODES: Final = frozenset({"criterion.failed", "guard.false", "guard.error"})


def true_from(world: World, refusal: Refusal) -> str | None:
    """The first day from tomorrow on which the guard that refused would be true by itself.

    None for a guard that doesn't read `today`, and when a year brings no such day.
    """
    if refusal.code not in _CODES or refusal.address is None:
        return None
    guard = guard_at(started(world)[0], refusal.address)
    if guard is None or "today" not in names(as_node(guard["tree"])):
        return None
    values = values_read(world, guard)
    today = date.fromisoformat(world.today)
    for days in range(1, MOST_DAYS + 1):
        day = (today + timedelta(days=days)).isoformat()
        outcome = evaluate(
            guard["tree"],
            {**values, "today": day},
            add_workdays=workdays(world),
        )
        if outcome.ok:
            return day
    return None


def guard_at(tables: Tables, address: str) -> GuardAt | None:
    """The guard a refusal's address stands for: of a criterion, stage, move, seat or decision."""
    for gate in tables["gates"].values():
        for criterion in gate["must"]:
            if criterion["at"] == address:
                return criterion["when"]
    guards = [
        guard for stage in tables["stages"].values() for guard in (stage["entry"], stage["exit"])
    ]
    guards += [one["when"] for ways in tables["moves"].values() for one in ways]
    guards += [seat["when"] for gate in tables["gates"].values() for seat in gate["panel"]]
    decisions = [one for gate in tables["gates"].values() for one in gate["decisions"]]
    guards += [one["when"] for one in decisions if "when" in one]
    return next((guard for guard in guards if guard and guard["at"] == address), None)
