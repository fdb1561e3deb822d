"""The command `phasegate charter check`."""

import click

from cli.frame import to_command
from cli.session import Session
from cli.sources import check_files, compile_charter
from cli.suggest import suggest_files


@to_command
@click.argument("file", metavar="[FILE]", required=False, shell_complete=suggest_files)
def command(session: Session, file: str | None) -> None:
    """Check a charter.

    Without FILE the workspace's charter.yaml. Says everything that is wrong.
    """
    named = file or str(session.workspace.folder / "charter.yaml")
    check_files(session, "checked", (named,), compile_charter)
