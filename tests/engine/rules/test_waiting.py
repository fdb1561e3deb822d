"""What time alone brings, and plans that come to no end."""

import pytest

from engine.rules.explain import ways
from engine.rules.waiting import MOST_DAYS
from tests.support.house import House
from tests.support.sheds import Tree, site

FIELDS: Tree = {
    "since": {"type": "date", "by": "builder"},
    "risk": {"type": "choice", "of": ["low", "high"], "by": "builder"},
}


def gated(**must: str) -> House:
    """A house whose gate has these guards; it is 2026-11-23 there."""
    criteria: Tree = {name: {"when": guard} for name, guard in must.items()}
    return site(fields=FIELDS, gate={"must": criteria})


def waits(house: House) -> dict[str, str | None]:
    """The day that is named for each criterion that is missing."""
    (way, *_) = ways(house.world)
    return {
        (one.address or "").rpartition(".")[2]: one.wait_until
        for one in way.missing
        if one.code in ("criterion.failed", "guard.error")
    }


@pytest.mark.parametrize(
    ("guard", "day"),
    [
        ("today >= since + days(10)", "2026-11-30"),
        ("today > since + days(10)", "2026-12-01"),
        ("today >= date('2026-12-01') && today <= date('2026-12-02')", "2026-12-01"),
        ("today <= date('2026-11-22')", None),
        ("risk == 'low'", None),
        ("risk == 'low' || today > date('2026-11-25')", "2026-11-26"),
        ("today >= date('2026-11-23') + days(366)", "2027-11-24"),
        ("today >= date('2026-11-23') + days(367)", None),
    ],
)
def test_the_first_day_on_which_a_guard_is_true_is_named(guard: str, day: str | None) -> None:
    """Only for what reads the day, only when a year brings it, and never a day too early."""
    assert MOST_DAYS == 366
    house = gated(timely=guard)
    house.do("bo", "SetFields", fields={"since": "2026-11-20", "risk": "high"})
    assert waits(house) == {"timely": day}
    if day:
        house.at(f"{day}T00:00:00.000000Z")
        assert waits(house) == {}


def test_a_guard_that_lacks_a_field_is_not_mended_by_time() -> None:
    """What can't be evaluated today can't be tomorrow."""
    assert waits(gated(timely="today >= since + days(10)")) == {"timely": None}


def test_a_plan_that_comes_to_no_end_sets_each_field_once() -> None:
    """Two guards that contradict each other: the search goes round, its answer doesn't."""
    house = gated(calm="risk == 'low'", bold="risk == 'high'")
    (way, *_) = ways(house.world)
    assert not way.complete
    fields = [act.args["fields"] for act in way.acts if act.command == "SetFields"]
    assert fields in ([{"risk": "low"}], [{"risk": "high"}])
