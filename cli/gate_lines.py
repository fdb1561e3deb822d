"""A gate's view for people, and as data."""

from collections.abc import Iterator, Mapping
from typing import Final

from cli.gate_view import Evidence, GateView, SeatView
from cli.names import Names
from cli.output import width
from cli.override_view import override_data, override_words
from cli.text import Line, Styled, hanging, pairs, table
from cli.times import shown, until
from cli.vote_view import dissent_words, vote_words
from cli.words import HOW, PROOFS
from engine.canonical import Json
from engine.instant import ZoneTable
from engine.rules.round import Round

_WHO: Final = {
    "guard": "must hold",
    "panel": "the panel answers",
    "requester": "the requester answers",
}


def gate_lines(view: GateView, names: Names, zone: ZoneTable) -> Iterator[Line]:
    """The view of a gate, on a screen."""
    way = f"out of {view.leaves}" if view.leaves else f"in {' or '.join(view.within)}"
    yield (Styled("bold", view.gate), f"  {view.title}, {way}")
    yield from pairs(_state(view, names, zone), width())
    yield Styled("bold", "what is judged")
    for item in view.evidence:
        yield from hanging(_evidence_words(item, names, zone), width())
    for name, kind, words in view.questions:
        yield from hanging(f"{name}: {_WHO[kind]}: {words}", width())
    for name, ask, low, high in view.points:
        yield from hanging(f"{name}: the panel scores {low}..{high}: {ask}", width())
    yield Styled("bold", "panel")
    for seat in view.seats:
        yield from hanging(_seat_words(seat, names), width())
    if view.round:
        yield Styled("bold", "votes")
        for vote in view.votes:
            yield from hanging(vote_words(vote, names, zone), width())
        if not view.votes:
            yield "  none yet"
    yield from _dissents(view, names)
    yield from _decisions(view)
    for one in view.earlier:
        yield (Styled("dim", "earlier: "), _round_words(one, names, zone))
    for override in view.overrides:
        words = f"override {override_words(override, view.now, names, zone)}"
        yield from hanging(words, width())


def _dissents(view: GateView, names: Names) -> Iterator[Line]:
    if view.dissents:
        yield Styled("bold", "dissent")
    for one in view.dissents:
        yield from hanging(dissent_words(one, names), width())


def _state(view: GateView, names: Names, zone: ZoneTable) -> Iterator[tuple[str, str]]:
    passed = None if view.round else view.passed
    if passed and passed.closed_at:
        yield (
            "passed",
            f"in round {passed.number}: {passed.decision}, {shown(zone, passed.closed_at)}",
        )
    if view.round:
        opened = f"{shown(zone, view.round.opened_at)} by {names.of(view.round.requester)}"
        due = f", to be decided by {until(zone, view.round.due)}" if view.round.due else ""
        yield "round", f"{view.round.number}, opened {opened}{due}"
    else:
        yield "round", "none is open"
    if not view.here:
        stages = view.leaves or " or ".join(view.within)
        yield "place", f"the project is not in {stages} now"
    if passed and view.missing and not view.here:
        yield "again", "another round would need what is missing here"
    if view.called is not None:
        yield "called", "yes" if view.called else "no: it can't be requested until it is"
    for code, message, place in view.missing:
        yield "missing", f"{message} [{code}{f', {place}' if place else ''}]"
    if not view.missing:
        yield "ready", "yes"
    yield "dossier", view.dossier
    if view.marks:
        yield "project", ", ".join(view.marks)


def _evidence_words(item: Evidence, names: Names, zone: ZoneTable) -> str:
    words = f"{item.deliverable} ({item.title}): "
    if item.digest and item.at:
        words += f"version {item.version} {item.file} by {names.all(item.authors)}, "
        words += f"{shown(zone, item.at)}, sha256 {item.digest[:12]}"
    else:
        words += "not handed in"
    verdict = {"accept": ", accepted", "return": ", returned"}.get(item.verdict or "", "")
    return f"{words}{verdict}{', waived' if item.waived else ''}"


def _seat_words(seat: SeatView, names: Names) -> str:
    if not seat.sits:
        return f"{seat.seat}: does not sit in this round"
    asks = ", ".join((seat.words, *seat.terms))
    words = f"{seat.seat} ({asks}): {names.all(seat.electors) or 'nobody'}"
    if seat.turn is False:
        words += "; it is not its turn yet"
    if seat.weights:
        shares = [f"{names.of(one)} {weight}" for one, weight in seat.weights.items()]
        words += f"; their votes weigh {', '.join(shares)}"
    if seat.waiting != seat.electors:
        words += f"; not voted yet: {names.all(seat.waiting) or 'nobody'}"
    if seat.veto:
        words += f"; veto against {', '.join(seat.veto)}"
    for principal, delegate in seat.delegates:
        words += f"; {names.of(delegate)} may vote for {names.of(principal)}"
    return words


def _decisions(view: GateView) -> list[Line]:
    rows = []
    for one in view.decisions:
        marks = [one.effect]
        if one.decision == view.otherwise:
            marks.append("if none can win")
        if one.vetoed:
            marks.append("vetoed")
        if one.nameable:
            marks.append("open to the decider")
        short = {seat: number for seat, number in (one.short or {}).items() if number}
        if short:
            votes = ", ".join(f"{seat} {_votes(number)}" for seat, number in short.items())
            marks.append(f"lacks votes: {votes}")
        rows.append((one.decision, "; ".join(marks)))
    return table(("DECISION", "WHAT IT DOES"), rows, width())


def _votes(number: int) -> str:
    return str(number) if number < 1000 else "cannot be met"


def _round_words(one: Round, names: Names, zone: ZoneTable) -> str:
    how = HOW[one.how or "voided"]
    decision = f"{one.decision}, {how}" if one.decision else how
    closed = shown(zone, one.closed_at) if one.closed_at else ""
    proof = f" (votes: {PROOFS[one.assurance]})" if one.assurance else ""
    marks = "".join(f"; {words}" for words in record_marks(one, names))
    asked = f"round {one.number}, asked by {names.of(one.requester)}"
    return f"{asked}: {decision}, {closed}{proof}{marks}"


def record_marks(one: Round, names: Names) -> Iterator[str]:
    """What a report says of the votes of a round that came from minutes."""
    recorded = [ballot for ballot in one.ballots.values() if ballot.is_recorded]
    contested = one.contested()
    if contested:
        yield f"contested by {names.all(contested)}"
    waiting = [ballot.vote["voter"] for ballot in recorded if ballot.word is None]
    if waiting:
        yield f"recorded, not confirmed: {names.all(waiting)}"


def gate_data(view: GateView) -> dict[str, Json]:
    """The view of a gate as data."""
    return {
        "gate": view.gate,
        "title": view.title,
        "leaves": view.leaves,
        "within": list(view.within),
        "called": view.called,
        "here": view.here,
        "ready": not view.missing,
        "missing": [
            {"code": code, "message": message, "place": place}
            for code, message, place in view.missing
        ],
        "dossier": view.dossier,
        "round": round_data(view.round) if view.round else None,
        "evidence": [_plain(one._asdict()) for one in view.evidence],
        "criteria": [{"id": id_, "kind": kind, "text": text} for id_, kind, text in view.questions],
        "score": [
            {"id": id_, "ask": ask, "low": low, "high": high} for id_, ask, low, high in view.points
        ],
        "seats": [_seat_data(one) for one in view.seats],
        "votes": [_plain(one._asdict()) for one in view.votes],
        "dissents": [_plain(one._asdict()) for one in view.dissents],
        "decisions": [_plain(one._asdict()) for one in view.decisions],
        "otherwise": view.otherwise,
        "passed": view.passed.number if view.passed else None,
        "earlier": [round_data(one) for one in view.earlier],
        "marks": list(view.marks),
        "overrides": [override_data(one) for one in view.overrides],
    }


def round_data(one: Round) -> dict[str, Json]:
    """A round as data."""
    return {
        "round": one.number,
        "requester": one.requester,
        "opened_at": one.opened_at,
        "due": one.due,
        "answers": dict(one.answers),
        "how": one.how,
        "decision": one.decision,
        "closed_at": one.closed_at,
        "assurance": one.assurance,
        "contested": list(one.contested()),
        "unconfirmed": sorted(
            ballot.vote["voter"]
            for ballot in one.ballots.values()
            if ballot.is_recorded and ballot.word is None
        ),
    }


def _seat_data(seat: SeatView) -> dict[str, Json]:
    delegates: list[Json] = [
        {"principal": principal, "delegate": delegate} for principal, delegate in seat.delegates
    ]
    plain = _plain(seat._asdict())
    del plain["words"], plain["terms"]
    return {**plain, "delegates": delegates, "weights": dict(seat.weights)}


def _plain(record: Mapping[str, Json]) -> dict[str, Json]:
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in record.items()
    }
