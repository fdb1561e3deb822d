"""A valid gate -> its table."""

from collections.abc import Iterator, Mapping, Sequence

from engine.calendar import parse_span
from engine.methodology import model_gate as model, model_panel
from engine.methodology.compile_parts import Guards, counts_of, effect
from engine.methodology.form_stages import Stages
from engine.methodology.gate_tables import (
    Conditions,
    Criterion,
    Deadline,
    Decision,
    Gate,
    Join,
    Party,
    Score,
    Seat,
)
from engine.methodology.grammar import parse_need, parse_party, parse_percent, parse_scale
from engine.methodology.layout import Layout, tree_of
from engine.methodology.tracks import around_all, end
from engine.methodology.validate.calls import MOVES
from engine.methodology.validate.gates import kind_of, spelt
from engine.methodology.validate.panels import seats_of
from engine.methodology.validate.seats import seat_id

DEFAULT_APART = (("panel", "requester"), ("panel", "authors"))


def compile_gate(
    gates: Mapping[str, model.Gate], name: str, layout: Layout, guards: Guards
) -> Gate:
    """Return the table of the gate `name` of `gates`."""
    table = _always(gates, name, layout, guards)
    _add_asked_for(table, gates[name], guards)
    _, join = _leaving(gates[name].leaves, layout)
    if len(join["leaves"]) > 1:
        table["join"] = join
    return table


def _add_asked_for(table: Gate, gate: model.Gate, guards: Guards) -> None:
    """Add the keys that only the table of a gate that uses them has."""
    if gate.within is not None:
        table["within"] = list(gate.within)
    if gate.blocks is not None:
        table["blocks"] = [one for one in gate.blocks if one != MOVES]
        table["blocks_moves"] = MOVES in gate.blocks
    when = guards.at(f"{table['at']}.called_when", gate.called_when)
    if when is not None:
        table["called_when"] = when
    if gate.reopened_by is not None:
        table["reopened_by"] = list(gate.reopened_by)
    if gate.recorded_by is not None:
        table["recorded_by"] = list(gate.recorded_by)
    if gate.override is not None:
        table["override"] = {
            "by": list(gate.override.by),
            "reviewed_by": list(gate.override.reviewed_by or gate.override.by),
            "review_in": parse_span(gate.override.review_in),
            "at": f"{table['at']}.override",
        }
    if gate.same is not None:
        table["same"] = [_pair(pair) for pair in gate.same]
    asking = [*(one["when"] for one in table["must"]), *(one["when"] for one in table["panel"])]
    asking += [one["when"] for one in table["decisions"] if "when" in one]
    counts = counts_of(asking)
    if counts:
        table["counts"] = counts


def _always(gates: Mapping[str, model.Gate], name: str, layout: Layout, guards: Guards) -> Gate:
    at, gate = f"gates.{name}", gates[name]
    # A seat goes by the address at which it is declared, also where its panel is another gate's.
    home, seats = seats_of(gates, name)
    pairs = DEFAULT_APART if gate.apart is None else gate.apart
    leaves, join = _leaving(gate.leaves, layout)
    return {
        "title": gate.title or name,
        "leaves": leaves,
        "leaf": join["leaves"][0] if leaves else "",
        "requested_by": list(gate.requested_by),
        "evidence": list(gate.evidence or ()),
        "must": [
            _criterion(key, criterion, f"{at}.must.{key}", guards)
            for key, criterion in (gate.must or {}).items()
        ],
        "score": _score(gate.score, f"{at}.score"),
        "panel": [
            _seat(seat, f"gates.{home}.panel.{seat_id(seat)}", guards, gate) for seat in seats
        ],
        "apart": [_pair(pair) for pair in pairs],
        "waived_by": list(gate.waived_by or ()),
        "deadline": _deadline(gate.deadline, f"{at}.deadline"),
        "when_all_voted": gate.completes == "when_all_voted",
        "decisions": [
            decided
            for key, decision in gate.decisions.items()
            for decided in _decisions(key, decision, f"{at}.decisions.{key}", layout, guards)
        ],
        "otherwise": gate.otherwise,
        "at": at,
    }


def _leaving(leaves: Stages | None, layout: Layout) -> tuple[str, Join]:
    """Return the stage that a gate leaves, with the leaves where it can be requested."""
    if leaves is None:
        return "", {"leaves": [], "named": []}
    tree = tree_of(layout)
    found = [leaf for name in leaves.names for leaf in end(tree, layout[name].last)]
    if leaves.word is None:
        return leaves.names[0], {"leaves": found, "named": list(leaves.names)}
    around = around_all(tree, found)
    assert around is not None, "the stages of a valid join lie in the tracks of one stage"
    in_file = [name for name in layout if name in found]
    return around, {"leaves": in_file, "named": list(leaves.names)}


def _criterion(name: str, criterion: model.Criterion, at: str, guards: Guards) -> Criterion:
    kind = criterion.answered_by or "guard"
    return {
        "id": name,
        "kind": kind,
        "ask": criterion.ask,
        "when": guards.at(f"{at}.when", criterion.when),
        "fails_on": criterion.fails_on or "any_no",
        "waivable": kind != "panel" and criterion.waivable is not False,
        "at": at,
    }


def _score(score: model.Score | None, at: str) -> Score | None:
    if score is None:
        return None
    low, high = parse_scale(score.scale)
    return {
        "low": low,
        "high": high,
        "items": [
            {"id": name, "ask": item.ask, "weight": item.weight} for name, item in score.of.items()
        ],
        "combine": score.combine,
        "percent": parse_percent(score.pass_),
        "at": at,
    }


def _seat(seat: model_panel.Seat, at: str, guards: Guards, gate: model.Gate) -> Seat:
    need = None if seat.need is None else parse_need(seat.need, seat.at_least or 0)
    found: Seat = {
        "id": seat_id(seat),
        "role": seat.role,
        "need": need,
        "veto": [
            name
            for named in seat.veto or ()
            for name, declared in spelt(gate).items()
            if named in (name, declared)
        ],
        "when": guards.at(f"{at}.when", seat.when),
        "advisory": seat.advisory,
        "at": at,
    }
    if seat.by is not None:
        found["by"] = {"field": seat.by.field, "of": dict(seat.by.of)}
    if seat.people is not None:
        found["people"] = list(seat.people)
    if seat.tier is not None:
        found["tier"] = seat.tier
    if seat.completes is not None:
        found["completes"] = "all" if isinstance(seat.completes, str) else seat.completes
    if seat.decides:
        found["decides"] = True
    if seat.dissent is not None:
        told = seat.dissent.told or ()
        found["dissent"] = {"to": list(seat.dissent.to), "told": list(told)}
    if seat.weight is not None:
        found["weight"] = dict(seat.weight)
    if seat.independent_of is not None:
        found["independent_of"] = list(seat.independent_of)
    return found


def _pair(pair: tuple[str, str]) -> list[Party]:
    return [parse_party(party) for party in pair]


def _deadline(deadline: model.Deadline | None, at: str) -> Deadline | None:
    if deadline is None:
        return None
    table: Deadline = {
        "within": parse_span(deadline.in_),
        "then": deadline.then,
        "silence": deadline.silence is not None,
        "at": at,
    }
    if deadline.warn_in is not None:
        table["warn"] = parse_span(deadline.warn_in)
    if deadline.tell is not None:
        table["tell"] = list(deadline.tell)
    return table


def _decisions(
    name: str, decision: model.Decision, at: str, layout: Layout, guards: Guards
) -> Iterator[Decision]:
    """Yield the decision, or one for each destination that can be chosen."""
    to = decision.to
    if to is None or to.word is None:
        yield _decision(name, decision, at, layout, to and to.names, guards)
        return
    for stage in to.names:
        one = _decision(name, decision, at, layout, (stage,), guards)
        one["id"], one["chosen"] = f"{name}@{stage}", name
        yield one


def _decision(
    name: str,
    decision: model.Decision,
    at: str,
    layout: Layout,
    to: Sequence[str] | None,
    guards: Guards,
) -> Decision:
    kind = kind_of(name, decision)
    assert kind is not None, "a valid decision has a kind"
    table: Decision = {
        "id": name,
        "kind": kind,
        "effect": effect(
            layout,
            to=to,
            closes=decision.closes,
            holds=decision.holds,
            review_in=decision.review_in,
        ),
        "conditions": _conditions(decision.conditions, layout),
        "at": at,
    }
    if decision.calls is not None:
        table["calls"] = list(decision.calls)
    if decision.reopens is not None:
        table["reopens"] = list(decision.reopens)
    when = guards.at(f"{at}.when", decision.when)
    if when is not None:
        table["when"] = when
    return table


def _conditions(conditions: model.Conditions | None, layout: Layout) -> Conditions | None:
    if conditions is None:
        return None
    lapse = conditions.lapse
    return {
        "due_within": parse_span(conditions.due_within),
        "lapse": effect(layout, closes=lapse.closes, holds=lapse.holds, blocks=lapse.blocks),
    }
