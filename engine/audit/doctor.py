"""A quick look at a ledger: its ends, the directory's rows, what is overdue. No verification."""

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple, TypeAlias

from engine.errors import PhasegateError
from engine.folding import Folder
from engine.ledger.entry import entry_hash, genesis_hash, parse_entry
from engine.names import DIRECTORY
from engine.projections import directory_rows
from engine.store.protocol import Reader
from engine.store.rows import key_of

State: TypeAlias = Literal["ok", "warning", "failed"]

_LISTED: Final = 3


class Complaint(NamedTuple):
    """How one thing is: what was looked at, its state, and what there is to say and to do."""

    what: str
    state: State
    words: str


def look_over(reader: Reader, now: str) -> Iterator[Complaint]:
    """Yield how the ledger is, at the instant `now`."""
    yield _ends(reader)
    yield _directory(reader)
    yield _timers(reader, now)


def _ends(reader: Reader) -> Complaint:
    """The first and the last entry of every stream; between them only `audit verify` looks."""
    streams = reader.streams()
    wrong = [stream for stream in streams if not _has_sound_ends(reader, stream)]
    if wrong:
        named = ", ".join(wrong[:_LISTED])
        words = f"the ends of {len(wrong)} of {len(streams)} streams are damaged: {named}"
        return Complaint("ledger", "failed", f"{words}; see: phasegate audit verify")
    words = f"{len(streams)} streams begin and end as they should (audit verify checks all of it)"
    return Complaint("ledger", "ok", words)


def _has_sound_ends(reader: Reader, stream: str) -> bool:
    head = reader.head(stream)
    if head is None:
        return False
    try:
        (first,) = reader.entries(stream, -1, 1)
        (last,) = reader.entries(stream, head.seq - 1, 1)
        begins = parse_entry(first.data)["prev"] == genesis_hash(reader.origin(), stream)
        ends = parse_entry(last.data)["seq"] == head.seq and entry_hash(last.data) == head.hash
    except (PhasegateError, ValueError):
        return False
    return begins and ends


def _directory(reader: Reader) -> Complaint:
    """Whether the rows that say who may do what are what the directory's stream folds to."""
    try:
        directory = Folder().directory(reader).state
    except PhasegateError as error:
        return Complaint("directory", "failed", error.message)
    wanted = {key_of(row): row for row in directory_rows(directory)}
    stored = {key_of(row): row for row in reader.rows(DIRECTORY)}
    wrong = [key for key in wanted.keys() | stored.keys() if wanted.get(key) != stored.get(key)]
    if wrong:
        words = f"{len(wrong)} rows of people, roles or delegations are not what is on record"
        return Complaint("directory", "failed", f"{words}; see: phasegate audit verify")
    return Complaint("directory", "ok", f"{len(wanted)} rows are what is on record")


def _timers(reader: Reader, now: str) -> Complaint:
    due = reader.timers_due(now)
    if not due:
        return Complaint("timers", "ok", "nothing is overdue")
    named = ", ".join(f"{one.row.timer} of {one.stream}" for one in due[:_LISTED])
    words = f"{len(due)} due and not fired: {named}; run: phasegate tick"
    return Complaint("timers", "warning", words)
