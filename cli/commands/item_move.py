"""The command `phasegate item move`."""

import click

from cli import arguments
from cli.done import tell_done
from cli.frame import to_command
from cli.params import ID_
from cli.session import Session, stream_of
from engine.canonical import Json


@to_command
@arguments.key
@arguments.register
@arguments.number
@click.argument("state", metavar="STATE", type=ID_)
@arguments.comment
def command(
    session: Session, key: str, register: str, number: int, state: str, comment: str | None
) -> None:
    """Move an item to another state, by a way that its register declares."""
    args: dict[str, Json] = {
        "register": register,
        "item": number,
        "to": state,
        "comment": comment,
    }
    tell_done(session, session.act(stream_of(key), "MoveItem", args))
