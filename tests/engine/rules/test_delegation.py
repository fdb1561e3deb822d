"""Lent votes: docs/notation.md section 3 and the checks of `Delegate` and `EndDelegation`."""

import pytest

from engine.canonical import Json
from engine.rules.directory import Delegation
from tests.support.house import House
from tests.support.sheds import Tree, opened, site

WEEK = {"since": "2026-11-23", "until": "2026-11-30"}
ORG = "organisation"


def lend(house: House, principal: str, to: str, **args: Json) -> None:
    """`principal` lends the owner's vote for a week."""
    wanted: dict[str, Json] = {"to": f"p-{to}", "role": "sponsor", "scope": ORG, **WEEK, **args}
    house.tell(principal, "Delegate", **wanted)


def for_(house: House, voter: str, principal: str, choice: str = "go", **args: Json) -> str | None:
    """A vote of `voter` for `principal`: None when accepted, else the code."""
    wanted: dict[str, Json] = {
        "gate": "build",
        "choice": choice,
        "principal": f"p-{principal}",
        **args,
    }
    answer = house.ask(voter, "CastVote", **wanted)
    return getattr(answer, "code", None)


def test_a_delegate_votes_and_both_names_are_kept() -> None:
    """I5: the vote is the principal's; the entry says who cast it and by which delegation."""
    house = opened()
    lend(house, "ann", "dee")
    assert house.vote("dee", "build", "go", principal="p-ann") == ["VoteCast"]
    (vote,) = house.events()
    assert vote["type"] == "VoteCast"
    assert (vote["voter"], vote["principal"], vote["delegation"]) == ("p-dee", "p-ann", 1)
    assert list(house.project.rounds[0].ballots) == ["p-ann"]


def test_without_a_delegation_nobody_votes_for_another() -> None:
    """I5: being asked in a corridor is no delegation; another role's or project's isn't either."""
    house = opened()
    for actor in ("dee", "abe", "bo"):
        assert house.refused(actor, "CastVote", gate="build", choice="go", principal="p-ann") == (
            "delegation.none"
        )
    lend(house, "tom", "dee", role="treasurer", scope="project/shed")
    assert for_(house, "dee", "ann") == "delegation.none"
    house.directory("GrantRole", person="p-ann", role="sponsor", scope="project/other")
    lend(house, "ann", "dee", scope="project/other")
    assert for_(house, "dee", "ann") == "delegation.none"


@pytest.mark.parametrize(
    ("now", "code"),
    [
        ("2026-11-24T23:59:59.999999Z", "delegation.none"),
        ("2026-11-25T00:00:00.000000Z", None),
        ("2026-11-27T23:59:59.999999Z", None),
        ("2026-11-28T00:00:00.000000Z", "delegation.none"),
    ],
)
def test_a_delegation_holds_from_its_first_to_its_last_day(now: str, code: str | None) -> None:
    """I5: both dates are included, in the charter's zone, to the microsecond."""
    house = opened()
    lend(house, "ann", "dee", since="2026-11-25", until="2026-11-27")
    house.at(now)
    assert for_(house, "dee", "ann") == code


def test_that_the_last_day_passes_voids_nothing() -> None:
    """A vote cast in time stays, as the principal's own would."""
    house = opened()
    lend(house, "ann", "dee", until="2026-11-23")
    for_(house, "dee", "ann")
    house.at("2026-11-24T12:00:00.000000Z")
    assert house.tick() == []
    assert list(house.project.rounds[0].ballots) == ["p-ann"]


def test_a_delegation_is_not_passed_on() -> None:
    """I5: one level; what was lent to dee isn't dee's to lend, and eve gets nothing by it."""
    house = opened()
    lend(house, "ann", "dee")
    assert house.barred(
        "dee", "Delegate", to="p-eve", role="sponsor", scope=ORG, reason="-", **WEEK
    ) == ("role.not_yours")
    lend(house, "abe", "ann")
    assert for_(house, "dee", "abe") == "delegation.none"


def test_a_delegate_is_bound_by_what_keeps_parties_apart() -> None:
    """I4: lending to the requester or an author of the evidence gets them no vote."""
    house = opened()
    lend(house, "ann", "bo")
    assert for_(house, "bo", "ann") == "apart"
    house.do("bo", "SubmitDeliverable", deliverable="drawing", content="2", authors=["p-dee"])
    lend(house, "abe", "dee")
    assert for_(house, "dee", "abe") == "apart"


def test_a_delegate_who_becomes_an_author_loses_the_vote_they_cast() -> None:
    """I4: handing in evidence after voting for somebody is the same person on both sides."""
    house = opened(deliverables={"drawing": {"title": "Drawing", "by": ["builder", "checker"]}})
    lend(house, "ann", "cy")
    for_(house, "cy", "ann")
    happened = house.do("cy", "SubmitDeliverable", deliverable="drawing", content="another")
    assert happened == ["DeliverableSubmitted", "VotesVoided"]
    assert house.events()[1] == {
        "type": "VotesVoided",
        "round": 1,
        "principals": ["p-ann"],
        "reason": "dossier_changed",
        "changed": ["deliverables.drawing"],
    }
    assert for_(house, "cy", "ann") == "apart"
    assert for_(house, "ann", "ann") is None


def test_an_author_by_the_same_bytes_loses_the_delegated_vote_too() -> None:
    """I4: where the dossier doesn't change, the vote is void because its voter became excluded."""
    house = site(
        deliverables={"drawing": {"title": "Drawing", "by": ["builder", "checker"]}},
        stages={
            "planning": {"by": "builder", "sequence": {"sketch": {}, "plan": {}}, "initial": True},
            "delivery": {},
            "done": {"closes": "completed"},
        },
        moves={
            "again": {"from": "planning.plan", "to": "planning.plan", "by": "builder"},
            "finish": {"from": "delivery", "to": "done", "by": "builder"},
        },
    )
    house.do("bo", "TakeMove", to="planning.plan")
    house.do("bo", "RequestGate", gate="build")
    lend(house, "ann", "cy")
    for_(house, "cy", "ann")
    happened = house.do("cy", "SubmitDeliverable", deliverable="drawing")
    assert happened == ["DeliverableSubmitted", "VotesVoided"]
    assert house.events()[1] == {
        "type": "VotesVoided",
        "round": 1,
        "principals": ["p-ann"],
        "reason": "delegate_apart",
        "changed": [],
    }
    assert not house.project.rounds[0].ballots


def test_one_person_casts_one_vote_however_many_are_lent() -> None:
    """I2: two principals can't vote through one delegate, nor a delegate beside their own vote."""
    house = opened()
    lend(house, "ann", "dee")
    lend(house, "abe", "dee")
    lend(house, "al", "abe")
    for_(house, "dee", "ann")
    assert for_(house, "dee", "abe") == "vote.one_person"
    for_(house, "abe", "abe", "hold")
    assert for_(house, "abe", "al") == "vote.one_person"


def test_who_voted_for_another_has_no_vote_of_their_own() -> None:
    """I2: in the other order too; only replacing the lent vote sets the delegate free."""
    house = opened(gate={"panel": [{"role": "owner", "need": "all"}]})
    lend(house, "al", "abe")
    for_(house, "abe", "al")
    assert for_(house, "abe", "abe") == "vote.one_person"
    assert for_(house, "al", "al") is None
    assert for_(house, "abe", "abe") is None


def test_a_principals_own_vote_replaces_the_delegates() -> None:
    """I10: one effective vote for each principal; the earlier one stays readable."""
    house = opened()
    lend(house, "ann", "dee")
    for_(house, "dee", "ann")
    for_(house, "ann", "ann", "hold")
    current = house.project.rounds[0]
    assert [ballot.vote["choice"] for ballot in current.ballots.values()] == ["hold"]
    assert [ballot.vote["voter"] for ballot in current.former] == ["p-dee"]


def test_a_delegate_does_not_overrule_the_principal() -> None:
    """I5: who voted in person has spoken; only their own later vote replaces it."""
    house = opened()
    lend(house, "ann", "dee")
    for_(house, "ann", "ann", "hold")
    assert for_(house, "dee", "ann") == "vote.one_person"
    house.do("bo", "SetFields", fields={"risk": "high"})
    assert for_(house, "dee", "ann") is None, "once it is void, the delegate may vote again"
    assert for_(house, "dee", "ann", "hold") is None, "and change that vote"


def test_a_delegate_can_not_recuse_the_principal() -> None:
    """Recusing is said of oneself."""
    house = opened()
    lend(house, "ann", "dee")
    assert for_(house, "dee", "ann", "recuse") == "recuse.not_yours"


def test_who_recused_themselves_votes_for_nobody() -> None:
    """A conflict of interest isn't cured by voting in somebody else's name."""
    house = opened()
    lend(house, "ann", "abe")
    for_(house, "abe", "abe", "recuse")
    assert for_(house, "abe", "ann") == "apart"


def test_recusing_takes_back_the_vote_cast_for_another() -> None:
    """Who voted for a principal can still recuse themselves, and then that vote is void."""
    house = opened()
    lend(house, "ann", "abe")
    for_(house, "abe", "ann")
    assert house.vote("abe", "build", "recuse") == ["VoteCast", "ElectorRemoved", "VotesVoided"]
    assert house.events()[2] == {
        "type": "VotesVoided",
        "round": 1,
        "principals": ["p-ann"],
        "reason": "elector_removed",
        "changed": [],
    }
    assert house.project.rounds[0].seats == {"owner": ("p-al", "p-ann")}


def test_ending_a_delegation_voids_the_vote_it_carried() -> None:
    """I5: the engine follows the directory before anything else happens in the project."""
    house = opened()
    lend(house, "ann", "dee")
    for_(house, "dee", "ann")
    house.tell("ann", "EndDelegation", delegation=1)
    assert house.tick() == [["VotesVoided"]]
    assert house.events() == [
        {
            "type": "VotesVoided",
            "round": 1,
            "principals": ["p-ann"],
            "reason": "delegation_ended",
            "changed": [],
        }
    ]
    assert for_(house, "dee", "ann") == "delegation.none"


def test_making_a_delegation_anew_revives_no_vote() -> None:
    """I5: ended and made again between two looks, the old vote is void all the same."""
    house = opened()
    lend(house, "ann", "dee")
    for_(house, "dee", "ann")
    house.tell("ann", "EndDelegation", delegation=1)
    lend(house, "ann", "dee")
    assert house.tick() == [["VotesVoided"]]
    assert for_(house, "dee", "ann") is None


def test_a_delegation_dies_with_the_right_it_lends() -> None:
    """I5: the role lost in that scope is not lent any more, though it is held in another."""
    house = opened()
    house.directory("GrantRole", person="p-ann", role="sponsor", scope="project/shed")
    lend(house, "ann", "dee")
    for_(house, "dee", "ann")
    house.directory("RevokeRole", person="p-ann", role="sponsor", scope=ORG)
    assert house.tick() == [["VotesVoided"]]
    assert house.project.rounds[0].seats["owner"] == ("p-abe", "p-al", "p-ann")
    assert for_(house, "dee", "ann") == "delegation.none"
    assert for_(house, "ann", "ann") is None


def test_a_delegation_does_not_come_back_with_the_right() -> None:
    """I5: revoked and granted again, the role is the principal's; what they lent stays ended."""
    house = site()
    lend(house, "ann", "dee")
    house.directory("RevokeRole", person="p-ann", role="sponsor", scope=ORG)
    house.directory("GrantRole", person="p-ann", role="sponsor", scope=ORG)
    house.do("bo", "RequestGate", gate="build")
    assert for_(house, "dee", "ann") == "delegation.none"
    assert house.barred("ann", "EndDelegation", delegation=1, reason="-") == "delegation.ended"


def test_a_delegation_ends_when_either_of_the_two_leaves() -> None:
    """I5: nobody votes for who left, nor does who left vote for anybody."""
    house = opened(gate={"panel": [{"role": "owner", "need": "all"}]})
    lend(house, "ann", "dee")
    lend(house, "abe", "eve")
    for_(house, "dee", "ann")
    for_(house, "eve", "abe")
    house.tell("pat", "RemovePerson", person="p-dee")
    house.tell("pat", "RemovePerson", person="p-abe")
    assert house.tick() == [["VotesVoided", "ElectorRemoved", "VotesVoided"]]
    assert [event.get("reason") for event in house.events()] == [
        "delegation_ended",
        "left",
        "elector_removed",
    ]
    assert for_(house, "dee", "ann") == "actor.left"
    assert for_(house, "eve", "abe") == "not_in_electorate"
    assert [one.ended for one in house.world.directory.delegations] == [True, True]


def test_a_charter_role_can_be_lent_for_one_project() -> None:
    """A mapped role held for the project alone is lent in that scope, and counts there only."""
    house = site()
    house.directory("GrantRole", person="p-dee", role="sponsor", scope="project/shed")
    house.do("bo", "RequestGate", gate="build")
    assert house.barred(
        "dee", "Delegate", to="p-eve", role="sponsor", scope=ORG, reason="-", **WEEK
    ) == ("role.not_yours")
    lend(house, "dee", "eve", scope="project/shed")
    assert for_(house, "eve", "dee") is None


def test_a_delegate_votes_in_the_seats_that_were_lent() -> None:
    """I5: of two seats of the principal, only the one whose role was lent can be used."""
    panel: Tree = [
        {"role": "treasurer", "need": 1},
        {"seat": "owners", "role": "owner", "need": "majority of electorate"},
    ]
    house = site(gate={"panel": panel})
    house.directory("GrantRole", person="p-ann", role="treasurer", scope="project/shed")
    house.do("bo", "RequestGate", gate="build")
    lend(house, "ann", "dee")
    assert for_(house, "dee", "ann", seat="treasurer") == "seat.not_yours"
    assert for_(house, "dee", "ann") is None
    vote = house.project.rounds[0].ballots["p-ann"].vote
    assert vote["seat"] == "owners"


def test_lending_is_refused_for_these_reasons() -> None:
    """Each refusal of `Delegate`, in the order of section 7."""
    house = site()
    args: dict[str, Json] = {"role": "sponsor", "scope": ORG, "reason": "-", **WEEK}
    house.tell("pat", "RemovePerson", person="p-eve")
    no = [
        ("dee", {"to": "p-nobody"}, "person.unknown"),
        ("dee", {"to": "p-eve"}, "role.not_yours"),
        ("ann", {"to": "p-eve"}, "person.left"),
        ("ann", {"to": "p-ann", "until": "2026-11-22"}, "delegation.self"),
        ("ann", {"to": "p-dee", "until": "2026-11-22"}, "delegation.dates"),
        ("ann", {"to": "p-dee", "since": "2026-11-22", "until": "2026-11-22"}, "delegation.dates"),
    ]
    for by, other, code in no:
        assert house.barred(by, "Delegate", **{**args, **other}) == code, other
    lend(house, "ann", "dee")
    assert house.world.directory.delegations == [
        Delegation(1, "p-ann", "p-dee", "sponsor", ORG, WEEK["since"], WEEK["until"], ended=False)
    ]


@pytest.mark.parametrize(
    ("since", "until", "code"),
    [
        ("2026-11-30", "2026-12-05", "delegation.exists"),
        ("2026-11-23", "2026-11-23", "delegation.exists"),
        ("2026-11-24", "2026-11-25", "delegation.exists"),
        ("2026-11-01", "2026-12-31", "delegation.exists"),
        ("2026-12-01", "2026-12-05", None),
    ],
)
def test_a_vote_is_lent_to_one_person_at_a_time(since: str, until: str, code: str | None) -> None:
    """Dates of one role and scope don't overlap, not even by a day; another scope is another."""
    house = site()
    lend(house, "ann", "dee")
    args: dict[str, Json] = {"to": "p-eve", "role": "sponsor", "scope": ORG, "reason": "-"}
    if code:
        assert house.barred("ann", "Delegate", **args, since=since, until=until) == code
    else:
        lend(house, "ann", "eve", since=since, until=until)
    house.directory("GrantRole", person="p-ann", role="sponsor", scope="project/shed")
    lend(house, "ann", "eve", scope="project/shed")


def test_a_delegation_is_ended_by_its_principal_or_a_registrar() -> None:
    """Nobody else, not even the delegate; and once."""
    house = site()
    lend(house, "ann", "dee")
    assert house.barred("ann", "EndDelegation", delegation=2, reason="-") == "delegation.unknown"
    assert house.barred("dee", "EndDelegation", delegation=1, reason="-") == "not_permitted"
    house.tell("pat", "EndDelegation", delegation=1)
    assert house.barred("ann", "EndDelegation", delegation=1, reason="-") == "delegation.ended"


def test_what_was_ended_leaves_room_for_another() -> None:
    """An ended delegation overlaps with nothing."""
    house = site()
    lend(house, "ann", "dee")
    house.tell("ann", "EndDelegation", delegation=1)
    lend(house, "ann", "eve")
    assert [one.ended for one in house.world.directory.delegations] == [True, False]
