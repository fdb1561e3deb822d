"""The command `phasegate deliver`."""

import click

from cli import arguments
from cli.done import tell_done
from cli.files import opened
from cli.frame import to_command
from cli.keeping import keep
from cli.params import HANDLE
from cli.session import Session, stream_of
from cli.suggest import suggest_files
from engine.canonical import Json
from engine.errors import UsageError


@to_command
@arguments.key
@arguments.deliverable
@click.argument("file", metavar="FILE", shell_complete=suggest_files)
@click.option(
    "--author",
    "authors",
    metavar="PERSON",
    type=HANDLE,
    multiple=True,
    help="Somebody who wrote it too.",
)
@click.option("--empty", is_flag=True, help="It is meant to hold nothing.")
def command(
    session: Session,
    key: str,
    deliverable: str,
    file: str,
    authors: tuple[str, ...],
    empty: bool,
) -> None:
    """Hand in a version of a deliverable.

    FILE is a file, or - for what comes in. Its bytes are kept under their SHA-256.
    """
    stream = stream_of(key)
    people = sorted({session.person(one) for one in authors})
    with opened(file) as given:
        if given.size == 0 and not empty:
            what = "nothing came in" if file == "-" else f"{given.name} is empty"
            raise UsageError(what, hint="say --empty if a version without content is meant")
        args: dict[str, Json] = {
            "deliverable": deliverable,
            "digest": given.digest,
            "size": given.size,
            "name": given.name,
            "authors": people,
        }
        keep(session, stream, "SubmitDeliverable", args, given)
        done = session.act(stream, "SubmitDeliverable", args)
    tell_done(session, done, {"digest": given.digest})
