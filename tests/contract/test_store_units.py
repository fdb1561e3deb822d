"""Units and snapshots: all or nothing, one consistent picture, and locks that hold."""

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest

from engine.errors import StoreError
from engine.store.failure import EntryTaken
from engine.store.protocol import Store, Text, Unit, blob_digest
from engine.store.rows import PersonRow, TimerRow
from tests.contract.support import Ledger, append, append_many, append_next

A, B = "project/a", "project/b"
ANNA = PersonRow("p-1", "h", "n", None)


def _write_everything(unit: Unit) -> None:
    append(unit, "directory", 0)
    append(unit, A, 0)
    unit.put_blob("source", blob_digest("source", b"x"), b"x")
    unit.put_text("h", Text("handle", bytes(32), "anna"))
    unit.replace_rows("directory", [], [ANNA])
    unit.replace_rows(A, [], [TimerRow("round/1", "2026"), TimerRow("round/2", "2027")])


def _change_everything(unit: Unit) -> None:
    append(unit, "directory", 1)
    append(unit, A, 1)
    append(unit, B, 0)
    unit.put_blob("source", blob_digest("source", b"y"), b"y")
    unit.put_text("i", Text("handle", bytes(32), "bert"))
    unit.erase_text("h")
    unit.put_text("j", Text("handle", bytes(32), "anna"))
    unit.replace_rows("directory", [ANNA], [ANNA._replace(left_at="2026")])
    unit.replace_rows(A, [TimerRow("round/1", "2026")], [TimerRow("round/3", "2028")])
    unit.replace_rows(B, [], [TimerRow("round/1", "2026")])


def _change_everything_and_leave(unit: Unit, wipe: bool) -> None:
    _change_everything(unit)
    if wipe:
        unit.wipe_rows()
        unit.replace_rows(A, [], [TimerRow("round/9", "2029")])
    raise Refused


class Refused(Exception):
    """What an engine raises to leave a unit."""


@pytest.mark.parametrize("wipe", [False, True])
def test_an_exception_leaves_every_byte_as_it_was(ledger: Ledger, wipe: bool) -> None:
    """I16: whatever a unit wrote before it broke off, nothing of it is there."""
    store = ledger.open()
    with store.write("directory") as unit:
        _write_everything(unit)
    before = ledger.dump()
    with pytest.raises(Refused), store.write("directory") as unit:
        _change_everything_and_leave(unit, wipe)
    assert ledger.dump() == before
    with store.read() as reader:
        assert list(reader.streams()) == ["directory", A]
        assert reader.person_of_handle("anna") == "p-1"
        assert reader.by_command(A, "c1") is None
        assert len(reader.acts("p-1")) == 2


def test_a_unit_is_kept_whole(ledger: Ledger) -> None:
    """I17: entries, texts, blobs and rows of a unit are there together, for every other store."""
    with ledger.open().write("directory") as unit:
        _write_everything(unit)
        _change_everything(unit)
    with ledger.open().read() as reader:
        assert [len(reader.entries(one)) for one in ("directory", A, B)] == [2, 2, 1]
        assert reader.blob("source", blob_digest("source", b"y")) == b"y"
        assert reader.person("p-1") == ANNA._replace(left_at="2026")
        assert list(reader.rows(A)) == [TimerRow("round/2", "2027"), TimerRow("round/3", "2028")]


def _write_and_swallow_the_error_of_another_write(unit: Unit) -> None:
    append(unit, A, 1, command_id="second")
    with pytest.raises(EntryTaken):
        append(unit, A, 0, command_id="third")


def test_a_unit_that_failed_cant_be_committed(ledger: Ledger) -> None:
    """I17: swallowing the error of a write must not keep the rest of the unit."""
    store = ledger.open()
    append_next(store, A, "first")
    before = ledger.dump()
    with pytest.raises(AssertionError, match="failed"), store.write(A) as unit:
        _write_and_swallow_the_error_of_another_write(unit)
    assert ledger.dump() == before
    assert append_next(store, A, "fourth") == 1


def test_a_unit_writes_only_what_it_locked(ledger: Ledger) -> None:
    """Writing to a stream whose lock is not held is our bug, wherever it would happen to work."""
    store = ledger.open()
    before = ledger.dump()
    for exclusive, stream in ((A, B), (A, "directory"), (A, "refusals/project/b")):
        with pytest.raises(AssertionError, match="locked"), store.write(exclusive) as unit:
            append(unit, stream, 0)
        with pytest.raises(AssertionError, match="locked"), store.write(exclusive) as unit:
            unit.replace_rows(stream, [], [])
    with pytest.raises(AssertionError, match="exclusively"), store.write(A) as unit:
        unit.wipe_rows()
    assert ledger.dump() == before
    with store.write(A) as unit:
        append(unit, "refusals/project/a", 0)
    with store.write("directory") as unit:
        append(unit, B, 0)


def test_nothing_is_read_or_written_after_the_end(ledger: Ledger) -> None:
    """A reader kept too long would read outside of any snapshot."""
    store = ledger.open()
    with store.read() as reader:
        pass
    with store.write(A) as unit:
        append(unit, A, 0)
    before = ledger.dump()
    for late in (reader, unit):
        with pytest.raises(AssertionError, match="over"):
            late.head(A)
    with pytest.raises(AssertionError, match="over"):
        append(unit, A, 1)
    assert ledger.dump() == before


def test_a_store_has_one_snapshot_or_unit_at_a_time(store: Store) -> None:
    """Nesting them would deadlock in one store and not in another."""
    with store.read(), pytest.raises(AssertionError, match="at a time"), store.read():
        pass
    with store.write(A), pytest.raises(AssertionError, match="at a time"), store.write(A):
        pass
    append_next(store, A, "after")


def test_a_closed_store_cant_be_used(store: Store) -> None:
    """Closing twice is harmless, reading afterwards an error of ours, not the driver's."""
    store.close()
    store.close()
    with pytest.raises(StoreError), store.read():
        pass
    with pytest.raises(StoreError), store.write(A):
        pass


def test_a_snapshot_stays_while_others_write(ledger: Ledger) -> None:
    """A report never mixes what was before an act with what came after."""
    append_next(ledger.open(), A, "first")
    store, other = ledger.open(), ledger.open()
    writer = Thread(target=append_next, args=(other, A, "second"))
    with store.read() as reader:
        seen = [reader.head(A), reader.streams(), reader.entries(A)]
        writer.start()
        # Where a writer waits for readers, this one does; elsewhere it is done at once.
        if ledger.waits_for_readers:
            ledger.until_somebody_waits()
        else:
            writer.join()
        assert [reader.head(A), reader.streams(), reader.entries(A)] == seen
    writer.join()
    with store.read() as reader:
        assert len(reader.entries(A)) == 2


@contextmanager
def _writing_beside(store: Store, exclusive: str, seen: list[object]) -> Iterator[Thread]:
    def write() -> None:
        with store.write(exclusive) as unit:
            seen.append(unit.head(A))

    thread = Thread(target=write)
    thread.start()
    yield thread
    thread.join()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (A, "directory"),
        ("directory", A),
        (A, A),
        (A, "refusals/project/a"),
        ("directory", "refusals/directory"),
    ],
)
def test_a_unit_waits_for_who_holds_its_lock(ledger: Ledger, first: str, second: str) -> None:
    """What is decided under a lock rests on all that was written under it before."""
    store, other = ledger.open(), ledger.open()
    seen: list[object] = []
    with store.write(first) as unit:
        waiting = _writing_beside(other, second, seen)
        waiting.__enter__()
        ledger.until_somebody_waits()
        assert seen == []
        append(unit, A, 0)
        head = unit.head(A)
    waiting.__exit__(None, None, None)
    assert seen == [head]


def test_units_in_different_projects_dont_wait_for_each_other(ledger: Ledger) -> None:
    """Projects share the directory's lock, so only directory acts hold everybody up.

    Where there is one writer at a time this is shown by the second waiting for the first.
    """
    store, other = ledger.open(), ledger.open()
    done = Event()

    def write() -> None:
        append_next(other, B, "beside")
        done.set()

    thread = Thread(target=write)
    with store.write(A, ["portfolio/x"]) as unit:
        thread.start()
        if ledger.serial:
            ledger.until_somebody_waits()
            assert not done.is_set()
        else:
            assert done.wait(timeout=60)
        append(unit, A, 0)
    thread.join()
    with store.read() as reader:
        assert list(reader.streams()) == [A, B]


def test_processes_write_to_one_stream_without_gap_or_loss(ledger: Ledger) -> None:
    """I19: concurrent writers take turns; every entry that was acknowledged is there once."""
    _write_from_two(ledger, [[A], [A]], 100)
    with ledger.open().read() as reader:
        entries = reader.entries(A)
        assert [one.seq for one in entries] == list(range(200))
        commands = [f"{writer}.{number}" for writer in "01" for number in range(100)]
        found = [reader.by_command(A, one) for one in commands]
        assert sorted(one.seq for one in found if one) == list(range(200))


def test_processes_write_to_two_streams_at_once(ledger: Ledger) -> None:
    """Streams are chained each for itself: writers of different ones don't disturb each other."""
    _write_from_two(ledger, [[A, B], [B, A]], 50)
    with ledger.open().read() as reader:
        for stream in (A, B):
            assert [one.seq for one in reader.entries(stream)] == list(range(100))


def _write_from_two(ledger: Ledger, streams: list[list[str]], count: int) -> None:
    if ledger.location is None:
        workers = [
            Thread(target=_append_in_thread, args=(ledger.open(), mine, str(place), count))
            for place, mine in enumerate(streams)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return
    # A fresh interpreter each: a fork would inherit open databases.
    spawn = multiprocessing.get_context("spawn")
    processes = [
        spawn.Process(target=append_many, args=(ledger.location, mine, str(place), count))
        for place, mine in enumerate(streams)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]


def _append_in_thread(store: Store, streams: list[str], writer: str, count: int) -> None:
    for number in range(count):
        for stream in streams:
            append_next(store, stream, f"{writer}.{number}")
