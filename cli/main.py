"""The entry point. `--version` is answered before anything is imported; the rest is `cli.run`."""

import sys


def main(argv: list[str] | None = None) -> int:
    """Run the command line on `argv`, or on the process's own arguments; return the exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    try:
        if sys.stdout is None:  # closed by the caller: an answer that nobody can read is a failure
            return 1
        if arguments[:1] == ["--version"]:
            from engine import __version__

            sys.stdout.write(f"phasegate {__version__}\n")
            code = 0
        else:
            code = _run(arguments, alone=argv is None)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except OSError:
        _forget_output()
        return 1
    return code


def _run(arguments: list[str], *, alone: bool) -> int:
    """Run a command; when the process is there for it `alone`, collect no garbage in vain."""
    import gc

    if alone:
        gc.set_threshold(100_000, 20, 20)
    from cli.run import run

    code = run(arguments)
    if alone:
        gc.freeze()
    return code


def _forget_output() -> None:
    """Make the interpreter's own flush at exit succeed: the reader is gone, or the disk is full."""
    import os

    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = None  # what Python has where it was closed
