"""Casting: who votes for whom, in which seat, and by whose leave."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from engine.methodology.gate_tables import Gate, Seat
from engine.rules.acts import deny
from engine.rules.apart import excluded
from engine.rules.directory import Delegation
from engine.rules.panel import ABSTAIN, RECUSE, tier_of
from engine.rules.round import Round
from engine.rules.seats import lendable, may_sit
from engine.rules.settle import count_round
from engine.rules.world import World


class Casting(NamedTuple):
    """A vote that is being cast: the round and its gate, who votes for whom, and what is chosen.

    `deciding` says that it is the decision of a decider's seat.
    """

    name: str
    gate: Gate
    round: Round
    voter: str
    principal: str
    choice: str
    deciding: bool = False


def judges(seat: Seat) -> bool:
    """Whether a vote in `seat` answers, scores and sets conditions: one that needs votes does."""
    return seat["need"] is not None


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


def delegations(world: World, casting: Casting) -> Mapping[str, Delegation | None]:
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


def seat_for(
    world: World, casting: Casting, named: str | None, lent: Mapping[str, Delegation | None]
) -> Seat:
    """The seat the vote counts in: the one that is named, or the first that it fits."""
    sitting = [seat for seat in casting.gate["panel"] if seat["id"] in casting.round.seats]
    if named is not None:
        return _named_seat(world, casting, named, sitting, lent)
    fit = [seat for seat in sitting if _fits(casting, seat)]
    mine = [seat for seat in fit if seat["id"] in lent]
    if mine:
        return default_seat(world, casting, mine)
    if not casting.deciding:
        mine = [seat for seat in sitting if seat["id"] in lent]
        return deny(world, "seat.decides", _other_way(casting, mine[0]), mine[0]["at"])
    if not fit:
        words = f"no seat of {casting.name} decides; its panel votes"
        deny(world, "seat.unknown", words, f"{casting.gate['at']}.panel")
    words = f"{casting.principal} does not decide at {casting.name}, or has not lent that"
    return deny(world, "seat.not_yours", words, fit[0]["at"])


def _named_seat(
    world: World,
    casting: Casting,
    named: str,
    sitting: Sequence[Seat],
    lent: Mapping[str, Delegation | None],
) -> Seat:
    for seat in sitting:
        if seat["id"] == named:
            if named not in lent:
                words = f"{casting.principal} does not sit in {named}, or has not lent that vote"
                deny(world, "seat.not_yours", words, seat["at"])
            if not _fits(casting, seat):
                deny(world, "seat.decides", _other_way(casting, seat), seat["at"])
            return seat
    words = f"no seat {named} sits in round {casting.round.number} of {casting.name}"
    return deny(world, "seat.unknown", words, f"{casting.gate['at']}.panel")


def _fits(casting: Casting, seat: Seat) -> bool:
    """Whether what is cast is for such a seat: decisions for a decider's, votes for any other."""
    return casting.choice == RECUSE or casting.deciding == ("decides" in seat)


def _other_way(casting: Casting, seat: Seat) -> str:
    if casting.deciding:
        return f"{seat['id']} of {casting.name} votes; it doesn't decide"
    return f"{seat['id']} of {casting.name} takes no votes: who sits there decides"


def require_one_person(world: World, casting: Casting, seat: Seat) -> None:
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


def why_not_elector(world: World, casting: Casting) -> str:
    """Why the principal of what is cast has no vote in its round, in a sentence."""
    person, current = casting.principal, casting.round
    reason = current.removed.get(person)
    if reason:
        return f"{person} is out of round {current.number} of {casting.name}: {reason}"
    for seat in casting.gate["panel"]:
        apart = excluded(world, casting.name, seat, person)
        if apart and may_sit(world, seat, person):
            return f"{person} can't sit in {seat['id']} of {casting.name}: {person} {apart.because}"
    return f"{person} was no elector of {casting.name} when round {current.number} opened"
