"""The command `phasegate workflow list`."""

import click

from cli.frame import to_command
from cli.lists import Column, list_answer
from cli.session import Session
from cli.times import day
from engine.canonical import Json


@to_command
@click.option("--all", "everything", is_flag=True, help="Also versions no longer in force.")
def command(session: Session, everything: bool) -> None:
    """List the methodologies that are published."""
    with session.store.read() as reader:
        rows = [row for row in reader.methodologies() if everything or row.in_force]
    zone = session.zone()
    items: list[dict[str, Json]] = [
        {
            "methodology": row.methodology,
            "version": row.version,
            "in_force": bool(row.in_force),
            "published": day(zone, row.published_at),
            "published_at": row.published_at,
            "source": row.source,
            "compiled": row.compiled,
        }
        for row in rows
    ]
    columns = [
        Column("METHODOLOGY", "methodology"),
        Column("VERSION", "version"),
        Column("IN FORCE", "in_force"),
        Column("PUBLISHED", "published"),
    ]
    empty = "none is published; put one in force with: phasegate workflow publish FILE"
    session.emit(list_answer("methodologies", columns, items, empty))
