"""The command `phasegate calendar list`."""

from datetime import date

from cli.frame import to_command
from cli.lists import Column, list_answer
from cli.session import Session
from engine.canonical import Json


@to_command
def command(session: Session) -> None:
    """List the holidays."""
    world = session.directory()
    working_days = world.calendar["working_days"]
    items: list[dict[str, Json]] = [
        {"date": day, "on_a_working_day": date.fromisoformat(day).isoweekday() in working_days}
        for day in sorted(world.directory.holidays)
    ]
    columns = [Column("DATE", "date"), Column("ON A WORKING DAY", "on_a_working_day")]
    session.emit(list_answer("holidays", columns, items, "no holiday is declared"))
