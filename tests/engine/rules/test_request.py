"""Requesting and withdrawing a gate, and what a round freezes: docs/notation.md 2.1."""

import pytest

from engine.canonical import Json, digest
from tests.support.house import House
from tests.support.sheds import Tree, opened, site

REQUEST: dict[str, Json] = {"gate": "build"}


def grant(house: House, person: str, role: str, scope: str = "project/shed") -> None:
    """Grant a role."""
    house.directory("GrantRole", person=f"p-{person}", role=role, scope=scope)


def test_a_round_freezes_its_question() -> None:
    """Number, seats and electors, dossier, deadline and strength stand in the entry."""
    panel: Tree = [
        {"role": "owner", "need": "majority of electorate"},
        {"role": "treasurer", "need": 1, "when": "budget > EUR(1000)"},
        {"seat": "advice", "role": "neighbour", "advisory": True},
    ]
    must: Tree = {"tidy": {"ask": "Is it tidy?", "answered_by": "requester"}}
    deadline: Tree = {"in": "2 working days", "then": "hold"}
    house = site(gate={"panel": panel, "must": must, "deadline": deadline})
    house.do("bo", "SetFields", fields={"budget": "EUR 1000", "note": "a"})
    house.do("bo", "RequestGate", **REQUEST, answers={"tidy": True})
    version = house.project.newest("drawing")
    assert version
    dossier: Json = {
        "gate": "build",
        "methodology": house.digest,
        "evidence": [{"deliverable": "drawing", "digest": version.digest, "accepted": False}],
        "fields": {"budget": "EUR 1000"},
        "answers": {"tidy": True},
        "waived": [],
    }
    assert house.events() == [
        {
            "type": "RoundOpened",
            "round": 1,
            "gate": "build",
            "answers": {"tidy": True},
            "seats": {"owner": ["p-abe", "p-al", "p-ann"], "advice": ["p-ned"]},
            "dossier": digest("dossier", dossier),
            "due": "2026-11-26T00:00:00.000000Z",
            "strength": "controlling",
            "track": None,
        }
    ]


def test_a_deadline_is_computed_once() -> None:
    """I8: a holiday declared afterwards moves no deadline that stands."""
    deadline: Tree = {"in": "2 working days", "then": "hold"}
    house = opened(gate={"deadline": deadline})
    due = house.project.rounds[0].due
    house.directory("AmendCalendar", add=["2026-11-24", "2026-11-25"], remove=[])
    assert house.project.rounds[0].due == due
    house.do("bo", "WithdrawRequest", gate="build")
    house.do("bo", "RequestGate", **REQUEST)
    assert house.project.rounds[1].due == "2026-11-28T00:00:00.000000Z"


def test_whoever_joins_later_is_not_in_the_electorate() -> None:
    """I3: the missing vote can't be appointed once the question is put."""
    house = opened()
    grant(house, "dee", "sponsor", "organisation")
    assert house.refused("dee", "CastVote", gate="build", choice="go") == "not_in_electorate"
    assert house.project.rounds[0].seats == {"owner": ("p-abe", "p-al", "p-ann")}


def test_electors_are_principals() -> None:
    """A delegate is looked up when voting, and is never an elector."""
    house = site()
    dates: dict[str, Json] = {"since": "2026-11-23", "until": "2026-11-30"}
    house.tell("ann", "Delegate", to="p-dee", role="sponsor", scope="organisation", **dates)
    house.do("bo", "RequestGate", **REQUEST)
    assert house.project.rounds[0].seats == {"owner": ("p-abe", "p-al", "p-ann")}


def test_a_mapped_role_is_held_in_the_organisation_or_for_the_project() -> None:
    """I15: held for another project it counts for nothing here."""
    house = site()
    grant(house, "dee", "sponsor")
    grant(house, "eve", "sponsor", "project/other")
    grant(house, "ann", "sponsor")
    house.do("bo", "RequestGate", **REQUEST)
    assert house.project.rounds[0].seats == {"owner": ("p-abe", "p-al", "p-ann", "p-dee")}


def test_a_role_of_the_project_is_held_for_the_project() -> None:
    """I15: the treasurer of another project is nobody here."""
    house = site(gate={"panel": [{"role": "treasurer", "need": 1}]})
    grant(house, "dee", "treasurer", "project/other")
    house.do("bo", "RequestGate", **REQUEST)
    assert house.project.rounds[0].seats == {"treasurer": ("p-tom",)}
    grant(house, "eve", "builder", "project/other")
    assert house.refused("eve", "WithdrawRequest", gate="build") == "not_permitted"


def test_a_gate_is_requested_by_its_roles_where_it_leads_out() -> None:
    """Each refusal before readiness, one by one."""
    must: Tree = {"tidy": {"ask": "Is it tidy?", "answered_by": "requester"}}
    house = site(gate={"must": must})
    assert house.refused("bo", "RequestGate", gate="nowhere") == "gate.unknown"
    assert house.refused("ann", "RequestGate", **REQUEST) == "not_permitted"
    assert house.refused("bo", "RequestGate", **REQUEST, answers={"safe": True}) == (
        "answer.unknown"
    )
    assert house.refused("bo", "RequestGate", **REQUEST) == "answer.missing"
    assert house.refused("bo", "RequestGate", **REQUEST, answers={"tidy": False}) == (
        "criterion.failed"
    )
    house.do("bo", "RequestGate", **REQUEST, answers={"tidy": True})
    assert house.refused("bo", "RequestGate", **REQUEST) == "round.open"


def test_no_gate_is_requested_elsewhere_or_on_hold() -> None:
    """A gate leads out of one stage; a held project decides nothing."""
    house = opened(gate={"panel": [{"role": "treasurer", "need": 1}]})
    house.vote("tom", "build", "go")
    assert house.refused("bo", "RequestGate", **REQUEST) == "gate.not_here"
    house.do("bo", "TakeMove", to="planning")
    house.do("ann", "HoldProject")
    assert house.refused("bo", "RequestGate", **REQUEST) == "project.held"


SHORT: list[tuple[Tree, str]] = [
    ([{"role": "owner", "need": 4}], "gates.build.panel"),
    ([{"role": "owner", "need": "any", "at_least": 4}], "gates.build.panel"),
    ([{"role": "builder", "need": 1}], "gates.build.panel"),
    ([{"role": "builder", "need": "all"}], "gates.build.panel"),
    ([{"role": "builder", "need": "majority of cast"}], "gates.build.panel"),
    ([{"role": "builder", "need": "1% of electorate"}], "gates.build.panel"),
    (
        [{"role": "treasurer", "need": 1}, {"seat": "two", "role": "treasurer", "need": 1}],
        "gates.build.panel",
    ),
]


@pytest.mark.parametrize(("panel", "address"), SHORT)
def test_a_panel_that_could_not_approve_is_not_asked(panel: Tree, address: str) -> None:
    """Too few people for its seats, nobody left in one, or one person wanted in two."""
    house = site(gate={"panel": panel})
    assert house.refused("bo", "RequestGate", **REQUEST) == "panel.short"
    answer = house.ask("bo", "RequestGate", **REQUEST)
    assert getattr(answer, "address", None) == address


def test_a_panel_without_an_active_voting_seat_is_not_asked() -> None:
    """Nobody would decide; advice alone approves nothing."""
    panel: Tree = [
        {"role": "owner", "need": 1, "when": "risk == 'high'"},
        {"role": "neighbour", "advisory": True},
    ]
    house = site(gate={"panel": panel})
    house.do("bo", "SetFields", fields={"risk": "low"})
    assert house.refused("bo", "RequestGate", **REQUEST) == "panel.short"
    house.do("bo", "SetFields", fields={"risk": "high"})
    assert house.do("bo", "RequestGate", **REQUEST) == ["RoundOpened"]


def test_a_seat_whose_guard_breaks_opens_no_round() -> None:
    """I30: the treasurer isn't left out because the budget was never set."""
    panel: Tree = [
        {"role": "owner", "need": 1},
        {"role": "treasurer", "need": 1, "when": "budget > EUR(1000)"},
    ]
    house = site(gate={"panel": panel})
    assert house.refused("bo", "RequestGate", **REQUEST) == "guard.error"


def test_while_a_round_is_open_nothing_moves() -> None:
    """One round at a time; no step is taken beside it."""
    moves: Tree = {
        "skip": {"from": "planning", "to": "delivery", "by": "builder"},
        "finish": {"from": "delivery.build", "to": "done", "by": "builder"},
    }
    house = opened(moves=moves)
    assert house.refused("bo", "TakeMove", to="delivery") == "round.open"
    house.do("bo", "WithdrawRequest", gate="build")
    assert house.do("bo", "TakeMove", to="delivery")


def test_withdrawing_ends_the_round_undecided() -> None:
    """What was voted stays readable; nothing is passed, nothing moves."""
    house = opened()
    house.vote("ann", "build", "go")
    assert house.do("bo", "WithdrawRequest", gate="build") == ["RoundClosed"]
    current = house.project.rounds[0]
    assert (current.how, current.decision, current.open) == ("withdrawn", None, False)
    assert list(current.ballots) == ["p-ann"]
    assert house.events()[0]["counts"] == {"owner": {"go": 1}}  # type: ignore[typeddict-item]
    assert house.project.stage == "planning"


def test_withdrawing_names_the_round() -> None:
    """I9: neither an unknown nor a closed one, nor by somebody who couldn't have asked."""
    house = opened()
    assert house.refused("bo", "WithdrawRequest", gate="nowhere") == "gate.unknown"
    assert house.refused("ann", "WithdrawRequest", gate="build") == "not_permitted"
    assert house.refused("bo", "WithdrawRequest", gate="build", round=2) == "round.none"
    house.do("bo", "WithdrawRequest", gate="build")
    assert house.refused("bo", "WithdrawRequest", gate="build") == "round.closed"


def test_rounds_are_numbered_through_the_project() -> None:
    """Of whichever gate; a closed one never opens again."""
    house = opened()
    house.do("bo", "WithdrawRequest", gate="build")
    house.do("bo", "RequestGate", **REQUEST)
    assert [one.number for one in house.project.rounds] == [1, 2]
    assert [one.open for one in house.project.rounds] == [False, True]
