"""Entries: each stream is dense, in order, and never changes."""

from itertools import pairwise

import pytest

from engine.errors import ConflictError, LedgerError
from engine.store.failure import CommandTaken, EntryTaken
from engine.store.protocol import Act, Head, Store, StoredEntry
from tests.contract.support import ORIGIN, Ledger, append, digest_of

A, B = "project/a", "project/b"


def _stored(stream: str, seq: int) -> StoredEntry:
    data = f"{stream}#{seq}".encode()
    return StoredEntry(seq, digest_of(data), data)


def _fill(store: Store, stream: str, count: int) -> None:
    with store.write(stream) as unit:
        for seq in range(count):
            append(unit, stream, seq)


def test_an_empty_ledger_answers_every_question_with_nothing(store: Store) -> None:
    """What isn't there is None or an empty sequence, never an error."""
    with store.read() as reader:
        assert reader.origin() == ORIGIN
        assert reader.head(A) is None
        assert reader.by_command(A, "c0") is None
        assert reader.blob("source", "0" * 64) is None
        assert reader.text("0" * 64) is None
        assert reader.person_of_handle("anna") is None
        assert reader.person("p-1") is None
        assert reader.project(A) is None
        assert reader.count_acts(A, "p-1", "") == 0
        assert reader.latest() is None
        assert dict(reader.texts(["0" * 64])) == {}
        empty = (
            reader.entries(A),
            reader.streams(),
            reader.acts("p-1"),
            reader.people(),
            reader.grants(),
            reader.grants("p-1"),
            reader.holders("pmo", "organisation"),
            reader.delegations(),
            reader.methodologies(),
            reader.projects(),
            reader.open_rounds(),
            reader.timers_due("9999"),
            reader.votes_due("p-1"),
            reader.votes_lent("p-1", "2026-11-23"),
            reader.conditions_due("p-1"),
            reader.acceptances_due("p-1"),
            reader.rows(A),
            reader.row_streams(),
        )
        assert [list(one) for one in empty] == [[]] * len(empty)


def test_entries_come_back_in_order_with_the_bytes_they_went_in_with(store: Store) -> None:
    """I19, I20: bytes are kept as they are, also those that are not text, in the order of seq."""
    odd = bytes(range(256))
    with store.write(A) as unit:
        append(unit, A, 0)
        unit.append(
            A,
            odd,
            seq=1,
            digest="f" * 64,
            command_id="odd",
            command_type="Odd",
            at="2026-11-23T09:00:00.000001Z",
            actor="p-1",
        )
        append(unit, A, 2)
    with store.read() as reader:
        expected = [_stored(A, 0), StoredEntry(1, "f" * 64, odd), _stored(A, 2)]
        assert list(reader.entries(A)) == expected
        assert reader.head(A) == Head(2, _stored(A, 2).hash)
        assert reader.by_command(A, "odd") == expected[1]


def test_a_page_starts_past_the_seq_given_and_ends_at_the_limit(store: Store) -> None:
    """A long stream is read in pieces that neither overlap nor leave gaps."""
    _fill(store, A, 5)
    with store.read() as reader:
        pages = [reader.entries(A, after, 2) for after in (-1, 1, 3)]
        assert [one.seq for page in pages for one in page] == [0, 1, 2, 3, 4]
        assert [one.seq for one in reader.entries(A, 2)] == [3, 4]
        assert list(reader.entries(A, 4)) == []


def test_a_unit_reads_what_it_wrote(store: Store) -> None:
    """The engine appends several entries in one unit, each resting on the one before."""
    with store.write(A) as unit:
        append(unit, A, 0)
        assert unit.head(A) == Head(0, _stored(A, 0).hash)
        append(unit, A, 1)
        assert list(unit.entries(A)) == [_stored(A, 0), _stored(A, 1)]
        assert list(unit.streams()) == [A]


def test_a_seq_is_written_once(ledger: Ledger) -> None:
    """I19: (stream, seq) is unique; whoever comes second changes nothing."""
    store = ledger.open()
    _fill(store, A, 2)
    before = ledger.dump()
    with pytest.raises(EntryTaken) as raised, store.write(A) as unit:
        append(unit, A, 1, command_id="other")
    assert isinstance(raised.value, ConflictError)
    assert raised.value.code == "entry.taken"
    assert ledger.dump() == before


def test_a_gap_is_refused(ledger: Ledger) -> None:
    """I19: an entry follows the one before it, also as the first of its stream."""
    store = ledger.open()
    _fill(store, A, 2)
    before = ledger.dump()
    for stream, seq in ((A, 3), (B, 1)):
        message = f"{stream}: there is no entry {seq - 1}"
        with pytest.raises(LedgerError, match=message), store.write(stream) as unit:
            append(unit, stream, seq)
        assert ledger.dump() == before


def test_a_command_id_is_used_once_in_a_stream_and_again_in_another(ledger: Ledger) -> None:
    """I18: the command id is the idempotency key of its stream."""
    store = ledger.open()
    _fill(store, A, 1)
    before = ledger.dump()
    with pytest.raises(CommandTaken) as raised, store.write(A) as unit:
        append(unit, A, 1, command_id="c0")
    assert raised.value.code == "command.taken"
    assert ledger.dump() == before
    _fill(store, B, 1)
    with store.read() as reader:
        assert reader.by_command(A, "c0") == _stored(A, 0)
        assert reader.by_command(B, "c0") == _stored(B, 0)


def test_every_earlier_reading_is_a_prefix_of_every_later_one(store: Store) -> None:
    """I20: a stream only grows."""
    readings = []
    for seq in range(4):
        with store.write(A) as unit:
            append(unit, A, seq)
        with store.read() as reader:
            readings.append(list(reader.entries(A)))
    for earlier, later in pairwise(readings):
        assert later[: len(earlier)] == earlier
        assert len(later) == len(earlier) + 1


def test_streams_are_listed_by_prefix_and_sorted_by_code_point(store: Store) -> None:
    """Every store and every locale lists the same streams in the same order."""
    names = ["project/a", "project/a-b", "project/a.b", "project/a_b", "project/ab", "project/b"]
    others = ["directory", "refusals/project/a"]
    with store.write("directory") as unit:
        for stream in reversed(names + others):
            append(unit, stream, 0)
            append(unit, stream, 1)
    with store.read() as reader:
        assert list(reader.streams()) == sorted(names + others)
        assert list(reader.streams("project/")) == names
        assert list(reader.streams("project/a")) == names[:-1]
        assert list(reader.streams("refusals/")) == ["refusals/project/a"]
        assert list(reader.streams("portfolio/")) == []


def test_the_acts_of_a_person_are_paged_over_all_streams(store: Store) -> None:
    """An auditor goes through what one person did, in time, without reading every stream."""
    with store.write("directory") as unit:
        append(unit, B, 0, at="2026-01-01", actor="p-2")
        append(unit, B, 1, at="2026-01-03", actor="p-1")
        append(unit, A, 0, at="2026-01-03", actor="p-1")
        append(unit, A, 1, at="2026-01-04", actor="p-1")
    expected = [
        Act("2026-01-03", A, *_stored(A, 0)),
        Act("2026-01-03", B, *_stored(B, 1)),
        Act("2026-01-04", A, *_stored(A, 1)),
    ]
    with store.read() as reader:
        assert list(reader.acts("p-1")) == expected
        first = reader.acts("p-1", limit=2)
        assert list(first) == expected[:2]
        assert list(reader.acts("p-1", after=first[-1][:3])) == expected[2:]
        assert list(reader.acts("p-1", after=("2026-01-04", "", -1))) == expected[2:]
        counts = [reader.count_acts(A, "p-1", since) for since in ("", "2026-01-04", "2026-01-05")]
        assert counts == [2, 1, 0]
        assert reader.count_acts(B, "p-2", "") == 1
        assert reader.latest() == "2026-01-04"
