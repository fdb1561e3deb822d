"""What nobody planned: any command, by anybody, often not allowed."""

from collections.abc import Callable
from typing import Final, cast

from engine.canonical import Json
from engine.instant import plus
from engine.rules.round import Round
from engine.rules.world import gates_here
from tests.determinism.record import Asked
from tests.determinism.sensible import vote
from tests.determinism.teller import VALUES, Args, Teller

PEOPLE: Final = ("ann", "ann", "bob", "cid", "dee", "eve", "fay", "gus", "hal", "ida", "zoe")
ROLES: Final = ("owner", "lead", "builder", "inspector", "neighbour", "sponsor", "finance", "king")
STAGES: Final = ("planning", "delivery", "delivery.design", "delivery.build.whole", "closing", "x")
GATES: Final = ("start", "release", "finish", "other")
ITEMS: Final = ("plan", "drawing", "report", "funded", "early", "tidy", "safe", "other")


def make_noise(teller: Teller) -> None:
    """Ask for something; often what matters to the open round, if there is one."""
    project = teller.world().project
    if project and project.open_round and teller.rng.random() < 0.5:
        _disturb(teller, project.open_round)
    else:
        teller.rng.choice(_KINDS)(teller)


def _disturb(teller: Teller, current: Round) -> None:
    """Change what is judged, or who judges."""
    electors = sorted({one for people in current.seats.values() for one in people})
    elector = teller.rng.choice(electors or ["p-hal"])
    lost: Args = {"person": elector, "role": "sponsor", "scope": "organisation"}
    if elector in {"p-ann", "p-bob"}:
        lost = {"person": elector, "role": "inspector", "scope": teller.stream}
    number = len(teller.world().directory.delegations) or 1
    changes: list[tuple[str, str, Args]] = [
        ("fay", "SetFields", {"fields": {"urgent": teller.rng.random() < 0.5}}),
        ("fay", "SetFields", {"fields": {"slip": teller.rng.choice(VALUES["slip"])}}),
        ("fay", "SubmitDeliverable", teller.file("report")),
        ("hal", "SubmitDeliverable", teller.file("drawing")),
        ("bob", "RemovePerson", {"person": elector, "reason": teller.text()}),
        ("ann", "RevokeRole", lost),
        ("ann", "EndDelegation", {"delegation": number, "reason": teller.text()}),
        ("cid", "HoldProject", {"reason": teller.text()}),
        ("cid", "KillProject", {"reason": teller.text()}),
    ]
    chosen = teller.rng.choice(changes)
    # Nobody else could do what the founder does.
    teller.ask(chosen if chosen[2].get("person") != "p-ann" else changes[0])


def _directory(teller: Teller, command: str, args: Args) -> None:
    teller.ask((teller.rng.choice(PEOPLE), command, args))


def _project(teller: Teller, command: str, args: Args) -> None:
    teller.ask((teller.rng.choice(PEOPLE), command, args))


def _someone(teller: Teller) -> str:
    return f"p-{teller.rng.choice(PEOPLE)}"


def _scope(teller: Teller) -> str:
    return teller.rng.choice(["organisation", teller.stream, teller.stream, "project/other"])


def _people(teller: Teller) -> None:
    name = teller.rng.choice(["ida", "jon", "kim", "hal"])
    if teller.rng.random() < 0.7:
        args: Args = {"person": f"p-{name}", "handle": name, "name": teller.text()}
        _directory(teller, "AddPerson", args)
    else:
        person = f"p-{teller.rng.choice(PEOPLE[2:])}"
        _directory(teller, "RemovePerson", {"person": person, "reason": teller.text()})


def _roles(teller: Teller) -> None:
    command = "GrantRole" if teller.rng.random() < 0.75 else "RevokeRole"
    role, scope = teller.rng.choice(ROLES), _scope(teller)
    _directory(teller, command, {"person": _someone(teller), "role": role, "scope": scope})


def _departments(teller: Teller) -> None:
    name = teller.rng.choice(["works", "money", "sales"])
    who = teller.rng.choice(["ann", "bob", "dee"])
    teller.ask((who, "AssignDepartment", {"person": _someone(teller), "department": name}))


def _lend(teller: Teller) -> None:
    """Mostly what the actor holds, for a while around today."""
    lent = [
        ("cid", "sponsor", "organisation"),
        ("dee", "sponsor", "organisation"),
        ("eve", "finance", "organisation"),
        ("bob", "inspector", teller.stream),
        ("gus", "builder", teller.stream),
        ("fay", "owner", "organisation"),
    ]
    who, role, scope = teller.rng.choice(lent)
    since, until = teller.rng.randint(-5, 2), teller.rng.randint(-1, 40)
    args: Args = {
        "to": _someone(teller),
        "role": role,
        "scope": scope,
        "since": teller.today(since),
        "until": teller.today(until),
        "reason": teller.text(),
    }
    teller.ask((who, "Delegate", args))


def _end_lending(teller: Teller) -> None:
    args: Args = {"delegation": teller.rng.randint(1, 5), "reason": teller.text()}
    _directory(teller, "EndDelegation", args)


def _calendar(teller: Teller) -> None:
    days: list[Json] = [teller.today(teller.rng.randint(0, 9))]
    gone: list[Json] = [teller.today(teller.rng.randint(0, 9))] if teller.rng.random() < 0.2 else []
    teller.ask(("ann", "AmendCalendar", {"add": days, "remove": gone}))


def _publish(teller: Teller) -> None:
    name = teller.rng.choice(sorted(teller.record.candidates))
    command = "PublishMethodology" if name.startswith("everything") else "AmendCharter"
    teller.ask((teller.rng.choice(["ann", "ann", "bob"]), command, {}), name)


def _erase(teller: Teller) -> None:
    directory, project = teller.world().directory, teller.world().project
    known = [one for person in directory.people.values() for one in person[:2]]
    if project:
        known += [project.title, *(one.text for one in project.conditions.values())]
    args: Args = {"commitment": teller.rng.choice([*known, "0" * 64]), "reason": teller.text()}
    teller.ask((teller.rng.choice(["ann", "ann", "bob"]), "EraseText", args))


def _fields(teller: Teller) -> None:
    names = teller.rng.sample(sorted(VALUES), teller.rng.randint(1, 3))
    fields = {name: teller.rng.choice([*VALUES[name], *VALUES[name], 7]) for name in names}
    _project(teller, "SetFields", {"fields": fields})


def _evidence(teller: Teller) -> None:
    name = teller.rng.choice(["plan", "drawing", "report", "other"])
    args = teller.file(name)
    if teller.rng.random() < 0.6:
        _project(teller, "SubmitDeliverable", args)
    else:
        verdict = teller.rng.choice(["accept", "return", "perhaps"])
        judged: Args = {"deliverable": name, "digest": args["digest"], "verdict": verdict}
        _project(teller, "JudgeDeliverable", {**judged, "comment": None})


def _move(teller: Teller) -> None:
    _project(teller, "TakeMove", {"to": teller.rng.choice(STAGES)})


def _gate(teller: Teller) -> None:
    gate = teller.rng.choice(GATES)
    if teller.rng.random() < 0.5:
        answers: Args = {teller.rng.choice(["tidy", "stored", "safe"]): teller.rng.random() < 0.5}
        _project(teller, "RequestGate", {"gate": gate, "answers": answers})
    else:
        args: Args = {"gate": gate, "round": teller.rng.randint(1, 4), "reason": teller.text()}
        _project(teller, "WithdrawRequest", args)


def _withdraw(teller: Teller) -> None:
    project = teller.world().project
    if project and project.rounds:
        last = project.rounds[-1]
        args: Args = {"gate": last.gate, "round": last.number, "reason": teller.text()}
        teller.ask(("fay", "WithdrawRequest", args))


def _odd_vote(teller: Teller) -> None:
    """A sensible vote with something wrong in it, or cast a second time."""
    world = teller.world()
    project = world.project
    if not project or not (project.open_round or (project.rounds and teller.rng.random() < 0.2)):
        _lend(teller)
        return
    who, command, args = vote(teller, world, project.rounds[-1])
    odd: Args = {
        "principal": _someone(teller),
        "choice": teller.rng.choice(["go", "ship", "perhaps"]),
        "seat": teller.rng.choice(["owner", "owners", "money", "throne"]),
        "scores": {"looks": 11},
        "answers": {"safe": True},
        "conditions": [],
        "dissent": "no",
        "material": "0" * 64,
        "round": 1,
    }
    for name in teller.rng.sample(sorted(odd), teller.rng.randint(0, 1)):
        args[name] = odd[name]
    teller.ask((who, command, args))


def _waive(teller: Teller) -> None:
    world = teller.world()
    here = (
        gates_here(world.tables, world.project.position) if world.project and world.tables else []
    )
    args: Args = {
        "gate": teller.rng.choice([*here, *here, *here, *GATES]),
        "item": teller.rng.choice(ITEMS),
        "until": teller.today(teller.rng.randint(-1, 20)),
        "reason": teller.text(),
    }
    teller.ask((teller.rng.choice(["cid", "dee", "eve"]), "WaiveItem", args))


def _verify(teller: Teller) -> None:
    args: Args = {"condition": teller.rng.randint(1, 3), "reason": teller.text()}
    _project(teller, "VerifyCondition", args)


def _standing(teller: Teller) -> None:
    kinds = ("HoldProject", "HoldProject", "ResumeProject", "KillProject")
    who = teller.rng.choice(["cid", "fay", "gus"])
    teller.ask((who, teller.rng.choice(kinds), {"reason": teller.text()}))


def _malformed(teller: Teller) -> None:
    """Forms that no rule ever sees, and texts that can't be stored."""
    wrong: list[tuple[str, Args]] = [
        ("HoldProject", {}),
        ("HoldProject", {"reason": "\ud800"}),
        ("HoldProject", {"reason": None}),
        ("TakeMove", {"to": "Planning"}),
        ("TakeMove", {"to": "planning", "by": "force"}),
        ("SetFields", {"fields": {"Crew": 1}}),
        ("SetFields", {"fields": ["crew"]}),
        ("FireTimer", {"timer": "round/1", "due": teller.now}),
        ("Conquer", {}),
    ]
    command, args = teller.rng.choice(wrong)
    _project(teller, command, args)


def _again(teller: Teller) -> None:
    """Something that was asked before, as it was or with another body."""
    _, asked = teller.rng.choice(teller.record.steps)
    if teller.rng.random() < 0.3:
        other = {**asked, "args": {**asked["args"], "reason": "another"}}
        asked = cast("Asked", other)
    teller.repeat(asked)


def _late(teller: Teller) -> None:
    """The clock of somebody is behind what the project has on record."""
    project = teller.world().project
    if project:
        now, teller.now = teller.now, plus(project.started_at, days=-1)
        _project(teller, "HoldProject", {"reason": teller.text()})
        teller.now = now


def _wait(teller: Teller) -> None:
    """Until something is due; at times past what the charter lets pass unconfirmed."""
    days = teller.rng.choice([3, 8, 15, 35, 35, 70])
    teller.wait(86_400 * days, 86_400 * days + 3_600)


_KINDS: Final[tuple[Callable[[Teller], None], ...]] = (
    _people,
    _roles,
    _roles,
    _lend,
    _lend,
    _end_lending,
    _departments,
    _calendar,
    _publish,
    _erase,
    _fields,
    _fields,
    _evidence,
    _move,
    _gate,
    _withdraw,
    _odd_vote,
    _odd_vote,
    _odd_vote,
    _waive,
    _waive,
    _verify,
    _standing,
    _malformed,
    _again,
    _late,
    _wait,
)
