"""The ways a store fails, finer than `engine.errors` draws them.

ConflictError            the whole command can be tried anew, or has been answered already
|- EntryTaken            another writer added this entry to the stream
|- CommandTaken          the stream has an entry of this command id
|- TextTaken             the commitment is known already
`- HandleTaken           somebody has this handle
StoreError
|- Busy                  another process keeps the ledger locked
|- CommitFailed          the commit failed; it may have reached the disk all the same
`- Transient             the database broke the transaction off; trying anew helps
"""

from collections.abc import Mapping
from typing import Final

from engine.errors import ConflictError, StoreError


class EntryTaken(ConflictError):
    """Another writer added this entry to the stream."""

    code = "entry.taken"


class CommandTaken(ConflictError):
    """The stream has an entry of this command id."""

    code = "command.taken"


class TextTaken(ConflictError):
    """The commitment is known already."""

    code = "text.taken"


class HandleTaken(ConflictError):
    """Somebody has this handle."""

    code = "handle.taken"


class Busy(StoreError):
    """Another process keeps the ledger locked."""

    code = "store.busy"


class CommitFailed(StoreError):
    """The commit failed; it may have reached the disk all the same."""

    code = "store.commit"


class Transient(StoreError):
    """The database broke the transaction off; nothing was written, trying anew helps."""

    code = "store.transient"


def is_transient(error: BaseException) -> bool:
    """Whether the same unit, tried anew a little later, may well succeed."""
    return isinstance(error, Transient | EntryTaken)


def taken(constraint: str) -> ConflictError | None:
    """The error for a unique constraint of the schema, by its name; None for another."""
    found = _TAKEN.get(constraint)
    return None if found is None else found[0](found[1])


_TAKEN: Final[Mapping[str, tuple[type[ConflictError], str]]] = {
    "entries_pkey": (EntryTaken, "another writer added this entry to the stream"),
    "entries_command": (CommandTaken, "the stream has an entry of this command id"),
    "texts_pkey": (TextTaken, "the commitment is known already"),
    "texts_handle": (HandleTaken, "somebody has this handle"),
}
