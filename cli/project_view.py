"""Where a project stands, for people and as data."""

from collections.abc import Iterator
from typing import NamedTuple

from cli.names import Names
from cli.output import width
from cli.project_calls import (
    Called,
    baseline_data,
    baseline_state,
    breach_state,
    call_data,
    call_state,
    calls_of,
)
from cli.project_marks import mark_data, mark_lines
from cli.text import Line, Styled, pairs, table
from cli.times import shown, until
from cli.typing_out import typed
from cli.words import PROOFS
from engine.canonical import Json
from engine.instant import ZoneTable
from engine.methodology.gate_tables import gate_leaves
from engine.rules.calls import joins_ahead, requestable
from engine.rules.project_state import Condition, Version, Waiver
from engine.rules.readiness import expires, shortcomings
from engine.rules.round import Round
from engine.rules.world import World, first_due, holders, moves_here, started, target_due


class Ahead(NamedTuple):
    """A gate out of the present stage and how many things it still lacks."""

    gate: str
    title: str
    missing: int


class Stand(NamedTuple):
    """A leaf the project stands in: since when, and when it should be left."""

    stage: str
    title: str
    since: str
    due: str | None


class ProjectView(NamedTuple):
    """A project as it stands; `due` is when its first stage should be left."""

    world: World
    title: str
    name: str
    version: str
    due: str | None
    stands: tuple[Stand, ...]
    newest: tuple[tuple[str, Version], ...]
    ahead: tuple[Ahead, ...]
    moves: tuple[str, ...]
    calls: tuple[Called, ...]
    conditions: tuple[Condition, ...]
    waivers: tuple[Waiver, ...]
    roles: tuple[tuple[str, tuple[str, ...]], ...]


def project_view(world: World, names: Names) -> ProjectView:
    """The view of the project of `world`."""
    tables, project = started(world)
    published = world.directory.published[project.methodology]
    going = project.standing == "active" and project.open_round is None
    return ProjectView(
        world,
        names.text(project.title),
        published.methodology,
        published.version,
        first_due(world),
        tuple(
            Stand(leaf, tables["stages"][leaf]["title"], stay.entered_at, target_due(world, leaf))
            for leaf, stay in project.position.items()
        ),
        tuple(
            (item, newest)
            for item in tables["order"]["deliverables"]
            if (newest := project.newest(item))
        ),
        tuple(_ahead(world, gate) for gate in (*requestable(world), *joins_ahead(world)))
        if going
        else (),
        tuple(move["to"] for _, move in moves_here(tables, project.position)) if going else (),
        calls_of(world),
        tuple(one for one in project.conditions.values() if one.state != "met"),
        tuple(one for one in project.waivers if world.at < one.due),
        tuple((role, tuple(holders(world, role))) for role in tables["order"]["roles"]),
    )


def _ahead(world: World, name: str) -> Ahead:
    tables, project = started(world)
    gate = tables["gates"][name]
    yes = {one["id"]: True for one in gate["must"] if one["kind"] == "requester"}
    apart = [one for one in gate_leaves(gate) if "join" in gate and one not in project.position]
    return Ahead(name, gate["title"], len(apart) + len(list(shortcomings(world, name, yes))))


def project_lines(view: ProjectView, names: Names, zone: ZoneTable) -> Iterator[Line]:
    """The view on a screen."""
    _, project = started(view.world)
    names.load({person for _, people in view.roles for person in people})
    yield (Styled("bold", project.key), f"  {view.title}  ({view.name} {view.version})")
    yield from pairs(_state(view, names, zone), width())
    if view.newest:
        rows = [_version_row(view, item, one, names, zone) for item, one in view.newest]
        yield from table(("DELIVERABLE", "V", "STATE", "BY", "HANDED IN"), rows, width())


def _state(view: ProjectView, names: Names, zone: ZoneTable) -> Iterator[tuple[str, str]]:
    _, project = started(view.world)
    standing = f"closed ({project.outcome})" if project.outcome else project.standing
    yield "standing", standing
    yield from _stands(view, zone)
    if project.hold:
        review = project.hold.review
        words = f", review by {until(zone, review)}" if review else ""
        yield "on hold", f"since {shown(zone, project.hold.since)}{words}"
    if project.open_round:
        yield "round", _round_words(project.open_round, zone)
    yield from call_state(view.calls, zone)
    for gate in view.ahead:
        lacks = f"{gate.missing} missing; see: phasegate why {project.key}"
        yield "gate", f"{gate.gate} ({gate.title}): {lacks if gate.missing else 'ready'}"
    for move in view.moves:
        yield "move", f"to {move}"
    for one in view.conditions:
        owner, verifier = names.of(one.owner), names.of(one.verifier)
        text = f'{one.number} {one.state}: "{names.text(one.text)}"'
        yield "condition", f"{text}, {owner} by {until(zone, one.due)}, verified by {verifier}"
    for waiver in view.waivers:
        who = names.of(waiver.by)
        yield "waived", f"{waiver.item} at {waiver.gate} by {who} until {until(zone, waiver.due)}"
    yield from mark_lines(view.world, names, zone)
    yield from breach_state(view.world)
    yield from baseline_state(project.baseline, names, zone)
    for name in sorted(project.fields):
        yield name, typed(project.fields[name], names)
    for role, people in view.roles:
        yield role, names.all(people) or "nobody"


def _stands(view: ProjectView, zone: ZoneTable) -> Iterator[tuple[str, str]]:
    """Each leaf the project stands in."""
    for one in view.stands:
        due = f", to be left by {until(zone, one.due)}" if one.due else ""
        yield "stage", f"{one.stage} ({one.title}) since {shown(zone, one.since)}{due}"


def _round_words(current: Round, zone: ZoneTable) -> str:
    electors = {person for people in current.seats.values() for person in people}
    voted = len(electors & current.ballots.keys())
    due = f", to be decided by {until(zone, current.due)}" if current.due else ""
    proofs = sorted({PROOFS[ballot.proof] for ballot in current.ballots.values()})
    proof = f" ({'; '.join(proofs)})" if proofs else ""
    raised = len(current.dissents)
    dissent = f", {raised} dissent{'s' if raised > 1 else ''}" if raised else ""
    words = f"{current.number} of {current.gate}: {voted} of {len(electors)} voted"
    return f"{words}{dissent}{proof}{due}"


def _version_row(
    view: ProjectView, item: str, one: Version, names: Names, zone: ZoneTable
) -> tuple[str, ...]:
    return (
        item,
        str(one.number),
        _version_state(view.world, item, one),
        names.all(one.authors),
        shown(zone, one.at),
    )


def _version_state(world: World, item: str, one: Version) -> str:
    """What has become of a version: accepted, waiting, returned, expired."""
    expiry = expires(world, item, one)
    if one.verdict == "return":
        return "returned"
    if expiry is not None and expiry <= world.at:
        return "expired"
    if one.verdict == "accept":
        return "accepted"
    return "to be accepted" if started(world)[0]["deliverables"][item]["accepted_by"] else "in"


def project_data(view: ProjectView) -> dict[str, Json]:
    """The view as data."""
    _, project = started(view.world)
    current = project.open_round
    return {
        "key": project.key,
        "title": view.title,
        "methodology": view.name,
        "version": view.version,
        "digest": project.methodology,
        "strength": project.strength,
        "standing": project.standing,
        "outcome": project.outcome,
        "stage": project.stage,
        "stage_title": ", ".join(one.title for one in view.stands),
        "entered_at": project.entered_at,
        "due": view.due,
        "started_at": project.started_at,
        "closed_at": project.closed_at,
        "fields": dict(project.fields),
        "position": [_stand_data(one) for one in view.stands],
        "visits": dict(project.visits),
        "path": [{"stage": stage, "at": at} for stage, at in project.path],
        "deliverables": [_version_data(view.world, item, one) for item, one in view.newest],
        "round": _open_round_data(current) if current else None,
        "gates": [
            {"gate": one.gate, "title": one.title, "missing": one.missing} for one in view.ahead
        ],
        "moves": list(view.moves),
        **mark_data(project),
        "breaches": dict(project.breaches),
        "baseline": baseline_data(project.baseline),
        "calls": call_data(view.calls),
        "conditions": [
            {"condition": one.number, "gate": one.gate, "state": one.state, "due": one.due,
             "owner": one.owner, "verifier": one.verifier}
            for one in view.conditions
        ],
        "waivers": [
            {"gate": one.gate, "item": one.item, "by": one.by, "due": one.due}
            for one in view.waivers
        ],
        "roles": {role: list(people) for role, people in view.roles},
    }  # fmt: skip


def _open_round_data(one: Round) -> dict[str, Json]:
    return {"round": one.number, "gate": one.gate, "due": one.due}


def _stand_data(one: Stand) -> dict[str, Json]:
    return {"stage": one.stage, "title": one.title, "entered_at": one.since, "due": one.due}


def _version_data(world: World, item: str, one: Version) -> dict[str, Json]:
    return {
        "deliverable": item,
        "version": one.number,
        "digest": one.digest,
        "size": one.size,
        "at": one.at,
        "authors": list(one.authors),
        "state": _version_state(world, item, one),
    }
