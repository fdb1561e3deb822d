"""From votes to a decision: docs/notation.md 2.5, as a total function of a count."""

from typing import Literal, NamedTuple

from engine.rules.panel import Tally


class Outcome(NamedTuple):
    """What a round comes to: pending, or a decision and how it was reached."""

    how: Literal["pending", "decided", "otherwise"]
    decision: str | None


def tally(count: Tally) -> Outcome:
    """The outcome of a round: total, by the five rules of docs/notation.md 2.5, in their order."""
    gate = count.gate
    if count.decider:
        return _by_decider(count)
    if gate["when_all_voted"] and count.remaining:
        return Outcome("pending", None)
    possible = False
    for decision in gate["decisions"]:
        if count.surely_stands(decision):
            return Outcome("decided", decision["id"])
        if count.could_stand(decision):
            possible = True
            break
    if not possible:
        return Outcome("otherwise", gate["otherwise"])
    if count.remaining:
        return Outcome("pending", None)
    standing = standing_decision(count)
    assert standing, "when nobody remains, what could stand stands"
    return Outcome("decided", standing)


def _by_decider(count: Tally) -> Outcome:
    """The outcome of a round with a decider: what they named, once they did."""
    standing = standing_decision(count)
    if standing:
        return Outcome("decided", standing)
    if count.can_decide():
        return Outcome("pending", None)
    return Outcome("otherwise", count.gate["otherwise"])


def standing_decision(count: Tally) -> str | None:
    """The first decision that stands by the votes cast, or None."""
    return next((one["id"] for one in count.gate["decisions"] if count.stands(one)), None)
