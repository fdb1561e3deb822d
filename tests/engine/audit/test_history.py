"""Histories: every act once, in the order of time; and a project as it was at any instant."""

from functools import cache

import pytest

from engine.audit.history import Told, history
from engine.audit.replay import replay
from engine.errors import LedgerError, NotFound
from tests.engine.audit.story import tell
from tests.engine.audit.tampering import Copy
from tests.support.house import House

SHED = "project/shed"


@cache
def story() -> House:
    """The story, told once: nobody writes to it."""
    return tell()


def told(key: str | None = None, *, refusals: bool = False) -> list[Told]:
    """The history of the story."""
    with story().store.read() as reader:
        return list(history(reader, key, refusals=refusals))


def test_a_history_has_every_act_once_in_the_order_of_time() -> None:
    """The directory and every project together; at one instant the directory comes first."""
    found = told()
    count = sum(len(story().entries(one)) for one in ("directory", SHED, "project/barn"))
    assert len({(one.entry["stream"], one.entry["seq"]) for one in found}) == count
    instants = [one.entry["at"] for one in found]
    assert instants == sorted(instants)
    for stream in ("directory", SHED):
        seqs = [one.entry["seq"] for one in found if one.entry["stream"] == stream]
        assert seqs == sorted(seqs)


def test_one_project_is_told_alone() -> None:
    """With a key nothing of the directory or of other projects stands in it."""
    assert {one.entry["stream"] for one in told("shed")} == {SHED}
    with pytest.raises(NotFound):
        told("castle")


def test_refusals_stand_among_the_acts_when_they_are_asked_for() -> None:
    """Each after what it was refused on."""
    found = told("shed", refusals=True)
    refused = [place for place, one in enumerate(found) if one.refused]
    assert len(refused) == len(story().entries("refusals/project/shed"))
    for place in refused:
        cited = found[place].entry["reads"][1]["seq"]
        before = [one.entry["seq"] for one in found[:place] if not one.refused]
        assert before[-1] == cited
    assert not any(one.refused for one in told("shed"))


def test_what_followed_is_told_apart_from_what_was_asked() -> None:
    """A vote is asked; that others are void, the round closes and a stage is entered follows."""
    found = {one.entry["seq"]: [event["type"] for event in one.followed()] for one in told("shed")}
    acts = {one["seq"]: one["command"]["type"] for one in story().entries(SHED)}
    followed = {acts[seq]: types for seq, types in found.items()}
    assert followed["StartProject"] == ["StageEntered"]
    assert followed["WithdrawRequest"] == []
    assert followed["ResumeProject"] == []
    assert followed["FollowDirectory"] == ["ElectorRemoved"]
    assert ["VotesVoided"] in found.values()
    assert ["RoundClosed", "GatePassed", "ConditionOpened", "StageEntered"] in found.values()


def test_a_project_is_replayed_as_it_was_recorded_at_an_instant() -> None:
    """What was written later isn't in it, what was due and not written yet isn't either."""
    with story().store.read() as reader:
        early = replay(reader, "shed", "2026-11-25T12:00:00.000000Z")
        late = replay(reader, "shed", "2026-12-13T12:00:00.000000Z")
        end = replay(reader, "shed", "2030-01-01T00:00:00.000000Z")
    assert early.world.project
    assert early.world.project.rounds == []
    assert [one.verdict for one in early.world.project.versions["drawing"]] == ["return", "accept"]
    assert late.world.project
    assert late.world.project.open_round, "its deadline had passed, and nobody had looked"
    assert end.world.project
    assert end.world.project.standing == "closed"
    assert end.head.seq == len(story().entries(SHED)) - 1


def test_a_project_is_replayed_on_the_directory_of_that_instant() -> None:
    """Who held a role then, holds it in the replay, although it was revoked later."""
    with story().store.read() as reader:
        before = replay(reader, "shed", "2027-02-14T00:00:00.000000Z")
        after = replay(reader, "shed", "2027-02-16T00:00:00.000000Z")
    assert "p-olaf" in before.world.directory.holders("sponsor", "organisation")
    assert "p-olaf" not in after.world.directory.holders("sponsor", "organisation")
    assert after.directory.seq > before.directory.seq


def test_what_was_not_there_yet_is_not_found() -> None:
    """Before its start a project is unknown, as one that never was."""
    with story().store.read() as reader:
        for key, at in (
            ("shed", "2020-01-01T00:00:00.000000Z"),
            ("castle", "2027-01-01T00:00:00.000000Z"),
        ):
            with pytest.raises(NotFound):
                replay(reader, key, at)


def test_a_broken_chain_is_not_replayed() -> None:
    """What contradicts itself is no ground to say how it was."""
    copy = Copy(story())
    copy.hashes[SHED][1] = "0" * 64
    with copy.store().read() as reader, pytest.raises(LedgerError):
        replay(reader, "shed", "2030-01-01T00:00:00.000000Z")


def test_a_broken_chain_is_not_told() -> None:
    """I19: an edited entry is no history, whatever hash stands beside it."""
    copy = Copy(story())
    copy.entry(SHED, 1)["actor"] = "p-nell"
    with copy.store().read() as reader, pytest.raises(LedgerError):
        list(history(reader, "shed"))
