"""Files that people hand in: opened without waiting, measured, ready to be read again."""

import hashlib
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, cast

from cli.progress import Progress
from engine.errors import NotFound, UsageError

_CHUNK: Final = 1 << 18


class Given(NamedTuple):
    """A file as handed in: its bytes from the beginning, their SHA-256, how many, a name."""

    stream: BinaryIO
    digest: str
    size: int
    name: str


@contextmanager
def opened(name: str) -> Iterator[Given]:
    """Open the file `name`, or what comes in for `-`.

    Raises `NotFound` and, for what is no file or can't be read, `UsageError`.
    """
    with _incoming() if name == "-" else _file(Path(name)) as stream:
        watched = _Watched(stream, Progress(f"reading {_shown(name)}"))
        digest, size = _measure(watched)
        stream.seek(0)
        shown = "stdin" if name == "-" else _shown(Path(name).name)
        yield Given(cast("BinaryIO", watched), digest, size, shown)
        watched.end()


class _Watched:
    """A stream that is read twice, to be measured and to be kept, and says how far that is."""

    def __init__(self, stream: BinaryIO, progress: Progress) -> None:
        self._stream = stream
        self._progress = progress
        self._total = 2 * os.fstat(stream.fileno()).st_size
        self._read = 0

    def read(self, size: int) -> bytes:
        """The next bytes, at most `size`."""
        chunk = self._stream.read(size)
        self._read += len(chunk)
        self._progress(min(self._read, self._total), self._total)
        return chunk

    def end(self) -> None:
        """Take the progress off the screen."""
        self._progress.end()


def _incoming() -> BinaryIO:
    """Everything that comes in, where it can be read twice."""
    if sys.stdin is None:
        raise UsageError("nothing comes in")
    kept = tempfile.TemporaryFile()  # noqa: SIM115  # the caller closes it
    while chunk := sys.stdin.buffer.read(_CHUNK):
        kept.write(chunk)
    kept.seek(0)
    return kept


def _file(path: Path) -> BinaryIO:
    try:
        # Not waiting: opening a FIFO would, for somebody to write to it.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise NotFound(f"there is no file {path}") from None
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}") from error
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    raise UsageError(f"{path} is not a file")


def _measure(stream: _Watched) -> tuple[str, int]:
    hashed, size = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK):
        hashed.update(chunk)
        size += len(chunk)
    return hashed.hexdigest(), size


def _shown(name: str) -> str:
    """A file's name as a text: bytes that are no UTF-8 are replaced."""
    return os.fsencode(name).decode("utf-8", "replace")
