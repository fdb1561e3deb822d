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
    done = [
        session.act(DIRECTORY, "EraseText", {"commitment": text, "reason": reason}, part=part)
        for part, text in _texts(session, id_).items()
    ]
    tell_done(session, done[-1], {"person": id_}, first=done[:-1])


def _texts(session: Session, person: str) -> dict[str, str]:
    """Handle and name of a person, as far as they are there, by the part of the command.

    Erasing that was broken off goes on. Where nothing is left the rules say so, and a command that
    is given again is answered as before.
    """
    with session.store.read() as reader:
        row = reader.person(person)
        assert row, "somebody who was found has a row"
        texts = {"/handle": row.handle, "/name": row.name}
        known = reader.texts(texts.values())
        left = {
            part: text
            for part, text in texts.items()
            if not known[text].erased or reader.by_command(DIRECTORY, session.command_id + part)
        }
    return left or texts
