"""Commands on a project outside its gates: start, fields, evidence, moves, standing, conditions.

Each function checks in the order of docs/notation.md section 7 and returns the events.
"""

from collections.abc import Mapping, Sequence
from typing import cast

from engine.canonical import Json
from engine.methodology.tables import Deliverable, Field, Tables
from engine.methodology.tracks import beginning, going
from engine.rules import events as ev
from engine.rules.acts import (
    check_value,
    deny,
    deny_first,
    keep_panel,
    mapping,
    require_person,
    require_role,
    require_standing,
    require_unblocked,
    text,
)
from engine.rules.apart import may_not_author, may_not_be_named
from engine.rules.calls import awaits, called_since
from engine.rules.commands import Command
from engine.rules.departments import require_authors_of_departments
from engine.rules.directory import Published
from engine.rules.entering import enter, entry_guards, stages_left
from engine.rules.project import Project
from engine.rules.readiness import false_guards, missing_fields
from engine.rules.settle import take_effect, void_round
from engine.rules.world import World, around_each, inside, moves_here, started


def start(world: World, command: Command) -> list[ev.Event]:
    """StartProject: the project begins in the initial stage of a methodology in force."""
    published = require_methodology(world, command, "start_project")
    assert world.tables
    fields = mapping(command, "fields")
    check_initial_fields(world, world.tables, fields)
    initial = beginning(world.tables["stages"], world.tables["initial"])
    after = with_fields(world, fields)
    deny_first(world, list(false_guards(after, entry_guards(world, initial))))
    opening: ev.ProjectStarted = {
        "type": "ProjectStarted",
        "methodology": published.source,
        "compiled": published.compiled,
        "fields": fields,
        "title": text(command, "title"),
        "strength": strength_of(world, world.tables),
    }
    return [opening, *enter(world, initial)]


def require_methodology(world: World, command: Command, act: str) -> Published:
    """The methodology in force on which a project can begin; says no without one, or the right."""
    directory, digest = world.directory, text(command, "methodology")
    if world.project:
        deny(world, "project.exists", f"there is a project {world.key} already")
    published = directory.published.get(digest)
    if published is None or world.tables is None:
        deny(world, "methodology.unknown", f"no methodology {digest[:12]} is published")
    name = published.methodology
    if directory.in_force[name] != digest:
        deny(world, "methodology.superseded", f"{name} {published.version} is no longer in force")
    assert world.charter
    roles = world.charter["acts"].get(act, world.charter["registrars"])
    if not directory.holds_any(command.actor, roles):
        what, wanted = act.replace("_", " ") + "s", " or ".join(roles)
        deny(world, "not_permitted", f"{command.actor} can't {what}: it takes {wanted}")
    return published


def set_fields(world: World, command: Command) -> list[ev.Event]:
    """SetFields: values of declared fields, by those who may, where they may."""
    tables, _ = started(world)
    fields = mapping(command, "fields")
    declared = {name: _field(world, tables, name) for name in sorted(fields)}
    for name, field in declared.items():
        require_role(world, command, field["by"], field["at"], f"set {name}")
    project = require_standing(world)
    for name, field in declared.items():
        if not inside(field["stages"], project.position):
            deny(
                world,
                "field.not_here",
                f"{name} is for {', '.join(field['stages'])}; the project is in {project.stage}",
                field["at"],
            )
    for name, field in declared.items():
        check_value(world, name, field["spec"], fields[name], field["at"])
    happened: list[ev.Event] = [{"type": "FieldsSet", "fields": fields}]
    keep_panel(world, command, happened)
    return happened


def submit(world: World, command: Command) -> list[ev.Event]:
    """SubmitDeliverable: a version of evidence, known by its digest."""
    tables, _ = started(world)
    name, declared = _deliverable(world, command)
    require_role(world, command, declared["by"], declared["at"], f"hand in {name}")
    project = require_standing(world)
    if not inside(declared["stages"], project.position) and not awaits(world, name):
        where = ", ".join(declared["stages"])
        words = f"{name} is handed in in {where}; the project is in {project.stage}"
        deny(world, "deliverable.not_here", words, declared["at"])
    named = cast("list[str]", command.args["authors"])
    for person in named:
        require_person(world, person)
    newest = project.newest(name)
    digest = text(command, "digest")
    visits = {one: project.visits[one] for one in around_each(tables, project.position)}
    same = newest and newest.verdict != "return" and newest.digest == digest
    anew = declared.get("per_call") and called_since(project, name)
    if newest and same and newest.visits == visits and not anew:
        deny(world, "deliverable.same", f"version {newest.number} of {name} is this very file")
    authors = sorted({command.actor, *named})
    _require_free_authors(world, name, command.actor, authors)
    submitted: ev.DeliverableSubmitted = {
        "type": "DeliverableSubmitted",
        "deliverable": name,
        "version": newest.number + 1 if newest else 1,
        "digest": digest,
        "size": cast("int", command.args["size"]),
        "name": text(command, "name"),
        "authors": authors,
        "visits": visits,
    }
    return [submitted]


def _require_free_authors(world: World, name: str, actor: str, authors: Sequence[str]) -> None:
    barred = may_not_author(world, name, authors)
    if barred:
        words = f"{name} can't be by who asks for the gate: {barred.because}"
        deny(world, "apart", words, barred.address)
    others = [one for one in authors if one != actor]
    barred = may_not_be_named(world, name, others)
    if barred:
        words = f"{barred.because}, and would be out by being named: it is theirs to hand it in"
        deny(world, "apart", words, barred.address)
    require_authors_of_departments(world, name, actor, authors)


def judge_deliverable(world: World, command: Command) -> list[ev.Event]:
    """JudgeDeliverable: the newest version is accepted or returned, not by an author."""
    name, declared = _deliverable(world, command)
    if not declared["accepted_by"]:
        deny(world, "deliverable.no_acceptance", f"{name} needs no acceptance", declared["at"])
    require_role(world, command, declared["accepted_by"], declared["at"], f"accept {name}")
    project = require_standing(world)
    newest = project.newest(name)
    if newest is None:
        deny(world, "deliverable.none", f"{name} has not been handed in", declared["at"])
    if newest.digest != text(command, "digest"):
        words = f"a newer version of {name} was handed in: {newest.digest[:12]}"
        deny(world, "deliverable.stale", words)
    if newest.verdict:
        words = f"version {newest.number} of {name} has been judged: {newest.verdict}"
        deny(world, "deliverable.judged", words)
    if command.actor in project.authors_of(name, newest.digest):
        words = f"{command.actor} is an author of {name} and can't judge it"
        deny(world, "apart", words, declared["at"])
    judged: ev.DeliverableJudged = {
        "type": "DeliverableJudged",
        "deliverable": name,
        "version": newest.number,
        "verdict": "accept" if command.args["verdict"] == "accept" else "return",
        "comment": cast("str | None", command.args["comment"]),
    }
    return [judged]


def move(world: World, command: Command) -> list[ev.Event]:
    """TakeMove: a declared way between stages that no gate guards."""
    tables, _ = started(world)
    named = text(command, "to")
    if named not in tables["stages"]:
        deny(world, "stage.unknown", f"{tables['methodology']} has no stage {named}")
    target = tables["stages"][named]["first"]
    project = require_standing(world, held=False)
    ways = [one for _, one in moves_here(tables, project.position) if one["to"] == target]
    if not ways:
        deny(world, "move.none", f"no move leads from {project.stage} to {named}")
    way = ways[0]
    require_role(world, command, way["by"], way["at"], f"move to {named}")
    current = project.open_round
    if current:
        words = f"round {current.number} of {current.gate} is open; it must be decided or withdrawn"
        deny(world, "round.open", words)
    require_unblocked(world, None)
    steps = going(tables["stages"], project.position, [target])
    left = stages_left(tables, project.position, steps)
    deny_first(world, list(missing_fields(world, left)))
    exits = [tables["stages"][one]["exit"] for one in left]
    guards = [way["when"], *exits, *entry_guards(world, steps)]
    deny_first(world, list(false_guards(world, guards)))
    taken: ev.MoveTaken = {
        "type": "MoveTaken",
        "move": way["id"],
        "from": steps[0].state,
        "to": target,
    }
    return [taken, *enter(world, world.steps(f"move:{target}"))]


def hold(world: World, command: Command) -> list[ev.Event]:
    """HoldProject: nothing moves until it is resumed; an open round is void."""
    _may_stand(world, command, "hold")
    project = require_standing(world, held=False)
    _in_place(world, "hold")
    held: ev.ProjectHeld = {
        "type": "ProjectHeld",
        "hold": project.holds + 1,
        "due": None,
        "round": None,
    }
    return [*void_round(world), held]


def resume(world: World, command: Command) -> list[ev.Event]:
    """ResumeProject: the whole position as it was; a new round must be requested."""
    _may_stand(world, command, "resume")
    project = require_standing(world)
    if project.hold is None:
        deny(world, "project.active", f"{project.key} is not on hold")
    _in_place(world, "resume")
    return [{"type": "ProjectResumed", "hold": project.hold.number}]


def kill(world: World, command: Command) -> list[ev.Event]:
    """KillProject: from any stage, also when held, to the closing work or to the end."""
    _may_stand(world, command, "kill")
    project = require_standing(world)
    _in_place(world, "kill")
    tables, _ = started(world)
    effect = tables["standing"]["kill"]["effect"]
    assert effect
    happened: list[ev.Event] = void_round(world)
    if project.hold and effect["to"]:
        happened.append({"type": "ProjectResumed", "hold": project.hold.number})
    return [*happened, *take_effect(world, effect, None)]


def verify_condition(world: World, command: Command) -> list[ev.Event]:
    """VerifyCondition: the verifier of a condition says that it is met."""
    _, project = started(world)
    number = cast("int", command.args["condition"])
    condition = project.conditions.get(number)
    if condition is None:
        deny(world, "condition.unknown", f"{project.key} has no condition {number}")
    if command.actor != condition.verifier:
        words = f"condition {number} is verified by {condition.verifier}, not by {command.actor}"
        deny(world, "not_permitted", words)
    require_standing(world)
    if condition.state == "met":
        deny(world, "condition.met", f"condition {number} has been met already")
    late = condition.state == "lapsed"
    return [{"type": "ConditionMet", "condition": number, "late": late}]


def strength_of(world: World, tables: Tables) -> str:
    """The stronger of what the charter and the file ask for; only one strength is enforced yet."""
    assert world.charter
    assert world.charter["strength"] == tables["strength"], "both are controlling"
    return tables["strength"]


def _deliverable(world: World, command: Command) -> tuple[str, Deliverable]:
    tables, _ = started(world)
    name = text(command, "deliverable")
    if name not in tables["deliverables"]:
        deny(world, "deliverable.unknown", f"{tables['methodology']} has no deliverable {name}")
    return name, tables["deliverables"][name]


def _field(world: World, tables: Tables, name: str) -> Field:
    if name not in tables["fields"]:
        deny(world, "field.unknown", f"{tables['methodology']} has no field {name}")
    return tables["fields"][name]


def check_initial_fields(world: World, tables: Tables, fields: Mapping[str, Json]) -> None:
    """Say no when what a project begins with isn't declared, isn't valid, or isn't all of it."""
    for name in sorted(fields):
        field = _field(world, tables, name)
        check_value(world, name, field["spec"], fields[name], field["at"])
    for name in sorted(tables["fields"]):
        if tables["fields"][name]["required"] and name not in fields:
            at = tables["fields"][name]["at"]
            deny(world, "field.required", f"{name} must be given when the project starts", at)


def with_fields(world: World, fields: Mapping[str, Json]) -> World:
    """A world in which guards see `fields`, for a project that doesn't exist yet."""
    project = Project(world.key)
    project.fields.update(fields)
    return world._replace(project=project)


def _may_stand(world: World, command: Command, act: str) -> None:
    declared = started(world)[0]["standing"].get(act)
    roles = declared["by"] if declared else ()
    require_role(world, command, roles, declared["at"] if declared else "standing", f"{act} it")


def _in_place(world: World, act: str) -> None:
    tables, project = started(world)
    stages = tables["standing"][act]["stages"]
    if not inside(stages, project.position):
        words = f"{act} is for {', '.join(stages)}; the project is in {project.stage}"
        deny(world, "standing.not_here", words, tables["standing"][act]["at"])
