"""Scenarios files on disk, their schema, and the page about them."""

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from cli.shipped import shipped_scenarios
from engine.errors import NotFound, UsageError
from engine.methodology.shape import keys
from engine.methodology.yamlsource import read
from engine.scenarios.coverage import KINDS
from engine.scenarios.files import read_book, scenarios_of
from engine.scenarios.model import Details, Project, Scenario, Scenarios
from engine.scenarios.play import play
from engine.scenarios.readings import READINGS
from engine.scenarios.schema import FILE, FOLDER, schema_bytes, write_schema
from engine.scenarios.verbs import EXTRAS, VERBS
from tests.support.scenes import NAME, PLAIN, text_of
from tests.support.sheds import shed

PAGE = (Path(__file__).parents[3] / "docs" / "scenarios.md").read_text("utf-8")
SHOWN = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def validator() -> Draft202012Validator:
    """Return a validator by the schema that is shipped."""
    schema = json.loads((FOLDER / FILE).read_bytes())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def valid(text: str) -> bool:
    """Say whether a file is valid by its schema."""
    source, _ = read(NAME, text.encode())
    assert source
    return validator().is_valid(source.value)


def test_a_file_is_read_with_the_workflow_file_beside_it(tmp_path: Path) -> None:
    """And with those that its acts publish."""
    (tmp_path / "shed.yaml").write_text(shed(gate=PLAIN))
    (tmp_path / "next.yaml").write_text(shed(gate=PLAIN, version="1.0.1"))
    path = scenarios_of(tmp_path / "shed.yaml")
    path.write_text(text_of({"one": ["office publishes next.yaml", "bo hands in drawing"]}))
    assert play(read_book(path), "one").failure is None


def test_a_file_may_name_the_workflow_file(tmp_path: Path) -> None:
    """So that one workflow file can have several files of scenarios."""
    (tmp_path / "shed.yaml").write_text(shed(gate=PLAIN))
    path = tmp_path / "more.scenarios.yaml"
    path.write_text("workflow: shed.yaml\n" + text_of({"one": ["bo hands in drawing"]}))
    assert read_book(path).tables["methodology"] == "shed"


def test_a_file_that_is_not_there_or_can_not_be_read_is_told(tmp_path: Path) -> None:
    """Neither is a fault of what it says."""
    with pytest.raises(NotFound):
        read_book(tmp_path / NAME)
    with pytest.raises(UsageError):
        read_book(tmp_path)


def test_the_schema_that_is_shipped_is_the_one_the_models_give(tmp_path: Path) -> None:
    """An editor must not complete keys that the loader refuses. `write_schema()` mends it."""
    assert (FOLDER / FILE).read_bytes() == schema_bytes()
    write_schema(tmp_path)
    assert (tmp_path / FILE).read_bytes() == schema_bytes()


@pytest.mark.parametrize("path", shipped_scenarios().values(), ids=lambda path: str(path.name))
def test_a_valid_file_is_valid_by_its_schema(path: Path) -> None:
    """An editor that underlines what is right gets switched off."""
    source, _ = read(path.name, path.read_bytes())
    assert source
    assert [error.message for error in validator().iter_errors(source.value)] == []
    first = path.read_text("utf-8").partition("\n")[0]
    assert first == f"# yaml-language-server: $schema=../engine/scenarios/{FILE}"


@pytest.mark.parametrize(
    "act",
    [
        "17",
        "Bo requests build",
        "bo requests build: 5",
        "bo requests build: {refused: [apart]}",
        "{by: bo}",
        "{then: {stge: planning}}",
        "{then: {}}",
        "{after: soon}",
        "{bo requests build: {}, ann votes go: {}}",
    ],
)
def test_a_fault_of_one_act_is_a_fault_by_the_schema_too(act: str) -> None:
    """So that most mistakes show while one writes."""
    assert valid(text_of({"one": ["bo requests build", "{after: 3 days}"]}))
    assert not valid(text_of({"one": [act]}))


def test_every_key_is_described_in_the_schema() -> None:
    """What an editor shows beside a key is the docstring of the model."""
    schema = json.loads(schema_bytes())
    parts = {"": schema, **schema["$defs"]}
    bare = {
        f"{part}.{name}"
        for part, inner in parts.items()
        for name, found in inner.get("properties", {}).items()
        if "description" not in found and "$ref" not in found
    }
    assert bare == set()
    assert b'"null"' not in schema_bytes()


def named(name: str) -> bool:
    """Say whether the page has a name in its tables."""
    return re.search(rf"^\|.*`{re.escape(name)}`.*\|", PAGE, re.MULTILINE) is not None


def test_the_page_names_every_key_and_every_state() -> None:
    """What isn't on the page nobody uses."""
    models = (Scenarios, Scenario, Details)
    words = {key for model in models for key in keys(model)} - {"then"}
    words |= {*READINGS} | {short for one in EXTRAS.values() for short in one} - {"text", "file"}
    assert {word for word in words if not named(word)} == set()
    assert all(f"`{key}`" in PAGE for key in (*keys(Project), "then"))
    assert all(f"| {kind} |" in PAGE for kind in KINDS)


def test_the_page_names_every_sentence_and_its_command() -> None:
    """The table is what people write from."""
    table = PAGE.split("| sentence | command |")[1].split("\n\n")[0]
    told = set(re.findall(r"`([A-Z][a-zA-Z]+)`", table))
    assert {verb.command for verb in VERBS} == {one for one in told if one != "NAME"}


def test_what_the_page_shows_can_be_read(tmp_path: Path) -> None:
    """The first block is a file; the others are acts of one like it."""
    first, *acts = SHOWN
    assert valid(first)
    assert len(acts) == 2
    for block in acts:
        lines = [line.removeprefix("- ") for line in block.strip().split("\n")]
        assert valid(text_of({"one": lines}))
