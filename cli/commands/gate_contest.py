"""The command `phasegate gate contest`."""

from cli import arguments
from cli.done import tell_done
from cli.frame import to_command
from cli.records import answer_args
from cli.session import Session, stream_of


@to_command
@arguments.key
@arguments.gate
@arguments.reason
@arguments.in_round
def command(session: Session, key: str, gate: str, reason: str, number: int | None) -> None:
    """Say that a vote recorded in your name is not the one you gave.

    While the round is open the vote is void, and you can vote in person. What is decided stays
    decided: then every report says that the vote is contested.
    """
    args = answer_args(session, key, gate, number, "ContestVote")
    tell_done(session, session.act(stream_of(key), "ContestVote", {**args, "reason": reason}))
