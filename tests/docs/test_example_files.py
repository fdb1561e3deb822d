"""The examples' methodologies: valid but for what is laid down, and quoted right on the page."""

import copy
import re
from collections.abc import Iterator, Mapping
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


def panels(file: Tree) -> Iterator[tuple[str, list[Tree]]]:
    """Yield each gate and its seats, those taken from another gate too."""
    for name, gate in file["gates"].items():
        panel = gate["panel"]
        yield name, file["gates"][panel["as"]]["panel"] if isinstance(panel, dict) else panel


def listed(value: object) -> list[str]:
    """Return a list that may be written as its one item."""
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def enforced(file: Tree) -> Tree:
    """Return a methodology without what is laid down: nearest to it in what is enforced today."""
    plain = copy.deepcopy(file)
    for name, seats in panels(file):
        gate = plain["gates"][name]
        if isinstance(gate["panel"], list):
            gate["panel"] = [enforced_seat(seat) for seat in seats]
    return plain


def enforced_seat(seat: Tree) -> Tree:
    """Return a seat without what is laid down."""
    laid_down = {"dissent"}
    return {key: value for key, value in seat.items() if key not in laid_down}


def complaints(name: str) -> tuple[str, ...]:
    """Return what the loader says of an example; nothing when it is valid."""
    try:
        load_methodology(f"{name}.yaml", {f"{name}.yaml": (FOLDER / f"{name}.yaml").read_bytes()})
    except InvalidSource as error:
        return tuple(error.complaints)
    return ()


@each_example
def test_a_file_is_refused_for_what_is_laid_down_and_for_nothing_else(name: str) -> None:
    """A key that is not enforced is never ignored, and the examples hold no other fault."""
    for complaint in complaints(name):
        assert complaint.endswith("is not enforced yet, so it is refused")


def test_the_exception_is_a_methodology_that_can_be_published() -> None:
    """All that its story needs is enforced."""
    assert complaints("prince2-exception") == ()


@each_example
def test_what_is_left_without_the_laid_down_is_a_valid_methodology(name: str) -> None:
    """Every role, stage, field and deliverable that the example names is there."""
    data = yaml.safe_dump(enforced(tree(name)), sort_keys=False, allow_unicode=True).encode()
    loaded = load_methodology("plain.yaml", {"plain.yaml": data})
    assert [*(loaded.methodology.gates or [])] == [*tree(name)["gates"]]


@pytest.mark.parametrize("name", ["prince2-charter.yaml", "nasa-charter.yaml"])
def test_the_charters_are_valid(name: str) -> None:
    """What the directory of an example adopts, any workspace could."""
    files = {file: (FOLDER / file).read_bytes() for file in (name, "zone.json")}
    assert load_charter(name, files).zone_table == {
        "offsets": [["1970-01-01T00:00:00.000000Z", 0]],
        "tzdata": "2026f",
        "zone": "UTC",
    }


@each_example
def test_what_the_laid_down_names_is_there(name: str) -> None:
    """No loader checks these names yet, so they are checked here."""
    file = tree(name)
    gates, fields, roles = file["gates"], file["fields"], file["roles"]
    known = {f"{gate}.{decision}" for gate in gates for decision in gates[gate]["decisions"]}
    for part in (*fields.values(), *file["deliverables"].values()):
        assert {*listed(part.get("baseline_at", []))} <= known | gates.keys()
        assert part.get("replaces") in {None, *file["deliverables"]}
    for tolerance in file["tolerances"].values():
        assert {tolerance["forecast"], tolerance["baseline"]} <= fields.keys()
        for side in ("over", "under"):
            limit = tolerance.get(side, "10%")
            assert limit in fields or re.fullmatch(r"[0-9]+%|[0-9]+ working days", limit)
    for gate in gates.values():
        called = {decision.get("calls") for decision in gate["decisions"].values()}
        assert called <= {None, *gates}
        assert {*gate.get("blocks", [])} <= {"moves", *gates}
        assert {*listed(gate.get("within", []))} <= file["stages"].keys()
        assert {*listed(gate.get("recorded_by", []))} <= roles.keys()
        for breached in re.findall(r"breached\((\w+)\)", gate.get("called_when", "")):
            assert breached in file["tolerances"]
    for _, seats in panels(file):
        for seat in seats:
            chosen = seat.get("by", {"field": next(iter(fields)), "of": {}})
            assert chosen["field"] in fields
            assert {*chosen["of"]} <= {*fields[chosen["field"]].get("of", [])}
            dissent = seat.get("dissent", {})
            named = {*chosen["of"].values(), *seat.get("independent_of", []), *dissent.values()}
            assert named <= roles.keys()
    for address in file["ours"]:
        section, item = address.split(".")[:2]
        assert item in file[section], address


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


def test_the_page_lists_every_laid_down_key_that_the_examples_use() -> None:
    """What a file may say one day, and what it means, is in docs/notation.md section 9."""
    page = (ROOT / "docs" / "notation.md").read_text("utf-8")
    table = page.split("\n## 9. ")[1].split("\n### 9.")[0]
    used = {one.split(": ")[1].rpartition(".")[2] for name in NAMES for one in complaints(name)}
    for key in used:
        assert re.search(rf"\b{key}\b", table), key
