"""The command `phasegate delegate PERSON`."""

import click

from cli import arguments
from cli.done import tell_done
from cli.frame import to_command
from cli.params import DATE, ID_
from cli.scopes import scope_of
from cli.session import Session
from engine.names import DIRECTORY


@to_command
@arguments.person
@click.option(
    "--role", metavar="ROLE", type=ID_, required=True, help="The role whose vote is lent."
)
@arguments.project
@click.option("--from", "since", metavar="DATE", type=DATE, required=True, help="The first day.")
@click.option("--until", metavar="DATE", type=DATE, required=True, help="The last day.")
@arguments.reason
def command(
    session: Session,
    person: str,
    role: str,
    project: str | None,
    since: str,
    until: str,
    reason: str,
) -> None:
    """Lend somebody your vote in one role, for a time."""
    args = {
        "to": session.person(person),
        "role": role,
        "scope": scope_of(project),
        "since": since,
        "until": until,
        "reason": reason,
    }
    tell_done(session, session.act(DIRECTORY, "Delegate", args))
