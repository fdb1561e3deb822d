"""The command `phasegate item add`."""

import click

from cli import arguments
from cli.done import tell_done
from cli.frame import to_command
from cli.session import Session, stream_of
from cli.values import item_values
from engine.canonical import Json


@to_command
@arguments.key
@arguments.register
@arguments.fields
@click.option("--title", metavar="TITLE", required=True, help="What it is about; it is kept.")
def command(session: Session, key: str, register: str, fields: tuple[str, ...], title: str) -> None:
    """Add an item to a register: a risk, an issue, a change."""
    tables = session.project(key).tables
    assert tables
    values = item_values(session, tables, register, fields)
    args: dict[str, Json] = {"register": register, "title": title, "fields": values}
    tell_done(session, session.act(stream_of(key), "AddItem", args))
