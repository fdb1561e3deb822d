"""What a seat asks, in words: the same in a gate's view and in what a methodology says."""

from engine.methodology.gate_tables import Seat
from engine.rules.panel import tier_of


def need_words(seat: Seat) -> str:
    """What the seat does: it advises, decides, or needs votes."""
    if seat["need"] is None:
        return "decides" if "decides" in seat else "advises"
    return f"needs {seat['need']['text']}"


def terms(seat: Seat) -> list[str]:
    """What else the seat asks: whose votes must be there, when, from whom, at which weight."""
    found = []
    completes = seat.get("completes")
    if completes:
        found.append(
            "all must have voted" if completes == "all" else f"{completes} must have voted"
        )
    if tier_of(seat) > 1:
        found.append(f"after tier {tier_of(seat) - 1}")
    weights = seat.get("weight", {})
    found += [f"a vote of {role} weighs {weight}" for role, weight in weights.items()]
    if "independent_of" in seat:
        found.append(f"independent of {', '.join(seat['independent_of'])}")
    if "dissent" in seat:
        found.append(f"a dissent goes to {' and '.join(seat['dissent']['to'])}")
    return found
