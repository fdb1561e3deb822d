"""What a file means, where each key and value stands, and that no file is read amiss."""

import json
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings, strategies as st

from engine.canonical import MAX_INT
from engine.methodology import diagnostics, yamlsource
from engine.methodology.characters import UNSAFE, UNSAFE_IN_LINES
from engine.methodology.diagnostics import Complaint, Mark, line
from engine.methodology.yamlsource import Source, read
from engine.methodology.yamlvalues import Value

ROOT = Path(__file__).parents[3]
DATA = ROOT / "tests" / "data" / "yaml"
GOOD = sorted((DATA / "good").glob("*.yaml"))


def source(data: bytes) -> Source:
    """Return the source of a file that is read without complaint."""
    found, complaints = read("x.yaml", data)
    assert complaints == ()
    assert found is not None
    return found


def blocks_of_the_notation() -> Iterator[tuple[str, bytes]]:
    """Yield each YAML example of the notation's reference, with the line it begins on."""
    text = (ROOT / "docs" / "notation.md").read_text("utf-8")
    for number, part in enumerate(text.split("```yaml\n")[1:], 1):
        yield f"notation.md, example {number}", part.partition("```")[0].encode()


CORPUS = [(path.name, path.read_bytes()) for path in GOOD]
CORPUS += [(f"{name} with CRLF", data.replace(b"\n", b"\r\n")) for name, data in CORPUS]
CORPUS += blocks_of_the_notation()
IDS = [name for name, _ in CORPUS]


def as_yaml_1_1(value: Value, theirs: object) -> object:
    """Return our `value` as PyYAML's safe loader reads it: floats, dates, more booleans."""
    if isinstance(value, dict) and isinstance(theirs, dict):
        return {key: as_yaml_1_1(inner, theirs.get(key)) for key, inner in value.items()}
    if isinstance(value, list) and isinstance(theirs, list) and len(value) == len(theirs):
        return [as_yaml_1_1(ours, other) for ours, other in zip(value, theirs, strict=True)]
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, str) and isinstance(theirs, bool):
        return {"yes": True, "on": True, "no": False, "off": False}.get(value.lower(), value)
    if isinstance(value, str) and isinstance(theirs, date):
        return date.fromisoformat(value[:10])
    return value


def safe_load(data: bytes) -> object:
    """Return what PyYAML's safe loader reads; it raises at a date that is none."""
    text = data.decode().replace("2026-13-45, 2026-11-23T04:00:00Z", "a, b")
    loaded: object = yaml.safe_load(text)
    return loaded


@pytest.mark.parametrize("data", [data for _, data in CORPUS], ids=IDS)
def test_a_good_file_means_what_a_plain_loader_says(data: bytes) -> None:
    """Differential: apart from YAML 1.1's floats, dates and booleans, PyYAML reads the same."""
    value = source(data.replace(b"2026-13-45, 2026-11-23T04:00:00Z", b"a, b")).value
    theirs = safe_load(data)
    assert as_yaml_1_1(value, theirs) == theirs


def composed(
    node: yaml.Node, path: diagnostics.Path, marks: dict[diagnostics.Path, tuple[int, int]]
) -> None:
    """Put the place of `node` and all below it into `marks`, as PyYAML's composer has them."""
    assert node.start_mark is not None
    marks[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.SequenceNode):
        for index, inner in enumerate(node.value):
            composed(inner, (*path, index), marks)
    elif isinstance(node, yaml.MappingNode):
        for key, inner in node.value:
            composed(inner, (*path, key.value), marks)
            marks[*path, key.value, "key"] = (key.start_mark.line + 1, key.start_mark.column + 1)


@pytest.mark.parametrize("data", [data for _, data in CORPUS], ids=IDS)
def test_every_key_and_value_has_its_place(data: bytes) -> None:
    """Differential: the places are those of PyYAML's composer, for each value and each key."""
    expected: dict[diagnostics.Path, tuple[int, int]] = {}
    root = yaml.compose(data.decode(), yaml.SafeLoader)
    assert root is not None
    composed(root, (), expected)
    marks = source(data).marks
    found = {path: (mark.line, mark.column) for path, mark in marks.values.items()}
    keys = {(*path, "key"): (mark.line, mark.column) for path, mark in marks.keys.items()}
    assert found | keys == expected
    assert set(marks.values) == {
        (),
        *marks.keys,
        *(p for p in found if isinstance(p[-1:], int)),
    } | {path for path in found if path and isinstance(path[-1], int)}


def test_columns_count_characters_and_lines_count_as_editors_do() -> None:
    """Letters of any width count one; a tab counts one."""
    marks = source("中文: 🚲 # x\r\nb: {é: 1, c: 2}\n".encode()).marks
    assert marks.values["中文",] == Mark("x.yaml", 1, 5)
    assert marks.keys["b", "c"] == Mark("x.yaml", 2, 11)
    assert source(b'a: ["x\ty", 1]\n').marks.values["a", 1] == Mark("x.yaml", 1, 12)
    assert source(b"a: 1\r\n\r\nb: 2\n").marks.values["b",] == Mark("x.yaml", 3, 4)


def test_the_same_file_gives_the_same_without_the_c_library() -> None:
    """I29: one scanner is used everywhere, so a machine without libyaml reads and refuses alike."""
    script = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
if sys.argv[1] == "without":
    sys.modules["yaml._yaml"] = None
import yaml, pathlib
from engine.methodology.yamlsource import read
print(yaml.__with_libyaml__, file=sys.stderr)
for path in sorted(pathlib.Path({str(DATA)!r}).rglob("*.yaml")):
    source, complaints = read(path.name, path.read_bytes())
    print(source._replace(faulty=frozenset()), sorted(map(str, source.faulty)), complaints)
"""
    ran = {
        how: subprocess.run(
            [sys.executable, "-c", script, how], capture_output=True, text=True, check=True
        )
        for how in ("with", "without")
    }
    assert ran["without"].stderr == "False\n"
    assert ran["with"].stdout == ran["without"].stdout
    assert ran["with"].stdout.count("Source(") == len(GOOD) + 1
    modules = {cls.__module__ for cls in yamlsource._Parser.__mro__}
    assert modules <= {
        "engine.methodology.yamlsource",
        "yaml.reader",
        "yaml.scanner",
        "yaml.parser",
        "builtins",
    }


def test_the_model_of_a_file_can_be_used_without_a_yaml_library() -> None:
    """Diagnostics, spelling, words and values know no parser; an act never loads one."""
    script = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
import engine.methodology.diagnostics, engine.methodology.yamlvalues
print(sorted({{"yaml", "pydantic", "sqlalchemy", "transitions"}} & set(sys.modules)))
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


TEXT = st.text(max_size=20).filter(
    lambda text: not UNSAFE.search(text) and unicodedata.is_normalized("NFC", text)
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INT, MAX_INT) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(JSON.filter(lambda value: value is not None))
def test_json_is_read_as_itself(value: Value) -> None:
    """YAML 1.2 holds JSON: what a program writes as JSON is read back unchanged."""
    assert source(json.dumps(value, ensure_ascii=False).encode()).value == value
    assert source(json.dumps(value, ensure_ascii=False, indent=1).encode()).value == value


@given(JSON.filter(lambda value: value is not None))
def test_what_another_writer_of_yaml_writes_is_read_back(value: Value) -> None:
    """Block style, folded lines and quotes of PyYAML's writer come back as the same value."""
    written = yaml.safe_dump(value, allow_unicode=True, width=30)
    found, complaints = read("x.yaml", written.encode())
    # The writer quotes by YAML 1.1, to which some words are text that are numbers to others.
    assert {one.code for one in complaints} <= {"yaml.number", "yaml.key_not_string"}
    assert complaints or (found is not None and found.value == value)


PIECES = st.sampled_from(
    [
        *"[]{},:?-&*!|>'\"%@`#~ \n\t\r<\\",
        *(
            "- ",
            ": ",
            "? ",
            "\n  ",
            "\n- ",
            "\n    ",
            "---\n",
            "...\n",
            "<<: ",
            "&a ",
            "*a",
            "!!x ",
        ),
        *(
            "a",
            "b: 1",
            "010",
            "1.5",
            "null",
            '"\\x',
            "\\u202e",
            "\\ud800",
            "|+2\n",
            ">-\n",
            "%YAML ",
        ),
        *("é", "e\u0301", "\u202e", "\x85", "\u2028", "\ufeff", "\x00", "中", "🚲"),
    ]
)


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    """Whatever stands in a file, the answer is a source, or complaints, each with a place in it."""
    check_answer(text.encode(), *read("x.yaml", text.encode()))


@given(st.binary(max_size=60))
def test_no_bytes_make_the_reader_raise(data: bytes) -> None:
    """A file that is no text at all is refused like any other."""
    check_answer(data, *read("x.yaml", data))


@given(st.sampled_from(CORPUS), st.data())
def test_no_damage_to_a_good_file_makes_the_reader_raise(
    case: tuple[str, bytes], draw: st.DataObject
) -> None:
    """A file cut, doubled or overwritten somewhere is read or refused, never mistaken."""
    _, data = case
    start = draw.draw(st.integers(0, len(data)))
    end = draw.draw(st.integers(start, min(len(data), start + 20)))
    damaged = data[:start] + draw.draw(PIECES).encode() + data[end:]
    check_answer(damaged, *read("x.yaml", damaged))


def check_answer(data: bytes, found: Source | None, complaints: tuple[Complaint, ...]) -> None:
    """Check what holds for every answer of the reader."""
    rows = data.decode("utf-8", "replace").split("\n")
    for one in complaints:
        assert one.code.startswith("yaml.")
        assert one.mark.file == "x.yaml"
        assert 1 <= one.mark.line <= len(rows)
        assert one.mark.column >= 1
        assert not UNSAFE.search(line(one))
    if found is None:
        assert complaints
    elif not complaints:
        assert found.faulty == frozenset()
        for text in texts_of(found.value):
            assert not UNSAFE_IN_LINES.search(text)
            assert unicodedata.is_normalized("NFC", text)
    assert read("x.yaml", data) == (found, complaints)


def texts_of(value: Value) -> Iterator[str]:
    """Yield every text in `value`, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for inner in value:
            yield from texts_of(inner)
    elif isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from texts_of(inner)
