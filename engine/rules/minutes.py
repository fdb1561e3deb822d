"""Minutes: votes that a recorder enters for those who gave them in a room, and what these say.

A recorded vote is the voter's in every rule. The recorder is the hand by which it comes, so who may
not sit may not record either, nor who has a vote of their own; and a voter who answers has the last
word: what they contest is void while the round is open, and stands as contested for ever after.
"""

from typing import cast

from engine.canonical import Json, digest
from engine.methodology.gate_tables import Gate, Seat
from engine.rules import events as ev
from engine.rules.acts import deny, require_gate, require_person, require_role, require_round, text
from engine.rules.apart import excluded
from engine.rules.commands import Command
from engine.rules.panel import RECUSE
from engine.rules.project_state import Version
from engine.rules.round import Ballot, Round
from engine.rules.settle import voided
from engine.rules.vote import vote_of
from engine.rules.world import World, started


def record_vote(world: World, command: Command) -> list[ev.Event]:
    """RecordVote: a vote of the minutes, entered by somebody else than the voter."""
    name, gate = require_gate(world, command)
    at = gate["at"]
    require_role(world, command, gate.get("recorded_by", ()), at, f"record votes at {name}")
    current = require_round(world, command, name)
    voter = text(command, "voter")
    require_person(world, voter)
    if voter == command.actor:
        deny(world, "record.own", f"{voter} votes in person: minutes are for the others' votes")
    minutes = _require_minutes(world, command, gate, current)
    _require_bystander(world, command.actor, name, gate, current)
    if text(command, "choice") == RECUSE:
        deny(world, "recuse.not_yours", f"only {voter} can recuse themselves")
    _require_unanswered(world, voter, text(command, "principal"), current)
    recorder: ev.Recorder = {"person": command.actor, "minutes": minutes}
    return vote_of(world, command, voter, recorder)


def confirm_vote(world: World, command: Command) -> list[ev.Event]:
    """ConfirmVote: a voter says that what was recorded in their name is their vote."""
    current, ballot = _require_record(world, command)
    confirmed: ev.VoteConfirmed = {
        "type": "VoteConfirmed",
        "round": current.number,
        "voter": command.actor,
        "principal": ballot.vote["principal"],
        "vote": text(command, "vote"),
    }
    return [confirmed]


def contest_vote(world: World, command: Command) -> list[ev.Event]:
    """ContestVote: a voter says that it isn't; it is void if the round is open still."""
    current, ballot = _require_record(world, command)
    contested: ev.VoteContested = {
        "type": "VoteContested",
        "round": current.number,
        "voter": command.actor,
        "principal": ballot.vote["principal"],
        "vote": text(command, "vote"),
        "reason": text(command, "reason"),
    }
    if not current.open:
        return [contested]
    return [contested, *voided(current, [ballot.vote["principal"]], "contested", [])]


def vote_digest(vote: ev.VoteCast) -> str:
    """The digest that names a recorded vote to whoever answers for it, 64 hex digits."""
    return digest("vote", cast("Json", vote))


def recorded_for(current: Round, voter: str) -> Ballot | None:
    """The vote that was recorded in `voter`'s name and counts, or counted when the round closed."""
    for ballot in current.ballots.values():
        if ballot.vote["recorder"] and ballot.vote["voter"] == voter:
            return ballot
    return None


def _require_minutes(world: World, command: Command, gate: Gate, current: Round) -> str:
    """The digest of minutes that can hold votes of this round; says no otherwise."""
    tables, project = started(world)
    found = text(command, "minutes")
    versions = [
        (name, one)
        for name, each in project.versions.items()
        for one in each
        if one.digest == found
    ]
    if not versions:
        deny(world, "minutes.unknown", f"nobody has handed in a file with the digest {found[:12]}")
    faults = [_unfit(world, gate, current, name, one) for name, one in versions]
    if all(faults):
        at = tables["deliverables"][versions[-1][0]]["at"]
        deny(world, "record.minutes", f"{found[:12]} can't be the minutes: {faults[-1]}", at)
    return found


def _unfit(world: World, gate: Gate, current: Round, name: str, one: Version) -> str | None:
    """Why a version can't be the minutes of a meeting that decided on this round."""
    if name in gate["evidence"]:
        return f"{name} is what was judged"
    if one.at < current.opened_at:
        return f"version {one.number} of {name} is older than round {current.number}"
    if one.verdict == "return":
        return f"version {one.number} of {name} was returned"
    if started(world)[0]["deliverables"][name]["accepted_by"] and one.verdict != "accept":
        return f"version {one.number} of {name} has not been accepted"
    return None


def _require_bystander(world: World, recorder: str, name: str, gate: Gate, current: Round) -> None:
    """Say no when the recorder has a part in the decision: a vote, or a reason to be kept out."""
    for seat in _voting(gate, current):
        if recorder in current.frozen[seat["id"]]:
            words = f"{recorder} sits in {seat['id']}, and can't write down the others' votes"
            deny(world, "apart", words, seat["at"])
        barred = excluded(world, name, seat, recorder)
        if barred:
            words = f"{recorder} can't record votes at {name}: {recorder} {barred.because}"
            deny(world, "apart", words, barred.address)


def _voting(gate: Gate, current: Round) -> list[Seat]:
    return [one for one in gate["panel"] if one["id"] in current.frozen and not one["advisory"]]


def _require_unanswered(world: World, voter: str, principal: str, current: Round) -> None:
    """Say no when the voter has spoken: voted in person, confirmed, or contested a record."""
    for ballot in current.all_ballots():
        if ballot.vote["voter"] == voter and ballot.word == "contested":
            words = f"{voter} contested what was recorded in this round, and votes in person now"
            deny(world, "record.contested", words)
    own = current.ballots.get(principal)
    if own and own.vote["voter"] in (voter, principal) and not own.is_recorded:
        words = f"{own.vote['voter']} has voted in person; no record replaces that"
        deny(world, "vote.one_person", words)


def _require_record(world: World, command: Command) -> tuple[Round, Ballot]:
    """The round and the effective vote that was recorded in the actor's name; says no otherwise."""
    name, _ = require_gate(world, command)
    number = cast("int", command.args["round"])
    rounds = [one for one in started(world)[1].rounds_of(name) if one.number == number]
    if not rounds:
        deny(world, "round.none", f"{name} has no round {number}")
    current = rounds[0]
    ballot = recorded_for(current, command.actor)
    if ballot is None:
        words = f"no vote that counts was recorded for {command.actor} in round {number} of {name}"
        deny(world, "record.none", words)
    if ballot.word:
        deny(world, "record.answered", f"{command.actor} has {ballot.word} this vote already")
    if vote_digest(ballot.vote) != text(command, "vote"):
        words = f"another vote is recorded for {command.actor} by now; look again"
        deny(world, "record.changed", words)
    return current, ballot
