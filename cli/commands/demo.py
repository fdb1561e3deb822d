"""The command `phasegate demo`."""

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence

import click

from cli.demo.player import Deviation, Player, Ran
from cli.demo.steps import Step
from cli.demo.story import story
from cli.frame import to_command
from cli.output import Answer, has_colour, talk
from cli.session import Session
from cli.shipped import shipped_scenarios
from cli.suggest import suggest_shipped
from engine.canonical import Json
from engine.errors import ConflictError, NotFound, UsageError


@to_command
@click.argument("name", metavar="[NAME]", required=False, shell_complete=suggest_shipped)
@click.option("--scenario", metavar="SCENARIO", help="One of its scenarios.")
def command(session: Session, name: str | None, scenario: str | None) -> None:
    """Play a project from idea to close, and check its record.

    With NAME a shipped methodology is played as its scenarios tell it. The workspace is made in a
    temporary folder; --workspace DIR, a new one, keeps it.
    """
    if scenario is not None and name is None:
        raise UsageError("name the methodology whose scenario is meant")
    kept = session.settings.workspace
    if kept is not None and os.path.lexists(kept):
        raise ConflictError(f"{kept} is there already", hint="nothing was changed; name a new one")
    if session.settings.dry_run:
        raise UsageError("the demo has no dry run: it touches nothing but a folder of its own")
    shown = session.settings.format == "table"
    player = Player(_tell if shown else _keep_quiet, colour=shown and has_colour(sys.stdout))
    with tempfile.TemporaryDirectory(prefix="phasegate-demo-") as folder:
        try:
            if name is None:
                player.play(story(kept or f"{folder}/kettle-works", f"{folder}/copy", kept))
            else:
                player.play(_of_scenario(name, scenario, kept or f"{folder}/office", kept))
        except Deviation as deviation:
            talk(f"phasegate: {deviation}", *deviation.written.splitlines())
            session.exit_code = 1
    if not shown:
        session.emit(_answer(player.ran, kept))


def _of_scenario(name: str, scenario: str | None, folder: str, kept: str | None) -> Iterator[Step]:
    """The story of a scenario of a shipped methodology, by default of the one to be shown."""
    # Imported here: it brings the YAML reader and the models, which the usual story does without.
    from cli.demo.told import story_of
    from engine.scenarios.files import read_book

    shipped = shipped_scenarios()
    workflow = name.replace("-", "_")
    if workflow not in shipped:
        hint = f"there are {', '.join(shipped)}"
        raise NotFound(f"no scenarios of {name[:60]!a} are shipped", hint=hint)
    book = read_book(shipped[workflow])
    chosen = scenario or book.demo
    if chosen not in book.scenarios:
        hint = f"there are {', '.join(book.scenarios)}"
        raise NotFound(f"{name} has no scenario {chosen[:60]!a}", hint=hint)
    return story_of(book, chosen, workflow, folder, kept)


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
