"""What walks publish: the charter and the methodology, each in two versions, compiled once."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from engine.publishing import compile_candidate
from engine.requests import Source
from tests.determinism.record import Compiled, compiled

FOLDER: Final = Path(__file__).parent
VERSIONS: Final = ("1.0.0", "1.1.0")


_CHANGED: Final = (
    (b"version: 1.0.0", b"version: 1.1.0"),
    (b"in: [planning, delivery], to: closing", b"in: [planning, delivery], closes: killed"),
    (b"working_days: [mon, ", b"working_days: [sun, mon, "),
)
"""What the second version has in place of the first."""


@cache
def candidates() -> Mapping[str, Compiled]:
    """Candidates by name: `charter-VERSION`, `everything-VERSION`."""
    found = {}
    for version in VERSIONS:
        for name, command in (
            ("charter", "FoundOrganisation"),
            ("everything", "PublishMethodology"),
        ):
            candidate = compile_candidate(command, source(name, version))
            found[f"{name}-{version}"] = compiled(candidate)
    return found


def source(name: str, version: str) -> Source:
    """The files of a charter or a methodology in one of its versions."""
    files = {path.name: path.read_bytes() for path in sorted(FOLDER.glob(f"{name}*.yaml"))}
    if version != VERSIONS[0]:
        for old, new in _CHANGED:
            files = {path: data.replace(old, new) for path, data in files.items()}
    return Source(f"{name}.yaml", files)
