"""I29: one story gives the same bytes wherever it is told."""

import os
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest

from engine.canonical import Json
from engine.store.memory import MemoryStore
from tests.determinism.pythons import lend_packages, other_pythons, this_python
from tests.determinism.record import Record, write_record
from tests.determinism.replay import Replay, digests
from tests.determinism.surroundings import ALL, Lent, Places, Surroundings, make_turkish, replay
from tests.determinism.walks import walk

DEEP = os.environ.get("PHASEGATE_DEEP") == "1"
WALKS = 50 if DEEP else 5
FOR_EACH_PYTHON = WALKS if DEEP else 2


class Told(NamedTuple):
    """Walks in files, and for each the line that every replay of it must print."""

    files: list[Path]
    expected: list[dict[str, Json]]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The walks, told once in this process."""
    folder = tmp_path_factory.mktemp("walks")
    known = Told([], [])
    for seed in range(WALKS):
        record = walk(seed)
        known.files.append(folder / f"walk-{seed}.json")
        write_record(known.files[-1], record)
        known.expected.append({"record": f"walk-{seed}", **_digests(record)})
    return known


@pytest.fixture(scope="module")
def lent(tmp_path_factory: pytest.TempPathFactory) -> Lent:
    """Packages for other Pythons, and a Turkish locale if this machine can make one."""
    folder = tmp_path_factory.mktemp("lent")
    for name in Lent._fields:
        (folder / name).mkdir()
    known = Lent(*(folder / name for name in Lent._fields))
    lend_packages(known.packages)
    make_turkish(known.locales)
    return known


def _digests(record: Record) -> dict[str, Json]:
    store = MemoryStore(record.origin)
    again = Replay(record, store)
    return digests(store, [again.ask(step) for step in range(len(record.steps))])


def test_a_seed_always_gives_the_same_walk() -> None:
    """A walk that fails can be told again from its number."""
    assert walk(3) == walk(3)
    assert walk(3).steps != walk(4).steps


@pytest.mark.parametrize("around", ALL, ids=lambda around: "-".join(map(str, around)))
def test_a_story_gives_the_same_bytes_in_any_surroundings(
    told: Told, lent: Lent, around: Surroundings, tmp_path: Path, postgres_database: str
) -> None:
    """I29: hash seed, zone, language, store and who takes the steps leave no trace.

    Entries, rows, texts and answers are compared, refusals with their words among them.
    """
    places = Places(lent, tmp_path, postgres_database)
    assert replay(this_python(), around, told.files, places) == told.expected


def test_a_story_gives_the_same_bytes_under_every_python_of_this_machine(
    told: Told, lent: Lent, tmp_path: Path, postgres_database: str
) -> None:
    """I29: a ledger written under one Python is verified under another, years later."""
    tested = []
    for number, python in enumerate(other_pythons(lent.packages) or [this_python()]):
        places = Places(lent, tmp_path / python.version, postgres_database)
        places.ledgers.mkdir()
        for around in ALL[number % 2 :: 2]:
            if around.store != "postgres" or python.postgres:
                found = replay(python, around, told.files[:FOR_EACH_PYTHON], places)
                assert found == told.expected[:FOR_EACH_PYTHON], (python, around)
                tested.append(f"{python.version} on {around.store}")
        _empty(postgres_database)
    print(f"{FOR_EACH_PYTHON} walks under Python {', '.join(tested)}")  # noqa: T201  # what was tested


def _empty(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
