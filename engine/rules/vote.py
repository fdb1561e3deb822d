"""The vote: who casts it for whom, in which seat, and what it must carry."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, cast

from engine import calendar
from engine.instant import plus
from engine.methodology.gate_tables import Decision, Gate, Seat
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
from engine.rules.apart import excluded
from engine.rules.commands import Command
from engine.rules.directory import Delegation
from engine.rules.panel import ABSTAIN, APPROVALS, RECUSE, tier_of
from engine.rules.readiness import dossier, shortcomings
from engine.rules.round import Round
from engine.rules.seats import lendable, may_sit
from engine.rules.settle import count_round, removal_events
from engine.rules.tiers import require_turn
from engine.rules.world import World


class Casting(NamedTuple):
    """A vote that is being cast: the round and its gate, who votes for whom, and what is chosen."""

    name: str
    gate: Gate
    round: Round
    voter: str
    principal: str
    choice: str


def cast_vote(world: World, command: Command) -> list[ev.Event]:
    """CastVote: checks in the order of docs/notation.md section 7."""
    return vote_of(world, command, command.actor)


def vote_of(
    world: World, command: Command, voter: str, recorder: ev.Recorder | None = None
) -> list[ev.Event]:
    """The vote of `voter` that `command` asks for; `recorder` entered it from minutes."""
    name, gate = require_gate(world, command)
    current = require_round(world, command, name)
    principal = text(command, "principal")
    casting = Casting(name, gate, current, voter, principal, text(command, "choice"))
    if principal != voter:
        require_person(world, principal)
    if not current.seats_of(principal):
        deny(world, "not_in_electorate", _why_not_elector(world, casting), f"{gate['at']}.panel")
    lent = _delegations(world, casting)
    decision = _decision(world, casting)
    seat = _seat(world, casting, cast("str | None", command.args["seat"]), lent, decision)
    if casting.choice != RECUSE:
        require_turn(world, name, current, seat, principal)
    _one_person(world, casting, seat)
    if text(command, "material") != dossier(world, name, current.answers):
        words = f"what {name} is judged on has changed since it was looked at; look again"
        deny(world, "vote.stale", words)
    if decision and decision["kind"] in APPROVALS:
        deny_first(world, list(shortcomings(world, name, current.answers)))
    if command.args["dissent"] is not None:
        deny(world, "not_supported", "a formal dissent can't be recorded yet")
    _check_sheet(world, casting, command, seat)
    _check_conditions(world, casting, command, None if seat["advisory"] else decision)
    vote = _vote(casting, command, seat, lent.get(seat["id"]), recorder)
    if casting.choice != RECUSE:
        return [vote]
    seats = current.seats_of(principal)
    return [vote, *removal_events(current, {principal: seats}, {principal: "recused"})]


def default_seat(world: World, casting: Casting, mine: Sequence[Seat]) -> Seat:
    """The first of `mine` that still needs a vote for the decision, or else the first.

    Of those whose tier is open, if there are any.
    """
    others = count_round(world, casting.round, without=casting.principal)
    mine = [seat for seat in mine if not others.before(tier_of(seat))] or mine
    if casting.choice not in (ABSTAIN, RECUSE):
        for seat in mine:
            if seat["need"] and others.shortfall(seat, casting.choice):
                return seat
    return mine[0]


def _delegations(world: World, casting: Casting) -> Mapping[str, Delegation | None]:
    """For each seat the vote can count in: the delegation it rests on, or None for one's own."""
    mine = casting.round.seats_of(casting.principal)
    if casting.principal == casting.voter:
        return dict.fromkeys(mine)
    seats = {seat["id"]: seat for seat in casting.gate["panel"]}
    lent: dict[str, Delegation | None] = {}
    for seat in mine:
        for role, scope in lendable(world, seats[seat]):
            found = world.directory.delegation_in_force(
                casting.principal, casting.voter, role, scope, world.today
            )
            if found:
                lent[seat] = found
    if not lent:
        words = f"{casting.principal} has lent {casting.voter} no vote at {casting.name} today"
        deny(world, "delegation.none", words)
    return lent


def _decision(world: World, casting: Casting) -> Decision | None:
    if casting.choice in (ABSTAIN, RECUSE):
        return None
    for decision in casting.gate["decisions"]:
        if decision["id"] == casting.choice:
            return decision
    known = ", ".join(one["id"] for one in casting.gate["decisions"])
    words = f"{casting.name} has no decision {casting.choice}; it has {known}, abstain and recuse"
    return deny(world, "decision.unknown", words, f"{casting.gate['at']}.decisions")


def _seat(
    world: World,
    casting: Casting,
    named: str | None,
    lent: Mapping[str, Delegation | None],
    decision: Decision | None,
) -> Seat:
    """The seat the vote counts in."""
    sitting = [seat for seat in casting.gate["panel"] if seat["id"] in casting.round.seats]
    mine = [seat for seat in sitting if seat["id"] in lent]
    if named is None:
        return default_seat(world, casting, mine)
    known = [seat for seat in sitting if seat["id"] == named]
    if not known:
        words = f"no seat {named} sits in round {casting.round.number} of {casting.name}"
        deny(world, "seat.unknown", words, f"{casting.gate['at']}.panel")
    if known[0] not in mine:
        words = f"{casting.principal} does not sit in {named}, or has not lent that vote"
        deny(world, "seat.not_yours", words, known[0]["at"])
    return known[0]


def _one_person(world: World, casting: Casting, seat: Seat) -> None:
    """A delegate must be free of the pairs that bind the seat; nobody votes twice in a round."""
    if casting.choice == RECUSE:
        if casting.voter != casting.principal:
            deny(world, "recuse.not_yours", f"only {casting.principal} can recuse themselves")
        return
    if casting.voter != casting.principal:
        if casting.round.removed.get(casting.voter) == "recused":
            words = f"{casting.voter} recused themselves from this round, and votes for nobody"
            deny(world, "apart", words)
        barred = excluded(world, casting.name, seat, casting.voter)
        if barred:
            words = (
                f"{casting.voter} can't vote for {casting.principal}: who votes {barred.because}"
            )
            deny(world, "apart", words, barred.address)
    own = casting.round.ballots.get(casting.principal)
    if own and own.vote["voter"] == casting.principal != casting.voter:
        words = f"{casting.principal} has voted in person; a delegate doesn't replace that"
        deny(world, "vote.one_person", words)
    for principal, ballot in casting.round.ballots.items():
        if ballot.vote["voter"] == casting.voter and principal != casting.principal:
            words = f"{casting.voter} has voted for {principal} in this round; one person, one vote"
            deny(world, "vote.one_person", words)


def _check_sheet(world: World, casting: Casting, command: Command, seat: Seat) -> None:
    """The answers and scores a vote must carry, and no others."""
    judges = not seat["advisory"] and casting.choice not in (ABSTAIN, RECUSE)
    gate, score = casting.gate, casting.gate["score"]
    asked = [one["id"] for one in gate["must"] if one["kind"] == "panel"] if judges else []
    scored = [one["id"] for one in score["items"]] if judges and score else []
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
        "dissent": None,
        "material": text(command, "material"),
        "meaning": _meaning(casting.choice, seat),
    }


def _meaning(choice: str, seat: Seat) -> Literal["vote", "advice", "abstention", "recusal"]:
    if choice == ABSTAIN:
        return "abstention"
    if choice == RECUSE:
        return "recusal"
    return "advice" if seat["advisory"] else "vote"


def _why_not_elector(world: World, casting: Casting) -> str:
    person, current = casting.principal, casting.round
    reason = current.removed.get(person)
    if reason:
        return f"{person} is out of round {current.number} of {casting.name}: {reason}"
    for seat in casting.gate["panel"]:
        apart = excluded(world, casting.name, seat, person)
        if apart and may_sit(world, seat, person):
            return f"{person} can't sit in {seat['id']} of {casting.name}: {person} {apart.because}"
    return f"{person} was no elector of {casting.name} when round {current.number} opened"
