"""The command `phasegate project hold`."""

from cli import arguments
from cli.done import tell_done
from cli.frame import to_command
from cli.session import Session, stream_of


@to_command
@arguments.key
@arguments.reason
def command(session: Session, key: str, reason: str) -> None:
    """Put a project on hold: nothing moves until it is resumed."""
    tell_done(session, session.act(stream_of(key), "HoldProject", {"reason": reason}))
