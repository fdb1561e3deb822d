"""The command `phasegate workflow test`."""

from pathlib import Path
from typing import Final

import click

from cli.complaints import complaint_lines, complaints_as_json, from_here
from cli.frame import to_command
from cli.output import Answer
from cli.scenario_files import scenario_files
from cli.scenario_lines import Tested, tested_data, tested_lines
from cli.session import Session
from cli.suggest import suggest_files
from cli.text import Line, Styled
from engine.canonical import Json
from engine.errors import DefinitionError, UsageError
from engine.scenarios.coverage import KINDS, Kind, Seen, coverage
from engine.scenarios.files import read_book
from engine.scenarios.play import play_all

FAILED: Final = DefinitionError.exit_code


@to_command
@click.argument("files", metavar="[FILE...]", nargs=-1, shell_complete=suggest_files)
@click.option("--only", metavar="SCENARIO", multiple=True, help="Play this scenario; repeatable.")
@click.option("--coverage", "whole", is_flag=True, help="List what was never shown.")
@click.option(
    "--min",
    "least",
    metavar="[KIND=]PERCENT",
    multiple=True,
    help="Fail below this coverage: of every kind, or of one.",
)
def command(
    session: Session,
    files: tuple[str, ...],
    only: tuple[str, ...],
    whole: bool,
    least: tuple[str, ...],
) -> None:
    """Play the scenarios of workflow files.

    FILE is a workflow file with scenarios beside it, a scenarios file, or the name of a shipped
    methodology; by default all that are shipped, and all of the workspace. Says what went otherwise
    than a scenario says, and how much of each workflow file its scenarios show.
    """
    wanted = _levels(least)
    items: list[dict[str, Json]] = []
    told: list[Line] = []
    for path in scenario_files(session, files):
        item, lines = _test(path, only, wanted, whole=whole)
        items.append(item)
        told += lines
    if not all(item["ok"] for item in items):
        session.exit_code = FAILED
    session.emit(Answer("tested", {"items": items}, lambda: told, ("file", "ok")))


def _test(
    path: Path, only: tuple[str, ...], wanted: dict[Kind, int], *, whole: bool
) -> tuple[dict[str, Json], list[Line]]:
    try:
        book = read_book(path)
    except DefinitionError as error:
        shown = from_here(error, path)
        head: Line = (Styled("red", "not valid"), f": {path}")
        item: dict[str, Json] = {"file": str(path), "ok": False, "scenarios": [], "coverage": []}
        return {**item, "complaints": complaints_as_json(shown)}, [*complaint_lines(shown), head]
    for name in only:
        if name not in book.scenarios:
            known = ", ".join(book.scenarios)
            raise UsageError(f"{path} has no scenario {name[:60]!a}", hint=f"there are {known}")
    reports = list(play_all(book, only))
    seen = Seen()
    for report in reports:
        seen.add(report.seen)
    tested = Tested(path, reports, coverage(book.tables, seen), wanted)
    return tested_data(tested), list(tested_lines(tested, whole=whole))


def _levels(given: tuple[str, ...]) -> dict[Kind, int]:
    """The least coverage of each kind that was asked for."""
    found: dict[Kind, int] = {}
    for text in given:
        name, equals, number = text.rpartition("=")
        kinds = [one for one in KINDS if name in ("", one)]
        if not kinds or (equals and not name) or not number.isdecimal() or int(number) > 100:
            raise UsageError(
                f"{text[:60]!a} is no coverage", hint=f"such as 90 or {'=90, '.join(KINDS)}=90"
            )
        found.update(dict.fromkeys(kinds, int(number)))
    return found
