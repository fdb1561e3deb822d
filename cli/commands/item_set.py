"""The command `phasegate item set`."""

import click

from cli import arguments
from cli.done import tell_done
from cli.frame import to_command
from cli.session import Session, stream_of
from cli.values import item_values
from engine.canonical import Json
from engine.errors import UsageError


@to_command
@arguments.key
@arguments.register
@arguments.number
@arguments.fields
@click.option("--title", metavar="TITLE", help="Another title; it is kept.")
def command(
    session: Session,
    key: str,
    register: str,
    number: int,
    fields: tuple[str, ...],
    title: str | None,
) -> None:
    """Set fields of an item, or its title."""
    if not fields and title is None:
        raise UsageError("there is nothing to set", hint="say FIELD=VALUE, or --title TITLE")
    tables = session.project(key).tables
    assert tables
    values = item_values(session, tables, register, fields)
    args: dict[str, Json] = {
        "register": register,
        "item": number,
        "title": title,
        "fields": values,
    }
    tell_done(session, session.act(stream_of(key), "SetItem", args))
