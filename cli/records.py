"""What an answer to a recorded vote fills in: the round, and the digest of the vote."""

from cli.session import Session, stream_of
from engine.canonical import Json
from engine.rules.minutes import recorded_for, vote_digest
from engine.rules.round import Round
from engine.rules.world import started


def answer_args(
    session: Session, key: str, gate: str, number: int | None, command: str
) -> dict[str, Json]:
    """The arguments of a confirmation or a contest by who acts.

    They are those on record if this very command was given before. Without `number`, the newest
    round in which something is recorded in the actor's name, or else the newest.
    """
    earlier = session.earlier(stream_of(key), command)
    if earlier:
        return {name: earlier[name] for name in ("gate", "round", "vote")}
    actor = session.actor()
    rounds = started(session.project(key))[1].rounds_of(gate)
    named = [one for one in rounds if number in (None, one.number)]
    found = [one for one in named if recorded_for(one, actor)] or named
    # Without a round, or a record in it, the rules say so.
    newest = found[-1].number if found else number or 1
    return {"gate": gate, "round": newest, "vote": _digest(found[-1], actor) if found else _NONE}


_NONE = "0" * 64


def _digest(current: Round, actor: str) -> str:
    ballot = recorded_for(current, actor)
    return vote_digest(ballot.vote) if ballot else _NONE
