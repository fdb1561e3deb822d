"""The command `phasegate project show`."""

from cli import arguments
from cli.frame import to_command
from cli.output import Answer
from cli.project_view import project_data, project_lines, project_view
from cli.session import Session


@to_command
@arguments.key
def command(session: Session, key: str) -> None:
    """Show where a project stands."""
    view = project_view(session.project(key), session.names)
    names = session.names
    session.emit(
        Answer("project", project_data(view), lambda: project_lines(view, names, session.zone()))
    )
