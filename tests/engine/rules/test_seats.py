"""Seats by data: a role that a field chooses, people whom fields name, the panel of another gate.

docs/notation.md 1.7.
"""

import pytest

from engine.canonical import Json
from engine.rules.refusal import Refusal
from tests.support.house import House
from tests.support.sheds import FIELDS, Gate, Tree, shed, site

OWNERS: Tree = {"role": "owner", "need": 1}
CHOSEN: Tree = {
    "seat": "authority",
    "need": 1,
    "by": {"field": "risk", "of": {"low": "treasurer", "high": "owner"}},
}
NAMED: dict[str, Tree] = {"seat": "review", "need": 1, "people": ["lead", "second"]}
DATA: dict[str, Tree] = {
    **FIELDS,
    "risk": {"type": "choice", "of": ["low", "high"], "by": "builder", "required": True},
    "lead": {"type": "person", "by": ["builder", "owner"]},
    "second": {"type": "person", "by": ["builder", "owner"]},
}


def house_of(*seats: Tree, risk: str = "low", gate: Gate = None) -> House:
    """A house with a panel of seats, its project begun and its drawing handed in."""
    house = site(gate={"panel": list(seats), **(gate or {})}, started=False, fields=DATA)
    house.start(risk=risk)
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    return house


def ask(house: House, by: str = "bo") -> dict[str, list[str]]:
    """Request the gate; the electors by seat, by first name."""
    house.do(by, "RequestGate", gate="build")
    return sitting(house)


def sitting(house: House) -> dict[str, list[str]]:
    """The electors of the newest round by seat, by first name."""
    current = house.project.rounds[-1]
    return {
        seat: [person.removeprefix("p-") for person in people]
        for seat, people in current.seats.items()
    }


def told(house: House, by: str, command: str, **args: Json) -> Refusal:
    """The refusal of a command."""
    answer = house.ask(by, command, **args)
    assert isinstance(answer, Refusal)
    return answer


@pytest.mark.parametrize(("risk", "people"), [("low", ["tom"]), ("high", ["abe", "al", "ann"])])
def test_a_field_chooses_whose_holders_sit(risk: str, people: list[str]) -> None:
    """Authority follows the category of the project: the file says it once, for every value."""
    house = house_of(CHOSEN, risk=risk)
    assert ask(house) == {"authority": people}
    assert house.vote(people[0], "build", "go")[0] == "VoteCast"


def test_who_sits_by_data_stays_while_the_round_is_open() -> None:
    """The round froze who decides; the field that chose them is part of what they see."""
    house = house_of(CHOSEN)
    assert ask(house) == {"authority": ["tom"]}
    refusal = told(house, "bo", "SetFields", fields={"risk": "high"})
    assert (refusal.code, refusal.address) == (
        "panel.would_change",
        "gates.build.panel.authority",
    )
    assert house.refused("bo", "SetFields", fields={"risk": "high"}) == "panel.would_change"
    assert house.do("bo", "SetFields", fields={"risk": "low"}) == ["FieldsSet"]
    house.do("bo", "WithdrawRequest", gate="build")
    house.do("bo", "SetFields", fields={"risk": "high"})
    assert ask(house) == {"authority": ["abe", "al", "ann"]}


def test_who_loses_the_chosen_role_is_out() -> None:
    """An elector by data keeps the role that was chosen, and needs it like any other elector."""
    house = house_of(CHOSEN)
    ask(house)
    gone = {"person": "p-tom", "role": "treasurer", "scope": "project/shed"}
    house.directory("RevokeRole", **gone)
    assert house.tick() == [["ElectorRemoved", "RoundClosed", "ProjectHeld"]]
    assert house.project.rounds[0].removed == {"p-tom": "role_lost"}


def test_the_vote_of_the_chosen_role_can_be_lent_and_no_other() -> None:
    """A delegation is of a role; it serves in the seat only when the data chose that role."""
    dates: dict[str, Json] = {"since": "2026-11-23", "until": "2026-12-23"}
    for risk, code in (("high", None), ("low", "not_in_electorate")):
        house = house_of(CHOSEN, risk=risk)
        house.tell("ann", "Delegate", to="p-eve", role="sponsor", scope="organisation", **dates)
        ask(house)
        args: dict[str, Json] = {"gate": "build", "choice": "go", "principal": "p-ann"}
        if code:
            assert house.refused("eve", "CastVote", **args) == code
        else:
            assert house.do("eve", "CastVote", **args)[0] == "VoteCast"


def test_fields_name_the_people_of_a_seat() -> None:
    """A reviewer is a person, not an office; two fields can name two, and one person once."""
    house = house_of(NAMED)
    assert house.refused("bo", "RequestGate", gate="build") == "panel.short"
    house.do("bo", "SetFields", fields={"lead": "p-eve"})
    assert ask(house) == {"review": ["eve"]}
    house.do("bo", "WithdrawRequest", gate="build")
    house.do("bo", "SetFields", fields={"second": "p-dee"})
    assert ask(house) == {"review": ["dee", "eve"]}
    house.do("bo", "WithdrawRequest", gate="build")
    house.do("bo", "SetFields", fields={"second": "p-eve"})
    assert ask(house) == {"review": ["eve"]}
    assert house.vote("eve", "build", "go")[-1] == "StageEntered"


@pytest.mark.parametrize("fields", [{"lead": "p-dee"}, {"second": "p-dee"}])
def test_nobody_is_named_or_replaced_while_the_round_is_open(fields: dict[str, Json]) -> None:
    """Else whoever may set the field could choose the votes after seeing them."""
    house = house_of(NAMED)
    house.do("bo", "SetFields", fields={"lead": "p-eve"})
    ask(house)
    assert house.refused("bo", "SetFields", fields=fields) == "panel.would_change"


def test_a_seat_that_does_not_sit_binds_no_field() -> None:
    """A guard left the seat out of the round, so who would be named there makes no difference."""
    guarded: Tree = {**NAMED, "when": "risk == 'high'"}
    house = house_of(OWNERS, guarded)
    assert ask(house) == {"owner": ["abe", "al", "ann"]}
    assert house.do("bo", "SetFields", fields={"lead": "p-dee"}) == ["FieldsSet"]


def test_a_field_that_names_the_requester_seats_nobody() -> None:
    """I4: nobody judges what they asked for, whoever named them."""
    house = house_of(NAMED, gate={"requested_by": ["builder", "checker"]})
    house.do("bo", "SetFields", fields={"lead": "p-cy"})
    assert house.refused("cy", "RequestGate", gate="build") == "panel.short"
    assert ask(house, "bo") == {"review": ["cy"]}


def test_a_field_that_names_an_author_seats_nobody() -> None:
    """I4: nor what they wrote."""
    house = house_of(NAMED)
    house.do("bo", "SetFields", fields={"lead": "p-bo", "second": "p-eve"})
    assert ask(house) == {"review": ["eve"]}


def test_whom_only_the_requester_named_is_an_appointee() -> None:
    """A requester who may set the field chooses their judge, unless the file keeps that apart."""
    house = house_of(NAMED, gate={"apart": [["panel", "appointees"]]})
    house.do("bo", "SetFields", fields={"lead": "p-eve"})
    assert house.refused("bo", "RequestGate", gate="build") == "panel.short"
    house.do("ann", "SetFields", fields={"lead": "p-eve"})
    assert house.refused("bo", "RequestGate", gate="build") == "panel.short"
    house.do("ann", "SetFields", fields={"lead": "p-dee"})
    house.do("bo", "SetFields", fields={"lead": "p-dee"})
    assert ask(house) == {"review": ["dee"]}


def test_who_has_left_is_not_seated_by_name() -> None:
    """A name in a field gives nothing to somebody who is not there any more."""
    house = house_of(NAMED)
    house.do("bo", "SetFields", fields={"lead": "p-eve", "second": "p-dee"})
    house.tell("pat", "RemovePerson", person="p-eve")
    assert ask(house) == {"review": ["dee"]}
    house.tell("pat", "RemovePerson", person="p-dee")
    assert house.tick() == [["ElectorRemoved", "RoundClosed", "ProjectHeld"]]


def test_a_vote_by_name_can_not_be_lent() -> None:
    """A delegation lends the vote of a role; here there is none."""
    house = house_of(OWNERS, NAMED)
    house.do("bo", "SetFields", fields={"lead": "p-cy"})
    dates: dict[str, Json] = {"since": "2026-11-23", "until": "2026-12-23"}
    here = "project/shed"
    house.tell("cy", "Delegate", to="p-dee", role="checker", scope=here, **dates)
    ask(house)
    args: dict[str, Json] = {"gate": "build", "choice": "go", "principal": "p-cy"}
    assert house.refused("dee", "CastVote", **args) == "delegation.none"


def test_a_pair_keeps_seats_by_name_apart_like_any_other() -> None:
    """`panel` and `seat NAME` are whoever could sit there, by a role or by a name."""
    house = house_of(OWNERS, NAMED, gate={"apart": [["seat owner", "seat review"]]})
    house.do("bo", "SetFields", fields={"lead": "p-ann"})
    assert ask(house) == {"owner": ["abe", "al"], "review": ["ann"]}


TWO: dict[str, Tree] = {
    "build": {
        "leaves": "planning",
        "requested_by": "builder",
        "panel": [
            OWNERS,
            {"seat": "money", "role": "treasurer", "need": 1, "when": "risk == 'low'"},
        ],
        "decisions": {"hold": {"holds": True}, "go": {"to": "delivery"}},
        "otherwise": "hold",
    },
    "check": {
        "leaves": "planning",
        "requested_by": "builder",
        "panel": {"as": "build"},
        "apart": [["seat money", "requester"]],
        "decisions": {
            "pass": {"is": "go", "stays": True},
            "fail": {"is": "recycle", "stays": True},
        },
        "otherwise": "fail",
    },
}


def test_a_gate_can_have_the_panel_of_another() -> None:
    """The panel is written once; a refusal about a seat cites the line where it stands."""
    house = House(shed(gates=TWO))
    house.people(ann="@sponsor", tom="treasurer", bo="builder", eve="")
    house.start(risk="low")
    house.do("bo", "RequestGate", gate="check")
    assert sitting(house) == {"owner": ["ann"], "money": ["tom"]}
    args: dict[str, Json] = {"gate": "check", "choice": "pass", "seat": "owner"}
    refusal = told(house, "tom", "CastVote", **args)
    assert (refusal.code, refusal.address) == ("seat.not_yours", "gates.build.panel.owner")
    refusal = told(house, "bo", "SetFields", fields={"risk": "high"})
    assert (refusal.code, refusal.address) == ("panel.would_change", "gates.build.panel.money")
    house.vote("ann", "check", "pass")
    assert house.vote("tom", "check", "pass") == ["VoteCast", "RoundClosed", "GatePassed"]


def test_a_panel_of_another_gate_has_the_rules_of_its_own() -> None:
    """Only the seats are shared: decisions, pairs and rounds are each gate's own."""
    house = House(shed(gates=TWO))
    house.people(ann="@sponsor", tom="treasurer builder", bo="builder")
    house.start(risk="low")
    assert house.refused("tom", "RequestGate", gate="check") == "panel.short"
    assert house.do("bo", "RequestGate", gate="check") == ["RoundOpened"]
    assert house.refused("ann", "CastVote", gate="check", choice="go") == "decision.unknown"
