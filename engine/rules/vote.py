"""The vote: who casts it for whom, in which seat, and what it must carry."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, cast

from engine import calendar
from engine.instant import plus
from engine.methodology.gate_tables import Decision, Seat
from engine.rules import events as ev
from engine.rules.acts import (
    deny,
    deny_first,
    mapping,
    require_gate,
    require_person,
    require_round,
    text,
)
from engine.rules.casting import (
    Casting,
    delegations,
    judges,
    require_one_person,
    seat_for,
    why_not_elector,
)
from engine.rules.commands import Command
from engine.rules.directory import Delegation
from engine.rules.panel import ABSTAIN, APPROVALS, RECUSE, decider_of, tier_of
from engine.rules.readiness import dossier, false_guards, shortcomings
from engine.rules.settle import removal_events
from engine.rules.turns import require_open, require_turn
from engine.rules.world import World, holders_of_any, started


def cast_vote(world: World, command: Command) -> list[ev.Event]:
    """CastVote: checks in the order of docs/notation.md section 7."""
    return vote_of(world, command, command.actor)


def decide_gate(world: World, command: Command) -> list[ev.Event]:
    """DecideGate: who sits in the decider's seat ends the round."""
    return vote_of(world, command, command.actor, deciding=True)


def vote_of(
    world: World,
    command: Command,
    voter: str,
    recorder: ev.Recorder | None = None,
    *,
    deciding: bool = False,
) -> list[ev.Event]:
    """The vote of `voter` that `command` asks for; `recorder` entered it from minutes.

    `deciding` makes it the decision of a decider's seat.
    """
    name, gate = require_gate(world, command)
    current = require_round(world, command, name)
    principal = text(command, "principal")
    choice = text(command, "choice")
    casting = Casting(name, gate, current, voter, principal, choice, deciding)
    if principal != voter:
        require_person(world, principal)
    if not current.seats_of(principal):
        deny(world, "not_in_electorate", why_not_elector(world, casting), f"{gate['at']}.panel")
    lent = delegations(world, casting)
    decision = _decision(world, casting)
    seat = seat_for(world, casting, cast("str | None", command.args["seat"]), lent)
    if casting.choice != RECUSE:
        require_turn(world, name, current, seat, principal)
    require_one_person(world, casting, seat)
    if text(command, "material") != dossier(world, name, current.answers):
        words = f"what {name} is judged on has changed since it was looked at; look again"
        deny(world, "vote.stale", words)
    if decision and "when" in decision:
        deny_first(world, list(false_guards(world, [decision["when"]])))
    if decision and decision["kind"] in APPROVALS:
        deny_first(world, list(shortcomings(world, name, current.answers)))
    if decision and deciding:
        require_open(world, command, name, current, seat, decision)
    _check_dissent(world, casting, command, seat)
    _check_sheet(world, casting, command, seat)
    sets = deciding or (judges(seat) and decider_of(gate) is None)
    _check_conditions(world, casting, command, decision if sets else None)
    vote = _vote(casting, command, seat, lent.get(seat["id"]), recorder)
    if casting.choice != RECUSE:
        return [vote, *escalated(world, vote, seat)]
    seats = current.seats_of(principal)
    return [vote, *removal_events(current, {principal: seats}, {principal: "recused"})]


def _decision(world: World, casting: Casting) -> Decision | None:
    if casting.choice in (ABSTAIN, RECUSE) and not casting.deciding:
        return None
    for decision in casting.gate["decisions"]:
        if decision["id"] == casting.choice:
            return decision
    known = ", ".join(one["id"] for one in casting.gate["decisions"])
    also = "" if casting.deciding else ", abstain and recuse"
    words = f"{casting.name} has no decision {casting.choice}; it has {known}{also}"
    return deny(world, "decision.unknown", words, f"{casting.gate['at']}.decisions")


def _check_dissent(world: World, casting: Casting, command: Command, seat: Seat) -> None:
    """A dissent needs a way up; who stands aside has given no vote to dissent beside."""
    if command.args["dissent"] is not None and ("dissent" not in seat or casting.choice == RECUSE):
        words = f"a vote in {seat['id']} of {casting.name} carries no dissent; a comment it may"
        deny(world, "dissent.nowhere", words, seat["at"])


def escalated(world: World, vote: ev.VoteCast, seat: Seat) -> Iterator[ev.DissentEscalated]:
    """Yield to whom the dissent of `vote` goes, if it carries one."""
    if vote["dissent"] is not None:
        rounds, way = started(world)[1].rounds, seat["dissent"]
        yield {
            "type": "DissentEscalated",
            "dissent": sum(len(one.dissents) for one in rounds) + 1,
            "round": vote["round"],
            "seat": seat["id"],
            "person": vote["voter"],
            "to": holders_of_any(world, way["to"]),
            "told": holders_of_any(world, way["told"]),
        }


def _check_sheet(world: World, casting: Casting, command: Command, seat: Seat) -> None:
    """The answers and scores a vote must carry, and no others."""
    asks = judges(seat) and casting.choice not in (ABSTAIN, RECUSE)
    gate, score = casting.gate, casting.gate["score"]
    asked = [one["id"] for one in gate["must"] if one["kind"] == "panel"] if asks else []
    scored = [one["id"] for one in score["items"]] if asks and score else []
    for what, wanted in (("answer", asked), ("score", scored)):
        given = mapping(command, f"{what}s")
        for name in sorted(given):
            if name not in wanted:
                deny(world, f"{what}.unknown", f"this vote gives no {what} to {name}", gate["at"])
        for name in wanted:
            if name not in given:
                deny(world, f"{what}.missing", f"the vote must give {name} its {what}", gate["at"])
    if score:
        for name, points in cast("Mapping[str, int]", command.args["scores"]).items():
            if not score["low"] <= points <= score["high"]:
                words = f"{name} is scored from {score['low']} to {score['high']}, not {points}"
                deny(world, "score.range", words, score["at"])


def _check_conditions(
    world: World, casting: Casting, command: Command, decision: Decision | None
) -> None:
    """The conditions of a vote that counts for `decision`; an adviser sets none."""
    given = cast("Sequence[ev.VoteCondition]", command.args["conditions"])
    terms = decision["conditions"] if decision else None
    if terms is None:
        if given:
            words = "only a vote for a conditional go in a voting seat carries conditions"
            deny(world, "condition.not_asked", words, casting.gate["at"])
        return
    assert decision
    if not given and not _others_carry(casting):
        words = f"a vote for {casting.choice} must say at least one condition"
        deny(world, "condition.missing", words, decision["at"])
    last = calendar.due(world.calendar, world.at, terms["due_within"])
    for one in given:
        require_person(world, one["owner"])
        require_person(world, one["verifier"])
        if one["owner"] == one["verifier"]:
            words = f"{one['owner']} can't verify their own condition"
            deny(world, "condition.verifier", words, decision["at"])
        if one["due"] <= world.today or calendar.end_of_day(world.calendar, one["due"]) > last:
            words = f"{one['due']} is not from tomorrow to {_day_before(world, last)}"
            deny(world, "condition.due", words, decision["at"])


def _others_carry(casting: Casting) -> bool:
    return any(
        ballot.vote["choice"] == casting.choice and ballot.vote["conditions"]
        for principal, ballot in casting.round.ballots.items()
        if principal != casting.principal
    )


def _day_before(world: World, instant: str) -> str:
    """The last local day that ends by `instant`."""
    return calendar.local_date(world.calendar, plus(instant, seconds=-1))


def _vote(
    casting: Casting,
    command: Command,
    seat: Seat,
    delegation: Delegation | None,
    recorder: ev.Recorder | None,
) -> ev.VoteCast:
    return {
        "type": "VoteCast",
        "round": casting.round.number,
        "seat": seat["id"],
        "tier": tier_of(seat),
        "track": None,
        "voter": casting.voter,
        "principal": casting.principal,
        "recorder": recorder,
        "delegation": delegation.number if delegation else None,
        "choice": casting.choice,
        "answers": cast("Mapping[str, bool]", command.args["answers"]),
        "scores": cast("Mapping[str, int]", command.args["scores"]),
        "conditions": cast("Sequence[ev.VoteCondition]", command.args["conditions"]),
        "comment": cast("str | None", command.args["comment"]),
        "dissent": cast("str | None", command.args["dissent"]),
        "material": text(command, "material"),
        "meaning": _meaning(casting.choice, seat),
    }


def _meaning(
    choice: str, seat: Seat
) -> Literal["vote", "advice", "abstention", "recusal", "decision"]:
    if choice == ABSTAIN:
        return "abstention"
    if choice == RECUSE:
        return "recusal"
    if "decides" in seat:
        return "decision"
    return "advice" if seat["advisory"] else "vote"
