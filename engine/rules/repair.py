"""What would make a refused command accepted: a search that asks `decide` itself.

`repair` puts the command to `decide`; for the code of the refusal it finds an act that somebody
entitled can do, does it on a copy of the world, and asks again, until the command is accepted or no
act is known. Then every act that turns out not to be needed is dropped. So what is returned is
sufficient by construction, and leaving out any one act leaves the command refused.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

from engine import calendar
from engine.canonical import Json
from engine.methodology.guard.witness import satisfy
from engine.methodology.samples import sample_value
from engine.methodology.tables import GuardAt, Tables
from engine.names import ORGANISATION, Proof
from engine.rules.commands import DIRECTORY_ARGUMENTS, Command
from engine.rules.decide import decide
from engine.rules.directory import Meta
from engine.rules.gate_acts import electorate
from engine.rules.refusal import Refusal
from engine.rules.world import (
    World,
    grants_of,
    guard_values,
    holders,
    holders_of_any,
    holds_any,
    started,
)

MAX_ACTS = 60
PLACEHOLDER = "0" * 64
"""Stands for the digest of a file or text that nobody has written yet."""

_PROOF: Final[Proof] = {"kind": "asserted"}


class Fix(NamedTuple):
    """An act that helps: the command somebody entitled would give."""

    command: Command
    people: tuple[str, ...]
    roles: tuple[str, ...]


class Repair(NamedTuple):
    """Acts that, all done, make the command accepted when `complete`."""

    fixes: tuple[Fix, ...]
    complete: bool
    refusal: Refusal | None


def repair(world: World, command: Command) -> Repair:
    """Return the acts that open the way for `command` in `world`."""
    fixes: list[Fix] = []
    now, refusal = world, _refusal(world, command)
    while refusal and len(fixes) < MAX_ACTS:
        found = _fix(now, command, refusal)
        after = apply(now, found.command) if found else None
        if found is None or after is None:
            return Repair(tuple(fixes), complete=False, refusal=refusal)
        fixes.append(found)
        now, refusal = after, _refusal(after, command)
    needed = needed_only(fixes, lambda kept: _works(world, kept, command))
    return Repair(tuple(needed), complete=refusal is None, refusal=refusal)


def needed_only(fixes: Sequence[Fix], works: Callable[[Sequence[Fix]], bool]) -> list[Fix]:
    """Drop every fix without which `works` still says yes; the last ones first."""
    needed = list(fixes)
    for fix in reversed(fixes):
        without = [one for one in needed if one is not fix]
        if works(without):
            needed = without
    return needed


def apply(world: World, command: Command) -> World | None:
    """The world after `command`, or None when it is refused."""
    outcome = decide(world._replace(stream=None), command)
    if isinstance(outcome, Refusal):
        return None
    folded = [(Meta(world.at, command.actor, "asserted"), outcome)]
    if command.type in DIRECTORY_ARGUMENTS:
        return world._replace(directory=world.directory.fold(folded))
    project = world.project
    assert project
    return world._replace(project=project.fold(folded))


def apply_all(world: World, fixes: Sequence[Fix]) -> World | None:
    """The world after all of `fixes`, or None when one is refused."""
    for fix in fixes:
        after = apply(world, fix.command)
        if after is None:
            return None
        world = after
    return world


def _works(world: World, fixes: Sequence[Fix], command: Command) -> bool:
    after = apply_all(world, fixes)
    return after is not None and _refusal(after, command) is None


def _refusal(world: World, command: Command) -> Refusal | None:
    outcome = decide(world, command)
    return outcome if isinstance(outcome, Refusal) else None


def _fix(world: World, command: Command, refusal: Refusal) -> Fix | None:
    """An act for one refusal, or None when none is known."""
    find = _FIXES.get(refusal.code)
    return find(world, command, refusal) if find else None


def _by(
    people: Sequence[str], roles: Sequence[str], type_: str, args: Mapping[str, Json]
) -> Fix | None:
    """A fix by the first of `people`, whoever else could do it."""
    if not people:
        return None
    command = Command("repair", type_, args, people[0], _PROOF)
    return Fix(command, tuple(people), tuple(roles))


def _first_accepted(world: World, fixes: Iterator[Fix | None]) -> Fix | None:
    return next((fix for fix in fixes if fix and apply(world, fix.command) is not None), None)


def _hand_in(world: World, command: Command, refusal: Refusal) -> Fix | None:
    """Evidence is missing or expired: somebody outside the panel hands a version in."""
    tables, project = started(world)
    item = _item(refusal)
    roles = tables["deliverables"][item]["by"]
    versions = project.versions.get(item, ())
    args: dict[str, Json] = {
        "deliverable": item,
        "digest": f"{len(versions) + 1:064x}",
        "size": 0,
        "name": PLACEHOLDER,
        "authors": [],
    }
    people = _outsiders_first(world, command, holders_of_any(world, roles))
    return _by(people, roles, "SubmitDeliverable", args)


def _accept(world: World, _command: Command, refusal: Refusal) -> Fix | None:
    """Evidence waits for acceptance: somebody entitled who isn't an author accepts it."""
    tables, project = started(world)
    item = _item(refusal)
    roles = tables["deliverables"][item]["accepted_by"]
    newest = project.newest(item)
    if newest is None:
        return None
    authors = project.authors_of(item, newest.digest)
    people = [one for one in holders_of_any(world, roles) if one not in authors]
    args: dict[str, Json] = {
        "deliverable": item,
        "digest": newest.digest,
        "verdict": "accept",
        "comment": None,
    }
    return _by(people, roles, "JudgeDeliverable", args)


def _set_missing(world: World, _command: Command, refusal: Refusal) -> Fix | None:
    """A field must be set: to any value it can have."""
    tables, _ = started(world)
    name = _item(refusal)
    value = sample_value(tables["fields"][name]["spec"], sorted(world.directory.people))
    return _set(world, tables, {name: value}) if value is not None else None


def _make_true(world: World, _command: Command, refusal: Refusal) -> Fix | None:
    """A guard is false or can't be evaluated: set the fields that make it true."""
    tables, _ = started(world)
    guard = _guard_at(tables, refusal.address or "")
    if guard is None:
        return None
    specs = {name: field["spec"] for name, field in tables["fields"].items() if field["material"]}
    values = satisfy(
        guard["tree"],
        specs,
        guard_values(world),
        add_workdays=lambda day, count: calendar.add_working_days(world.calendar, day, count),
    )
    return _set(world, tables, values) if values else None


def _set(world: World, tables: Tables, values: Mapping[str, Json]) -> Fix | None:
    """Set `values`, all by one person who may set each."""
    roles = [tables["fields"][name]["by"] for name in values]
    people = [
        person
        for person in holders_of_any(world, roles[0])
        if all(holds_any(world, person, one) for one in roles)
    ]
    return _by(people, roles[0], "SetFields", {"fields": dict(values)})


def _resume(world: World, _command: Command, _refused: Refusal) -> Fix | None:
    tables, _project = started(world)
    declared = tables["standing"].get("resume")
    if declared is None:
        return None
    people = holders_of_any(world, declared["by"])
    return _by(people, declared["by"], "ResumeProject", {"reason": PLACEHOLDER})


def _withdraw(world: World, _command: Command, _: Refusal) -> Fix | None:
    tables, project = started(world)
    current = project.open_round
    if current is None:
        return None
    roles = tables["gates"][current.gate]["requested_by"]
    args: dict[str, Json] = {
        "gate": current.gate,
        "round": current.number,
        "reason": PLACEHOLDER,
    }
    return _by(holders_of_any(world, roles), roles, "WithdrawRequest", args)


def _meet_condition(world: World, _command: Command, _refused: Refusal) -> Fix | None:
    _, project = started(world)
    for condition in project.conditions.values():
        if condition.state == "lapsed" and condition.lapse["kind"] == "blocks":
            if not world.directory.active(condition.verifier):
                return None
            args: dict[str, Json] = {"condition": condition.number, "reason": PLACEHOLDER}
            return _by([condition.verifier], (), "VerifyCondition", args)
    return None


def _fill_panel(world: World, command: Command, _refused: Refusal) -> Fix | None:
    """The panel is short: grant a seat's role to somebody who could then sit in it."""
    tables, _project = started(world)
    name = str(command.args.get("gate"))
    seats = electorate(world, name, command.actor)

    def candidates() -> Iterator[Fix | None]:
        for seat in tables["gates"][name]["panel"]:
            if seat["advisory"] or seat["id"] not in seats:
                continue
            for person in sorted(world.directory.people):
                granted = _grant(world, seat["role"], person)
                after = apply(world, granted.command) if granted else None
                sat = person in seats[seat["id"]]
                if (
                    after
                    and not sat
                    and person in electorate(after, name, command.actor)[seat["id"]]
                ):
                    yield granted

    return _first_accepted(world, candidates())


def _grant(world: World, role: str, person: str) -> Fix | None:
    """A grant of the methodology's `role` to `person`, by somebody else who may."""
    charter = world.charter
    assert charter
    if not world.directory.active(person) or person in holders(world, role):
        return None
    name, scope = list(grants_of(world, role))[-1]
    act = "grant_organisation_role" if scope == ORGANISATION else "grant_project_role"
    roles = charter["acts"][act]
    people = sorted(
        {
            one
            for entitled in roles
            for one in world.directory.holders(entitled, ORGANISATION)
            if one != person
        }
    )
    return _by(people, roles, "GrantRole", {"person": person, "role": name, "scope": scope})


def _item(refusal: Refusal) -> str:
    """The last part of a refusal's address: the deliverable or field it is about."""
    return (refusal.address or "").rpartition(".")[2]


def _guard_at(tables: Tables, address: str) -> GuardAt | None:
    """The guard a refusal's address stands for: a criterion's, a stage's or a move's."""
    for gate in tables["gates"].values():
        for criterion in gate["must"]:
            if criterion["at"] == address:
                return criterion["when"]
    guards = [
        guard for stage in tables["stages"].values() for guard in (stage["entry"], stage["exit"])
    ]
    guards += [one["when"] for ways in tables["moves"].values() for one in ways]
    guards += [seat["when"] for gate in tables["gates"].values() for seat in gate["panel"]]
    return next((guard for guard in guards if guard and guard["at"] == address), None)


def _outsiders_first(world: World, command: Command, people: Sequence[str]) -> list[str]:
    """`people`, those first who sit in no seat of the gate that `command` names."""
    name = command.args.get("gate")
    if command.type != "RequestGate" or not isinstance(name, str):
        return list(people)
    sitting = {
        person for seated in electorate(world, name, command.actor).values() for person in seated
    }
    return sorted(people, key=lambda person: (person in sitting, person))


_Find: TypeAlias = Callable[[World, Command, Refusal], Fix | None]

_FIXES: Final[Mapping[str, _Find]] = {
    "evidence.missing": _hand_in,
    "evidence.expired": _hand_in,
    "evidence.not_accepted": _accept,
    "field.missing": _set_missing,
    "criterion.failed": _make_true,
    "guard.false": _make_true,
    "guard.error": _make_true,
    "project.held": _resume,
    "round.open": _withdraw,
    "panel.would_change": _withdraw,
    "condition.blocks": _meet_condition,
    "panel.short": _fill_panel,
}
