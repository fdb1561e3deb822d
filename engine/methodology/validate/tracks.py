"""Tracks: what stands in them, what leads out of them, and gates that join them."""

from collections.abc import Sequence
from itertools import combinations

from engine.methodology.diagnostics import Path, quoted
from engine.methodology.form_stages import Stages
from engine.methodology.layout import Spot, Way, leaves_of, starts_of
from engine.methodology.model_gate import Decision, Gate
from engine.methodology.tracks import (
    Tree,
    around_all,
    end,
    missing_tracks,
    state_of,
    track_of,
    within,
)
from engine.methodology.validate.report import Subject


def check_parallel(subject: Subject, spot: Spot) -> None:
    """Complain about a stage's tracks, or about what a stage in a track can't have."""
    stage, report = spot.stage, subject.report
    if stage.parallel is not None and stage.sequence is not None:
        message = "a stage has either a sequence or tracks"
        hint = "put the sequence into a track, or the tracks into a stage of the sequence"
        report.add("stage.both", (*spot.path, "parallel"), message, hint, key=True)
    if stage.parallel is not None and stage.by is not None:
        tracks = stage.parallel.values()
        if all(track.sequence is None or track.by is not None for track in tracks):
            message = '"by" has a meaning for tracks with a sequence and no "by" of their own'
            hint = "there is none here: remove it"
            report.add("stage.by", (*spot.path, "by"), message, hint, key=True)
    if stage.closes is not None and track_of(subject.tree, spot.name) is not None:
        message = "a stage in a track can't close the project"
        hint = "let a gate close it, or a stage outside"
        report.add("stage.closing", (*spot.path, "closes"), message, hint, key=True)


def check_tracks_of_moves(subject: Subject, ways: Sequence[Way]) -> None:
    """Complain about moves that lead out of a track, once each."""
    told: set[Path] = set()
    for way in ways:
        track = track_of(subject.tree, way.state)
        if track is not None and not within(way.to, track) and way.path not in told:
            told.add(way.path)
            _complain_of_left(subject, way.path, way.to, track)


def _complain_of_left(subject: Subject, path: Path, to: str, track: str) -> None:
    message = f"{quoted(to)} lies outside the track {quoted(track)}, and a track isn't left alone"
    around = subject.layout[track].parents[-1]
    hint = f"leave {quoted(around)} as a whole: from: {around}, or a gate that joins its tracks"
    subject.report.add("track.left", path, message, hint, key=True)


def place_of(path: Path, stages: Stages) -> Path:
    """Return where the names of `stages` at `path` are listed."""
    return path if stages.word is None else (*path, stages.word)


def leaves_of_gate(subject: Subject, leaves: Stages) -> list[str]:
    """Return the leaves from all of which a gate leads out; none when a name is unknown."""
    if not all(name in subject.layout for name in leaves.names):
        return []
    states = [subject.layout[name].last for name in leaves.names]
    return [leaf for state in states for leaf in end(subject.tree, state)]


def states_of_gate(subject: Subject, gate: Gate) -> list[str]:
    """Return the states in which a gate stands, as far as they are known."""
    if gate.leaves is None:
        return starts_of(subject.layout, subject.tree, gate.within or ())
    leaves = leaves_of_gate(subject, gate.leaves)
    state = around_all(subject.tree, leaves) if len(leaves) > 1 else next(iter(leaves), None)
    return [] if state is None else [state]


def places_of_gate(subject: Subject, gate: Gate) -> list[list[str]]:
    """Return the leaves at which a gate can be requested: together if it joins them, else alone."""
    if gate.leaves is not None:
        leaves = leaves_of_gate(subject, gate.leaves)
        return [leaves] if leaves else []
    inside = leaves_of(subject.layout, gate.within or ())
    return [[leaf] for leaf in inside if subject.layout[leaf].stage.closes is None]


def targets_of_decision(subject: Subject, decision: Decision) -> list[list[str]]:
    """Return the states a decision leads to, for each destination that can be chosen.

    None when it leads to no stage, or to one that is not known.
    """
    if decision.to is None or not set(decision.to.names) <= set(subject.layout):
        return []
    names = [subject.layout[name].first for name in decision.to.names]
    return [[name] for name in names] if decision.to.word else [names]


def check_join(subject: Subject, path: Path, leaves: Stages) -> None:
    """Complain about a join that doesn't name one place in every track of one stage."""
    found = leaves_of_gate(subject, leaves)
    if leaves.word is None or not found:
        return
    report, around = subject.report, around_all(subject.tree, found)
    if around is None or _clash(subject.tree, around, found):
        message = "a project is never at the end of all of these at once"
        hint = "name one stage in each track of one stage"
        report.add("join.apart", path, message, hint)
        return
    missing = missing_tracks(subject.tree, around, found)
    if missing:
        message = f"{quoted(missing[0])} is not named: a join names a stage in every track"
        report.add("join.tracks", path, message, f"add a stage of {missing[0]}")


def _clash(tree: Tree, around: str, leaves: Sequence[str]) -> bool:
    """Whether two of `leaves` lie in one track, at places that exclude each other."""
    for track in tree[around].get("tracks", ()):
        inside = [one for one in leaves if within(one, track)]
        if not inside:
            continue
        state = state_of(tree, track, inside[0])
        if any(not within(one, state) for one in inside):
            return True
        if _clash(tree, state, inside) or ("tracks" not in tree[state] and len(inside) > 1):
            return True
    return False


def check_targets(subject: Subject, path: Path, states: Sequence[str], to: Stages) -> None:
    """Complain about a decision's stages: unknown, not to be gone to at once, or out of a track.

    `states` are those that must not be left for another track: none for a kill.
    """
    layout, tree = subject.layout, subject.tree
    subject.report.all_known("stage", place_of(path, to), to.names, layout)
    if not all(name in layout for name in to.names):
        return
    if to.word is None:
        for one, other in combinations(to.names, 2):
            if not _side_by_side(tree, one, other):
                message = f"nothing is in {quoted(one)} and in {quoted(other)} at once"
                hint = "a list names stages in different tracks of one stage"
                subject.report.add("to.apart", path, message, hint)
                return
    for name in to.names:
        for state in states:
            track = track_of(tree, state)
            if track is not None and not within(layout[name].first, track):
                _complain_of_left(subject, path, name, track)
                break


def _side_by_side(tree: Tree, one: str, other: str) -> bool:
    """Whether two stages lie in different tracks of one stage."""
    chain, beside = [*tree[one]["parents"], one], [*tree[other]["parents"], other]
    shared = [a for a, b in zip(chain, beside, strict=False) if a == b]
    longer = min(len(chain), len(beside)) > len(shared)
    return bool(shared) and longer and "tracks" in tree[shared[-1]]
