"""The command `phasegate doctor`."""

import os
import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from cli.founding import CHARTER
from cli.frame import to_command
from cli.output import Answer, width
from cli.session import Session
from cli.text import Line, Styled, wrap
from cli.workspace import Workspace
from engine import __version__
from engine.audit.doctor import Complaint, State, look_over
from engine.canonical import Json
from engine.errors import LedgerError, PhasegateError
from engine.folding import Folder
from engine.methodology.characters import safe
from engine.store.health import SqliteHealth, sqlite_health
from engine.store.protocol import Reader, blob_digest

_LIBRARIES: Final = ("click", "pydantic", "PyYAML", "SQLAlchemy", "transitions", "tzdata")
_STYLES: Final[dict[State, Styled]] = {
    "ok": Styled("green", "ok      "),
    "warning": Styled("yellow", "warning "),
    "failed": Styled("red", "FAILED  "),
}


@to_command
def command(session: Session) -> None:
    """Look whether this installation, workspace and ledger are in order.

    A quick look: libraries, the database, files and their permissions, the ends of every stream,
    the rows of the directory, timers that are overdue. Exit code 8 when something is damaged.
    `phasegate audit verify` checks the whole record.
    """
    found = [*_installation(), *_workspace(session.workspace), *_ledger(session)]
    if any(one.state == "failed" for one in found):
        session.exit_code = LedgerError.exit_code
    items: list[dict[str, Json]] = [one._asdict() for one in found]
    session.emit(
        Answer("doctor", {"items": items}, lambda: _lines(found), ("what", "state", "words"))
    )


def _lines(found: list[Complaint]) -> Iterator[Line]:
    for one in found:
        first, *rest = wrap(safe(one.words), width() - 22)
        yield (_STYLES[one.state], f"{one.what:<14}", first)
        yield from (" " * 22 + line for line in rest)


def _installation() -> Iterator[Complaint]:
    yield Complaint("phasegate", "ok", f"{__version__}, Python {platform.python_version()}")
    yield Complaint("libraries", "ok", ", ".join(_version(one) for one in _LIBRARIES))


def _version(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"{name} (not installed)"


def _workspace(workspace: Workspace) -> Iterator[Complaint]:
    yield Complaint("workspace", "ok", str(workspace.folder))
    if workspace.manual_clock:
        yield Complaint(
            "clock", "warning", "is set by hand: no instant says when anything happened"
        )
    if isinstance(workspace.location, Path):
        yield from _sqlite(workspace.location)
    else:
        yield Complaint("database", "ok", f"PostgreSQL, {_version('psycopg')}")
    evidence = workspace.evidence
    if evidence.is_dir() and not os.access(evidence, os.W_OK):
        yield Complaint("evidence", "failed", f"{evidence} can't be written to")


def _sqlite(path: Path) -> Iterator[Complaint]:
    try:
        health = sqlite_health(path)
    except PhasegateError as error:
        yield Complaint("database", "failed", error.message)
        return
    yield _library(health)
    if health.damage:
        yield Complaint("database", "failed", f"SQLite finds damage: {'; '.join(health.damage)}")
    else:
        yield Complaint("database", "ok", "SQLite finds no damage (quick_check)")
    if health.strange:
        words = f"the database isn't as Phasegate makes it: {'; '.join(health.strange)}"
        yield Complaint("tables", "failed", words)
    else:
        yield Complaint("tables", "ok", "tables, indexes and triggers are as Phasegate makes them")
    if health.readable_by_others:
        words = f"{path} can be opened by other users of this machine; chmod 600 closes it"
        yield Complaint("permissions", "warning", words)


def _library(health: SqliteHealth) -> Complaint:
    words = f"{health.library}, journal {health.journal}"
    if health.at_risk:
        return Complaint(
            "SQLite",
            "warning",
            f"{words}: this version can corrupt a write-ahead log that is reset while it is read; "
            "use 3.51.3 or later",
        )
    if health.wal_bug:
        words += "; its bug with write-ahead logs (fixed in 3.51.3) can't strike here"
    return Complaint("SQLite", "ok", words)


def _ledger(session: Session) -> list[Complaint]:
    found = []
    try:
        now = session.now()
        with session.store.read() as reader:
            found.append(Complaint("origin", "ok", reader.origin()))
            found.append(_charter(session.workspace, reader))
            found += look_over(reader, now)
    except PhasegateError as error:
        found.append(Complaint("ledger", "failed", error.message))
    return found


def _charter(workspace: Workspace, reader: Reader) -> Complaint:
    """Whether the charter in the workspace is the one in force."""
    path = workspace.folder / CHARTER
    try:
        in_force = Folder().directory(reader).state.charter
        data = path.read_bytes()
    except OSError:
        return Complaint("charter", "warning", f"there is no {path}")
    except PhasegateError as error:
        return Complaint("charter", "failed", error.message)
    closure = reader.blob("closure", in_force[1]) if in_force else None
    if closure is None:
        return Complaint("charter", "failed", "the charter in force isn't kept")
    if blob_digest("source", data).encode() in closure:
        return Complaint("charter", "ok", f"{CHARTER} is the one in force")
    words = f"{CHARTER} is not the one in force; put it in force with: phasegate charter publish"
    return Complaint("charter", "warning", words)
