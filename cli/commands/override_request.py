"""The command `phasegate override request`."""

import click

from cli import arguments
from cli.done import tell_done
from cli.frame import to_command
from cli.params import DECISION
from cli.session import Session, stream_of
from engine.canonical import Json
from engine.errors import UsageError
from engine.rules.overrides import overridable
from engine.rules.world import World, started


@to_command
@arguments.key
@arguments.gate
@click.argument("decision", metavar="[DECISION]", type=DECISION, required=False)
@arguments.reason
def command(session: Session, key: str, gate: str, decision: str | None, reason: str) -> None:
    """Ask to set a gate aside in an emergency; a second person must join.

    The second person has a day for it.

    The gate is not passed by it. Every report says that it was overridden, and a third person
    reviews it.
    """
    chosen = decision or _only(session.project(key), gate)
    args: dict[str, Json] = {"gate": gate, "decision": chosen, "reason": reason}
    tell_done(session, session.act(stream_of(key), "RequestOverride", args))


def _only(world: World, gate: str) -> str:
    """The decision that is meant where none is named: the only one an override can take."""
    tables, _ = started(world)
    if gate not in tables["gates"]:
        return "go"  # the rules say that there is no such gate
    found = [one["id"] for one in overridable(tables, tables["gates"][gate])]
    if len(found) > 1:
        raise UsageError(f"{gate} has several ways on; name one of {', '.join(found)}")
    return found[0] if found else "go"
