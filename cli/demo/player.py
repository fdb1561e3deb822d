"""Plays a story: every command goes through the entry point of the command line.

What a command writes is shown as it came, but for one line that each command of a workspace with a
manual clock writes to stderr: where the clock stands.
"""

import contextlib
import io
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from cli.demo import steps
from cli.demo.steps import (
    Chapter,
    Copy,
    Do,
    Done,
    Enter,
    Let,
    Many,
    Papers,
    Say,
    Show,
    Step,
    Tamper,
    Told,
)
from cli.main import main
from cli.text import Style, Styled, render

_CLOCK: Final = "manual clock: "
_INTERRUPTED: Final = 130


class Ran(NamedTuple):
    """A command that was run: its chapter, the exit code it had, and the one it must have."""

    chapter: str
    command: str
    code: int
    expected: int


class Deviation(Exception):
    """A command ended otherwise than the story says. Carries what it was and what it wrote."""

    def __init__(self, ran: Ran, written: str) -> None:
        super().__init__(f"{ran.command} ended with {ran.code}, not {ran.expected}")
        self.ran = ran
        self.written = written


class Player:
    """Plays steps, first in the present folder. `tell` is given the page of each when it is done.

    `ran` are the commands that were run so far. Raises `Deviation`.
    """

    def __init__(self, tell: Callable[[str], None], *, colour: bool) -> None:
        self.ran: list[Ran] = []
        self._tell = tell
        self._colour = colour
        self._where = Path.cwd()
        self._names: dict[str, str] = {}
        self._chapter = ""
        self._chapters = 0

    def play(self, story: Iterable[Step]) -> None:
        """Play the whole story."""
        with _undisturbed():
            for step in story:
                self._tell(self._told(step) if isinstance(step, Told) else self._done(step))

    def _told(self, step: Told) -> str:
        match step:
            case Chapter(title):
                self._chapter = title
                self._chapters += 1
                return "\n\n" + self._styled("bold", [steps.heading(self._chapters, title)])
            case Say(text):
                return "\n" + "".join(f"{line}\n" for line in steps.comment(text))
            case Show(line):
                return self._styled("bold", [f"#   {line}"])

    def _done(self, step: Done) -> str:
        match step:
            case Do(line, code):
                return "\n" + self._styled("bold", steps.prompt(line)) + self._run(line, code)
            case Many(lines):
                for line in lines:
                    self._run(line, 0)
                return "\n" + self._styled("bold", steps.summary(lines))
            case Let(name, words):
                self._names[name] = words
                return "\n" + self._styled("bold", steps.naming(name, words))
            case Papers(folder, texts):
                return self._write(folder, texts)
            case Enter(folder):
                self._where /= folder
                return "\n" + self._styled("bold", [f"$ cd {steps.quoted(folder)}"])
            case Copy(folder):
                return self._copy(folder)
            case Tamper(file, program):
                return self._tamper(file, program)

    def _run(self, line: str, expected: int) -> str:
        """Run a command and return what it wrote, with its exit code when that isn't 0."""
        line = steps.named(line, self._names)
        page = _Page(colour=self._colour)
        with (
            contextlib.chdir(self._where),
            contextlib.redirect_stdout(page),
            contextlib.redirect_stderr(page),
        ):
            code = main([*shlex.split(line), "--no-input"])
        if code == _INTERRUPTED:
            raise KeyboardInterrupt
        written = page.without(_CLOCK)
        self._note(f"{steps.PROGRAM} {line}", code, expected, written)
        return written + (self._styled("yellow", [f"[exit {code}]"]) if code else "")

    def _write(self, folder: str, texts: Mapping[str, str]) -> str:
        (self._where / folder).mkdir()
        for name, text in texts.items():
            (self._where / folder / name).write_text(text, "utf-8")
        return ""

    def _copy(self, folder: str) -> str:
        shutil.copytree(self._where, folder)
        self._where = Path(folder)
        name = steps.quoted(folder)
        return "\n" + self._styled("bold", [f"$ cp -r . {name}", f"$ cd {name}"])

    def _tamper(self, file: str, program: str) -> str:
        """Run a program that knows nothing of Phasegate, in a process of its own."""
        (self._where / file).write_text(program, "utf-8")
        run = subprocess.run(  # noqa: S603  # the story's own program
            [sys.executable, "-I", file],
            cwd=self._where,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        self._note(f"python {file}", run.returncode, 0, run.stdout)
        shown = self._styled("bold", [f"$ cat {file}"]) + program
        return "\n" + shown + "\n" + self._styled("bold", [f"$ python {file}"]) + run.stdout

    def _note(self, command: str, code: int, expected: int, written: str) -> None:
        ran = Ran(self._chapter, command, code, expected)
        self.ran.append(ran)
        if code != expected:
            raise Deviation(ran, written)

    def _styled(self, style: Style, lines: Iterable[str]) -> str:
        return "".join(f"{render(Styled(style, line), colour=self._colour)}\n" for line in lines)


class _Page(io.StringIO):
    """What a command writes to stdout and stderr, in the order it came."""

    def __init__(self, *, colour: bool) -> None:
        super().__init__()
        self._colour = colour

    def isatty(self) -> bool:
        """Whether a command may use colours."""
        return self._colour

    def without(self, beginning: str) -> str:
        """The lines that don't begin so."""
        lines = self.getvalue().splitlines(keepends=True)
        return "".join(line for line in lines if not line.startswith(beginning))


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Let no setting of whoever watches take part in the story."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("PHASEGATE_")}
    for name in kept:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(kept)
