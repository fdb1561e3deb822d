"""Canonical bytes: one value, one spelling, one digest.

A value is null, a boolean, an integer within +-(2**53 - 1), a string, a list of values, or an
object whose keys are ASCII strings. There are no floats: quantities are written as decimal strings.
For these values the compact JSON with sorted keys is exactly RFC 8785 (JCS), because ASCII keys
sort alike by UTF-16 unit and by code point, and integers have one spelling.

    >>> encode({"b": [1, None], "a": "x"})
    b'{"a":"x","b":[1,null]}'

Parsing accepts only what `encode` writes: `decode` re-encodes and compares, so two spellings of one
value can never both be on record.

Every digest other than an entry's own hash carries a text prefix, so that a digest of one purpose
can't be passed off as one of another:

    digest("dossier", value) = SHA-256("phasegate/dossier/v1\\n" || encode(value)), lower hex

A stranger checks one with `printf 'phasegate/dossier/v1\\n{"a":1}' | sha256sum`.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from engine.errors import CanonicalError

Json: TypeAlias = "None | bool | int | str | Sequence[Json] | Mapping[str, Json]"
Object: TypeAlias = "Mapping[str, Json]"

MAX_INT = 2**53 - 1
MAX_DEPTH = 64

_ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
)


def encode(value: Json) -> bytes:
    """Return the canonical bytes (UTF-8) of `value`.

    Raises `CanonicalError` for floats, integers beyond +-(2**53 - 1), non-ASCII or non-string keys,
    lone surrogates, other types, and nesting deeper than 64.
    """
    _check(value, 0)
    try:
        return _ENCODER.encode(value).encode("utf-8")
    except UnicodeEncodeError as error:
        raise CanonicalError("a string holds a lone surrogate") from error


def decode(data: bytes) -> Json:
    """Return the value whose canonical bytes are exactly `data`.

    Raises `CanonicalError` when `data` is not JSON, or is not the one canonical spelling.
    """
    try:
        value: Json = json.loads(data.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise CanonicalError(f"not JSON: {error}") from error
    if encode(value) != data:
        raise CanonicalError("not in canonical form: re-encoding gives other bytes")
    return value


def digest(purpose: str, value: Json) -> str:
    """Return the domain-separated SHA-256 of `value` as 64 lower hex digits."""
    return hashlib.sha256(f"phasegate/{purpose}/v1\n".encode("ascii") + encode(value)).hexdigest()


def _refuse_constant(name: str) -> Json:
    raise CanonicalError(f"{name} is not a value")


def _check(value: object, depth: int) -> None:
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return
    if kind is int:
        if not -MAX_INT <= value <= MAX_INT:  # type: ignore[operator]  # narrowed by `kind`
            raise CanonicalError(f"integer {value} is beyond 2**53 - 1")
        return
    if depth >= MAX_DEPTH:
        raise CanonicalError(f"nested deeper than {MAX_DEPTH}")
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if type(key) is not str or not key.isascii():
                raise CanonicalError(f"object key {key!r} is not an ASCII string")
            _check(inner, depth + 1)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check(inner, depth + 1)
    else:
        raise CanonicalError(f"{kind.__name__} is not a canonical type")
