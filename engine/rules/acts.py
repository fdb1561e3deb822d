"""What the handlers of commands share: how one says no, and the checks that many acts begin with.

Inside the rules a handler says no by raising `Refused`; `decide` turns it into the value it
carries. Handlers therefore read in the order of docs/notation.md section 7, one check after
another.
"""

from collections.abc import Mapping, Sequence
from typing import NoReturn, cast

from engine.canonical import Json
from engine.errors import UsageError
from engine.methodology.gate_tables import Gate
from engine.methodology.guard.evaluate import Outcome
from engine.methodology.values import FieldSpec, check_field_value
from engine.rules import events as ev
from engine.rules.calls import blocker_of
from engine.rules.commands import Command
from engine.rules.directory import Meta
from engine.rules.project import Project
from engine.rules.readiness import Shortcoming
from engine.rules.refusal import Refusal
from engine.rules.round import Round
from engine.rules.seats import seats_others
from engine.rules.world import World, holders_of_any, holds_any, judge, started


class Refused(Exception):
    """Carries a refusal from the check that said no to `decide`."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def deny(world: World, code: str, message: str, address: str | None = None) -> NoReturn:
    """Say no."""
    raise Refused(Refusal(code, message, address, world.place(address)))


def deny_first(world: World, missing: Sequence[Shortcoming]) -> None:
    """Say no for the first of what is missing, if anything is."""
    if missing:
        deny(world, missing[0].code, missing[0].message, missing[0].address)


def require_role(
    world: World, command: Command, roles: Sequence[str], address: str, act: str
) -> None:
    """Say no unless the actor holds one of `roles` in the project."""
    if not holds_any(world, command.actor, roles):
        wanted = " or ".join(roles) if roles else "a role that the file does not name"
        able = who(holders_of_any(world, roles))
        deny(
            world,
            "not_permitted",
            f"{command.actor} can't {act}: it takes {wanted} ({able})",
            address,
        )


def who(people: Sequence[str]) -> str:
    """The people in a sentence: the first few, or that there is nobody."""
    more = f" and {len(people) - 5} more" if len(people) > 5 else ""
    return ", ".join(people[:5]) + more if people else "nobody holds it"


def require_standing(world: World, *, held: bool = True) -> Project:
    """Say no when the project is closed, or, unless `held` is allowed, when it is held."""
    _, project = started(world)
    if project.standing == "closed":
        deny(world, "project.closed", f"{project.key} is closed ({project.outcome})")
    if project.standing == "held" and not held:
        deny(world, "project.held", f"{project.key} is on hold; resume it first")
    return project


def require_unblocked(world: World, gate: str | None) -> None:
    """Say no when a called gate blocks `gate`, or moves where that is None."""
    found = blocker_of(world, gate)
    if found:
        verb = "reopened" if found.call.reopened else "called"
        words = (
            f"{found.name} was {verb} on {found.call.at[:10]} and blocks {gate or 'moves'} until a "
            "round of it ends in an approval"
        )
        at = found.call.by if found.call.reopened else f"{found.gate['at']}.blocks"
        deny(world, "gate.called", words, at)


def require_gate(world: World, command: Command) -> tuple[str, Gate]:
    """The gate a command names; says no when there is none."""
    tables, _ = started(world)
    name = text(command, "gate")
    if name not in tables["gates"]:
        deny(world, "gate.unknown", f"{tables['methodology']} has no gate {name}")
    return name, tables["gates"][name]


def require_round(world: World, command: Command, name: str) -> Round:
    """The open round of gate `name` with the number the command gives; says no otherwise."""
    _, project = started(world)
    number = cast("int", command.args["round"])
    for one in project.rounds_of(name):
        if one.number == number:
            if one.open:
                return one
            deny(
                world,
                "round.closed",
                f"round {number} of {name} is closed ({one.decision or one.how})",
            )
    current = project.open_round
    words = f"; round {current.number} is open" if current and current.gate == name else ""
    deny(world, "round.none", f"{name} has no open round{f' {number}{words}' if words else ''}")


def require_person(world: World, person: str) -> None:
    """Say no when nobody has the id `person`."""
    if person not in world.directory.people:
        deny(world, "person.unknown", f"nobody in the directory has the id {person}")


def require_guard(world: World, outcome: Outcome, words: str, address: str) -> None:
    """Say no unless a guard came out true."""
    if not outcome.ok:
        code = "guard.error" if outcome.error else "guard.false"
        deny(world, code, words, address)


def check_value(world: World, name: str, spec: FieldSpec, value: Json, address: str) -> None:
    """Say no to a value that the field `name` can't have; a person must be known."""
    try:
        check_field_value(spec, value)
    except UsageError as error:
        deny(world, "field.value", f"{name}: {error.message}", address)
    if spec["type"] == "person" and value not in world.directory.people:
        deny(world, "field.value", f"{name}: nobody has the id {value}", address)


def keep_panel(world: World, command: Command, happened: Sequence[ev.Event]) -> None:
    """Say no when after `happened` another panel would sit in the open round."""
    tables, project = started(world)
    current = project.open_round
    if current is None:
        return
    meta = Meta(world.at, command.actor, command.proof["kind"])
    after = world._replace(project=project.fold([(meta, happened)]))
    fields = after.project.fields if after.project else {}
    for seat in tables["gates"][current.gate]["panel"]:
        sits = seat["id"] in current.frozen
        if sits and seats_others(world, seat, fields):
            words = (
                f"this would change who sits in {seat['id']} of the open round of {current.gate}; "
                "withdraw the round first"
            )
            deny(world, "panel.would_change", words, seat["at"])
        if seat["when"] is None:
            continue
        outcome = judge(after, seat["when"])
        if outcome.error or outcome.ok != sits:
            words = (
                f"this would change whether {seat['id']} sits in the open round of {current.gate}; "
                "withdraw the round first"
            )
            deny(world, "panel.would_change", words, seat["at"])


def text(command: Command, name: str) -> str:
    """A string argument."""
    return cast("str", command.args[name])


def mapping(command: Command, name: str) -> Mapping[str, Json]:
    """An object argument."""
    return cast("Mapping[str, Json]", command.args[name])
