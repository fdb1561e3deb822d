"""The command `phasegate gate record`."""

from typing import Unpack

import click

from cli import arguments
from cli.ballots import Ballot, ballot, ballot_args
from cli.done import tell_done
from cli.frame import to_command
from cli.params import HANDLE
from cli.session import Session, stream_of
from cli.suggest import suggest
from cli.versions import version_digest


@to_command
@arguments.key
@arguments.gate
@ballot
@click.option("--voter", metavar="PERSON", type=HANDLE, required=True, help="Whose vote it is.")
@click.option(
    "--minutes",
    metavar="DELIVERABLE|DIGEST",
    required=True,
    shell_complete=suggest,
    help="Which file says so: the newest version of a deliverable, or its SHA-256.",
)
@click.option("--for", "principal", metavar="PERSON", type=HANDLE, help="Who lent them the vote.")
def command(
    session: Session,
    key: str,
    gate: str,
    voter: str,
    minutes: str,
    principal: str | None,
    **given: Unpack[Ballot],
) -> None:
    """Record somebody's vote from the minutes of a meeting.

    Hand the minutes in first. Whose vote it is can confirm or contest it: phasegate gate confirm,
    phasegate gate contest.
    """
    args = ballot_args(session, key, gate, "RecordVote", given)
    args["voter"] = session.person(voter)
    args["principal"] = session.person(principal) if principal else args["voter"]
    args["minutes"] = version_digest(session, key, minutes, "RecordVote", "minutes")
    tell_done(session, session.act(stream_of(key), "RecordVote", args))
