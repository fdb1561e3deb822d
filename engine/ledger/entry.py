"""Entries: the bytes of one accepted command, their hash, and the chain they stand in.

An entry is one canonical JSON object (`engine.canonical`), at most 65,535 bytes:

    {"v":1,"origin":"local/00","stream":"directory","seq":0,"prev":"...","at":"2026-11-23T09:00:00.000000Z",
     "actor":"p-1","proof":{"kind":"asserted"},"command":{"id":"c1","type":"...","args":{}},"reads":[],
     "methodology":null,"rules":1,"events":[{"type":"..."}]}

(keys sorted, no blanks, in the bytes). Its hash is the RFC 6962 leaf hash, SHA-256(0x00 || bytes), so that one
hash serves the chain and the log. `prev` is the hash of the entry before; the first entry of a stream carries

    SHA-256("phasegate/genesis/v1\\n" || origin || "\\n" || stream)

Anyone can check one: `(printf '\\0'; cat entry.json) | sha256sum`.

Verbs come in pairs: `format_entry` writes, `parse_entry` reads and takes only what `format_entry` writes;
`entry_hash` links, `check_link` verifies the link.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import TypedDict, cast

from engine.canonical import Json, decode, encode
from engine.errors import CanonicalError, LedgerError
from engine.names import HASH, INSTANT, ORIGIN, STREAM, Proof

VERSION = 1
RULES = 1
MAX_BYTES = 65_535
_SHAPE: Mapping[str, type | tuple[type, ...]] = {
    "v": int,
    "origin": str,
    "stream": str,
    "seq": int,
    "prev": str,
    "at": str,
    "actor": str,
    "proof": dict,
    "command": dict,
    "reads": list,
    "methodology": (str, type(None)),
    "rules": int,
    "events": list,
}


class CommandRecord(TypedDict):
    """The command as recorded: id, type and arguments (texts as commitments)."""

    id: str
    type: str
    args: Mapping[str, Json]


class Read(TypedDict):
    """A head of another stream that the decision rests on."""

    stream: str
    seq: int
    hash: str


Event = Mapping[str, Json]
"""What happened: {"type": ..., ...}."""


class Entry(TypedDict):
    """One accepted command and all its events, as in the module's docstring."""

    v: int
    origin: str
    stream: str
    seq: int
    prev: str
    at: str
    actor: str
    proof: Proof
    command: CommandRecord
    reads: Sequence[Read]
    methodology: str | None
    rules: int
    events: Sequence[Event]


def genesis_hash(origin: str, stream: str) -> str:
    """Return `prev` of the first entry of `stream` in the ledger `origin`, 64 lower hex digits."""
    return hashlib.sha256(f"phasegate/genesis/v1\n{origin}\n{stream}".encode()).hexdigest()


def entry_hash(data: bytes) -> str:
    """Return the RFC 6962 leaf hash of entry bytes, 64 lower hex digits."""
    return hashlib.sha256(b"\x00" + data).hexdigest()


def format_entry(entry: Entry) -> bytes:
    """Return the bytes of `entry`.

    Raises `CanonicalError` when a value has no canonical form or the entry is longer than 65,535 bytes.
    """
    data = encode(cast("Mapping[str, Json]", entry))
    if len(data) > MAX_BYTES:
        raise CanonicalError(
            f"the entry has {len(data)} bytes, at most {MAX_BYTES} are allowed",
            hint="put long content into a deliverable",
        )
    return data


def parse_entry(data: bytes) -> Entry:
    """Return the entry that `data` is the bytes of.

    Raises `CanonicalError` when `data` is not canonical JSON, and `LedgerError` when it is not an entry of
    version 1: a missing or unknown key, a value of the wrong type or form, an unknown version.
    """
    if len(data) > MAX_BYTES:
        raise LedgerError(f"an entry of {len(data)} bytes, at most {MAX_BYTES} are allowed")
    value = decode(data)
    if not isinstance(value, dict):
        raise LedgerError("an entry is an object")
    if value.get("v") != VERSION:
        raise LedgerError(f"unknown entry version {value.get('v')!r}: nothing can be said about it")
    _check_shape(value)
    return cast("Entry", value)


def check_link(entry: Entry, origin: str, previous: tuple[int, str] | None) -> None:
    """Check that `entry` follows `previous` (seq, hash), or begins its stream when that is None.

    Raises `LedgerError` naming what was expected and what was found.
    """
    stream = entry["stream"]
    seq, prev = (previous[0] + 1, previous[1]) if previous else (0, genesis_hash(origin, stream))
    if entry["origin"] != origin:
        raise LedgerError(f"{stream}: origin {entry['origin']!r} in the ledger {origin!r}")
    if entry["seq"] != seq:
        raise LedgerError(f"{stream}: seq {entry['seq']} where {seq} was expected")
    if entry["prev"] != prev:
        raise LedgerError(
            f"{stream}#{seq}: the chain is broken: prev is {entry['prev']}, expected {prev}"
        )


def _check_shape(value: Mapping[str, object]) -> None:
    if value.keys() != _SHAPE.keys():
        odd = sorted(value.keys() ^ _SHAPE.keys())
        raise LedgerError(f"an entry has exactly the keys of version 1; missing or unknown: {odd}")
    for key, kind in _SHAPE.items():
        found = value[key]
        if not isinstance(found, kind) or (isinstance(found, bool)):
            raise LedgerError(f"{key} of an entry can't be {found!r}")
    forms = (("origin", ORIGIN), ("stream", STREAM), ("prev", HASH), ("at", INSTANT))
    for key, form in forms:
        if not form.fullmatch(cast("str", value[key])):
            raise LedgerError(f"{key} of an entry can't be {value[key]!r}")
    if cast("int", value["seq"]) < 0:
        raise LedgerError("seq of an entry can't be negative")
    command = cast("Mapping[str, object]", value["command"])
    if command.keys() != {"id", "type", "args"}:
        raise LedgerError("command of an entry has exactly id, type and args")
