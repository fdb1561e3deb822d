"""The command `phasegate person list`."""

import click

from cli.frame import to_command
from cli.lists import Column, list_answer
from cli.scopes import scope_words
from cli.session import Session
from cli.times import day
from engine.canonical import Json


@to_command
@click.option("--all", "everybody", is_flag=True, help="Also those who left.")
def command(session: Session, everybody: bool) -> None:
    """List the people and the roles they hold."""
    with session.store.read() as reader:
        people = [row for row in reader.people() if everybody or row.left_at is None]
        grants = reader.grants()
        session.names.read(reader, (row.person for row in people))
    session.names.load_texts(row.name for row in people)
    roles: dict[str, list[str]] = {}
    for grant in grants:
        roles.setdefault(grant.person, []).append(f"{grant.role} ({scope_words(grant.scope)})")
    zone = session.zone()
    items: list[dict[str, Json]] = [
        {
            "handle": session.names.of(row.person),
            "name": session.names.text(row.name),
            "roles": list(roles.get(row.person, ())),
            "department": row.department,
            "left": day(zone, row.left_at) if row.left_at else None,
            "person": row.person,
        }
        for row in people
    ]
    items.sort(key=lambda item: str(item["handle"]))
    columns = [Column("HANDLE", "handle"), Column("NAME", "name"), Column("ROLES", "roles")]
    if any(row.department for row in people):
        columns.append(Column("DEPARTMENT", "department"))
    if everybody:
        columns.append(Column("LEFT", "left"))
    session.emit(list_answer("people", columns, items, "nobody is here"))
