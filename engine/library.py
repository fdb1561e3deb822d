"""The door for a process that stays: a library, a server, a verification.

    engine = open_engine(Path("ledger/phasegate.sqlite"))

It publishes, and its steps are taken by the `transitions` machine of each methodology, kept by the
digest of its tables. A one-shot command opens `engine.engine.Engine` itself and imports neither.
"""

import secrets
from datetime import UTC, datetime
from pathlib import Path

from engine import instant
from engine.engine import Engine
from engine.methodology.machine import build_machine
from engine.methodology.tables import Tables
from engine.publishing import compile_candidate
from engine.rules.world import Stepper
from engine.store.open import open_store


def stepper_of(tables: Tables) -> Stepper:
    """The step of the one machine for all projects on `tables`."""
    return build_machine(tables).step


def system_clock() -> str:
    """The present instant by the system's clock."""
    return instant.format(datetime.now(UTC))


def open_engine(location: str | Path, origin: str | None = None) -> Engine:
    """Open the ledger at `location`, a SQLite file or a postgresql:// URL.

    Raises `StoreError` when there is none, or one this version can't read.
    """
    return Engine(
        open_store(location, origin),
        clock=system_clock,
        randomness=secrets.token_bytes,
        compiler=compile_candidate,
        machine=stepper_of,
    )
