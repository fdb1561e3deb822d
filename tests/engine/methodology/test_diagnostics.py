"""How a complaint is placed, ordered and written for people and machines."""

from pathlib import Path
from typing import Annotated, Literal

import pytest
from hypothesis import given, strategies as st
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engine.methodology.characters import UNSAFE
from engine.methodology.diagnostics import (
    NOWHERE,
    Complaint,
    Mark,
    Marks,
    as_json,
    dotted,
    excerpt,
    line,
    locate,
    ordered,
    report,
    where,
)
from engine.methodology.yamlsource import Source, read

BAD = Path(__file__).parents[2] / "data" / "yaml" / "bad"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Seat(Strict):
    kind: Literal["seat"]
    role: str
    need: int = 1


class Advice(Strict):
    kind: Literal["advice"]
    role: str


class Gate(Strict):
    panel: list[Annotated[Seat | Advice, Field(discriminator="kind")]]


class File(Strict):
    version: str
    gates: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], Gate]


def source(text: str) -> Source:
    """Return the source of a file that is read without complaint."""
    found, complaints = read("x.yaml", text.encode())
    assert complaints == ()
    assert found is not None
    return found


def faults(text: str) -> list[tuple[str, str, int, int]]:
    """Return type, path and place of what the model finds in `text`, in the model's order."""
    found = source(text)
    with pytest.raises(ValidationError) as caught:
        File.model_validate(found.value)
    places = []
    for error in caught.value.errors():
        path, mark = locate(found.marks, error["loc"], error["type"])
        assert mark.file == "x.yaml"
        places.append((error["type"], dotted(path), mark.line, mark.column))
    return places


def test_a_fault_of_the_model_is_found_in_the_file() -> None:
    """An unknown key at the key, a missing one at its mapping's key, a wrong value at the value."""
    text = """\
version: 1.0
gates:
  g1:
    panel:
      - {kind: seat, role: x, need: 2.0}
      - {kind: advice, role: y, need: 1}
      - kind: seat
        need: two
      - {kind: vote, role: z}
  G2: {panel: []}
  g3: {}
  g4: text
"""
    assert faults(text) == [
        ("string_type", "version", 1, 10),
        ("int_type", "gates.g1.panel[0].need", 5, 37),
        ("extra_forbidden", "gates.g1.panel[1].need", 6, 33),
        ("missing", "gates.g1.panel[2]", 7, 9),
        ("int_type", "gates.g1.panel[2].need", 8, 15),
        ("union_tag_invalid", "gates.g1.panel[3]", 9, 9),
        ("string_pattern_mismatch", "gates.G2", 10, 3),
        ("missing", "gates.g3", 11, 3),
        ("model_type", "gates.g4", 12, 7),
    ]


def test_a_fault_of_the_whole_file_stands_at_its_beginning() -> None:
    """There is always a place to point at."""
    assert faults("# only this\ngates: {}\n") == [("missing", "", 2, 1)]


def test_a_key_named_like_a_tag_does_not_lead_astray() -> None:
    """The tag of a union is stepped over even where the mapping has a key of that name."""
    marks = source("gate: {vote: {x: 1}, role: 2}").marks
    assert locate(marks, ("gate", "vote", "role"))[0] == ("gate", "role")
    assert locate(marks, ("gate", "vote", "x"))[0] == ("gate", "vote", "x")
    assert locate(marks, ("gate", "vote", "nothing"))[0] == ("gate", "vote")


def test_a_missing_key_is_not_sought_elsewhere() -> None:
    """A key of that name further up is another key; the mapping that lacks it is meant."""
    marks = source("a: {b: {}, x: 1}").marks
    assert locate(marks, ("a", "b", "x"), "missing") == (("a", "b"), Mark("x.yaml", 1, 5))


def test_a_model_that_was_built_without_a_file_has_no_place() -> None:
    """A methodology made in Python is complained about all the same."""
    assert locate(Marks({}, {}), ("gates", "g1"), "missing") == ((), NOWHERE)
    complaint = Complaint("model.missing", "error", NOWHERE, "a panel is missing", None, ("g1",))
    assert line(complaint) == "g1: a panel is missing"
    assert where(Mark("x.yaml", 0, 0)) == "x.yaml"


def test_a_complaint_is_one_line_with_place_path_message_and_hint() -> None:
    """Editors jump to `file:line:column`; people read on."""
    mark = Mark("workflows/x.yaml", 10, 41)
    path = ("gates", "g3", "panel", 0, "quorom")
    complaint = Complaint("k", "error", mark, "unknown key", 'did you mean "need"?', path)
    assert line(complaint) == (
        'workflows/x.yaml:10:41: gates.g3.panel[0].quorom: unknown key; did you mean "need"?'
    )
    warning = Complaint("k", "warning", mark, "never used")
    assert line(warning) == "workflows/x.yaml:10:41: warning: never used"


def test_a_path_quotes_what_is_no_plain_word() -> None:
    """A path can be read back without guessing where a key ends."""
    assert dotted(()) == ""
    assert dotted(("a", "b_c-d", 0, "e")) == "a.b_c-d[0].e"
    assert dotted(("a b", "", "1", "x.y", "\x1b[")) == r'["a b"][""]["1"]["x.y"]["\x1b["]'
    assert dotted((0, "клю\u0447")) == "[0].ключ"


def test_nothing_that_is_shown_moves_a_cursor() -> None:
    """File name, path, message, hint and the excerpt itself may all come from a stranger."""
    evil = "\x1b[2J\r\u202e\n"
    complaint = Complaint("k", "error", Mark(evil, 1, 2), evil, evil, (evil, 0))
    assert not UNSAFE.search(line(complaint))
    assert UNSAFE.findall(report([complaint], {evil: "a\x1b\u202eb"})) == ["\n", "\n"]


@pytest.mark.parametrize(
    ("text", "column", "shown"),
    [
        ("    key: value", 10, "key: value\n     ^"),
        ("key: 中文 x", 9, "key: 中文 x\n          ^"),
        ("e\u0301: x", 5, "e\u0301: x\n   ^"),
        ("\u202e: x", 4, "\\u202e: x\n        ^"),
        ("\tkey: value", 2, "key: value\n^"),
        ("key: value\r", 6, "key: value\n     ^"),
        ("key", 4, "key\n   ^"),
        ("key", 99, "key\n   ^"),
    ],
)
def test_the_caret_stands_under_the_place(text: str, column: int, shown: str) -> None:
    """Wide letters, combining marks, tabs and escapes don't shift it."""
    expected = "\n".join("    " + row for row in shown.split("\n"))
    assert excerpt(f"first\n{text}\nlast", Mark("x", 2, column)) == expected


def test_a_long_line_is_cut_around_the_place() -> None:
    """An excerpt fits a terminal, and the place is in it."""
    text = "a" * 5000 + "X" + "b" * 5000
    shown, caret = excerpt(text, Mark("x", 1, 5001)).split("\n")
    assert len(shown) == 100
    assert shown[caret.index("^")] == "X"


@pytest.mark.parametrize("number", [0, 2, 4])
def test_no_excerpt_where_there_is_nothing_to_show(number: int) -> None:
    """No place, a blank line, a line past the end."""
    assert excerpt("a\n  \nb", Mark("x", number, 1)) == ""


def test_complaints_are_ordered_by_place_and_said_once() -> None:
    """The same faults give the same report, in whatever order they were found."""
    first = Complaint("b", "error", Mark("a.yaml", 1, 9), "m")
    second = Complaint("a", "error", Mark("a.yaml", 2, 1), "m", None, ("x",))
    third = Complaint("b", "error", Mark("a.yaml", 2, 1), "m", None, (0,))
    fourth = Complaint("a", "error", Mark("b.yaml", 1, 1), "m")
    assert ordered([fourth, third, first, second, first]) == (first, second, third, fourth)


def test_a_report_of_many_faults_reads_as_expected() -> None:
    """All faults of one file in one run, as people see them."""
    data = (BAD / "many_faults.yaml").read_bytes()
    _, complaints = read("many_faults.yaml", data)
    expected = (BAD / "many_faults.txt").read_text("utf-8")
    assert report(complaints, {"many_faults.yaml": data.decode()}) + "\n" == expected


def test_a_complaint_is_an_object_for_machines() -> None:
    """Scripts need no parsing of messages."""
    complaint = Complaint("yaml.tag", "error", Mark("x", 1, 2), "m", "h", ("a", 0))
    assert as_json(complaint) == {
        "code": "yaml.tag",
        "severity": "error",
        "file": "x",
        "line": 1,
        "column": 2,
        "path": ["a", 0],
        "message": "m",
        "hint": "h",
    }


@given(st.text(), st.integers(0, 5), st.integers(1, 200))
def test_an_excerpt_is_two_safe_lines_or_nothing(text: str, number: int, column: int) -> None:
    """Whatever the file holds, the report stays in shape."""
    shown = excerpt(text, Mark("x", number, column))
    assert UNSAFE.findall(shown) == (["\n"] if shown else [])
    assert not shown or shown.split("\n")[1].strip() == "^"
