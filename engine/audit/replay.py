"""A project as it was: folded from the entries written by an instant, and nothing else."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, cast

from engine.audit.streams import pages
from engine.errors import NotFound
from engine.folding import PROJECT, Folder, meta_of
from engine.ledger.chain import Link, follow_chain
from engine.ledger.entry import Entry
from engine.methodology.tables import Tables
from engine.names import DIRECTORY
from engine.rules import events as ev
from engine.rules.directory import Directory
from engine.rules.project import Project
from engine.rules.world import World
from engine.store.protocol import Reader


class Replayed(NamedTuple):
    """A project's world as of an instant, and the heads of its stream and of the directory."""

    world: World
    head: Link
    directory: Link


def replay(reader: Reader, key: str, at: str) -> Replayed:
    """Return the project `key` as it was recorded at the instant `at`.

    What had become due by then, and was done later, isn't done in it. Raises `NotFound` when there
    was no such project, and `LedgerError` when the chain is broken.
    """
    stream = PROJECT + key
    directory, directory_head = Directory(), None
    for link, entry in _until(reader, DIRECTORY, at):
        directory, directory_head = directory.fold([(meta_of(entry), _events(entry))]), link
    project, head = Project(key), None
    for link, entry in _until(reader, stream, at):
        project, head = project.fold([(meta_of(entry), _events(entry))]), link
    if head is None or directory_head is None:
        raise NotFound(f"there was no project {key} at {at}")
    folder = Folder()
    charter = folder.charter(reader, directory)
    tables = cast("Tables", folder.tables(reader, project.compiled))
    world = World(at, key, directory, charter, tables, project, stream=stream)
    return Replayed(world, head, directory_head)


def _until(reader: Reader, stream: str, at: str) -> Iterator[tuple[Link, Entry]]:
    """Yield the entries written at `at` or before."""
    for link, entry in follow_chain(pages(reader, stream), reader.origin(), stream, None):
        if entry["at"] > at:
            return
        yield link, entry


def _events(entry: Entry) -> Sequence[ev.Event]:
    return cast("Sequence[ev.Event]", entry["events"])
