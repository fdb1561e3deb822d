"""What an act leaves unsaid and the engine must be told all the same.

A vote is in the open round, on the dossier as it is; an answer is yes, but to what `no_to` names; a
score is good; a file is new. `FILL` has a line for each argument that is filled in by looking at
the project; to fill in one of a new command, add a line.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeAlias, cast

from engine.canonical import Json
from engine.methodology.gate_tables import Gate
from engine.methodology.yamlvalues import Value
from engine.rules.calls import requestable
from engine.rules.casting import Casting, default_seat, judges
from engine.rules.commands import texts
from engine.rules.minutes import recorded_for, vote_digest
from engine.rules.panel import ABSTAIN, RECUSE
from engine.rules.readiness import dossier
from engine.rules.round import Round
from engine.rules.world import World
from engine.scenarios.acts import COMMANDS, Deed
from engine.scenarios.arguments import Scene, conditions_of, converted, nothing
from engine.scenarios.setting import person

NOTHING_SEEN: Final = "0" * 64
Given: TypeAlias = dict[str, Json]
Fill: TypeAlias = Callable[[Scene, Given], Json]


def complete(scene: Scene, deed: Deed) -> Given:
    """Every argument of the command, and none else: those given, the others filled in."""
    given = converted(scene, deed)
    declared = COMMANDS[deed.command]
    for name in sorted(declared.keys() - given.keys(), key=_order):
        fill = FILL.get(f"{deed.command}.{name}") or FILL.get(name)
        found = fill(scene, given) if fill else None
        given[name] = nothing(name, declared[name]) if found is None else found
    return {name: value for name, value in given.items() if name in declared}


def _order(name: str) -> tuple[int, str]:
    """What others are filled in by comes first."""
    first = ("gate", "round", "principal", "content")
    return (first.index(name) if name in first else len(first), name)


def _gate(scene: Scene, _: Given) -> Json:
    """The gate of the newest round, or the one that stands here."""
    project = scene.world.project
    if project and project.rounds:
        return project.rounds[-1].gate
    here = requestable(scene.world) if project else []
    return here[0] if here else None


def _round(scene: Scene, given: Given) -> Json:
    found = _newest(scene.world, given)
    return found.number if found else 1


def _material(scene: Scene, given: Given) -> Json:
    found = _newest(scene.world, given)
    if found is None or found.gate not in scene.office.setting.tables["gates"]:
        return NOTHING_SEEN
    return dossier(scene.world, found.gate, found.answers)


def _recorded(scene: Scene, given: Given) -> Json:
    """The digest of the vote that was recorded in the actor's name."""
    current = _newest(scene.world, given)
    ballot = recorded_for(current, person(scene.actor)) if current else None
    return vote_digest(ballot.vote) if ballot else NOTHING_SEEN


def _newest(world: World, given: Given) -> Round | None:
    rounds = world.project.rounds_of(str(given.get("gate"))) if world.project else ()
    return rounds[-1] if rounds else None


def _content(scene: Scene, given: Given) -> Json:
    """The digest of a file: a new version of the deliverable, unless `content` says which."""
    name = str(given.get("deliverable"))
    project = scene.world.project
    number = len(project.versions.get(name, ())) + 1 if project else 1
    text = str(given.setdefault("content", f"{name}, version {number}"))
    return scene.office.paper(text)


def _size(_: Scene, given: Given) -> Json:
    return len(str(given.get("content", "")).encode())


def _seen(scene: Scene, given: Given) -> Json:
    """The digest of the newest version."""
    newest = scene.world.project.newest(str(given["deliverable"])) if scene.world.project else None
    return newest.digest if newest else NOTHING_SEEN


def _requester_answers(scene: Scene, given: Given) -> Json:
    gate = scene.office.setting.tables["gates"].get(str(given.get("gate")))
    return _answers(gate, "requester", given)


def _panel_answers(scene: Scene, given: Given) -> Json:
    gate = _judged(scene, given)
    return _answers(gate, "panel", given)


def _answers(gate: Gate | None, kind: str, given: Given) -> Json:
    named = given.get("no_to", [])
    refused = [named] if isinstance(named, str) else cast("Iterable[Json]", named)
    asked = [one["id"] for one in gate["must"] if one["kind"] == kind] if gate else []
    return {**dict.fromkeys(asked, True), **{str(one): False for one in refused}}


def _scores(scene: Scene, given: Given) -> Json:
    """The same points for everything: `score`, or four fifths of what there is."""
    gate = _judged(scene, given)
    score = gate["score"] if gate else None
    if score is None:
        return {}
    points = given.get("score", score["low"] + (score["high"] - score["low"]) * 4 // 5)
    return dict.fromkeys([one["id"] for one in score["items"]], points)


def _conditions(scene: Scene, given: Given) -> Json:
    return conditions_of(scene, cast("Value", given.get("condition", [])))


def _judged(scene: Scene, given: Given) -> Gate | None:
    """The gate that a vote judges; None where it only advises, abstains or has no seat."""
    current = _newest(scene.world, given)
    choice, principal = str(given.get("choice")), str(given.get("principal"))
    gate = scene.office.setting.tables["gates"].get(str(given.get("gate")))
    if current is None or gate is None or choice in (ABSTAIN, RECUSE):
        return None
    mine = [one for one in gate["panel"] if one["id"] in current.seats_of(principal)]
    if given.get("seat"):
        mine = [one for one in mine if one["id"] == given["seat"]]
    elif mine and any(one["id"] == choice for one in gate["decisions"]):
        voter = str(given.get("voter") or person(scene.actor))
        casting = Casting(current.gate, gate, current, voter, principal, choice)
        mine = [default_seat(scene.world, casting, mine)]
    return gate if mine and judges(mine[0]) else None


def _commitment(scene: Scene, given: Given) -> Json:
    """The commitment to the words that `text` has."""
    words = given.get("text")
    for entry in scene.office.entries():
        for _, _, commitment in texts(entry["command"]["args"]):
            if scene.office.text(commitment) == words:
                return commitment
    return NOTHING_SEEN


FILL: Final[Mapping[str, Fill]] = {
    "gate": _gate,
    "round": _round,
    "principal": lambda scene, _: person(scene.actor),
    "material": _material,
    "vote": _recorded,
    "RecordVote.principal": lambda _, given: given.get("voter"),
    "methodology": lambda scene, _: scene.office.digest,
    "StartProject.fields": lambda scene, _: dict(scene.office.setting.fields),
    "StartProject.title": lambda scene, _: scene.office.setting.title,
    "SubmitDeliverable.digest": _content,
    "SubmitDeliverable.size": _size,
    "SubmitDeliverable.name": lambda _, given: f"{given.get('deliverable')}.txt",
    "JudgeDeliverable.digest": _seen,
    "JudgeDeliverable.verdict": lambda _, __: "accept",
    "RequestGate.answers": _requester_answers,
    "DecideGate.answers": lambda _, __: {},
    "DecideGate.scores": lambda _, __: {},
    "answers": _panel_answers,
    "scores": _scores,
    "conditions": _conditions,
    "since": lambda scene, _: scene.world.today,
    "AddPerson.handle": lambda _, given: str(given["person"]).removeprefix("p-"),
    "AddPerson.name": lambda _, given: str(given["person"]).removeprefix("p-").title(),
    "commitment": _commitment,
}
"""How an argument is filled in, by its name or by COMMAND.NAME."""
