"""The command `phasegate project adopt`."""

import click

from cli import arguments
from cli.done import tell_done
from cli.files import opened
from cli.frame import to_command
from cli.keeping import keep
from cli.params import METHODOLOGY, STAGE
from cli.published import in_force
from cli.session import Session, stream_of
from cli.values import field_values
from engine.canonical import Json


@to_command
@arguments.key
@click.option(
    "--methodology", metavar="ID", type=METHODOLOGY, required=True, help="One that is published."
)
@click.option(
    "--stage",
    "stages",
    metavar="STAGE",
    type=STAGE,
    multiple=True,
    required=True,
    help="Where it stands; one in each track.",
)
@click.option("--evidence", metavar="FILE", required=True, help="What shows that it is so.")
@arguments.reason
@click.option("--title", metavar="TITLE", help="The project's title; by default its key.")
@click.option(
    "--set", "fields", metavar="FIELD=VALUE", multiple=True, help="A field's first value."
)
def command(
    session: Session,
    key: str,
    methodology: str,
    stages: tuple[str, ...],
    evidence: str,
    reason: str,
    title: str | None,
    fields: tuple[str, ...],
) -> None:
    """Take in a project that is under way already, where it stands.

    No gate counts as passed by it, and every view and report says that it was adopted. FILE is a
    file, or - for what comes in; its bytes are kept under their SHA-256.
    """
    stream = stream_of(key)
    found = in_force(session, methodology)
    earlier = session.earlier(stream, "AdoptProject")
    with opened(evidence) as given:
        args: dict[str, Json] = {
            "methodology": earlier["methodology"] if earlier else found.published.source,
            "stages": list(stages),
            "fields": field_values(session, found.tables, fields),
            "title": title or key,
            "digest": given.digest,
            "size": given.size,
            "name": given.name,
            "reason": reason,
        }
        keep(session, stream, "AdoptProject", args, given)
        done = session.act(stream, "AdoptProject", args)
    tell_done(session, done, {"digest": given.digest})
