"""The command `phasegate override confirm`."""

from cli import arguments
from cli.done import tell_done
from cli.frame import to_command
from cli.session import Session, stream_of
from engine.canonical import Json


@to_command
@arguments.key
@arguments.number
@arguments.reason
def command(session: Session, key: str, number: int, reason: str) -> None:
    """Join an override as the second person: the gate is set aside."""
    args: dict[str, Json] = {"override": number, "reason": reason}
    tell_done(session, session.act(stream_of(key), "ConfirmOverride", args))
