"""The command `phasegate gate reopen`."""

from cli import arguments
from cli.done import tell_done
from cli.frame import to_command
from cli.session import Session, stream_of


@to_command
@arguments.key
@arguments.gate
@arguments.reason
def command(session: Session, key: str, gate: str, reason: str) -> None:
    """Reopen a gate that was passed: it is to be decided again.

    Later gates wait for it.
    """
    args = {"gate": gate, "reason": reason}
    tell_done(session, session.act(stream_of(key), "ReopenGate", args))
