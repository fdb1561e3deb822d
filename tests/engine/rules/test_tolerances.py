"""Tolerances: a forecast against what was baselined, exactly (docs/notation.md 2.12)."""

from collections.abc import Mapping
from typing import Any

import pytest

from engine.canonical import Json
from engine.rules.explain import ways
from tests.support.house import House
from tests.support.sheds import Tree, site

PLAIN: Mapping[str, Tree] = {
    "integer": {"type": "integer", "by": "builder"},
    "number": {"type": "number", "by": "builder"},
    "money": {"type": "money", "currency": "EUR", "by": "builder"},
    "date": {"type": "date", "by": "builder"},
}
START: dict[str, Tree] = {
    "leaves": "planning",
    "requested_by": "builder",
    "panel": [{"role": "treasurer", "need": 1}],
    "decisions": {"no": {"is": "recycle", "stays": True}, "go": {"stays": True}},
    "otherwise": "no",
}


def measured(
    kind: str, planned: Json, sides: Mapping[str, Tree], *, share: str | None = None
) -> House:
    """A project with the field `planned` baselined, and a tolerance of `forecast` against it."""
    plain = PLAIN[kind]
    assert isinstance(plain, Mapping)
    house = site(
        fields={
            "planned": {**plain, "baseline_at": "start"},
            "forecast": plain,
            "share": {"type": "number", "by": "builder", "baseline_at": "start"},
        },
        tolerances={"size": {"forecast": "forecast", "baseline": "planned", **sides}},
        deliverables=None,
        gates={"start": START},
        moves={"go_on": {"from": "planning", "to": "done", "by": "builder",
                         "when": "!breached(size)"},
               "build": {"from": "delivery", "to": "done", "by": "builder"}},
        started=False,
    )  # fmt: skip
    house.start(planned=planned, **({} if share is None else {"share": share}))
    house.do("bo", "RequestGate", gate="start")
    house.vote("tom", "start", "go")
    return house


def forecast(house: House, value: Json) -> list[Any]:
    """Set the forecast; the events that follow the setting."""
    house.do("bo", "SetFields", fields={"forecast": value})
    return house.events()[1:]


@pytest.mark.parametrize(
    ("kind", "planned", "sides", "within", "beyond", "side", "limit"),
    [
        ("integer", 10, {"over": "15%"}, 11, 12, "over", "11.5"),
        ("integer", 0, {"over": "15%"}, 0, 1, "over", "0"),
        ("integer", -10, {"over": "10%"}, -9, -8, "over", "-9"),
        ("number", "0.3", {"under": "33.3333%"}, "0.2000001", "0.2", "under", "0.2000001"),
        ("money", "EUR 100000", {"over": "10%"}, "EUR 110000", "EUR 110000.0001", "over",
         "EUR 110000"),
        ("money", "EUR 0.01", {"under": "0%"}, "EUR 0.01", "EUR 0.0099", "under", "EUR 0.01"),
        ("date", "2026-12-18", {"over": "10 working days"}, "2027-01-01", "2027-01-02", "over",
         "2027-01-01"),
        ("date", "2026-12-20", {"under": "2 working days"}, "2026-12-17", "2026-12-16", "under",
         "2026-12-17"),
        ("date", "2026-12-20", {"over": "2 weeks", "under": "1 day"}, "2027-01-03", "2026-12-18",
         "under", "2026-12-19"),
    ],
)  # fmt: skip
def test_on_the_limit_is_within_and_beyond_it_is_not(
    kind: str,
    planned: Json,
    sides: dict[str, Tree],
    within: Json,
    beyond: Json,
    side: str,
    limit: str,
) -> None:
    """Exactly, for each type: the numbers that were compared stand in the entry."""
    house = measured(kind, planned, sides)
    assert forecast(house, within) == []
    assert forecast(house, beyond) == [
        {
            "type": "ToleranceBreached",
            "tolerance": "size",
            "side": side,
            "forecast": beyond,
            "baseline": planned,
            "limit": limit,
        }
    ]
    assert forecast(house, within) == [
        {"type": "ToleranceRestored", "tolerance": "size", "forecast": within, "baseline": planned}
    ]


def test_a_breach_is_told_once_and_again_when_it_changes_sides() -> None:
    """What worsens is no news; what was over and is under is."""
    house = measured("integer", 100, {"over": "10%", "under": "10%"})
    assert [one["side"] for one in forecast(house, 111)] == ["over"]
    assert forecast(house, 200) == []
    assert [one["side"] for one in forecast(house, 1)] == ["under"]
    assert house.project.breaches == {"size": "under"}


def test_a_percentage_in_a_field_counts_as_it_was_baselined() -> None:
    """Whoever could set the field could set the limit otherwise."""
    house = measured("integer", 100, {"over": "share"}, share="10")
    house.do("bo", "SetFields", fields={"share": "50"})
    assert [one["limit"] for one in forecast(house, 111)] == ["110"]
    house.do("bo", "RequestGate", gate="start")
    assert house.vote("tom", "start", "go")[-2:] == ["BaselineSet", "ToleranceRestored"]


def test_nothing_is_breached_without_the_numbers() -> None:
    """No baseline, no percentage, no forecast: there is nothing to compare."""
    house = measured("integer", 100, {"over": "share"})
    assert forecast(house, 999) == []
    house = measured("integer", 100, {"over": "10%"})
    house.do("bo", "SetFields", fields={"planned": 5})
    assert house.project.breaches == {}
    house.start("barn", planned=1, forecast=999)
    assert house.project.breaches == {}


def test_a_guard_reads_whether_a_tolerance_is_breached() -> None:
    """As the events say it: `breached` is false within, and true beyond."""
    house = measured("integer", 100, {"over": "10%"})
    forecast(house, 111)
    assert house.refused("bo", "TakeMove", to="done") == "guard.false"
    forecast(house, 110)
    house.do("bo", "TakeMove", to="done")


def test_holidays_breach_by_themselves() -> None:
    """A calendar that was amended moves a limit in working days; the engine says so."""
    house = measured("date", "2026-12-18", {"under": "2 working days"})
    assert forecast(house, "2026-12-16") == []
    assert [one["type"] for one in forecast(house, "2026-12-15")] == ["ToleranceBreached"]
    house.directory("AmendCalendar", add=["2026-12-16"], remove=[])
    assert house.tick() == [["ToleranceRestored"]]
    house.directory("AmendCalendar", add=[], remove=["2026-12-16"])
    assert house.tick() == [["ToleranceBreached"]]


def test_why_finds_the_forecast_that_is_within() -> None:
    """A guard that names a tolerance is searched as any other: by the fields it compares."""
    house = measured("money", "EUR 100", {"over": "10%"})
    forecast(house, "EUR 200")
    assert house.refused("bo", "TakeMove", to="done") == "guard.false"
    (way,) = [one for one in ways(house.world) if one.command == "TakeMove"]
    assert [act.args for act in way.acts] == [{"fields": {"forecast": "EUR 110"}}]
    assert way.complete
