"""The command `phasegate audit log`."""

from collections import deque
from typing import cast

import click

from cli.frame import to_command
from cli.history import Historian
from cli.output import Answer
from cli.params import NUMBER, PROJECT
from cli.session import Session
from engine.audit.history import Told, history
from engine.canonical import Json


@to_command
@click.argument("key", metavar="[KEY]", type=PROJECT, required=False)
@click.option("--refusals", is_flag=True, help="Also what was refused.")
@click.option("--last", metavar="N", type=NUMBER, help="Only the last N acts.")
def command(session: Session, key: str | None, refusals: bool, last: int | None) -> None:
    """Tell what happened, in the order of time.

    With KEY one project, else the directory and every project. Each act is told with who did it and
    what followed from it; --json gives the entries as they are on record.
    """
    with session.store.read() as reader:
        told = list(deque(history(reader, key, refusals=refusals), maxlen=last))

    items: list[dict[str, Json]] = [_data(one) for one in told]
    columns = ("at", "stream", "seq", "hash", "actor", "proof", "command", "events")
    historian = Historian(session, one_project=key is not None)
    session.emit(Answer("history", {"items": items}, lambda: historian.lines(told), columns))


def _data(told: Told) -> dict[str, Json]:
    """An entry as it is on record, with its hash."""
    return {**cast("dict[str, Json]", told.entry), "hash": told.hash}
