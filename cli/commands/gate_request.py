"""The command `phasegate gate request`."""

from cli import arguments
from cli.done import tell_done
from cli.frame import to_command
from cli.params import answers as read_answers
from cli.session import Session, stream_of
from engine.canonical import Json


@to_command
@arguments.key
@arguments.gate
@arguments.answers
def command(session: Session, key: str, gate: str, answers: tuple[str, ...]) -> None:
    """Request a gate: a round opens, and its panel can vote."""
    args: dict[str, Json] = {"gate": gate, "answers": read_answers(answers)}
    tell_done(session, session.act(stream_of(key), "RequestGate", args))
