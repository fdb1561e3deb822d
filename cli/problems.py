"""What went wrong, told once: to people on stderr, or to a program as a document on stdout."""

import traceback
from collections.abc import Mapping
from typing import NamedTuple

import click

from cli.output import emit_error, talk
from cli.running import Running
from cli.settings import FORMATS, Format, Settings
from cli.text import Line, Styled
from engine.canonical import Json
from engine.errors import DefinitionError, PhasegateError

UNEXPECTED = 1
USAGE = 2


class Problem(NamedTuple):
    """A failure: exit code, the error as data, and as lines."""

    exit_code: int
    data: Mapping[str, Json]
    lines: list[Line]


def report(running: Running, error: Exception, arguments: list[str]) -> int:
    """Say what went wrong and return the exit code."""
    if running.settings.debug or "--debug" in arguments:
        talk(*_trace(error))
    try:
        problem = problem_of(running, error)
    except Exception as second:  # noqa: BLE001  # telling it failed too
        if running.settings.debug:
            talk(*_trace(second))
        problem = _unexpected(second)
    format_ = _asked_format(running.settings, arguments)
    if format_ in ("json", "jsonl", "yaml"):
        emit_error({**problem.data, "exit_code": problem.exit_code}, format_)
    else:
        talk(*problem.lines)
    return problem.exit_code


def problem_of(running: Running, error: Exception) -> Problem:
    """Describe an exception that ended a command."""
    if isinstance(error, click.ClickException):
        return _usage(error)
    if running.session is not None:
        # A refusal comes from a session, and is told with what the session knows.
        from cli.refused import Refused

        if isinstance(error, Refused):
            from cli import refusals

            found = refusals.describe(running.session, error)
            return Problem(error.refusal.exit_code, *found)
    if isinstance(error, PhasegateError):
        return _ours(error)
    if isinstance(error, OSError):
        what = error.strerror or str(error)
        message = f"{error.filename}: {what}" if error.filename else what
        return _plain("os", message, None, UNEXPECTED)
    return _unexpected(error)


def _unexpected(error: Exception) -> Problem:
    message = f"something unexpected happened: {type(error).__name__}: {error}"
    return _plain("unexpected", message, "--debug shows where; please report it", UNEXPECTED)


def _trace(error: Exception) -> list[str]:
    return "".join(traceback.format_exception(error)).rstrip("\n").split("\n")


def _plain(code: str, message: str, hint: str | None, exit_code: int) -> Problem:
    lines: list[Line] = [(Styled("red", "phasegate"), f": {message}")]
    if hint:
        lines.append(f"  {hint}")
    return Problem(exit_code, {"code": code, "message": message, "hint": hint}, lines)


def _usage(error: click.ClickException) -> Problem:
    hint = None
    context = getattr(error, "ctx", None)
    if isinstance(context, click.Context):
        hint = f"see: {context.command_path} --help"
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        help_lines: list[Line] = [*error.format_message().split("\n")]
        return Problem(
            USAGE, {"code": "usage", "message": "a command is missing", "hint": hint}, help_lines
        )
    message = " ".join(error.format_message().split())
    return _plain("usage", message, hint, USAGE)


def _ours(error: PhasegateError) -> Problem:
    problem = _plain(error.code, error.message, error.hint, error.exit_code)
    if not isinstance(error, DefinitionError):
        return problem
    from cli.complaints import complaint_lines, complaints_as_json

    data = {**problem.data, "complaints": complaints_as_json(error)}
    return Problem(problem.exit_code, data, [*complaint_lines(error), *problem.lines])


def _asked_format(settings: Settings, arguments: list[str]) -> Format:
    """The format that was asked for, even when the arguments could not be read to their end."""
    if settings.format != "table":
        return settings.format
    asked: Format = "table"
    for index, one in enumerate(arguments):
        after = arguments[index + 1] if index + 1 < len(arguments) else ""
        value = after if one in ("-o", "--output") else one.removeprefix("--output=")
        if one == "--json":
            asked = "json"
        elif value in FORMATS and one != value:
            asked = value
    return asked
