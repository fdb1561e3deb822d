"""The one door from the file system: a workflow file and the files beside it that it includes."""

import errno
import os
import stat
from pathlib import Path

from engine.errors import NotFound, UsageError
from engine.methodology.diagnostics import quoted
from engine.methodology.sources import InvalidSource, Unreadable, gather, too_large
from engine.methodology.yamlsource import MAX_BYTES


def read_closure(path: Path) -> tuple[str, dict[str, bytes]]:
    """Return the name of the file at `path`, and the bytes of it and of all that it includes.

    Included files stand in the same folder, by plain names; a link, a folder or a device in their
    place is refused. The file at `path` itself may be a link: a person named it. What is wrong
    inside the files is `engine.methodology.load`'s business.

    Raises `NotFound` when there is no file, `UsageError` when it can't be read, `InvalidSource`
    when one that is included can't.
    """
    try:
        gathered = gather(path.name, lambda name: _read(path.parent, name, path.name))
    except Unreadable as fault:
        kind = NotFound if fault.code == "include.missing" else UsageError
        raise kind(fault.message, hint=fault.hint) from None
    faults = [fault for fault in gathered.complaints if fault.code.startswith("include.")]
    if faults:
        raise InvalidSource(path.name, faults, gathered.texts())
    return path.name, dict(gathered.files)


def _read(folder: Path, name: str, root: str) -> bytes:
    # Not blocking, or a named pipe would stop the reader before its kind is known.
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if name == root else os.O_NOFOLLOW)
    path = folder / name
    try:
        handle = os.open(path, flags)
    except FileNotFoundError:
        raise Unreadable("include.missing", f"there is no file {quoted(str(path))}") from None
    except OSError as error:
        hint = "put the file itself there, not a link" if error.errno == errno.ELOOP else None
        message = f"{quoted(str(path))} can't be read: {error.strerror}"
        raise Unreadable("include.unreadable", message, hint) from None
    try:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            raise Unreadable("include.not_a_file", f"{quoted(str(path))} is not a file")
        if about.st_size > MAX_BYTES:
            raise too_large(name, about.st_size)
        return _all(handle)
    finally:
        os.close(handle)


def _all(handle: int) -> bytes:
    """Return what the file holds; it may grow meanwhile, past the limit by one byte at most."""
    data = b""
    while len(data) <= MAX_BYTES and (part := os.read(handle, MAX_BYTES + 1 - len(data))):
        data += part
    return data
