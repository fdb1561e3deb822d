"""The clocks: the system's, and the one that people set by hand in a workspace made for trying out.

A manual clock stands still. `--at` moves its hands; where they stand is kept in `ledger/clock`.
Only a ledger that was founded with one has one: its origin, which every entry carries, says so.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

from engine import instant
from engine.errors import StoreError


def system_time() -> str:
    """The present instant by the system's clock."""
    return instant.format(datetime.now(UTC))


def read_hands(path: Path) -> str:
    """Where the hands of a manual clock stand; `StoreError` when they can't be read."""
    try:
        if not path.is_file():  # a pipe would keep its reader waiting
            raise StoreError(f"the manual clock {path} is not a file")
        text = path.read_text("ascii").removesuffix("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"the manual clock {path} can't be read") from error
    if not instant.is_instant(text):
        raise StoreError(f"the manual clock {path} shows no time")
    return text


def set_hands(path: Path, at: str) -> None:
    """Move the hands, all at once."""
    passing = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        passing.write_text(f"{at}\n", "ascii")
        passing.replace(path)
    except OSError as error:
        raise StoreError(f"the manual clock {path} can't be set: {error.strerror}") from error
