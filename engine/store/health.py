"""How a ledger's SQLite file is doing, seen without changing it."""

import sqlite3
import stat
from pathlib import Path
from typing import Final, NamedTuple

from engine.store.sql.sqlite_tables import TABLES
from engine.store.sqlite_file import Library, connect, translated

WAL_IS_SOUND: Final = (3, 51, 3)
"""Before it, SQLite can corrupt a write-ahead log that is reset while it is being read."""

_SHOWN: Final = 5


class SqliteHealth(NamedTuple):
    """The library, the journal, the permissions of the file, and what SQLite says is damaged.

    `wal_bug` says that this library has the bug of write-ahead logs that are reset; it matters
    where `journal` is `wal`. `readable_by_others` is about users of this machine. `strange` names
    tables, indexes and triggers that are missing or others, and tables and triggers that are not
    ours: a trigger could undo an erasure, and without ours an entry can be changed by mistake.
    """

    library: str
    wal_bug: bool
    journal: str
    readable_by_others: bool
    damage: tuple[str, ...]
    strange: tuple[str, ...]

    @property
    def at_risk(self) -> bool:
        """Whether the bug can strike this file."""
        return self.wal_bug and self.journal == "wal"


def sqlite_health(path: Path, library: Library = sqlite3.sqlite_version_info) -> SqliteHealth:
    """Look at the ledger in `path`.

    Raises `StoreError` when it can't be read, `LedgerError` when it is no longer a database.
    """
    try:
        connection = connect(path, "mode=ro")
        try:
            (journal,) = connection.execute("PRAGMA journal_mode").fetchone()
            found = connection.execute("PRAGMA quick_check").fetchall()
            strange = _strange(_made(connection))
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise translated(error) from error
    said = tuple(str(one) for (one,) in found[:_SHOWN])
    return SqliteHealth(
        ".".join(map(str, library)),
        library < WAL_IS_SOUND,
        str(journal),
        bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)),
        () if said == ("ok",) else said,
        strange,
    )


def _made(connection: sqlite3.Connection) -> dict[str, str]:
    """What was made in a database: the statement by kind and name."""
    made = connection.execute(
        "SELECT type || ' ' || name, sql FROM sqlite_schema WHERE name NOT GLOB 'sqlite_*'"
    )
    return {str(name): str(statement) for name, statement in made}


def _strange(there: dict[str, str]) -> tuple[str, ...]:
    """How what was made differs from what this version makes."""
    empty = sqlite3.connect(":memory:")
    try:
        for statement in TABLES:
            empty.execute(statement)
        ours = _made(empty)
    finally:
        empty.close()
    return (
        *(f"{name} is missing" for name in sorted(ours.keys() - there.keys())),
        *(
            f"{name} is not ours"
            for name in sorted(there.keys() - ours.keys())
            if not name.startswith("index ")  # who adds one may find faster, and changes nothing
        ),
        *(
            f"{name} is another"
            for name in sorted(ours.keys() & there.keys())
            if ours[name] != there[name]
        ),
    )[:_SHOWN]
