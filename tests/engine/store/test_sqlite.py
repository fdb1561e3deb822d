"""The SQLite store: one file, durable, fair between processes, and robust against damage."""

import os
import resource
import shutil
import sqlite3
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from engine.errors import LedgerError, PhasegateError, StoreError
from engine.store.failure import Busy, CommitFailed
from engine.store.protocol import Head, Text, Unit
from engine.store.sqlite import SqliteStore, create_sqlite, open_sqlite
from engine.store.waiting import Waiting

ORIGIN = "local/0f"
OLD, SOUND = (3, 51, 2), (3, 51, 3)


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        """Let time pass at once."""
        self.slept.append(seconds)
        self.now += seconds

    def waiting(self, limit: float, chance: Callable[[], float] = lambda: 0.5) -> Waiting:
        """Waiting by this clock."""
        return Waiting(limit, lambda: self.now, self.sleep, chance)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a new ledger is, with the rollback journal."""
    path = tmp_path / "ledger.db"
    create_sqlite(path, ORIGIN, library=OLD).close()
    return path


@contextmanager
def opened(
    path: Path, waiting: Waiting | None = None, library: tuple[int, ...] = OLD
) -> Iterator[SqliteStore]:
    """A store on `path` that doesn't wait long."""
    store = open_sqlite(path, waiting=waiting or Clock().waiting(0.01), library=library)
    with closing(store):
        yield store


def _append(unit: Unit, seq: int, size: int = 10) -> None:
    unit.append(
        "directory",
        bytes(size),
        seq=seq,
        digest=f"{seq:064}",
        command_id=f"c{seq}",
        command_type="Test",
        at="2026",
        actor="p-1",
    )


def _names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def _pragma(store: SqliteStore, name: str) -> object:
    return store._connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_a_ledger_is_readable_by_its_owner_only(path: Path) -> None:
    """A workspace on a shared machine shows its texts to nobody else, not even while written to."""
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with opened(path) as store, store.write("directory") as unit:
        _append(unit, 0)
        found = {one.name: stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()}
    assert found == {"ledger.db": 0o600, "ledger.db-journal": 0o600}
    assert _names(path.parent) == ["ledger.db"]


@pytest.mark.parametrize(
    ("library", "journal", "synchronous"), [(OLD, "delete", 3), (SOUND, "wal", 2)]
)
def test_a_write_ahead_log_is_kept_only_by_a_library_without_its_bug(
    tmp_path: Path, library: tuple[int, ...], journal: str, synchronous: int
) -> None:
    """F5, F7: before 3.51.3 a log can be corrupted; either way what is acknowledged is kept."""
    path = tmp_path / "ledger.db"
    with closing(create_sqlite(path, ORIGIN, library=library)) as store:
        assert _pragma(store, "journal_mode") == journal
        assert _pragma(store, "synchronous") == synchronous
        assert _pragma(store, "foreign_keys") == 1
        assert _pragma(store, "secure_delete") == 1
        assert _pragma(store, "trusted_schema") == 0
        assert _pragma(store, "busy_timeout") == 0


def test_an_older_library_takes_the_log_away(tmp_path: Path) -> None:
    """A ledger that a newer library made is not exposed to the older one's bug."""
    path = tmp_path / "ledger.db"
    store = create_sqlite(path, ORIGIN, library=SOUND)
    with store.write("directory") as unit:
        _append(unit, 0)
    store.close()
    with opened(path, library=OLD) as store:
        assert _pragma(store, "journal_mode") == "delete"
        with store.read() as reader:
            assert reader.head("directory") == Head(0, f"{0:064}")
    with opened(path, library=SOUND) as store:
        assert _pragma(store, "journal_mode") == "delete"


def test_a_log_that_is_in_use_cant_be_taken_away(tmp_path: Path) -> None:
    """Rather than go on with the bug, the older library says who is in its way."""
    path = tmp_path / "ledger.db"
    newer = create_sqlite(path, ORIGIN, library=SOUND)
    with closing(newer), newer.read(), pytest.raises(Busy), opened(path, library=OLD):
        pass


def test_who_waits_for_the_log_to_be_closed_is_in_nobodys_way(tmp_path: Path) -> None:
    """F8: two older libraries that open one ledger would wait for each other for ever."""
    path = tmp_path / "ledger.db"
    newer = create_sqlite(path, ORIGIN, library=SOUND)
    clock = Clock()
    opened_meanwhile: list[object] = []

    def meanwhile(seconds: float) -> None:
        clock.sleep(seconds)
        newer.close()
        with opened(path, library=OLD) as second:
            opened_meanwhile.append(_pragma(second, "journal_mode"))

    waiting = clock.waiting(1.0)._replace(sleep=meanwhile)
    with newer.read() as reader:
        assert reader.head("directory") is None
    with opened(path, waiting, library=OLD) as first:
        assert _pragma(first, "journal_mode") == "delete"
    assert opened_meanwhile == ["delete"]


def test_entries_refuse_to_be_changed_or_deleted(path: Path) -> None:
    """I20: a slip in SQL can't rewrite history, though the file's owner could."""
    with opened(path) as store, store.write("directory") as unit:
        _append(unit, 0)
    with closing(sqlite3.connect(path)) as connection:
        for change in ("UPDATE entries SET actor = 'p-2'", "DELETE FROM entries"):
            with pytest.raises(sqlite3.IntegrityError, match="an entry is never"):
                connection.execute(change)


def test_a_unit_that_breaks_off_leaves_the_file_as_it_was(path: Path) -> None:
    """I16: not one byte of the file differs, and no journal is left."""
    with opened(path) as store:
        with store.write("directory") as unit:
            _append(unit, 0)
        before = path.read_bytes()
        with pytest.raises(RuntimeError), store.write("directory") as unit:
            _append_and_break_off(unit)
        assert path.read_bytes() == before
        assert _names(path.parent) == ["ledger.db"]


def _append_and_break_off(unit: Unit) -> None:
    _append(unit, 1)
    raise RuntimeError


@pytest.mark.parametrize("library", [OLD, SOUND])
def test_erased_bytes_are_gone_from_the_disk(tmp_path: Path, library: tuple[int, ...]) -> None:
    """An erasure that left the text in a free page, or in the log, would be none."""
    path = tmp_path / "ledger.db"
    secret = "Annegret von Hohenstein"
    salt = bytes(range(100, 132))
    with closing(create_sqlite(path, ORIGIN, library=library)) as store:
        with store.write("directory") as unit:
            for number in range(50):
                unit.put_text(f"other{number}", Text("name", bytes(32), f"Other {number}"))
            unit.put_text("c", Text("handle", salt, secret))
        assert _on_disk(path, secret.encode())
        with store.write("directory") as unit:
            unit.erase_text("c")
        assert not _on_disk(path, secret.encode())
        assert not _on_disk(path, salt)


def _on_disk(path: Path, text: bytes) -> bool:
    return any(text in one.read_bytes() for one in path.parent.iterdir())


def test_who_keeps_the_ledger_too_long_is_not_waited_for(path: Path) -> None:
    """F8, F11: short random pauses, then a clear error; nothing is written, and later it works."""
    chances = iter([0.0, 0.25, 0.999] * 10_000)
    clock = Clock()
    waiting = clock.waiting(1.0, lambda: next(chances))
    with opened(path) as other, opened(path, waiting) as store:
        with other.write("directory"), pytest.raises(Busy) as raised, store.write("project/a"):
            pass
        assert raised.value.code == "store.busy"
        assert clock.slept[:3] == pytest.approx([0.0001, 0.000175, 0.0003997])
        assert 1.0 <= clock.now < 1.001
        with store.write("directory") as unit:
            _append(unit, 0)


def test_a_crash_in_the_middle_of_a_commit_is_played_back(path: Path, tmp_path: Path) -> None:
    """F1: half of the pages written, the header ahead of the file: the last whole act stands."""
    with opened(path) as store, store.write("directory") as unit:
        _append(unit, 0)
    crashed = tmp_path / "crashed" / "ledger.db"
    crashed.parent.mkdir()
    row = "INSERT INTO texts VALUES ('local/0f', ?, 'name', x'00', zeroblob(3000), 0)"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size=1")
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(row, [(f"c{number}",) for number in range(50)])
        for name in ("ledger.db", "ledger.db-journal"):
            shutil.copy(path.with_name(name), crashed.with_name(name))
    # Bytes 28 to 31 count the pages; page 1 is the first to be written.
    with crashed.open("r+b") as file:
        assert file.seek(0, os.SEEK_END) > path.stat().st_size
        file.seek(28)
        file.write((10_000).to_bytes(4, "big"))
    with opened(crashed) as store, store.read() as reader:
        assert reader.head("directory") == Head(0, f"{0:064}")
        assert reader.text("c0") is None


def test_a_commit_that_cant_be_made_is_taken_back(path: Path) -> None:
    """F3: the engine hears that the commit failed, and here the unit is gone, not half there."""
    with opened(path) as other, opened(path) as store:
        before = path.read_bytes()
        failing = pytest.raises(CommitFailed, match="busy")
        with other.read(), failing, store.write("directory") as unit:
            _append(unit, 0)
        assert path.read_bytes() == before
        with store.write("directory") as unit:
            _append(unit, 0)


def test_a_full_disk_loses_nothing_and_is_named(path: Path) -> None:
    """F2, F4: an act that finds no room leaves the ledger as it was; with room again it goes on."""
    with opened(path) as store:
        with store.write("directory") as unit:
            _append(unit, 0)
        before = path.read_bytes()
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before), hard))
        try:
            with pytest.raises(StoreError), store.write("directory") as unit:
                _append(unit, 1, 1_000_000)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        with store.write("directory") as unit:
            assert unit.head("directory") == Head(0, f"{0:064}")
            _append(unit, 1)


def test_a_read_only_copy_can_be_read(path: Path) -> None:
    """An auditor looks at a ledger without being able to change it."""
    with opened(path) as store, store.write("directory") as unit:
        _append(unit, 0)
    path.chmod(0o400)
    with opened(path) as store, store.read() as reader:
        assert reader.head("directory") == Head(0, f"{0:064}")


def test_a_link_leads_to_the_file_and_its_journal(path: Path) -> None:
    """F23: through a symbolic link the same locks and the same journal are used."""
    link = path.parent / "elsewhere" / "link.db"
    link.parent.mkdir()
    link.symlink_to(path)
    with opened(link) as store, store.write("directory") as unit:
        _append(unit, 0)
        assert (path.parent / "ledger.db-journal").exists()
        assert _names(link.parent) == ["link.db"]


def test_a_file_with_two_names_is_refused(path: Path) -> None:
    """F23: SQLite would keep one journal for each name, and a crash would lose one of them."""
    os.link(path, path.parent / "second.db")
    with pytest.raises(StoreError, match="2 names"), opened(path):
        pass


def test_flipped_bits_never_surface_as_a_stranger(path: Path) -> None:
    """F6: whatever the damage, the answer is one of our errors or a readable ledger."""
    with opened(path) as store, store.write("directory") as unit:
        for seq in range(20):
            _append(unit, seq, 300)
        unit.put_text("c", Text("handle", bytes(32), "anna"))
    sound = path.read_bytes()
    outcomes = set()
    for place in range(0, len(sound), 199):
        path.write_bytes(sound[:place] + bytes([sound[place] ^ 0xFF]) + sound[place + 1 :])
        try:
            with opened(path) as store, store.read() as reader:
                reader.entries("directory")
                reader.streams()
                reader.rows("directory")
                reader.text("c")
                reader.person_of_handle("anna")
            outcomes.add("read")
        except PhasegateError as error:
            outcomes.add(type(error).__name__)
    assert outcomes == {"read", "LedgerError", "StoreError"}


def test_a_truncated_file_is_damage(path: Path) -> None:
    """F5: a ledger cut short is reported as damaged, not as another program's."""
    with opened(path) as store, store.write("directory") as unit:
        for seq in range(40):
            _append(unit, seq, 1000)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(LedgerError, match="damaged"), opened(path) as store, store.read() as reader:
        reader.entries("directory")


def test_waiting_is_bounded_by_the_real_clock_too() -> None:
    """The default waits 10 s at most, with the machine's clock and its randomness."""
    waiting = Waiting()
    assert waiting.limit == 10.0
    assert waiting.clock is time.monotonic
    assert waiting.sleep is time.sleep
    drawn = {waiting.chance() for _ in range(50)}
    assert len(drawn) > 10
    assert all(0.0 <= one < 1.0 for one in drawn)
