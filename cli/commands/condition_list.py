"""The command `phasegate condition list`."""

from cli import arguments
from cli.frame import to_command
from cli.lists import Column, list_answer
from cli.session import Session
from cli.times import until
from engine.canonical import Json


@to_command
@arguments.key
def command(session: Session, key: str) -> None:
    """List the conditions of a project and how they stand."""
    project = session.project(key).project
    assert project
    conditions = list(project.conditions.values())
    session.names.load({one for each in conditions for one in (each.owner, each.verifier)})
    session.names.load_texts(each.text for each in conditions)
    zone = session.zone()
    items: list[dict[str, Json]] = [
        {
            "condition": each.number,
            "state": each.state,
            "text": session.names.text(each.text),
            "owner_handle": session.names.of(each.owner),
            "verifier_handle": session.names.of(each.verifier),
            "until": until(zone, each.due),
            "gate": each.gate,
            "round": each.round,
            "owner": each.owner,
            "verifier": each.verifier,
            "due": each.due,
            "lapse": each.lapse["kind"],
        }
        for each in conditions
    ]
    columns = [
        Column("N", "condition"),
        Column("STATE", "state"),
        Column("CONDITION", "text"),
        Column("OWNER", "owner_handle"),
        Column("VERIFIER", "verifier_handle"),
        Column("UNTIL", "until"),
    ]
    session.emit(list_answer("conditions", columns, items, f"{key} has no conditions"))
