"""Votes that would help: one for a decision, and one that an earlier tier still waits for."""

from engine import calendar
from engine.canonical import Json
from engine.methodology.gate_tables import Decision, Seat
from engine.rules.casting import judges
from engine.rules.commands import Command
from engine.rules.fix import PLACEHOLDER, PROOF, Fix, apply, in_order
from engine.rules.panel import ABSTAIN, decider_of
from engine.rules.readiness import dossier
from engine.rules.refusal import Refusal
from engine.rules.round import Round
from engine.rules.settle import count_round
from engine.rules.world import World, started


def take_turn(world: World, command: Command, refusal: Refusal) -> Fix | None:
    """A vote in the seat that an earlier tier waits for, by somebody who has not voted."""
    tables, project = started(world)
    current = project.open_round
    if current is None:
        return None
    panel = tables["gates"][current.gate]["panel"]
    asked = str(command.args["principal"])
    for seat in panel:
        if seat["at"] == refusal.address and seat["id"] in current.seats:
            left = count_round(world, current).unvoted(seat) - {asked}
            for principal in in_order(world, left):
                for choice in (str(command.args["choice"]), ABSTAIN):
                    fix = vote_fix(world, current, choice, principal, seat)
                    if apply(world, fix.command):
                        return fix
    return None


def vote_fix(world: World, current: Round, choice: str, principal: str, seat: Seat) -> Fix:
    """A vote for a decision: favourable answers, full marks, a condition where due."""
    tables, _ = started(world)
    gate = tables["gates"][current.gate]
    chosen = next((one for one in gate["decisions"] if one["id"] == choice), None)
    asks = chosen is not None and judges(seat)
    sets = "decides" in seat or (asks and decider_of(gate) is None)
    score = gate["score"] if asks else None
    questions = [one["id"] for one in gate["must"] if one["kind"] == "panel" and asks]
    args: dict[str, Json] = {
        "gate": current.gate,
        "round": current.number,
        "choice": choice,
        "seat": seat["id"],
        "principal": principal,
        "answers": dict.fromkeys(questions, True),
        "scores": {item["id"]: score["high"] for item in score["items"]} if score else {},
        "conditions": _condition(world, chosen) if chosen and sets else [],
        "comment": None,
        "dissent": None,
        "material": dossier(world, current.gate, current.answers),
    }
    kind = "DecideGate" if "decides" in seat else "CastVote"
    return Fix(Command("why", kind, args, principal, PROOF), (principal,), ())


def _condition(world: World, decision: Decision) -> list[Json]:
    """One condition between two people, due tomorrow, if `decision` asks for conditions."""
    if decision["conditions"] is None:
        return []
    people = [one for one in world.directory.people if world.directory.active(one)]
    if len(people) < 2:
        return []
    return [
        {
            "text": PLACEHOLDER,
            "owner": people[0],
            "verifier": people[1],
            "due": _tomorrow(world),
        }
    ]


def _tomorrow(world: World) -> str:
    return calendar.local_date(world.calendar, calendar.end_of_day(world.calendar, world.today))
