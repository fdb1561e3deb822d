"""The command `phasegate project set`."""

import click

from cli import arguments
from cli.done import tell_done
from cli.frame import to_command
from cli.session import Session, stream_of
from cli.values import field_values


@to_command
@arguments.key
@click.argument("fields", metavar="FIELD=VALUE...", nargs=-1, required=True)
def command(session: Session, key: str, fields: tuple[str, ...]) -> None:
    """Set fields of a project."""
    tables = session.project(key).tables
    assert tables
    args = {"fields": field_values(session, tables, fields)}
    tell_done(session, session.act(stream_of(key), "SetFields", args))
