"""One seat: who sits in it, what it needs, and what it may be independent of."""

from engine.methodology.diagnostics import Path, quoted
from engine.methodology.grammar import BY_WEIGHT, WEIGHT_FORMS, parse_need
from engine.methodology.model_panel import Chosen, Seat
from engine.methodology.validate.gates import At, spelt


def seat_id(seat: Seat) -> str:
    """Return the id of a seat: its own, or its role's; empty when it has neither."""
    return seat.seat or seat.role or ""


def check_seat(at: At, path: Path, seat: Seat) -> None:
    """Complain about the seat at `path` of a gate."""
    _check_who(at, path, seat)
    _check_need(at, path, seat)
    _check_weight(at, path, seat)
    _check_independence(at, path, seat)
    _check_dissent(at, path, seat)
    where = (*at.path, *path, "veto")
    known = {**at.gate.decisions, **spelt(at.gate)}
    at.subject.report.all_known("decision", where, seat.veto, known)


def _check_who(at: At, path: Path, seat: Seat) -> None:
    given = [key for key in ("role", "by", "people") if getattr(seat, key) is not None]
    if len(given) != 1:
        found = f"not {' and '.join(given)}" if given else "and this one doesn't"
        message = f"a seat says once who sits in it, {found}"
        at.complain("seat.who", path, message, "role, by or people", key=True)
    elif seat_id(seat) == "":
        message = "a seat without a role has no name"
        at.complain("seat.name", path, message, "say seat: NAME", key=True)
    if seat.role is not None:
        where = (*at.path, *path, "role")
        at.subject.report.known("role", where, seat.role, at.subject.roles)
    if seat.by is not None:
        _check_chosen(at, (*path, "by"), seat.by)
    for index, name in enumerate(seat.people or ()):
        _check_field(at, (*path, "people", index), name, "person")


def _check_chosen(at: At, path: Path, chosen: Chosen) -> None:
    """Complain about a role chosen by data: each value must lead to a role that exists."""
    for value, role in chosen.of.items():
        at.subject.report.known("role", (*at.path, *path, "of", value), role, at.subject.roles)
    if not _check_field(at, (*path, "field"), chosen.field, "choice"):
        return
    field = at.subject.fields[chosen.field]
    if not field.required:
        message = f"{quoted(chosen.field)} may be unset, and then nobody sits here"
        at.complain("seat.field", (*path, "field"), message, "say required: true there")
    values = field.of or ()
    for value in chosen.of:
        at.subject.report.known("choice", (*at.path, *path, "of", value), value, values)
    missing = [value for value in values if value not in chosen.of]
    if missing:
        message = f"no role is chosen by {', '.join(map(quoted, missing))}"
        at.complain("seat.choice", (*path, "of"), message, "name a role for each value", key=True)


def _check_field(at: At, path: Path, name: str, kind: str) -> bool:
    """Say whether field `name` can seat people; complain if not."""
    if not at.subject.report.known("field", (*at.path, *path), name, at.subject.fields):
        return False
    field = at.subject.fields[name]
    if field.type != kind:
        message = f"{quoted(name)} is of type {field.type}; it takes a field of type {kind}"
        at.complain("seat.field", path, message)
        return False
    if not field.material:
        message = f"{quoted(name)} is not material, and who sits is part of what is judged"
        at.complain("seat.field", path, message, "say material: true there")
    return True


def _check_need(at: At, path: Path, seat: Seat) -> None:
    for name in ("need", "at_least", "veto", "weight"):
        if seat.advisory and getattr(seat, name) is not None:
            message = f"an advisory seat has no {quoted(name)}"
            at.complain("seat.advisory", (*path, name), message, "remove one of the two", key=True)
    for name in ("need", "at_least", "veto", "weight", "when", "completes", "dissent"):
        if seat.decides and getattr(seat, name) is not None:
            message = f"a seat that decides has no {quoted(name)}"
            at.complain("seat.decides", (*path, name), message, "remove one of the two", key=True)
    if seat.decides and seat.advisory:
        message = "a seat either decides or advises"
        at.complain("seat.decides", (*path, "advisory"), message, "remove one of the two", key=True)
    if not seat.advisory and not seat.decides and seat.need is None:
        hint = "need: 1, need: majority of electorate, or advisory: true"
        at.complain("seat.need", path, "a seat that votes says what it needs", hint)


def _check_weight(at: At, path: Path, seat: Seat) -> None:
    """Complain about weights without a need by weight, and the other way round."""
    by_weight = seat.need is not None and parse_need(seat.need)["kind"] in BY_WEIGHT
    for role in seat.weight or ():
        where = (*at.path, *path, "weight", role)
        at.subject.report.known("role", where, role, at.subject.roles)
    if seat.advisory or seat.decides:
        return
    if seat.weight is not None and not by_weight:
        message = "weights count for nothing unless the need is one by weight"
        at.complain("seat.weight", (*path, "weight"), message, WEIGHT_FORMS, key=True)
    if by_weight and seat.weight is None:
        message, hint = "nobody's vote weighs more than another's here", "say weight: {ROLE: 2}"
        at.complain("seat.weight", (*path, "need"), message, hint)
    for key in ("at_least", "completes"):
        if by_weight and getattr(seat, key) is not None:
            message = f"{quoted(key)} counts votes, and here weights are counted"
            at.complain("seat.weight", (*path, key), message, "remove it", key=True)


def _check_independence(at: At, path: Path, seat: Seat) -> None:
    where = (*path, "independent_of")
    at.subject.report.all_known("role", (*at.path, *where), seat.independent_of, at.subject.roles)
    own = {seat.role} if seat.by is None else set(seat.by.of.values())
    for index, role in enumerate(seat.independent_of or ()):
        if role in own:
            message = f"nobody who holds {quoted(role)} could sit here"
            at.complain("seat.independent", (*where, index), message)


def _check_dissent(at: At, path: Path, seat: Seat) -> None:
    if seat.dissent is not None:
        report, roles, where = at.subject.report, at.subject.roles, (*at.path, *path, "dissent")
        report.all_known("role", (*where, "to"), seat.dissent.to, roles)
        report.all_known("role", (*where, "told"), seat.dissent.told, roles)
