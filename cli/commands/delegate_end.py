"""The command `phasegate delegate end`."""

from cli import arguments
from cli.done import tell_done
from cli.frame import to_command
from cli.session import Session
from engine.canonical import Json
from engine.names import DIRECTORY


@to_command
@arguments.number
@arguments.reason
def command(session: Session, number: int, reason: str) -> None:
    """End a delegation early; standing votes that used it are void."""
    args: dict[str, Json] = {"delegation": number, "reason": reason}
    tell_done(session, session.act(DIRECTORY, "EndDelegation", args))
