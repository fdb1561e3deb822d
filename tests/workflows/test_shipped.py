"""The shipped files fit the rest of what is shipped."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from tests.workflows.shipped import ALL, raw, source, tables

ROOT = Path(__file__).parents[2]
MODELINE = "# yaml-language-server: $schema="


@pytest.mark.parametrize("name", ALL)
def test_the_file_names_its_schema_and_fits_it(name: str) -> None:
    """An editor that follows the first line finds the schema, and nothing to complain about."""
    first, _, _ = source(name).decode().partition("\n")
    assert first.startswith(MODELINE)
    path = ROOT / "workflows" / first.removeprefix(MODELINE)
    assert path.resolve() == ROOT / "engine" / "methodology" / "workflow.schema.json"
    jsonschema.validate(raw(name), json.loads(path.read_bytes()))


@pytest.mark.parametrize("name", ALL)
def test_the_default_charter_has_the_roles_it_needs(name: str) -> None:
    """A fresh workspace can publish a shipped methodology as it is."""
    charter = yaml.safe_load(
        (ROOT / "engine" / "methodology" / "default_charter.yaml").read_bytes()
    )
    needed = {role["charter"] for role in tables(name)["roles"].values()} - {None}
    assert needed - set(charter["roles"]) == set()


@pytest.mark.parametrize("name", ALL)
def test_the_file_is_called_by_its_id(name: str) -> None:
    """Who knows the id finds the file."""
    assert tables(name)["methodology"] == name
