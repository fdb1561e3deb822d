"""The machines of a methodology: `transitions` machines for all projects, built from its tables.

The only file that imports `transitions`. There is one flat machine for the project and one for each
track; a sequence is compiled away. A project's position is what all of them are in: a leaf, a stage
with tracks as a whole, or out, while the stage around a track is not active. A machine has no model
bound to it and no callback on it: it is only asked where a trigger leads, with a throw-away token,
so that threads share one. States and triggers carry a prefix that no Python name can have; no text
of a workflow file is ever looked up as an attribute or called.

`steps.table_steps` answers the same from the tables alone.
"""

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypeAlias

from transitions import Machine

from engine.methodology.digests import tables_digest
from engine.methodology.tables import Tables
from engine.methodology.tracks import Step, Tree, in_order, start, state_of, track_of, within

_MAX_KEPT = 64

_Track: TypeAlias = str | None
"""A track, or None for the project outside every track."""

_States: TypeAlias = Mapping[_Track, Sequence[str]]
"""The states of each machine, an outer track before those in it."""

_OUT = ""
"""The state of a track while the stage around it is not active."""


class _Token:
    """What a machine moves: a state and nothing else."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


class Stepper:
    """The machines of one methodology; they take steps for any number of projects and threads."""

    __slots__ = ("_machines", "_tree")

    def __init__(self, tables: Tables) -> None:
        self._tree: Tree = tables["stages"]
        states = _states(
            self._tree, [name for name, one in tables["stages"].items() if one["leaf"]]
        )
        ways: dict[_Track, list[dict[str, str]]] = {track: [] for track in states}
        for trigger, leading in tables["steps"].items():
            for state, to in leading.items():
                targets = [to] if isinstance(to, str) else to
                for track, source, dest in _moving(self._tree, states, state, targets):
                    ways[track].append(
                        {
                            "trigger": _trigger(trigger),
                            "source": _state(source),
                            "dest": _state(dest),
                        }
                    )
        self._machines = {track: _machine(known, ways[track]) for track, known in states.items()}

    def step(self, position: Collection[str], trigger: str) -> list[Step]:
        """Return the steps that `trigger` takes from `position`; none when it leads nowhere."""
        moved: dict[_Track, tuple[str, str]] = {}
        for track in self._machines:
            before = self._state_at(position, track)
            # A track begins only with the stage around it.
            if before == _OUT and _outer(self._tree, track) not in moved:
                continue
            after = self._fire(track, before, trigger)
            if after is not None:
                moved[track] = (before, after)
        first = {
            track: self._step(position, moved, track)
            for track in moved
            if track is None or _outer(self._tree, track) not in moved
        }
        by_leaf = {one.left[0]: one for one in first.values()}
        return [by_leaf[leaf] for leaf in in_order(self._tree, position) if leaf in by_leaf]

    def _state_at(self, position: Collection[str], track: _Track) -> str:
        for leaf in position:
            if track is None or within(leaf, track):
                return state_of(self._tree, track, leaf)
        return _OUT

    def _fire(self, track: _Track, state: str, trigger: str) -> str | None:
        """Where `trigger` leads from `state` in one machine; None when it leads nowhere."""
        event = self._machines[track].events.get(_trigger(trigger))
        if event is None or _state(state) not in event.transitions:
            return None
        token = _Token(_state(state))
        taken = event.trigger(token)
        assert taken, "a transition without conditions is taken"
        return token.state.removeprefix(_state(""))

    def _step(
        self, position: Collection[str], moved: Mapping[_Track, tuple[str, str]], track: _Track
    ) -> Step:
        """The step of the machine of `track`, with those of the tracks in it."""
        left = moved[track][0]
        entered = [
            after
            for inner, (_, after) in moved.items()
            if track in (None, inner) or (inner is not None and within(inner, str(track)))
            if after != _OUT and "tracks" not in self._tree[after]
        ]
        leaves = [one for one in position if within(one, left)]
        return Step(left, in_order(self._tree, leaves), in_order(self._tree, entered))


def _machine(states: Sequence[str], ways: list[dict[str, str]]) -> Machine:
    return Machine(
        model=None,
        states=[_state(one) for one in states],
        initial=_state(states[0]),
        transitions=ways,
        send_event=True,
        auto_transitions=False,
        queued=False,
    )


def _states(tree: Tree, leaves: Sequence[str]) -> _States:
    tracks = {track_of(tree, leaf) for leaf in tree}
    outer_first = sorted(tracks, key=lambda one: -1 if one is None else len(tree[one]["parents"]))
    return {
        track: [
            *({} if track is None else {_OUT: None}),
            *dict.fromkeys(
                state_of(tree, track, leaf)
                for leaf in leaves
                if track is None or within(leaf, track)
            ),
        ]
        for track in outer_first
    }


def _moving(
    tree: Tree, states: _States, state: str, targets: Sequence[str]
) -> Iterator[tuple[_Track, str, str]]:
    """Yield what each machine does when `state` is left for `targets`: its source and its goal."""
    own = track_of(tree, state)
    after = state_of(tree, own, targets[0])
    yield own, state, after
    entered = list(start(tree, after, targets))
    for track, known in states.items():
        if track is None or track == own:
            continue
        if not within(track, state) and not within(track, after):
            continue
        goal = next((state_of(tree, track, one) for one in entered if within(one, track)), _OUT)
        for source in known if within(track, state) else [_OUT]:
            if (source, goal) != (_OUT, _OUT):
                yield track, source, goal


def _outer(tree: Tree, track: _Track) -> _Track:
    """The track around the stage that `track` is one of; None outside every track."""
    return None if track is None else track_of(tree, tree[track]["parents"][-1])


_kept: OrderedDict[str, Stepper] = OrderedDict()
_lock = threading.Lock()


def build_machine(tables: Tables) -> Stepper:
    """Return the machines of `tables`, the same for equal tables while they are in use."""
    digest = tables_digest(tables)
    with _lock:
        stepper = _kept.pop(digest, None) or Stepper(tables)
        _kept[digest] = stepper
        if len(_kept) > _MAX_KEPT:
            _kept.popitem(last=False)
    return stepper


def _state(name: str) -> str:
    return f"stage/{name}"


def _trigger(name: str) -> str:
    return f"take/{name}"
