"""The command `phasegate gate confirm`."""

from cli import arguments
from cli.done import tell_done
from cli.frame import to_command
from cli.records import answer_args
from cli.session import Session, stream_of


@to_command
@arguments.key
@arguments.gate
@arguments.in_round
def command(session: Session, key: str, gate: str, number: int | None) -> None:
    """Say that a vote recorded in your name is the one you gave."""
    args = answer_args(session, key, gate, number, "ConfirmVote")
    tell_done(session, session.act(stream_of(key), "ConfirmVote", args))
