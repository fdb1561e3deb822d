"""Documents: versioned, documented, alike in every format, and safe to print."""

import csv
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, strategies as st

from cli.formats import to_csv, to_json, to_line, to_yaml
from cli.words import PROOFS
from engine.canonical import Json
from engine.methodology.characters import UNSAFE_IN_LINES
from tests.cli.shell import GO, Shell, copied

MANUAL = (Path(__file__).parents[2] / "docs" / "cli.md").read_text("utf-8")
COMMON = {"schema_version", "kind", "clock", "people"}

SHOWN = [
    ("person", "list"),
    ("person", "list", "--all"),
    ("role", "list"),
    ("delegate", "list", "--all"),
    ("calendar", "list"),
    ("workflow", "list"),
    ("workflow", "show", "shed"),
    ("workflow", "check", "workflows/shed.yaml"),
    ("workflow", "diagram", "shed"),
    ("project", "diagram", "shed"),
    ("completion", "bash"),
    ("charter", "check"),
    ("project", "list"),
    ("project", "show", "shed"),
    ("gate", "show", "shed"),
    ("condition", "list", "other"),
    ("tick", "--at", "2026-12-02", "--dry-run"),
    ("erase", "--person", "zoe", "--reason", "x", "--dry-run"),
    ("person", "add", "kim", "--name", "K", "--dry-run"),
    ("workflow", "publish", "second.yaml", "--dry-run"),
    ("deliver", "shed", "photo", "phasegate.toml", "--as", "bo", "--dry-run"),
    ("init", "elsewhere", "--organisation", "X", "--founder", "eve", "--dry-run"),
    ("advance", "shed", "--as", "bo"),
    ("gate", "request", "shed", "start", "--as", "zoe"),
    ("project", "show", "nowhere"),
]


@pytest.fixture
def full(filled: Shell, tmp_path: Path) -> Shell:
    """A workspace in which every list has something in it."""
    return copied(filled, tmp_path / "workspace")


@pytest.fixture(scope="module")
def filled(in_session: Shell, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """The same, not to be written to."""
    gate = copied(in_session, tmp_path_factory.mktemp("filled") / "workspace")
    gate.vote("ann")
    gate.open_round("other")
    typed = "Ask; owner=bo; verifier=che; due=2026-12-04"
    for person, said in (("ann", ("--condition", typed)), ("oz", ())):
        words = ("gate", "vote", "other", "start", "conditional_go", *GO, *said)
        gate(*words, "--as", person)
    gate("calendar", "add", "2026-12-25")
    gate(
        "delegate", "zoe", "--role", "sponsor", "--from", "2026-11-23", "--until", "2026-11-30",
        "--reason", "away", "--as", "oz",
    )  # fmt: skip
    text = (gate.folder / "workflows" / "shed.yaml").read_text()
    (gate.folder / "second.yaml").write_text(text.replace("version: 1.0.0", "version: 1.0.1"))
    gate("person", "add", "gone", "--name", "Gone")
    gate("person", "leave", "gone", "--reason", "moved")
    return gate


def expected(words: tuple[str, ...]) -> int:
    """The exit code of one of the commands above."""
    if words[-1] == "nowhere":
        return 5
    return {"advance": 6, "request": 4}.get(words[0], {"request": 4}.get(words[1], 0))


def documented(kind: str) -> set[str]:
    """The words in backticks of the section about a kind."""
    section = re.search(rf"### Kind `{kind}`\n(.*?)(?=\n##)", MANUAL, re.DOTALL)
    assert section, f"{kind} is not in the manual"
    return {word for quoted in re.findall(r"`([^`]+)`", section[1]) for word in quoted.split()}


@pytest.mark.parametrize("words", SHOWN, ids=" ".join)
def test_every_key_of_every_document_is_documented(full: Shell, words: tuple[str, ...]) -> None:
    """A program is written against the manual: what a document holds must stand there."""
    code = expected(words)
    document = full.json(*words, code=code)
    assert document["schema_version"] == 1
    known = documented(document["kind"])
    assert set(document) - COMMON - {"items"} <= known
    for item in document.get("items", ()):
        assert set(item) <= known, document["kind"]
    if document["kind"] == "error":
        assert set(document["error"]) - {"people"} <= known
        assert document["error"]["exit_code"] == code
    if "items" in document:
        assert document["items"], "an empty list shows nothing"


@pytest.mark.parametrize("words", SHOWN, ids=" ".join)
def test_yaml_and_json_say_the_same(full: Shell, words: tuple[str, ...]) -> None:
    """YAML is the same document, for every reader of YAML."""
    code = expected(words)
    fixed = ("--command-id", "c1")
    as_json = full(*words, *fixed, "--json", code=code).document
    as_yaml = yaml.safe_load(full(*words, *fixed, "-o", "yaml", code=code).out)
    for drawn in ("origin", "person", "events", "first"):
        as_json.pop(drawn, None)
        as_yaml.pop(drawn, None)
    assert as_yaml == as_json


def test_a_list_is_a_line_for_each_item(full: Shell) -> None:
    """JSON lines carry the version on each line, so that each stands alone."""
    lines = [json.loads(line) for line in full("person", "list", "-o", "jsonl").out.splitlines()]
    assert {line["schema_version"] for line in lines} == {1}
    assert [line["handle"] for line in lines] == ["ann", "bo", "che", "nia", "oz", "pat", "zoe"]


def test_csv_has_a_header_and_a_row_for_each_item(full: Shell) -> None:
    """A spreadsheet opens the same list."""
    rows = list(csv.DictReader(io.StringIO(full("person", "list", "-o", "csv").out, newline="")))
    assert [row["handle"] for row in rows] == ["ann", "bo", "che", "nia", "oz", "pat", "zoe"]
    assert json.loads(rows[0]["roles"]) == ["sponsor (organisation)"]


@pytest.mark.parametrize(
    "text",
    [
        *("=cmd|' /C calc'!A0", "+1+1", "-1-1", "@SUM(A1)", "\tx", "\rx", "\nx"),
        *("  =1+1", "\uff1d1+1", "\uff0b1", "\uff0d1-1", "\uff20SUM(A1)"),
    ],
)
def test_a_spreadsheet_takes_no_text_for_a_formula(shell: Shell, text: str) -> None:
    """What people wrote is data, also where a program would run it."""
    shell("person", "add", "kim", "--name", text)
    out = shell("person", "list", "-o", "csv").out
    (row,) = [row for row in csv.DictReader(io.StringIO(out, newline="")) if row["handle"] == "kim"]
    assert row["name"].startswith("'")


def test_numbers_stay_numbers_in_csv() -> None:
    """A negative number is no formula."""
    assert to_csv([{"a": -1, "b": "-1.5", "c": "-x"}], ()) == "a,b,c\r\n-1,-1.5,'-x\r\n"


values: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
objects = st.dictionaries(st.text(max_size=6), values, max_size=4)


@given(objects)
def test_every_format_can_be_read_back(value: Mapping[str, Json]) -> None:
    """What stands in a document, a reader gets; nothing of it reaches a terminal raw."""
    for written in (to_json(value), to_line(value)):
        assert json.loads(written) == value
        assert not UNSAFE_IN_LINES.search(written)
    written = to_yaml(value)
    assert not UNSAFE_IN_LINES.search(written)
    assert (yaml.safe_load(written) or {}) == value


@given(
    st.sampled_from(
        [
            "yes",
            "No",
            "NULL",
            "~",
            "1e3",
            "0x1",
            "1:30",
            "2026-11-23",
            ".inf",
            "-",
            ":",
            "a:b",
            "#x",
            "=",
        ]
    )
)
def test_yaml_takes_no_text_for_something_else(text: str) -> None:
    """Readers of YAML 1.1 see dates, booleans and numbers in many words."""
    assert yaml.safe_load(to_yaml({"a": text, text: "b"})) == {"a": text, text: "b"}


def test_an_error_is_a_document_where_one_was_asked_for(shell: Shell) -> None:
    """A script reads what went wrong as it reads an answer, even when the words can't be parsed."""
    for words in (
        ("--json", "project", "show", "x"),
        ("project", "show", "x", "--json"),
        ("project", "--nonsense", "--json"),
        ("project", "show", "--output=json"),
        ("-o", "json", "nonsense"),
        ("role", "-o", "jsonl"),
    ):
        code = 5 if "x" in words else 2
        ran = shell(*words, code=code)
        assert ran.document["error"]["exit_code"] == code
        assert "phasegate:" not in ran.err
    for format_ in ("table", "csv"):
        ran = shell("project", "show", "x", "-o", format_, code=5)
        assert ran.out == ""
        assert "there is no project x" in ran.err


def test_beside_every_asserted_voter_stands_that_nobody_authenticated_them(gate: Shell) -> None:
    """A view must not make a vote look better proved than it is."""
    gate.vote("ann")
    assert "ann (asserted, not authenticated)" in gate("gate", "show", "shed").out
    (view,) = gate.json("gate", "show", "shed")["items"]
    assert [vote["proof"] for vote in view["votes"]] == [PROOFS["asserted"]]
    assert "asserted, not authenticated" in gate("project", "show", "shed").out
    gate.vote("oz")
    assert "votes: asserted, not authenticated" in gate("gate", "show", "shed", "start").out


def test_tables_fit_eighty_columns(full: Shell) -> None:
    """Where there is no terminal a screen of 80 columns is taken for granted."""
    full("person", "add", "long", "--name", "x" * 300)
    for words in (("person", "list"), ("role", "list"), ("delegate", "list"), ("project", "list"),
                  ("project", "show", "shed"), ("gate", "show", "shed"),
                  ("workflow", "show", "shed"), ("condition", "list", "other")):  # fmt: skip
        lines = full(*words).out.splitlines()
        assert max(map(len, lines)) <= 80, words


def test_there_is_colour_only_where_it_is_wanted(gate: Shell) -> None:
    """A file or a pipe gets text; NO_COLOR counts before FORCE_COLOR."""
    plain = gate("gate", "show", "shed").out
    assert "\x1b" not in plain
    coloured = gate("gate", "show", "shed", environ={"FORCE_COLOR": "1"}).out
    assert re.sub(r"\x1b\[[0-9]+m", "", coloured) == plain
    assert coloured != plain
    assert gate("gate", "show", "shed", environ={"FORCE_COLOR": "1", "NO_COLOR": "1"}).out == plain


def test_a_voters_comment_can_not_colour_the_view(gate: Shell) -> None:
    """Styles are ours: those of a text are shown as characters."""
    gate.vote("ann", "go", "--comment", "\x1b[31mred\x1b[0m")
    shown = gate("gate", "show", "shed", environ={"FORCE_COLOR": "1"}).out
    assert r"\x1b[31mred\x1b[0m" in shown


def test_ids_stand_for_those_whose_handle_is_erased(gate: Shell) -> None:
    """Who was erased is shown by id, in views, sentences and documents alike."""
    gate.vote("ann")
    (view,) = gate.json("gate", "show", "shed")["items"]
    ann = view["votes"][0]["voter"]
    gate("erase", "--person", "ann", "--reason", "asked for it")
    document: dict[str, Any] = gate.json("gate", "show", "shed")
    assert document["people"][ann] is None
    assert f"{ann} (asserted" in gate("gate", "show", "shed").out
    refused = gate("gate", "vote", "shed", "start", "nope", *GO, "--as", ann, code=5)
    assert "refused" in refused.err
