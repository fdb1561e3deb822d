"""What waits for one person: votes, acceptances, conditions, reviews, requests, evidence to bring.

Rows lead to the projects in which something may wait; what does is read from their worlds, in which
everything that is due by itself has been done, and is judged as the rules judge it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, TypeAlias, cast

from engine import calendar
from engine.canonical import Json
from engine.folding import PROJECT, Folder
from engine.methodology.tables import Tables
from engine.names import ORGANISATION
from engine.rules.apart import excluded
from engine.rules.calls import requestable
from engine.rules.commands import Command
from engine.rules.decide import decide
from engine.rules.fix import PLACEHOLDER, PROOF
from engine.rules.items import is_open, owner_of, registers_of, ways_of
from engine.rules.minutes import recorded_for
from engine.rules.panel import decider_of
from engine.rules.project_state import Condition, Item as RegisterItem
from engine.rules.readiness import shortcomings, waived_items
from engine.rules.refusal import Refusal
from engine.rules.round import Round
from engine.rules.seats import lendable
from engine.rules.settle import count_round
from engine.rules.turns import having_turn
from engine.rules.world import World, started
from engine.store.protocol import Reader

Kind: TypeAlias = Literal[
    "vote",
    "decide",
    "confirm",
    "accept",
    "meet",
    "verify",
    "review",
    "second",
    "look",
    "request",
    "hand_in",
    "own",
]

_MISSING = ("evidence.missing", "evidence.expired")


class Paper(NamedTuple):
    """One piece of evidence in the dossier of a gate."""

    deliverable: str
    title: str
    version: int | None
    digest: str | None
    accepted: bool
    waived: bool


class Item(NamedTuple):
    """One thing that waits.

    `since` is the instant since when, `due` that by which, or None. `name` is the gate, the
    deliverable, the number of the condition or of the hold, the register and number of an item;
    `title` what it is called, for a condition or an item the commitment to its text. `seats` are
    those of a vote, `lent_by` who lent it. `dossier` is what would be decided on, `decisions` what
    it can come to.
    """

    kind: Kind
    key: str
    since: str
    due: str | None
    name: str
    title: str
    seats: tuple[str, ...] = ()
    lent_by: str | None = None
    round: int | None = None
    decisions: tuple[str, ...] = ()
    dossier: tuple[Paper, ...] = ()


def streams_for(reader: Reader, person: str, today: str) -> list[str]:
    """The projects in which something may wait for `person`; `today` is the local date."""
    found = {one.stream for one in reader.votes_due(person)}
    found |= {one.stream for one in reader.votes_lent(person, today)}
    found |= {one.stream for one in reader.records_due(person)}
    found |= {one.stream for one in reader.conditions_due(person)}
    found |= {one.stream for one in reader.items_owned(person)}
    held = reader.grants(person)
    found |= {one.scope for one in held if one.scope.startswith(PROJECT)}
    everywhere = {one.role for one in held if one.scope == ORGANISATION}
    if everywhere:
        useful = _useful(reader, everywhere)
        for standing in ("active", "held"):
            rows = reader.projects(standing=standing)
            found |= {one.stream for one in rows if one.row.digest in useful}
    return sorted(found)


def items(world: World, person: str) -> Iterator[Item]:
    """Yield what waits for `person` in one project.

    In one that is closed: their word on what was recorded, and reviews of overrides.
    """
    if world.project is None:
        return
    yield from _records(world, person)
    yield from _overrides(world, person)
    if world.project.standing == "closed":
        return
    current = world.project.open_round
    if current:
        yield from _votes(world, current, person)
    yield from _acceptances(world, person)
    yield from _conditions(world, person)
    yield from _reviews(world, person)
    yield from _owned(world, person)
    if world.project.standing == "active":
        yield from _evidence(world, person)
        if current is None:
            yield from _requests(world, person)


def oldest_first(found: Sequence[Item]) -> list[Item]:
    """Items by how long they have waited."""
    return sorted(found, key=lambda one: (one.since, one.key, one.kind, one.name))


def _useful(reader: Reader, roles: set[str]) -> set[str]:
    """The methodologies, by source digest, in which one of the charter's `roles` has a part."""
    folder = Folder()
    useful = set()
    for row in reader.methodologies():
        tables = cast("Tables", folder.tables(reader, row.compiled))
        if roles & {one["charter"] for one in tables["roles"].values()}:
            useful.add(row.source)
    return useful


def _votes(world: World, current: Round, person: str) -> Iterator[Item]:
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


def _records(world: World, person: str) -> Iterator[Item]:
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


def _overrides(world: World, person: str) -> Iterator[Item]:
    """Overrides that one can join, or review."""
    _, project = started(world)
    for one in project.overrides.values():
        args: dict[str, Json] = {"override": one.number, "reason": PLACEHOLDER}
        number, what = str(one.number), f"{one.gate}: {one.decision}"
        if not one.in_force and _may(world, person, "ConfirmOverride", args):
            yield Item("second", world.key, one.asked_at, one.until, number, what)
        if one.unreviewed and _may(world, person, "ReviewOverride", args):
            yield Item("look", world.key, one.at or one.asked_at, one.due, number, what)


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
        _dossier(world, current.gate),
    )


def _dossier(world: World, name: str) -> tuple[Paper, ...]:
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


def _acceptances(world: World, person: str) -> Iterator[Item]:
    tables, project = started(world)
    for name in tables["order"]["deliverables"]:
        newest = project.newest(name)
        if newest is None or newest.verdict is not None:
            continue
        args: dict[str, Json] = {
            "deliverable": name,
            "digest": newest.digest,
            "verdict": "accept",
            "comment": None,
        }
        if _may(world, person, "JudgeDeliverable", args):
            declared = tables["deliverables"][name]
            paper = Paper(name, declared["title"], newest.number, newest.digest, False, False)
            yield Item(
                "accept", world.key, newest.at, None, name, declared["title"], dossier=(paper,)
            )


def _conditions(world: World, person: str) -> Iterator[Item]:
    _, project = started(world)
    for one in project.conditions.values():
        if one.state == "met":
            continue
        if one.owner == person:
            yield _condition(world, "meet", one)
        if one.verifier == person:
            yield _condition(world, "verify", one)


def _condition(world: World, kind: Kind, one: Condition) -> Item:
    opened = started(world)[1].rounds[one.round - 1]
    since = opened.closed_at or opened.opened_at
    return Item(kind, world.key, since, one.due, str(one.number), one.text, round=one.round)


def _reviews(world: World, person: str) -> Iterator[Item]:
    """A hold whose review is due, for those who can end it."""
    hold = started(world)[1].hold
    if hold is None or hold.review is None or hold.review > world.at:
        return
    acts = {"resume": "ResumeProject", "kill": "KillProject"}
    reason: dict[str, Json] = {"reason": PLACEHOLDER}
    mine = [name for name, command in acts.items() if _may(world, person, command, reason)]
    if mine:
        words = f"on hold since {hold.since[:10]}"
        yield Item(
            "review",
            world.key,
            hold.review,
            None,
            str(hold.number),
            words,
            decisions=tuple(mine),
        )


def _owned(world: World, person: str) -> Iterator[Item]:
    """Open items that one owns; due by the end of the day in their field `due`, if they have it."""
    tables, project = started(world)
    for one in project.items.values():
        if owner_of(tables, one) == person and is_open(tables, one):
            yield Item(
                "own",
                world.key,
                one.moved_at,
                _item_due(world, one),
                f"{one.register} {one.number}",
                one.title,
                decisions=tuple(way["to"] for way in ways_of(tables, one)),
            )


def _item_due(world: World, item: RegisterItem) -> str | None:
    register = registers_of(started(world)[0])[item.register]
    field, day = register["fields"].get("due"), item.fields.get("due")
    if field is None or field["spec"]["type"] != "date" or not isinstance(day, str):
        return None
    return calendar.end_of_day(world.calendar, day)


def _evidence(world: World, person: str) -> Iterator[Item]:
    """Evidence that the gates here lack and that one may hand in."""
    tables, project = started(world)
    lacking = {
        one.item: None
        for name in requestable(world)
        for one in shortcomings(world, name, _yes(tables, name))
        if one.code in _MISSING
    }
    for item in lacking:
        args: dict[str, Json] = {
            "deliverable": item,
            "digest": PLACEHOLDER,
            "size": 0,
            "name": PLACEHOLDER,
            "authors": [],
        }
        if _may(world, person, "SubmitDeliverable", args):
            title = tables["deliverables"][item]["title"]
            yield Item("hand_in", world.key, project.entered_at, None, item, title)


def _requests(world: World, person: str) -> Iterator[Item]:
    """Gates that are ready and that one may request."""
    tables, project = started(world)
    for name in requestable(world):
        args: dict[str, Json] = {"gate": name, "answers": dict(_yes(tables, name))}
        if _may(world, person, "RequestGate", args):
            call = project.calls.get(name)
            yield Item(
                "request",
                world.key,
                call.at if call else project.entered_at,
                None,
                name,
                tables["gates"][name]["title"],
                dossier=_dossier(world, name),
            )


def _yes(tables: Tables, gate: str) -> Mapping[str, bool]:
    """Yes to every question that is the requester's."""
    asked = [one["id"] for one in tables["gates"][gate]["must"] if one["kind"] == "requester"]
    return dict.fromkeys(asked, True)


def _may(world: World, person: str, command: str, args: Mapping[str, Json]) -> bool:
    asked = Command("inbox", command, args, person, PROOF)
    return not isinstance(decide(world, asked), Refusal)
