"""Registers and their items: docs/notation.md 1.8."""

from typing import cast

from engine.canonical import Json
from engine.rules import events as ev
from engine.rules.items import is_open
from engine.rules.project_state import Item
from engine.rules.readiness import dossier_of
from engine.rules.world import started
from tests.support.house import House
from tests.support.sheds import Tree, site

REGISTERS: Tree = {
    "risk": {
        "title": "Risk",
        "by": ["builder", "checker"],
        "fields": {
            "level": {"type": "integer"},
            "owner": {"type": "person"},
            "due": {"type": "date"},
        },
        "states": {"open": {"initial": True}, "shut": {"ends": True}},
        "moves": {
            "shut": {"from": "open", "to": "shut", "by": "checker"},
            "reopen": {"from": "shut", "to": "open", "by": "builder"},
        },
    },
    "lesson": {
        "title": "Lesson",
        "by": "builder",
        "states": {"noted": {"initial": True, "ends": True}},
    },
}
HIGH = "size(items(risk).filter(r, r.open && has(r.level) && r.level >= 16))"
PANEL: Tree = [{"role": "owner", "need": 2}]


def house_with(**gate: Tree) -> House:
    """A project whose gate asks for at most one open high risk, if nothing else is said."""
    must: Tree = {"calm": {"when": f"{HIGH} <= 1"}}
    return site(registers=REGISTERS, gate={"must": must, "panel": PANEL, **gate})


def risk(house: House, level: int, by: str = "bo", **fields: Json) -> int:
    """Add a risk; return its number."""
    house.do(by, "AddItem", register="risk", title="Rain", fields={"level": level, **fields})
    return len(house.project.items_of("risk"))


def move(house: House, by: str, number: int, to: str) -> list[str]:
    """Move a risk."""
    return house.do(by, "MoveItem", register="risk", item=number, to=to, comment="so it is")


def test_an_item_is_what_its_events_made_of_it() -> None:
    """Number, title, fields, state, who did what: all of it from the stream alone."""
    house = house_with()
    assert risk(house, 20, by="cy") == 1
    assert risk(house, 3) == 2
    house.at("2026-11-24T09:00:00.000000Z")
    house.do("bo", "SetItem", register="risk", item=1, title="Hail", fields={"owner": "p-bo"})
    house.at("2026-11-25T09:00:00.000000Z")
    move(house, "cy", 1, "shut")
    item = house.project.items["risk", 1]
    added, was_set = (house.entries()[at]["events"][0] for at in (-4, -2))
    title = cast("ev.ItemSet", was_set)["title"]
    assert title not in (None, cast("ev.ItemAdded", added)["title"])
    assert item == Item(
        "risk",
        1,
        str(title),
        {"level": 20, "owner": "p-bo"},
        "shut",
        "2026-11-23T12:00:00.000000Z",
        "p-cy",
        "2026-11-25T09:00:00.000000Z",
        ("p-bo",),
        ("p-cy",),
    )
    assert not is_open(started(house.world)[0], item)
    assert [one.number for one in house.project.items_of("risk")] == [1, 2]


def test_each_register_counts_by_itself() -> None:
    """Risk 1 and lesson 1 are two things."""
    house = house_with()
    assert risk(house, 1) == 1
    house.do("bo", "AddItem", register="lesson", title="Dig deeper", fields={})
    assert set(house.project.items) == {("risk", 1), ("lesson", 1)}


def test_logs_go_on_while_a_project_is_held() -> None:
    """Trouble doesn't wait for the project to be resumed."""
    house = house_with()
    house.do("ann", "HoldProject")
    risk(house, 20)
    house.do("bo", "SetItem", register="risk", item=1, title=None, fields={"level": 25})
    assert move(house, "cy", 1, "shut") == ["ItemMoved"]


def test_a_title_can_be_erased_and_the_item_stays() -> None:
    """Nothing personal is carved in stone: the entry holds a commitment."""
    house = house_with()
    risk(house, 20)
    before = house.project.items["risk", 1]
    house.directory("EraseText", commitment=before.title, reason="named somebody")
    assert house.project.items["risk", 1] == before
    with house.store.read() as reader:
        text = reader.text(before.title)
    assert text
    assert text.erased


# Gates


def test_a_criterion_asks_items() -> None:
    """With two open high risks the gate isn't ready; with one it is."""
    house = house_with()
    risk(house, 20)
    risk(house, 16)
    assert house.refused("bo", "RequestGate", gate="build") == "criterion.failed"
    move(house, "cy", 2, "shut")
    assert house.do("bo", "RequestGate", gate="build") == ["RoundOpened"]


def test_a_part_that_is_not_set_denies() -> None:
    """Errors deny: who forgets to say how bad a risk is doesn't get it past a gate."""
    house = house_with(must={"calm": {"when": "items(risk).all(r, r.level < 16)"}})
    house.do("bo", "AddItem", register="risk", title="Rain", fields={})
    assert house.refused("bo", "RequestGate", gate="build") == "guard.error"


def test_what_a_gate_asks_of_items_is_in_its_dossier_and_nothing_else_of_them() -> None:
    """The answers are material, the items are not."""
    guard = f"{HIGH} <= 1 && !items(risk).exists(r, has(r.owner))"
    house = house_with(must={"calm": {"when": guard}})
    risk(house, 20)
    risk(house, 2)
    judged = dossier_of(house.world, "build", {})
    assert judged["counts"] == {"gates.build.must.calm.when": [1, False]}
    without = site(registers=REGISTERS)
    risk(without, 20)
    assert "counts" not in dossier_of(without.world, "build", {})


def test_an_item_that_changes_an_answer_voids_the_votes() -> None:
    """I7: whoever voted with no high risk on the table is asked again when there is one."""
    house = house_with()
    house.do("bo", "RequestGate", gate="build")
    house.vote("ann", "build", "go")
    happened = house.do("bo", "AddItem", register="risk", title="Rain", fields={"level": 20})
    assert happened == ["ItemAdded", "VotesVoided"]
    voided = cast("ev.VotesVoided", house.events()[-1])
    assert (voided["principals"], voided["reason"]) == (["p-ann"], "dossier_changed")
    assert voided["changed"] == ["gates.build.must.calm.when"]
    house.vote("ann", "build", "go")
    assert house.do("bo", "SetItem", register="risk", item=1, title=None, fields={"level": 2}) == [
        "ItemSet",
        "VotesVoided",
    ]


def test_closing_a_risk_the_minute_before_the_last_vote_voids_the_earlier_ones() -> None:
    """A board that voted with a risk on the table didn't vote on a table that is clear."""
    house = house_with()
    risk(house, 20)
    house.do("bo", "RequestGate", gate="build")
    house.vote("ann", "build", "go")
    assert move(house, "cy", 1, "shut") == ["ItemMoved", "VotesVoided"]
    assert house.vote("abe", "build", "go") == ["VoteCast"]
    assert house.project.open_round


def test_a_risk_raised_after_the_votes_keeps_the_gate_shut() -> None:
    """The criterion is asked again by the vote that would close the round."""
    house = house_with()
    house.do("bo", "RequestGate", gate="build")
    house.vote("ann", "build", "go")
    risk(house, 20)
    risk(house, 20)
    assert house.refused("ann", "CastVote", gate="build", choice="go") == "criterion.failed"
    assert house.vote("ann", "build", "hold") == ["VoteCast"]


def test_an_item_that_changes_no_answer_voids_nothing() -> None:
    """A register is written all day; a round that every edit unmade would never end."""
    house = house_with()
    risk(house, 20)
    house.do("bo", "RequestGate", gate="build")
    house.vote("ann", "build", "go")
    risk(house, 3)
    house.do("bo", "SetItem", register="risk", item=1, title="Hail", fields={"level": 25})
    house.do("bo", "AddItem", register="lesson", title="Dig deeper", fields={})
    move(house, "cy", 2, "shut")
    assert "p-ann" in (house.project.open_round or house.project.rounds[-1]).ballots
    assert house.vote("abe", "build", "go")[-1] == "StageEntered"


def test_an_item_cant_seat_somebody_else_in_an_open_round() -> None:
    """As with a field: first the round is withdrawn. A round in which it sits goes on."""
    seat: Tree = {"role": "treasurer", "need": 1, "when": f"{HIGH} > 0"}
    house = house_with(panel=[{"role": "owner", "need": 2}, seat], must=None)
    house.do("bo", "RequestGate", gate="build")
    args: dict[str, Json] = {"register": "risk", "title": "Rain", "fields": {"level": 20}}
    assert house.refused("bo", "AddItem", **args) == "panel.would_change"
    risk(house, 2)
    high: dict[str, Json] = {"register": "risk", "item": 1, "title": None, "fields": {"level": 16}}
    assert house.refused("bo", "SetItem", **high) == "panel.would_change"
    house.do("bo", "WithdrawRequest", gate="build")
    house.do("bo", "SetItem", **high)
    house.do("bo", "RequestGate", gate="build")
    assert "treasurer" in house.project.rounds[-1].frozen
    shut: dict[str, Json] = {"register": "risk", "item": 1, "to": "shut", "comment": None}
    assert house.refused("cy", "MoveItem", **shut) == "panel.would_change"


def test_the_day_of_the_last_move_can_be_asked() -> None:
    """A file can say that nothing was shut on the very day of the request."""
    guard = "items(risk).all(r, r.open || r.moved < today)"
    house = house_with(must={"slept_on": {"when": guard}})
    risk(house, 20)
    move(house, "cy", 1, "shut")
    assert house.refused("bo", "RequestGate", gate="build") == "criterion.failed"
    house.at("2026-11-24T09:00:00.000000Z")
    assert house.do("bo", "RequestGate", gate="build") == ["RoundOpened"]


def test_moves_and_stages_can_ask_items_too() -> None:
    """A way out of a stage is as good a place as a gate."""
    stages: Tree = {
        "planning": {"initial": True},
        "delivery": {"exit": "items(risk).all(r, !r.open)"},
        "done": {"closes": "completed"},
    }
    moves: Tree = {
        "begin": {
            "from": "planning",
            "to": "delivery",
            "by": "builder",
            "when": "size(items(risk)) > 0",
        },
        "end": {"from": "delivery", "to": "done", "by": "builder"},
    }
    house = site(registers=REGISTERS, stages=stages, moves=moves, gates=None)
    assert house.refused("bo", "TakeMove", to="delivery") == "guard.false"
    risk(house, 1)
    house.do("bo", "TakeMove", to="delivery")
    assert house.refused("bo", "TakeMove", to="done") == "guard.false"
    move(house, "cy", 1, "shut")
    assert house.do("bo", "TakeMove", to="done")[-1] == "ProjectClosed"


def test_a_right_in_a_register_of_one_project_is_none_in_another() -> None:
    """I15: who builds one shed doesn't log the risks of the next."""
    house = house_with()
    house.start("barn")
    args: dict[str, Json] = {"register": "risk", "title": "Rain", "fields": {}}
    assert house.refused("bo", "AddItem", **args) == "not_permitted"
