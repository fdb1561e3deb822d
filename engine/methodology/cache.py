"""Compiled tables kept as bytes: written once, read on every act without YAML or models.

A cache is no back door: bytes that don't hash to the digest pinned by the ledger are refused.
"""

import hashlib
import json
from typing import cast

from engine.canonical import Json, encode
from engine.errors import LedgerError
from engine.methodology.tables import CharterTables, Tables


def dump_tables(tables: Tables | CharterTables) -> bytes:
    """Return the canonical bytes of compiled tables."""
    return encode(cast("Json", tables))


def load_tables(data: bytes, digest: str) -> Tables:
    """Return the compiled methodology in `data`; `digest` is the one that the ledger pins.

    Raises `LedgerError` when `data` does not hash to it.
    """
    return cast("Tables", _checked(data, digest))


def load_charter_tables(data: bytes, digest: str) -> CharterTables:
    """Return the compiled charter in `data`; `digest` is the one that the ledger pins.

    Raises `LedgerError` when `data` does not hash to it.
    """
    return cast("CharterTables", _checked(data, digest))


def _checked(data: bytes, digest: str) -> object:
    found = hashlib.sha256(b"phasegate/tables/v1\n" + data).hexdigest()
    if found != digest:
        message = f"compiled tables hash to {found}, and the ledger pins {digest}"
        raise LedgerError(message, hint="compile the published source again")
    # Only canonical bytes were ever given this digest, so they need no second look.
    return json.loads(data)
