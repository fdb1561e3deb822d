"""The tolerances of a valid methodology -> their tables."""

from engine.methodology.environment import material
from engine.methodology.guard.tree import asked
from engine.methodology.guard.types import Type
from engine.methodology.model import Methodology, Tolerance
from engine.methodology.tables import Tolerance as Table
from engine.methodology.tolerance import breach_of, limit_of, side_of, sides_of


def compile_tolerances(methodology: Methodology) -> dict[str, Table]:
    """Return the tables of the tolerances, by name."""
    types = material(methodology.fields)
    return {
        name: _tolerance(name, one, types) for name, one in (methodology.tolerances or {}).items()
    }


def _tolerance(name: str, tolerance: Tolerance, types: dict[str, Type]) -> Table:
    kind = types[tolerance.forecast]
    return {
        "forecast": tolerance.forecast,
        "baseline": tolerance.baseline,
        "sides": {
            side: {
                "beyond": side_of(tolerance, side, kind),
                "limit": limit_of(tolerance, side, kind),
            }
            for side in sides_of(tolerance)
        },
        "reads": asked(breach_of(tolerance, types)),
        "at": f"tolerances.{name}",
    }
