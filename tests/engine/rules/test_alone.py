"""Nobody passes a gate alone: a search over everything one person can do, whatever they hold."""

from collections.abc import Iterator

import pytest

from engine.canonical import Json, digest
from engine.names import DIRECTORY, SYSTEM
from engine.requests import ASSERTED
from engine.rules.commands import DIRECTORY_ARGUMENTS, Command
from engine.rules.decide import decide
from engine.rules.directory import Meta
from engine.rules.readiness import dossier
from engine.rules.refusal import Refusal
from engine.rules.system import next_step
from engine.rules.world import World
from tests.support.sheds import Tree, site

ORG, HERE = "organisation", "project/shed"
TEXT = "0" * 64
GATE: dict[str, Tree] = {
    "requested_by": ["builder", "owner"],
    "waived_by": ["builder", "owner"],
    "apart": [["panel", "requester"], ["panel", "authors"], ["panel", "appointees"]],
    "panel": [{"role": "owner", "need": 1}],
    "decisions": {"go": {"to": "delivery"}, "hold": {"holds": True}},
}
DELIVERABLES: Tree = {
    "drawing": {
        "title": "Drawing",
        "by": ["builder", "owner"],
        "accepted_by": ["builder", "owner"],
    }
}
ME = "p-me"
PEOPLE = (ME, "p-ann", "p-bo", "p-dee")


def acts(world: World) -> Iterator[Command]:
    """Everything one could try: directory and project, for oneself and for others."""
    project = world.project
    assert project
    pool: list[tuple[str, dict[str, Json]]] = [
        ("RequestGate", {"gate": "build", "answers": {}}),
        ("WaiveItem", {"gate": "build", "item": "drawing", "until": "2026-12-01", "reason": TEXT}),
        ("HoldProject", {"reason": TEXT}),
        ("ResumeProject", {"reason": TEXT}),
        ("TakeMove", {"to": "delivery"}),
    ]
    for content in ("1", "2"):
        file: dict[str, Json] = {"digest": content * 64, "size": 1, "name": TEXT, "authors": []}
        pool.append(("SubmitDeliverable", {"deliverable": "drawing", **file}))
        verdict: dict[str, Json] = {"digest": content * 64, "verdict": "accept", "comment": None}
        pool.append(("JudgeDeliverable", {"deliverable": "drawing", **verdict}))
    if current := project.open_round:
        number: dict[str, Json] = {"gate": "build", "round": current.number}
        pool.append(("WithdrawRequest", {**number, "reason": TEXT}))
        material = dossier(world, "build", current.answers)
        for principal in PEOPLE:
            vote: dict[str, Json] = {"principal": principal, "seat": None, "material": material}
            empty: dict[str, Json] = {"answers": {}, "scores": {}, "conditions": []}
            rest: dict[str, Json] = {**empty, "comment": None, "dissent": None}
            pool += [
                ("CastVote", {**number, **vote, **rest, "choice": c}) for c in ("go", "recuse")
            ]
    for person in PEOPLE:
        for role, scope in (("sponsor", ORG), ("sponsor", HERE), ("builder", HERE)):
            what: dict[str, Json] = {"person": person, "role": role, "scope": scope}
            pool += [("GrantRole", what), ("RevokeRole", what)]
        dates: dict[str, Json] = {"since": "2026-11-23", "until": "2026-11-23", "reason": TEXT}
        pool.append(("Delegate", {"to": person, "role": "sponsor", "scope": ORG, **dates}))
        pool.append(("RemovePerson", {"person": person, "reason": TEXT}))
    for command, args in pool:
        yield Command("x", command, args, ME, ASSERTED)


def after(world: World, command: Command) -> World | None:
    """The world after a command, with what is due by itself done; None when it is refused."""
    of_directory = command.type in DIRECTORY_ARGUMENTS
    outcome = decide(world._replace(stream=DIRECTORY if of_directory else HERE), command)
    if isinstance(outcome, Refusal):
        return None
    told = [(Meta(world.at, command.actor, "asserted"), outcome)]
    assert world.project
    if not of_directory:
        return world._replace(project=world.project.fold(told))
    world = world._replace(directory=world.directory.fold(told))
    if step := next_step(world):
        followed = decide(world, Command("x", step.type, step.args, SYSTEM, ASSERTED))
        assert not isinstance(followed, Refusal)
        assert world.project
        told = [(Meta(world.at, SYSTEM, "asserted"), followed)]
        world = world._replace(project=world.project.fold(told))
    return world


def state(world: World) -> str:
    """A digest of what can matter, so that no state is searched twice."""
    project, directory = world.project, world.directory
    assert project
    rounds: Json = [
        [one.requester, one.open, sorted(one.ballots), {k: list(v) for k, v in one.seats.items()}]
        for one in project.rounds[-2:]
    ]
    versions: Json = [
        [one.digest, list(one.authors), one.verdict]
        for one in project.versions.get("drawing", ())[-2:]
    ]
    held: Json = {
        f"{role} {scope}": dict(people)
        for (role, scope), people in directory.grants.items()
        if people
    }
    left: Json = [one for one, person in directory.people.items() if person.left]
    lent: Json = [[one.principal, one.to, one.ended] for one in directory.delegations]
    asked: Json = sorted({one.requester for one in project.rounds})
    waived: Json = sorted({one.by for one in project.waivers})
    return digest(
        "arguments",
        [project.stage, project.standing, rounds, versions, held, left, lent, asked, waived],
    )


@pytest.mark.parametrize(
    ("held", "depth", "least"),
    [
        ("builder", 9, 20),
        ("@sponsor", 9, 20),
        ("builder @sponsor", 9, 50),
        ("builder @pmo", 4, 1000),
        ("@pmo @sponsor", 4, 1000),
        ("builder @pmo @sponsor", 4, 1000),
    ],
)
def test_no_gate_is_passed_by_one_person(held: str, depth: int, least: int) -> None:
    """I4, I14: granting, asking, waiving, lending, revoking and voting in any order, alone."""
    house = site(gate=GATE, deliverables=DELIVERABLES)
    house.do("ann", "JudgeDeliverable", deliverable="drawing")
    house.people(me=held)
    for person in ("p-abe", "p-al"):
        house.directory("RevokeRole", person=person, role="sponsor", scope=ORG)
    seen, border = set[str](), [house.world]
    for _ in range(depth):
        border = list(_next(border, seen))
        for world in border:
            assert world.project
            assert world.project.stage == "planning"
    assert len(seen) >= least, "there was something to try"


def _next(border: list[World], seen: set[str]) -> Iterator[World]:
    for world in border:
        for command in acts(world):
            reached = after(world, command)
            if reached and (key := state(reached)) not in seen:
                seen.add(key)
                yield reached


def test_two_people_do_pass_it() -> None:
    """The search above finds nothing because there is nothing, not because it can't."""
    house = site(gate=GATE, deliverables=DELIVERABLES)
    house.do("ann", "JudgeDeliverable", deliverable="drawing")
    house.do("bo", "RequestGate", gate="build")
    assert house.vote("abe", "build", "go")[-1] == "StageEntered"
