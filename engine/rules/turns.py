"""Turns: seats are voted in when every lower tier has spoken, and a decider names what is open."""

from collections.abc import Sequence

from engine.methodology.gate_tables import Decision, Seat
from engine.rules.acts import deny, text, who
from engine.rules.apart import excluded
from engine.rules.commands import Command
from engine.rules.directory import Meta
from engine.rules.panel import Tally, tier_of
from engine.rules.round import Round
from engine.rules.settle import count_round, put_right
from engine.rules.world import World, started


def require_turn(world: World, gate: str, current: Round, seat: Seat, principal: str) -> None:
    """Say no while an earlier tier hasn't completed, the present vote of `principal` apart."""
    if tier_of(seat) == 1:
        return
    count = count_round(world, current, without=principal)
    waiting = count.before(tier_of(seat))
    if waiting:
        words = f"{seat['id']} of {gate} comes after {' and after '.join(_waits(count, waiting))}"
        deny(world, "tier.open", words, waiting[0]["at"])


def require_open(
    world: World, command: Command, gate: str, current: Round, seat: Seat, decision: Decision
) -> None:
    """Say no unless a decider may name `decision`, as the panel stands without their own vote."""
    principal = text(command, "principal")
    barred = excluded(world, gate, seat, principal)
    if barred:
        words = f"{principal} can't decide at {gate}: {principal} {barred.because}"
        deny(world, "apart", words, barred.address)
    # As settling will see it: votes that have become void don't carry a decision any more.
    _, right = put_right(world, world, Meta(world.at, command.actor, command.proof["kind"]))
    now = started(right)[1].open_round
    assert now
    count = count_round(right, now, without=principal)
    if not count.may_be_named(decision):
        words = f"{decision['id']} is not open to {principal}: {_why_not(count, decision)}"
        deny(world, "decision.not_open", words, decision["at"])


def _why_not(count: Tally, decision: Decision) -> str:
    """Why a decider can't name `decision`, in a clause."""
    vetoes = sorted({vote["voter"] for vote in count.vetoed_by(decision["id"])})
    if vetoes:
        return f"{', '.join(vetoes)} vetoed it"
    lacking = [seat["id"] for seat in count.voting if count.shortfall(seat, decision["id"])]
    if lacking:
        return f"the need of {' and '.join(lacking)} is not met for it"
    waiting = [seat["id"] for seat in count.incomplete()]
    if waiting:
        return f"{' and '.join(waiting)} must have completed"
    return "the panel's answers or scores don't allow an approval"


def having_turn(world: World, current: Round, names: Sequence[str]) -> tuple[str, ...]:
    """Of the seats called `names` those whose tier can vote now."""
    panel = started(world)[0]["gates"][current.gate]["panel"]
    tiers = {seat["id"]: tier_of(seat) for seat in panel if seat["id"] in names}
    if all(tier == 1 for tier in tiers.values()):
        return tuple(names)
    count = count_round(world, current)
    return tuple(name for name in names if not count.before(tiers[name]))


def _waits(count: Tally, waiting: Sequence[Seat]) -> list[str]:
    """What each of the seats that are `waiting` waits for."""
    found = []
    for seat in waiting:
        left = sorted(count.unvoted(seat))
        if not left:
            found.append(f"{seat['id']}, which can't complete any more")
        else:
            found.append(f"{seat['id']}, which waits for {who(left)}")
    return found
