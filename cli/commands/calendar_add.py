"""The command `phasegate calendar add`."""

import click

from cli.done import tell_done
from cli.frame import to_command
from cli.params import DATE
from cli.session import Session
from engine.names import DIRECTORY


@to_command
@click.argument("dates", metavar="DATE...", type=DATE, nargs=-1, required=True)
def command(session: Session, dates: tuple[str, ...]) -> None:
    """Declare holidays: days that are no working days."""
    args = {"add": sorted(set(dates)), "remove": []}
    tell_done(session, session.act(DIRECTORY, "AmendCalendar", args))
