"""Acts that help against a refusal: for each code, what somebody entitled could do about it.

A fix is found for one refusal and tried on a copy of the world; whether it leads anywhere is for
`engine.rules.repair` to find out. Where nobody holds the role that an act takes, the fix is to give
it to somebody.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from engine.canonical import Json
from engine.methodology.gate_tables import Gate, Seat
from engine.methodology.guard.witness import satisfy
from engine.methodology.samples import sample_value
from engine.methodology.tables import Tables
from engine.rules.commands import Command
from engine.rules.fix import PLACEHOLDER, Fix, apply, in_order
from engine.rules.fix_people import appoint, by_people, grant, holders_in_order
from engine.rules.fix_votes import take_turn
from engine.rules.gate_acts import electorate
from engine.rules.item_fixes import let_move, mend_items, move_of
from engine.rules.panel import Tally
from engine.rules.readiness import open_approvals
from engine.rules.refusal import Refusal
from engine.rules.seats import role_of, weights_of
from engine.rules.waiting import guard_at
from engine.rules.world import (
    World,
    holders_of_any,
    holds_any,
    moves_here,
    started,
    values_read,
    workdays,
)

_MANY: Final = 1_000


def fix_for(world: World, command: Command, refusal: Refusal) -> Fix | None:
    """An act that helps `command` past `refusal`, or None when none is known."""
    find = _FIXES.get(refusal.code)
    return find(world, command, refusal) if find else None


def _permit(world: World, command: Command, _: Refusal) -> Fix | None:
    """Nobody holds a role that the command takes: the actor is given it."""
    roles = _roles_for(world, command)
    if holders_of_any(world, roles):
        return None
    return appoint(world, roles, [command.actor])


def _roles_for(world: World, command: Command) -> Sequence[str]:
    """The roles that a command out of where the project stands takes."""
    tables, project = started(world)
    if command.type == "RequestGate":
        return tables["gates"][str(command.args["gate"])]["requested_by"]
    if command.type == "RequestOverride":
        rule = tables["gates"][str(command.args["gate"])].get("override")
        return rule["by"] if rule else ()
    if command.type == "RecordVote":
        return tables["gates"][str(command.args["gate"])].get("recorded_by", ())
    if command.type == "TakeMove":
        ways = moves_here(tables, project.position)
        return [role for _, way in ways if way["to"] == command.args["to"] for role in way["by"]]
    if command.type == "MoveItem":
        found = move_of(world, command)
        return found[1]["by"] if found else ()
    if command.type == "ResumeProject" and "resume" in tables["standing"]:
        return tables["standing"]["resume"]["by"]
    return ()


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
    people = _outsiders_first(world, command, holders_in_order(world, roles))
    return by_people(world, people, roles, "SubmitDeliverable", args)


def _accept(world: World, command: Command, refusal: Refusal) -> Fix | None:
    """Evidence waits for acceptance: somebody entitled who isn't an author accepts it."""
    tables, project = started(world)
    item = _item(refusal)
    roles = tables["deliverables"][item]["accepted_by"]
    newest = project.newest(item)
    if newest is None:
        return None
    authors = project.authors_of(item, newest.digest)
    people = [one for one in holders_in_order(world, roles) if one not in authors]
    args: dict[str, Json] = {
        "deliverable": item,
        "digest": newest.digest,
        "verdict": "accept",
        "comment": None,
    }
    if people:
        return by_people(world, people, roles, "JudgeDeliverable", args)
    others = [one for one in world.directory.people if one not in authors]
    return appoint(world, roles, others, command.actor)


def _set_missing(world: World, _: Command, refusal: Refusal) -> Fix | None:
    """A field must be set: to any value it can have."""
    tables, _project = started(world)
    name = _item(refusal)
    value = sample_value(tables["fields"][name]["spec"], [*world.directory.people])
    return _set(world, tables, {name: value}) if value is not None else None


def _make_true(world: World, command: Command, refusal: Refusal) -> Fix | None:
    """A guard is false or can't be evaluated: mend items, or set the fields that make it true."""
    tables, _project = started(world)
    if command.type == "MoveItem":
        return let_move(world, command, refusal)
    guard = guard_at(tables, refusal.address or "")
    if guard is None:
        return None
    mended = mend_items(world, guard) if "registers" in guard else None
    if mended:
        return mended
    specs = {name: field["spec"] for name, field in tables["fields"].items() if field["material"]}
    values = satisfy(
        guard["tree"],
        specs,
        values_read(world, guard),
        add_workdays=workdays(world),
    )
    return _set(world, tables, values) if values else None


def _set(world: World, tables: Tables, values: Mapping[str, Json]) -> Fix | None:
    """Set `values` by one person who may set each; or, where nobody may, as many as one can."""
    declared = {name: tables["fields"][name]["by"] for name in sorted(values)}
    everybody = in_order(
        world, (one for roles in declared.values() for one in holders_of_any(world, roles))
    )
    able = {
        person: [name for name, roles in declared.items() if holds_any(world, person, roles)]
        for person in everybody
    }
    most = max((len(names) for names in able.values()), default=0)
    names = next((names for names in able.values() if len(names) == most), [*declared])
    people = [person for person in everybody if able[person] == names]
    given: dict[str, Json] = {"fields": {name: values[name] for name in names}}
    return by_people(world, people, declared[names[0]], "SetFields", given)


def _resume(world: World, _: Command, _refusal: Refusal) -> Fix | None:
    tables, _project = started(world)
    declared = tables["standing"].get("resume")
    if declared is None:
        return None
    people = holders_in_order(world, declared["by"])
    return by_people(world, people, declared["by"], "ResumeProject", {"reason": PLACEHOLDER})


def _withdraw(world: World, _: Command, _refusal: Refusal) -> Fix | None:
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
    return by_people(world, holders_in_order(world, roles), roles, "WithdrawRequest", args)


def _meet_condition(world: World, _: Command, _refusal: Refusal) -> Fix | None:
    _tables, project = started(world)
    for condition in project.conditions.values():
        if condition.state == "lapsed" and condition.lapse["kind"] == "blocks":
            if not world.directory.active(condition.verifier):
                return None
            args: dict[str, Json] = {"condition": condition.number, "reason": PLACEHOLDER}
            return by_people(world, [condition.verifier], (), "VerifyCondition", args)
    return None


def _fill_panel(world: World, command: Command, _: Refusal) -> Fix | None:
    """The panel is short: grant a seat's role to somebody who could then sit in it.

    Of all such grants, the one that leaves the panel shortest of least; of equal ones, the one to
    somebody who has no seat yet, because each vote counts in one.
    """
    tables, _project = started(world)
    name = str(command.args["gate"])
    gate, seats = tables["gates"][name], electorate(world, name, command.actor)
    sitting = {person for people in seats.values() for person in people}
    best: tuple[tuple[int, bool], Fix] | None = None
    for seat, person, fix in _appointments(world, gate, seats):
        after = apply(world, fix.command)
        then = electorate(after, name, command.actor) if after else {}
        if person not in then.get(seat, ()):
            continue
        rank = (_lack(after or world, gate, then), person in sitting)
        if best is None or rank < best[0]:
            best = rank, fix
    return best[1] if best else None


def _appointments(
    world: World, gate: Gate, seats: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, str, Fix]]:
    """Yield the grants that could put somebody into a voting seat, as (seat, person, grant)."""
    for seat in gate["panel"]:
        if (seat["advisory"] and "completes" not in seat) or seat["id"] not in seats:
            continue
        for person in world.directory.people:
            fix = _seating(world, seat, person)
            if fix and person not in seats[seat["id"]]:
                yield seat["id"], person, fix


def _seating(world: World, seat: Seat, person: str) -> Fix | None:
    """What makes `seat` one for `person`: a grant of its role, or a field that names them."""
    role = role_of(world, seat)
    if role is not None:
        return grant(world, role, person)
    tables, project = started(world)
    if not world.directory.active(person):
        return None
    free = [name for name in seat["people"] if name not in project.fields] or seat["people"]
    return _set(world, tables, {free[0]: person})


def _lack(world: World, gate: Gate, seats: Mapping[str, Sequence[str]]) -> int:
    """How many people more (or how much more weight) the easiest approval needs."""
    count = Tally(gate, seats, {}, ready=True, weights=weights_of(world, gate, seats))
    return min(
        (
            sum(
                max(min(lacking, _MANY) - count.reserve(seat), 0)
                for seat, lacking in (
                    *((seat, count.shortfall(seat, one["id"])) for seat in count.voting),
                    *((seat, count.lacking(seat)) for seat in count.completing),
                )
            )
            for one in open_approvals(world, gate)
        ),
        default=0,
    )


def _item(refusal: Refusal) -> str:
    """The last part of a refusal's address: the deliverable or field it is about."""
    return (refusal.address or "").rpartition(".")[2]


def _outsiders_first(world: World, command: Command, people: Sequence[str]) -> list[str]:
    """`people`, those first who sit in no seat of the gate that `command` names."""
    name = command.args.get("gate")
    if command.type != "RequestGate" or not isinstance(name, str):
        return list(people)
    sitting = {
        person for seated in electorate(world, name, command.actor).values() for person in seated
    }
    return sorted(people, key=lambda person: person in sitting)


_Find: TypeAlias = Callable[[World, Command, Refusal], Fix | None]

_FIXES: Final[Mapping[str, _Find]] = {
    "not_permitted": _permit,
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
    "tier.open": take_turn,
}
