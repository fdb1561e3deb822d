"""The command `phasegate workflow show`."""

import click

from cli.frame import to_command
from cli.output import Answer
from cli.session import Session
from cli.sources import tables_of
from cli.suggest import suggest_files
from cli.workflow_lines import workflow_data, workflow_lines


@to_command
@click.argument("methodology", metavar="ID|FILE", shell_complete=suggest_files)
def command(session: Session, methodology: str) -> None:
    """Show what a methodology says.

    One that is published goes by its id; a file need not be published.
    """
    tables = tables_of(session, methodology)
    session.emit(Answer("methodology", workflow_data(tables), lambda: workflow_lines(tables)))
