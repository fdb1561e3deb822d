"""One run: parse, do, and turn whatever happens into an answer and an exit code."""

import os
import sys

import click

from cli.frame import root
from cli.output import talk
from cli.running import Running


def run(arguments: list[str]) -> int:
    """Run the command line on `arguments`; return the exit code. `OSError` when stdout fails."""
    _make_writable()
    asked = os.environ.get("_PHASEGATE_COMPLETE")
    if asked is not None:
        from cli.completion import complete

        return complete(asked)
    running = Running()
    try:
        return _invoke(running, arguments)
    except click.exceptions.Exit as done:
        return done.exit_code
    except (KeyboardInterrupt, EOFError, click.Abort):
        talk("phasegate: interrupted")
        return 130
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001  # whatever it is, nobody shall see a traceback
        from cli.problems import report

        return report(running, error, arguments)
    finally:
        running.close()


def _invoke(running: Running, arguments: list[str]) -> int:
    command = root()
    with command.make_context("phasegate", list(arguments), obj=running) as context:
        command.invoke(context)
    return running.close()


def _make_writable() -> None:
    """Let no character that a stream can't encode end a run."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
