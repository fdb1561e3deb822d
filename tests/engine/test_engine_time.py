"""The clock at the door: docs/notation.md section 6 and the end of section 7."""

import pytest

from engine.requests import CONFIRMED, Done, Request
from engine.rules.refusal import Refusal
from tests.engine.audit.tampering import failing, report_of
from tests.support.house import NOON, House
from tests.support.sheds import Tree, opened, site

DEADLINE: dict[str, Tree] = {"deadline": {"in": "2 days", "then": "hold"}}
LATER = "2026-11-23T12:30:00.000000Z"


def fields(house: House) -> Request:
    """A request to set a field."""
    return Request("f1", house.stream, "SetFields", {"fields": {"risk": "low"}}, "p-bo")


def done(answer: Done | Refusal) -> Done:
    """An answer that must be an acceptance."""
    assert isinstance(answer, Done), answer
    return answer


@pytest.mark.parametrize(
    ("now", "at"),
    [
        ("2026-11-23T11:59:58.000000Z", NOON),
        ("2026-11-23T11:59:59.999999Z", NOON),
        ("2026-11-23T12:00:00.000001Z", "2026-11-23T12:00:00.000001Z"),
    ],
)
def test_a_clock_a_little_behind_writes_the_last_instant(now: str, at: str) -> None:
    """I27: up to two seconds, time stands still instead of falling."""
    house = site()
    house.at(now)
    assert done(house.engine.execute(fields(house))).at == at


def test_a_clock_further_behind_is_refused() -> None:
    """I27: nothing is written under an instant that is known to be wrong."""
    house = opened(gate=DEADLINE)
    house.at("2026-11-23T11:59:57.999999Z")
    assert house.says_no(fields(house)) == "clock.behind"


def test_the_directory_can_be_ahead_of_the_clock_too() -> None:
    """I27: an entry lies after everything it cites."""
    house = site()
    house.at(LATER)
    house.directory("AmendCalendar", add=["2026-12-25"], remove=[])
    house.at(NOON)
    assert house.says_no(fields(house)) == "clock.behind"


def test_the_directory_is_written_no_earlier_than_any_entry() -> None:
    """I27, I30: what a project cited as newest at its instant must be what was newest then."""
    house = site()
    house.at(LATER)
    assert done(house.engine.execute(fields(house))).at == LATER
    house.at(NOON)
    assert house.barred("pat", "AmendCalendar", add=["2026-12-25"], remove=[]) == "clock.behind"
    house.at(LATER)
    house.directory("AmendCalendar", add=["2026-12-25"], remove=[])
    assert failing(report_of(house.store)) == set()


def test_a_refusal_binds_the_directory_but_not_its_project() -> None:
    """I27: nothing rests on a refusal, yet it cites a directory that must have been the newest."""
    house = site()
    house.at(LATER)
    house.refused("ned", "SetFields", fields={"risk": "low"})
    house.at(NOON)
    assert house.barred("pat", "AmendCalendar", add=["2026-12-25"], remove=[]) == "clock.behind"
    assert done(house.engine.execute(fields(house))).at == NOON
    assert failing(report_of(house.store)) == set()


def test_a_long_step_of_the_clock_must_be_confirmed() -> None:
    """A clock set forward can't be told from a pause: somebody says which, and that is kept."""
    house = opened(gate=DEADLINE)
    house.at("2027-12-28T12:00:00.000001Z")
    assert house.says_no(fields(house)) == "clock.confirm"
    answer = done(house.engine.execute(fields(house)._replace(confirm_time=True)))
    assert [entry["proof"] for entry in answer.before] == [CONFIRMED]
    assert house.entries()[-1]["proof"] == CONFIRMED
    assert house.refused("ned", "TakeMove", to="done") == "project.held"


def test_a_step_up_to_the_limit_needs_no_confirmation() -> None:
    """Four hundred days, to the microsecond."""
    house = site()
    house.at("2027-12-28T12:00:00.000000Z")
    assert "time_confirmed" not in house.entries()[-1]["proof"]
    assert done(house.engine.execute(fields(house)))


def test_doing_what_is_due_asks_the_clock_the_same_questions() -> None:
    """I8: a wrong clock must not fire timers, just because nobody in particular asked."""
    house = opened(gate=DEADLINE)
    before = house.everything()
    house.at("2027-12-28T12:00:00.000001Z")
    refused = house.engine.run_due(house.stream)
    assert isinstance(refused, Refusal)
    assert refused.code == "clock.confirm"
    assert house.everything() == before
    house.at("2026-11-25T23:00:00.000000Z")
    assert house.engine.run_due(house.stream) == ()
    house.at("2027-12-28T12:00:00.000001Z")
    assert not isinstance(house.engine.run_due(house.stream, confirm_time=True), Refusal)
    fired = house.entries()[-1]
    assert (fired["command"]["type"], fired["proof"]) == ("FireTimer", CONFIRMED)


def test_a_clock_behind_does_nothing_that_is_due() -> None:
    """I27: the timer was overtaken by an entry of the directory that is read with it."""
    house = opened(gate=DEADLINE)
    house.at("2026-11-26T00:00:10.000000Z")
    house.directory("AmendCalendar", add=["2026-12-25"], remove=[])
    house.at("2026-11-26T00:00:01.000000Z")
    refused = house.engine.run_due(house.stream)
    assert isinstance(refused, Refusal)
    assert refused.code == "clock.behind"
