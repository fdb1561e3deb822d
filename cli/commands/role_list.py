"""The command `phasegate role list`."""

import click

from cli import arguments
from cli.frame import to_command
from cli.lists import Column, list_answer
from cli.params import HANDLE
from cli.scopes import scope_of, scope_words
from cli.session import Session
from engine.names import ORGANISATION


@to_command
@arguments.project
@click.option("--person", metavar="PERSON", type=HANDLE, help="What this person holds.")
def command(session: Session, project: str | None, person: str | None) -> None:
    """List who holds which role, and who granted it."""
    holder = session.person(person) if person else None
    with session.store.read() as reader:
        grants = reader.grants(holder)
        if project:
            grants = [grant for grant in grants if grant.scope == scope_of(project)]
        people = {one for grant in grants for one in (grant.person, grant.granted_by)}
        session.names.read(reader, people)
    items = [
        {
            "role": grant.role,
            "where": scope_words(grant.scope),
            "handle": session.names.of(grant.person),
            "granted_by_handle": session.names.of(grant.granted_by),
            "scope": grant.scope,
            "person": grant.person,
            "granted_by": grant.granted_by,
        }
        for grant in grants
    ]
    order = ("scope", "role", "handle")
    items.sort(key=lambda item: (item["scope"] != ORGANISATION, *(item[key] for key in order)))
    columns = [
        Column("ROLE", "role"),
        Column("WHERE", "where"),
        Column("PERSON", "handle"),
        Column("GRANTED BY", "granted_by_handle"),
    ]
    session.emit(list_answer("roles", columns, items, "nobody holds a role here"))
