"""The command `phasegate workflow diagram`."""

import click

from cli.diagrams import drawn
from cli.frame import to_command
from cli.session import Session
from cli.sources import tables_of
from cli.suggest import suggest_files
from engine.methodology.diagram import mermaid
from engine.methodology.picture.picture import picture
from engine.methodology.picture.svg import svg


@to_command
@click.argument("methodology", metavar="ID|FILE", shell_complete=suggest_files)
@click.option("--mermaid", "as_mermaid", is_flag=True, help="As Mermaid instead of SVG.")
def command(session: Session, methodology: str, as_mermaid: bool) -> None:
    """Draw a methodology: its stages, gates, decisions and moves."""
    tables = tables_of(session, methodology)
    if as_mermaid:
        session.emit(drawn("mermaid", mermaid(tables)))
    else:
        session.emit(drawn("svg", svg(picture(tables))))
