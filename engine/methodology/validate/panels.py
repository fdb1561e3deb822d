"""Panels: seats that can be told apart and can decide, and the parties kept apart."""

from collections.abc import Mapping, Sequence

from engine.methodology.diagnostics import Path, quoted
from engine.methodology.gate_tables import Party
from engine.methodology.grammar import parse_party
from engine.methodology.model_gate import Gate
from engine.methodology.model_panel import PanelOf, Seat
from engine.methodology.validate.gates import At, spelt
from engine.methodology.validate.seats import check_seat, seat_id


def seats_of(gates: Mapping[str, Gate], name: str) -> tuple[str, tuple[Seat, ...]]:
    """Return the gate that declares the panel of gate `name`, and its seats; none if none does."""
    panel, home = gates[name].panel, name
    if isinstance(panel, PanelOf):
        home = panel.as_
        panel = gates[home].panel if home in gates else ()
    return home, () if isinstance(panel, PanelOf) else panel


def check_panel(at: At) -> None:
    """Complain about the seats of a gate."""
    panel = at.gate.panel
    if isinstance(panel, PanelOf):
        _check_other(at, panel.as_)
        return
    seen: set[str] = set()
    for index, seat in enumerate(panel):
        if seat_id(seat) in seen:
            key = "role" if seat.seat is None else "seat"
            message, hint = f"a seat {quoted(seat_id(seat))} is listed already", "say seat: NAME"
            at.complain("seat.twice", ("panel", index, key), message, hint)
        seen.add(seat_id(seat))
        check_seat(at, ("panel", index), seat)
    if all(seat.advisory for seat in panel):
        message = "every seat is advisory, so nobody decides"
        at.complain("panel.advisory", ("panel",), message, "give a seat a need", key=True)
    _check_tiers(at, panel)
    _check_decider(at, panel)
    for index in [at for at, seat in enumerate(panel) if seat.weight is not None][1:]:
        # Which votes can still meet two needs by weight is more than anybody can oversee.
        message = "another seat of this panel has weights already"
        at.complain("seat.weights", ("panel", index, "weight"), message, "at most one", key=True)


def _check_tiers(at: At, panel: Sequence[Seat]) -> None:
    """Complain about tiers with a gap between them: a tier that nobody sits in is a slip."""
    tiers = {seat.tier or 1 for seat in panel}
    for index, seat in enumerate(panel):
        if seat.tier is not None and seat.tier > 1 and seat.tier - 1 not in tiers:
            message = f"no seat has tier {seat.tier - 1}, after which this one would come"
            at.complain("seat.tier", ("panel", index, "tier"), message)


def _check_decider(at: At, panel: Sequence[Seat]) -> None:
    """Complain about a decider who isn't the one and the last, or whom nobody has answered."""
    deciding = [index for index, seat in enumerate(panel) if seat.decides]
    last = max(seat.tier or 1 for seat in panel)
    for index in deciding[1:]:
        message = "another seat of this panel decides already"
        at.complain("seat.decides", ("panel", index, "decides"), message, "at most one", key=True)
    for index in deciding:
        if (panel[index].tier or 1) < last:
            message = f"a seat of tier {last} would come after the decision"
            at.complain("seat.decides", ("panel", index), message, f"say tier: {last}")
    _check_fit(at, ("panel",), panel)


def _check_fit(at: At, path: Path, panel: Sequence[Seat]) -> None:
    """Complain about what a gate asks of its panel that the panel can't give."""
    if at.gate.completes == "when_all_voted" and any(seat.decides for seat in panel):
        message = "the round ends when the decider decides, whoever has not voted"
        at.complain("seat.decides", ("completes",), message, "remove it, or say completes: all")
    asks = any(rule.answered_by == "panel" for rule in (at.gate.must or {}).values())
    if (asks or at.gate.score) and not any(seat.need is not None for seat in panel):
        message = "no seat votes, so nobody answers the panel's questions and gives its scores"
        at.complain("panel.silent", path, message, "give a seat a need", key=True)


def _check_other(at: At, other: str) -> None:
    """Complain about the panel of another gate that is none of its own, or doesn't fit here."""
    gates, path = at.subject.gates, ("panel", "as")
    if not at.subject.report.known("gate", (*at.path, *path), other, gates):
        return
    panel = gates[other].panel
    if other == at.path[-1]:
        message = "a gate can't take its panel from itself"
        at.complain("panel.as", path, message, "list its seats")
    elif isinstance(panel, PanelOf):
        message, hint = f"{quoted(other)} has no panel of its own", f"say as: {panel.as_}"
        at.complain("panel.as", path, message, hint)
    else:
        _check_fit(at, path, panel)
        for seat in panel:
            for name in seat.veto or ():
                if name not in {**at.gate.decisions, **spelt(at.gate)}:
                    message = f"its seat {quoted(seat_id(seat))} has a veto against {quoted(name)},"
                    message += " which is no decision of this gate"
                    at.complain("decision.unknown", path, message)


def check_apart(at: At) -> None:
    """Complain about pairs of parties that name nobody, or say nothing."""
    for index, pair in enumerate(at.gate.apart or ()):
        first, second = parse_party(pair[0]), parse_party(pair[1])
        check_party(at, ("apart", index, 0), first)
        check_party(at, ("apart", index, 1), second)
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


def check_party(at: At, path: Path, party: Party) -> None:
    """Complain about a party that names a seat or a gate that isn't there."""
    name, report = party["name"], at.subject.report
    if name is None or party["kind"] == "department":
        return
    if party["kind"] == "seat":
        known = [seat_id(seat) for seat in seats_of(at.subject.gates, str(at.path[-1]))[1]]
        report.known("seat", (*at.path, *path), name, known)
    elif report.known("gate", (*at.path, *path), name, at.subject.gates) and name == at.path[-1]:
        message = "whoever votes here would be out of the panel by voting"
        at.complain("apart.same_gate", path, message, "name another gate")
