"""Deliverables as files that are named by what is in them.

    FOLDER/3b/5d/3b5d...b2a1      the bytes whose SHA-256 this is, readable by their owner only
    FOLDER/incoming/...           files that are being written

A file is written under a passing name, flushed to the disk and then renamed, so that a digest has
all its bytes or is missing; what a crash leaves in `incoming` is never read. Names that people
give are not used, and no symbolic link below FOLDER is followed. Anybody can check a file with
`sha256sum`.
"""

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final, Literal, NamedTuple, TypeAlias

from engine.errors import LedgerError, NotFound, StoreError, UsageError
from engine.names import HASH

Verdict: TypeAlias = Literal["intact", "damaged", "missing"]

_CHUNK: Final = 1 << 18
_INCOMING: Final = "incoming"
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
# Not waiting: opening a FIFO would, for somebody to write to it.
_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def _token() -> str:
    return os.urandom(16).hex()


class Stored(NamedTuple):
    """What was stored: the SHA-256 of the bytes, 64 hex digits, and how many there are."""

    digest: str
    size: int


class EvidenceStore:
    """The evidence below one folder; `token` names files while they are written."""

    __slots__ = ("_folder", "_token")

    def __init__(self, folder: Path, token: Callable[[], str] = _token) -> None:
        self._folder = folder
        self._token = token

    def add(self, stream: BinaryIO) -> Stored:
        """Store what `stream` holds from here to its end.

        Bytes that are there already are checked, not written again: `LedgerError` when they are
        damaged. `StoreError` when the disk refuses, and then nothing is left behind. What reading
        `stream` raises passes through.
        """
        source = _Source(stream)
        try:
            return self._add(source)
        except OSError as error:
            if error is source.failure:
                raise
            raise _refused(error) from error

    def open(self, digest: str) -> BinaryIO:
        """The bytes of `digest`, to be read and closed; they aren't checked.

        Raises `NotFound` when they aren't there and `LedgerError` when something else is.
        """
        _check_form(digest)
        try:
            with self._root() as root, _home(root, digest) as home:
                return os.fdopen(_open_file(home, digest), "rb")
        except FileNotFoundError as error:
            raise NotFound(f"no evidence has the digest {digest}") from error
        except OSError as error:
            raise _refused(error) from error

    def verify(self, digest: str) -> Verdict:
        """Whether the bytes of `digest` are there and have that digest."""
        _check_form(digest)
        try:
            with self._root() as root, _home(root, digest) as home:
                return _judge(home, digest)
        except FileNotFoundError:
            return "missing"
        except OSError as error:
            if error.errno in {errno.ELOOP, errno.ENOTDIR}:
                return "damaged"
            raise _refused(error) from error

    def _add(self, source: "_Source") -> Stored:
        with suppress(FileExistsError):
            self._folder.mkdir(mode=0o700)
        with self._root() as root, _folder(root, _INCOMING, make=True) as incoming:
            name = self._token()
            descriptor = os.open(name, _NEW, 0o400, dir_fd=incoming)
            try:
                stored = _write(source, descriptor)
                with _home(root, stored.digest, make=True) as home:
                    _settle(incoming, name, home, stored.digest)
            finally:
                with suppress(FileNotFoundError):
                    os.unlink(name, dir_fd=incoming)
        return stored

    @contextmanager
    def _root(self) -> Iterator[int]:
        descriptor = os.open(self._folder, _FOLDER)
        try:
            yield descriptor
        finally:
            os.close(descriptor)


class _Source:
    """Reads a stream, and keeps what reading raised, to tell it from what the disk raises."""

    __slots__ = ("_stream", "failure")

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.failure: OSError | None = None

    def chunks(self) -> Iterator[bytes]:
        while chunk := self._read():
            yield chunk

    def _read(self) -> bytes:
        try:
            return self._stream.read(_CHUNK)
        except OSError as error:
            self.failure = error
            raise


def _write(source: _Source, descriptor: int) -> Stored:
    hashed, size = hashlib.sha256(), 0
    with os.fdopen(descriptor, "wb") as file:
        for chunk in source.chunks():
            hashed.update(chunk)
            size += len(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return Stored(hashed.hexdigest(), size)


def _settle(incoming: int, name: str, home: int, digest: str) -> None:
    verdict = _judge(home, digest)
    if verdict == "damaged":
        raise LedgerError(f"the evidence {digest} is stored already, and damaged")
    if verdict == "missing":
        os.rename(name, digest, src_dir_fd=incoming, dst_dir_fd=home)
        os.fsync(home)


def _judge(home: int, digest: str) -> Verdict:
    try:
        file = os.fdopen(_open_file(home, digest), "rb")
    except FileNotFoundError:
        return "missing"
    except LedgerError:
        return "damaged"
    with file:
        return "intact" if hashlib.file_digest(file, "sha256").hexdigest() == digest else "damaged"


def _open_file(home: int, digest: str) -> int:
    try:
        descriptor = os.open(digest, _READ, dir_fd=home)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise LedgerError(f"the evidence {digest} is a symbolic link") from error
        raise
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise LedgerError(f"the evidence {digest} isn't a file")


@contextmanager
def _home(root: int, digest: str, *, make: bool = False) -> Iterator[int]:
    with (
        _folder(root, digest[:2], make=make) as outer,
        _folder(outer, digest[2:4], make=make) as home,
    ):
        yield home


@contextmanager
def _folder(parent: int, name: str, *, make: bool = False) -> Iterator[int]:
    if make:
        with suppress(FileExistsError):
            os.mkdir(name, 0o700, dir_fd=parent)
            os.fsync(parent)
    descriptor = os.open(name, _FOLDER | os.O_NOFOLLOW, dir_fd=parent)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _check_form(digest: str) -> None:
    if not HASH.fullmatch(digest):
        raise UsageError(f"{digest!r} isn't a SHA-256 of 64 hex digits")


def _refused(error: OSError) -> StoreError:
    return StoreError(f"the evidence can't be stored or read: {error.strerror}")
