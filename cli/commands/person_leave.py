"""The command `phasegate person leave`."""

from cli import arguments
from cli.done import tell_done
from cli.frame import to_command
from cli.session import Session
from engine.names import DIRECTORY


@to_command
@arguments.person
@arguments.reason
def command(session: Session, person: str, reason: str) -> None:
    """Record that a person left: they hold nothing from now on."""
    args = {"person": session.person(person), "reason": reason}
    tell_done(session, session.act(DIRECTORY, "RemovePerson", args))
