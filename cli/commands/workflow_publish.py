"""The command `phasegate workflow publish`."""

import click

from cli.done import tell_done
from cli.frame import to_command
from cli.session import Session
from cli.shipped import named
from cli.sources import publish
from cli.suggest import suggest_files


@to_command
@click.argument("file", metavar="FILE", shell_complete=suggest_files)
def command(session: Session, file: str) -> None:
    """Put a workflow file in force for projects that start from now on.

    FILE is a path, or the name of a shipped one where there is no such file. Projects that run stay
    with the version they were started with.
    """
    candidate, done = publish(session, "PublishMethodology", named(file))
    tell_done(session, done, dict(candidate.args))
