"""From files to what is published: the compiler that the door is given.

This module reads YAML and builds models; an act never imports it.
"""

from collections.abc import Mapping

from engine.canonical import Json, digest, encode
from engine.errors import UsageError
from engine.methodology.cache import dump_tables
from engine.methodology.compile import compile_methodology
from engine.methodology.compile_charter import compile_charter
from engine.methodology.load import freeze_zone, load_charter, load_methodology
from engine.requests import Candidate, Source
from engine.store.protocol import BlobKind, blob_digest
from engine.zone_table import make_zone_table

CHARTER_COMMANDS = ("FoundOrganisation", "AmendCharter")


def compile_candidate(command: str, source: Source) -> Candidate:
    """Compile `source` for a command that publishes.

    Raises `DefinitionError` with every complaint when the files are not valid, `UsageError` for a
    command that publishes nothing.
    """
    if command == "PublishMethodology":
        return _methodology(source)
    if command in CHARTER_COMMANDS:
        return _charter(source)
    raise UsageError(f"{command} publishes nothing")


def _methodology(source: Source) -> Candidate:
    loaded = load_methodology(source.root, source.files)
    tables = compile_methodology(loaded)
    pinned = _pinned(loaded.root, loaded.files, dump_tables(tables))
    args: dict[str, Json] = {
        "methodology": tables["methodology"],
        "version": tables["version"],
        "source": pinned[0][1],
        "compiled": pinned[1][1],
    }
    return Candidate(tables, args, pinned)


def _charter(source: Source) -> Candidate:
    loaded = load_charter(source.root, source.files)
    zone = loaded.zone_table or make_zone_table(loaded.charter.calendar.zone)
    frozen = freeze_zone(loaded, zone)
    tables = compile_charter(frozen, zone)
    pinned = _pinned(frozen.root, frozen.files, dump_tables(tables))
    args = {"version": tables["version"], "source": pinned[0][1], "compiled": pinned[1][1]}
    return Candidate(tables, args, pinned)


def _pinned(
    root: str, files: Mapping[str, bytes], tables: bytes
) -> list[tuple[BlobKind, str, bytes]]:
    """The blobs of a source: its closure first, then its tables, then every file."""
    parts = {name: blob_digest("source", data) for name, data in files.items()}
    closure: Json = {"root": root, "files": parts}
    return [
        ("closure", digest("closure", closure), encode(closure)),
        ("tables", blob_digest("tables", tables), tables),
        *(("source", parts[name], data) for name, data in files.items()),
    ]
