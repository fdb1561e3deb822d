"""The command `phasegate erase`."""

import click

from cli import arguments
from cli.done import tell_done
from cli.frame import to_command
from cli.params import DIGEST, HANDLE
from cli.session import Session
from engine.errors import UsageError
from engine.names import DIRECTORY


@to_command
@click.argument("commitment", metavar="[COMMITMENT]", type=DIGEST, required=False)
@click.option("--person", metavar="PERSON", type=HANDLE, help="Erase handle and name of a person.")
@arguments.reason
def command(session: Session, commitment: str | None, person: str | None, reason: str) -> None:
    """Erase a text that stands beside the record.

    The record keeps the text's commitment, from which nothing can be read; it stays provable.
    COMMITMENT is what stands in an entry in the place of the text.
    """
    if (commitment is None) == (person is None):
        raise UsageError("erase one COMMITMENT, or --person PERSON")
    if commitment is not None:
        args = {"commitment": commitment, "reason": reason}
        tell_done(session, session.act(DIRECTORY, "EraseText", args))
        return
    assert person is not None
    id_ = session.person(person)
    with session.store.read() as reader:
        row = reader.person(id_)
    assert row, "somebody who was found has a row"
    texts = {"/handle": row.handle, "/name": row.name}
    handle, name = [
        session.act(DIRECTORY, "EraseText", {"commitment": text, "reason": reason}, part=part)
        for part, text in texts.items()
    ]
    tell_done(session, name, {"person": id_}, first=(handle,))
