"""The diagram of a methodology: everything the tables say, and nothing that is not escaped."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from engine.methodology.compile import compile_methodology
from engine.methodology.diagram import Standing, escaped, mermaid
from engine.methodology.load import load_methodology
from engine.methodology.tables import Tables

SHIPPED = [
    path
    for path in sorted((Path(__file__).parents[3] / "workflows").glob("*.yaml"))
    if b"\nmethodology: " in path.read_bytes()
]

SHED = """\
notation: 1
methodology: shed
version: 1.0.0
title: Shed
roles: {owner: {title: Owner}}
stages:
  plan: {initial: true, title: "Plan \\"it\\" <b> #1; | `x`"}
  work: {by: owner, title: Work, sequence: {design: {}, build: {title: Build it}}}
  done: {closes: completed, title: Done}
moves:
  rework: {from: work, to: plan, by: owner}
gates:
  start:
    title: Start
    leaves: plan
    requested_by: owner
    panel: [{role: owner, need: 1}]
    decisions:
      kill:    {closes: killed}
      recycle: {stays: true}
      hold:    {holds: true}
      go:      {to: work}
    otherwise: hold
  finish:
    title: Finish
    leaves: work
    requested_by: owner
    panel: [{role: owner, need: 1}]
    decisions:
      go:      {to: done}
      recycle: {to: plan}
    otherwise: recycle
"""


def compiled(text: str) -> Tables:
    """The tables of a workflow file."""
    return compile_methodology(load_methodology("shed.yaml", {"shed.yaml": text.encode()}))


@pytest.fixture(scope="module")
def shed() -> Tables:
    """A small methodology with a stage of stages."""
    return compiled(SHED)


def test_a_diagram_shows_stages_gates_decisions_and_moves(shed: Tables) -> None:
    """What a person sees on the page is what the rules read: drawn from the same tables."""
    assert (
        mermaid(shed)
        == """\
flowchart TD
  s0["Plan #quot;it#quot; #lt;b#gt; #35;1#59; #124; #96;x#96;<br/>plan"]
  subgraph s1["Work<br/>work"]
    s2["design"]
    s3["Build it<br/>build"]
  end
  s4(["Done<br/>done"])
  g0{"Start<br/>start"}
  s0 --> g0
  g0 -->|"kill"| e0
  g0 -->|"recycle"| s0
  g0 -->|"hold"| s0
  g0 ==>|"go"| s2
  g1{"Finish<br/>finish"}
  s3 --> g1
  g1 ==>|"go"| s4
  g1 -->|"recycle"| s0
  s2 -.-> s3
  s2 -.->|"rework"| s0
  s3 -.->|"rework"| s0
  e0(["killed"])
"""
    )


def test_a_project_shows_where_it_stands_and_has_been(shed: Tables) -> None:
    """Each stage it was in is marked once, the present one otherwise; a closed project has none."""
    been = ["plan", "work.design", "plan", "work.design"]
    marks = mermaid(shed, Standing(["work.design"], been)).split("stroke-width:3px\n")[1]
    assert marks == "  class s0 been\n  class s2 here\n"
    closed = mermaid(shed, Standing([], been)).split("stroke-width:3px\n")[1]
    assert closed == "  class s0 been\n  class s2 been\n"


@given(st.text(max_size=30))
def test_no_text_of_a_file_becomes_mermaid_or_html(text: str) -> None:
    """A title is a label: it can't end the label, start a tag, or begin another line."""
    shown = escaped(text)
    assert not set(shown) & set('"<>`|\\\n\r')
    assert re.fullmatch(r"(?:[^#;&]|#(?:[a-z]+|[0-9]+);)*", shown)


def nodes(diagram: str) -> Iterator[str]:
    """The ids of the nodes that are declared."""
    for line in diagram.splitlines():
        found = re.match(r" *(?:subgraph )?([sge][0-9]+)[\[({]", line)
        if found:
            yield found[1]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_is_shipped_can_be_drawn(path: Path) -> None:
    """Each stage, gate and outcome is declared once, and every edge joins declared nodes."""
    tables = compiled(path.read_text("utf-8"))
    diagram = mermaid(tables)
    declared = list(nodes(diagram))
    assert len(declared) == len(set(declared))
    named = set(re.findall(r"\b[sge][0-9]+\b", re.sub(r'"[^"]*"', '""', diagram)))
    assert named == set(declared)
    stages, gates = len(tables["stages"]), len(tables["gates"])
    assert sum(one[0] == "s" for one in declared) == stages
    assert sum(one[0] == "g" for one in declared) == gates
