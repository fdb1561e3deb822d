"""Rule 1: everything that makes a command legal or not is reached from here.

    decide(world, command) -> the events of one entry, or a Refusal

A pure and total function. The world is the frozen read-set: directory, charter, compiled
methodology, the project, the instant. There is no clock, no randomness and no database inside, so
that anyone who holds the ledger can ask it again and demand equal bytes.

What happens, in order: the form of the command, and that its stream takes it; who asks; that the
project exists; then the checks of the command itself, each in its handler, in the order of
docs/notation.md section 7. What a handler returns is what the actor did; `settle` adds what follows
from it for the open round, `conclude` what it calls. One command is one entry.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from engine.names import SYSTEM
from engine.rules import (
    adopting,
    directory_acts,
    events as ev,
    gate_acts,
    item_acts,
    minutes,
    overrides,
    project_acts,
    system,
    vote,
)
from engine.rules.acts import Refused, deny, text
from engine.rules.commands import (
    DIRECTORY_ARGUMENTS,
    PUBLISHING,
    STARTING,
    Command,
    malformed,
    misplaced,
)
from engine.rules.conclude import conclude, concludes
from engine.rules.directory import Meta
from engine.rules.project import Project
from engine.rules.refusal import Refusal
from engine.rules.settle import follow, settle
from engine.rules.world import World

Handler: TypeAlias = Callable[[World, Command], list[ev.Event]]

BEGINNINGS: Final[Mapping[str, Handler]] = {
    "StartProject": project_acts.start,
    "AdoptProject": adopting.adopt,
}
PROJECT_HANDLERS: Final[Mapping[str, Handler]] = {
    "SetFields": project_acts.set_fields,
    "SubmitDeliverable": project_acts.submit,
    "JudgeDeliverable": project_acts.judge_deliverable,
    "TakeMove": project_acts.move,
    "RequestGate": gate_acts.request,
    "CastVote": vote.cast_vote,
    "DecideGate": vote.decide_gate,
    "RecordVote": minutes.record_vote,
    "ConfirmVote": minutes.confirm_vote,
    "ContestVote": minutes.contest_vote,
    "RequestOverride": overrides.request_override,
    "ConfirmOverride": overrides.confirm_override,
    "ReviewOverride": overrides.review_override,
    "ReopenGate": gate_acts.reopen,
    "WithdrawRequest": gate_acts.withdraw,
    "WaiveItem": gate_acts.waive,
    "VerifyCondition": project_acts.verify_condition,
    "AddItem": item_acts.add,
    "SetItem": item_acts.set_item,
    "MoveItem": item_acts.move,
    "HoldProject": project_acts.hold,
    "ResumeProject": project_acts.resume,
    "KillProject": project_acts.kill,
}


def decide(world: World, command: Command) -> Sequence[ev.Event] | Refusal:
    """Return the events that `command` writes in `world`, or why it may not."""
    try:
        if command.actor == SYSTEM:
            return _system(world, command)
        return _person(world, command)
    except Refused as refused:
        return refused.refusal


def _person(world: World, command: Command) -> Sequence[ev.Event]:
    fault = malformed(command) or _misfit(world, command)
    if fault:
        deny(world, "command.malformed", fault)
    if command.type == "FoundOrganisation":
        return directory_acts.found(world, command)
    _require_actor(world, command)
    if command.type in DIRECTORY_ARGUMENTS:
        return directory_acts.HANDLERS[command.type](world, command)
    meta = Meta(world.at, command.actor, command.proof["kind"])
    if command.type in STARTING:
        happened = BEGINNINGS[command.type](world, command)
        return _whole(world._replace(project=Project(world.key)), meta, happened, world.at)
    if world.project is None:
        deny(world, "project.unknown", f"there is no project {world.key}")
    return _whole(world, meta, PROJECT_HANDLERS[command.type](world, command), world.at)


def _whole(
    world: World, meta: Meta, happened: Sequence[ev.Event], moment: str
) -> Sequence[ev.Event]:
    """What happened, and what follows from it in the same entry; calls are judged at `moment`."""
    happened = [*happened, *settle(world, follow(world, meta, happened), meta)]
    if not concludes(world.tables):
        return happened
    return [*happened, *conclude(world, follow(world, meta, happened)._replace(at=moment), meta)]


def _system(world: World, command: Command) -> Sequence[ev.Event]:
    """A system command is legal exactly when it is the step that is due."""
    step = system.next_step(world) if world.project else None
    if malformed(command) or step != (command.type, command.args):
        deny(world, "command.malformed", "this is not what is due")
    meta = Meta(world.at, SYSTEM, command.proof["kind"])
    if command.type == "FollowCalendar":
        return list(system.follow_calendar(world))
    if command.type == "FollowDirectory":
        happened = list(system.follow_directory(world))
    else:
        timer, due = text(command, "timer"), text(command, "due")
        happened = list(system.fire_timer(world, meta, timer, due))
    return _whole(world, meta, happened, system.moment(world))


def _misfit(world: World, command: Command) -> str | None:
    """Return what a well-formed command lacks in this world, or None."""
    if world.stream is not None and (fault := misplaced(world.stream, command.type)):
        return fault
    if command.type in PUBLISHING and world.candidate is None:
        return f"{command.type} brings the files it publishes"
    return None


def _require_actor(world: World, command: Command) -> None:
    if world.directory.founder is None:
        deny(world, "directory.none", "no organisation has been founded here")
    known = world.directory.people.get(command.actor)
    if known is None:
        deny(world, "actor.unknown", f"nobody in the directory has the id {command.actor}")
    if known.left is not None:
        deny(world, "actor.left", f"{command.actor} left on {known.left[:10]}")
