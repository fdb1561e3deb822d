"""Stages and moves: one start, ways that exist, no way out of the end."""

from engine.methodology.diagnostics import Path, quoted
from engine.methodology.layout import (
    IMPLIED,
    Spot,
    Way,
    implied_ways,
    role_of_track,
    ways_to,
)
from engine.methodology.model import Stage
from engine.methodology.shape import keys
from engine.methodology.validate.report import Subject
from engine.methodology.validate.tracks import check_parallel, check_tracks_of_moves

MAX_STAGES = 500
MAX_MOVES = 2000

# A stage inside another is addressed beside that one's keys, so it can't go by one of their names.
_RESERVED = frozenset(keys(Stage))


def check_stages(subject: Subject) -> None:
    """Complain about the stages, each by itself, and about their number."""
    report, layout = subject.report, subject.layout
    if len(layout) > MAX_STAGES:
        message = f"{len(layout)} stages; at most {MAX_STAGES}"
        report.add("limit.stages", ("stages",), message, key=True)
    for spot in layout.values():
        _check_sequence(subject, spot)
        _check_closing(subject, spot)
        check_parallel(subject, spot)
    _check_initial(subject)


def _check_sequence(subject: Subject, spot: Spot) -> None:
    stage, path, report = spot.stage, spot.path, subject.report
    report.all_known("role", (*path, "by"), stage.by, subject.roles)
    if stage.sequence is not None and not role_of_track(subject.layout, spot):
        hint = "say who may go from each stage inside to the next"
        report.add("stage.by_missing", path, '"by" is missing beside "sequence"', hint, key=True)
    if stage.sequence is None and stage.parallel is None and stage.by is not None:
        message, hint = '"by" has a meaning beside "sequence" only', "name the role in a move"
        report.add("stage.by", (*path, "by"), message, hint, key=True)
    if spot.parents and path[-1] in _RESERVED:
        message = f"a stage inside another can't be named {quoted(str(path[-1]))}, as a key is"
        report.add("stage.reserved", path, message, "choose another name", key=True)


def _check_closing(subject: Subject, spot: Spot) -> None:
    if spot.stage.closes is None:
        return
    given = {
        "sequence": spot.stage.sequence,
        "parallel": spot.stage.parallel,
        "exit": spot.stage.exit,
        "target": spot.stage.target,
        "initial": spot.stage.initial or None,
    }
    for key, value in given.items():
        if value is not None:
            message = f"a stage that closes the project is never left, so it has no {quoted(key)}"
            subject.report.add("stage.closing", (*spot.path, key), message, "remove it", key=True)


def _check_initial(subject: Subject) -> None:
    starts = [spot for spot in subject.layout.values() if spot.stage.initial]
    for spot in starts:
        if spot.parents:
            message = (
                "the initial stage is one at the top; of a sequence the first is entered first"
            )
            path = (*spot.path, "initial")
            subject.report.add("stage.initial", path, message, "remove it", key=True)
    top = [spot for spot in starts if not spot.parents]
    if not top:
        hint = "add initial: true to the stage where projects start"
        subject.report.add("stage.initial", ("stages",), "no stage is initial", hint, key=True)
    for spot in top[1:]:
        message = f"{quoted(top[0].name)} is the initial stage already"
        subject.report.add("stage.initial", (*spot.path, "initial"), message, key=True)
    for spot in top[:1]:
        first = subject.layout[spot.first]
        if first.stage.closes is not None and first is not spot:
            message = "projects would start closed"
            subject.report.add("stage.closing", (*first.path, "closes"), message, key=True)


def ways_of(subject: Subject) -> list[Way]:
    """Return the ways between leaves, implied or declared, until there are too many.

    Unknown names are left out.
    """
    layout, tree = subject.layout, subject.tree
    ways = implied_ways(layout, tree)
    for name, move in subject.moves.items():
        if move.to in layout:
            ways += ways_to(layout, tree, name, move.from_, move.to)
        if len(ways) > MAX_MOVES:
            break
    return ways


def check_moves(subject: Subject) -> None:
    """Complain about moves: unknown names, two for one way, ways out of the end, their number."""
    report, layout = subject.report, subject.layout
    for name, move in subject.moves.items():
        path: Path = ("moves", name)
        if name == IMPLIED:
            message = f"{quoted(IMPLIED)} is the name of the implied moves"
            report.add("move.reserved", path, message, "choose another name", key=True)
        report.all_known("stage", (*path, "from"), move.from_, layout)
        report.known("stage", (*path, "to"), move.to, layout)
        report.all_known("role", (*path, "by"), move.by, subject.roles)
    ways = ways_of(subject)
    if len(ways) > MAX_MOVES:
        message = f"more than {MAX_MOVES:,} moves from leaf to leaf"
        path = ("moves",) if subject.moves else ("stages",)
        report.add("limit.moves", path, message, key=True)
        return
    _check_twins(subject, ways)
    check_tracks_of_moves(subject, ways)
    for way in ways:
        if layout[way.state].stage.closes is not None:
            complain_of_closed(subject, way.path, way.state, key=True)
    for name, move in subject.moves.items():
        for at, start in enumerate(move.from_):
            if start in layout and layout[start].stage.closes is not None:
                complain_of_closed(subject, ("moves", name, "from", at), start)


def _check_twins(subject: Subject, ways: list[Way]) -> None:
    first: dict[tuple[str, str], Way] = {}
    for way in ways:
        other = first.setdefault((way.state, way.to), way)
        if other is not way:
            by = "the sequence leads" if other.id == IMPLIED else f"{quoted(other.id)} leads"
            message = f"{by} from {quoted(way.state)} to {quoted(way.to)} already"
            subject.report.add("move.twice", way.path, message, "keep one of them", key=True)


def complain_of_closed(subject: Subject, path: Path, leaf: str, *, key: bool = False) -> None:
    """Put down that something leads out of a stage that closes the project."""
    message = f"{quoted(leaf)} closes the project, so nothing leads out of it"
    subject.report.add("stage.closed", path, message, key=key)
