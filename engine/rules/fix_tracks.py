"""What brings tracks to the leaves that a join waits for: the moves that lead there, one by one."""

from collections import deque
from collections.abc import Collection, Iterator

from engine.canonical import Json
from engine.methodology.gate_tables import gate_leaves
from engine.methodology.tables import Move, Tables
from engine.methodology.tracks import going, track_of, within
from engine.rules.commands import Command
from engine.rules.decide import decide
from engine.rules.fix import PROOF, Fix
from engine.rules.fix_people import by_people, holders_in_order
from engine.rules.fixes import fix_for
from engine.rules.refusal import Refusal
from engine.rules.world import World, moves_here, started

_MANY = 200


def bring(world: World, command: Command, refusal: Refusal) -> Fix | None:
    """A move towards the join that `command` asks for, or what helps that move; None if neither."""
    if refusal.code != "gate.not_here" or command.type not in ("RequestGate", "WaiveItem"):
        return None
    tables, project = started(world)
    leaves = gate_leaves(tables["gates"][str(command.args["gate"])])
    missing = [leaf for leaf in leaves if leaf not in project.position]
    if len(leaves) < 2 or not missing:
        return None
    move = _towards(tables, project.position, missing[0])
    if move is None:
        return None
    args: dict[str, Json] = {"to": move["to"]}
    people = holders_in_order(world, move["by"])
    found = by_people(world, people, move["by"], "TakeMove", args)
    if found or not people:
        return found
    asked = Command("repair", "TakeMove", args, people[0], PROOF)
    answer = decide(world._replace(stream=None), asked)
    return fix_for(world, asked, answer) if isinstance(answer, Refusal) else None


def _towards(tables: Tables, position: Collection[str], leaf: str) -> Move | None:
    """The first of the fewest moves by which the track of `leaf` comes to it; None if none do."""
    track = track_of(tables["stages"], leaf)
    if track is None:
        return None
    start = tuple(one for one in position if within(one, track))
    seen: dict[tuple[str, ...], Move | None] = {start: None}
    ahead = deque([start])
    while ahead and len(seen) < _MANY:
        here = ahead.popleft()
        for move, after in _moves(tables, here, track):
            if after not in seen:
                seen[after] = seen[here] or move
                ahead.append(after)
            if leaf in after:
                return seen[after]
    return None


def _moves(
    tables: Tables, here: tuple[str, ...], track: str
) -> Iterator[tuple[Move, tuple[str, ...]]]:
    """Yield the moves inside a track, each with the leaves of the track after it."""
    for _, move in moves_here(tables, dict.fromkeys(here)):
        if within(move["to"], track):
            (step,) = going(tables["stages"], here, [move["to"]])
            stayed = [one for one in here if one not in step.left]
            yield move, (*stayed, *step.entered)
