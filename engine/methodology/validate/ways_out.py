"""Ways out: no stage without one, and none out of the end."""

from engine.methodology.diagnostics import quoted
from engine.methodology.model_gate import Gate
from engine.methodology.tracks import going
from engine.methodology.validate.report import Subject
from engine.methodology.validate.stages import complain_of_closed, ways_of
from engine.methodology.validate.tracks import leaves_of_gate, places_of_gate, targets_of_decision


def check_ways_out(subject: Subject) -> None:
    """Complain about leaves from which nothing leads on, and about gates that leave the end.

    Where a stage's name is unknown, any could have been meant, and none is called a trap.
    """
    layout = subject.layout
    left = _left_by_moves(subject)
    certain = all({*move.from_, move.to} <= set(layout) for move in subject.moves.values())
    for name, gate in subject.gates.items():
        _check_end(subject, name, gate)
        targets = {
            to for decision in gate.decisions.values() if decision.to for to in decision.to.names
        }
        named = gate.leaves.names if gate.leaves else gate.within or ()
        certain = certain and {*targets, *named} <= set(layout)
        left |= _left_by_gate(subject, gate)
    if certain:
        _check_traps(subject, left)


def _check_end(subject: Subject, name: str, gate: Gate) -> None:
    """Complain about a gate at the end."""
    layout, path = subject.layout, ("gates", name)
    for leaf in leaves_of_gate(subject, gate.leaves) if gate.leaves else ():
        if layout[leaf].stage.closes is not None:
            complain_of_closed(subject, (*path, "leaves"), leaf)
    for at, stage in enumerate(gate.within or ()):
        if stage in layout and layout[stage].stage.closes is not None:
            complain_of_closed(subject, (*path, "within", at), stage)


def _left_by_moves(subject: Subject) -> set[str]:
    """The leaves that moves lead away from."""
    left: set[str] = set()
    for way in ways_of(subject):
        if way.state != way.to:
            left.update(way.join or subject.layout[way.state].leaves)
    return left


def _left_by_gate(subject: Subject, gate: Gate) -> set[str]:
    """The leaves that decisions of a gate lead away from."""
    left: set[str] = set()
    places = places_of_gate(subject, gate)
    for decision in gate.decisions.values():
        if decision.closes:
            left.update(leaf for place in places for leaf in place)
        for targets in targets_of_decision(subject, decision):
            for place in places:
                for step in going(subject.tree, place, targets):
                    if step.entered != step.left:
                        left.update(step.left)
    return left


def _check_traps(subject: Subject, left: set[str]) -> None:
    for spot in subject.layout.values():
        if spot.leaf and spot.stage.closes is None and spot.name not in left:
            message = f"nothing leads out of {quoted(spot.name)}, and it doesn't close the project"
            hint = "add a gate that leaves it, a move from it, or closes: OUTCOME"
            subject.report.add("stage.trap", spot.path, message, hint, key=True)
