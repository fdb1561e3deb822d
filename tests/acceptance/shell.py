"""The installed command, run as people run it: one process for each command, in a workspace.

The scene is set in this process, where a command costs a tenth; the stories are told by processes.
"""

import contextlib
import io
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from cli.main import main

PROGRAM = Path(sys.executable).with_name("phasegate")
MONDAY = "2027-01-11T09:00"


class Ran(NamedTuple):
    """A command that was run: its exit code, and what it wrote."""

    code: int
    out: str
    err: str


class Shell:
    """Somebody at a terminal in `folder`; a command that ends otherwise than told is a failure."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, line: str, code: int = 0, *, stdin: bytes = b"") -> Ran:
        """Run `phasegate LINE`; it must end with `code`."""
        run = subprocess.run(
            [PROGRAM, *shlex.split(line)],
            cwd=self.folder,
            env=environment(),
            input=stdin,
            capture_output=True,
            check=False,
        )
        ran = Ran(run.returncode, run.stdout.decode(), run.stderr.decode())
        assert ran.code == code, f"$ phasegate {line}\n{ran.out}{ran.err}[exit {ran.code}]"
        return ran

    def document(self, line: str, code: int = 0) -> dict[str, Any]:
        """Run `phasegate LINE --json` and return the document; stdout holds nothing else."""
        found = json.loads(self.run(f"{line} --json", code).out)
        assert isinstance(found, dict)
        assert found["schema_version"] == 1
        return found

    def refused(self, line: str, code: int, refusal: str) -> str:
        """Run a command that must be refused with `refusal`; return what it says."""
        ran = self.run(line, code)
        assert ran.out == ""
        said = ran.err.splitlines()
        assert f"refused ({refusal})" in said, ran.err
        return ran.err

    def stage(self, key: str) -> tuple[str, str]:
        """Return where a project stands: its stage, and its outcome or standing."""
        project = self.document(f"project show {key}")
        return project["stage"], project["outcome"] or project["standing"]

    def hand_in(self, key: str, who: str, *deliverables: str) -> None:
        """Hand in a new version of each, no two alike."""
        for one in deliverables:
            paper = self.folder / f"{one}.txt"
            text = f"{paper.read_text()}more\n" if paper.exists() else f"{one}\n"
            paper.write_text(text)
            self.run(f"deliver {key} {one} {paper.name} --as {who}")

    def accept(self, key: str, who: str, *deliverables: str) -> None:
        """Accept the newest version of each."""
        for one in deliverables:
            self.run(f"accept {key} {one} --as {who}")


def environment() -> dict[str, str]:
    """Return an environment that says nothing to Phasegate."""
    return {name: text for name, text in os.environ.items() if not name.startswith("PHASEGATE_")}


def founded(folder: Path, *workflows: str, people: Iterable[str] = ()) -> Shell:
    """Found a workspace on a Monday, by a clock set by hand, with people of the organisation."""
    _set_up(
        folder,
        "init office --organisation Office --zone Europe/Brussels --founder pia --name Pia"
        f" {' '.join(f'--with {one}' for one in workflows)} --manual-clock --at {MONDAY}",
    )
    office = folder / "office"
    _set_up(office, *(f"workflow publish workflows/{one}.yaml" for one in workflows))
    _set_up(office, *(f"person add {one} --name {one.capitalize()}" for one in people))
    return Shell(office)


def staffed(shell: Shell, key: str, methodology: str, roles: Mapping[str, Iterable[str]]) -> None:
    """Start a project; `roles` are those that each person holds in it."""
    _set_up(
        shell.folder,
        f"project start {key} --methodology {methodology}",
        *(
            f"role grant {person} {role} --project {key}"
            for person, held in roles.items()
            for role in held
        ),
    )


def _set_up(folder: Path, *lines: str) -> None:
    for line in lines:
        page = io.StringIO()
        with (
            contextlib.chdir(folder),
            contextlib.redirect_stdout(page),
            contextlib.redirect_stderr(page),
            mock.patch.dict(os.environ, environment(), clear=True),
        ):
            assert main([*shlex.split(line), "--no-input"]) == 0, page.getvalue()
