"""Scenarios for tests, in lines: what `one` does, and what others do, under a shed's workflow file.

book("bo hands in drawing", "bo requests build")
"""

from collections.abc import Mapping, Sequence

from engine.requests import Source
from engine.scenarios.load import Book, Files, load
from engine.scenarios.play import Failure, Report, play
from tests.support.sheds import Tree, shed
from tests.support.works import MUST

HEAD = """\
notation: 1
people:
  ann: owner
  abe: owner
  bo:  builder
  cy:  checker
  tom: treasurer
  ned: neighbour
  dee: []
"""
NAME = "shed.scenarios.yaml"
PLAIN: Mapping[str, Tree] = {"panel": [{"role": "owner", "need": 1}]}
ASKING: Mapping[str, Tree] = {
    "must": MUST,
    "waived_by": "neighbour",
    "score": {
        "scale": "0..10",
        "of": {"use": {"ask": "Useful?"}},
        "combine": "mean",
        "pass": "50%",
    },
    "panel": [
        {"role": "neighbour", "advisory": True},
        {"role": "owner", "need": "majority of electorate"},
    ],
    "deadline": {"in": "10 working days", "then": "hold"},
}


def text_of(scenarios: Mapping[str, Sequence[str]], head: str = HEAD) -> str:
    """The text of a file; a line that begins with `follows:` is a key of the scenario."""
    lines = [f"{head}scenarios:"]
    for name, acts in scenarios.items():
        lines += [f"  {name}:", "    title: A title"]
        lines += [f"    {line}" for line in acts if line.startswith("follows:")]
        lines += ["    acts:"]
        lines += [f"      - {line}" for line in acts if not line.startswith("follows:")]
    return "\n".join(lines) + "\n"


def read(text: str, workflow: str | None = None, **others: str) -> Book:
    """The book of a text, about `workflow` or a plain shed; `others` are files by name."""
    about = Source("shed.yaml", {"shed.yaml": (workflow or shed(gate=PLAIN)).encode()})
    files = {
        f"{name}.yaml": Source(f"{name}.yaml", {f"{name}.yaml": text.encode()})
        for name, text in others.items()
    }
    return load(Files(NAME, text.encode(), about, files))


def book(*acts: str, workflow: str | None = None, head: str = HEAD, **others: str) -> Book:
    """The book with one scenario, `one`."""
    return read(text_of({"one": acts}, head), workflow, **others)


def played(*acts: str, workflow: str | None = None, head: str = HEAD, **others: str) -> Report:
    """How the scenario of these acts went."""
    return play(book(*acts, workflow=workflow, head=head, **others), "one")


def goes(*acts: str, workflow: str | None = None, head: str = HEAD, **others: str) -> Report:
    """How it went, which must be as it says."""
    report = played(*acts, workflow=workflow, head=head, **others)
    assert report.failure is None, report.failure
    return report


def differs(*acts: str, workflow: str | None = None, head: str = HEAD) -> Failure:
    """Where it went otherwise, which it must."""
    report = played(*acts, workflow=workflow, head=head)
    assert report.failure
    return report.failure
