"""Casting a vote: docs/notation.md 2.1, 2.2 and the checks of `CastVote`."""

import pytest

from engine.canonical import Json
from tests.support.house import House
from tests.support.sheds import Tree, opened, site

ASKING: dict[str, Tree] = {
    "must": {
        "safe": {"ask": "Is it safe?", "answered_by": "panel"},
        "liked": {"ask": "Is it liked?", "answered_by": "panel", "fails_on": "most_no"},
    },
    "score": {
        "scale": "0..10",
        "of": {"use": {"ask": "Useful?", "weight": 2}, "looks": {"ask": "Nice?"}},
        "combine": "mean",
        "pass": "60%",
    },
    "panel": [
        {"role": "owner", "need": "all"},
        {"role": "neighbour", "advisory": True},
    ],
}
SHEET: dict[str, Json] = {
    "answers": {"safe": True, "liked": True},
    "scores": {"use": 7, "looks": 7},
}


def no(house: House, by: str = "ann", **args: Json) -> str:
    """The code of a refused vote for go."""
    return house.refused(by, "CastVote", **{"gate": "build", "choice": "go", **args})


def grant(house: House, person: str, role: str, scope: str = "project/shed") -> None:
    """Grant a role."""
    house.directory("GrantRole", person=f"p-{person}", role=role, scope=scope)


def test_a_vote_says_everything_about_itself() -> None:
    """Voter, principal, seat, choice, what it saw; and what has its place for later."""
    house = opened(gate=ASKING)
    house.vote("ann", "build", "go", **SHEET, comment="fine")
    (vote,) = house.events()
    dossier = house.entries()[-2]["events"][0]["dossier"]
    assert vote == {
        "type": "VoteCast",
        "round": 1,
        "seat": "owner",
        "tier": 1,
        "track": None,
        "voter": "p-ann",
        "principal": "p-ann",
        "recorder": None,
        "delegation": None,
        "choice": "go",
        **SHEET,
        "conditions": [],
        "comment": vote["comment"],  # type: ignore[typeddict-item]
        "dissent": None,
        "material": dossier,
        "meaning": "vote",
    }


@pytest.mark.parametrize(
    ("by", "choice", "meaning"),
    [
        ("ann", "hold", "vote"),
        ("ann", "abstain", "abstention"),
        ("ann", "recuse", "recusal"),
        ("ned", "go", "advice"),
        ("ned", "abstain", "abstention"),
        ("ned", "recuse", "recusal"),
    ],
)
def test_a_vote_says_what_it_means(by: str, choice: str, meaning: str) -> None:
    """A vote, advice, an abstention or a recusal."""
    panel: Tree = [{"role": "owner", "need": "all"}, {"role": "neighbour", "advisory": True}]
    house = opened(gate={"panel": panel})
    house.vote(by, "build", choice)
    assert house.events()[0]["meaning"] == meaning  # type: ignore[typeddict-item]


def test_a_later_vote_replaces_the_earlier() -> None:
    """I10: one effective vote for each principal; the earlier stays readable."""
    house = opened()
    house.vote("ann", "build", "go")
    house.vote("ann", "build", "hold")
    current = house.project.rounds[0]
    assert [ballot.vote["choice"] for ballot in current.ballots.values()] == ["hold"]
    assert [ballot.vote["choice"] for ballot in current.former] == ["go"]


def test_only_electors_are_voted_for() -> None:
    """I3: neither who asks, nor the PMO, nor somebody unknown."""
    house = opened()
    for person in ("bo", "pat", "dee", "tom"):
        assert no(house, person) == "not_in_electorate"
    assert no(house, principal="p-nobody") == "person.unknown"
    assert no(house, principal="p-dee") == "not_in_electorate"
    assert no(house, principal="p-abe") == "delegation.none"


def test_a_vote_names_a_round_that_is_open() -> None:
    """I9: a closed one accepts nothing; another number names none."""
    house = site()
    assert no(house) == "round.none"
    assert no(house, gate="nowhere") == "gate.unknown"
    house.do("bo", "RequestGate", gate="build")
    assert no(house, round=2) == "round.none"
    house.do("bo", "WithdrawRequest", gate="build")
    assert no(house, round=1) == "round.closed"
    house.do("bo", "RequestGate", gate="build")
    assert no(house, round=1) == "round.closed"
    assert house.vote("ann", "build", "go", round=2) == ["VoteCast"]


def test_a_vote_names_a_decision_of_the_gate() -> None:
    """Or abstains, or recuses: nothing else."""
    house = opened()
    for choice in ("approve", "build", "planning"):
        assert no(house, choice=choice) == "decision.unknown"


def test_a_vote_names_the_dossier_it_saw() -> None:
    """I7: whoever looked at something else looks again."""
    house = opened()
    assert no(house, material="0" * 64) == "vote.stale"
    assert no(house, choice="abstain", material="0" * 64) == "vote.stale"


def test_a_dissent_needs_a_way_up() -> None:
    """Nothing accepted is ignored: what isn't enforced is refused."""
    assert no(opened(), dissent="I disagree") == "dissent.nowhere"


def test_a_vote_answers_and_scores_everything() -> None:
    """A voting seat's vote for a decision, no more and no less, and within the scale."""
    house = opened(gate=ASKING)
    cases: list[tuple[dict[str, Json], str]] = [
        ({}, "answer.missing"),
        ({"answers": {"safe": True}}, "answer.missing"),
        ({"answers": {"safe": True, "liked": True, "tidy": True}}, "answer.unknown"),
        ({"answers": SHEET["answers"]}, "score.missing"),
        ({**SHEET, "scores": {"use": 1}}, "score.missing"),
        ({**SHEET, "scores": {"use": 1, "looks": 1, "age": 1}}, "score.unknown"),
        ({**SHEET, "scores": {"use": 11, "looks": 1}}, "score.range"),
        ({**SHEET, "scores": {"use": 1, "looks": -1}}, "score.range"),
    ]
    for args, code in cases:
        for choice in ("go", "hold"):
            given: dict[str, Json] = {"gate": "build", "choice": choice, **args}
            assert house.refused("ann", "CastVote", **given) == code, given
    assert house.vote("ann", "build", "hold", **{**SHEET, "scores": {"use": 0, "looks": 10}})


def test_advice_and_abstentions_answer_nothing() -> None:
    """What counts for nothing doesn't fail a question, nor carry a score."""
    house = opened(gate=ASKING)
    for by, choice in [("ned", "go"), ("ann", "abstain"), ("ann", "recuse")]:
        assert no(house, by, choice=choice, answers={"safe": False}) == "answer.unknown"
        assert no(house, by, choice=choice, scores={"use": 0}) == "score.unknown"
    assert house.vote("ned", "build", "go") == ["VoteCast"]


TWO_SEATS: dict[str, Tree] = {
    "panel": [
        {"seat": "first", "role": "owner", "need": 1},
        {"seat": "second", "role": "treasurer", "need": 2},
        {"seat": "advice", "role": "neighbour", "advisory": True},
        {"seat": "idle", "role": "checker", "need": 1, "when": "risk == 'high'"},
    ]
}


def many_hats() -> House:
    """Ann sits in all three seats, abe in two."""
    house = site(gate=TWO_SEATS)
    for person, role in [
        ("ann", "treasurer"),
        ("abe", "treasurer"),
        ("ann", "neighbour"),
        ("ann", "checker"),
    ]:
        grant(house, person, role)
    house.do("bo", "SetFields", fields={"risk": "low"})
    house.do("bo", "RequestGate", gate="build")
    return house


def seat(house: House) -> object:
    """The seat of the newest vote."""
    return house.events()[0]["seat"]  # type: ignore[typeddict-item]


def test_a_vote_counts_in_one_seat() -> None:
    """I2: the one named; whatever hats somebody wears, they are one person."""
    house = many_hats()
    house.vote("ann", "build", "hold", seat="second")
    assert seat(house) == "second"
    house.vote("ann", "build", "hold", seat="advice")
    assert seat(house) == "advice"
    assert len(house.project.rounds[0].ballots) == 1
    assert no(house, seat="nowhere") == "seat.unknown"
    assert no(house, seat="idle") == "seat.unknown"
    assert no(house, "abe", seat="advice") == "seat.not_yours"


def test_by_default_a_vote_counts_where_it_is_needed() -> None:
    """The first listed seat that still needs one for that decision; else the first."""
    house = many_hats()
    house.vote("ann", "build", "hold")
    assert seat(house) == "first"
    house.vote("ann", "build", "hold")
    assert seat(house) == "first"
    house.vote("abe", "build", "hold")
    assert seat(house) == "second"
    house.vote("abe", "build", "abstain")
    assert seat(house) == "first"


def test_with_every_need_met_the_first_seat_takes_the_vote() -> None:
    """There is always a seat."""
    panel: Tree = [
        {"seat": "first", "role": "owner", "need": 1},
        {"seat": "second", "role": "treasurer", "need": 1},
    ]
    house = site(gate={"panel": panel, "completes": "when_all_voted"})
    grant(house, "ann", "treasurer")
    house.do("bo", "RequestGate", gate="build")
    house.vote("abe", "build", "go")
    house.vote("tom", "build", "go")
    house.vote("ann", "build", "go")
    assert seat(house) == "first"


def test_a_recusal_takes_a_person_out_of_every_seat() -> None:
    """By an event with its reason, the vote cast before void; they never come back."""
    house = many_hats()
    house.vote("ann", "build", "hold", seat="advice")
    assert house.vote("ann", "build", "recuse") == ["VoteCast", "ElectorRemoved", "VotesVoided"]
    assert house.events()[1:] == [
        {
            "type": "ElectorRemoved",
            "round": 1,
            "person": "p-ann",
            "seats": ["advice", "first", "second"],
            "reason": "recused",
        },
        {
            "type": "VotesVoided",
            "round": 1,
            "principals": ["p-ann"],
            "reason": "elector_removed",
            "changed": [],
        },
    ]
    current = house.project.rounds[0]
    assert current.seats == {
        "first": ("p-abe", "p-al"),
        "second": ("p-abe", "p-tom"),
        "advice": ("p-ned",),
    }
    assert current.removed == {"p-ann": "recused"}
    assert [ballot.vote["choice"] for ballot in current.former] == ["recuse", "hold"]
    assert no(house) == "not_in_electorate"


def test_losing_one_of_two_roles_ends_one_seat() -> None:
    """I3: the vote counts on if it was cast in the other seat."""
    house = many_hats()
    house.vote("ann", "build", "hold", seat="first")
    house.vote("abe", "build", "hold", seat="second")
    for person in ("ann", "abe"):
        house.directory("RevokeRole", person=f"p-{person}", role="treasurer", scope="project/shed")
    assert house.tick() == [
        ["ElectorRemoved", "ElectorRemoved", "VotesVoided", "RoundClosed", "ProjectHeld"]
    ]
    assert [event.get("person") for event in house.events()[:2]] == ["p-abe", "p-ann"]
    assert house.events()[2]["principals"] == ["p-abe"]  # type: ignore[typeddict-item]
    assert house.project.rounds[0].removed == {}


def test_a_role_held_in_two_scopes_is_lost_with_the_second() -> None:
    """I3: what still seats them, seats them."""
    house = site()
    grant(house, "ann", "sponsor")
    house.do("bo", "RequestGate", gate="build")
    house.directory("RevokeRole", person="p-ann", role="sponsor", scope="organisation")
    assert house.tick() == []
    house.directory("RevokeRole", person="p-ann", role="sponsor", scope="project/shed")
    assert house.tick() == [["ElectorRemoved"]]
    assert house.events()[0]["reason"] == "role_lost"  # type: ignore[typeddict-item]


def test_who_leaves_is_out_of_every_seat() -> None:
    """I3: and the vote they cast with them, before anything else is judged."""
    house = many_hats()
    house.vote("ann", "build", "hold")
    house.tell("pat", "RemovePerson", person="p-ann")
    assert house.tick() == [["ElectorRemoved", "VotesVoided"]]
    assert house.events()[0] == {
        "type": "ElectorRemoved",
        "round": 1,
        "person": "p-ann",
        "seats": ["advice", "first", "second"],
        "reason": "left",
    }
    assert house.refused("ann", "CastVote", gate="build", choice="go") == "actor.left"


def test_a_revocation_counts_before_the_vote_that_would_close() -> None:
    """I3: whoever lost the role is not counted at the closing, however fast somebody votes."""
    house = opened(gate={"panel": [{"role": "owner", "need": 2}]})
    house.vote("ann", "build", "go")
    house.directory("RevokeRole", person="p-ann", role="sponsor", scope="organisation")
    assert house.vote("abe", "build", "go") == ["VoteCast"]
    assert house.entries()[-2]["command"]["type"] == "FollowDirectory"
    assert house.project.open_round


def test_leaving_can_settle_a_round() -> None:
    """2.5: being removed makes the electorate smaller, and a round closes as soon as it may."""
    house = opened(gate={"panel": [{"role": "owner", "need": "all"}]})
    house.vote("ann", "build", "kill")
    house.vote("abe", "build", "kill")
    house.tell("pat", "RemovePerson", person="p-al")
    assert house.tick() == [["ElectorRemoved", "RoundClosed", "ProjectClosed"]]
    assert house.project.outcome == "killed"


def test_when_everybody_is_gone_the_round_ends_otherwise() -> None:
    """No decision could stand any more."""
    house = opened()
    for person in ("ann", "abe", "al"):
        house.vote(person, "build", "recuse")
    current = house.project.rounds[0]
    assert (current.how, current.decision) == ("otherwise", "hold")
    assert house.project.standing == "held"
