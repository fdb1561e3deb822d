"""Every walk's ledger is what the auditor's checks ask for."""

import os
from functools import cache

import pytest

from engine.audit.verify import verify
from engine.engine import Candidate, Source
from engine.library import stepper_of
from engine.publishing import compile_candidate
from engine.store.memory import MemoryStore
from tests.determinism.replay import Replay
from tests.determinism.walks import walk

SEEDS = range(400, 450 if os.environ.get("PHASEGATE_DEEP") == "1" else 408)


def compiler(command: str, source: Source) -> Candidate:
    """Compile once what every walk publishes."""
    return _compiled(command, source.root, tuple(sorted(source.files.items())))


@cache
def _compiled(command: str, root: str, files: tuple[tuple[str, bytes], ...]) -> Candidate:
    return compile_candidate(command, Source(root, dict(files)))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_walk_verifies(seed: int) -> None:
    """Deciding again, citations, time, texts and rows: nothing is found in what the engine wrote.

    That the verifier finds what is wrong is shown by its own tests.
    """
    record = walk(seed)
    store = MemoryStore(record.origin)
    replay = Replay(record, store)
    for step in range(len(record.steps)):
        replay.ask(step)
    with store.read() as reader:
        report = verify(reader, compiler=compiler, machine=stepper_of, evidence=lambda _: "missing")
    assert report.ok, report.findings
    assert report.judged > 100
