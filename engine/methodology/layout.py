"""The stages of a methodology laid out flat: each by its full address, and what is around it."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from engine.methodology.diagnostics import Path
from engine.methodology.model import Stage


class Spot(NamedTuple):
    """A stage and its place among the others; addresses are dotted, parents outermost first."""

    name: str
    stage: Stage
    parents: tuple[str, ...]
    first: str
    last: str
    leaves: tuple[str, ...]
    path: Path

    @property
    def leaf(self) -> bool:
        """Say whether no stage is inside."""
        return self.leaves == (self.name,)


Layout = Mapping[str, Spot]
"""Every stage by its address, in the order of the file, outer before inner."""


def lay_out(stages: Mapping[str, Stage]) -> dict[str, Spot]:
    """Return the layout of `stages`."""
    return {spot.name: spot for spot in _spots(stages, (), ("stages",))}


def _spots(stages: Mapping[str, Stage], parents: tuple[str, ...], path: Path) -> Iterator[Spot]:
    for key, stage in stages.items():
        name = f"{parents[-1]}.{key}" if parents else key
        here = (*path, key)
        inner = list(_spots(stage.sequence or {}, (*parents, name), (*here, "sequence")))
        leaves = tuple(spot.name for spot in inner if spot.leaf) or (name,)
        yield Spot(name, stage, parents, leaves[0], leaves[-1], leaves, here)
        yield from inner


def leaves_of(layout: Layout, names: Iterable[str] | None) -> list[str]:
    """Return the leaves inside the stages `names`, in the order of the file; all for None."""
    wanted = set(layout) if names is None else set(names)
    return [
        name
        for name, spot in layout.items()
        if spot.leaf and (name in wanted or not wanted.isdisjoint(spot.parents))
    ]


def starts_of(layout: Layout, names: Iterable[str]) -> list[str]:
    """Return the leaves that a move out of the stages `names` leads from: all but the end."""
    return [leaf for leaf in leaves_of(layout, names) if layout[leaf].stage.closes is None]


class Way(NamedTuple):
    """A move from one leaf to another: declared, or implied by the sequence of `around`."""

    id: str
    leaf: str
    to: str
    path: Path
    around: str = ""


IMPLIED = "sequence"


def implied_ways(layout: Layout) -> list[Way]:
    """Return the ways in sequences: from the last leaf of each stage to the first of the next."""
    ways = []
    for spot in layout.values():
        inner = [layout[f"{spot.name}.{key}"] for key in spot.stage.sequence or {}]
        for here, following in pairwise(inner):
            ways.append(
                Way(IMPLIED, here.last, following.first, (*spot.path, "sequence"), spot.name)
            )
    return ways
