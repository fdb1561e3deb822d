"""Faults of workflow files and charters: as lines with the place shown, and as data."""

from engine.canonical import Json
from engine.errors import DefinitionError
from engine.methodology.diagnostics import as_json, report
from engine.methodology.sources import InvalidSource


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
