"""Commands on the directory: people, roles, delegations, calendar, charter, methodologies, erasure.

Each function checks in the order of docs/notation.md section 7 and returns the events. The
directory's right to act is judged on the state before the command, so no command authorises itself;
the founding is the one exception, and says so.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Final, TypeAlias, cast

from engine.methodology.tables import CharterTables, Tables
from engine.names import ORGANISATION
from engine.rules import events as ev
from engine.rules.acts import deny, require_person, text, who
from engine.rules.commands import Command
from engine.rules.directory import Directory
from engine.rules.world import World

STRENGTHS = ("supportive", "controlling", "directive")
"""PMO strengths, the weakest first."""


def found(world: World, command: Command) -> list[ev.Event]:
    """FoundOrganisation: genesis. Nobody's right is asked, because nobody has any yet."""
    if world.directory.founder is not None:
        deny(world, "directory.exists", "the organisation has been founded already")
    charter = cast("CharterTables", world.candidate)
    person = text(command, "person")
    return [
        {"type": "OrganisationFounded", "origin": world.key, "founder": person},
        _adopted(command),
        {
            "type": "PersonAdded",
            "person": person,
            "handle": text(command, "handle"),
            "name": text(command, "name"),
        },
        {
            "type": "RoleGranted",
            "person": person,
            "role": charter["registrars"][0],
            "scope": ORGANISATION,
        },
    ]


def amend_charter(world: World, command: Command) -> list[ev.Event]:
    """AmendCharter: a higher version, with a registrar and every role in use."""
    _require_act(world, command, "amend_charter")
    charter, directory = cast("CharterTables", world.candidate), world.directory
    assert directory.charter
    if _number(text(command, "version")) <= _number(directory.charter[0]):
        deny(world, "charter.older", f"the charter in force has version {directory.charter[0]}")
    if not _registrars(directory, charter["registrars"]):
        words = f"nobody would hold {' or '.join(charter['registrars'])}"
        deny(world, "directory.last_registrar", words)
    for source in directory.in_force.values():
        for role in directory.published[source].charter_roles:
            if role not in charter["roles"]:
                name = directory.published[source].methodology
                deny(world, "role.unknown", f"{name} is in force and needs the role {role}")
    return [_adopted(command)]


def amend_calendar(world: World, command: Command) -> list[ev.Event]:
    """AmendCalendar: holidays come and go; due instants that stand in entries stay as they are."""
    _require_act(world, command, "amend_calendar")
    add = cast("list[str]", command.args["add"])
    remove = cast("list[str]", command.args["remove"])
    for day in add:
        if day in world.directory.holidays:
            deny(world, "calendar.date", f"{day} is a holiday already")
    for day in remove:
        if day not in world.directory.holidays:
            deny(world, "calendar.date", f"{day} is no holiday")
    return [{"type": "CalendarAmended", "add": add, "remove": remove}]


def add_person(world: World, command: Command) -> list[ev.Event]:
    """AddPerson: an opaque id, with handle and name beside the ledger."""
    _require_act(world, command, "add_person")
    person = text(command, "person")
    if person in world.directory.people:
        deny(world, "person.exists", f"{person} is in the directory already")
    added: ev.PersonAdded = {
        "type": "PersonAdded",
        "person": person,
        "handle": text(command, "handle"),
        "name": text(command, "name"),
    }
    return [added]


def remove_person(world: World, command: Command) -> list[ev.Event]:
    """RemovePerson: they leave, and hold nothing from then on."""
    person = text(command, "person")
    require_person(world, person)
    _require_act(world, command, "remove_person")
    if not world.directory.active(person):
        deny(world, "person.left", f"{person} has left already")
    _keep_registrar(world, person)
    return [{"type": "PersonLeft", "person": person, "reason": text(command, "reason")}]


def assign_department(world: World, command: Command) -> list[ev.Event]:
    """AssignDepartment: whose people somebody belongs to, said by somebody else."""
    person, department = text(command, "person"), text(command, "department")
    require_person(world, person)
    _require_act(world, command, "assign_department")
    if not world.directory.active(person):
        deny(world, "person.left", f"{person} has left")
    if person == command.actor:
        words = f"{person} can't say which department they are of; somebody else entitled can"
        deny(world, "apart", words)
    if world.directory.people[person].department == department:
        deny(world, "department.same", f"{person} is of the department {department} already")
    assigned: ev.DepartmentAssigned = {
        "type": "DepartmentAssigned",
        "person": person,
        "department": department,
    }
    return [assigned]


def grant_role(world: World, command: Command) -> list[ev.Event]:
    """GrantRole: in the organisation or for one project, never to oneself."""
    person, role, scope = (text(command, name) for name in ("person", "role", "scope"))
    require_person(world, person)
    _require_known_role(world, role, scope)
    _require_act(world, command, _grant_act(scope))
    if not world.directory.active(person):
        deny(world, "person.left", f"{person} has left")
    if person == command.actor:
        deny(world, "apart", f"{person} can't grant themselves {role}; somebody else entitled can")
    if person in world.directory.holders(role, scope):
        deny(world, "role.held", f"{person} holds {role} in {scope} already")
    return [{"type": "RoleGranted", "person": person, "role": role, "scope": scope}]


def revoke_role(world: World, command: Command) -> list[ev.Event]:
    """RevokeRole: what was granted ends; open rounds follow by themselves."""
    person, role, scope = (text(command, name) for name in ("person", "role", "scope"))
    require_person(world, person)
    _require_act(world, command, _grant_act(scope))
    if person not in world.directory.holders(role, scope):
        deny(world, "role.not_held", f"{person} does not hold {role} in {scope}")
    if scope == ORGANISATION:
        _keep_registrar(world, person, role)
    return [{"type": "RoleRevoked", "person": person, "role": role, "scope": scope}]


def delegate(world: World, command: Command) -> list[ev.Event]:
    """Delegate: the actor lends the vote of one role, for a time, to one person."""
    to, role, scope = (text(command, name) for name in ("to", "role", "scope"))
    since, until = text(command, "since"), text(command, "until")
    require_person(world, to)
    if command.actor not in world.directory.holders(role, scope):
        words = f"{command.actor} does not hold {role} in {scope} and can't lend its vote"
        deny(world, "role.not_yours", words)
    if not world.directory.active(to):
        deny(world, "person.left", f"{to} has left")
    if to == command.actor:
        deny(world, "delegation.self", "a vote is lent to somebody else")
    if until < since or until < world.today:
        deny(world, "delegation.dates", f"{since} to {until} is over, or ends before it begins")
    _require_no_overlap(world, command)
    lent: ev.Delegated = {
        "type": "Delegated",
        "delegation": len(world.directory.delegations) + 1,
        "principal": command.actor,
        "to": to,
        "role": role,
        "scope": scope,
        "since": since,
        "until": until,
        "reason": text(command, "reason"),
    }
    return [lent]


def end_delegation(world: World, command: Command) -> list[ev.Event]:
    """EndDelegation: by the principal or a registrar; standing votes that used it are void."""
    number = cast("int", command.args["delegation"])
    directory = world.directory
    if not 1 <= number <= len(directory.delegations):
        deny(world, "delegation.unknown", f"there is no delegation {number}")
    one = directory.delegations[number - 1]
    assert world.charter
    if command.actor != one.principal and not directory.holds_any(
        command.actor, world.charter["registrars"]
    ):
        words = f"delegation {number} is ended by {one.principal} or a registrar"
        deny(world, "not_permitted", words)
    if one.ended:
        deny(world, "delegation.ended", f"delegation {number} was ended already")
    ended: ev.DelegationEnded = {
        "type": "DelegationEnded",
        "delegation": number,
        "reason": text(command, "reason"),
    }
    return [ended]


def publish(world: World, command: Command) -> list[ev.Event]:
    """PublishMethodology: a version comes in force for projects that start from now on."""
    _require_act(world, command, "publish_methodology")
    tables, directory = cast("Tables", world.candidate), world.directory
    name, version = text(command, "methodology"), text(command, "version")
    for one in directory.published.values():
        if (one.methodology, one.version) == (name, version):
            deny(world, "methodology.exists", f"{name} {version} has been published")
    current = directory.in_force.get(name)
    if current and _number(version) < _number(directory.published[current].version):
        words = f"{name} {directory.published[current].version} is in force"
        deny(world, "methodology.older", words)
    assert world.charter
    wanted = {one["charter"] for one in tables["roles"].values() if one["charter"]}
    for role in sorted(wanted):
        if role not in world.charter["roles"]:
            deny(world, "role.unknown", f"the charter has no role {role}")
    if STRENGTHS.index(tables["strength"]) < STRENGTHS.index(world.charter["strength"]):
        deny(world, "strength.lower", f"the charter asks for {world.charter['strength']}")
    published: ev.MethodologyPublished = {
        "type": "MethodologyPublished",
        "methodology": name,
        "version": version,
        "source": text(command, "source"),
        "compiled": text(command, "compiled"),
        "roles": sorted(one for one in tables["roles"] if tables["roles"][one]["charter"] is None),
        "charter_roles": sorted(wanted),
    }
    return [published]


def erase(world: World, command: Command) -> list[ev.Event]:
    """EraseText: salt and bytes of a text go; its commitment stays."""
    _require_act(world, command, "erase_text")
    erased: ev.TextErased = {
        "type": "TextErased",
        "commitment": text(command, "commitment"),
        "reason": text(command, "reason"),
    }
    return [erased]


def _adopted(command: Command) -> ev.CharterAdopted:
    return {
        "type": "CharterAdopted",
        "version": text(command, "version"),
        "source": text(command, "source"),
        "compiled": text(command, "compiled"),
    }


def _require_act(world: World, command: Command, act: str) -> None:
    assert world.charter
    roles = world.charter["acts"].get(act, world.charter["registrars"])
    if not world.directory.holds_any(command.actor, roles):
        able = who(
            sorted({one for role in roles for one in world.directory.holders(role, ORGANISATION)})
        )
        wanted = " or ".join(roles)
        words = f"{command.actor} can't {act.replace('_', ' ')}: it takes {wanted} ({able})"
        deny(world, "not_permitted", words, f"acts.{act}")


def _require_known_role(world: World, role: str, scope: str) -> None:
    assert world.charter
    known = set(world.charter["roles"])
    if scope != ORGANISATION:
        known.update(name for one in world.directory.published.values() for name in one.roles)
    if role not in known:
        where = "the charter" if scope == ORGANISATION else "the charter or a published methodology"
        deny(
            world, "role.unknown", f"{where} has no role {role}; it has {', '.join(sorted(known))}"
        )


def _require_no_overlap(world: World, command: Command) -> None:
    since, until = text(command, "since"), text(command, "until")
    mine = (command.actor, text(command, "role"), text(command, "scope"))
    for one in world.directory.delegations:
        if (one.principal, one.role, one.scope) != mine or one.ended:
            continue
        if one.since <= until and since <= one.until:
            words = f"delegation {one.number} lends this vote from {one.since} to {one.until}"
            deny(world, "delegation.exists", words)


def _keep_registrar(world: World, person: str, role: str | None = None) -> None:
    """Say no when nobody would be registrar without `person` (in `role`, or at all)."""
    assert world.charter
    roles = world.charter["registrars"]
    if role is not None and role not in roles:
        return
    left = {
        (one, holder)
        for one in roles
        for holder in world.directory.holders(one, ORGANISATION)
        if holder != person or (role is not None and one != role)
    }
    if not left:
        deny(world, "directory.last_registrar", f"{person} is the last registrar")


def _registrars(directory: Directory, roles: Collection[str]) -> list[str]:
    return [person for role in roles for person in directory.holders(role, ORGANISATION)]


def _grant_act(scope: str) -> str:
    return "grant_organisation_role" if scope == ORGANISATION else "grant_project_role"


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


_Handler: TypeAlias = Callable[[World, Command], list[ev.Event]]

HANDLERS: Final[Mapping[str, _Handler]] = {
    "FoundOrganisation": found,
    "AmendCharter": amend_charter,
    "AmendCalendar": amend_calendar,
    "AddPerson": add_person,
    "RemovePerson": remove_person,
    "AssignDepartment": assign_department,
    "GrantRole": grant_role,
    "RevokeRole": revoke_role,
    "Delegate": delegate,
    "EndDelegation": end_delegation,
    "PublishMethodology": publish,
    "EraseText": erase,
}
