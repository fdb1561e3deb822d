"""The picture of a methodology: complete, legible, safe, and the same every time."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from engine.methodology.compile import compile_methodology
from engine.methodology.load import load_methodology
from engine.methodology.picture.picture import picture
from engine.methodology.picture.shapes import Box, Text, Way
from engine.methodology.picture.story import Story
from engine.methodology.picture.svg import svg
from engine.methodology.picture.tree import gate_key
from engine.methodology.tables import Tables
from tests.engine.methodology.picture.geometry import faults

ROOT = Path(__file__).parents[4]
SHIPPED = [
    path
    for path in sorted((ROOT / "workflows").glob("*.yaml"))
    if b"\nmethodology: " in path.read_bytes()
]
CALLED = ROOT / "tests" / "data" / "methodologies" / "called.yaml"
SVG = "{http://www.w3.org/2000/svg}"

NESTED = """\
notation: 1
methodology: nest
version: 1.0.0
title: TITLE
roles: {owner: {title: Owner}}
stages:
  plan: {initial: true, title: TITLE}
  work:
    by: owner
    title: TITLE
    sequence:
      design: {}
      build: {by: owner, sequence: {parts: {}, whole: {title: TITLE}}}
      check: {}
  shelf: {title: On the shelf}
  done: {closes: completed, title: TITLE}
moves:
  rework:  {from: work, to: plan, by: owner}
  again:   {from: work.check, to: work.design, by: owner}
  repair:  {from: [work.check, work.build.whole], to: work.build.whole, by: owner}
  skip:    {from: plan, to: done, by: owner}
gates:
  start:
    title: TITLE
    leaves: plan
    requested_by: owner
    panel: [{role: owner, need: 1}]
    decisions:
      kill:    {closes: killed}
      shelve:  {is: kill, to: shelf}
      recycle: {to: plan}
      hold:    {holds: true, review_in: 30 days}
      rest:
        {is: conditional_go, to: work, conditions: {due_within: 1 weeks, lapse: {holds: true}}}
      part:    {is: go, to: work.build.whole}
      go:      {to: work}
    otherwise: hold
  look:
    title: TITLE
    leaves: work
    requested_by: owner
    panel: [{role: owner, need: 1}]
    decisions:
      go:      {stays: true}
      recycle: {to: work.build}
      back:    {is: recycle, to: plan}
    otherwise: recycle
  finish:
    title: TITLE
    leaves: work
    requested_by: owner
    panel: [{role: owner, need: 1}]
    decisions:
      go:      {to: done}
      recycle: {to: work.design}
      back:    {is: recycle, to: work.build.parts}
      shelve:  {is: kill, to: shelf}
    otherwise: recycle
  half:
    title: TITLE
    leaves: work.build
    requested_by: owner
    panel: [{role: owner, need: 1}]
    decisions:
      go:      {to: work.check}
      recycle: {to: work.design}
      out:     {is: kill, to: done}
    otherwise: recycle
  clear:
    title: TITLE
    leaves: shelf
    requested_by: owner
    panel: [{role: owner, need: 1}]
    decisions:
      go:      {closes: shelved}
      recycle: {to: plan}
    otherwise: recycle
standing: {hold: {by: owner}, kill: {by: owner, to: shelf}}
"""

TITLES = [
    "Work",
    "A title of a stage that goes on for so long that nobody would ever want to read all of it",
    "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft",
    "\N{CJK UNIFIED IDEOGRAPH-4E00}" * 40,
    "\N{CYRILLIC CAPITAL LETTER SHCHA}" * 30,
    "i",
]


def compiled(text: str, name: str = "nest.yaml") -> Tables:
    """The tables of a workflow file."""
    return compile_methodology(load_methodology(name, {name: text.encode()}))


def shipped(path: Path) -> Tables:
    """The tables of a shipped file."""
    return compiled(path.read_text("utf-8"), path.name)


def nested(title: str = "Work") -> Tables:
    """A methodology with stages in stages and gates of every sort."""
    return compiled(NESTED.replace("TITLE", f'"{title}"'))


def told(tables: Tables) -> Story:
    """A project that was everywhere and had rounds at every gate."""
    leaves = [name for name, stage in tables["stages"].items() if stage["leaf"]]
    rounds = ["round 1: recycle, 2026-11-23", "round 12: conditional_go, 2026-12-24"]
    return Story(
        "shed: A shed",
        ["Started on 2026-11-01."],
        leaves[-1:],
        leaves,
        {name: ["entered 2026-11-23, visit 2", "on hold since 2026-11-24"] for name in leaves},
        {gate_key(gate): rounds for gate in tables["gates"]},
    )


@pytest.mark.parametrize("path", [*SHIPPED, CALLED], ids=lambda path: path.stem)
def test_nothing_lies_on_anything_else_in_what_is_shipped(path: Path) -> None:
    """Labels are legible, every line begins and ends at what it joins, none runs through a box."""
    tables = shipped(path)
    assert faults(picture(tables)) == []
    assert faults(picture(tables, told(tables))) == []


@pytest.mark.parametrize("title", TITLES, ids=range(len(TITLES)))
def test_nothing_lies_on_anything_else_whatever_the_titles(title: str) -> None:
    """Long words, wide letters and narrow ones: each is broken, shortened or given room."""
    tables = nested(title)
    assert faults(picture(tables)) == []
    assert faults(picture(tables, told(tables))) == []


@pytest.mark.parametrize("path", [*SHIPPED, CALLED], ids=lambda path: path.stem)
def test_everything_that_the_tables_say_is_in_the_picture(path: Path) -> None:
    """Each stage and gate once; each decision as a line to its stage or to its ending."""
    tables = shipped(path)
    drawn = picture(tables)
    keys = [one.key for one in drawn.shapes if isinstance(one, Box)]
    assert len(keys) == len(set(keys))
    assert set(tables["stages"]) | {gate_key(gate) for gate in tables["gates"]} <= set(keys)
    shown = [one.text for one in drawn.shapes if isinstance(one, Text)]
    for name, gate in tables["gates"].items():
        for decision in gate["decisions"]:
            assert decision["id"] in shown
            assert f"{decision['id']} leads to" in drawn.words or decision["id"] in drawn.words
        ends = {
            one.target
            for one in drawn.shapes
            if isinstance(one, Way) and one.source == gate_key(name)
        }
        to = {one["effect"]["to"] for one in gate["decisions"] if one["effect"]["to"]}
        stages = {tables["stages"][one]["first"] for one in ends if one in tables["stages"]}
        assert stages == to


def test_a_picture_is_the_same_every_time() -> None:
    """It can be kept beside its file and compared: the bytes change when the meaning does."""
    assert svg(picture(nested())) == svg(picture(nested()))


def test_a_picture_needs_nothing_from_elsewhere_and_can_be_read_aloud() -> None:
    """No script, no style sheet, no link; a title, a description in words, a role."""
    root = ET.fromstring(svg(picture(nested())))
    tags = {one.tag.removeprefix(SVG) for one in root.iter()}
    assert tags == {"svg", "title", "desc", "g", "rect", "polygon", "polyline", "text", "circle"}
    attributes = {name for one in root.iter() for name in one.attrib}
    assert not [one for one in attributes if one.startswith("on") or "href" in one]
    assert "style" not in attributes
    assert root.get("role") == "img"
    title, words = root[0], root[1]
    assert (title.tag, words.tag) == (f"{SVG}title", f"{SVG}desc")
    assert root.get("aria-labelledby") == f"{title.get('id')} {words.get('id')}"
    assert "Gate finish: Work. It leaves work. Decisions: go leads to done;" in (words.text or "")


HOSTILE = [
    "</title><script>alert(1)</script>",
    "]]><svg onload='alert(1)'>",
    "&amp; &lt; \" ' <!-- -->",
    "pay\u202eload \x1b[2J \x07 \u2028 \ufeff \ufffe",
    "<![CDATA[ &#x0; %s {0} ${x}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_tag_or_turns_the_reading_direction(text: str) -> None:
    """Whatever stands in a title is shown as it is, and what can't be seen is spelled out."""
    tables = nested()
    stages = {name: {**one, "title": text} for name, one in tables["stages"].items()}
    gates = {
        name: {
            **one,
            "title": text,
            "decisions": [{**each, "id": text[:20]} for each in one["decisions"]],
        }
        for name, one in tables["gates"].items()
    }
    hostile: Tables = {**tables, "title": text, "stages": stages, "gates": gates}  # type: ignore[typeddict-item]
    story = Story(text, [text], ["plan"], [], {"plan": [text]}, {gate_key("start"): [text]})
    drawn = svg(picture(hostile, story))
    assert re.fullmatch(r"[\n -~]*", drawn)
    root = ET.fromstring(drawn)
    harmless = ET.fromstring(svg(picture(tables, story._replace(title="x"))))
    assert {one.tag for one in root.iter()} <= {one.tag for one in harmless.iter()}
    assert {name for one in root.iter() for name in one.attrib} <= {
        name for one in harmless.iter() for name in one.attrib
    }
    shown = "".join(root.itertext())
    assert not set(shown) & set("\u202e\u2028\ufeff\ufffe\x1b\x07")


def test_a_project_is_shown_where_it_stands_and_was() -> None:
    """The stage it is in has a frame of its own, those it was in a shade, gates their rounds."""
    story = Story(
        "shed: A shed",
        ["In work.design since 2026-11-24."],
        ["work.design"],
        ["plan", "work.design"],
        {"plan": ["entered 2026-11-23"], "work.design": ["here since 2026-11-24"]},
        {gate_key("start"): ["round 1: recycle, 2026-11-23", "round 2: go, 2026-11-24"]},
    )
    drawn = picture(nested(), story)
    fills = {one.key: one.fill for one in drawn.shapes if isinstance(one, Box)}
    assert fills["work.design"] == "here"
    assert fills["plan"] == "been"
    assert fills["work.check"] == "plain"
    shown = [one.text for one in drawn.shapes if isinstance(one, Text)]
    for text in (*story.notes["plan"], *story.notes["work.design"], *story.rounds["gate:start"]):
        assert shown.count(text) == 1
    assert drawn.title == story.title
    assert drawn.words.startswith(story.words[0])
