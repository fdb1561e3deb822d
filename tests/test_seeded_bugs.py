"""The seeded bugs can be tried; `make seeded-bugs` tries all of them."""

import re

import pytest

from tests import seeded_bugs
from tests.seeded_bugs import BUGS, ROOT, RULES, faults, main


def test_each_bug_still_fits_the_engine() -> None:
    """A bug whose text is gone would be found by nobody, and prove nothing."""
    assert list(faults()) == []


def test_there_are_bugs_against_many_promises() -> None:
    """At least twenty, each against a promise that is made, each with tests that are there."""
    promised = set(
        re.findall(r"^\| (I\d+) \|", (ROOT / "docs/invariants.md").read_text(), re.MULTILINE)
    )
    assert {bug.breaks for bug in BUGS} <= promised
    assert len(BUGS) >= 20
    assert len({bug.what for bug in BUGS}) == len(BUGS)
    for name in {name for bug in BUGS for name in bug.seen_by.split()}:
        assert (ROOT / RULES / name).exists(), name


def test_a_bug_is_found() -> None:
    """One of them, from beginning to end."""
    assert main(["I9"]) == 0


def test_a_bug_that_is_none_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """What changes nothing fails no test, and the search says so."""
    harmless = BUGS[0]._replace(old=BUGS[0].old, new=BUGS[0].old, seen_by="test_codes.py")
    monkeypatch.setattr(seeded_bugs, "BUGS", (harmless,))
    assert main([]) == 1
