"""The command `phasegate calendar remove`."""

import click

from cli.done import tell_done
from cli.frame import to_command
from cli.params import DATE
from cli.session import Session
from engine.names import DIRECTORY


@to_command
@click.argument("dates", metavar="DATE...", type=DATE, nargs=-1, required=True)
def command(session: Session, dates: tuple[str, ...]) -> None:
    """Take holidays back; deadlines that are on record stay as they are."""
    args = {"add": [], "remove": sorted(set(dates))}
    tell_done(session, session.act(DIRECTORY, "AmendCalendar", args))
