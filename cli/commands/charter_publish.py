"""The command `phasegate charter publish`."""

from pathlib import Path

import click

from cli.done import tell_done
from cli.frame import to_command
from cli.session import Session
from cli.sources import publish
from cli.suggest import suggest_files


@to_command
@click.argument("file", metavar="[FILE]", required=False, shell_complete=suggest_files)
def command(session: Session, file: str | None) -> None:
    """Put a charter in force.

    Without FILE the workspace's charter.yaml.
    """
    path = Path(file) if file else session.workspace.folder / "charter.yaml"
    candidate, done = publish(session, "AmendCharter", path)
    tell_done(session, done, dict(candidate.args))
