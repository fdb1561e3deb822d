"""A gate as its panel should see it: what is judged, who decides, how the votes stand."""

from collections.abc import Mapping
from typing import NamedTuple

from cli.names import Names
from cli.seat_words import need_words, terms
from cli.vote_view import DissentView, VoteView, dissent_views, vote_views
from engine.calendar import format_span
from engine.canonical import Json
from engine.methodology.gate_tables import (
    Decision,
    Effect,
    Gate,
    Seat,
    gate_leaves,
    targets_of,
)
from engine.rules.calls import is_called_gate
from engine.rules.gate_acts import electorate
from engine.rules.marks import marks_of
from engine.rules.override_state import Override
from engine.rules.panel import tier_of
from engine.rules.readiness import dossier, shortcomings, waived_items
from engine.rules.round import Round
from engine.rules.seats import lendable, weights_of, words_for
from engine.rules.settle import count_round
from engine.rules.turns import having_turn
from engine.rules.world import World, stands_at, started


class Evidence(NamedTuple):
    """A deliverable that is due at the gate, and its newest version."""

    deliverable: str
    title: str
    digest: str | None
    version: int | None
    file: str | None
    at: str | None
    authors: tuple[str, ...]
    verdict: str | None
    waived: bool


class SeatView(NamedTuple):
    """A seat: what it needs, who sits in it, who has not voted, and who may vote for whom.

    `turn` says whether it can be voted in now; None when no round is open. `weights` are those of
    its electors, empty where every vote counts as one.
    """

    seat: str
    role: str
    need: str | None
    veto: tuple[str, ...]
    advisory: bool
    sits: bool
    electors: tuple[str, ...]
    waiting: tuple[str, ...]
    delegates: tuple[tuple[str, str], ...]
    words: str
    terms: tuple[str, ...]
    tier: int
    turn: bool | None
    weights: Mapping[str, int]


class DecisionView(NamedTuple):
    """A decision: what it does, and in the open round how many votes each seat lacks for it.

    `nameable` says whether a decider may name it as the panel stands; None without one.
    """

    decision: str
    kind: str
    effect: str
    short: Mapping[str, int] | None
    vetoed: bool | None
    nameable: bool | None


class GateView(NamedTuple):
    """Everything about one gate of one project."""

    gate: str
    title: str
    leaves: str | None
    within: tuple[str, ...]
    here: bool
    called: bool | None
    round: Round | None
    dossier: str
    evidence: tuple[Evidence, ...]
    missing: tuple[tuple[str, str, str | None], ...]
    questions: tuple[tuple[str, str, str], ...]
    points: tuple[tuple[str, str, int, int], ...]
    seats: tuple[SeatView, ...]
    votes: tuple[VoteView, ...]
    dissents: tuple[DissentView, ...]
    decisions: tuple[DecisionView, ...]
    otherwise: str
    earlier: tuple[Round, ...]
    overrides: tuple[Override, ...]
    marks: tuple[str, ...]
    now: str

    @property
    def passed(self) -> Round | None:
        """The newest round that ended in an approval."""
        approvals = {one.decision for one in self.decisions if one.kind in ("go", "conditional_go")}
        return next((one for one in reversed(self.earlier) if one.decision in approvals), None)


def gate_view(world: World, name: str, names: Names) -> GateView:
    """The gate `name` of the project of `world`, which must have it."""
    tables, project = started(world)
    gate = tables["gates"][name]
    rounds = project.rounds_of(name)
    current = project.open_round if project.open_round in rounds else None
    asked = [one["id"] for one in gate["must"] if one["kind"] == "requester"]
    answers: Mapping[str, Json] = current.answers if current else dict.fromkeys(asked, True)
    missing = tuple(
        (one.code, names.said(one.message), world.place(one.address))
        for one in shortcomings(world, name, answers)
    )
    score = gate["score"]
    return GateView(
        name,
        gate["title"],
        " and ".join(one for one in gate_leaves(gate) if one) or None,
        tuple(gate.get("within", ())),
        stands_at(tables, name, project.position),
        name in project.calls if is_called_gate(gate) else None,
        current,
        dossier(world, name, answers),
        tuple(_evidence(world, name, item, names) for item in gate["evidence"]),
        missing,
        tuple(
            (one["id"], one["kind"], one["ask"] or (one["when"]["text"] if one["when"] else ""))
            for one in gate["must"]
        ),
        tuple((one["id"], one["ask"], score["low"], score["high"]) for one in score["items"])
        if score
        else (),
        tuple(_seats(world, gate, name, current)),
        tuple(vote_views(current, names)) if current else (),
        tuple(dissent_views(rounds, names)),
        tuple(_decisions(world, gate, current)),
        gate["otherwise"],
        tuple(one for one in rounds if not one.open),
        tuple(one for one in project.overrides.values() if one.gate == name),
        tuple(marks_of(project)),
        world.at,
    )


def _evidence(world: World, name: str, item: str, names: Names) -> Evidence:
    tables, project = started(world)
    newest = project.newest(item)
    return Evidence(
        item,
        tables["deliverables"][item]["title"],
        newest.digest if newest else None,
        newest.number if newest else None,
        names.text(newest.name) if newest else None,
        newest.at if newest else None,
        newest.authors if newest else (),
        newest.verdict if newest else None,
        item in waived_items(world, name),
    )


def _seats(world: World, gate: Gate, name: str, current: Round | None) -> list[SeatView]:
    sitting = current.seats if current else electorate(world, name, "")
    voted = current.ballots if current else {}
    open_now = having_turn(world, current, tuple(current.seats)) if current else ()
    weights = current.weights if current else weights_of(world, gate, sitting)
    return [
        SeatView(
            seat["id"],
            words_for(seat),
            seat["need"]["text"] if seat["need"] else None,
            tuple(seat["veto"]),
            seat["advisory"],
            seat["id"] in sitting,
            tuple(sitting.get(seat["id"], ())),
            tuple(one for one in sitting.get(seat["id"], ()) if one not in voted),
            tuple(_delegates(world, seat, tuple(sitting.get(seat["id"], ())))),
            need_words(seat),
            tuple(terms(seat)),
            tier_of(seat),
            seat["id"] in open_now if current else None,
            weights.get(seat["id"], {}),
        )
        for seat in gate["panel"]
    ]


def _delegates(world: World, seat: Seat, electors: tuple[str, ...]) -> list[tuple[str, str]]:
    """Who holds a delegation in force from one of `electors`: (principal, delegate)."""
    grants = set(lendable(world, seat))
    return [
        (one.principal, one.to)
        for one in world.directory.delegations
        if not one.ended
        and one.principal in electors
        and (one.role, one.scope) in grants
        and one.since <= world.today <= one.until
        and world.directory.active(one.to)
    ]


def _decisions(world: World, gate: Gate, current: Round | None) -> list[DecisionView]:
    count = count_round(world, current) if current else None
    return [
        DecisionView(
            one["id"],
            one["kind"],
            decision_words(one),
            {seat["id"]: count.shortfall(seat, one["id"]) for seat in count.voting}
            if count
            else None,
            bool(count.vetoed_by(one["id"])) if count else None,
            count.may_be_named(one) if count and count.decider else None,
        )
        for one in gate["decisions"]
    ]


def decision_words(decision: Decision) -> str:
    """What a decision does, and what it asks for."""
    words, terms = effect_words(decision["effect"]), decision["conditions"]
    if terms:
        within, lapse = format_span(terms["due_within"]), effect_words(terms["lapse"])
        words += f", with conditions due within {within}; lapsed: {lapse}"
    called, again = decision.get("calls", ()), decision.get("reopens", ())
    words += f"; calls {', '.join(called)}" if called else ""
    words += f"; reopens {', '.join(again)}" if again else ""
    return f"{words}; when {decision['when']['text']}" if "when" in decision else words


def effect_words(effect: Effect) -> str:
    """An effect in words."""
    if effect["to"]:
        return f"to {' and '.join(targets_of(effect))}"
    if effect["outcome"]:
        return f"closes the project: {effect['outcome']}"
    if effect["review_in"]:
        return f"on hold, review in {format_span(effect['review_in'])}"
    return {"stays": "stays", "holds": "on hold", "blocks": "blocks every gate"}[effect["kind"]]
