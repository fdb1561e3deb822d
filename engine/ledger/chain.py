"""Reading a stream: every entry linked to the one before, or an error that prints the evidence.

`follow_chain` checks what every reader must: that each entry has the hash it is stored under,
follows the entry before, and belongs to this ledger and stream. It doesn't re-encode; a verifier
does that with `engine.ledger.entry.parse_entry`.
"""

import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple, cast

from engine.errors import LedgerError
from engine.ledger.entry import VERSION, Entry, check_link, entry_hash


class Link(NamedTuple):
    """A place in a stream: the seq and hash of an entry."""

    seq: int
    hash: str


def follow_chain(
    stored: Iterable[tuple[int, str, bytes]],
    origin: str,
    stream: str,
    previous: Link | None,
) -> Iterator[tuple[Link, Entry]]:
    """Yield the entries of `stored` (seq, hash, bytes), each checked against the one before.

    `previous` is the place that `stored` goes on from, None from the beginning. Raises
    `LedgerError` naming the first entry that doesn't fit.
    """
    for seq, known, data in stored:
        found = entry_hash(data)
        if found != known:
            raise LedgerError(f"{stream}#{seq}: the bytes have the hash {found}, stored is {known}")
        entry = _read(data, stream, seq)
        if entry["stream"] != stream:
            raise LedgerError(f"{stream}#{seq}: an entry of {entry['stream']} stands here")
        check_link(entry, origin, previous)
        previous = Link(seq, found)
        yield previous, entry


def _read(data: bytes, stream: str, seq: int) -> Entry:
    try:
        value = json.loads(data)
    except ValueError as error:
        raise LedgerError(f"{stream}#{seq}: the bytes are not an entry: {error}") from error
    if not isinstance(value, dict) or value.get("v") != VERSION:
        raise LedgerError(f"{stream}#{seq}: not an entry of version {VERSION}")
    return cast("Entry", value)
