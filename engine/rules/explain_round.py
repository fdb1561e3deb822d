"""What would end an open round in an approval: the acts that make its gate ready, and the votes.

As `engine.rules.repair` does, the search asks `decide` and counts as the rules count.
"""

from collections.abc import Sequence

from engine.methodology.gate_tables import Decision
from engine.rules.fix import Fix, apply
from engine.rules.fix_rounds import ended_in, next_vote, readying
from engine.rules.needs import IMPOSSIBLE
from engine.rules.panel import APPROVALS
from engine.rules.readiness import dossier
from engine.rules.repair import MAX_ACTS, by_whom, needed_only
from engine.rules.round import Round
from engine.rules.settle import count_round
from engine.rules.world import World


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
    if count.decider:
        lacking.append(f"{count.decider['id']} has not decided")
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
    while not ended_in(now, current, decision):
        fix = readying(now, decision) or next_vote(now, decision)
        after = apply(now, fix.command) if fix else None
        if fix is None or after is None or len(fixes) == MAX_ACTS:
            return None
        fixes.append(fix)
        now = after

    def works(kept: Sequence[Fix]) -> bool:
        return _all_end_in(world, kept, current, decision)

    return by_whom(needed_only(fixes, works), works)


def _all_end_in(world: World, fixes: Sequence[Fix], current: Round, decision: Decision) -> bool:
    """Whether `fixes` end the round in `decision`, each vote seeing what is judged by then."""
    for fix in fixes:
        command = fix.command
        if command.type in ("CastVote", "DecideGate"):
            material = dossier(world, current.gate, current.answers)
            command = command._replace(args={**command.args, "material": material})
        after = apply(world, command)
        if after is None:
            return False
        world = after
    return ended_in(world, current, decision)
