"""The examples' methodologies: valid, and quoted right on the page."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import yaml

from engine.methodology.load import load_charter, load_methodology
from engine.methodology.sources import InvalidSource

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "examples"
NAMES = ("prince2-exception", "nasa-kdp")

# What YAML gives; these tests read files that no model of ours takes yet.
Tree: TypeAlias = dict[str, Any]

each_example = pytest.mark.parametrize("name", NAMES)


def tree(name: str) -> Tree:
    """Return an example's methodology as plain YAML."""
    found: Tree = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return found


def complaints(name: str) -> tuple[str, ...]:
    """Return what the loader says of an example; nothing when it is valid."""
    try:
        load_methodology(f"{name}.yaml", {f"{name}.yaml": (FOLDER / f"{name}.yaml").read_bytes()})
    except InvalidSource as error:
        return tuple(error.complaints)
    return ()


@each_example
def test_an_example_is_a_methodology_that_can_be_published(name: str) -> None:
    """All that its story needs is enforced, and everything it names is there."""
    assert complaints(name) == ()


@pytest.mark.parametrize("name", ["prince2-charter.yaml", "nasa-charter.yaml"])
def test_the_charters_are_valid(name: str) -> None:
    """What the directory of an example adopts, any workspace could."""
    files = {file: (FOLDER / file).read_bytes() for file in (name, "zone.json")}
    assert load_charter(name, files).zone_table == {
        "offsets": [["1970-01-01T00:00:00.000000Z", 0]],
        "tzdata": "2026f",
        "zone": "UTC",
    }


def contains(whole: object, part: object) -> bool:
    """Tell whether `part` is `whole` with keys left out."""
    if isinstance(part, Mapping):
        return isinstance(whole, Mapping) and all(
            key in whole and contains(whole[key], inner) for key, inner in part.items()
        )
    return whole == part


@each_example
def test_the_page_shows_what_the_file_says(name: str) -> None:
    """docs/notation.md section 8 quotes the files; it may leave out, not differ."""
    page = (ROOT / "docs" / "notation.md").read_text("utf-8")
    part = (
        page[page.index(f"### 8.{NAMES.index(name) + 1} ") :].split("```yaml\n")[1].split("```")[0]
    )
    assert contains(tree(name), yaml.safe_load(part))
