"""Which lane of its gap each way runs in: the shorter nearer, no two of them on each other."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

from engine.methodology.picture.routes import Channel, Lane, Route, Stop, Trunk, trunks
from engine.methodology.picture.stack import Stack

User: TypeAlias = Route | Trunk

_APART: Final = 8
"""How far apart two ways in one lane are."""


class Stretch(NamedTuple):
    """The part of a gap, from `top` to `foot`, that one way runs in."""

    lane: Lane
    user: User
    top: int
    foot: int


class Lanes(NamedTuple):
    """The number of each way's lane in its gap, and how many lanes each gap has."""

    numbers: Mapping[tuple[Lane, User], int]
    counts: Mapping[Lane, int]


def lanes(ways: Sequence[Route], stack: Stack) -> Lanes:
    """Give every way its lanes."""
    stretches: dict[Lane, list[Stretch]] = {}
    for one in _stretches(ways, stack):
        stretches.setdefault(one.lane, []).append(one)
    numbers: dict[tuple[Lane, User], int] = {}
    counts: dict[Lane, int] = {}
    for lane, found in stretches.items():
        taken: list[list[Stretch]] = []
        for one in sorted(found, key=lambda each: each.foot - each.top):
            number = _free(taken, one)
            if number == len(taken):
                taken.append([])
            taken[number].append(one)
            numbers[lane, one.user] = number
        counts[lane] = len(taken)
    return Lanes(numbers, counts)


def joins(way: Route, stack: Stack) -> int:
    """The height at which a route comes to its trunk's lane."""
    last = way.before[-1] if way.before else None
    return stack.channel(last, way) if isinstance(last, Channel) else stack.leaving(way.link)


def leaves(trunk: Trunk, stack: Stack) -> int:
    """The height at which a trunk leaves its lane."""
    first = trunk.after[0] if trunk.after else None
    return stack.channel(first, trunk) if isinstance(first, Channel) else stack.entering(trunk)


def _free(taken: Sequence[Sequence[Stretch]], one: Stretch) -> int:
    """The first lane in which nothing is in the way of a stretch."""
    for number, others in enumerate(taken):
        if all(one.foot + _APART <= each.top or each.foot + _APART <= one.top for each in others):
            return number
    return len(taken)


def _stretches(ways: Sequence[Route], stack: Stack) -> list[Stretch]:
    found = []
    for way in ways:
        heights = [stack.leaving(way.link), *_heights(way.before, way, stack)]
        found += _along(way.before, way, heights)
    for trunk, members in trunks(ways).items():
        ends = [leaves(trunk, stack), *(joins(way, stack) for way in members)]
        found.append(Stretch(trunk.lane, trunk, min(ends), max(ends)))
        heights = [*_heights(trunk.after, trunk, stack), stack.entering(trunk)]
        found += _along(trunk.after, trunk, heights)
    return found


def _heights(stops: Sequence[Stop], user: User, stack: Stack) -> list[int]:
    return [stack.channel(stop, user) for stop in stops if isinstance(stop, Channel)]


def _along(stops: Sequence[Stop], user: User, heights: Sequence[int]) -> list[Stretch]:
    """The stretches between heights: each lane joins one height with the next."""
    lanes_ = [stop for stop in stops if isinstance(stop, Lane)]
    return [
        Stretch(lane, user, min(one, other), max(one, other))
        for lane, one, other in zip(lanes_, heights, heights[1:], strict=False)
    ]
