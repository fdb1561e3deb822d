"""Seats that are independent of roles (docs/notation.md 1.7): held now, or ever in this project."""

from engine.canonical import Json
from engine.rules.refusal import Refusal
from tests.support.house import NOON, House
from tests.support.sheds import Tree, shed, site

ORG = "organisation"
HERE = "project/shed"
REVIEW: Tree = {"role": "checker", "need": 1, "independent_of": ["builder", "treasurer"]}
OF_OWNERS: Tree = {"role": "checker", "need": 1, "independent_of": "owner"}
LATER = "2026-11-24T12:00:00.000000Z"
DATES: dict[str, Json] = {"since": "2026-11-23", "until": "2026-12-23"}


def grant(house: House, person: str, role: str, scope: str = HERE) -> None:
    """Grant a role."""
    house.directory("GrantRole", person=f"p-{person}", role=role, scope=scope)


def revoke(house: House, person: str, role: str, scope: str = HERE) -> None:
    """Take a role back."""
    house.directory("RevokeRole", person=f"p-{person}", role=role, scope=scope)


def house_of(*seats: Tree) -> House:
    """A house with a panel of seats."""
    return site(gate={"panel": list(seats)})


def electors(house: House, seat: str = "checker") -> list[str]:
    """The present electors of a seat, by first name."""
    people = house.project.rounds[-1].seats[seat]
    return [person.removeprefix("p-") for person in people]


def test_who_holds_such_a_role_does_not_sit() -> None:
    """A reviewer of the team would review themselves; one role of the list is enough."""
    house = house_of(REVIEW)
    for person, role in (("dee", "checker"), ("eve", "checker"), ("eve", "treasurer")):
        grant(house, person, role)
    house.do("bo", "RequestGate", gate="build")
    assert electors(house) == ["cy", "dee"]


def test_revoking_the_role_before_the_round_does_not_make_independent() -> None:
    """Who was in the team yesterday made what is judged today."""
    house = house_of(REVIEW)
    grant(house, "cy", "builder")
    revoke(house, "cy", "builder")
    answer = house.ask("bo", "RequestGate", gate="build")
    assert isinstance(answer, Refusal)
    assert answer.code == "panel.short"
    grant(house, "dee", "checker")
    house.do("bo", "RequestGate", gate="build")
    assert electors(house) == ["dee"]
    told = house.ask("cy", "CastVote", gate="build", choice="go")
    assert isinstance(told, Refusal)
    assert (told.code, told.address) == ("not_in_electorate", "gates.build.panel")
    assert "has held builder" in told.message


def test_what_was_held_for_the_project_before_it_began_counts() -> None:
    """A project's own roles are held for this project and no other, whenever that was."""
    house = House(shed(gate={"panel": [REVIEW]}))
    house.people(bo="builder", cy="checker builder", dee="checker")
    revoke(house, "cy", "builder")
    house.start()
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    house.do("bo", "RequestGate", gate="build")
    assert electors(house) == ["dee"]


def test_an_office_that_was_left_before_the_project_began_does_not_count() -> None:
    """What somebody was in the organisation years ago has nothing to do with this project."""
    house = House(shed(gate={"panel": [OF_OWNERS]}))
    house.people(bo="builder", cy="checker @sponsor", dee="checker @sponsor", ann="@sponsor")
    revoke(house, "cy", "sponsor", ORG)
    house.at(LATER)
    house.start()
    revoke(house, "dee", "sponsor", ORG)
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    house.do("bo", "RequestGate", gate="build")
    assert electors(house) == ["cy"]


def test_what_was_lost_at_the_instant_of_the_start_counts() -> None:
    """Which of the two came first can't be told from their instants, so it counts."""
    house = House(shed(gate={"panel": [OF_OWNERS]}))
    house.people(bo="builder", cy="checker @sponsor", dee="checker")
    revoke(house, "cy", "sponsor", ORG)
    house.start()
    assert house.project.started_at == NOON
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    house.do("bo", "RequestGate", gate="build")
    assert electors(house) == ["dee"]


def test_leaving_the_organisation_loses_roles_and_forgets_none() -> None:
    """Leaving ends every grant; the directory remembers them as it does those taken back."""
    house = house_of(REVIEW)
    grant(house, "eve", "builder")
    house.tell("pat", "RemovePerson", person="p-eve")
    directory = house.world.directory
    assert directory.past == {("p-eve", "builder", HERE): NOON}
    assert directory.holders("builder", HERE) == {"p-bo": "p-pat"}


def test_who_is_given_such_a_role_during_the_round_is_out_at_once() -> None:
    """I4: the round follows the directory before it does anything else, and may end by it."""
    house = house_of(REVIEW)
    grant(house, "dee", "checker")
    house.do("bo", "RequestGate", gate="build")
    grant(house, "cy", "builder")
    assert house.tick() == [["ElectorRemoved"]]
    assert electors(house) == ["dee"]
    assert house.project.rounds[0].removed == {"p-cy": "apart"}
    assert house.refused("cy", "CastVote", gate="build", choice="go") == "not_in_electorate"
    grant(house, "dee", "treasurer")
    assert house.tick() == [["ElectorRemoved", "RoundClosed", "ProjectHeld"]]
    assert house.project.rounds[0].how == "otherwise"


def test_a_vote_falls_with_the_independence_of_who_cast_it() -> None:
    """A vote that stands was independent until the round was decided."""
    house = house_of(REVIEW, {"role": "owner", "need": 1})
    house.do("bo", "RequestGate", gate="build")
    house.vote("cy", "build", "go")
    grant(house, "cy", "builder")
    revoke(house, "cy", "builder")
    (entry,) = house.due()
    assert entry["command"]["type"] == "FollowDirectory"
    kinds = [event["type"] for event in entry["events"]]
    assert kinds == ["ElectorRemoved", "VotesVoided", "RoundClosed", "ProjectHeld"]


def test_a_delegate_must_be_as_independent_as_the_seat() -> None:
    """Else a reviewer could lend the vote to the very team that is reviewed."""
    house = house_of(REVIEW)
    house.tell("cy", "Delegate", to="p-tom", role="checker", scope=HERE, **DATES)
    house.do("bo", "RequestGate", gate="build")
    args: dict[str, Json] = {"gate": "build", "choice": "go", "principal": "p-cy"}
    answer = house.ask("tom", "CastVote", **args)
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.address) == ("apart", "gates.build.panel.checker.independent_of")
    assert house.refused("tom", "CastVote", **args) == "apart"


def test_a_delegates_vote_falls_when_they_stop_being_independent() -> None:
    """The principal can vote again; it is the delegate who was taken into the team."""
    house = house_of({"role": "checker", "need": 2, "independent_of": ["builder"]})
    grant(house, "dee", "checker")
    house.tell("cy", "Delegate", to="p-tom", role="checker", scope=HERE, **DATES)
    house.do("bo", "RequestGate", gate="build")
    house.do("tom", "CastVote", gate="build", choice="go", principal="p-cy")
    grant(house, "tom", "builder")
    assert house.tick() == [["VotesVoided"]]
    assert house.events() == [
        {
            "type": "VotesVoided",
            "round": 1,
            "principals": ["p-cy"],
            "reason": "delegate_apart",
            "changed": [],
        }
    ]
    assert electors(house) == ["cy", "dee"]


def test_an_advisory_seat_can_be_independent_too() -> None:
    """The pairs of `apart` bind voting seats; a review that only advises must be independent."""
    advice: Tree = {"role": "checker", "advisory": True, "independent_of": ["builder"]}
    house = house_of({"role": "owner", "need": 1}, advice)
    grant(house, "dee", "checker")
    grant(house, "cy", "builder")
    house.do("bo", "RequestGate", gate="build")
    assert electors(house) == ["dee"]


def test_independence_is_judged_in_one_project_alone() -> None:
    """A role that was held for another project says nothing about this one."""
    house = house_of(REVIEW)
    grant(house, "cy", "builder", "project/other")
    house.do("bo", "RequestGate", gate="build")
    assert electors(house) == ["cy"]
