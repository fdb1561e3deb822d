"""What would make a refused command accepted: a search that asks `decide` itself.

`repair` puts the command to `decide`; for the code of the refusal it finds an act that somebody
entitled can do, does it on a copy of the world, and asks again, until the command is accepted or no
act is known. Then every act that turns out not to be needed is dropped. So what is returned is
sufficient by construction, and leaving out any one act leaves the command refused.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

from engine.rules.commands import Command
from engine.rules.decide import decide
from engine.rules.fix import Fix, apply
from engine.rules.fix_calls import meet
from engine.rules.fix_tracks import bring
from engine.rules.fixes import fix_for
from engine.rules.refusal import Refusal
from engine.rules.world import World

MAX_ACTS: Final = 60

Works: TypeAlias = Callable[[Sequence[Fix]], bool]
"""Whether these acts, done in this order, lead to what is wanted."""


class Repair(NamedTuple):
    """Acts that, all done, make the command accepted when `complete`."""

    fixes: tuple[Fix, ...]
    complete: bool
    refusal: Refusal | None


def repair(world: World, command: Command) -> Repair:
    """Return the acts that open the way for `command` in `world`."""
    fixes: list[Fix] = []
    now, refusal = world, refusal_of(world, command)
    while refusal and len(fixes) < MAX_ACTS:
        found = (
            meet(now, command, refusal)
            or bring(now, command, refusal)
            or fix_for(now, command, refusal)
        )
        after = apply(now, found.command) if found else None
        if found is None or after is None:
            return Repair(_each_field_once(fixes), complete=False, refusal=refusal)
        fixes.append(found)
        now, refusal = after, refusal_of(after, command)
    if refusal:
        return Repair(_each_field_once(fixes), complete=False, refusal=refusal)
    needed = needed_only(fixes, lambda kept: opens(world, kept, command))
    return Repair(tuple(needed), complete=True, refusal=None)


def _each_field_once(fixes: Sequence[Fix]) -> tuple[Fix, ...]:
    """The fixes of a plan that came to no end, each field set to the last value it was given."""
    found: list[Fix] = []
    taken: set[str] = set()
    for fix in reversed(fixes):
        fields = fix.command.args.get("fields") if fix.command.type == "SetFields" else None
        if isinstance(fields, Mapping):
            left = {name: value for name, value in fields.items() if name not in taken}
            taken.update(left)
            if not left:
                continue
            found.append(fix._replace(command=fix.command._replace(args={"fields": left})))
        else:
            found.append(fix)
    return tuple(reversed(found))


def needed_only(fixes: Sequence[Fix], works: Works) -> list[Fix]:
    """Drop every fix without which `works` still says yes, the last ones first.

    Dropping one can make another superfluous, so it is asked again until none can go.
    """
    needed = list(fixes)
    while True:
        for fix in reversed(needed):
            without = [one for one in needed if one is not fix]
            if works(without):
                needed = without
                break
        else:
            return needed


def by_whom(fixes: Sequence[Fix], works: Works) -> tuple[Fix, ...]:
    """Keep of each fix's people those with whom, all others as they are, it `works`."""
    found = []
    for index, fix in enumerate(fixes):
        able = [
            person
            for person in fix.people
            if person == fix.command.actor
            or works([*fixes[:index], fix.by(person), *fixes[index + 1 :]])
        ]
        found.append(fix._replace(people=tuple(able)))
    return tuple(found)


def opens(world: World, fixes: Sequence[Fix], command: Command) -> bool:
    """Whether `command` is accepted after `fixes`."""
    after = apply_all(world, fixes)
    return after is not None and refusal_of(after, command) is None


def apply_all(world: World, fixes: Sequence[Fix]) -> World | None:
    """The world after all of `fixes`, or None when one is refused."""
    for fix in fixes:
        after = apply(world, fix.command)
        if after is None:
            return None
        world = after
    return world


def refusal_of(world: World, command: Command) -> Refusal | None:
    """Why `command` is refused in `world`, or None when it is accepted."""
    outcome = decide(world, command)
    return outcome if isinstance(outcome, Refusal) else None
