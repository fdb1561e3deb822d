"""What a store offers: entries, texts, blobs and projection rows, in snapshots and units.

    with store.read() as reader:                        one consistent snapshot
        reader.entries("project/shed")
    with store.write("project/shed") as unit:           locks taken, all or nothing
        unit.append("project/shed", data, ...)

A store holds one ledger, named by its origin. The entries are the truth and are never changed; rows
are written in the same transaction and can be rebuilt. One store is used by one thread at a time,
and has one snapshot or unit open at a time; several stores on one database work side by side.

**Locks.** A unit holds one stream exclusively and others shared. The directory is always among
them: shared, or exclusive when it is the stream written, so that nothing is written under a
directory that changes meanwhile. The refusals of a stream are guarded by the lock of that stream.
Locks are taken in the order directory, portfolio, project. Who holds the directory exclusively may
write every stream.

**Failure.** An exception inside the `with` rolls everything back and passes through. After a method
of a unit raised, the unit can only be rolled back. A failed commit raises `CommitFailed`: it may
have reached the disk all the same, so look for the command's id before saying that nothing
happened.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Final, Generic, Literal, NamedTuple, Protocol, TypeAlias, TypeVar

from engine.names import DIRECTORY
from engine.store.rows import (
    AcceptanceRow,
    ConditionRow,
    DelegationRow,
    GrantRow,
    ItemRow,
    MethodologyRow,
    PersonRow,
    ProjectRow,
    RecordRow,
    RoundRow,
    Row,
    TimerRow,
)

BlobKind: TypeAlias = Literal["source", "tables", "closure"]
R_co = TypeVar("R_co", covariant=True)

_REFUSALS: Final = "refusals/"


class StoredEntry(NamedTuple):
    """An entry as stored: its place in the stream, its hash (64 hex digits) and its bytes."""

    seq: int
    hash: str
    data: bytes


class Head(NamedTuple):
    """The last entry of a stream."""

    seq: int
    hash: str


class Text(NamedTuple):
    """What a commitment stands for.

    Once it is `erased`, salt and body are empty, unless somebody put them back behind our back.
    """

    kind: str
    salt: bytes
    body: str
    erased: bool = False


class Placed(NamedTuple, Generic[R_co]):
    """A projection row and the stream it belongs to."""

    stream: str
    row: R_co


class Act(NamedTuple):
    """An entry of one actor; the first three fields are the place to go on from."""

    at: str
    stream: str
    seq: int
    hash: str
    data: bytes


class VoteDue(NamedTuple):
    """A vote that is still missing: the open round, and a seat `principal` is an elector of."""

    stream: str
    round: int
    gate: str
    opened_at: str
    due: str | None
    principal: str
    seat: str
    role: str
    advisory: int


class Reader(Protocol):
    """One consistent snapshot of a ledger. Whatever isn't there is None, or an empty sequence.

    Every method raises `StoreError` when the database can't be used and `LedgerError` when it is
    damaged.
    """

    def origin(self) -> str:
        """The ledger's origin, by which everything in it is led."""

    def head(self, stream: str) -> Head | None:
        """The last entry of `stream`."""

    def entries(
        self, stream: str, after: int = -1, limit: int | None = None
    ) -> Sequence[StoredEntry]:
        """The entries of `stream` past the seq `after`, in order, at most `limit`."""

    def by_command(self, stream: str, command_id: str) -> StoredEntry | None:
        """The entry of `stream` that this command wrote."""

    def streams(self, prefix: str = "") -> Sequence[str]:
        """The streams that have entries and begin with `prefix`, sorted by code point."""

    def acts(
        self, actor: str, after: tuple[str, str, int] = ("", "", -1), limit: int = 100
    ) -> Sequence[Act]:
        """What `actor` did, in all streams, by (at, stream, seq), past `after`, at most `limit`."""

    def latest(self) -> str | None:
        """The latest instant of any entry, in whatever stream; the cost grows with the actors."""

    def count_acts(self, stream: str, actor: str, since: str) -> int:
        """How many entries `actor` wrote to `stream` at the instant `since` or later."""

    def blob(self, kind: BlobKind, digest: str) -> bytes | None:
        """The bytes stored under `digest`. Not hashed again: who relies on them compares."""

    def text(self, commitment: str) -> Text | None:
        """What `commitment` stands for."""

    def texts(self, commitments: Iterable[str]) -> Mapping[str, Text]:
        """What those of `commitments` stand for that are known."""

    def person_of_handle(self, handle: str) -> str | None:
        """The person whose handle is exactly `handle`, also when they have left."""

    def person(self, person: str) -> PersonRow | None:
        """One person."""

    def people(self, after: str = "", limit: int | None = None) -> Sequence[PersonRow]:
        """Everybody past the id `after`, by id, at most `limit`."""

    def grants(self, person: str | None = None) -> Sequence[GrantRow]:
        """What `person`, or everybody, holds, by person, role and scope."""

    def holders(self, role: str, scope: str) -> Sequence[GrantRow]:
        """Who holds `role` in exactly `scope`, by person."""

    def delegations(self) -> Sequence[DelegationRow]:
        """Every delegation, by number."""

    def methodologies(self) -> Sequence[MethodologyRow]:
        """Every published version, by methodology and version (as text)."""

    def project(self, stream: str) -> ProjectRow | None:
        """Where the project of `stream` stands."""

    def projects(
        self,
        after: str = "",
        limit: int | None = None,
        *,
        stage: str | None = None,
        standing: str | None = None,
    ) -> Sequence[Placed[ProjectRow]]:
        """Projects past the stream `after`, by stream, at most `limit`.

        `stage` leaves out those that don't stand in this leaf, `standing` those that stand
        otherwise.
        """

    def open_rounds(self) -> Sequence[Placed[RoundRow]]:
        """Every open round, by stream."""

    def timers_due(self, until: str, limit: int | None = None) -> Sequence[Placed[TimerRow]]:
        """Timers due at `until` or before, by due, stream and timer, at most `limit`."""

    def votes_due(self, person: str) -> Sequence[VoteDue]:
        """Votes that `person` owes, oldest round first, then by stream and seat."""

    def votes_lent(self, person: str, today: str) -> Sequence[VoteDue]:
        """Votes others owe that a delegation in force on the local date `today` lets `person` cast.

        In the same order, then by principal. Whether separation of duties forbids it isn't judged
        here.
        """

    def records_due(self, person: str) -> Sequence[Placed[RecordRow]]:
        """Recorded votes in `person`'s name, not answered yet, by stream and round."""

    def conditions_due(self, person: str) -> Sequence[Placed[ConditionRow]]:
        """Unmet conditions that `person` owns or verifies, by due, stream and number."""

    def acceptances_due(self, person: str) -> Sequence[Placed[AcceptanceRow]]:
        """Deliverables that `person` may judge by a role held.

        By since, stream, deliverable and role. Whether they are an author of the version isn't
        judged here.
        """

    def items_owned(self, person: str) -> Sequence[Placed[ItemRow]]:
        """Open items whose owner is `person`, by stream, register and number."""

    def items_of(self, register: str) -> Sequence[Placed[ItemRow]]:
        """The items of the register of this name in all projects, by stream and number."""

    def rows(self, stream: str) -> Sequence[Row]:
        """Every projection row of `stream`, in the order of `PROJECTIONS`, then by key."""

    def row_streams(self) -> Sequence[str]:
        """The streams that have projection rows, sorted by code point."""


class Unit(Reader, Protocol):
    """One transaction; reads see what it wrote."""

    def append(
        self,
        stream: str,
        data: bytes,
        *,
        seq: int,
        digest: str,
        command_id: str,
        command_type: str,
        at: str,
        actor: str,
    ) -> None:
        """Add the entry `seq` to `stream`, whose hash is `digest`; the rest stands in `data` too.

        Raises `EntryTaken` when the stream has that seq, `CommandTaken` when it has that command
        id, and `LedgerError` when seq - 1 is missing.
        """

    def put_blob(self, kind: BlobKind, digest: str, data: bytes) -> None:
        """Store `data` under `digest`, which is `blob_digest(kind, data)`; again does nothing."""

    def put_text(self, commitment: str, text: Text) -> None:
        """Store what `commitment` stands for.

        Raises `HandleTaken` when `text` is a handle somebody has, and `TextTaken` when the
        commitment is known, erased or not.
        """

    def erase_text(self, commitment: str) -> None:
        """Delete salt and body, keeping that there was a text; again does nothing.

        Raises `NotFound` for an unknown commitment.
        """

    def replace_rows(self, stream: str, before: Iterable[Row], after: Iterable[Row]) -> None:
        """Write the difference of the projection rows of `stream`.

        The rows lead nothing: one that is unexpectedly there is overwritten, one that is missing
        isn't missed.
        """

    def wipe_rows(self) -> None:
        """Delete every projection row, to rebuild them. Asks for the directory exclusively."""


class Store(Protocol):
    """One ledger in one database."""

    def read(self) -> AbstractContextManager[Reader]:
        """A snapshot as of now."""

    def write(self, exclusive: str, shared: Sequence[str] = ()) -> AbstractContextManager[Unit]:
        """A transaction that may write `exclusive` and rests on `shared`; commits on a clean exit.

        Raises `Busy` when another process keeps a lock for too long, and `CommitFailed`.
        """

    def close(self) -> None:
        """Let go of the database; the store can't be used any more."""


def guarding(stream: str) -> str:
    """The stream whose lock guards `stream`: itself, or the one whose refusals these are."""
    return stream.removeprefix(_REFUSALS)


def locks(exclusive: str, shared: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """The locks of a unit as (stream, exclusive?), in the order in which they are taken."""
    wanted = {guarding(stream): False for stream in (DIRECTORY, *shared)}
    wanted[guarding(exclusive)] = True
    # By name is the order wanted: directory < portfolio/ID < project/KEY.
    return tuple((stream, wanted[stream]) for stream in sorted(wanted))


def covers(exclusive: str, stream: str) -> bool:
    """Whether holding `exclusive` exclusively allows to write to `stream`."""
    return guarding(exclusive) in {DIRECTORY, guarding(stream)}


def blob_digest(kind: BlobKind, data: bytes) -> str:
    """The digest that names a blob, 64 hex digits.

    A source file goes by its plain SHA-256; a closure and compiled tables, which are canonical
    bytes, by SHA-256("phasegate/KIND/v1\\n" || data), the same as `engine.canonical.digest`.
    """
    prefix = b"" if kind == "source" else f"phasegate/{kind}/v1\n".encode("ascii")
    return hashlib.sha256(prefix + data).hexdigest()
