"""The projection rows of a stream, computed from its folded state.

Rows are for reading only. The engine computes them before and after each act and the store writes
the difference; a rebuild computes them from nothing and gives identical rows (I24).
"""

from collections.abc import Iterator

from engine.methodology.tables import Tables
from engine.rules.directory import Directory
from engine.rules.items import is_open, owner_of
from engine.rules.marks import marks_of
from engine.rules.project import Project
from engine.rules.round import Round
from engine.rules.seats import role_of
from engine.rules.system import timers
from engine.rules.world import World, first_due, target_due
from engine.store.rows import (
    AcceptanceRow,
    ConditionRow,
    DelegationRow,
    DeliverableRow,
    ElectorRow,
    GrantRow,
    ItemRow,
    MethodologyRow,
    PersonRow,
    PlaceRow,
    ProjectRow,
    RecordRow,
    RoundRow,
    Row,
    TimerRow,
)


def directory_rows(directory: Directory) -> Iterator[Row]:
    """The rows of the directory's stream."""
    for person, known in directory.people.items():
        yield PersonRow(person, known.handle, known.name, known.left, known.department)
    for (role, scope), held in directory.grants.items():
        for person, by in held.items():
            yield GrantRow(person, role, scope, by)
    for lent in directory.delegations:
        yield DelegationRow(
            lent.number,
            lent.principal,
            lent.to,
            lent.role,
            lent.scope,
            lent.since,
            lent.until,
            int(lent.ended),
        )
    for source, one in directory.published.items():
        yield MethodologyRow(
            one.methodology,
            one.version,
            source,
            one.compiled,
            one.at,
            int(directory.in_force[one.methodology] == source),
        )


def project_rows(world: World) -> Iterator[Row]:
    """The rows of a project's stream; `world` is the one its last entry was decided in, folded.

    A stage's target counts in the working days that entry knew of: a holiday declared since shows
    when the project is next touched.
    """
    project, tables = world.project, world.tables
    assert project
    assert tables
    yield _project(world, project)
    if len(project.position) > 1:
        for leaf, stay in project.position.items():
            yield PlaceRow(leaf, stay.entered_at, target_due(world, leaf))
    for one in project.rounds:
        yield _round(one)
        yield from _records(one)
    if project.open_round:
        yield from _electors(world, project.open_round, tables)
    for condition in project.conditions.values():
        yield ConditionRow(
            condition.number,
            condition.gate,
            condition.round,
            condition.owner,
            condition.verifier,
            condition.due,
            condition.state,
            condition.text,
        )
    yield from _deliverables(project, tables)
    yield from item_rows(world)
    for timer in timers(world):
        yield TimerRow(timer.id, timer.due)


def item_rows(world: World) -> Iterator[ItemRow]:
    """The rows of a project's items."""
    project, tables = world.project, world.tables
    assert project
    assert tables
    for item in project.items.values():
        yield ItemRow(
            item.register,
            item.number,
            item.state,
            int(is_open(tables, item)),
            item.title,
            owner_of(tables, item),
            item.added_at,
            item.moved_at,
        )


def _project(world: World, project: Project) -> ProjectRow:
    published = world.directory.published[project.methodology]
    return ProjectRow(
        published.methodology,
        published.version,
        project.methodology,
        project.title,
        project.standing,
        project.stage,
        project.entered_at,
        first_due(world),
        project.outcome,
        project.started_at,
        " ".join(marks_of(project)),
    )


def _round(one: Round) -> RoundRow:
    return RoundRow(
        one.number,
        one.gate,
        "open" if one.open else "closed",
        one.opened_at,
        one.due,
        one.requester,
        one.closed_at,
        one.how,
        one.decision,
        one.assurance,
    )


def _records(one: Round) -> Iterator[Row]:
    for principal, ballot in one.ballots.items():
        recorder = ballot.vote["recorder"]
        if recorder:
            yield RecordRow(
                one.number,
                principal,
                ballot.vote["voter"],
                recorder["person"],
                recorder["minutes"],
                ballot.word,
            )


def _electors(world: World, one: Round, tables: Tables) -> Iterator[Row]:
    seats = {seat["id"]: seat for seat in tables["gates"][one.gate]["panel"]}
    for name, people in one.seats.items():
        seat = seats[name]
        role = role_of(world, seat) or ""
        role = tables["roles"][role]["charter"] or role if role else ""
        for person in people:
            yield ElectorRow(
                one.number,
                person,
                name,
                role,
                int(seat["advisory"]),
                int(person in one.ballots),
            )


def _deliverables(project: Project, tables: Tables) -> Iterator[Row]:
    for name, versions in project.versions.items():
        for one in versions:
            yield DeliverableRow(
                name, one.number, one.digest, one.at, one.verdict, one.name, one.size
            )
        newest = versions[-1]
        if newest.verdict is None and project.standing != "closed":
            for role in tables["deliverables"][name]["accepted_by"]:
                charter_role = tables["roles"][role]["charter"]
                yield AcceptanceRow(
                    name, charter_role or role, newest.number, newest.at, int(bool(charter_role))
                )
