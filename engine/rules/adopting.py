"""Adoption: a project that is under way already enters at a stage, with evidence.

Nothing before that stage happened here. No gate counts as passed by it, and every view says so.
"""

from collections.abc import Sequence
from typing import cast

from engine.methodology.tables import Tables
from engine.methodology.tracks import Step, in_order, missing_tracks, start, state_of
from engine.rules import events as ev
from engine.rules.acts import deny, deny_first, mapping, text
from engine.rules.commands import Command
from engine.rules.entering import enter, entry_guards
from engine.rules.project_acts import (
    check_initial_fields,
    require_methodology,
    strength_of,
    with_fields,
)
from engine.rules.readiness import false_guards
from engine.rules.world import World


def adopt(world: World, command: Command) -> list[ev.Event]:
    """AdoptProject: the project begins where it stands, in a stage that takes adopted ones."""
    published = require_methodology(world, command, "adopt_project")
    assert world.tables
    tables, fields = world.tables, mapping(command, "fields")
    leaves = _require_stages(world, tables, cast("Sequence[str]", command.args["stages"]))
    check_initial_fields(world, tables, fields)
    steps = [Step("", (), leaves)]
    deny_first(world, list(false_guards(with_fields(world, fields), entry_guards(world, steps))))
    adopted: ev.ProjectAdopted = {
        "type": "ProjectAdopted",
        "methodology": published.source,
        "compiled": published.compiled,
        "fields": fields,
        "title": text(command, "title"),
        "strength": strength_of(world, tables),
        "stages": list(leaves),
        "digest": text(command, "digest"),
        "size": cast("int", command.args["size"]),
        "name": text(command, "name"),
        "reason": text(command, "reason"),
    }
    return [adopted, *enter(world, steps)]


def _require_stages(world: World, tables: Tables, named: Sequence[str]) -> tuple[str, ...]:
    """The leaves that are named: where a project can stand at once, and be adopted."""
    stages = tables["stages"]
    for one in named:
        if one not in stages:
            deny(world, "stage.unknown", f"{tables['methodology']} has no stage {one}")
    for one in named:
        if not stages[one]["leaf"]:
            deny(world, "adoption.tracks", f"{one} has stages in it; name where it stands inside")
    leaves = in_order(stages, named)
    state = state_of(stages, None, leaves[0])
    missing = missing_tracks(stages, state, leaves)
    if missing:
        deny(world, "adoption.tracks", f"where it stands in {missing[0]} isn't said")
    if leaves != tuple(start(stages, state, leaves)):
        words = f"a project never stands in {' and '.join(leaves)} at once"
        deny(world, "adoption.tracks", words)
    for one in leaves:
        if one not in tables.get("adoptable", ()):
            known = ", ".join(tables.get("adoptable", ())) or "no stage"
            words = f"{one} takes no project that is under way; {known} does"
            deny(world, "adoption.stage", words, "adoptable")
    return leaves
