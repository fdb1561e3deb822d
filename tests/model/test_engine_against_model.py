"""I40: the engine and an independent model give the same verdict and reason on every step.

By default a few walks on the memory store and one on SQLite. A long run:

    PHASEGATE_MODEL_STEPS=1000000 pytest -n 2 tests/model/test_engine_against_model.py

PHASEGATE_MODEL_STORE=sqlite puts the walks on SQLite. A walk that fails prints its seed and the
fewest steps that still fail.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace as Box

import pytest

from engine.store.memory import MemoryStore
from engine.store.open import create_store
from engine.store.protocol import Store
from tests.model.model import Checks, Model
from tests.model.walk import ORIGIN, Pair, Step, run, shrink
from tests.model.wishes import Wishes

STEPS = int(os.environ.get("PHASEGATE_MODEL_STEPS", "6000"))
ON_SQLITE = os.environ.get("PHASEGATE_MODEL_STORE", "memory") == "sqlite"
LENGTH = 600
Make = Callable[[], Store]


def numbered(folder: Path) -> Iterator[Path]:
    """New files in a folder."""
    return (folder / f"{number}.sqlite" for number in range(10**6))


def maker(folder: Path, *, sqlite: bool) -> Make:
    """What makes an empty store."""
    paths = numbered(folder)
    return (lambda: create_store(next(paths), ORIGIN)) if sqlite else partial(MemoryStore, ORIGIN)


def walk(make: Make, seed: int, length: int) -> tuple[list[Step], Pair, Counter[str], str]:
    """Walk until the end or until something is wrong; return what was, and what is wrong."""
    pair, wishes, steps, codes = Pair(make(), seed), Wishes(seed), list[Step](), Counter[str]()
    wrong = ""
    try:
        while len(steps) < length:
            steps.append(wishes.next(pair.model))
            codes[pair.play(steps[-1])] += 1
        pair.check_all()
    except Exception as error:  # noqa: BLE001 - a crash is a finding like any other
        wrong = f"{type(error).__name__}: {error}"
    finally:
        pair.store.close()
    return steps, pair, codes, wrong


def told(make: Make, seed: int, steps: list[Step], wrong: str) -> str:
    """A failure with its seed and the fewest steps that still fail."""
    fewest = shrink(make, seed, steps)
    failed = run(make, seed, fewest)
    lines = "\n".join(map(str, fewest))
    return f"seed {seed}, step {len(steps)}: {wrong}\nfewest steps:\n{lines}\n{failed}"


@pytest.mark.parametrize("seed", range(max(1, STEPS // LENGTH)))
def test_engine_and_model_agree_on_every_step(seed: int, tmp_path: Path) -> None:
    """I1 to I12, I14 to I20, I24, I27, I28, I30, I38, I40: what always holds, on a random walk."""
    make = maker(tmp_path, sqlite=ON_SQLITE)
    steps, _, _, wrong = walk(make, seed, LENGTH)
    assert not wrong, told(make, seed, steps, wrong)


def test_they_agree_on_sqlite_too(tmp_path: Path) -> None:
    """I40: the store must not matter."""
    make = maker(tmp_path, sqlite=True)
    steps, _, _, wrong = walk(make, 1001, 200)
    assert not wrong, told(make, 1001, steps, wrong)


def test_walks_go_everywhere(tmp_path: Path) -> None:
    """Agreement about what never happens is worth nothing."""
    events, codes, closings = Counter[str](), Counter[str](), Counter[str]()
    for seed in range(2001, 2008):
        _, pair, seen, wrong = walk(maker(tmp_path, sqlite=False), seed, LENGTH)
        assert not wrong
        codes += seen
        for entries in pair.entries.values():
            events += Counter(event["type"] for entry in entries for event in entry["events"])
        for project in pair.projects.values():
            closings += Counter(r.closed["how"] for r in project.rounds if r.closed)
    assert set(" ".join(EVENTS).split()) <= set(events)
    assert {"decided", "otherwise", "deadline", "silence", "withdrawn", "voided"} <= set(closings)
    assert len(codes) >= 60
    assert 0.5 < codes["ok"] / codes.total() < 0.8


EVENTS = (
    "OrganisationFounded CharterAdopted CalendarAmended PersonAdded PersonLeft RoleGranted",
    "RoleRevoked Delegated DelegationEnded MethodologyPublished ProjectStarted FieldsSet",
    "DeliverableSubmitted DeliverableJudged MoveTaken StageEntered RoundOpened VoteCast",
    "VotesVoided ElectorRemoved RoundClosed GatePassed ConditionOpened ConditionMet",
    "ConditionLapsed ItemWaived ProjectHeld ProjectResumed ProjectClosed TimerFired",
    "HoldReviewDue CommandRefused",
)


def forgetful(self: Model, p: Box, a: Box) -> Checks:
    """Accept a version of one's own: a rule that somebody forgot."""
    del self
    yield a.deliverable in p.versions, "deliverable.none"
    p.versions[a.deliverable][-1].verdict = a.verdict


def test_a_forgotten_rule_is_found_and_told_in_few_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A comparison that finds nothing, or a failure that nobody can read, would help nobody."""
    monkeypatch.setattr(Model, "judge_deliverable", forgetful)
    make = maker(tmp_path, sqlite=False)
    steps, _, _, wrong = walk(make, 0, LENGTH)
    assert wrong.startswith("Mismatch: I40")
    fewest = shrink(make, 0, steps)
    assert len(fewest) < len(steps) / 4
    assert run(make, 0, fewest) is not None
    assert fewest[-1].type == "JudgeDeliverable"
