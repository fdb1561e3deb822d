"""Where a project can be, when stages have tracks: positions, and what going to a stage does.

A position is a set of leaves: of the stages at the top and of those in a sequence one is active, of
the tracks of a stage all are. A *state* is what one track (or the project, outside every track) can
be in: a leaf, or a stage with tracks as a whole. Everything here reads the tree of stages and knows
no rule; docs/notation.md 1.3 has the words.

    going(tree, ["dev.tech.verified", "dev.market.ready"], ["testing"])
    ->  [Step("dev", ("dev.tech.verified", "dev.market.ready"), ("testing",))]
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple, NotRequired, TypeAlias, TypedDict


class Place(TypedDict):
    """What is read of a stage; `first` and `last` are states, `tracks` is there if it has any."""

    parents: Sequence[str]
    first: str
    last: str
    tracks: NotRequired[Sequence[str]]


Tree: TypeAlias = Mapping[str, Place]
"""Every stage by its full address."""


class Step(NamedTuple):
    """One state that is left, with all its leaves, for the leaves that are entered.

    Leaves stand in the order of the file. `state` is empty for a project that begins.
    """

    state: str
    left: tuple[str, ...]
    entered: tuple[str, ...]


def going(tree: Tree, position: Collection[str], targets: Sequence[str]) -> list[Step]:
    """Return the steps by which a project at `position` goes to the states `targets`.

    Of each target the innermost active track that it lies in is moved, or else the project. Where
    only a part of the position is known, a track that no leaf of it is in leaves nothing.
    """
    wanted: dict[str, tuple[str | None, list[str]]] = {}
    for target in targets:
        track = _active_track(tree, position, target)
        here = next((one for one in position if track is None or within(one, track)), track)
        assert here, "a project stands somewhere"
        wanted.setdefault(state_of(tree, track, here), (track, []))[1].append(target)
    return [
        Step(
            state,
            in_order(tree, [one for one in position if within(one, state)]),
            tuple(start(tree, state_of(tree, track, there[0]), there)),
        )
        for state, (track, there) in wanted.items()
    ]


def beginning(tree: Tree, state: str) -> list[Step]:
    """Return the step by which a project begins in `state`: it leaves nothing."""
    return [Step("", (), tuple(start(tree, state)))]


def _active_track(tree: Tree, position: Collection[str], stage: str) -> str | None:
    for one in reversed([*tree[stage]["parents"], stage]):
        if is_track(tree, one):
            around = tree[one]["parents"][-1]
            if any(within(leaf, around) for leaf in position):
                return one
    return None


def start(tree: Tree, state: str, targets: Sequence[str] = ()) -> Iterator[str]:
    """Yield the leaves that entering `state` enters, on the way to `targets` inside it."""
    tracks = tree[state].get("tracks")
    if not tracks:
        yield state
        return
    for track in tracks:
        inside = [one for one in targets if within(one, track)]
        first = state_of(tree, track, inside[0]) if inside else tree[track]["first"]
        yield from start(tree, first, inside)


def end(tree: Tree, state: str) -> Iterator[str]:
    """Yield the leaves at the end of `state`: itself, or the end of each of its tracks."""
    tracks = tree[state].get("tracks")
    if not tracks:
        yield state
    for track in tracks or ():
        yield from end(tree, tree[track]["last"])


def within(stage: str, around: str) -> bool:
    """Whether `stage` is `around` or lies inside it: addresses say so."""
    return stage == around or stage.startswith(f"{around}.")


def is_track(tree: Tree, stage: str) -> bool:
    """Whether `stage` is a track of the stage around it."""
    parents = tree[stage]["parents"]
    return bool(parents) and "tracks" in tree[parents[-1]]


def track_of(tree: Tree, stage: str) -> str | None:
    """The innermost track that `stage` is or lies in; None outside every track."""
    around = reversed([*tree[stage]["parents"], stage])
    return next((one for one in around if is_track(tree, one)), None)


def state_of(tree: Tree, track: str | None, stage: str) -> str:
    """The state of `track`, or of the project for None, that `stage` is or lies in."""
    for one in (*tree[stage]["parents"], stage):
        if "tracks" in tree[one] and (track is None or within(one, track)):
            return one
    return stage


def active(tree: Tree, position: Iterable[str]) -> list[str]:
    """The states that a project at `position` is in: its leaves, stages with tracks around them."""
    found: dict[str, None] = {}
    for leaf in in_order(tree, position):
        found[leaf] = None
        found.update({one: None for one in tree[leaf]["parents"] if "tracks" in tree[one]})
    return list(found)


def in_order(tree: Tree, leaves: Iterable[str]) -> tuple[str, ...]:
    """The leaves of one position, by the order of their tracks in the file."""
    listed = tuple(leaves)
    return listed if len(listed) < 2 else tuple(sorted(listed, key=lambda one: _turn(tree, one)))


def _turn(tree: Tree, leaf: str) -> list[int]:
    chain = [*tree[leaf]["parents"], leaf]
    return [
        tree[around].get("tracks", ()).index(track)
        for around, track in pairwise(chain)
        if "tracks" in tree[around]
    ]


def around_all(tree: Tree, leaves: Sequence[str]) -> str | None:
    """The innermost stage with tracks around all of `leaves`, or None."""
    first = tree[leaves[0]]["parents"] if leaves else ()
    shared = [one for one in first if all(within(leaf, one) for leaf in leaves)]
    return next((one for one in reversed(shared) if "tracks" in tree[one]), None)


def missing_tracks(tree: Tree, state: str, leaves: Collection[str]) -> list[str]:
    """The tracks of `state`, and of stages with tracks in it, that have no leaf among `leaves`."""
    found = []
    for track in tree[state].get("tracks", ()):
        inside = [one for one in leaves if within(one, track)]
        if not inside:
            found.append(track)
        else:
            found += missing_tracks(tree, state_of(tree, track, inside[0]), inside)
    return found
