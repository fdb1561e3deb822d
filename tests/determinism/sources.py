"""What walks publish: the charter and the methodology, each in two versions, compiled once."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from engine.publishing import compile_candidate
from engine.requests import Source
from tests.determinism.record import Compiled, compiled

FOLDER = Path(__file__).parent
VERSIONS = ("1.0.0", "1.1.0")


@cache
def candidates() -> Mapping[str, Compiled]:
    """Candidates by name: `charter-VERSION`, `everything-VERSION`."""
    found = {}
    for version in VERSIONS:
        found[f"charter-{version}"] = _compiled("FoundOrganisation", version, "charter.yaml")
        files = ("everything.yaml", "everything-parts.yaml")
        found[f"everything-{version}"] = _compiled("PublishMethodology", version, *files)
    return found


def _compiled(command: str, version: str, *names: str) -> Compiled:
    """The files `names`, the first of which is the root, compiled as `version`."""
    files = {name: (FOLDER / name).read_bytes() for name in names}
    files[names[0]] = files[names[0]].replace(b"version: 1.0.0", f"version: {version}".encode())
    return compiled(compile_candidate(command, Source(names[0], files)))
