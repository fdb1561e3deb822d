"""The fixture methodologies: their files, loaded and compiled."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from engine.methodology.compile import compile_methodology
from engine.methodology.load import Loaded, load_methodology
from engine.methodology.sources import InvalidSource
from engine.methodology.tables import Tables

DATA = Path(__file__).parents[2] / "data" / "methodologies"
CLOSURES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "shed": ("shed.yaml", ("shed.yaml",)),
    "base": ("base.yaml", ("base.yaml",)),
    "called": ("called.yaml", ("called.yaml",)),
    "panels": ("panels.yaml", ("panels.yaml",)),
    "tracks": ("tracks.yaml", ("tracks.yaml",)),
    "complete": (
        "workflow.yaml",
        ("workflow.yaml", "people.yaml", "money.yaml", "evidence.yaml"),
    ),
}

NO_EFFECT = {"to": None, "outcome": None, "review_in": None}


def files(name: str) -> tuple[str, dict[str, bytes]]:
    """Return the root and the files of a fixture."""
    root, names = CLOSURES[name]
    folder = DATA if len(names) == 1 else DATA / name
    return root, {each: (folder / each).read_bytes() for each in names}


@cache
def loaded(name: str) -> Loaded:
    """Return a fixture as loaded."""
    return load_methodology(*files(name))


@cache
def tables(name: str) -> Tables:
    """Return a fixture's compiled tables."""
    return compile_methodology(loaded(name))


def codes(root: str, closure: Mapping[str, bytes]) -> list[tuple[str, str, int]]:
    """Return code, file and line of every complaint about a closure; none when it is valid."""
    try:
        load_methodology(root, closure)
    except InvalidSource as error:
        return [(one.code, one.mark.file, one.mark.line) for one in error.faults]
    return []


def need(kind: str, text: str, **given: int | str) -> dict[str, int | str]:
    """Return a compiled need; what is not given has no part in it."""
    return {"kind": kind, "number": 0, "percent": "0", "at_least": 0, "text": text, **given}
