"""Called gates: what calls them, what they block, and the evidence of a call."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from engine.methodology.diagnostics import quoted
from engine.methodology.model_gate import Decision, Gate
from engine.methodology.tracks import going
from engine.methodology.validate.gates import At
from engine.methodology.validate.report import Subject
from engine.methodology.validate.tracks import places_of_gate, targets_of_decision

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


def reopened_gates(gates: Mapping[str, Gate]) -> list[str]:
    """Return the gates that can be reopened, in the order of the file."""
    asked = {
        name
        for gate in gates.values()
        for decision in gate.decisions.values()
        for name in decision.reopens or ()
    }
    return [name for name, gate in gates.items() if gate.reopened_by or name in asked]


def check_calls(subject: Subject) -> None:
    """Complain about calls that name nothing, lead nowhere or block each other."""
    called = called_gates(subject.gates)
    can_block = {*called, *reopened_gates(subject.gates)}
    for name, gate in subject.gates.items():
        at = At(subject, ("gates", name), gate)
        if name == MOVES:
            message = f"{quoted(MOVES)} stands for all moves in blocks"
            at.complain("gate.reserved", (), message, "choose another name", key=True)
        roles = subject.roles
        subject.report.all_known("role", (*at.path, "reopened_by"), gate.reopened_by, roles)
        _check_blocks(at, name, can_block)
        _check_evidence(at, name, called)
        for key, decision in gate.decisions.items():
            _check_decision(at, name, key, decision)
            _check_reopening(at, name, key, decision)
    _check_circles(subject)


def _check_blocks(at: At, name: str, called: Collection[str]) -> None:
    blocks = at.gate.blocks or ()
    if blocks and name not in called:
        message = "this gate is never called or reopened, so it never blocks anything"
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


def _check_reopening(at: At, name: str, key: str, decision: Decision) -> None:
    path = ("decisions", key, "reopens")
    for index, other in enumerate(decision.reopens or ()):
        if other == name:
            message = "a decision can't reopen its own gate: it passes it, or doesn't"
            at.complain("reopens.itself", (*path, index), message, "name another gate")
            continue
        known = at.subject.report.known("gate", (*at.path, *path, index), other, at.subject.gates)
        if known and decision.closes is not None:
            message = "this decision closes the project, and nothing is open after that"
            at.complain("reopens.closed", (*path, index), message, "remove it")


def _check_place(at: At, path: tuple[str | int, ...], other: str, decision: Decision) -> None:
    """The project must stand, after the decision, where the called gate can be requested."""
    layout, called = at.subject.layout, at.subject.gates[other]
    there = {leaf for place in places_of_gate(at.subject, called) for leaf in place}
    after = list(_after(at, decision))
    if decision.closes is not None or any(
        layout[leaf].stage.closes for place in after for leaf in place
    ):
        message = "this decision closes the project, and nothing is called after that"
        at.complain("calls.closed", path, message, "remove it")
        return
    for place in after if there else ():
        stands = there & set(place) if called.leaves is None else there <= set(place)
        if not stands:
            message = f"{quoted(other)} can't be requested in {quoted(place[0])}, where this leads"
            at.complain("calls.elsewhere", path, message, "say where in its within")
            return


def _after(at: At, decision: Decision) -> Iterator[list[str]]:
    """Where the project can stand after a decision: leaves, as far as they are known."""
    for place in places_of_gate(at.subject, at.gate):
        for targets in targets_of_decision(at.subject, decision):
            steps = going(at.subject.tree, place, targets)
            gone = {leaf for step in steps for leaf in step.left}
            entered = [leaf for step in steps for leaf in step.entered]
            yield [*entered, *(leaf for leaf in place if leaf not in gone)]
        if decision.to is None:
            yield place


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
