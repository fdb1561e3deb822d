"""The command `phasegate project resume`."""

from cli import arguments
from cli.done import tell_done
from cli.frame import to_command
from cli.session import Session, stream_of


@to_command
@arguments.key
@arguments.reason
def command(session: Session, key: str, reason: str) -> None:
    """Resume a project that is on hold."""
    tell_done(session, session.act(stream_of(key), "ResumeProject", {"reason": reason}))
