"""The stages of a methodology laid out flat: each by its full address, and what is around it."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from engine.methodology.diagnostics import Path
from engine.methodology.model import Stage
from engine.methodology.tracks import (
    Place,
    Tree,
    end,
    state_of,
    track_of,
    within,
)


class Spot(NamedTuple):
    """A stage and its place among the others; addresses are dotted, parents outermost first.

    `first` and `last` are states (see `tracks`): where the stage begins and where it ends.
    """

    name: str
    stage: Stage
    parents: tuple[str, ...]
    first: str
    last: str
    leaves: tuple[str, ...]
    tracks: tuple[str, ...]
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
        here, around = (*path, key), (*parents, name)
        sequence = stage.sequence if stage.parallel is None else None
        inner = list(_spots(sequence or {}, around, (*here, "sequence")))
        tracks = list(_spots(stage.parallel or {}, around, (*here, "parallel")))
        leaves = tuple(spot.name for spot in (*inner, *tracks) if spot.leaf) or (name,)
        beside = tuple(spot.name for spot in tracks if len(spot.parents) == len(around))
        below = [spot for spot in inner if len(spot.parents) == len(around)]
        first, last = (below[0].first, below[-1].last) if below and not beside else (name, name)
        yield Spot(name, stage, parents, first, last, leaves, beside, here)
        yield from (*inner, *tracks)


def tree_of(layout: Layout) -> Tree:
    """Return the layout as the tree that positions are worked out on."""
    return {name: _place(spot) for name, spot in layout.items()}


def _place(spot: Spot) -> Place:
    place: Place = {"parents": spot.parents, "first": spot.first, "last": spot.last}
    if spot.tracks:
        place["tracks"] = spot.tracks
    return place


def leaves_of(layout: Layout, names: Iterable[str] | None) -> list[str]:
    """Return the leaves inside the stages `names`, in the order of the file; all for None."""
    wanted = set(layout) if names is None else set(names)
    return [
        name
        for name, spot in layout.items()
        if spot.leaf and (name in wanted or not wanted.isdisjoint(spot.parents))
    ]


def starts_of(layout: Layout, tree: Tree, names: Iterable[str]) -> list[str]:
    """Return the states that a move out of the stages `names` leads from: all but the end.

    Of a stage with tracks it is the stage as a whole, of any other the states inside.
    """
    found: dict[str, None] = {}
    for leaf in leaves_of(layout, names):
        for name in names:
            if within(leaf, name) and name in layout and layout[leaf].stage.closes is None:
                found[state_of(tree, track_of(tree, name), leaf)] = None
    return list(found)


class Way(NamedTuple):
    """A move from one state to another: declared, or implied by the sequence of `around`.

    `join` are the leaves that an implied way out of a stage with tracks starts from.
    """

    id: str
    state: str
    to: str
    path: Path
    around: str = ""
    join: tuple[str, ...] = ()


IMPLIED = "sequence"


def implied_ways(layout: Layout, tree: Tree) -> list[Way]:
    """Return the ways in sequences: from the end of each stage to the start of the next."""
    ways = []
    for spot in layout.values():
        inner = [
            layout[f"{spot.name}.{key}"] for key in spot.stage.sequence or {} if not spot.tracks
        ]
        for here, following in pairwise(inner):
            state, path = here.last, (*spot.path, "sequence")
            join = tuple(end(tree, state)) if "tracks" in tree[state] else ()
            ways.append(Way(IMPLIED, state, following.first, path, spot.name, join))
    return ways


def ways_to(layout: Layout, tree: Tree, name: str, starts: Iterable[str], to: str) -> list[Way]:
    """Return the ways of the move `name` from the stages `starts` to the stage `to`.

    Where the target lies in a track of a stage it starts from, only that track moves.
    """
    target, states = layout[to].first, starts_of(layout, tree, starts)
    found = sources(layout, tree, states, target)
    return [Way(name, state, target, ("moves", name)) for state in found]


def sources(layout: Layout, tree: Tree, states: Iterable[str], target: str) -> list[str]:
    """Return the states that are left by going from `states` to `target`.

    Where the target lies in a track of one of them, they are those of the track.
    """
    found: dict[str, None] = {}
    for state in states:
        track = next((one for one in layout[state].tracks if within(target, one)), None)
        inner = [] if track is None else starts_of(layout, tree, [track])
        found.update(dict.fromkeys(sources(layout, tree, inner, target) if track else [state]))
    return list(found)


def role_of_track(layout: Layout, spot: Spot) -> tuple[str, ...]:
    """Return the roles of the implied moves in the sequence of `spot`."""
    if spot.stage.by is None and spot.parents and spot.name in layout[spot.parents[-1]].tracks:
        return tuple(layout[spot.parents[-1]].stage.by or ())
    return tuple(spot.stage.by or ())
