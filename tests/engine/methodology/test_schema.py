import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine.methodology.schema import FOLDER, SCHEMAS, schema_bytes, write_schemas
from engine.methodology.yamlsource import read
from tests.engine.methodology.fixtures import DATA
from tests.engine.methodology.test_faults import MARK, ROWS, Row
from tests.engine.methodology.test_load import NOT_SUPPORTED, edited

_ROOT = Path(__file__).parents[3]

# What a schema can see: one value at a time.
_VISIBLE = (
    *("key.", "value.type", "value.choice", "value.range", "value.only_true", "value.currency"),
    *("value.charter_role", "value.need", "value.party", "value.length", "value.twice", "value.id"),
    *("notation.unknown", "include.name"),
)


def _validator(name: str) -> Draft202012Validator:
    schema = json.loads((FOLDER / name).read_bytes())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def _value(data: bytes) -> Any:  # noqa: ANN401  # whatever the file holds
    source, _ = read("file.yaml", data)
    assert source is not None
    return source.value


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_that_is_shipped_is_the_one_the_models_give(name: str) -> None:
    """An editor must not complete keys that the loader refuses. `write_schemas()` mends it."""
    assert (FOLDER / name).read_bytes() == schema_bytes(name)


def test_writing_the_schemas_writes_all_of_them(tmp_path: Path) -> None:
    """What a developer runs after a change of the models."""
    write_schemas(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        name: schema_bytes(name) for name in SCHEMAS
    }


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("workflow.schema.json", DATA / "shed.yaml"),
        ("workflow.schema.json", DATA / "base.yaml"),
        ("workflow.schema.json", DATA / "complete" / "workflow.yaml"),
        ("workflow.schema.json", DATA / "called.yaml"),
        ("workflow.schema.json", _ROOT / "workflows" / "pm2.yaml"),
        ("workflow.schema.json", _ROOT / "workflows" / "stage_gate.yaml"),
        ("fragment.schema.json", DATA / "complete" / "people.yaml"),
        ("fragment.schema.json", DATA / "complete" / "evidence.yaml"),
        ("charter.schema.json", FOLDER / "default_charter.yaml"),
    ],
)
def test_a_valid_file_is_valid_by_its_schema(schema: str, path: Path) -> None:
    """An editor that underlines what is right gets switched off."""
    value = _value(path.read_bytes())
    assert [error.message for error in _validator(schema).iter_errors(value)] == []


def _visible(row: Row) -> bool:
    # A role of another file can't be told from a missing one; that a number is too large, it can.
    return row.code.startswith(_VISIBLE)


@pytest.mark.parametrize(
    "row", [row for row in ROWS if _visible(row)], ids=lambda row: f"line {row.line}: {row.code}"
)
def test_a_fault_of_one_value_is_a_fault_by_the_schema_too(row: Row) -> None:
    """So that most mistakes show while one writes."""
    value = _value(row.marked().replace(MARK, "").encode())
    errors = list(_validator("workflow.schema.json").iter_errors(value))
    assert errors, row


@pytest.mark.parametrize("key", NOT_SUPPORTED)
def test_a_key_that_is_not_enforced_is_a_fault_by_the_schema_too(key: str) -> None:
    """An editor must not complete what the loader refuses."""
    value = _value(edited(NOT_SUPPORTED[key])["shed.yaml"])
    assert not _validator("workflow.schema.json").is_valid(value)


def _properties(schema: dict[str, Any], at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for name, inner in schema.get("properties", {}).items():
        yield f"{at}.{name}", inner
    for name, inner in schema.get("$defs", {}).items():
        yield from _properties(inner, name)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_key_is_described_and_none_may_be_null(name: str) -> None:
    """What an editor shows beside a key is the docstring of the model."""
    schema = json.loads(schema_bytes(name))
    found = dict(_properties(schema))
    bare = {at for at, inner in found.items() if "description" not in inner and "$ref" not in inner}
    assert found
    assert bare == set()
    assert b'"null"' not in schema_bytes(name)
    assert all(
        inner.get("additionalProperties") is False
        for inner in (schema, *schema.get("$defs", {}).values())
    )


def test_decimals_are_no_integers_for_the_schema() -> None:
    """The oracle must see what the reader gives: 2.0 is a decimal, and no whole number."""
    assert _value(b"2.0") == Decimal("2.0")
    assert not Draft202012Validator({"type": "integer"}).is_valid(Decimal("2.0"))
