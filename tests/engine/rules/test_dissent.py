"""Dissent that goes up (docs/notation.md 2.13): kept, sent to who holds a role, never counted."""

from engine.canonical import Json
from engine.inbox import items
from engine.rules.refusal import Refusal
from tests.support.house import House
from tests.support.sheds import Tree, site

HERE = "project/shed"
UP: Tree = {"to": "owner", "told": ["treasurer", "neighbour"]}
REVIEW: dict[str, Tree] = {"role": "checker", "advisory": True, "dissent": UP}
BOARD: dict[str, Tree] = {"role": "owner", "need": 2}


def house_of(*seats: Tree) -> House:
    """A house with an open round of a panel."""
    house = site(gate={"panel": list(seats or (REVIEW, BOARD))})
    house.do("bo", "RequestGate", gate="build")
    return house


def commitment(house: House) -> Json:
    """The commitment to the dissent of the newest entry."""
    return house.entries()[-1]["command"]["args"]["dissent"]


def test_a_dissent_goes_to_who_holds_the_role_at_that_moment() -> None:
    """The same entry says whose it is, to whom it went, and who was told."""
    house = house_of()
    kinds = house.vote("cy", "build", "recycle", comment="thin", dissent="The margin is gone")
    assert kinds == ["VoteCast", "DissentEscalated"]
    vote, escalated = house.events()
    assert vote.get("dissent") == commitment(house) != vote.get("comment")
    assert escalated == {
        "type": "DissentEscalated",
        "dissent": 1,
        "round": 1,
        "seat": "checker",
        "person": "p-cy",
        "to": ["p-abe", "p-al", "p-ann"],
        "told": ["p-ned", "p-tom"],
    }
    (kept,) = house.project.rounds[0].dissents
    assert (kept.number, kept.person, kept.text) == (1, "p-cy", commitment(house))


def test_a_dissent_changes_no_count() -> None:
    """It is the voter's to say what is worth one, and nobody's veto."""
    house = house_of({**REVIEW, "advisory": False, "need": "any"}, BOARD)
    house.vote("cy", "build", "go", dissent="And yet")
    house.vote("ann", "build", "go")
    assert house.vote("abe", "build", "go")[:3] == ["VoteCast", "RoundClosed", "GatePassed"]


def test_a_dissent_needs_a_seat_that_has_a_way_up() -> None:
    """Text that nobody would get is refused; a comment can be left instead."""
    house = house_of()
    args: dict[str, Json] = {"gate": "build", "choice": "go", "dissent": "No"}
    answer = house.ask("ann", "CastVote", **args)
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.address) == ("dissent.nowhere", "gates.build.panel.owner")
    assert house.refused("ann", "CastVote", **args) == "dissent.nowhere"
    aside: dict[str, Json] = {**args, "choice": "recuse"}
    assert house.refused("cy", "CastVote", **aside) == "dissent.nowhere"
    assert house.do("cy", "CastVote", **{**args, "choice": "abstain"})[-1] == "DissentEscalated"


def test_dissents_are_numbered_in_the_project_and_stay_when_the_vote_does_not() -> None:
    """What went up went up: another vote, another dossier or another round take nothing back."""
    house = house_of()
    house.vote("cy", "build", "recycle", dissent="One")
    house.vote("cy", "build", "go")
    house.do("bo", "SubmitDeliverable", deliverable="drawing", content="2")
    house.vote("cy", "build", "recycle", dissent="Two")
    house.do("bo", "WithdrawRequest", gate="build")
    house.do("bo", "RequestGate", gate="build")
    house.vote("cy", "build", "recycle", dissent="Three")
    first, second = house.project.rounds
    assert [one.number for one in first.dissents] == [1, 2]
    assert [one.number for one in second.dissents] == [3]


def test_a_dissent_that_nobody_gets_is_kept_all_the_same() -> None:
    """Taking the role away from everybody silences nobody: the record says that it went nowhere."""
    house = house_of({**REVIEW, "dissent": {"to": "neighbour"}}, BOARD)
    house.directory("RevokeRole", person="p-ned", role="neighbour", scope=HERE)
    house.vote("cy", "build", "recycle", dissent="Hear me")
    escalated = house.events()[-1]
    assert (escalated.get("to"), escalated.get("told")) == ([], [])
    assert len(house.project.rounds[0].dissents) == 1


def test_a_delegates_dissent_is_the_delegates() -> None:
    """Who says it is named, and the vote beside it says for whom."""
    house = house_of()
    dates: dict[str, Json] = {"since": "2026-11-23", "until": "2026-12-23"}
    house.tell("cy", "Delegate", to="p-dee", role="checker", scope=HERE, **dates)
    house.vote("dee", "build", "recycle", principal="p-cy", dissent="For them, and for me")
    vote, escalated = house.events()
    assert (vote.get("principal"), escalated.get("person")) == ("p-cy", "p-dee")


def test_a_dissent_waits_for_those_it_went_to_and_told() -> None:
    """Until another round opens, and as long as they hold the role for which they got it."""
    house = house_of()
    house.vote("cy", "build", "recycle", dissent="Look")
    found = {
        name: [one for one in items(house.world, f"p-{name}") if one.kind in ("dissent", "notice")]
        for name in ("ann", "tom", "cy", "dee")
    }
    assert {name: [one.kind for one in each] for name, each in found.items()} == {
        "ann": ["dissent"],
        "tom": ["notice"],
        "cy": [],
        "dee": [],
    }
    (item,) = found["ann"]
    assert (item.name, item.person, item.title, item.round) == (
        "build",
        "p-cy",
        commitment(house),
        1,
    )
    house.directory("RevokeRole", person="p-tom", role="treasurer", scope=HERE)
    assert [one.kind for one in items(house.world, "p-tom")] == []
    house.do("bo", "WithdrawRequest", gate="build")
    assert "dissent" in [one.kind for one in items(house.world, "p-ann")]
    house.do("bo", "RequestGate", gate="build")
    assert "dissent" not in [one.kind for one in items(house.world, "p-ann")]


def test_a_dissent_can_be_erased_and_its_way_stays_on_record() -> None:
    """The text goes, the commitment stays, and so does who raised it and who got it."""
    house = house_of()
    house.vote("cy", "build", "recycle", comment="Kept", dissent="Erase me")
    text, comment = str(commitment(house)), str(house.events()[0].get("comment"))
    house.tell("pat", "EraseText", commitment=text)
    with house.store.read() as reader:
        kept = reader.texts([text, comment])
        assert [kept[one].body for one in (text, comment)] == ["", "Kept"]
    (one,) = house.project.rounds[0].dissents
    assert (one.text, one.person, len(one.to)) == (text, "p-cy", 3)
