"""The command `phasegate charter check`."""

import click

from cli.frame import to_command
from cli.session import Session
from cli.sources import check_files, compile_charter


@to_command
@click.argument("file", metavar="[FILE]", required=False)
def command(session: Session, file: str | None) -> None:
    """Check a charter.

    Without FILE the workspace's charter.yaml. Says everything that is wrong.
    """
    named = file or str(session.workspace.folder / "charter.yaml")
    check_files(session, "checked", (named,), compile_charter)
