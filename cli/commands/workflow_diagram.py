"""The command `phasegate workflow diagram`."""

import click

from cli.frame import to_command
from cli.output import Answer
from cli.params import PROJECT
from cli.session import Session
from cli.sources import tables_of
from engine.errors import UsageError
from engine.methodology.diagram import Standing, mermaid
from engine.methodology.tables import Tables
from engine.rules.world import started


@to_command
@click.argument("methodology", metavar="[ID|FILE]", required=False)
@click.option("--project", metavar="KEY", type=PROJECT, help="Show where it stands and has been.")
def command(session: Session, methodology: str | None, project: str | None) -> None:
    """Draw a methodology as a Mermaid diagram."""
    standing = None
    if project is not None:
        tables, standing = _of_project(session, project, methodology)
    elif methodology is not None:
        tables = tables_of(session, methodology)
    else:
        raise UsageError("name a methodology, or --project KEY")
    text = mermaid(tables, standing)
    lines = text.rstrip("\n").split("\n")
    session.emit(Answer("diagram", {"format": "mermaid", "diagram": text}, lambda: lines))


def _of_project(session: Session, key: str, methodology: str | None) -> tuple[Tables, Standing]:
    """The methodology that a project is pinned to, and where it stands in it."""
    tables, project = started(session.project(key))
    if methodology not in (None, tables["methodology"]):
        raise UsageError(f"{key} is run by {tables['methodology']}, not by {methodology}")
    been = [stage for stage, _ in project.path]
    return tables, Standing(None if project.outcome else project.stage, been)
