"""What waits for one person: votes, acceptances, conditions, reviews, requests, evidence to bring.

Rows lead to the projects in which something may wait; what does is read from their worlds, in which
everything that is due by itself has been done, and is judged as the rules judge it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from engine import calendar
from engine.canonical import Json
from engine.folding import PROJECT, Folder
from engine.inbox_item import Item, Kind, Paper
from engine.inbox_round import dissents, papers, records, votes
from engine.methodology.tables import Tables
from engine.names import ORGANISATION
from engine.rules.calls import requestable
from engine.rules.commands import Command
from engine.rules.decide import decide
from engine.rules.fix import PLACEHOLDER, PROOF
from engine.rules.items import is_open, owner_of, registers_of, ways_of
from engine.rules.project_state import Condition, Item as RegisterItem
from engine.rules.readiness import shortcomings
from engine.rules.refusal import Refusal
from engine.rules.world import World, started
from engine.store.protocol import Reader

_MISSING = ("evidence.missing", "evidence.expired")


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
    yield from records(world, person)
    yield from _overrides(world, person)
    if world.project.standing == "closed":
        return
    current = world.project.open_round
    if current:
        yield from votes(world, current, person)
    yield from dissents(world, person)
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
                dossier=papers(world, name),
            )


def _yes(tables: Tables, gate: str) -> Mapping[str, bool]:
    """Yes to every question that is the requester's."""
    asked = [one["id"] for one in tables["gates"][gate]["must"] if one["kind"] == "requester"]
    return dict.fromkeys(asked, True)


def _may(world: World, person: str, command: str, args: Mapping[str, Json]) -> bool:
    asked = Command("inbox", command, args, person, PROOF)
    return not isinstance(decide(world, asked), Refusal)
