"""The order of checks of commands on items: docs/notation.md section 7."""

import pytest

from engine.rules import item_acts
from tests.support.house import House
from tests.support.stairs import Args, Step, climb, deed
from tests.support.works import works

TITLE: Args = {"title": "Rain"}
RISEN: Args = {"fields": {"level": 5}}


def at_work(house: House) -> object:
    """Bring the project into `work`."""
    house.do("bo", "SetFields", fields={"budget": "EUR 100", "size": 2, "age": 1})
    return house.do("bo", "TakeMove", to="work")


def test_add_item(monkeypatch: pytest.MonkeyPatch) -> None:
    """What names nothing, who may add and who may set, where, how many, the values, what is due."""
    house = works()
    climb(
        house,
        "AddItem",
        "ann",
        {**TITLE, "register": "snags", "fields": {"place": 1, "zone": 1}},
        [
            Step("register.unknown", args={"register": "snag"}),
            Step("field.unknown", args={"fields": {"place": "air"}}),
            Step("not_permitted", by="bo"),
            Step("register.not_here", deed=at_work),
            Step("field.value", args={"fields": {}}),
            Step("field.required", args={"fields": {"place": "roof"}}),
        ],
    )
    monkeypatch.setattr(item_acts, "MAX_ITEMS", 1)
    full: Args = {**TITLE, "register": "snag", "fields": {"place": "air"}}
    climb(house, "AddItem", "bo", full, [], then="register.full")


def test_a_field_is_given_by_those_who_may_set_it() -> None:
    """Adding is no way round the right to set a field."""
    house = works()
    args: Args = {**TITLE, "register": "risk", "fields": {"level": "x"}}
    rights = [Step("not_permitted", by="bo"), Step("field.value", args=RISEN)]
    climb(house, "AddItem", "cy", args, rights)


def test_set_item() -> None:
    """What names nothing, rights of title and fields, where, whether it has ended, the values."""
    house = works()
    house.do("bo", "AddItem", register="risk", **TITLE, **RISEN)
    house.do("bo", "AddItem", register="risk", **TITLE, **RISEN)
    house.do("cy", "MoveItem", register="risk", item=1, to="shut", comment=None)
    climb(
        house,
        "SetItem",
        "ann",
        {"register": "riks", "item": 9, "title": "Hail", "fields": {"leve": 1}},
        [
            Step("register.unknown", args={"register": "risk"}),
            Step("field.unknown", args={"fields": {"level": "x", "answer": "x"}}),
            Step("item.unknown", args={"item": 1}),
            Step("not_permitted", by="cy"),
            Step("not_permitted", by="bo"),
            Step("item.ended", args={"item": 2}),
            Step("field.value", args={"fields": {"level": 5, "answer": "x"}}),
            Step("field.value", args={"fields": {"answer": "accept"}, "title": None}),
        ],
    )
    at_work(house)
    house.do("bo", "MoveItem", register="risk", item=2, to="known", comment=None)
    late: Args = {"register": "risk", "item": 2, "title": None, "fields": {"answer": "x"}}
    climb(house, "SetItem", "bo", late, [], then="field.not_here")


def test_move_item() -> None:
    """What names nothing, whether a move leads there, the right, where, apart, the guard."""
    house = works()
    house.do("bo", "AddItem", register="risk", **TITLE, fields={"level": 20})
    raised = deed("bo", "SetItem", register="risk", item=1, title=None, fields={"level": 8})
    climb(
        house,
        "MoveItem",
        "cy",
        {"register": "riks", "item": 9, "to": "gone", "comment": None},
        [
            Step("register.unknown", args={"register": "risk"}),
            Step("state.unknown", args={"to": "open"}),
            Step("item.unknown", args={"item": 1}),
            Step("move.none", args={"to": "known"}),
            Step("not_permitted", by="bo"),
            Step("register.not_here", deed=at_work),
            Step("guard.false", deed=raised),
        ],
    )
    house.tell("pat", "GrantRole", person="p-bo", role="checker", scope="project/shed")
    own: Args = {"register": "risk", "item": 1, "to": "shut", "comment": None}
    climb(house, "MoveItem", "bo", own, [Step("apart", by="cy")])


def test_a_guard_of_an_item_that_cant_be_evaluated_refuses_the_move() -> None:
    """Errors deny: `project.age` is not set."""
    house = works()
    house.do("bo", "AddItem", register="risk", **TITLE, fields={"level": 20})
    house.do("bo", "SetFields", fields={"budget": "EUR 100", "size": 2})
    house.do("bo", "TakeMove", to="work")
    args: Args = {"register": "risk", "item": 1, "to": "known", "comment": None}
    climb(house, "MoveItem", "bo", args, [], then="guard.error")


def test_to_set_nothing_is_malformed() -> None:
    """An entry says something."""
    house = works()
    house.do("bo", "AddItem", register="risk", **TITLE, **RISEN)
    args: Args = {"register": "risk", "item": 1, "title": None, "fields": {}}
    climb(house, "SetItem", "bo", args, [Step("command.malformed", args={"title": "Hail"})])
