"""I24 and I38: stopping anywhere and going on loses nothing, and rows are what streams fold to."""

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from engine.canonical import Json
from engine.store.memory import MemoryStore
from engine.store.open import create_store, open_store
from engine.store.protocol import Store
from engine.store.rows import Row
from tests.determinism.pythons import this_python
from tests.determinism.record import Record, write_record
from tests.determinism.replay import DIED, Replay, digests
from tests.determinism.surroundings import run
from tests.determinism.walks import walk

DEEP = os.environ.get("PHASEGATE_DEEP") == "1"
SEEDS = range(100, 150 if DEEP else 102)
STOPS = (1, 30, 31, 90, 170)
"""After how many commands processes die: in the founding, in the directory, in the projects."""


class Whole(NamedTuple):
    """A story told without a stop: its answers and what it left."""

    record: Record
    answers: Sequence[Json]
    left: dict[str, Json]


@pytest.fixture(scope="module", params=SEEDS)
def whole(request: pytest.FixtureRequest) -> Whole:
    """A walk told in one go."""
    record = walk(request.param)
    store = MemoryStore(record.origin)
    replay = Replay(record, store)
    answers = [replay.ask(step) for step in range(len(record.steps))]
    return Whole(record, answers, digests(store, answers))


def _rows(store: Store) -> dict[str, Sequence[Row]]:
    with store.read() as reader:
        return {stream: reader.rows(stream) for stream in reader.row_streams()}


@pytest.mark.parametrize("every", [1, 7] if DEEP else [3])
def test_closing_and_opening_again_changes_nothing(
    whole: Whole, every: int, tmp_path: Path
) -> None:
    """I38: what one process keeps in memory is a copy of what the next one reads."""
    path = tmp_path / "ledger.db"
    store = create_store(path, whole.record.origin)
    replay = Replay(whole.record, store)
    answers = []
    for step in range(len(whole.record.steps)):
        answers.append(replay.ask(step))
        if step % every == 0:
            store.close()
            store = open_store(path)
            replay = Replay(whole.record, store)
    assert digests(store, answers) == whole.left
    store.close()


def test_rows_are_what_the_streams_fold_to_at_every_step(whole: Whole) -> None:
    """I24: dropped and rebuilt by somebody who reads the whole ledger, they are the same rows."""
    store = MemoryStore(whole.record.origin)
    replay = Replay(whole.record, store)
    for step in range(len(whole.record.steps)):
        replay.ask(step)
        before = _rows(store)
        Replay(whole.record, store).engine.rebuild()
        assert _rows(store) == before, step


def test_rows_rebuilt_in_a_file_are_the_same(whole: Whole, tmp_path: Path) -> None:
    """I24: the store that people use drops and rebuilds its rows alike."""
    path = tmp_path / "ledger.db"
    store = create_store(path, whole.record.origin)
    replay = Replay(whole.record, store)
    for step in range(len(whole.record.steps)):
        replay.ask(step)
    before = _rows(store)
    with store.write("directory") as unit:
        unit.wipe_rows()
    assert _rows(store) == {}
    replay.engine.rebuild()
    assert _rows(store) == before
    store.close()


@pytest.mark.parametrize("die", ["after", "before"])
def test_a_process_that_dies_loses_nothing_that_was_acknowledged(
    whole: Whole, die: str, tmp_path: Path
) -> None:
    """I38: `after` dies between two commands, `before` with one complete but not committed.

    The next process goes on with the command that wasn't answered, and the end is as if nobody had
    died.
    """
    path = tmp_path / "walk.json"
    write_record(path, whole.record)
    first = 0
    for last in STOPS:
        ended = _go_on(path, first, f"--last={last}", f"--die={die}")
        assert (ended.returncode, ended.stdout, ended.stderr) == (DIED, "", "")
        first = last if die == "after" else last - 1
        assert _left_in(path.with_suffix(".db")) == _told_until(whole, first)
    ended = _go_on(path, first)
    assert ended.returncode == 0, ended.stderr
    rest = _answers(whole.answers[first:])
    assert json.loads(ended.stdout) == {"record": "walk", **whole.left, "answers": rest}


def _go_on(path: Path, first: int, *options: str) -> subprocess.CompletedProcess[str]:
    """Replay from step `first` in another process."""
    arguments = [str(path), f"--store=sqlite:{path.parent}", f"--first={first}", *options]
    return run(this_python(), arguments, {"PATH": os.environ["PATH"]})


def _left_in(path: Path) -> dict[str, Json]:
    """What a new process finds in the file."""
    store = open_store(path)
    found = digests(store, [])
    store.close()
    return found


def _answers(answers: Sequence[Json]) -> Json:
    return digests(MemoryStore("local/none"), answers)["answers"]


def _told_until(whole: Whole, last: int) -> dict[str, Json]:
    store = MemoryStore(whole.record.origin)
    replay = Replay(whole.record, store)
    for step in range(last):
        replay.ask(step)
    return digests(store, [])
