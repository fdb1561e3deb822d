"""The command `phasegate project start`."""

import click

from cli import arguments
from cli.done import tell_done
from cli.frame import to_command
from cli.params import METHODOLOGY
from cli.published import in_force
from cli.session import Session, stream_of
from cli.values import field_values


@to_command
@arguments.key
@click.option(
    "--methodology", metavar="ID", type=METHODOLOGY, required=True, help="One that is published."
)
@click.option("--title", metavar="TITLE", help="The project's title; by default its key.")
@click.option(
    "--set", "fields", metavar="FIELD=VALUE", multiple=True, help="A field's first value."
)
def command(
    session: Session, key: str, methodology: str, title: str | None, fields: tuple[str, ...]
) -> None:
    """Start a project by a published methodology."""
    stream = stream_of(key)
    found = in_force(session, methodology)
    earlier = session.earlier(stream, "StartProject")
    args = {
        "methodology": earlier["methodology"] if earlier else found.published.source,
        "fields": field_values(session, found.tables, fields),
        "title": title or key,
    }
    tell_done(session, session.act(stream, "StartProject", args))
