"""Baselines: what an approval holds the project to (docs/notation.md 2.10)."""

from engine.rules import events as ev
from tests.support.house import House
from tests.support.sheds import DELIVERABLES, FIELDS, Tree, site

HELD: dict[str, Tree] = {
    **FIELDS,
    "budget": {"type": "money", "currency": "EUR", "by": "builder", "baseline_at": "two"},
}
TWO: dict[str, Tree] = {
    "leaves": "planning",
    "requested_by": "builder",
    "evidence": ["drawing"],
    "waived_by": "checker",
    "panel": [{"role": "treasurer", "need": 1}],
    "decisions": {
        "no": {"is": "recycle", "stays": True},
        "go": {"stays": True},
        "fine": {"is": "go", "to": "delivery"},
    },
    "otherwise": "no",
}
AGAIN: dict[str, Tree] = {
    **TWO,
    "leaves": "delivery",
    "evidence": ["sketch"],
    "decisions": {"no": {"is": "recycle", "stays": True}, "go": {"stays": True}},
}


def baselined() -> House:
    """A project in planning with two gates; the budget is EUR 100, the first drawing handed in."""
    house = site(
        fields=HELD,
        deliverables={
            "drawing": {"title": "D", "by": "builder", "baseline_at": ["two.fine"]},
            "sketch": {
                "title": "S",
                "by": "builder",
                "baseline_at": "again",
                "replaces": "drawing",
            },
        },
        gates={"two": TWO, "again": AGAIN},
    )
    house.do("bo", "SetFields", fields={"budget": "EUR 100"})
    return house


def approve(house: House, gate: str, choice: str) -> list[str]:
    """Request a gate and let its one elector decide; the types of the events."""
    house.do("bo", "RequestGate", gate=gate)
    return house.vote("tom", gate, choice)


def digest(house: House, name: str) -> str:
    """The digest of the newest version."""
    newest = house.project.newest(name)
    assert newest
    return newest.digest


def event(house: House) -> ev.BaselineSet:
    """The one baseline of the newest entry."""
    (found,) = [one for one in house.events() if one["type"] == "BaselineSet"]
    return found


def test_an_approval_baselines_fields_and_versions_before_its_effect() -> None:
    """In the same entry: what the panel saw is what the project is held to."""
    house = baselined()
    assert approve(house, "two", "fine") == [
        *("VoteCast", "RoundClosed", "GatePassed", "BaselineSet", "StageEntered"),
    ]
    assert event(house) == {
        "type": "BaselineSet",
        "baseline": 1,
        "gate": "two",
        "round": 1,
        "fields": {"budget": "EUR 100"},
        "deliverables": {"drawing": digest(house, "drawing")},
    }


def test_only_the_approvals_that_are_named_baseline() -> None:
    """A gate alone means each of its approvals, a decision itself; what is no approval, nothing."""
    house = baselined()
    assert "BaselineSet" not in approve(house, "two", "no")
    assert approve(house, "two", "go")[-1] == "BaselineSet"
    assert (event(house)["fields"], event(house)["deliverables"]) == ({"budget": "EUR 100"}, {})


def test_what_a_baseline_does_not_name_stays_as_it_was() -> None:
    """And a replacement takes the place of the other, under its id."""
    house = baselined()
    approve(house, "two", "fine")
    house.do("bo", "TakeMove", to="delivery.build")
    house.do("bo", "SetFields", fields={"budget": "EUR 300"})
    house.do("bo", "SubmitDeliverable", deliverable="sketch", content="a sketch")
    approve(house, "again", "go")
    assert event(house)["fields"] == {}
    found = house.project.baseline
    assert (found.number, found.fields) == (2, {"budget": "EUR 100"})
    assert found.deliverables == {"drawing": digest(house, "sketch")}
    assert house.project.fields["budget"] == "EUR 300"


def test_what_is_not_there_is_left_out_of_a_baseline() -> None:
    """A waived drawing and a budget that nobody gave are not baselined as nothing."""
    house = site(
        fields=HELD,
        deliverables={
            **DELIVERABLES,
            "plan": {"title": "P", "by": "builder", "baseline_at": "two"},
        },
        gates={"two": {**TWO, "evidence": ["plan"]}},
    )
    house.do("cy", "WaiveItem", gate="two", item="plan", until="2027-01-01")
    assert "BaselineSet" not in approve(house, "two", "go")
    assert house.project.baseline.number == 0
    house.do("bo", "SubmitDeliverable", deliverable="plan")
    assert approve(house, "two", "go")[-1] == "BaselineSet"


def test_a_decision_by_silence_or_deadline_baselines_as_any_other() -> None:
    """What matters is what was decided, not how."""
    late: Tree = {**TWO, "deadline": {"in": "2 days", "then": "fine", "silence": "approves"}}
    house = site(
        fields=HELD,
        gates={"two": late},
    )
    house.do("bo", "SetFields", fields={"budget": "EUR 7"})
    house.do("bo", "RequestGate", gate="two")
    house.at("2026-12-01T00:00:00.000000Z")
    assert house.tick() == [
        ["TimerFired", "RoundClosed", "GatePassed", "BaselineSet", "StageEntered"]
    ]
    assert house.project.baseline.fields == {"budget": "EUR 7"}
