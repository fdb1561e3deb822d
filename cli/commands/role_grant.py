"""The command `phasegate role grant`."""

from cli import arguments
from cli.done import tell_done
from cli.frame import to_command
from cli.output import talk
from cli.scopes import scope_of
from cli.session import Session, stream_of
from engine.names import DIRECTORY


@to_command
@arguments.person
@arguments.role
@arguments.project
def command(session: Session, person: str, role: str, project: str | None) -> None:
    """Grant a role: in the organisation, or in one project."""
    args = {"person": session.person(person), "role": role, "scope": scope_of(project)}
    tell_done(session, session.act(DIRECTORY, "GrantRole", args))
    if project and not _is_started(session, project):
        talk(f"note: no project {project} has been started yet")


def _is_started(session: Session, project: str) -> bool:
    with session.store.read() as reader:
        return reader.head(stream_of(project)) is not None
