"""Texts and their commitments: docs/ledger.md section 3.

A text never stands in an entry. What stands there is SHA-256(salt || UTF-8 bytes); salt and bytes
stand beside the ledger and can be erased.
"""

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

from engine.canonical import Json
from engine.errors import UsageError
from engine.rules.commands import replace_texts, texts

MAX_CHARACTERS = 16_384
SEED_BYTES = 32


class Opened(NamedTuple):
    """A text with what opens its commitment."""

    commitment: str
    kind: str
    salt: bytes
    body: str


def commit(args: Mapping[str, Json], seed: bytes) -> tuple[dict[str, Json], list[Opened]]:
    """Return `args` with every plain text replaced by its commitment, and the opened texts.

    `seed` is 32 random bytes, drawn once for a command. Raises `UsageError` for a text that is too
    long or not valid Unicode.
    """
    opened = []
    new = {}
    for path, kind, body in texts(args):
        salt = hashlib.sha256(b"phasegate/salt/v1\n" + seed + path.encode()).digest()
        new[path] = commitment(salt, body)
        opened.append(Opened(new[path], kind, salt, body))
    return replace_texts(args, new), opened


def commitment(salt: bytes, body: str) -> str:
    """Return SHA-256(salt || body), 64 hex digits. Raises `UsageError` as `commit` does."""
    if len(body) > MAX_CHARACTERS:
        raise UsageError(
            f"a text has at most {MAX_CHARACTERS} characters, this one {len(body)}",
            hint="put long content into a deliverable",
        )
    try:
        data = body.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UsageError("a text is not valid Unicode") from error
    return hashlib.sha256(salt + data).hexdigest()
