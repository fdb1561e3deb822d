"""Deliverables: docs/notation.md 1.4 and the checks of handing in and judging."""

import hashlib

from engine.canonical import Json
from engine.rules.project_state import Version
from tests.support.house import House
from tests.support.sheds import Tree, opened, site

DRAWING: dict[str, Tree] = {"title": "Drawing", "by": "builder"}
ACCEPTED: Tree = {"drawing": {**DRAWING, "accepted_by": ["checker", "builder"]}}


def submit(house: House, content: str = "first", by: str = "bo", **args: Json) -> list[str]:
    """Hand in a version of the drawing."""
    return house.do(by, "SubmitDeliverable", deliverable="drawing", content=content, **args)


def newest(house: House) -> Version:
    """The newest version of the drawing."""
    version = house.project.newest("drawing")
    assert version
    return version


def test_a_version_is_known_by_its_bytes() -> None:
    """With its authors, its place in the stages and when it was handed in."""
    house = site()
    house.at("2026-11-24T12:00:00.000000Z")
    submit(house, "second", authors=["p-dee", "p-bo", "p-cy"])
    version = newest(house)
    assert version == Version(
        2,
        hashlib.sha256(b"second").hexdigest(),
        ("p-bo", "p-cy", "p-dee"),
        {"planning": 1},
        "2026-11-24T12:00:00.000000Z",
        None,
        version.name,
        6,
    )


def test_a_deliverable_is_declared_and_handed_in_by_its_roles() -> None:
    """What the file doesn't name can't be handed in, nor by anybody else."""
    house = site()
    assert house.refused("bo", "SubmitDeliverable", deliverable="poem") == "deliverable.unknown"
    for person in ("ann", "pat", "dee"):
        assert house.refused(person, "SubmitDeliverable", deliverable="drawing") == "not_permitted"


def test_a_deliverable_can_be_for_some_stages() -> None:
    """Elsewhere it is refused."""
    only: Tree = {"drawing": {**DRAWING, "in": "delivery"}}
    house = site(started=False, deliverables=only)
    house.start()
    assert house.refused("bo", "SubmitDeliverable", deliverable="drawing") == (
        "deliverable.not_here"
    )


def test_authors_are_known_people() -> None:
    """Also those who have left: they wrote it all the same."""
    house = site()
    house.tell("pat", "RemovePerson", person="p-dee")
    args: dict[str, Json] = {"deliverable": "drawing", "content": "2"}
    assert house.refused("bo", "SubmitDeliverable", **args, authors=["p-nobody"]) == (
        "person.unknown"
    )
    submit(house, "2", authors=["p-dee"])


def test_the_same_file_is_no_new_version() -> None:
    """While it is the newest, in the same visits, and wasn't returned."""
    house = site(deliverables=ACCEPTED)
    args: dict[str, Json] = {"deliverable": "drawing"}
    assert house.refused("bo", "SubmitDeliverable", **args) == "deliverable.same"
    house.do("cy", "JudgeDeliverable", **args)
    assert house.refused("bo", "SubmitDeliverable", **args) == "deliverable.same"
    submit(house, "2")
    submit(house, "first")
    house.do("cy", "JudgeDeliverable", **args, verdict="return")
    submit(house, "first")
    assert newest(house).number == 4


def test_in_a_new_visit_the_same_file_is_a_new_version() -> None:
    """Handing it in again says that it still holds."""
    house = opened(gate={"panel": [{"role": "treasurer", "need": 1}]})
    house.vote("tom", "build", "recycle")
    submit(house, "first")
    assert (newest(house).number, newest(house).visits) == (2, {"planning": 2})


def test_evidence_goes_on_while_the_project_is_on_hold_and_ends_with_it() -> None:
    """Deliverables and acceptance go on; nothing is handed in to a closed project."""
    house = site(deliverables=ACCEPTED)
    house.do("ann", "HoldProject")
    submit(house, "2")
    house.do("cy", "JudgeDeliverable", deliverable="drawing")
    house.do("ann", "KillProject")
    args: dict[str, Json] = {"deliverable": "drawing", "content": "3"}
    assert house.refused("bo", "SubmitDeliverable", **args) == "project.closed"
    assert house.refused("cy", "JudgeDeliverable", deliverable="drawing") == "project.closed"


def test_a_new_version_voids_the_votes_on_the_old_one() -> None:
    """I7: and handing the old one in again doesn't bring them back."""
    house = opened()
    house.vote("ann", "build", "go")
    assert submit(house, "2") == ["DeliverableSubmitted", "VotesVoided"]
    assert house.events()[1]["changed"] == ["deliverables.drawing"]  # type: ignore[typeddict-item]
    assert submit(house, "first") == ["DeliverableSubmitted"]
    assert not house.project.rounds[0].ballots
    assert [ballot.vote["choice"] for ballot in house.project.rounds[0].former] == ["go"]


def test_a_vote_that_saw_the_same_material_counts_again() -> None:
    """I7: a vote is bound to the digest of what it saw, not to the moment."""
    house = opened()
    seen = house.entries()[-1]["events"][0]["dossier"]
    submit(house, "2")
    args: dict[str, Json] = {"gate": "build", "choice": "go", "material": seen}
    assert house.refused("ann", "CastVote", **args) == "vote.stale"
    submit(house, "first")
    assert house.do("ann", "CastVote", **args) == ["VoteCast"]


def test_evidence_of_another_gate_voids_nothing() -> None:
    """I7: only what the panel judges is material."""
    both: Tree = {"drawing": DRAWING, "photo": {"title": "Photo", "by": "builder"}}
    house = opened(deliverables=both)
    house.vote("ann", "build", "go")
    house.do("bo", "SubmitDeliverable", deliverable="photo")
    assert list(house.project.rounds[0].ballots) == ["p-ann"]


def test_judging_names_the_version_that_was_looked_at() -> None:
    """A newer one under the same name is not accepted by accident; each is judged once."""
    house = site(deliverables=ACCEPTED)
    old = newest(house).digest
    submit(house, "2")
    args: dict[str, Json] = {"deliverable": "drawing"}
    assert house.refused("cy", "JudgeDeliverable", **args, digest=old) == "deliverable.stale"
    house.do("cy", "JudgeDeliverable", **args)
    assert newest(house).verdict == "accept"
    assert house.refused("cy", "JudgeDeliverable", **args, verdict="return") == (
        "deliverable.judged"
    )


def test_judging_is_for_those_named_and_where_it_is_asked() -> None:
    """Each refusal of `JudgeDeliverable`."""
    two: dict[str, Tree] = {"drawing": {**DRAWING, "accepted_by": "checker"}, "photo": DRAWING}
    house = site(started=False, deliverables=two)
    house.start()
    args: dict[str, Json] = {"deliverable": "drawing"}
    assert house.refused("cy", "JudgeDeliverable", deliverable="poem") == "deliverable.unknown"
    assert house.refused("cy", "JudgeDeliverable", deliverable="photo") == (
        "deliverable.no_acceptance"
    )
    assert house.refused("ann", "JudgeDeliverable", **args) == "not_permitted"
    assert house.refused("cy", "JudgeDeliverable", **args) == "deliverable.none"


def test_accepting_during_a_round_is_a_change_of_the_dossier() -> None:
    """I7: who voted before saw evidence that nobody had accepted."""
    house = site(deliverables=ACCEPTED, gate={"waived_by": "neighbour"})
    house.do("ned", "WaiveItem", gate="build", item="drawing", until="2026-12-31")
    house.do("bo", "RequestGate", gate="build")
    house.vote("ann", "build", "hold")
    assert house.do("cy", "JudgeDeliverable", deliverable="drawing") == [
        "DeliverableJudged",
        "VotesVoided",
    ]
