"""Every shipped workflow file has scenarios beside it that show all of its gates and decisions."""

from functools import cache

import pytest

from cli.shipped import shipped_scenarios, shipped_workflows
from engine.scenarios.coverage import Coverage, Seen, coverage
from engine.scenarios.files import read_book
from engine.scenarios.play import play_all

WHOLE = ("stages", "gates", "decisions")
"""What the scenarios of a shipped file show without exception."""


def methodologies() -> list[str]:
    """The shipped files that are workflow files; others are parts to include."""
    files = shipped_workflows()
    return [name for name, path in files.items() if b"\nmethodology: " in path.read_bytes()]


@cache
def covered(name: str) -> dict[str, Coverage]:
    """Play the scenarios of a shipped file, all of which must go as they say."""
    book = read_book(shipped_scenarios()[name])
    seen = Seen()
    for report in play_all(book):
        assert report.failure is None, report.failure
        seen.add(report.seen)
    return {one.kind: one for one in coverage(book.tables, seen)}


def test_every_methodology_has_scenarios() -> None:
    """What nobody has played may not be what it looks like; and no scenarios are left over."""
    assert {*shipped_scenarios()} == {*methodologies()}


@pytest.mark.parametrize("name", methodologies())
def test_scenarios_show_the_whole_of_a_methodology(name: str) -> None:
    """Every gate is passed, refused and sent back, held and killed where it can be."""
    found = covered(name)
    assert {kind: found[kind].never for kind in WHOLE} == dict.fromkeys(WHOLE, ())
    assert all(found[kind].there for kind in WHOLE)


@pytest.mark.parametrize("name", ["pm2", "stage_gate"])
def test_every_rule_and_guard_of_the_first_methodologies_is_shown(name: str) -> None:
    """They are the examples: each rule that refuses does so once, each guard goes both ways."""
    found = covered(name)
    assert found["refusals"].never == ()
    assert found["guards"].never == ()
