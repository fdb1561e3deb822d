"""The command `phasegate project list`."""

from collections.abc import Mapping, Sequence
from typing import cast

import click

from cli.frame import to_command
from cli.lists import Column, list_answer
from cli.params import STAGE
from cli.project_view import project_view
from cli.session import Session
from cli.times import until
from engine.canonical import Json
from engine.rules.marks import marks_of
from engine.store.protocol import Placed
from engine.store.rows import ProjectRow


@to_command
@click.option("--stage", metavar="STAGE", type=STAGE, help="Only those in this stage.")
@click.option(
    "--standing",
    type=click.Choice(("active", "held", "closed")),
    help="Only those that stand so.",
)
def command(session: Session, stage: str | None, standing: str | None) -> None:
    """List the projects and where they stand."""
    with session.store.read() as reader:
        rows = list(reader.projects())
        due = {one.stream for one in reader.timers_due(session.now())}
        due |= {one.stream for one in reader.open_rounds()}
    session.names.load_texts(placed.row.title for placed in rows)
    # What is due by itself shows as done, as it does everywhere.
    items = [_now(session, one) if one.stream in due else _item(session, one) for one in rows]
    items = [
        one
        for one in items
        if (stage is None or stage in str(one["stage"]).split(", "))
        and standing in (None, one["standing"])
    ]
    zone = session.zone()
    shown = [
        (
            str(one["key"]),
            str(one["title"]),
            str(one["methodology"]),
            str(one["stage"]),
            _standing(one),
            until(zone, cast("str", one["due"])) if one["due"] else "-",
        )
        for one in items
    ]
    columns = [
        Column("KEY", "key"),
        Column("TITLE", "title"),
        Column("METHODOLOGY", "methodology"),
        Column("STAGE", "stage"),
        Column("STANDING", "standing"),
        Column("DUE", "due"),
    ]
    session.emit(list_answer("projects", columns, items, "there are no projects here", shown))


def _standing(one: Mapping[str, Json]) -> str:
    """How a project stands, with its marks."""
    marks = cast("Sequence[str]", one["marks"])
    words = str(one["outcome"] or one["standing"])
    return f"{words} ({', '.join(marks)})" if marks else words


def _item(session: Session, placed: Placed[ProjectRow]) -> dict[str, Json]:
    row = placed.row
    return {
        "key": placed.stream.removeprefix("project/"),
        "title": session.names.text(row.title),
        "methodology": row.methodology,
        "version": row.version,
        "stage": row.stage,
        "standing": row.standing,
        "outcome": row.outcome,
        "entered_at": row.entered_at,
        "due": row.due if row.standing == "active" else None,
        "started_at": row.started_at,
        "marks": list(row.marks.split()),
    }


def _now(session: Session, placed: Placed[ProjectRow]) -> dict[str, Json]:
    view = project_view(session.project(placed.stream.removeprefix("project/")), session.names)
    project = view.world.project
    assert project
    return {
        **_item(session, placed),
        "stage": project.stage,
        "standing": project.standing,
        "outcome": project.outcome,
        "entered_at": project.entered_at,
        "due": view.due,
        "marks": list(marks_of(project)),
    }
