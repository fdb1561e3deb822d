"""The steps of a methodology, read from its tables: the whole interpreter."""

from collections.abc import Collection

from engine.methodology.tables import Tables
from engine.methodology.tracks import Step, active, going


def table_steps(tables: Tables, position: Collection[str], trigger: str) -> list[Step]:
    """Return the steps that `trigger` takes from `position`; none when it leads nowhere from there.

    Triggers are `move:TO` and `gate:GATE:DECISION`.
    """
    ways = tables["steps"].get(trigger)
    if not ways:
        return []
    tree = tables["stages"]
    targets: list[str] = []
    for state in active(tree, position):
        to = ways.get(state, ())
        targets += [to] if isinstance(to, str) else to
    return going(tree, position, targets)
