"""The flat machine of a methodology, read from its tables: the whole interpreter."""

from engine.methodology.tables import Tables


def table_step(tables: Tables, leaf: str, trigger: str) -> str | None:
    """Return the leaf that `trigger` leads to from `leaf`; None when it leads nowhere from there.

    Triggers are `move:TO` and `gate:GATE:DECISION`.
    """
    return tables["steps"].get(trigger, {}).get(leaf)
