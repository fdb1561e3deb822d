"""The arithmetic of a count: what a need lacks, what a sheet scores, who could cover the rest.

Pure functions of numbers and names; `engine.rules.panel` puts them together.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from engine.methodology.gate_tables import Need, Score

IMPOSSIBLE: Final = 10**9
"""A shortfall that no number of votes covers."""


def shortfall(need: Need, electors: int, votes_for: int, cast: int) -> int:
    """The least number of further votes for a decision that meet `need`.

    For a need by weight: the least weight of further votes, `electors` and `votes_for` being
    weights too.
    """
    kind = need["kind"]
    if kind in ("number", "weight"):
        missing = need["number"] - votes_for
    elif kind == "any":
        missing = 1 - votes_for
    elif kind == "all":
        missing = electors - votes_for if electors else IMPOSSIBLE
    elif kind in ("majority_of_electorate", "majority_of_weight"):
        missing = electors // 2 + 1 - votes_for
    elif kind == "majority_of_cast":
        missing = cast - 2 * votes_for + 1
    else:
        share = -(-Fraction(need["percent"]) * electors // 100)
        missing = max(int(share), 1) - votes_for
    return max(missing, need["at_least"] - votes_for, 0)


def score_of(score: Score, given: Mapping[str, int]) -> Fraction:
    """One voter's weighted score, from 0 to 1."""
    low, span = score["low"], score["high"] - score["low"]
    weight = sum(item["weight"] for item in score["items"])
    reached = sum(item["weight"] * (given[item["id"]] - low) for item in score["items"])
    return Fraction(reached, weight * span)


def can_cover(
    wanted: Mapping[str, int],
    able: Mapping[str, frozenset[str]],
    weights: Mapping[str, Mapping[str, int]] | None = None,
) -> bool:
    """Whether people can be assigned, each to one seat, so that every seat gets as much as wanted.

    `able` maps a seat to those who can take it. `weights` says, for at most one seat, what each
    weighs there; that seat wants a weight, every other a number. Exact: whoever weighs least is
    placed first, by augmenting paths, so that those who are needed elsewhere weigh as little as
    can be.
    """
    heavy, loads = next(iter((weights or {}).items()), ("", {}))
    places = {seat: count for seat, count in wanted.items() if count and seat != heavy}
    if any(count > len(able[seat]) for seat, count in places.items()):
        return False
    burden = {person: loads[person] for person in able.get(heavy, ())}
    people = {person for seat in places for person in able[seat]}
    taken: dict[str, list[str]] = {seat: [] for seat in places}
    missing, placed = sum(places.values()), set[str]()
    for person in sorted(people, key=lambda one: (burden.get(one, 0), one)):
        if len(placed) < missing and _place(person, places, able, taken, set()):
            placed.add(person)
    left = sum(weight for person, weight in burden.items() if person not in placed)
    return len(placed) == missing and left >= wanted.get(heavy, 0)


def _place(
    person: str,
    places: Mapping[str, int],
    able: Mapping[str, frozenset[str]],
    taken: Mapping[str, list[str]],
    tried: set[str],
) -> bool:
    """Give `person` a place, moving others on where that helps; who had one keeps one."""
    for seat, count in places.items():
        if seat in tried or person not in able[seat]:
            continue
        tried.add(seat)
        held = taken[seat]
        if len(held) < count:
            held.append(person)
            return True
        for index, other in enumerate(held):
            if _place(other, places, able, taken, tried):
                held[index] = person
                return True
    return False
