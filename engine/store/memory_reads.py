"""What a ledger in memory holds, and the reads of the protocol over it."""

# ruff: noqa: D102  # the methods are described in protocol.py

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias, TypeVar

from engine.names import ORGANISATION
from engine.store.protocol import (
    Act,
    BlobKind,
    Head,
    Placed,
    Reader,
    StoredEntry,
    Text,
    VoteDue,
)
from engine.store.rows import (
    PROJECTIONS,
    AcceptanceRow,
    ConditionRow,
    DelegationRow,
    ElectorRow,
    GrantRow,
    ItemRow,
    MethodologyRow,
    PersonRow,
    ProjectRow,
    RecordRow,
    RoundRow,
    Row,
    TimerRow,
    Value,
)

Key: TypeAlias = tuple[Value, ...]
R = TypeVar("R", bound=Row)
T = TypeVar("T")

OVER: Final = "the snapshot or unit is over"
_PLACE: Final[Mapping[Value, int]] = {one.table: place for place, one in enumerate(PROJECTIONS)}


class Kept(NamedTuple):
    """An entry and what it can be found by."""

    entry: StoredEntry
    command_id: str
    command_type: str
    at: str
    actor: str


class Data:
    """Everything there is: what a database would keep."""

    __slots__ = ("acts", "blobs", "commands", "handles", "rows", "streams", "texts")

    def __init__(self) -> None:
        self.streams: dict[str, list[Kept]] = {}
        self.commands: dict[tuple[str, str], int] = {}
        self.acts: dict[str, list[tuple[str, str, int]]] = {}
        self.blobs: dict[tuple[BlobKind, str], bytes] = {}
        self.texts: dict[str, Text] = {}
        self.handles: dict[str, str] = {}
        self.rows: dict[str, dict[Key, Row]] = {}

    def copy(self) -> "Data":
        """The same, which goes its own way from now on."""
        new = Data()
        new.streams = {name: kept.copy() for name, kept in self.streams.items()}
        new.acts = {actor: acts.copy() for actor, acts in self.acts.items()}
        new.rows = {stream: rows.copy() for stream, rows in self.rows.items()}
        new.commands, new.blobs = self.commands.copy(), self.blobs.copy()
        new.texts, new.handles = self.texts.copy(), self.handles.copy()
        return new


class MemoryReader(Reader):
    """The reads of the protocol; `live` until the snapshot ends."""

    __slots__ = ("_data", "_origin", "live")

    def __init__(self, data: Data, origin: str) -> None:
        self._data = data
        self._origin = origin
        self.live = True

    def origin(self) -> str:
        return self._origin

    def head(self, stream: str) -> Head | None:
        kept = self._kept(stream)
        return Head(kept[-1].entry.seq, kept[-1].entry.hash) if kept else None

    def entries(
        self, stream: str, after: int = -1, limit: int | None = None
    ) -> Sequence[StoredEntry]:
        # Seqs are dense, so a seq is its place in the list.
        return [one.entry for one in _limited(self._kept(stream)[max(after, -1) + 1 :], limit)]

    def by_command(self, stream: str, command_id: str) -> StoredEntry | None:
        assert self.live, OVER
        seq = self._data.commands.get((stream, command_id))
        return None if seq is None else self._data.streams[stream][seq].entry

    def streams(self, prefix: str = "") -> Sequence[str]:
        assert self.live, OVER
        return sorted(one for one in self._data.streams if one.startswith(prefix))

    def acts(
        self, actor: str, after: tuple[str, str, int] = ("", "", -1), limit: int = 100
    ) -> Sequence[Act]:
        assert self.live, OVER
        places = sorted(one for one in self._data.acts.get(actor, ()) if one > after)
        kept = ((place, self._data.streams[place[1]][place[2]]) for place in places[:limit])
        return [Act(*place, one.entry.hash, one.entry.data) for place, one in kept]

    def latest(self) -> str | None:
        assert self.live, OVER
        return max((one[0] for acts in self._data.acts.values() for one in acts), default=None)

    def count_acts(self, stream: str, actor: str, since: str) -> int:
        return sum(1 for one in self._kept(stream) if one.actor == actor and one.at >= since)

    def blob(self, kind: BlobKind, digest: str) -> bytes | None:
        assert self.live, OVER
        return self._data.blobs.get((kind, digest))

    def text(self, commitment: str) -> Text | None:
        assert self.live, OVER
        return self._data.texts.get(commitment)

    def texts(self, commitments: Iterable[str]) -> Mapping[str, Text]:
        found = ((one, self.text(one)) for one in commitments)
        return {commitment: text for commitment, text in found if text is not None}

    def person_of_handle(self, handle: str) -> str | None:
        commitment = self._data.handles.get(handle)
        people = self._of(PersonRow)
        return next((row.person for _, row in people if row.handle == commitment), None)

    def person(self, person: str) -> PersonRow | None:
        return next((row for _, row in self._of(PersonRow) if row.person == person), None)

    def people(self, after: str = "", limit: int | None = None) -> Sequence[PersonRow]:
        found = sorted(row for _, row in self._of(PersonRow) if row.person > after)
        return _limited(found, limit)

    def grants(self, person: str | None = None) -> Sequence[GrantRow]:
        return sorted(row for _, row in self._of(GrantRow) if person in {None, row.person})

    def holders(self, role: str, scope: str) -> Sequence[GrantRow]:
        return [row for row in self.grants() if (row.role, row.scope) == (role, scope)]

    def delegations(self) -> Sequence[DelegationRow]:
        return sorted(row for _, row in self._of(DelegationRow))

    def methodologies(self) -> Sequence[MethodologyRow]:
        return sorted(row for _, row in self._of(MethodologyRow))

    def project(self, stream: str) -> ProjectRow | None:
        row = self._rows(stream).get(("projects",))
        return row if isinstance(row, ProjectRow) else None

    def projects(
        self,
        after: str = "",
        limit: int | None = None,
        *,
        stage: str | None = None,
        standing: str | None = None,
    ) -> Sequence[Placed[ProjectRow]]:
        found = [
            Placed(stream, row)
            for stream, row in self._of(ProjectRow)
            if stream > after
            and (stage is None or stage in self._stages(stream, row))
            and standing in {None, row.standing}
        ]
        return _limited(sorted(found, key=lambda one: one.stream), limit)

    def _stages(self, stream: str, row: ProjectRow) -> set[Value]:
        places = {key[1] for key in self._rows(stream) if key[0] == "places"}
        return {row.stage, *places}

    def open_rounds(self) -> Sequence[Placed[RoundRow]]:
        found = [Placed(*one) for one in self._of(RoundRow) if one[1].state == "open"]
        return sorted(found, key=lambda one: (one.stream, one.row.round))

    def timers_due(self, until: str, limit: int | None = None) -> Sequence[Placed[TimerRow]]:
        found = [Placed(*one) for one in self._of(TimerRow) if one[1].due <= until]
        return _limited(
            sorted(found, key=lambda one: (one.row.due, one.stream, one.row.timer)), limit
        )

    def votes_due(self, person: str) -> Sequence[VoteDue]:
        found = [one for one in self._missing_votes() if one.principal == person]
        return sorted(found, key=lambda one: (one.opened_at, one.stream, one.seat))

    def votes_lent(self, person: str, today: str) -> Sequence[VoteDue]:
        lent = {
            (row.principal, row.role, row.scope)
            for row in self.delegations()
            if row.delegate == person and not row.ended and row.since <= today <= row.until
        }
        found = [
            one
            for one in self._missing_votes()
            if any((one.principal, one.role, at) in lent for at in (one.stream, ORGANISATION))
        ]
        return sorted(found, key=lambda one: (one.opened_at, one.stream, one.seat, one.principal))

    def records_due(self, person: str) -> Sequence[Placed[RecordRow]]:
        found = [
            Placed(stream, row)
            for stream, row in self._of(RecordRow)
            if row.voter == person and row.word is None
        ]
        return sorted(found, key=lambda one: (one.stream, one.row.round, one.row.principal))

    def conditions_due(self, person: str) -> Sequence[Placed[ConditionRow]]:
        found = [
            Placed(stream, row)
            for stream, row in self._of(ConditionRow)
            if row.state != "met" and person in {row.owner, row.verifier}
        ]
        return sorted(found, key=lambda one: (one.row.due, one.stream, one.row.condition))

    def acceptances_due(self, person: str) -> Sequence[Placed[AcceptanceRow]]:
        held = {(row.role, row.scope) for row in self.grants(person)}
        found = [
            Placed(stream, row)
            for stream, row in self._of(AcceptanceRow)
            if (row.role, stream) in held or (row.anywhere and (row.role, ORGANISATION) in held)
        ]
        return sorted(
            found,
            key=lambda one: (one.row.since, one.stream, one.row.deliverable, one.row.role),
        )

    def items_owned(self, person: str) -> Sequence[Placed[ItemRow]]:
        found = [Placed(*one) for one in self._of(ItemRow) if one[1].owner == person]
        return sorted(one for one in found if one.row.open)

    def items_of(self, register: str) -> Sequence[Placed[ItemRow]]:
        found = [Placed(*one) for one in self._of(ItemRow) if one[1].register == register]
        return sorted(found, key=lambda one: (one.stream, one.row.item))

    def rows(self, stream: str) -> Sequence[Row]:
        found = self._rows(stream).items()
        return [row for _, row in sorted(found, key=lambda one: _in_order(one[0]))]

    def row_streams(self) -> Sequence[str]:
        assert self.live, OVER
        return sorted(stream for stream, rows in self._data.rows.items() if rows)

    def _missing_votes(self) -> Iterator[VoteDue]:
        for stream, row in self._of(ElectorRow):
            asked = self._rows(stream).get(("rounds", row.round))
            if isinstance(asked, RoundRow) and asked.state == "open" and not row.voted:
                yield VoteDue(
                    stream,
                    row.round,
                    asked.gate,
                    asked.opened_at,
                    asked.due,
                    row.person,
                    row.seat,
                    row.role,
                    row.advisory,
                )

    def _kept(self, stream: str) -> Sequence[Kept]:
        assert self.live, OVER
        return self._data.streams.get(stream, ())

    def _rows(self, stream: str) -> Mapping[Key, Row]:
        assert self.live, OVER
        return self._data.rows.get(stream, {})

    def _of(self, kind: type[R]) -> Iterator[tuple[str, R]]:
        assert self.live, OVER
        for stream, rows in self._data.rows.items():
            for row in rows.values():
                if isinstance(row, kind):
                    yield stream, row


def _limited(found: Sequence[T], limit: int | None) -> Sequence[T]:
    return found if limit is None else found[:limit]


def _in_order(key: Key) -> tuple[int, Key]:
    return _PLACE[key[0]], key
