"""Every command that a document shows is run, in order, in a folder of its own for each document.

What is shown is a fenced block marked `console`:

    $ phasegate gate request door approval --as leo   # exit 6
    refused (evidence.missing)
      proposal (Proposal) has not been handed in
      ...

A command stands after `$ `, continued after a backslash. `# exit N` behind it says how it ends,
else with 0. The lines below are what it prints, stdout and stderr alike; a line `...` stands for
any lines, `...` in a line for anything, a time such as 2026-11-23 09:00 for any time. Without lines
below, what it prints is left open. A block marked `yaml FILE` or `text FILE` is the file that the
reader is asked to write at that point. Blocks may stand in a comment of the page: what the reader
need not see.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from cli.catalog import Group, entries

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(
    r"^```(?P<kind>console|yaml|text)(?: (?P<file>\S+))?\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")
EXIT = re.compile(r"\s+# exit (?P<code>[1-9][0-9]*)$")


class Shown(NamedTuple):
    """A command as a document shows it: its line in the page, exit code, and what it prints."""

    line: int
    command: str
    code: int
    printed: list[str]


class Written(NamedTuple):
    """A file that the reader is asked to write."""

    file: str
    text: str


def pages() -> list[str]:
    """Return every document that shows commands."""
    found = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [
        path.relative_to(ROOT).as_posix()
        for path in found
        if "```console\n" in path.read_text("utf-8")
    ]


def steps(page: str) -> Iterator[Shown | Written]:
    """Yield what a page asks its reader to do, in order."""
    for block in BLOCK.finditer(page):
        line = page.count("\n", 0, block.start("body")) + 1
        if block["kind"] == "console":
            yield from commands(block["body"], line)
        elif block["file"]:
            yield Written(block["file"], block["body"])


def commands(body: str, line: int) -> Iterator[Shown]:
    """Yield the commands of a block that begins at `line` of the page."""
    assert body.startswith("$ "), f"line {line}: a console block begins with a command"
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command = re.match(r"(?:.*\\\n)*.*", part)
        assert command
        end = EXIT.search(command[0])
        yield Shown(
            line,
            EXIT.sub("", command[0]),
            int(end["code"]) if end else 0,
            part[command.end() + 1 :].splitlines(),
        )
        line += part.count("\n")


def pattern(printed: list[str]) -> str:
    """Return the regular expression of what is printed."""
    lines = [
        r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line).replace(r"\.\.\.", ".*") + r"\n"
        for line in TIME.sub("TIME", "\n".join(printed)).split("\n")
    ]
    return "".join(lines)


def matches(printed: list[str], output: str) -> bool:
    """Whether a command printed what a page shows."""
    return re.fullmatch(pattern(printed), TIME.sub("TIME", output)) is not None


def environment() -> dict[str, str]:
    """Return an environment in which `phasegate` is this checkout's, and nothing else is set."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("PHASEGATE_")}
    programs = f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"
    return {**kept, "PATH": programs, "NO_COLOR": "1", "TZ": "UTC"}


@pytest.mark.parametrize("name", pages())
def test_every_command_does_what_the_page_shows(name: str, tmp_path: Path) -> None:
    """A reader who types what a page shows sees what the page shows."""
    where = tmp_path
    for step in steps((ROOT / name).read_text("utf-8")):
        if isinstance(step, Written):
            (where / step.file).write_text(step.text, "utf-8")
        elif step.command.startswith("cd "):
            where /= step.command.removeprefix("cd ")
        else:
            run = subprocess.run(
                ["sh", "-c", step.command],
                cwd=where,
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                check=False,
            )
            said = f"{name}:{step.line}: $ {step.command}\n{run.stdout}"
            assert run.returncode == step.code, said
            assert not step.printed or matches(step.printed, run.stdout), said


@pytest.mark.parametrize("name", ["README.md", "docs/tutorial.md"])
def test_pages_for_beginners_show_commands(name: str) -> None:
    """The rule above says nothing about a page whose blocks are marked otherwise."""
    assert name in pages()


def test_every_command_is_named_in_the_readme() -> None:
    """Who reads the README knows what there is."""
    page = (ROOT / "README.md").read_text("utf-8")
    missing = [
        f"{word} {second}".strip()
        for word, entry in entries().items()
        for second in (entry.commands if isinstance(entry, Group) else [""])
        if not re.search(rf"`{word}[^`]*\b{second}\b[^`]*`", page)
    ]
    assert missing == []


def test_what_is_printed_is_compared_line_by_line() -> None:
    """A page that shows another line, or leaves one out, is found."""
    printed = "done (project/door #1, 2026-11-23 09:00)\n  entered doing\n"
    assert matches(["done (project/door #1, 2031-01-01 00:00)", "  entered doing"], printed)
    assert matches(["done (...", "..."], printed)
    assert not matches(["done (project/door #1, 2026-11-23 09:00)"], printed)
    assert not matches(["done (project/door #2, ...)", "..."], printed)
    assert not matches(["done (project/door #1, ...)", "  entered done"], printed)


def test_commands_are_read_with_exit_code_and_output() -> None:
    """The marks of a block mean what this file says they mean."""
    body = "$ one \\\n    --more   # exit 6\nrefused\n  why\n$ two\n"
    assert list(commands(body, 10)) == [
        Shown(10, "one \\\n    --more", 6, ["refused", "  why"]),
        Shown(14, "two", 0, []),
    ]
