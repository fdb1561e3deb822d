"""Who would do an act that helps: those who may, or somebody who would be given the role first."""

from collections.abc import Iterable, Mapping, Sequence

from engine.canonical import Json
from engine.names import ORGANISATION
from engine.rules.commands import Command
from engine.rules.fix import PROOF, Fix, apply, in_order
from engine.rules.world import World, grants_of, holders, holders_of_any


def by_people(
    world: World,
    people: Sequence[str],
    roles: Sequence[str],
    type_: str,
    args: Mapping[str, Json],
) -> Fix | None:
    """A fix by those of `people` who may, the first of them; without any, an appointment."""
    commands = [Command("repair", type_, args, one, PROOF) for one in people]
    able = [one for one in commands if apply(world, one) is not None]
    if able:
        return Fix(able[0], tuple(one.actor for one in able), tuple(roles))
    return None if people else appoint(world, roles)


def appoint(
    world: World, roles: Sequence[str], among: Iterable[str] | None = None, avoid: str = ""
) -> Fix | None:
    """A grant of one of `roles`, to whoever is tied to the project least; `avoid` comes last."""
    people = in_order(world, world.directory.people if among is None else among)
    candidates = sorted(people, key=lambda one: (one == avoid, ties(world, one)))
    return first_accepted(
        world, (grant(world, role, person) for role in roles for person in candidates)
    )


def holders_in_order(world: World, roles: Sequence[str]) -> list[str]:
    """Everyone who holds one of `roles` in this project, in the order in which they joined."""
    return in_order(world, holders_of_any(world, roles))


def ties(world: World, person: str) -> int:
    """How many roles somebody holds in the organisation and in the project."""
    here = (ORGANISATION, f"project/{world.key}")
    return sum(
        person in held for (_, scope), held in world.directory.grants.items() if scope in here
    )


def first_accepted(world: World, fixes: Iterable[Fix | None]) -> Fix | None:
    """The first of `fixes` that is accepted."""
    return next((fix for fix in fixes if fix and apply(world, fix.command) is not None), None)


def grant(world: World, role: str, person: str) -> Fix | None:
    """A grant of the methodology's `role` to `person`, by somebody else who may."""
    charter = world.charter
    assert charter
    if not world.directory.active(person) or person in holders(world, role):
        return None
    name, scope = list(grants_of(world, role))[-1]
    roles = charter["acts"]["grant_project_role"]
    people = in_order(
        world,
        (
            one
            for entitled in roles
            for one in world.directory.holders(entitled, ORGANISATION)
            if one != person
        ),
    )
    if not people:
        return None
    args: dict[str, Json] = {"person": person, "role": name, "scope": scope}
    return Fix(Command("repair", "GrantRole", args, people[0], PROOF), tuple(people), tuple(roles))
