"""Tiers: seats that are voted in only when those of every lower tier have spoken."""

from collections.abc import Sequence

from engine.methodology.gate_tables import Seat
from engine.rules.acts import deny, who
from engine.rules.panel import Tally, tier_of
from engine.rules.round import Round
from engine.rules.settle import count_round
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
