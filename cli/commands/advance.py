"""The command `phasegate advance`."""

from collections.abc import Mapping

from cli import arguments
from cli.done import tell_done
from cli.frame import to_command
from cli.params import answers as read_answers
from cli.refused import Refused
from cli.session import Session, stream_of
from engine.canonical import Json
from engine.errors import UsageError
from engine.methodology.gate_tables import targets_of
from engine.rules.calls import requestable
from engine.rules.panel import APPROVALS
from engine.rules.world import World, moves_here, started


@to_command
@arguments.key
@arguments.stage
@arguments.answers
def command(session: Session, key: str, stage: str | None, answers: tuple[str, ...]) -> None:
    """Go on: take a move, or request the gate that is in the way.

    Without STAGE the gate out of the present stage is meant, or its one move. What can't be done is
    refused with what `phasegate why KEY` says about it.
    """
    given = read_answers(answers)
    type_, args = _again(session, key, stage, given) or _next(session.project(key), stage, given)
    try:
        done = session.act(stream_of(key), type_, args)
    except Refused as refused:
        if refused.refusal.code == "round.open":
            # The votes lead on, not the withdrawal of the round.
            raise Refused(refused.refusal, refused.request, ways=key) from None
        raise
    tell_done(session, done)


def _again(
    session: Session, key: str, stage: str | None, answers: Mapping[str, bool]
) -> tuple[str, dict[str, Json]] | None:
    """The command that this one was when it was given before."""
    moved = session.earlier(stream_of(key), "TakeMove")
    if moved:
        return "TakeMove", {"to": stage or moved["to"]}
    requested = session.earlier(stream_of(key), "RequestGate")
    if requested:
        return "RequestGate", {"gate": requested["gate"], "answers": dict(answers)}
    return None


def _next(
    world: World, stage: str | None, answers: Mapping[str, bool]
) -> tuple[str, dict[str, Json]]:
    """The command that leads on, to `stage` or wherever there is one way."""
    tables, project = started(world)
    if stage is not None:
        return _to(world, stage, answers)
    if project.open_round:
        return "RequestGate", {"gate": project.open_round.gate, "answers": {}}
    gates = requestable(world)
    moves = [move["to"] for _, move in moves_here(tables, project.position)]
    if len(gates) > 1 or (not gates and len(moves) > 1):
        raise UsageError(
            f"there are several ways out of {project.stage}",
            hint=_choices(project.key, gates, moves),
        )
    if gates:
        return "RequestGate", {"gate": gates[0], "answers": dict(answers)}
    # With no way at all the rules say why: closed, held, or a stage without one.
    return "TakeMove", {"to": moves[0] if moves else min(project.position)}


def _to(world: World, stage: str, answers: Mapping[str, bool]) -> tuple[str, dict[str, Json]]:
    """The move to `stage` if there is one, else the gate here whose approval leads there."""
    tables, project = started(world)
    target = tables["stages"][stage]["first"] if stage in tables["stages"] else None
    moves = {move["to"] for _, move in moves_here(tables, project.position)}
    if target is not None and target not in moves:
        for name in requestable(world):
            for decision in tables["gates"][name]["decisions"]:
                if decision["kind"] in APPROVALS and target in targets_of(decision["effect"]):
                    return "RequestGate", {"gate": name, "answers": dict(answers)}
    return "TakeMove", {"to": stage}


def _choices(key: str, gates: list[str], moves: list[str]) -> str:
    ways = [f"phasegate gate request {key} {gate}" for gate in gates]
    ways += [f"phasegate advance {key} {stage}" for stage in moves]
    return "say which: " + ", ".join(ways)
