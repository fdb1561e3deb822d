"""A workspace to type commands in, as people do, in this process.

    shell("project", "show", "shed")                 -> Ran(0, out, err)
    shell("--as", "bo", "advance", "shed", code=6)   asserts the exit code
    shell.json("project", "show", "shed")            the document

The organisation: pat founded it and holds pmo; ann and oz are sponsors; bo builds the shed, che
checks, nia is a neighbour, zoe holds nothing. The clock is manual and stands on Monday 2026-11-23,
noon in UTC.
"""

import contextlib
import io
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from cli.main import main

SHED = """\
notation: 1
methodology: shed
version: 1.0.0
title: Building a bicycle shed
source: the house rules
roles:
  owner:     {title: Project owner, is: charter.sponsor}
  builder:   {title: Builder}
  checker:   {title: Checker}
  neighbour: {title: Neighbour}
fields:
  budget: {type: money, currency: EUR, by: builder, required_on_leaving: planning}
  risk:   {type: choice, of: [low, high], by: [builder, owner]}
  keeper: {type: person, by: builder}
deliverables:
  drawing: {title: Drawing, by: builder, accepted_by: checker}
  photo:   {title: Photo, by: builder, waivable: false}
stages:
  planning: {initial: true, target: 30 days}
  delivery: {by: builder, sequence: {design: {}, build: {}}}
  done:     {closes: completed}
moves:
  rework: {from: delivery, to: planning, by: builder}
gates:
  start:
    title: Go to delivery
    leaves: planning
    requested_by: builder
    evidence: [drawing]
    must:
      funded: {when: "budget > EUR(0)"}
      safe:   {ask: "Is it safe?", answered_by: panel}
      tidy:   {ask: "Is the site clear?", answered_by: requester}
    score:
      scale: 0..10
      of: {looks: {ask: "How does it look?"}}
      combine: mean
      pass: 50%
    panel:
      - {role: owner, need: majority of electorate, at_least: 2}
      - {role: neighbour, advisory: true}
    waived_by: owner
    deadline: {in: 5 working days, then: hold}
    decisions:
      kill:           {closes: killed}
      recycle:        {to: planning}
      hold:           {holds: true, review_in: 30 days}
      conditional_go: {to: delivery, conditions: {due_within: 60 days, lapse: {holds: true}}}
      go:             {to: delivery}
    otherwise: hold
  finish:
    title: Take it over
    leaves: delivery
    requested_by: builder
    evidence: [photo]
    panel:
      - {role: owner, need: 1}
    decisions:
      go:      {to: done}
      recycle: {stays: true}
    otherwise: recycle
standing:
  hold:   {by: owner}
  resume: {by: owner}
  kill:   {by: owner, closes: killed}
ours:
  gates.start.panel: the house rules name no quorum
left_out:
  colour_committee: has met since 1957 without a decision
"""

NOON = "2026-11-23T12:00"
GO = ("--answer", "safe=yes", "--score", "looks=8")


class Ran(NamedTuple):
    """What a command did: exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:  # noqa: ANN401  # JSON as it comes
        """Stdout as JSON."""
        return json.loads(self.out)


class Shell:
    """Types commands in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(
        self,
        *words: str,
        code: int = 0,
        stdin: bytes = b"",
        environ: Mapping[str, str] | None = None,
    ) -> Ran:
        """Run a command that must end with the exit code `code`."""
        out, err = io.StringIO(), io.StringIO()
        incoming = io.TextIOWrapper(io.BytesIO(stdin))
        with (
            _environment(environ or {}),
            contextlib.chdir(self.folder),
            mock.patch.object(sys, "stdin", incoming),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            ended = main(list(words))
        ran = Ran(ended, out.getvalue(), err.getvalue())
        assert ended == code, (words, ran)
        assert "Traceback" not in ran.err, ran.err
        return ran

    def json(self, *words: str, code: int = 0) -> Any:  # noqa: ANN401  # JSON as it comes
        """The document that a command answers with."""
        return self(*words, "--json", code=code).document

    def start(self, key: str = "shed") -> None:
        """Start a project with a budget and its people."""
        self("project", "start", key, "--methodology", "shed", "--title", "A shed", "--as", "ann")
        for person, role in (("bo", "builder"), ("che", "checker"), ("nia", "neighbour")):
            self("role", "grant", person, role, "--project", key)
        self("project", "set", key, "budget=100.50", "--as", "bo")

    def draw(self, key: str = "shed", text: str = "a drawing") -> None:
        """Hand in a drawing and have it accepted."""
        (self.folder / "drawing.txt").write_text(text)
        self("deliver", key, "drawing", "drawing.txt", "--as", "bo")
        self("accept", key, "drawing", "--as", "che")

    def open_round(self, key: str = "shed") -> None:
        """Start a project and bring it to an open round of its first gate."""
        self.start(key)
        self.draw(key)
        self("advance", key, "--answer", "tidy=yes", "--as", "bo")

    def vote(self, person: str, decision: str = "go", *words: str, code: int = 0) -> Ran:
        """A vote at the first gate, with what it must carry."""
        given = () if decision in ("abstain", "recuse") else GO
        return self(
            "gate", "vote", "shed", "start", decision, *given, *words, "--as", person, code=code
        )

    def bytes(self) -> dict[str, bytes]:
        """Every file of the workspace."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }


@contextlib.contextmanager
def _environment(extra: Mapping[str, str]) -> Iterator[None]:
    """The environment without what Phasegate reads, but for `extra`."""
    ours = ("PHASEGATE_", "NO_COLOR", "FORCE_COLOR")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    with mock.patch.dict(os.environ, {**kept, **extra}, clear=True):
        yield


def found(folder: Path, *words: str) -> Shell:
    """An empty workspace with a manual clock."""
    folder.mkdir(parents=True, exist_ok=True)
    shell = Shell(folder)
    shell(
        "init", "--organisation", "Works council", "--zone", "Etc/UTC", "--founder", "pat",
        "--name", "Pat", "--manual-clock", "--at", NOON, "--no-input", *words,
    )  # fmt: skip
    return shell


def furnish(folder: Path) -> Shell:
    """A workspace with people and a methodology."""
    shell = found(folder)
    for person in ("ann", "oz", "bo", "che", "nia", "zoe"):
        shell("person", "add", person, "--name", person.title())
    for person in ("ann", "oz"):
        shell("role", "grant", person, "sponsor")
    (folder / "workflows" / "shed.yaml").write_text(SHED)
    shell("workflow", "publish", "workflows/shed.yaml")
    return shell


def copied(shell: Shell, folder: Path) -> Shell:
    """The same workspace elsewhere."""
    shutil.copytree(shell.folder, folder)
    return Shell(folder)
