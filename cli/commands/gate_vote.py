"""The command `phasegate gate vote`."""

from typing import Unpack

import click

from cli import arguments
from cli.ballots import Ballot, ballot, ballot_args
from cli.done import tell_done
from cli.frame import to_command
from cli.params import HANDLE
from cli.session import Session, stream_of


@to_command
@arguments.key
@arguments.gate
@ballot
@click.option("--for", "principal", metavar="PERSON", type=HANDLE, help="Who lent you the vote.")
def command(
    session: Session, key: str, gate: str, principal: str | None, **given: Unpack[Ballot]
) -> None:
    """Vote in the open round of a gate.

    The vote is bound to the round and to the dossier as they are now, or to what --round and --seen
    name. Look at it first: phasegate gate show KEY GATE.
    """
    args = ballot_args(session, key, gate, "CastVote", given)
    args["principal"] = session.person(principal) if principal else session.actor()
    tell_done(session, session.act(stream_of(key), "CastVote", args))
