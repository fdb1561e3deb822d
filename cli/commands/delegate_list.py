"""The command `phasegate delegate list`."""

import click

from cli.frame import to_command
from cli.lists import Column, list_answer
from cli.scopes import scope_words
from cli.session import Session
from cli.times import day
from engine.canonical import Json
from engine.store.rows import DelegationRow


@to_command
@click.option("--all", "everything", is_flag=True, help="Also those that are over.")
def command(session: Session, everything: bool) -> None:
    """List the votes that are lent."""
    today = day(session.zone(), session.now())
    with session.store.read() as reader:
        rows = [
            row
            for row in reader.delegations()
            if everything or _state(row, today) in ("in force", "to come")
        ]
        session.names.read(reader, {one for row in rows for one in (row.principal, row.delegate)})
    items: list[dict[str, Json]] = [
        {
            "delegation": row.delegation,
            "principal_handle": session.names.of(row.principal),
            "delegate_handle": session.names.of(row.delegate),
            "role": row.role,
            "where": scope_words(row.scope),
            "since": row.since,
            "until": row.until,
            "state": _state(row, today),
            "principal": row.principal,
            "delegate": row.delegate,
            "scope": row.scope,
        }
        for row in rows
    ]
    columns = [
        Column("N", "delegation"),
        Column("OF", "principal_handle"),
        Column("TO", "delegate_handle"),
        Column("ROLE", "role"),
        Column("WHERE", "where"),
        Column("FROM", "since"),
        Column("UNTIL", "until"),
        Column("STATE", "state"),
    ]
    session.emit(list_answer("delegations", columns, items, "no vote is lent"))


def _state(row: DelegationRow, today: str) -> str:
    if row.ended:
        return "ended"
    if today > row.until:
        return "over"
    return "to come" if today < row.since else "in force"
