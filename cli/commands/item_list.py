"""The command `phasegate item list`."""

from collections.abc import Sequence

import click

from cli.frame import to_command
from cli.lists import Column, list_answer
from cli.params import HANDLE, ID_, PROJECT
from cli.session import Session, stream_of
from cli.times import day
from engine.canonical import Json
from engine.errors import UsageError
from engine.projections import item_rows
from engine.store.protocol import Placed
from engine.store.rows import ItemRow


@to_command
@click.argument("key", metavar="[KEY]", type=PROJECT, required=False)
@click.option("--register", metavar="REGISTER", type=ID_, help="Only those of this register.")
@click.option("--owner", metavar="PERSON", type=HANDLE, help="Only those that somebody owns.")
@click.option("--all", "everything", is_flag=True, help="Those that have ended, too.")
def command(
    session: Session,
    key: str | None,
    register: str | None,
    owner: str | None,
    everything: bool,
) -> None:
    """List the items of a project, or of one register or owner in all projects.

    Those that have ended are left out unless --all is given.
    """
    person = session.person(owner) if owner else None
    rows = [
        one
        for one in _rows(session, key, register, person)
        if (everything or one.row.open)
        and register in (None, one.row.register)
        and person in (None, one.row.owner)
    ]
    session.names.load({one.row.owner for one in rows if one.row.owner})
    session.names.load_texts(one.row.title for one in rows)
    items = [_item(session, one) for one in rows]
    columns = [
        Column("KEY", "key"),
        Column("REGISTER", "register"),
        Column("N", "item"),
        Column("STATE", "state"),
        Column("TITLE", "title"),
        Column("OWNER", "owner_handle"),
        Column("SINCE", "since"),
    ]
    session.emit(list_answer("items", columns, items, "there are no such items"))


def _rows(
    session: Session, key: str | None, register: str | None, person: str | None
) -> Sequence[Placed[ItemRow]]:
    if key is not None:
        world = session.project(key)
        return [Placed(stream_of(key), row) for row in item_rows(world)]
    with session.store.read() as reader:
        if register is not None:
            return reader.items_of(register)
        if person is not None:
            return reader.items_owned(person)
    raise UsageError("which items?", hint="say KEY, --register REGISTER or --owner PERSON")


def _item(session: Session, placed: Placed[ItemRow]) -> dict[str, Json]:
    row = placed.row
    return {
        "key": placed.stream.removeprefix("project/"),
        "register": row.register,
        "item": row.item,
        "state": row.state,
        "open": bool(row.open),
        "title": session.names.text(row.title),
        "owner_handle": session.names.of(row.owner) if row.owner else None,
        "since": day(session.zone(), row.moved_at),
        "owner": row.owner,
        "added_at": row.added_at,
        "moved_at": row.moved_at,
    }
