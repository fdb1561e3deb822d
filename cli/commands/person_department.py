"""The command `phasegate person department`."""

import click

from cli import arguments
from cli.done import tell_done
from cli.frame import to_command
from cli.params import ID_
from cli.session import Session
from engine.names import DIRECTORY


@to_command
@arguments.person
@click.argument("department", metavar="DEPARTMENT", type=ID_)
def command(session: Session, person: str, department: str) -> None:
    """Say to which department a person belongs.

    Gates can keep the department of who asks, or of who wrote the evidence, out of their panel.
    """
    args = {"person": session.person(person), "department": department}
    tell_done(session, session.act(DIRECTORY, "AssignDepartment", args))
