"""What the SQL stores have in common: every read and write of the protocol, in terms of statements.

A database adds a `Runner`, which runs statements and maps the driver's errors to ours.
"""

# ruff: noqa: D102  # the methods are described in protocol.py

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias, TypeVar

from engine.errors import LedgerError, NotFound
from engine.names import DIRECTORY
from engine.store.protocol import (
    Act,
    BlobKind,
    Head,
    Placed,
    Reader,
    StoredEntry,
    Text,
    Unit,
    VoteDue,
    blob_digest,
    covers,
)
from engine.store.rows import (
    PROJECTION_OF,
    PROJECTIONS,
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
    difference,
)
from engine.store.sql import Dialect, RowStatements

Parameter: TypeAlias = str | int | bytes | Sequence[str] | None
Parameters: TypeAlias = Mapping[str, Parameter]
R = TypeVar("R", bound=Row)

_NO_LIMIT: Final = 2**62
_PAST = "\U0010ffff"
"""Sorts behind every character, so that no stream hides from an auditor behind an odd name."""


class Runner(ABC):
    """Runs statements in one open transaction.

    Parameters that a statement doesn't name are ignored. It is `live` until the transaction ends,
    and `doomed` once something failed in it.
    """

    __slots__ = ("doomed", "live")

    def __init__(self) -> None:
        self.live = True
        self.doomed = False

    @abstractmethod
    def all(self, statement: str, parameters: Parameters) -> list[tuple[Any, ...]]:
        """Run a statement that reads and return all its rows."""

    @abstractmethod
    def change(self, statement: str, parameters: Parameters) -> int:
        """Run a statement that writes and return how many rows it changed."""

    @abstractmethod
    def change_each(self, statement: str, each: Sequence[Parameters]) -> None:
        """Run a statement that writes once for each of the parameters."""

    @abstractmethod
    def several(self, values: Sequence[str]) -> Parameter:
        """A list of texts as a parameter."""


class Snapshot(Reader):
    """The reads of the protocol."""

    __slots__ = ("_dialect", "_origin", "_runner", "_sql")

    def __init__(self, runner: Runner, dialect: Dialect, origin: str) -> None:
        self._runner = runner
        self._dialect = dialect
        self._sql = dialect.statements
        self._origin = origin

    def origin(self) -> str:
        return self._origin

    def head(self, stream: str) -> Head | None:
        found = self._all(self._sql.head, stream=stream)
        return Head(*found[0]) if found else None

    def entries(
        self, stream: str, after: int = -1, limit: int | None = None
    ) -> Sequence[StoredEntry]:
        found = self._all(self._sql.entries, stream=stream, after=after, limit=_limit(limit))
        return [StoredEntry(*one) for one in found]

    def by_command(self, stream: str, command_id: str) -> StoredEntry | None:
        found = self._all(self._sql.by_command, stream=stream, command_id=command_id)
        return StoredEntry(*found[0]) if found else None

    def streams(self, prefix: str = "") -> Sequence[str]:
        return [one for (one,) in self._all(self._sql.streams, first=prefix, past=prefix + _PAST)]

    def acts(
        self, actor: str, after: tuple[str, str, int] = ("", "", -1), limit: int = 100
    ) -> Sequence[Act]:
        at, stream, seq = after
        found = self._all(self._sql.acts, actor=actor, at=at, stream=stream, seq=seq, limit=limit)
        return [Act(*one) for one in found]

    def latest(self) -> str | None:
        found = self._all(self._sql.latest)
        return str(found[0][0]) if found[0][0] is not None else None

    def count_acts(self, stream: str, actor: str, since: str) -> int:
        count = self._all(self._sql.count_acts, stream=stream, actor=actor, since=since)
        return int(count[0][0])

    def blob(self, kind: BlobKind, digest: str) -> bytes | None:
        found = self._all(self._sql.blob, kind=kind, digest=digest)
        return bytes(found[0][0]) if found else None

    def text(self, commitment: str) -> Text | None:
        found = self._all(self._sql.text, commitment=commitment)
        return _text(found[0]) if found else None

    def texts(self, commitments: Iterable[str]) -> Mapping[str, Text]:
        wanted = self._runner.several(list(commitments))
        found = self._all(self._sql.texts, commitments=wanted)
        return {one[0]: _text(one) for one in found}

    def person_of_handle(self, handle: str) -> str | None:
        # What isn't valid UTF-8 is nobody's handle.
        body = handle.encode("utf-8", "surrogatepass")
        found = self._all(self._sql.person_of_handle, body=body)
        return str(found[0][0]) if found else None

    def person(self, person: str) -> PersonRow | None:
        found = self._all(self._sql.person, stream=DIRECTORY, person=person)
        return PersonRow(*found[0]) if found else None

    def people(self, after: str = "", limit: int | None = None) -> Sequence[PersonRow]:
        found = self._all(self._sql.people, stream=DIRECTORY, after=after, limit=_limit(limit))
        return [PersonRow(*one) for one in found]

    def grants(self, person: str | None = None) -> Sequence[GrantRow]:
        if person is None:
            return self._of_stream(GrantRow, DIRECTORY)
        found = self._all(self._sql.grants_of, stream=DIRECTORY, person=person)
        return [GrantRow(*one) for one in found]

    def holders(self, role: str, scope: str) -> Sequence[GrantRow]:
        found = self._all(self._sql.holders, stream=DIRECTORY, role=role, scope=scope)
        return [GrantRow(*one) for one in found]

    def delegations(self) -> Sequence[DelegationRow]:
        return self._of_stream(DelegationRow, DIRECTORY)

    def methodologies(self) -> Sequence[MethodologyRow]:
        return self._of_stream(MethodologyRow, DIRECTORY)

    def project(self, stream: str) -> ProjectRow | None:
        found = self._of_stream(ProjectRow, stream)
        return found[0] if found else None

    def projects(
        self,
        after: str = "",
        limit: int | None = None,
        *,
        stage: str | None = None,
        standing: str | None = None,
    ) -> Sequence[Placed[ProjectRow]]:
        sql = self._sql
        statement = {
            (False, False): sql.projects,
            (True, False): sql.projects_in,
            (False, True): sql.projects_of,
            (True, True): sql.projects_in_of,
        }[stage is not None, standing is not None]
        found = self._all(
            statement, after=after, limit=_limit(limit), stage=stage, standing=standing
        )
        return [Placed(one[0], ProjectRow(*one[1:])) for one in found]

    def open_rounds(self) -> Sequence[Placed[RoundRow]]:
        return [Placed(one[0], RoundRow(*one[1:])) for one in self._all(self._sql.open_rounds)]

    def timers_due(self, until: str, limit: int | None = None) -> Sequence[Placed[TimerRow]]:
        found = self._all(self._sql.timers_due, until=until, limit=_limit(limit))
        return [Placed(one[0], TimerRow(*one[1:])) for one in found]

    def votes_due(self, person: str) -> Sequence[VoteDue]:
        return [VoteDue(*one) for one in self._all(self._sql.votes_due, person=person)]

    def votes_lent(self, person: str, today: str) -> Sequence[VoteDue]:
        found = self._all(self._sql.votes_lent, person=person, today=today)
        return [VoteDue(*one) for one in found]

    def records_due(self, person: str) -> Sequence[Placed[RecordRow]]:
        found = self._all(self._sql.records_due, person=person)
        return [Placed(one[0], RecordRow(*one[1:])) for one in found]

    def conditions_due(self, person: str) -> Sequence[Placed[ConditionRow]]:
        found = self._all(self._sql.conditions_due, person=person)
        return [Placed(one[0], ConditionRow(*one[1:])) for one in found]

    def acceptances_due(self, person: str) -> Sequence[Placed[AcceptanceRow]]:
        found = self._all(self._sql.acceptances_due, person=person)
        return [Placed(one[0], AcceptanceRow(*one[1:])) for one in found]

    def items_owned(self, person: str) -> Sequence[Placed[ItemRow]]:
        return self._items(self._sql.items_owned, owner=person)

    def items_of(self, register: str) -> Sequence[Placed[ItemRow]]:
        return self._items(self._sql.items_of, register=register)

    def rows(self, stream: str) -> Sequence[Row]:
        return [row for one in PROJECTIONS for row in self._of_stream(one.kind, stream)]

    def row_streams(self) -> Sequence[str]:
        return [one for (one,) in self._all(self._sql.row_streams)]

    def _items(self, statement: str, **parameters: Parameter) -> Sequence[Placed[ItemRow]]:
        found = self._all(statement, **parameters)
        return [Placed(one[0], ItemRow(*one[1:])) for one in found]

    def _all(self, statement: str, **parameters: Parameter) -> list[tuple[Any, ...]]:
        return self._runner.all(statement, {"org": self._origin, **parameters})

    def _of_stream(self, kind: type[R], stream: str) -> list[R]:
        statement = self._dialect.rows[PROJECTION_OF[kind].table].of_stream
        return [kind(*one) for one in self._all(statement, stream=stream)]


class Transaction(Snapshot, Unit):
    """The writes of the protocol; `erased` once a text was."""

    __slots__ = ("_exclusive", "erased")

    def __init__(self, runner: Runner, dialect: Dialect, origin: str, exclusive: str) -> None:
        super().__init__(runner, dialect, origin)
        self._exclusive = exclusive
        self.erased = False

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
        self._check_lock(stream)
        written = self._change(
            self._sql.append,
            stream=stream,
            seq=seq,
            hash=digest,
            command_id=command_id,
            type=command_type,
            at=at,
            actor=actor,
            data=data,
        )
        if not written:
            self._runner.doomed = True
            raise LedgerError(f"{stream}: there is no entry {seq - 1} for entry {seq} to follow")

    def put_blob(self, kind: BlobKind, digest: str, data: bytes) -> None:
        assert digest == blob_digest(kind, data), f"not the digest of this {kind}: {digest}"
        self._change(self._sql.put_blob, kind=kind, digest=digest, data=data)

    def put_text(self, commitment: str, text: Text) -> None:
        body = text.body.encode()
        self._change(
            self._sql.put_text,
            commitment=commitment,
            kind=text.kind,
            salt=text.salt,
            body=body,
            erased=0,
        )

    def erase_text(self, commitment: str) -> None:
        if not self._change(self._sql.erase_text, commitment=commitment):
            self._runner.doomed = True
            raise NotFound(f"no text has the commitment {commitment}")
        self.erased = True

    def replace_rows(self, stream: str, before: Iterable[Row], after: Iterable[Row]) -> None:
        self._check_lock(stream)
        gone, put = difference(before, after)
        for statements, rows in self._by_table(gone):
            self._runner.change_each(statements.drop, self._parameters(stream, rows))
        for statements, rows in self._by_table(put):
            self._runner.change_each(statements.put, self._parameters(stream, rows))

    def wipe_rows(self) -> None:
        assert self._exclusive == DIRECTORY, "wiping rows asks for the directory exclusively"
        for statements in self._dialect.rows.values():
            self._change(statements.wipe)

    def _by_table(self, rows: Iterable[Row]) -> Iterator[tuple[RowStatements, list[Row]]]:
        by_table: dict[str, list[Row]] = {}
        for row in rows:
            by_table.setdefault(PROJECTION_OF[type(row)].table, []).append(row)
        for table, found in by_table.items():
            yield self._dialect.rows[table], found

    def _parameters(self, stream: str, rows: Iterable[Row]) -> Sequence[Parameters]:
        return [{"org": self._origin, "stream": stream, **row._asdict()} for row in rows]

    def _change(self, statement: str, **parameters: Parameter) -> int:
        return self._runner.change(statement, {"org": self._origin, **parameters})

    def _check_lock(self, stream: str) -> None:
        assert covers(self._exclusive, stream), f"{stream} isn't locked, {self._exclusive} is"


def _limit(limit: int | None) -> int:
    return _NO_LIMIT if limit is None else limit


def _text(found: tuple[Any, ...]) -> Text:
    _, kind, salt, body, erased = found
    if erased:
        # What is still there is handed on: a verification says so, and nobody else looks.
        rest = bytes(body or b"").decode("utf-8", "replace")
        return Text(kind, bytes(salt or b""), rest, erased=True)
    if salt is None or body is None:
        raise LedgerError("a text has lost its salt or its bytes, and isn't erased")
    try:
        return Text(kind, bytes(salt), bytes(body).decode())
    except UnicodeDecodeError as error:
        raise LedgerError("a text isn't UTF-8 any more") from error
