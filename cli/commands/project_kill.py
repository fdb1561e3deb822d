"""The command `phasegate project kill`."""

from cli import arguments
from cli.done import tell_done
from cli.frame import to_command
from cli.session import Session, stream_of


@to_command
@arguments.key
@arguments.reason
def command(session: Session, key: str, reason: str) -> None:
    """Kill a project: to its closing work, or at once."""
    tell_done(session, session.act(stream_of(key), "KillProject", {"reason": reason}))
