"""The two digests that the entry of a publication pins: of the sources, and of what they became.

    closure   {"root": "pm2.yaml", "files": {"pm2.yaml": "<sha256 of the bytes>", ...}}
    tables    the compiled tables

Both carry their purpose, so that a stranger can check them (`engine.canonical.digest`):

    (printf 'phasegate/tables/v1\\n'; cat tables.json) | sha256sum
"""

import hashlib
from collections.abc import Mapping
from typing import cast

from engine.canonical import Json, digest
from engine.methodology.tables import CharterTables, Tables


def closure_digest(root: str, files: Mapping[str, bytes]) -> str:
    """Return the digest of a closure: the name of its root, the name and SHA-256 of each file."""
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    return digest("closure", {"root": root, "files": hashes})


def tables_digest(tables: Tables | CharterTables) -> str:
    """Return the digest of compiled tables."""
    return digest("tables", cast("Json", tables))
