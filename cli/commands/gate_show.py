"""The command `phasegate gate show`."""

from collections.abc import Iterator

import click

from cli.frame import to_command
from cli.gate_lines import gate_data, gate_lines
from cli.gate_view import gate_view
from cli.output import Answer
from cli.params import ID_, PROJECT
from cli.refused import Refused
from cli.session import Session
from cli.text import Line
from engine.rules.calls import requestable
from engine.rules.refusal import Refusal
from engine.rules.world import World, started


@to_command
@click.argument("key", metavar="KEY", type=PROJECT)
@click.argument("gate", metavar="[GATE]", type=ID_, required=False)
def command(session: Session, key: str, gate: str | None) -> None:
    """Show what a gate's panel judges, who decides, and how the votes stand.

    Without GATE: the gate of the open round, or the gates that lead out of the present stage.
    """
    world = session.project(key)
    views = [gate_view(world, one, session.names) for one in _gates(world, gate)]
    zone = session.zone()

    def lines() -> Iterator[Line]:
        for view in views:
            yield from gate_lines(view, session.names, zone)
        if not views:
            yield f"no gate leads out of where {key} stands"

    session.emit(Answer("gates", {"items": [gate_data(view) for view in views]}, lines))


def _gates(world: World, named: str | None) -> list[str]:
    tables, project = started(world)
    if named is None:
        if project.open_round:
            return [project.open_round.gate]
        return requestable(world)
    if named not in tables["gates"]:
        known = ", ".join(tables["order"]["gates"])
        words = f"{tables['methodology']} has no gate {named}; it has {known}"
        raise Refused(Refusal("gate.unknown", words))
    return [named]
