"""Commands around a gate but the vote itself: request, withdraw, waive.

Each function checks in the order of docs/notation.md section 7 and returns the events.
"""

from collections.abc import Mapping
from typing import cast

from engine import calendar
from engine.canonical import Json
from engine.methodology.gate_tables import Gate, gate_leaves
from engine.rules import events as ev
from engine.rules.acts import (
    deny,
    deny_first,
    mapping,
    require_gate,
    require_role,
    require_round,
    require_standing,
    require_unblocked,
    text,
)
from engine.rules.apart import excluded, is_current, may_not_request
from engine.rules.calls import is_away, is_called_gate
from engine.rules.commands import Command
from engine.rules.deadlines import due_of, warning_of
from engine.rules.departments import require_department
from engine.rules.panel import Tally
from engine.rules.readiness import dossier, guard_words, open_approvals, shortcomings
from engine.rules.seats import candidates, sits, weights_of
from engine.rules.settle import closed
from engine.rules.world import World, is_passed, judge, stands_at, started, visit_at


def request(world: World, command: Command) -> list[ev.Event]:
    """RequestGate: a round opens with its question, electorate and deadline frozen."""
    name, gate = require_gate(world, command)
    require_role(world, command, gate["requested_by"], gate["at"], f"request {name}")
    project = require_standing(world, held=False)
    require_here(world, name, gate)
    current = project.open_round
    if current:
        words = f"round {current.number} of {current.gate} is open; it must be decided or withdrawn"
        deny(world, "round.open", words)
    require_call(world, name, gate)
    require_unblocked(world, name)
    answers = mapping(command, "answers")
    _require_known_answers(world, name, gate, answers)
    require_no_block(world)
    barred = may_not_request(world, name, command.actor)
    if barred:
        words = f"{command.actor} can't request {name}: {command.actor} {barred.because}"
        deny(world, "apart", words, barred.address)
    require_department(world, name, "requester", [command.actor])
    deny_first(world, list(shortcomings(world, name, answers)))
    _require_seat_guards(world, gate)
    seats = electorate(world, name, command.actor)
    _require_panel(world, name, gate, seats)
    deadline = gate["deadline"]
    opened: ev.RoundOpened = {
        "type": "RoundOpened",
        "round": len(project.rounds) + 1,
        "gate": name,
        "answers": cast("Mapping[str, bool]", answers),
        "seats": seats,
        "dossier": dossier(world, name, answers),
        "due": due_of(world, deadline),
        "strength": project.strength,
        "track": None,
    }
    weights = weights_of(world, gate, seats)
    if weights:
        opened["weights"] = weights
    warning = warning_of(world, deadline)
    if warning:
        opened["warn"] = warning
    return [opened]


def reopen(world: World, command: Command) -> list[ev.Event]:
    """ReopenGate: a gate that was passed is to be decided again; what was decided stays on record.

    The next round is a question of its own; until it approves, the gates after this one wait.
    """
    name, gate = require_gate(world, command)
    at = f"{gate['at']}.reopened_by"
    require_role(world, command, gate.get("reopened_by", ()), at, f"reopen {name}")
    require_standing(world, held=False)
    if not is_passed(world, name):
        deny(world, "gate.not_passed", f"{name} is not passed, so it can't be reopened", at)
    return [{"type": "GateReopened", "gate": name, "by": at}]


def withdraw(world: World, command: Command) -> list[ev.Event]:
    """WithdrawRequest: an open round ends undecided; what was voted stays readable."""
    name, gate = require_gate(world, command)
    require_role(world, command, gate["requested_by"], gate["at"], f"withdraw {name}")
    return [closed(world, require_round(world, command, name), "withdrawn", None)]


def waive(world: World, command: Command) -> list[ev.Event]:
    """WaiveItem: evidence or a criterion is set aside, with a reason and an end."""
    name, gate = require_gate(world, command)
    item = text(command, "item")
    waivable = waivable_items(world, gate)
    if item not in waivable:
        deny(
            world,
            "item.unknown",
            f"{name} has no evidence or criterion {item} to waive",
            gate["at"],
        )
    require_role(world, command, gate["waived_by"], gate["at"], f"waive {item}")
    project = require_standing(world)
    require_here(world, name, gate)
    if not waivable[item]:
        deny(world, "waiver.forbidden", f"{item} can't be waived", gate["at"])
    asked = [
        one
        for one in project.rounds_of(name)
        if is_current(world, gate, name, visit_at(gate, one.visits), name)
    ]
    if any(one.requester == command.actor for one in asked):
        words = f"{command.actor} requested {name} and can't waive for it"
        deny(world, "apart", words, gate["at"])
    until = text(command, "until")
    if until < world.today:
        deny(world, "waiver.until", f"{until} is past; today is {world.today}")
    waived: ev.ItemWaived = {
        "type": "ItemWaived",
        "gate": name,
        "item": item,
        "until": until,
        "due": calendar.end_of_day(world.calendar, until),
        "visit": visit_at(gate, project.visits),
        "reason": text(command, "reason"),
    }
    return [waived]


def electorate(world: World, name: str, requester: str) -> dict[str, list[str]]:
    """The electors of each active seat, if `requester` requested gate `name` now."""
    gate = started(world)[0]["gates"][name]
    return {
        seat["id"]: [
            person
            for person in candidates(world, seat)
            if excluded(world, name, seat, person, requester) is None
        ]
        for seat in gate["panel"]
        if sits(world, seat)
    }


def waivable_items(world: World, gate: Gate) -> dict[str, bool]:
    """The evidence and criteria of a gate, and whether each can be waived."""
    tables, _ = started(world)
    items = {item: tables["deliverables"][item]["waivable"] for item in gate["evidence"]}
    items.update(
        {
            criterion["id"]: criterion["waivable"]
            for criterion in gate["must"]
            if criterion["kind"] != "panel"
        }
    )
    return items


def not_here(world: World, name: str) -> str | None:
    """Why gate `name` can't be requested from where the project stands, or None."""
    tables, project = started(world)
    gate = tables["gates"][name]
    if stands_at(tables, name, project.position) or is_away(world, name):
        return None
    within = ", ".join(gate.get("within", ()))
    place = f"is for {within}" if within else f"leads out of {' and '.join(gate_leaves(gate))}"
    return f"{name} {place}; the project is in {project.stage}"


def require_here(world: World, name: str, gate: Gate) -> None:
    """Say no when the project doesn't stand where the gate is."""
    elsewhere = not_here(world, name)
    if elsewhere:
        deny(world, "gate.not_here", elsewhere, gate["at"])


def require_call(world: World, name: str, gate: Gate) -> None:
    """Say no when a called gate isn't called."""
    if is_called_gate(gate) and name not in started(world)[1].calls:
        when = gate.get("called_when")
        cause = f": {when['text']}" if when else ""
        words = f"{name} can be requested only while it is called{cause}"
        deny(world, "gate.not_called", words, when["at"] if when else gate["at"])


def _require_known_answers(
    world: World, name: str, gate: Gate, answers: Mapping[str, Json]
) -> None:
    asked = {one["id"] for one in gate["must"] if one["kind"] == "requester"}
    for answer in sorted(answers):
        if answer not in asked:
            deny(world, "answer.unknown", f"{name} does not ask its requester {answer}", gate["at"])


def _require_seat_guards(world: World, gate: Gate) -> None:
    """Say no when it can't be told whether a seat sits."""
    for seat in gate["panel"]:
        if seat["when"]:
            outcome = judge(world, seat["when"])
            if outcome.error:
                words = f"it can't be told whether {seat['id']} sits: "
                deny(
                    world,
                    "guard.error",
                    words + guard_words(world, seat["when"], outcome),
                    seat["when"]["at"],
                )


def require_no_block(world: World) -> None:
    """Say no when a condition has lapsed that blocks every gate until it is met."""
    _, project = started(world)
    for condition in project.conditions.values():
        if condition.state == "lapsed" and condition.lapse["kind"] == "blocks":
            words = (
                f"condition {condition.number} lapsed on {condition.due[:10]} and blocks gates "
                f"until {condition.verifier} says it is met"
            )
            deny(world, "condition.blocks", words)


def _require_panel(world: World, name: str, gate: Gate, seats: Mapping[str, list[str]]) -> None:
    """Say no when, with these electors, no approval could stand."""
    wanted = open_approvals(world, gate)
    count = Tally(gate, seats, {}, ready=True, weights=weights_of(world, gate, seats))
    if (count.voting or count.decider) and any(count.could_stand(one) for one in wanted):
        return
    lacking = [
        f"{seat['id']} needs {seat['need']['text']} and has {count.reserve(seat)}"
        for seat in count.voting
        if seat["need"] and wanted
        if count.shortfall(seat, wanted[0]["id"]) > count.reserve(seat)
    ]
    lacking += [
        f"{seat['id']} must have completed and has {count.reserve(seat)}"
        for seat in count.completing
        if count.lacking(seat) > count.reserve(seat)
    ]
    if count.decider and not count.can_decide():
        lacking.append(f"nobody can decide in {count.decider['id']}")
    words = "; ".join(lacking) or "too few people for its seats"
    deny(world, "panel.short", f"the panel of {name} can't approve: {words}", f"{gate['at']}.panel")
