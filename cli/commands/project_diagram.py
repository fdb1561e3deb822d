"""The command `phasegate project diagram`."""

import click

from cli.diagrams import drawn
from cli.frame import to_command
from cli.params import PROJECT
from cli.project_story import story
from cli.session import Session
from engine.methodology.diagram import Standing, mermaid
from engine.methodology.picture.picture import picture
from engine.methodology.picture.svg import svg
from engine.rules.world import started


@to_command
@click.argument("key", metavar="KEY", type=PROJECT)
@click.option("--mermaid", "as_mermaid", is_flag=True, help="As Mermaid instead of SVG.")
def command(session: Session, key: str, as_mermaid: bool) -> None:
    """Draw where a project stands, has been, and what each round decided."""
    world = session.project(key)
    tables, project = started(world)
    if as_mermaid:
        been = [stage for stage, _ in project.path]
        text = mermaid(tables, Standing([] if project.outcome else list(project.position), been))
        session.emit(drawn("mermaid", text))
        return
    session.emit(drawn("svg", svg(picture(tables, story(world, session.names, session.zone())))))
