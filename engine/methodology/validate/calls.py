"""Called gates: what calls them, what they block, and the evidence of a call."""

from collections.abc import Mapping, Sequence

from engine.methodology.diagnostics import quoted
from engine.methodology.layout import starts_of
from engine.methodology.model_gate import Decision, Gate
from engine.methodology.validate.gates import At
from engine.methodology.validate.report import Subject

MOVES = "moves"
"""What `blocks` says for all moves; no gate can be called so."""


def called_gates(gates: Mapping[str, Gate]) -> list[str]:
    """Return the gates that can be called, in the order of the file."""
    asked = {
        name
        for gate in gates.values()
        for decision in gate.decisions.values()
        for name in decision.calls or ()
    }
    return [name for name, gate in gates.items() if gate.called_when or name in asked]


def check_calls(subject: Subject) -> None:
    """Complain about calls that name nothing, lead nowhere or block each other."""
    called = called_gates(subject.gates)
    for name, gate in subject.gates.items():
        at = At(subject, ("gates", name), gate)
        if name == MOVES:
            message = f"{quoted(MOVES)} stands for all moves in blocks"
            at.complain("gate.reserved", (), message, "choose another name", key=True)
        _check_blocks(at, name, called)
        _check_evidence(at, name, called)
        for key, decision in gate.decisions.items():
            _check_decision(at, name, key, decision)
    _check_circles(subject)


def _check_blocks(at: At, name: str, called: Sequence[str]) -> None:
    blocks = at.gate.blocks or ()
    if blocks and name not in called:
        message = "this gate is never called, so it never blocks anything"
        at.complain("blocks.never", ("blocks",), message, "say called_when", key=True)
    for index, blocked in enumerate(blocks):
        if blocked == name:
            message = "a gate can't block itself"
            at.complain("blocks.itself", ("blocks", index), message, "remove it")
        else:
            known = [*at.subject.gates, MOVES]
            at.subject.report.known("gate", (*at.path, "blocks", index), blocked, known)


def _check_evidence(at: At, name: str, called: Sequence[str]) -> None:
    for index, item in enumerate(at.gate.evidence or ()):
        declared = at.subject.deliverables.get(item)
        if declared is not None and declared.per == "call" and name not in called:
            message = f"{quoted(item)} is per call, and this gate is never called"
            at.complain("deliverable.per_call", ("evidence", index), message, "say per: visit")


def _check_decision(at: At, name: str, key: str, decision: Decision) -> None:
    path = ("decisions", key, "calls")
    for index, other in enumerate(decision.calls or ()):
        if other == name:
            message = "a decision can't call its own gate: the round that takes it meets the call"
            at.complain("calls.itself", (*path, index), message, "name another gate")
        elif at.subject.report.known("gate", (*at.path, *path, index), other, at.subject.gates):
            _check_place(at, (*path, index), other, decision)


def _check_place(at: At, path: tuple[str | int, ...], other: str, decision: Decision) -> None:
    """The project must stand, after the decision, where the called gate can be requested."""
    layout = at.subject.layout
    gate = at.subject.gates[other]
    there = _leaves(at.subject, gate)
    after = _leaves(at.subject, at.gate)
    if decision.to in layout:
        after = [layout[str(decision.to)].first]
    closes = decision.closes is not None or any(layout[one].stage.closes for one in after)
    if closes or not there or not after:
        if closes:
            message = "this decision closes the project, and nothing is called after that"
            at.complain("calls.closed", path, message, "remove it")
        return
    missed = [one for one in after if one not in there]
    if missed:
        message = f"{quoted(other)} can't be requested in {quoted(missed[0])}, where this leads"
        at.complain("calls.elsewhere", path, message, "say where in its within")


def _leaves(subject: Subject, gate: Gate) -> list[str]:
    layout = subject.layout
    if gate.leaves is not None:
        return [layout[gate.leaves].last] if gate.leaves in layout else []
    return starts_of(layout, [one for one in gate.within or () if one in layout])


def _check_circles(subject: Subject) -> None:
    """Gates that block each other could never be passed once both are called."""
    blocks = {name: set(gate.blocks or ()) for name, gate in subject.gates.items()}
    for name, blocked in blocks.items():
        reached, ahead = set[str](), list(blocked - {name})
        while ahead:
            one = ahead.pop()
            if one not in reached:
                reached.add(one)
                ahead.extend(blocks.get(one, ()))
        if name in reached:
            message = "gates that block each other could never be passed again"
            subject.report.add(
                "blocks.circle", ("gates", name, "blocks"), message, "break the circle", key=True
            )
            return
