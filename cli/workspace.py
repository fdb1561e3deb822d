"""A workspace: the folder of one organisation, found from where one stands, and its phasegate.toml.

    phasegate.toml            [phasegate] as, store, origin, clock
    charter.yaml              the charter, to be edited and published
    workflows/                methodologies, to be edited and published
    ledger/                   phasegate.sqlite, evidence/, and the hands of a manual clock

What a flag says counts before the environment (PHASEGATE_AS, PHASEGATE_WORKSPACE, PHASEGATE_STORE),
this before the file, the file before the default.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from engine.errors import NotFound, UsageError

FILE: Final = "phasegate.toml"
STORE: Final = "ledger/phasegate.sqlite"
MANUAL: Final = "manual-clock/"
"""What the origin of a ledger with a manual clock begins with, so that every entry says so."""

_KEYS: Final = {"as", "store", "origin", "clock"}
_MAX_BYTES: Final = 64 * 1024


class Workspace(NamedTuple):
    """A workspace: where it is, and what its file says."""

    folder: Path
    actor: str | None
    store: str
    origin: str | None
    manual_clock: bool

    @property
    def location(self) -> str | Path:
        """Where the ledger is: a file, or a postgresql:// URL."""
        if "://" in self.store:
            return self.store
        return self.folder / self.store

    @property
    def evidence(self) -> Path:
        """The folder of the deliverables' bytes."""
        return self.folder / "ledger" / "evidence"

    @property
    def clock_file(self) -> Path:
        """Where a manual clock's hands stand."""
        return self.folder / "ledger" / "clock"

    @property
    def workflows(self) -> Path:
        """The folder of the workflow files."""
        return self.folder / "workflows"


def find_workspace(given: str | None, environ: Mapping[str, str] | None = None) -> Workspace:
    """Return the workspace `given`, or named by the environment, or around the present folder.

    Raises `NotFound` when there is none and `UsageError` when its file says something odd.
    """
    environ = os.environ if environ is None else environ
    named = given or environ.get("PHASEGATE_WORKSPACE")
    if named:
        folder = Path(named)
        if not (folder / FILE).is_file():
            raise NotFound(f"{named} is not a workspace: it has no {FILE}", hint=_HINT)
    else:
        folder = _above(Path.cwd())
    said = read_settings(folder / FILE)
    origin, manual = said.get("origin"), said.get("clock", "system") == "manual"
    if manual and not (origin or "").startswith(MANUAL):
        raise UsageError(
            f"the ledger of {folder} was not founded with a manual clock, and can't be given one",
            hint=f'take clock = "manual" out of {FILE}',
        )
    store = environ.get("PHASEGATE_STORE") or said.get("store") or STORE
    actor = environ.get("PHASEGATE_AS") or said.get("as")
    return Workspace(folder.resolve(), actor, store, origin, manual)


_HINT: Final = "make one with: phasegate init"


def _above(start: Path) -> Path:
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return folder
    raise NotFound(f"there is no workspace here or above: no {FILE}", hint=_HINT)


def read_settings(path: Path) -> dict[str, str]:
    """Return what the table [phasegate] of the file says; `UsageError` for anything odd."""
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}") from error
    if len(data) > _MAX_BYTES:
        raise UsageError(f"{path} has more than {_MAX_BYTES:,} bytes")
    said = plain_settings(data)
    if said is None:
        said = _toml_settings(path, data)
    for name in said:
        if name not in _KEYS:
            raise UsageError(
                f"{path}: there is no setting {name[:60]!a}", hint=f"there are {_list(_KEYS)}"
            )
    if said.get("clock", "system") not in ("system", "manual"):
        raise UsageError(f"{path}: clock is system or manual, not {said['clock'][:60]!a}")
    return said


def plain_settings(data: bytes) -> dict[str, str] | None:
    """Read a file of the form that `init` writes, in which TOML has no secrets; None for another.

    It saves every command the import of a TOML reader.
    """
    lines = data.split(b"\n")
    table, said = False, dict[str, str]()
    for line in lines:
        if not line or (line.startswith(b"#") and _is_printable(line)):
            continue
        if line == b"[phasegate]" and not table:
            table = True
        else:
            name, equals, value = line.partition(b' = "')
            plain = name.isalpha() and name.islower() and value.endswith(b'"')
            inner = value[:-1]
            if not (equals and table and plain and _is_plain(inner)) or name.decode() in said:
                return None
            said[name.decode()] = inner.decode()
    return said if table else None


def _is_plain(value: bytes) -> bool:
    return b'"' not in value and b"\\" not in value and _is_printable(value)


def _is_printable(value: bytes) -> bool:
    return value.decode("latin-1").isprintable() and value.isascii()


def _toml_settings(path: Path, data: bytes) -> dict[str, str]:
    import tomllib

    try:
        tables = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: {error}") from error
    said = tables.pop("phasegate", None)
    if tables or not isinstance(said, dict):
        raise UsageError(f"{path} holds one table, [phasegate]")
    for name, value in said.items():
        if not isinstance(value, str):
            raise UsageError(f"{path}: {name[:60]!a} is a text in quotes")
    return said


def _list(names: set[str]) -> str:
    return ", ".join(sorted(names))
