"""Faults of workflow files and charters: as lines with the place shown, and as data."""

from pathlib import Path

from engine.canonical import Json
from engine.errors import DefinitionError
from engine.methodology.diagnostics import as_json, report
from engine.methodology.sources import InvalidSource


def from_here(error: DefinitionError, path: Path) -> DefinitionError:
    """The error with places that lead from here to the files: `path` is the root as it was named.

    A source knows its files by the names they have beside the root.
    """
    if not isinstance(error, InvalidSource):
        return error
    faults = [
        fault._replace(mark=fault.mark._replace(file=_beside(path, fault.mark.file)))
        for fault in error.faults
    ]
    texts = {_beside(path, name): text for name, text in error.texts.items()}
    return InvalidSource(str(path), faults, texts)


def _beside(path: Path, name: str) -> str:
    return str(path.parent / name) if name else name


def complaint_lines(error: DefinitionError) -> list[str]:
    """Every complaint with the line of the file it is about."""
    if isinstance(error, InvalidSource):
        return report(error.faults, error.texts).split("\n")
    return list(error.complaints)


def complaints_as_json(error: DefinitionError) -> list[Json]:
    """Every complaint as an object."""
    if isinstance(error, InvalidSource):
        return [dict(as_json(fault)) for fault in error.faults]
    return [{"message": complaint} for complaint in error.complaints]
