"""The command `phasegate gate decide`."""

from typing import Unpack

import click

from cli import arguments
from cli.ballots import Ballot, ballot_args, word
from cli.done import tell_done
from cli.frame import to_command
from cli.params import HANDLE
from cli.session import Session, stream_of


@to_command
@arguments.key
@arguments.gate
@word
@click.option("--for", "principal", metavar="PERSON", type=HANDLE, help="Who lent you the vote.")
def command(
    session: Session, key: str, gate: str, principal: str | None, **given: Unpack[Ballot]
) -> None:
    """Decide the open round of a gate, after its panel.

    For who sits in the seat that decides; the round ends with it. What is open to them, and what
    the panel said, is told by: phasegate gate show KEY GATE.
    """
    args = ballot_args(session, key, gate, "DecideGate", given)
    args["principal"] = session.person(principal) if principal else session.actor()
    tell_done(session, session.act(stream_of(key), "DecideGate", args))
