"""What holds at every step of a walk: I16 to I20, I27 and I28."""

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

import pytest

from engine.canonical import MAX_INT, encode
from engine.ledger.entry import Entry, entry_hash, genesis_hash, parse_entry
from engine.store.memory import MemoryStore
from engine.store.protocol import StoredEntry
from engine.store.rows import Row
from tests.determinism.record import Asked, Record
from tests.determinism.replay import Replay, commitments
from tests.determinism.walks import walk

SEEDS = range(200, 250 if os.environ.get("PHASEGATE_DEEP") == "1" else 204)


class Ledger(NamedTuple):
    """All that is stored, but the blobs."""

    streams: Mapping[str, Sequence[StoredEntry]]
    rows: Mapping[str, Sequence[Row]]
    texts: Mapping[str, object]


class Step(NamedTuple):
    """A command: the ledger before, what was asked, the answer, the ledger after."""

    before: Ledger
    asked: Asked
    answer: Any
    after: Ledger

    @property
    def accepted(self) -> bool:
        """Whether this command was accepted here, and not at an earlier step."""
        return "hash" in self.answer and not self.answer["repeated"]

    def added(self, stream: str) -> list[Entry]:
        """The entries that the step added to a stream."""
        old = len(self.before.streams.get(stream, ()))
        return [parse_entry(one.data) for one in self.after.streams.get(stream, ())[old:]]


@pytest.fixture(scope="module", params=SEEDS)
def steps(request: pytest.FixtureRequest) -> list[Step]:
    """Every step of a walk."""
    return list(_steps(walk(request.param)))


def _steps(record: Record) -> Iterator[Step]:
    store = MemoryStore(record.origin)
    replay = Replay(record, store)
    before = _ledger(store)
    for number, (_, asked) in enumerate(record.steps):
        answer = replay.ask(number)
        after = _ledger(store)
        yield Step(before, asked, answer, after)
        before = after


def _ledger(store: MemoryStore) -> Ledger:
    with store.read() as reader:
        streams = {stream: tuple(reader.entries(stream)) for stream in reader.streams()}
        rows = {stream: tuple(reader.rows(stream)) for stream in reader.row_streams()}
        known = "".join(one.data.decode() for stored in streams.values() for one in stored)
        return Ledger(streams, rows, dict(reader.texts(commitments(known))))


def test_a_refused_command_leaves_everything_but_the_refusals_as_it_was(steps: list[Step]) -> None:
    """I16: what was due by itself is written, with the rows that follow from it, and no more."""
    refused = [step for step in steps if not step.accepted]
    assert refused
    for step in refused:
        stream = step.asked["stream"]
        assert all(entry["actor"] == "system" for entry in step.added(stream)), step.asked
        others = {name for name in step.after.streams if name != stream}
        assert {name for name in others if step.added(name)} <= {f"refusals/{stream}"}
        assert len(step.added(f"refusals/{stream}")) <= 1
        assert step.after.texts == step.before.texts
        if not step.added(stream):
            assert step.after.rows == step.before.rows


def test_an_accepted_command_writes_one_entry_after_what_was_due(steps: list[Step]) -> None:
    """I17: one entry, the command's own, the last of its stream, and nothing anywhere else."""
    accepted = [step for step in steps if step.accepted]
    assert accepted
    for step in accepted:
        stream = step.asked["stream"]
        *due, own = step.added(stream)
        assert all(entry["actor"] == "system" for entry in due)
        assert own["command"]["id"] == step.asked["id"]
        assert own["events"] == step.answer["events"]
        assert due == list(step.answer["before"])
        last = step.after.streams[stream][-1]
        assert (last.seq, last.hash) == (step.answer["seq"], step.answer["hash"])
        assert [name for name in step.after.streams if step.added(name)] == [stream]
        assert {**step.before.rows, stream: ()} == {**step.after.rows, stream: ()}


def test_numbers_have_no_gap_and_each_entry_carries_the_hash_before(steps: list[Step]) -> None:
    """I19, with the hash computed from the bytes and the genesis from the origin."""
    for stream, stored in steps[-1].after.streams.items():
        entries = [parse_entry(one.data) for one in stored]
        assert [entry["seq"] for entry in entries] == list(range(len(entries)))
        hashes = [genesis_hash(entries[0]["origin"], stream)]
        hashes += [entry_hash(one.data) for one in stored]
        assert [entry["prev"] for entry in entries] == hashes[:-1]
        assert [one.hash for one in stored] == hashes[1:]


def test_what_was_in_a_stream_stays_its_prefix(steps: list[Step]) -> None:
    """I20: streams only grow, at their end."""
    for step in steps:
        for stream, stored in step.before.streams.items():
            assert step.after.streams[stream][: len(stored)] == stored


def test_time_never_falls_along_a_stream_nor_below_what_is_cited(steps: list[Step]) -> None:
    """I27: each entry is at its command's instant, or at the last one read when that is later."""
    streams = {
        stream: [parse_entry(one.data) for one in stored]
        for stream, stored in steps[-1].after.streams.items()
    }
    for entries in streams.values():
        times = [entry["at"] for entry in entries]
        assert times == sorted(times)
        for entry in entries:
            for read in entry["reads"]:
                assert streams[read["stream"]][read["seq"]]["at"] <= entry["at"]


def test_stored_bytes_are_canonical_and_hold_only_values_of_the_ledger(steps: list[Step]) -> None:
    """I28: parsing and writing gives them again; no float, no great integer, no lone surrogate."""
    for stored in steps[-1].after.streams.values():
        for one in stored:
            entry = cast("dict[str, Any]", parse_entry(one.data))
            assert encode(entry) == one.data
            for value in _values(entry):
                assert type(value) in {str, int, bool, type(None)}
                if type(value) is int:
                    assert abs(value) <= MAX_INT
                if type(value) is str:
                    value.encode("utf-8")


def _values(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from _values(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _values(inner)
    else:
        yield value
