"""What a command on a round fills in: its number and the digest of what is judged.

Both are those of the present, unless this very command was given before (`Session.earlier`).
"""

from typing import cast

from cli.session import Session, stream_of
from engine.rules.readiness import dossier
from engine.rules.round import Round
from engine.rules.world import World, started


def round_number(session: Session, key: str, gate: str, command: str) -> int:
    """The number of the round of `gate` that is meant."""
    earlier = session.earlier(stream_of(key), command)
    if earlier:
        return cast("int", earlier["round"])
    newest = _newest(session.project(key), gate)
    # Without a round the rules say so, whatever the number.
    return newest.number if newest else 1


def material(session: Session, key: str, gate: str, command: str) -> str:
    """The digest of what the panel of `gate` judges."""
    earlier = session.earlier(stream_of(key), command)
    if earlier:
        return str(earlier["material"])
    world = session.project(key)
    newest = _newest(world, gate)
    if newest is None or gate not in started(world)[0]["gates"]:
        return "0" * 64
    return dossier(world, gate, newest.answers)


def _newest(world: World, gate: str) -> Round | None:
    _, project = started(world)
    rounds = project.rounds_of(gate)
    return rounds[-1] if rounds else None
