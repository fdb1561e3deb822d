"""The shipped methodologies for tests: compiled, raw, with their fact sheets and pages."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from engine.methodology.closure import read_closure
from engine.methodology.compile import compile_methodology
from engine.methodology.load import load_methodology
from engine.methodology.tables import Tables

NAMES = ("dmaic", "gateway", "iso13485", "pm2", "stage_gate", "team_of_five", "waterfall")
"""The methodologies that a person typed, each with a fact sheet of names."""

ALL = (*NAMES, "gsa_m3")
"""Those, and the one that a script writes from its source (tests/gsa_m3)."""

_ROOT = Path(__file__).parents[2]


def source(name: str) -> bytes:
    """Return the bytes of a shipped file."""
    return (_ROOT / "workflows" / f"{name}.yaml").read_bytes()


@cache
def tables(name: str) -> Tables:
    """Return the compiled tables of a shipped methodology."""
    return compile_methodology(load_methodology(*closure(name)))


def closure(name: str) -> tuple[str, dict[str, bytes]]:
    """Return the name of a shipped file, and the bytes of it and of what it includes."""
    return read_closure(_ROOT / "workflows" / f"{name}.yaml")


@cache
def raw(name: str) -> Any:  # noqa: ANN401  # what YAML holds has no better type
    """Return a shipped file as PyYAML alone reads it: plain values, in the file's own words."""
    return yaml.safe_load(source(name))


@cache
def sheet(name: str) -> Any:  # noqa: ANN401  # as above
    """Return the fact sheet of a methodology: what its source has, by name."""
    path = _ROOT / "tests" / "data" / "fact_sheets" / f"{name}.yaml"
    return yaml.safe_load(path.read_bytes())


def page(name: str) -> str:
    """Return the page that tells a methodology to people."""
    path = _ROOT / "docs" / "methodologies" / f"{name.replace('_', '-')}.md"
    return path.read_text(encoding="utf-8")
