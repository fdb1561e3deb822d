"""The one door from the file system: a scenarios file, and the workflow files that it needs."""

from pathlib import Path

from engine.engine import Source
from engine.errors import NotFound, UsageError
from engine.methodology.closure import read_closure
from engine.methodology.yamlsource import MAX_BYTES
from engine.scenarios.load import ENDING, Book, Files, files_named, load, workflow_named


def read_book(path: Path) -> Book:
    """Return the scenarios of the file at `path`.

    Raises `InvalidSource` with all that is wrong with it or with its workflow file, `NotFound` when
    there is no such file, and `UsageError` when it can't be read.
    """
    data = _read(path)
    named = workflow_named(data, path.name)
    others = {name: _closure(path.parent / name) for name in files_named(data, path.name)}
    files = {name: source for name, source in others.items() if source}
    return load(Files(path.name, data, _closure(path.parent / named), files))


def scenarios_of(workflow: Path) -> Path:
    """Where the scenarios of a workflow file stand."""
    return workflow.with_name(f"{workflow.stem}{ENDING}")


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise NotFound(f"there is no file {path}") from None
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}") from None


def _closure(path: Path) -> Source | None:
    try:
        return Source(*read_closure(path))
    except NotFound:
        return None
