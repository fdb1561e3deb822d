"""Entries: the bytes of one accepted command, their hash, and the chain they stand in.

An entry is one canonical JSON object (`engine.canonical`), at most 65,535 bytes:

    {"v":1,"origin":"local/00","stream":"directory","seq":0,"prev":"...",
     "at":"2026-11-23T09:00:00.000000Z","actor":"p-1","proof":{"kind":"asserted"},
     "command":{"id":"c1","type":"...","args":{}},"reads":[],"methodology":null,"rules":1,
     "events":[{"type":"..."}]}

(keys sorted, no blanks, in the bytes). Its hash is the RFC 6962 leaf hash, SHA-256(0x00 || bytes),
so that one hash serves the chain and the log. `prev` is the hash of the entry before; the first
entry of a stream carries

    SHA-256("phasegate/genesis/v1\\n" || origin || "\\n" || stream)

Anyone can check one: `(printf '\\0'; cat entry.json) | sha256sum`.

Verbs come in pairs: `format_entry` writes, `parse_entry` reads and takes only what `format_entry`
writes; `entry_hash` links, `check_link` verifies the link. What the commands and events mean is
not known here.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias, TypedDict, cast

from engine.canonical import Json, decode, encode
from engine.errors import CanonicalError, LedgerError
from engine.instant import is_instant
from engine.names import COMMAND_ID, HASH, ORIGIN, PERSON, STREAM, SYSTEM, Proof

VERSION = 1
RULES = 1
MAX_BYTES = 65_535

_TYPE = re.compile(r"[A-Z][A-Za-z]{0,63}", re.ASCII)
_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}", re.ASCII)
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?", re.ASCII)

_Form: TypeAlias = Callable[[object], bool]


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

    Raises `CanonicalError` when a value has no canonical form or the entry is longer than 65,535
    bytes. Writing what `parse_entry` would refuse is a bug of ours: nobody could read on from it.
    """
    data = encode(cast("Mapping[str, Json]", entry))
    if len(data) > MAX_BYTES:
        raise CanonicalError(
            f"the entry has {len(data)} bytes, at most {MAX_BYTES} are allowed",
            hint="put long content into a deliverable",
        )
    fault = _fault(cast("Mapping[str, object]", entry))
    assert fault is None, fault
    return data


def parse_entry(data: bytes) -> Entry:
    """Return the entry that `data` is the bytes of.

    Raises `CanonicalError` when `data` is not canonical JSON, and `LedgerError` when it is not an
    entry of version 1: too long, an unknown version, a missing or unknown key, a value of the wrong
    type or form.
    """
    if len(data) > MAX_BYTES:
        raise LedgerError(f"an entry of {len(data)} bytes, at most {MAX_BYTES} are allowed")
    value = decode(data)
    if not isinstance(value, dict):
        raise LedgerError("an entry is an object")
    if value.get("v") != VERSION:
        version = f"{value.get('v')!r:.60}"
        raise LedgerError(f"unknown entry version {version}: nothing can be said about it")
    fault = _fault(value)
    if fault is not None:
        raise LedgerError(fault)
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


def _fault(value: Mapping[str, object]) -> str | None:
    """Return what keeps `value` from being an entry of version 1, or None."""
    if value.keys() != _FORMS.keys():
        odd = ", ".join(sorted(value.keys() ^ _FORMS.keys()))
        return f"an entry has exactly the keys of version 1; missing or unknown: {odd:.200}"
    for key, form in _FORMS.items():
        if not form(value[key]):
            return f"{key} of an entry can't be {value[key]!r:.200}"
    return None


def _matches(pattern: re.Pattern[str]) -> _Form:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _at_least(least: int) -> _Form:
    # By `type`: a boolean is an int too.
    return lambda value: type(value) is int and value >= least


def _or_null(form: _Form) -> _Form:
    return lambda value: value is None or form(value)


def _object(forms: Mapping[str, _Form]) -> _Form:
    return lambda value: (
        isinstance(value, Mapping)
        and value.keys() == forms.keys()
        and all(form(value[key]) for key, form in forms.items())
    )


def _is_proof(value: object) -> bool:
    if not isinstance(value, Mapping) or value.get("kind") not in ("asserted", "os", "ssh"):
        return False
    # Confirmed or absent: a second spelling of "not confirmed" would be a second set of bytes.
    if value.get("time_confirmed", True) is not True:
        return False
    forms = _PROOFS[value["kind"]]
    return value.keys() - {"time_confirmed"} == {"kind", *forms} and all(
        forms[key](value[key]) for key in forms
    )


def _is_reads(value: object) -> bool:
    if not isinstance(value, list | tuple) or not all(map(_is_read, value)):
        return False
    streams = [read["stream"] for read in value]
    return streams == sorted(set(streams))


def _is_events(value: object) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(map(_is_event, value))


def _is_event(value: object) -> bool:
    return isinstance(value, Mapping) and _is_type(value.get("type"))


_is_hash = _matches(HASH)
_is_stream = _matches(STREAM)
_is_person = _matches(PERSON)
_is_type = _matches(_TYPE)
_is_read = _object({"stream": _is_stream, "seq": _at_least(0), "hash": _is_hash})
_is_command = _object(
    {"id": _matches(COMMAND_ID), "type": _is_type, "args": lambda value: isinstance(value, Mapping)}
)
_PROOFS: Mapping[str, Mapping[str, _Form]] = {
    "asserted": {},
    "os": {"uid": _at_least(0), "host": _is_hash},
    "ssh": {"key": _matches(_FINGERPRINT), "signature": _matches(_BASE64)},
}
_FORMS: Mapping[str, _Form] = {
    "v": lambda value: type(value) is int and value == VERSION,
    "origin": _matches(ORIGIN),
    "stream": _is_stream,
    "seq": _at_least(0),
    "prev": _is_hash,
    "at": is_instant,
    "actor": lambda value: value == SYSTEM or _is_person(value),
    "proof": _is_proof,
    "command": _is_command,
    "reads": _is_reads,
    "methodology": _or_null(_is_hash),
    "rules": _at_least(1),
    "events": _is_events,
}
