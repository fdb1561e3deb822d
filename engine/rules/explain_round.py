"""What would end an open round in an approval: the acts that make its gate ready, and the votes.

As `engine.rules.repair` does, the search asks `decide` and counts as the rules count.
"""

from collections.abc import Sequence

from engine.canonical import Json
from engine.methodology.gate_tables import Decision
from engine.rules.commands import Command
from engine.rules.fix import PROOF, Fix, apply, in_order
from engine.rules.fix_votes import vote_fix
from engine.rules.fixes import fix_for
from engine.rules.needs import IMPOSSIBLE
from engine.rules.panel import APPROVALS
from engine.rules.readiness import dossier, refuse, shortcomings
from engine.rules.repair import MAX_ACTS, by_whom, needed_only
from engine.rules.round import Round
from engine.rules.settle import count_round
from engine.rules.world import World, started


def votes_missing(world: World, current: Round, decision: Decision) -> str:
    """What the count lacks for `decision`, in words."""
    count = count_round(world, current)
    vetoes = sorted({vote["voter"] for vote in count.vetoed_by(decision["id"])})
    if vetoes:
        return f"vetoed by {', '.join(vetoes)}"
    failed = count.failed_for_good()
    if failed and decision["kind"] in APPROVALS:
        return f"somebody answered no to {failed['id']}"
    lacking = [
        f"{seat['id']} lacks {_votes(number, weighed=seat['id'] in count.weights)}"
        for seat in count.voting
        if (number := count.shortfall(seat, decision["id"]))
    ]
    lacking += [
        f"{seat['id']} lacks {_votes(count.lacking(seat), weighed=False)} to be complete"
        for seat in count.incomplete()
    ]
    return "; ".join(lacking) or "votes are missing"


def _votes(number: int, *, weighed: bool) -> str:
    if number >= IMPOSSIBLE:
        return "people"
    if weighed:
        return f"a weight of {number}"
    return f"{number} vote{'s' if number > 1 else ''}"


def votes_for(world: World, current: Round, decision: Decision) -> Sequence[Fix] | None:
    """What ends the round in `decision`: what its gate still lacks, then votes; None if nothing."""
    fixes: list[Fix] = []
    now = world
    while not _ended_in(now, current, decision):
        fix = _readying(now, decision) or _next_vote(now, decision)
        after = apply(now, fix.command) if fix else None
        if fix is None or after is None or len(fixes) == MAX_ACTS:
            return None
        fixes.append(fix)
        now = after

    def works(kept: Sequence[Fix]) -> bool:
        return _all_end_in(world, kept, current, decision)

    return by_whom(needed_only(fixes, works), works)


def _readying(world: World, decision: Decision) -> Fix | None:
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


def _next_vote(world: World, decision: Decision) -> Fix | None:
    """A vote after which `decision` can still be reached: of those who haven't voted first."""
    current = started(world)[1].open_round
    if current is None:
        return None
    count = count_round(world, current)
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


def _reaches(world: World, current: Round, decision: Decision) -> bool:
    """Whether the round ended in `decision`, or is open and could still."""
    still = started(world)[1].open_round
    if still is None:
        return _ended_in(world, current, decision)
    return count_round(world, still).could_stand(decision)


def _ended_in(world: World, current: Round, decision: Decision) -> bool:
    return started(world)[1].rounds[current.number - 1].decision == decision["id"]


def _all_end_in(world: World, fixes: Sequence[Fix], current: Round, decision: Decision) -> bool:
    """Whether `fixes` end the round in `decision`, each vote seeing what is judged by then."""
    for fix in fixes:
        command = fix.command
        if command.type == "CastVote":
            material = dossier(world, current.gate, current.answers)
            command = command._replace(args={**command.args, "material": material})
        after = apply(world, command)
        if after is None:
            return False
        world = after
    return _ended_in(world, current, decision)
