"""Breaking the glass: two people set a gate aside, with a reason, and a third reviews it.

What is set aside is evidence, criteria and the panel's round. What else stands stays: a decision by
votes, a veto, a called gate that blocks, a condition that lapsed, what may not be waived, and what
the stages ask. The gate is not passed by it, and nobody has approved anything.
"""

from collections.abc import Iterator, Sequence
from typing import cast

from engine import calendar
from engine.instant import plus
from engine.methodology.gate_tables import Decision, Gate, targets_of
from engine.methodology.override_tables import OverrideRule
from engine.methodology.tables import Tables
from engine.rules import events as ev
from engine.rules.acts import (
    deny,
    deny_first,
    require_gate,
    require_role,
    require_standing,
    require_unblocked,
    text,
)
from engine.rules.apart import authors, requesters
from engine.rules.calls import is_away
from engine.rules.commands import Command
from engine.rules.entering import enter
from engine.rules.gate_acts import require_call, require_here, require_no_block
from engine.rules.override_state import Override
from engine.rules.panel import ABSTAIN, APPROVALS
from engine.rules.readiness import lasting
from engine.rules.round import Round
from engine.rules.settle import void_round
from engine.rules.world import World, grants_of, started, visit_at

HOURS_TO_CONFIRM = 24
"""How long an override waits for the second person."""


def request_override(world: World, command: Command) -> list[ev.Event]:
    """RequestOverride: one of two people asks; nothing happens to the project yet."""
    name, gate = require_gate(world, command)
    rule = _require_rule(world, command, name, gate)
    chosen = _require_decision(world, name, gate, text(command, "decision"))
    _require_open_glass(world, name, gate, chosen)
    pending = _pending(world, name)
    if pending:
        words = f"override {pending.number} of {name} waits for a second person until"
        deny(world, "override.pending", f"{words} {pending.until}", rule["at"])
    _require_free(world, name, gate, command.actor)
    project = started(world)[1]
    asked: ev.OverrideRequested = {
        "type": "OverrideRequested",
        "override": len(project.overrides) + 1,
        "gate": name,
        "decision": chosen["id"],
        "visit": visit_at(gate, project.visits),
        "until": plus(world.at, seconds=HOURS_TO_CONFIRM * 3600),
        "reason": text(command, "reason"),
    }
    return [asked]


def confirm_override(world: World, command: Command) -> list[ev.Event]:
    """ConfirmOverride: a second person joins, and only then the gate is set aside."""
    tables, project = started(world)
    one = _require_override(world, command)
    gate = tables["gates"][one.gate]
    rule = _require_rule(world, command, one.gate, gate)
    if one.in_force:
        deny(world, "override.confirmed", f"override {one.number} was confirmed already")
    if one.until <= world.at:
        deny(world, "override.lapsed", f"override {one.number} lapsed: its time ended {one.until}")
    chosen = _require_decision(world, one.gate, gate, one.decision)
    _require_open_glass(world, one.gate, gate, chosen)
    if visit_at(gate, project.visits) != one.visit:
        words = f"override {one.number} was asked for in an earlier visit of {gate['leaf']}"
        deny(world, "override.lapsed", words)
    _require_second(world, command.actor, one, rule)
    _require_free(world, one.gate, gate, one.asked_by)
    _require_free(world, one.gate, gate, command.actor)
    happened: ev.GateOverridden = {
        "type": "GateOverridden",
        "override": one.number,
        "gate": one.gate,
        "decision": one.decision,
        "people": sorted([one.asked_by, command.actor]),
        "due": calendar.due(world.calendar, world.at, rule["review_in"]),
        "reason": text(command, "reason"),
    }
    steps = world.steps(f"gate:{one.gate}:{one.decision}")
    return [*void_round(world), happened, *enter(world, steps)]


def review_override(world: World, command: Command) -> list[ev.Event]:
    """ReviewOverride: a third person has looked at what was done, and says so."""
    one = _require_override(world, command)
    rule = started(world)[0]["gates"][one.gate]["override"]
    what = f"review override {one.number}"
    require_role(world, command, rule["reviewed_by"], rule["at"], what)
    if not one.in_force:
        deny(world, "override.open", f"nobody has joined override {one.number}; nothing happened")
    if one.reviewed_by:
        deny(world, "override.reviewed", f"override {one.number} was reviewed already")
    assert one.confirmed_by
    both = (one.asked_by, one.confirmed_by)
    if command.actor in both:
        words = f"{command.actor} overrode {one.gate}; a third person reviews it"
        deny(world, "apart", words, rule["at"])
    if appointed_by(world, rule["reviewed_by"], command.actor) <= set(both):
        words = f"{command.actor} holds the role only by those whose override it is"
        deny(world, "apart", words, rule["at"])
    reviewed: ev.OverrideReviewed = {
        "type": "OverrideReviewed",
        "override": one.number,
        "late": one.due is not None and one.due <= world.at,
        "reason": text(command, "reason"),
    }
    return [reviewed]


def overridable(tables: Tables, gate: Gate) -> list[Decision]:
    """The decisions that an override can take: a go that leads on, and doesn't close the project.

    A conditional go rests on conditions, and nobody has set any.
    """
    return [
        one
        for one in gate["decisions"]
        if one["kind"] == "go"
        and one["effect"]["to"]
        and not any(tables["stages"][to]["closes"] for to in targets_of(one["effect"]))
    ]


def appointed_by(world: World, roles: Sequence[str], person: str) -> set[str]:
    """By whose grants `person` holds one of `roles` here."""
    return {
        held[person]
        for role in roles
        for name, scope in grants_of(world, role)
        if person in (held := world.directory.holders(name, scope))
    }


def _require_rule(world: World, command: Command, name: str, gate: Gate) -> OverrideRule:
    """What the gate says of overrides, if it says anything and the actor may."""
    rule = gate.get("override")
    at = rule["at"] if rule else gate["at"]
    require_role(world, command, rule["by"] if rule else (), at, f"override {name}")
    assert rule, "nobody holds none of no roles"
    return rule


def _require_decision(world: World, name: str, gate: Gate, wanted: str) -> Decision:
    tables, _ = started(world)
    if wanted not in {one["id"] for one in gate["decisions"]}:
        known = ", ".join(one["id"] for one in gate["decisions"])
        deny(world, "decision.unknown", f"{name} has no decision {wanted}; it has {known}")
    for one in overridable(tables, gate):
        if one["id"] == wanted:
            return one
    words = f"{wanted} is no go that leads on; an override takes nothing else"
    return deny(world, "override.decision", words, f"{gate['at']}.decisions.{wanted}")


def _require_open_glass(world: World, name: str, gate: Gate, chosen: Decision) -> None:
    """Say no where something stands that two people can't set aside."""
    project = require_standing(world, held=False)
    require_here(world, name, gate)
    if is_away(world, name):
        deny(world, "gate.not_here", f"{name} was reopened and leads nowhere from here", gate["at"])
    current = project.open_round
    if current and current.gate != name:
        words = f"round {current.number} of {current.gate} is open; it must be decided or withdrawn"
        deny(world, "round.open", words)
    require_call(world, name, gate)
    require_unblocked(world, name)
    require_no_block(world)
    _require_undecided(world, name, gate)
    vetoed = next(_vetoes(world, name, gate, chosen["id"]), None)
    if vetoed:
        words = f"{vetoed} vetoed {chosen['id']} in this visit; nobody sets that aside"
        deny(world, "override.vetoed", words, gate["at"])
    deny_first(world, list(lasting(world, name, chosen)))


def _require_undecided(world: World, name: str, gate: Gate) -> None:
    """Say no when the panel has said no: by its votes in this visit, or by a kill ever."""
    kinds = {one["id"]: one["kind"] for one in gate["decisions"]}
    rounds = started(world)[1].rounds_of(name)
    killed = [one for one in rounds if one.decision and kinds[one.decision] == "kill"]
    decided = [one for one in _of_visit(world, gate, rounds) if one.how == "decided"]
    for one in [*killed, *decided[-1:]]:
        assert one.decision
        if kinds[one.decision] not in APPROVALS:
            words = f"round {one.number} of {name} decided {one.decision}; that stays decided"
            deny(world, "override.decided", words, gate["at"])


def _vetoes(world: World, name: str, gate: Gate, decision: str) -> Iterator[str]:
    """Yield who vetoed `decision` in this visit, by what each seat said last."""
    rounds = _of_visit(world, gate, started(world)[1].rounds_of(name))
    for seat in gate["panel"]:
        if decision in seat["veto"]:
            for one in reversed(rounds):
                said = [
                    ballot.vote
                    for ballot in one.ballots.values()
                    if ballot.vote["seat"] == seat["id"] and ballot.vote["choice"] != ABSTAIN
                ]
                yield from (vote["voter"] for vote in said if vote["choice"] not in seat["veto"])
                if said:
                    break


def _of_visit(world: World, gate: Gate, rounds: Sequence[Round]) -> list[Round]:
    visit = visit_at(gate, started(world)[1].visits)
    return [one for one in rounds if visit_at(gate, one.visits) == visit]


def _pending(world: World, name: str) -> Override | None:
    """The override of gate `name` that waits for its second person in this visit."""
    tables, project = started(world)
    visit = visit_at(tables["gates"][name], project.visits)
    for one in project.overrides.values():
        waits = not one.in_force and one.until > world.at
        if waits and (one.gate, one.visit) == (name, visit):
            return one
    return None


def _require_free(world: World, name: str, gate: Gate, person: str) -> None:
    """Say no when `person` asked for the gate, or wrote what it judges; whatever its pairs say."""
    project = started(world)[1]
    for people, words in (
        (requesters(project, name), f"requested a round of {name}"),
        (authors(project, gate), f"is an author of the evidence of {name}"),
    ):
        if person in people:
            deny(world, "apart", f"{person} can't override {name}: {person} {words}", gate["at"])


def _require_second(world: World, person: str, one: Override, rule: OverrideRule) -> None:
    """Say no unless `person` is another than who asked, and neither is the other's creature."""
    if person == one.asked_by:
        words = f"{person} asked for override {one.number}; a second person must join"
        deny(world, "apart", words, rule["at"])
    for first, second in ((person, one.asked_by), (one.asked_by, person)):
        if appointed_by(world, rule["by"], first) == {second}:
            words = f"{first} holds the role only by a grant of {second}; that is one hand"
            deny(world, "apart", words, rule["at"])


def _require_override(world: World, command: Command) -> Override:
    project = started(world)[1]
    number = cast("int", command.args["override"])
    if number not in project.overrides:
        deny(world, "override.unknown", f"{project.key} has no override {number}")
    return project.overrides[number]
