"""Methodologies by name: those that are published here, and files."""

from pathlib import Path
from typing import NamedTuple, cast

from cli.refused import Refused
from cli.session import Session
from engine.folding import Folder
from engine.methodology.tables import Tables
from engine.rules.directory import Published
from engine.rules.refusal import Refusal


class Found(NamedTuple):
    """A published methodology and its compiled tables."""

    published: Published
    tables: Tables


def in_force(session: Session, methodology: str) -> Found:
    """The version of `methodology` in force. Refused when none was ever published."""
    directory = session.directory().directory
    source = directory.in_force.get(methodology)
    if source is None:
        known = ", ".join(sorted(directory.in_force)) or "none at all"
        words = f"no methodology {methodology} is published here; there is {known}"
        raise Refused(Refusal("methodology.unknown", words), word=methodology)
    published = directory.published[source]
    with session.store.read() as reader:
        tables = Folder().tables(reader, published.compiled)
    return Found(published, cast("Tables", tables))


def is_file(name: str) -> bool:
    """Whether a methodology is named by its file."""
    return "/" in name or name.endswith((".yaml", ".yml")) or Path(name).is_file()
