"""What brings an open round nearer to a decision: what its gate lacks, then a vote."""

from engine.canonical import Json
from engine.methodology.gate_tables import Decision
from engine.rules.commands import Command
from engine.rules.fix import PROOF, Fix, apply, in_order
from engine.rules.fix_votes import vote_fix
from engine.rules.fixes import fix_for
from engine.rules.panel import APPROVALS, Tally
from engine.rules.readiness import refuse, shortcomings
from engine.rules.round import Round
from engine.rules.settle import count_round
from engine.rules.world import World, started


def readying(world: World, decision: Decision) -> Fix | None:
    """What helps against the first thing that an approval lacks beside votes."""
    current = started(world)[1].open_round
    if current is None or decision["kind"] not in APPROVALS:
        return None
    first = next(shortcomings(world, current.gate, current.answers), None)
    if first is None:
        return None
    args: dict[str, Json] = {"gate": current.gate, "answers": dict(current.answers)}
    request = Command("why", "RequestGate", args, current.requester, PROOF)
    return fix_for(world, request, refuse(world, first))


def next_vote(world: World, decision: Decision) -> Fix | None:
    """A vote after which `decision` can still be reached: of those who haven't voted first."""
    current = started(world)[1].open_round
    if current is None:
        return None
    count = count_round(world, current)
    decided = _deciding(world, count, current, decision)
    if decided:
        return decided
    seats = {seat["id"]: seat for seat in (*count.voting, *count.incomplete())}
    short = {seat["id"] for seat in count.voting if count.shortfall(seat, decision["id"])}
    short |= {seat["id"] for seat in count.incomplete()}
    candidates = [
        (principal in current.ballots, seat not in short, place, principal, seat)
        for place, seat in enumerate(seats)
        for principal in in_order(world, current.seats[seat])
        if principal not in current.ballots
        or current.ballots[principal].vote["choice"] != decision["id"]
    ]
    for *_, principal, seat in sorted(candidates, key=lambda one: one[:3]):
        fix = vote_fix(world, current, decision["id"], principal, seats[seat])
        after = apply(world, fix.command)
        if after is not None and _reaches(after, current, decision):
            return fix
    return None


def _deciding(world: World, count: Tally, current: Round, decision: Decision) -> Fix | None:
    """The decider's word, where there is one and it is their turn."""
    if count.decider:
        for principal in in_order(world, count.unvoted(count.decider)):
            fix = vote_fix(world, current, decision["id"], principal, count.decider)
            if apply(world, fix.command):
                return fix
    return None


def _reaches(world: World, current: Round, decision: Decision) -> bool:
    """Whether the round ended in `decision`, or is open and could still."""
    still = started(world)[1].open_round
    if still is None:
        return ended_in(world, current, decision)
    return count_round(world, still).could_stand(decision)


def ended_in(world: World, current: Round, decision: Decision) -> bool:
    """Whether the round ended in `decision`."""
    return started(world)[1].rounds[current.number - 1].decision == decision["id"]
