"""`why` for items: the acts that open a way are acts on items where items are what is wrong."""

import pytest

from engine.rules.explain import Way, ways, ways_of_item
from tests.engine.rules.test_registers import HIGH, house_with, move, risk
from tests.engine.rules.walks import copied, perform
from tests.support.house import House
from tests.support.sheds import Tree, site

RISK: dict[str, Tree] = {
    "title": "Risk",
    "by": "builder",
    "fields": {
        "level": {"type": "integer"},
        "owner": {"type": "person", "by": "checker"},
        "answer": {"type": "choice", "of": ["avoid", "accept"], "while": "open"},
    },
    "states": {"open": {"initial": True}, "known": {}, "shut": {"ends": True}},
    "moves": {
        "know": {
            "from": "open",
            "to": "known",
            "by": "builder",
            "when": "has(owner) && level < 16",
        },
        "shut": {"from": "known", "to": "shut", "by": "checker"},
    },
}


def with_guard(guard: str, **moves: Tree) -> House:
    """A project with one risk, whose first move has this guard."""
    know: Tree = {"from": "open", "to": "known", "by": "builder", "when": guard}
    declared: Tree = {**RISK, "moves": {**_moves(), "know": know, **moves}}
    house = site(registers={"risk": declared}, gates=None, moves=_ways())
    house.do("bo", "AddItem", register="risk", title="Rain", fields={"level": 20})
    return house


def _moves() -> dict[str, Tree]:
    return {"shut": {"from": "known", "to": "shut", "by": "checker"}}


def _ways() -> Tree:
    return {
        "begin": {"from": "planning", "to": "delivery", "by": "builder"},
        "finish": {"from": "delivery", "to": "done", "by": "builder"},
    }


def opens(house: House, way: Way) -> None:
    """Its acts, done by whoever is named first, open the way; without any one it stays shut."""
    assert way.complete
    assert way.people
    for left_out in (None, *way.acts):
        there = copied(house)
        for act in way.acts:
            if act is not left_out:
                perform(there, act, act.people[0])
        taker = way.people[0].removeprefix("p-")
        if left_out is None:
            there.do(taker, way.command, **way.args)
        else:
            there.refused(taker, way.command, **way.args)


def of_item(house: House, number: int = 1) -> list[Way]:
    """The ways of a risk."""
    return ways_of_item(house.world, house.project.items["risk", number])


def test_a_move_that_nothing_hinders_is_open() -> None:
    """To those who may take it."""
    house = with_guard("level > 9")
    (way,) = of_item(house)
    assert (way.title, way.people, way.acts) == ("move risk 1 to known", ("p-bo",), ())
    assert way.open
    assert way.address == "registers.risk.moves.know"


def test_a_false_guard_names_the_values_that_make_it_true_and_who_may_set_them() -> None:
    """Each field by somebody who may set that one."""
    house = with_guard("has(owner) && level < 16 && answer == 'accept'")
    (way,) = of_item(house)
    assert [one.code for one in way.missing] == ["guard.false"] or way.missing
    assert {act.command for act in way.acts} == {"SetItem"}
    assert {act.people for act in way.acts} == {("p-bo",), ("p-cy",)}
    opens(house, way)


def test_a_move_that_nobody_may_take_names_who_would_be_given_the_role() -> None:
    """As everywhere: an appointment, by those who appoint."""
    house = with_guard("level > 9", know={"from": "open", "to": "known", "by": "treasurer"})
    house.directory("RevokeRole", person="p-tom", role="treasurer", scope="project/shed")
    (way,) = of_item(house)
    assert [act.command for act in way.acts] == ["GrantRole"]
    opens(house, way)


def test_a_closed_project_has_no_ways_for_its_items() -> None:
    """The log is over."""
    house = with_guard("level > 9")
    house.do("ann", "KillProject")
    assert of_item(house) == []


def test_a_gate_that_counts_items_is_opened_by_acts_on_items() -> None:
    """As many as are too many, by those who may; what items say is left as it is."""
    house = house_with()
    for level in (20, 17, 16, 3):
        risk(house, level)
    (way,) = ways(house.world)
    assert [(act.command, act.args["to"], act.people) for act in way.acts] == [
        ("MoveItem", "shut", ("p-cy",)),
        ("MoveItem", "shut", ("p-cy",)),
    ]
    assert {act.args["item"] for act in way.acts} < {1, 2, 3}
    (missing,) = way.missing
    assert missing.code == "criterion.failed"
    opens(house, way)


def test_what_was_not_set_of_an_item_is_named_with_it() -> None:
    """An error says of which item what is missing."""
    house = house_with(must={"calm": {"when": "items(risk).all(r, r.level < 16)"}})
    house.do("bo", "AddItem", register="risk", title="Rain", fields={})
    (way,) = ways(house.world)
    assert "level of risk 1 is not set" in way.missing[0].message
    assert [act.command for act in way.acts] == ["SetItem"]
    opens(house, way)


def test_a_gate_that_asks_for_an_item_is_opened_by_adding_one() -> None:
    """A lesson at least."""
    house = house_with(must={"learnt": {"when": "size(items(lesson)) > 0"}})
    (way,) = ways(house.world)
    assert [(act.command, act.args["register"]) for act in way.acts] == [("AddItem", "lesson")]
    opens(house, way)


def test_an_item_that_was_shut_is_reopened_where_that_is_asked() -> None:
    """Whatever state is asked for, by the shortest way to it."""
    house = house_with(must={"known": {"when": "items(risk).exists(r, r.open)"}})
    risk(house, 20)
    move(house, "cy", 1, "shut")
    (way,) = ways(house.world)
    assert [(act.command, act.args.get("to")) for act in way.acts] == [("MoveItem", "open")]
    opens(house, way)


def test_two_steps_of_one_item_are_two_acts() -> None:
    """A state that no single move leads to."""
    gate: dict[str, Tree] = {
        "must": {"done": {"when": "items(risk).all(r, r.state == 'shut')"}},
        "panel": [{"role": "owner", "need": 1}],
    }
    moves: Tree = {**_moves(), "know": {"from": "open", "to": "known", "by": "builder"}}
    house = site(registers={"risk": {**RISK, "moves": moves}}, gate=gate)
    house.do("bo", "AddItem", register="risk", title="Rain", fields={})
    (way,) = ways(house.world)
    assert [act.args["to"] for act in way.acts] == ["known", "shut"]
    opens(house, way)


@pytest.mark.parametrize("level", [16, 30])
def test_in_an_open_round_items_are_mended_before_the_votes(level: int) -> None:
    """What makes an approval possible comes first."""
    house = house_with(must={"calm": {"when": f"{HIGH} == 0"}})
    house.do("bo", "RequestGate", gate="build")
    risk(house, level)
    way = next(one for one in ways(house.world) if one.args["choice"] == "go")
    assert [act.command for act in way.acts] == ["MoveItem", "CastVote", "CastVote"]
