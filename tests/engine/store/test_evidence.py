"""Evidence: files named by what is in them, whole or missing, and nobody is led astray."""

import errno
import hashlib
import io
import os
import resource
import stat
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given, settings, strategies as st

from engine.errors import LedgerError, NotFound, StoreError, UsageError
from engine.store.evidence import EvidenceStore, Stored

DATA = b"the minutes of a meeting"
DIGEST = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the evidence goes; not made yet."""
    return tmp_path / "evidence"


def _place(folder: Path, digest: str = DIGEST) -> Path:
    return folder / digest[:2] / digest[2:4] / digest


def _files(folder: Path) -> dict[str, bytes]:
    found = (one for one in folder.rglob("*") if one.is_file() or one.is_symlink())
    return {str(one.relative_to(folder)): one.read_bytes() for one in found}


def test_evidence_is_stored_under_its_digest_and_read_back(folder: Path) -> None:
    """`sha256sum` of the file is its name; only its owner reads it, nobody writes it."""
    store = EvidenceStore(folder)
    assert store.add(io.BytesIO(DATA)) == Stored(DIGEST, len(DATA))
    assert _files(folder) == {f"{DIGEST[:2]}/{DIGEST[2:4]}/{DIGEST}": DATA}
    assert stat.S_IMODE(_place(folder).stat().st_mode) == 0o400
    assert {stat.S_IMODE(one.stat().st_mode) for one in _place(folder).parents[:3]} == {0o700}
    with store.open(DIGEST) as stream:
        assert stream.read() == DATA
    assert store.verify(DIGEST) == "intact"


@given(st.lists(st.binary(max_size=40), max_size=6))
@settings(max_examples=25)
def test_whatever_the_bytes_each_is_stored_once(
    tmp_path_factory: pytest.TempPathFactory, contents: list[bytes]
) -> None:
    """Equal content is one file, other content another."""
    folder = tmp_path_factory.mktemp("evidence")
    store = EvidenceStore(folder)
    stored = [store.add(io.BytesIO(data)) for data in contents]
    assert [one.digest for one in stored] == [hashlib.sha256(one).hexdigest() for one in contents]
    assert sorted(_files(folder).values()) == sorted(set(contents))


def test_a_large_file_is_streamed(folder: Path) -> None:
    """A file of any size passes in pieces; the reader is never asked for all of it."""

    class Endless(io.RawIOBase):
        left = 3_000_000

        def read(self, size: int = -1) -> bytes:
            assert 0 < size <= 1 << 20
            taken = min(size, self.left)
            self.left -= taken
            return bytes(taken)

    stored = EvidenceStore(folder).add(Endless())  # type: ignore[arg-type]  # reads is all it does
    assert stored == Stored(hashlib.sha256(bytes(3_000_000)).hexdigest(), 3_000_000)


def test_what_is_there_is_checked_and_not_written_again(folder: Path) -> None:
    """The file keeps its place on the disk, and nothing is left of the second copy."""
    store = EvidenceStore(folder)
    store.add(io.BytesIO(DATA))
    before = _place(folder).stat()
    assert store.add(io.BytesIO(DATA)) == Stored(DIGEST, len(DATA))
    after = _place(folder).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert len(_files(folder)) == 1


def test_damage_is_reported_and_never_mended_in_silence(folder: Path) -> None:
    """Evidence that changed is a finding; handing in the bytes again must not hide it."""
    store = EvidenceStore(folder)
    store.add(io.BytesIO(DATA))
    _place(folder).chmod(0o600)
    _place(folder).write_bytes(b"forged")
    assert store.verify(DIGEST) == "damaged"
    with pytest.raises(LedgerError, match="damaged"):
        store.add(io.BytesIO(DATA))
    assert list(_files(folder).values()) == [b"forged"]


def test_what_is_missing_is_missing(folder: Path) -> None:
    """Before anything was stored, and beside what was."""
    store = EvidenceStore(folder)
    for _ in range(2):
        assert store.verify("0" * 64) == "missing"
        with pytest.raises(NotFound, match="0" * 64):
            store.open("0" * 64)
        store.add(io.BytesIO(DATA))


@pytest.mark.parametrize(
    "digest", ["", "../../etc/passwd", DIGEST.upper(), DIGEST[:-1], DIGEST + "\n", "/" * 64]
)
def test_only_digests_name_evidence(folder: Path, digest: str) -> None:
    """No name that somebody gives becomes a path."""
    store = EvidenceStore(folder)
    store.add(io.BytesIO(DATA))
    for attempt in (store.open, store.verify):
        with pytest.raises(UsageError, match="SHA-256"):
            attempt(digest)


def test_no_symbolic_link_is_followed(folder: Path, tmp_path: Path) -> None:
    """A link in place of a file or a folder leads nowhere, and nothing behind it changes."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "target").write_bytes(DATA)
    (outside / DIGEST[2:4]).mkdir()
    (outside / DIGEST[2:4] / DIGEST).write_bytes(DATA)
    before = _files(outside)
    store = EvidenceStore(folder)
    folder.mkdir()
    place = _place(folder)
    plants = [
        (place, outside / "target"),
        (place.parent, outside / DIGEST[2:4]),
        (place.parents[1], outside),
    ]
    for link, target in plants:
        if link.is_dir():
            link.rmdir()
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(target)
        assert store.verify(DIGEST) == "damaged"
        with pytest.raises((LedgerError, StoreError)):
            store.open(DIGEST)
        with pytest.raises((LedgerError, StoreError)):
            store.add(io.BytesIO(DATA))
        link.unlink()
        assert _files(outside) == before
    (folder / "incoming").rmdir()
    (folder / "incoming").symlink_to(outside)
    with pytest.raises(StoreError):
        store.add(io.BytesIO(DATA))
    assert _files(outside) == before


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_no_file_is_damage(folder: Path, make: object) -> None:
    """A FIFO in place of evidence must not keep the reader waiting for ever."""
    assert callable(make)
    store = EvidenceStore(folder)
    place = _place(folder)
    place.parent.mkdir(parents=True)
    make(place)
    assert store.verify(DIGEST) == "damaged"
    with pytest.raises(LedgerError):
        store.open(DIGEST)
    with pytest.raises(LedgerError):
        store.add(io.BytesIO(DATA))


def test_a_full_disk_leaves_nothing_behind(folder: Path) -> None:
    """F2, F4: no half file, a clear error, and the next one is stored."""
    store = EvidenceStore(folder)
    store.add(io.BytesIO(DATA))
    before = _files(folder)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(StoreError, match="too large"):
            store.add(io.BytesIO(bytes(1_000_000)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert _files(folder) == before
    assert store.add(io.BytesIO(b"next")).size == 4


def test_what_reading_raises_passes_through(folder: Path) -> None:
    """A file that can't be read is the caller's to explain; it isn't the store's disk."""

    class Broken(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise OSError(errno.EIO, f"no {size} bytes")

    source: BinaryIO = Broken()  # type: ignore[assignment]  # reads is all it does
    with pytest.raises(OSError, match=r"no [0-9]+ bytes"):
        EvidenceStore(folder).add(source)
    assert _files(folder) == {}


def test_what_a_crash_left_is_never_read(folder: Path) -> None:
    """A partial file lies under a passing name that no digest leads to, and stops nobody."""
    store = EvidenceStore(folder, token=iter(["a", "b"]).__next__)
    store.add(io.BytesIO(b"first"))
    (folder / "incoming" / "crashed").write_bytes(DATA[:5])
    store.add(io.BytesIO(DATA))
    assert store.verify(DIGEST) == "intact"
    assert (folder / "incoming" / "crashed").read_bytes() == DATA[:5]


def test_a_passing_name_that_is_taken_is_an_error(folder: Path) -> None:
    """Two writers never share a file, even if their random names did."""
    store = EvidenceStore(folder, token=lambda: "same")
    (folder / "incoming").mkdir(parents=True)
    (folder / "incoming" / "same").write_bytes(b"another writer's")
    with pytest.raises(StoreError, match="exists"):
        store.add(io.BytesIO(DATA))
    assert _files(folder) == {"incoming/same": b"another writer's"}
