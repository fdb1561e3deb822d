"""Making a workspace: the files of `phasegate init`, and entry 0 of the ledger.

The folder `ledger` is the claim: making it is one step that succeeds once, so of two who found at
the same time one wins. `phasegate.toml` comes last; without it there is no workspace. What exists
is never overwritten, and a founding that fails takes back what it made.
"""

import contextlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from cli.clock import set_hands
from cli.shipped import default_charter, shipped_schemas, shipped_workflow, with_scenarios
from cli.workspace import FILE, STORE
from engine.engine import Done, Engine, Request
from engine.errors import ConflictError, StoreError, UsageError
from engine.methodology.characters import safe
from engine.methodology.closure import read_closure
from engine.names import DIRECTORY
from engine.requests import Candidate, Source
from engine.rules.refusal import Refusal
from engine.store.open import create_store
from engine.zone_table import make_zone_table

CHARTER = "charter.yaml"


class Plan(NamedTuple):
    """What to found. `now` is the instant; `store` a location as in phasegate.toml, or None."""

    folder: Path
    handle: str
    name: str
    origin: str
    now: str
    manual_clock: bool
    store: str | None
    workflows: tuple[str, ...]
    command_id: str
    person: str


def check_free(folder: Path, workflows: Sequence[str]) -> None:
    """Raise `ConflictError` when there is a workspace, or a file that would be overwritten."""
    copied = (f"workflows/{name}" for name in _shipped(workflows))
    for name in (FILE, "ledger", *copied):
        if os.path.lexists(folder / name):
            raise ConflictError(
                f"{folder / name} is there already",
                hint="nothing was changed; choose another folder",
            )


def charter_source(folder: Path, organisation: str, zone: str) -> Source:
    """The charter to found with: the one that stands there already, else a new one."""
    if (folder / CHARTER).exists():
        return Source(*read_closure(folder / CHARTER))
    if safe(organisation) != organisation:
        raise UsageError("the organisation's name has characters that can't be seen")
    make_zone_table(zone)  # raises for a zone that there isn't, before it stands in a file
    quoted = json.dumps(organisation, ensure_ascii=False)
    text = default_charter().replace("organisation: ORGANISATION", f"organisation: {quoted}")
    return Source(CHARTER, {CHARTER: text.replace("zone: ZONE", f"zone: {zone}").encode()})


def found(plan: Plan, source: Source, candidate: Candidate) -> Done | Refusal:
    """Make the workspace and found the organisation; `candidate` is what `source` compiles to."""
    with _taking_back(plan.folder) as made:
        _make_folder(plan.folder, made)
        _claim(plan.folder, made)
        done = _found(plan, source, candidate)
        if isinstance(done, Refusal):
            raise StoreError(done.message)
        if plan.manual_clock:
            set_hands(plan.folder / "ledger" / "clock", plan.now)
        if not (plan.folder / CHARTER).exists():
            _write(plan.folder / CHARTER, source.files[CHARTER], made)
        _copy_workflows(plan, made)
        _copy_schemas(plan.folder / "schemas", made)
        _write(plan.folder / FILE, _settings(plan).encode(), made)
    return done


def _found(plan: Plan, source: Source, candidate: Candidate) -> Done | Refusal:
    location: str | Path = plan.store or plan.folder / STORE
    store = create_store(location, plan.origin)
    try:
        engine = Engine(
            store,
            clock=lambda: plan.now,
            randomness=os.urandom,
            compiler=lambda _command, _source: candidate,
        )
        args = {"person": plan.person, "handle": plan.handle, "name": plan.name}
        request = Request(
            plan.command_id, DIRECTORY, "FoundOrganisation", args, plan.person, source=source
        )
        return engine.execute(request)
    finally:
        store.close()


@contextlib.contextmanager
def _taking_back(folder: Path) -> Iterator[list[Path]]:
    """Remove what was made, the newest first, when the founding fails."""
    made: list[Path] = []
    try:
        yield made
    except BaseException:
        for path in reversed(made):
            if path == folder / "ledger":
                shutil.rmtree(path, ignore_errors=True)
                continue
            with contextlib.suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()
        raise


def _make_folder(folder: Path, made: list[Path]) -> None:
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        for one in reversed(missing):
            one.mkdir(exist_ok=True)
            made.append(one)
    except OSError as error:
        raise UsageError(f"{folder} can't be made: {error.strerror}") from error


def _claim(folder: Path, made: list[Path]) -> None:
    ledger = folder / "ledger"
    try:
        ledger.mkdir(mode=0o700)
    except FileExistsError:
        raise ConflictError(f"{ledger} is there already: somebody else was faster") from None
    except OSError as error:
        raise UsageError(f"{ledger} can't be made: {error.strerror}") from error
    made.append(ledger)
    (ledger / "evidence").mkdir(mode=0o700)


def _copy_workflows(plan: Plan, made: list[Path]) -> None:
    folder = plan.folder / "workflows"
    if not folder.exists():
        folder.mkdir()
        made.append(folder)
    for name, source in _shipped(plan.workflows).items():
        _write(folder / name, _with_schema_here(source.read_bytes()), made)


def _shipped(workflows: Sequence[str]) -> dict[str, Path]:
    """The shipped files to copy, by name: workflow files, what they include, their scenarios."""
    found: dict[str, Path] = {}
    for one in workflows:
        path = shipped_workflow(one)
        _, files = read_closure(path)
        found.update({name: path.with_name(name) for name in files})
        found.update({each.name: each for each in with_scenarios(path)})
    return found


def _with_schema_here(data: bytes) -> bytes:
    """A shipped file, its first line naming the schema where the workspace has it."""
    return re.sub(rb"\$schema=\.\./engine/[a-z]+/", b"$schema=../schemas/", data, count=1)


def _copy_schemas(folder: Path, made: list[Path]) -> None:
    """Put the schemas where an editor finds them; what is there already stays."""
    if not folder.exists():
        folder.mkdir()
        made.append(folder)
    for source in shipped_schemas():
        if not (folder / source.name).exists():
            _write(folder / source.name, source.read_bytes(), made)


def _write(path: Path, data: bytes, made: list[Path]) -> None:
    try:
        with path.open("xb") as file:
            made.append(path)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise ConflictError(f"{path} is there already: somebody else was faster") from None
    except OSError as error:
        raise StoreError(f"{path} can't be written: {error.strerror}") from error


def _settings(plan: Plan) -> str:
    clock = "manual" if plan.manual_clock else "system"
    return f"""\
# A Phasegate workspace. What a flag says counts first, then the environment, then this file.
[phasegate]

# Who acts when nobody says --as (or PHASEGATE_AS).
as = "{plan.handle}"

# Where the ledger is: a file below this folder, or a postgresql:// URL (or PHASEGATE_STORE).
store = "{plan.store or STORE}"

# Which ledger it is. Another one in its place is refused.
origin = "{plan.origin}"

# The clock that acts go by: system, or manual where the ledger was founded with one.
clock = "{clock}"
"""
