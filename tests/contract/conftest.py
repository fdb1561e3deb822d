"""The ledgers on which the store contract is tested."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.store.protocol import Store
from tests.contract.support import (
    OLD_LIBRARY,
    SOUND_LIBRARY,
    InMemory,
    InPostgres,
    InSqlite,
    Ledger,
)


@pytest.fixture(params=["memory", "sqlite", "sqlite_wal", "postgres"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """A new ledger in each kind of store in turn."""
    made: Ledger
    if request.param == "memory":
        made = InMemory()
    elif request.param == "postgres":
        made = InPostgres(request.getfixturevalue("postgres_database"))
    else:
        library = SOUND_LIBRARY if request.param == "sqlite_wal" else OLD_LIBRARY
        made = InSqlite(tmp_path / "ledger.db", library)
    yield made
    made.close()


@pytest.fixture
def store(ledger: Ledger) -> Store:
    """A store on a new ledger."""
    return ledger.open()
