"""The command `phasegate person add`."""

import hashlib

import click

from cli.done import tell_done
from cli.frame import to_command
from cli.names import OWN_IDS, check_new_handle
from cli.params import HANDLE
from cli.session import Session
from engine.names import DIRECTORY


@to_command
@click.argument("handle", metavar="HANDLE", type=HANDLE)
@click.option("--name", metavar="NAME", required=True, help="The person's name.")
def command(session: Session, handle: str, name: str) -> None:
    """Add a person to the directory.

    Handle and name can be erased later; the record itself holds an opaque id.
    """
    check_new_handle(handle)
    person = _id(session)
    args = {"person": person, "handle": handle, "name": name}
    done = session.act(DIRECTORY, "AddPerson", args)
    if session.settings.dry_run:
        session.names.suppose(person, handle)
    tell_done(session, done, {"person": person, "handle": handle})


def _id(session: Session) -> str:
    """The id of the new person: made from the command's id, so that repeating names the same."""
    with session.store.read() as reader:
        origin = reader.origin()
    seed = f"phasegate/person/v1\n{origin}\n{session.command_id}"
    return OWN_IDS + hashlib.sha256(seed.encode()).hexdigest()[:16]
