"""What somebody who wants the project to go on would do next."""

from collections.abc import Sequence
from typing import Final, cast

from engine.methodology.tables import Tables
from engine.rules.project import Project
from engine.rules.readiness import Shortcoming, dossier, missing_fields, shortcomings
from engine.rules.round import Round
from engine.rules.world import World, gates_here, grants_of, holders_of_any, started
from tests.determinism.teller import VALUES, Act, Args, Teller

TEAM: Final = (
    ("fay", "lead"),
    ("gus", "builder"),
    ("hal", "builder"),
    ("hal", "neighbour"),
    ("ann", "inspector"),
    ("bob", "inspector"),
    ("bob", "clerk"),
)
"""Who holds what in every project."""


def go_on(teller: Teller) -> None:
    """Do what leads on."""
    world = teller.world()
    project = world.project
    if project is None or project.standing == "closed":
        _start(teller, world)
    elif project.standing == "held":
        if teller.rng.random() < 0.2:
            teller.wait(2_700_000, 3_000_000)
        teller.ask(_by(teller, world, ["owner"], "ResumeProject", {"reason": teller.text()}))
    elif project.open_round:
        teller.ask(vote(teller, world, project.open_round))
    elif teller.refused.startswith("panel.short"):
        _seat_more(teller, world)
    elif teller.refused.startswith("guard."):
        teller.ask(_set(teller, world, teller.refused))
    else:
        teller.ask(_verify(teller, project) or _onwards(teller, world))


def _start(teller: Teller, world: World) -> None:
    """Begin the first project, or the next one."""
    if world.project:
        teller.key = f"walk-{len(teller.record.steps)}"
    for name, role in TEAM:
        active = world.directory.active(f"p-{name}")
        if active and f"p-{name}" not in world.directory.holders(role, teller.stream):
            granter = "cid" if name == "ann" else "ann"
            held: Args = {"person": f"p-{name}", "role": role, "scope": teller.stream}
            teller.ask((granter, "GrantRole", held))
    args: Args = {
        "methodology": world.directory.in_force["everything"],
        "fields": {"risk": teller.rng.choice(VALUES["risk"])},
        "title": teller.text(),
    }
    if teller.rng.random() < 0.25:
        _adopt(teller, args)
        return
    starters = [*world.directory.holders("sponsor", "organisation"), "p-ann"]
    teller.ask((teller.person(starters), "StartProject", args))


def _adopt(teller: Teller, args: Args) -> None:
    """Begin with a project that is under way."""
    file = teller.file("survey")
    stage = teller.rng.choice(["delivery.design", "closing", "closing", "planning"])
    fields = {**cast("Args", args["fields"]), "budget": "EUR 5000"}
    given: Args = {**args, "fields": fields, "stages": [stage], "reason": teller.text()}
    proof: Args = {name: file[name] for name in ("digest", "size", "name")}
    teller.ask(("ann", "AdoptProject", {**given, **proof}))


def _verify(teller: Teller, project: Project) -> Act | None:
    for condition in project.conditions.values():
        if condition.state != "met" and teller.rng.random() < 0.3:
            args: Args = {"condition": condition.number, "reason": teller.text()}
            return condition.verifier.removeprefix("p-"), "VerifyCondition", args
    return None


def _onwards(teller: Teller, world: World) -> Act:
    tables, project = started(world)
    gates = gates_here(tables, project.position)
    moves = tables["moves"].get(project.stage, ())
    if not gates or (moves and teller.rng.random() < 0.1):
        way = teller.rng.choice(moves)
        stages = [project.stage, *tables["stages"][project.stage]["parents"]]
        lacking = list(missing_fields(world, stages))
        if lacking:
            return _set(teller, world, lacking[0].message)
        return _by(teller, world, way["by"], "TakeMove", {"to": way["to"]})
    gate = tables["gates"][gates[0]]
    answers = {one["id"]: True for one in gate["must"] if one["kind"] == "requester"}
    lacking = list(shortcomings(world, gates[0], answers))
    if lacking and teller.rng.random() < 0.95:
        return _mend(teller, world, tables, teller.rng.choice(lacking))
    args: Args = {"gate": gates[0], "answers": answers}
    return _by(teller, world, gate["requested_by"], "RequestGate", args)


def _mend(teller: Teller, world: World, tables: Tables, lacking: Shortcoming) -> Act:
    item = lacking.item
    if teller.rng.random() < 0.1:
        gate = gates_here(tables, started(world)[1].position)[0]
        waiver: Args = {"gate": gate, "item": item, "until": teller.today(5), "reason": "urgent"}
        return _by(teller, world, ["owner"], "WaiveItem", waiver)
    if lacking.code in {"evidence.missing", "evidence.expired"}:
        roles = tables["deliverables"][item]["by"]
        return _by(teller, world, roles, "SubmitDeliverable", teller.file(item))
    if lacking.code == "evidence.not_accepted":
        newest = started(world)[1].newest(item)
        assert newest
        args: Args = {
            "deliverable": item,
            "digest": newest.digest,
            "verdict": "accept" if teller.rng.random() < 0.8 else "return",
            "comment": teller.rng.choice([None, teller.text()]),
        }
        roles = tables["deliverables"][item]["accepted_by"]
        return _by(teller, world, roles, "JudgeDeliverable", args)
    return _set(teller, world, f"{item} {lacking.message}")


def _set(teller: Teller, world: World, words: str) -> Act:
    """Set one of the fields that `words` name."""
    tables, project = started(world)
    known = [name for name in VALUES if name in words]
    lacking = [name for name in known if name not in project.fields]
    name = teller.rng.choice(lacking or known or ["note"])
    args: Args = {"fields": {name: teller.rng.choice(VALUES[name])}}
    return _by(teller, world, tables["fields"][name]["by"], "SetFields", args)


def _seat_more(teller: Teller, world: World) -> None:
    """Give a role to somebody who hasn't taken part yet."""
    name = f"n{len(teller.record.steps)}"
    args: Args = {"person": f"p-{name}", "handle": name, "name": teller.text()}
    teller.ask(("ann", "AddPerson", args))
    for role in ("sponsor", "finance"):
        held: Args = {"person": f"p-{name}", "role": role, "scope": "organisation"}
        teller.ask(("ann", "GrantRole", held))


def _by(teller: Teller, world: World, roles: Sequence[str], command: str, args: Args) -> Act:
    """Somebody who holds one of `roles`; if nobody does, somebody gets the first of them."""
    holders = holders_of_any(world, roles)
    if holders:
        return teller.person(holders), command, args
    role, scope = list(grants_of(world, roles[0]))[-1]
    person = teller.rng.choice([one for one in world.directory.people if one != "p-ann"])
    return "ann", "GrantRole", {"person": person, "role": role, "scope": scope}


def vote(teller: Teller, world: World, current: Round) -> Act:
    """A vote in the open round, of somebody who has not voted if there is anybody."""
    gate = started(world)[0]["gates"][current.gate]
    electors = sorted({one for people in current.seats.values() for one in people})
    owing = [one for one in electors if one not in current.ballots]
    principal = teller.rng.choice(owing or electors or ["p-ann"])
    options = [one["id"] for one in gate["decisions"]] + ["abstain", "recuse"]
    choice = teller.rng.choices(options, [1] * (len(options) - 4) + [9, 20, 1, 1])[0]
    if current.ballots and teller.rng.random() < 0.75:
        choice = next(iter(current.ballots.values())).vote["choice"]
    seats = current.seats_of(principal)
    seat = teller.rng.choice([None, None, *seats])
    # Nobody but a neighbour advises, and neighbours build: their first seat is a builder's.
    advises = seat == "neighbour" or seats == ("neighbour",)
    judges = not advises and choice not in {"abstain", "recuse"}
    args: Args = {
        **teller.sheet(gate, choice, judges=judges),
        "gate": current.gate,
        "round": current.number,
        "principal": principal,
        "choice": choice,
        "seat": seat,
        "material": dossier(world, current.gate, current.answers),
    }
    lent = [
        one.to
        for one in world.directory.delegations
        if one.principal == principal and not one.ended and one.since <= world.today <= one.until
    ]
    voter = teller.rng.choice(lent) if lent and teller.rng.random() < 0.7 else principal
    return voter.removeprefix("p-"), "CastVote", args
