"""What waits for a person of a round: votes, a decision, dissents, votes recorded in their name."""

from collections.abc import Iterator

from engine.inbox_item import Item, Kind, Paper
from engine.rules.apart import excluded
from engine.rules.minutes import recorded_for
from engine.rules.panel import decider_of
from engine.rules.readiness import waived_items
from engine.rules.round import Dissent, Round
from engine.rules.seats import lendable
from engine.rules.settle import count_round
from engine.rules.turns import having_turn
from engine.rules.world import World, holds_any, started


def votes(world: World, current: Round, person: str) -> Iterator[Item]:
    """Votes of one's own, and lent ones that one may cast."""
    own = having_turn(world, current, current.seats_of(person))
    voted = any(one.vote["voter"] == person for one in current.ballots.values())
    if voted:
        return
    if own and person not in current.ballots:
        yield from _in_seats(world, current, own, person, None)
    waiting = {one for people in current.seats.values() for one in people} - {person}
    for principal in sorted(waiting - current.ballots.keys()):
        seats = tuple(
            seat
            for seat in having_turn(world, current, current.seats_of(principal))
            if _may_stand_in(world, current, seat, principal, person)
        )
        if seats:
            yield from _in_seats(world, current, seats, principal, principal)


def dissents(world: World, person: str) -> Iterator[Item]:
    """The dissents of the newest round that went to one, or of which one was told.

    As long as one holds a role to which they go; and until another round opens.
    """
    tables, project = started(world)
    newest = project.rounds[-1] if project.rounds else None
    for one in newest.dissents if newest else ():
        assert newest
        panel = tables["gates"][newest.gate]["panel"]
        way = next(seat["dissent"] for seat in panel if seat["id"] == one.seat)
        if person in one.to and holds_any(world, person, way["to"]):
            yield _dissent("dissent", world, newest, one)
        elif person in one.told and holds_any(world, person, way["told"]):
            yield _dissent("notice", world, newest, one)


def _dissent(kind: Kind, world: World, current: Round, one: Dissent) -> Item:
    return Item(
        kind,
        world.key,
        one.at,
        None,
        current.gate,
        one.text,
        (one.seat,),
        round=current.number,
        person=one.person,
    )


def records(world: World, person: str) -> Iterator[Item]:
    """Votes that were recorded in one's name, to be confirmed or contested."""
    tables, project = started(world)
    for current in project.rounds:
        ballot = recorded_for(current, person)
        if ballot and ballot.word is None:
            yield Item(
                "confirm",
                world.key,
                ballot.at,
                None,
                current.gate,
                tables["gates"][current.gate]["title"],
                (ballot.vote["seat"],),
                round=current.number,
                decisions=(ballot.vote["choice"],),
            )


def _may_stand_in(world: World, current: Round, name: str, principal: str, person: str) -> bool:
    """Whether `principal` has lent `person` the vote in a seat, and nothing keeps them apart."""
    gate = started(world)[0]["gates"][current.gate]
    seat = next(one for one in gate["panel"] if one["id"] == name)
    lent = any(
        world.directory.delegation_in_force(principal, person, role, scope, world.today)
        for role, scope in lendable(world, seat)
    )
    return lent and excluded(world, current.gate, seat, person) is None


def _in_seats(
    world: World, current: Round, seats: tuple[str, ...], principal: str, lent_by: str | None
) -> Iterator[Item]:
    """A vote in one of `seats`, and the decision where one of them decides."""
    gate = started(world)[0]["gates"][current.gate]
    every = tuple(one["id"] for one in gate["decisions"])
    decider = decider_of(gate)
    votes = tuple(one for one in seats if decider is None or one != decider["id"])
    if votes:
        yield _vote(world, current, "vote", votes, lent_by, every)
    if decider and decider["id"] in seats:
        count = count_round(world, current, without=principal)
        may = tuple(one["id"] for one in gate["decisions"] if count.may_be_named(one))
        yield _vote(world, current, "decide", (decider["id"],), lent_by, may)


def _vote(
    world: World,
    current: Round,
    kind: Kind,
    seats: tuple[str, ...],
    principal: str | None,
    decisions: tuple[str, ...],
) -> Item:
    gate = started(world)[0]["gates"][current.gate]
    return Item(
        kind,
        world.key,
        current.opened_at,
        current.due,
        current.gate,
        gate["title"],
        seats,
        principal,
        current.number,
        decisions,
        papers(world, current.gate),
    )


def papers(world: World, name: str) -> tuple[Paper, ...]:
    """The evidence that the panel of gate `name` judges, in its order."""
    tables, project = started(world)
    waived = waived_items(world, name)
    found = []
    for item in tables["gates"][name]["evidence"]:
        newest = project.newest(item)
        found.append(
            Paper(
                item,
                tables["deliverables"][item]["title"],
                newest.number if newest else None,
                newest.digest if newest else None,
                newest is not None and newest.verdict == "accept",
                item in waived,
            )
        )
    return tuple(found)
