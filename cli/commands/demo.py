"""The command `phasegate demo`."""

import os
import sys
import tempfile
from collections.abc import Sequence

from cli.demo.player import Deviation, Player, Ran
from cli.demo.story import story
from cli.frame import to_command
from cli.output import Answer, has_colour, talk
from cli.session import Session
from engine.canonical import Json
from engine.errors import ConflictError, UsageError


@to_command
def command(session: Session) -> None:
    """Play a project from idea to close, and check its record.

    The workspace is made in a temporary folder; --workspace DIR, a new one, keeps it.
    """
    kept = session.settings.workspace
    if kept is not None and os.path.lexists(kept):
        raise ConflictError(f"{kept} is there already", hint="nothing was changed; name a new one")
    if session.settings.dry_run:
        raise UsageError("the demo has no dry run: it touches nothing but a folder of its own")
    shown = session.settings.format == "table"
    player = Player(_tell if shown else _keep_quiet, colour=shown and has_colour(sys.stdout))
    with tempfile.TemporaryDirectory(prefix="phasegate-demo-") as folder:
        try:
            player.play(story(kept or f"{folder}/kettle-works", f"{folder}/copy", kept))
        except Deviation as deviation:
            talk(f"phasegate: {deviation}", *deviation.written.splitlines())
            session.exit_code = 1
    if not shown:
        session.emit(_answer(player.ran, kept))


def _tell(page: str) -> None:
    sys.stdout.write(page)
    sys.stdout.flush()


def _keep_quiet(page: str) -> None:
    """Show nothing: what was done is told at the end, as data."""


def _answer(ran: Sequence[Ran], kept: str | None) -> Answer:
    items: list[Json] = [
        {
            "chapter": one.chapter,
            "command": one.command,
            "exit_code": one.code,
            "expected": one.expected,
        }
        for one in ran
    ]
    columns = ("chapter", "command", "exit_code", "expected")
    return Answer("demo", {"workspace": kept, "items": items}, lambda: (), columns)
