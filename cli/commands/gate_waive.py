"""The command `phasegate gate waive`."""

import click

from cli import arguments
from cli.done import tell_done
from cli.frame import to_command
from cli.params import DATE, ID_
from cli.session import Session, stream_of


@to_command
@arguments.key
@arguments.gate
@click.argument("item", metavar="ITEM", type=ID_)
@click.option("--until", metavar="DATE", type=DATE, required=True, help="The last day it holds.")
@arguments.reason
def command(session: Session, key: str, gate: str, item: str, until: str, reason: str) -> None:
    """Set one piece of evidence or one criterion of a gate aside, for a time."""
    args = {"gate": gate, "item": item, "until": until, "reason": reason}
    tell_done(session, session.act(stream_of(key), "WaiveItem", args))
