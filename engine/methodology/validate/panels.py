"""Panels: seats that can be told apart and can decide, and the parties kept apart."""

from engine.methodology.diagnostics import Path, quoted
from engine.methodology.gate_tables import Party
from engine.methodology.grammar import parse_party
from engine.methodology.model_gate import Seat
from engine.methodology.validate.gates import At


def seat_id(seat: Seat) -> str:
    """Return the id of a seat: its own, or its role's."""
    return seat.seat or seat.role


def check_panel(at: At) -> None:
    """Complain about the seats of a gate."""
    seen: set[str] = set()
    for index, seat in enumerate(at.gate.panel):
        path: Path = ("panel", index)
        at.subject.report.known("role", (*at.path, *path, "role"), seat.role, at.subject.roles)
        if seat_id(seat) in seen:
            key = "role" if seat.seat is None else "seat"
            message, hint = f"a seat {quoted(seat_id(seat))} is listed already", "say seat: NAME"
            at.complain("seat.twice", (*path, key), message, hint)
        seen.add(seat_id(seat))
        _check_seat(at, path, seat)
    if all(seat.advisory for seat in at.gate.panel):
        message = "every seat is advisory, so nobody decides"
        at.complain("panel.advisory", ("panel",), message, "give a seat a need", key=True)


def _check_seat(at: At, path: Path, seat: Seat) -> None:
    for name in ("need", "at_least", "veto"):
        if seat.advisory and getattr(seat, name) is not None:
            message = f"an advisory seat has no {quoted(name)}"
            at.complain("seat.advisory", (*path, name), message, "remove one of the two", key=True)
    if not seat.advisory and seat.need is None:
        hint = "need: 1, need: majority of electorate, or advisory: true"
        at.complain("seat.need", path, "a seat that votes says what it needs", hint)
    where = (*at.path, *path, "veto")
    at.subject.report.all_known("decision", where, seat.veto, at.gate.decisions)


def check_apart(at: At) -> None:
    """Complain about pairs of parties that name nobody, or say nothing."""
    for index, pair in enumerate(at.gate.apart or ()):
        first, second = parse_party(pair[0]), parse_party(pair[1])
        _check_party(at, ("apart", index, 0), first)
        _check_party(at, ("apart", index, 1), second)
        _check_pair(at, ("apart", index), first, second)


def _check_pair(at: At, path: Path, first: Party, second: Party) -> None:
    if first == second:
        message = "a party can't be kept apart from itself"
        at.complain("apart.same", path, message)
    elif (first["kind"], second["kind"]) == ("requester", "authors"):
        return
    elif first["kind"] not in ("panel", "seat"):
        message = "a pair begins with panel or seat NAME, or is [requester, authors]"
        hint = "turn it round" if second["kind"] in ("panel", "seat", "requester") else None
        at.complain("apart.order", (*path, 0), message, hint)


def _check_party(at: At, path: Path, party: Party) -> None:
    name, report = party["name"], at.subject.report
    if name is None:
        return
    if party["kind"] == "seat":
        known = [seat_id(seat) for seat in at.gate.panel]
        report.known("seat", (*at.path, *path), name, known)
    elif report.known("gate", (*at.path, *path), name, at.subject.gates) and name == at.path[-1]:
        message = "whoever votes here would be out of the panel by voting"
        at.complain("apart.same_gate", path, message, "name another gate")
