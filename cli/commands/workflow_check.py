"""The command `phasegate workflow check`."""

import click

from cli.frame import to_command
from cli.session import Session
from cli.sources import check_files, compile_workflow
from cli.suggest import suggest_files


@to_command
@click.argument("files", metavar="FILE...", nargs=-1, required=True, shell_complete=suggest_files)
def command(session: Session, files: tuple[str, ...]) -> None:
    """Check workflow files.

    Needs no workspace. Says everything that is wrong, with file, line and column. Scenarios are
    checked too, and not played.
    """
    check_files(session, "checked", files, compile_workflow)
