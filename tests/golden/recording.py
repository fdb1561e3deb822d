"""Chapters of the golden story about duties: who there is, and votes entered from minutes."""

from engine.canonical import Json
from engine.rules.minutes import recorded_for, vote_digest
from tests.golden.told import NOTHING, Story

ORGANISATION = "organisation"
PROJECT = "project/bridge"


def founding(story: Story) -> None:
    """Ann founds it; owners sit in the organisation, leader and clerk in the project."""
    story.key = "bridge"
    founder = {"person": "p-ann", "handle": "ann", "name": "Ann"}
    assert "hash" in story.publish("ann", "FoundOrganisation", "charter-1.0.0", **founder)
    assert "hash" in story.publish("ann", "PublishMethodology", "methodology-1.0.0")
    for name in ("bea", "cal", "dov", "leo", "sam"):
        story.done("ann", "AddPerson", person=f"p-{name}")
    for name in ("bea", "cal", "dov"):
        story.done("ann", "GrantRole", person=f"p-{name}", role="sponsor", scope=ORGANISATION)
    for name, role in (("leo", "leader"), ("sam", "clerk"), ("leo", "clerk"), ("dov", "clerk")):
        story.done("ann", "GrantRole", person=f"p-{name}", role=role, scope=PROJECT)
    story.done("ann", "StartProject", methodology=_source(story), fields={}, title="A bridge")
    story.done("leo", "SubmitDeliverable", deliverable="drawing")


def recording(story: Story) -> None:
    """A meeting: what sam may write down of it, and what those say who were there."""
    story.done("sam", "SubmitDeliverable", deliverable="minutes", content="before")
    story.done("leo", "RequestGate", gate="plan")
    _record(story, "not_permitted", "bea", "cal")
    _record(story, "round.none", "sam", "cal", round=7)
    _record(story, "person.unknown", "sam", "zoe")
    _record(story, "record.own", "sam", "sam")
    _record(story, "minutes.unknown", "sam", "bea", minutes=NOTHING)
    _record(story, "record.minutes", "sam", "bea")
    story.done("sam", "SubmitDeliverable", deliverable="minutes", content="they met")
    _record(story, "apart", "dov", "bea")
    _record(story, "apart", "leo", "bea")
    _record(story, "recuse.not_yours", "sam", "bea", choice="recuse")
    _record(story, "not_in_electorate", "sam", "leo")
    _record(story, None, "sam", "bea", choice="recycle")
    story.refused("round.none", "bea", "ConfirmVote", gate="plan", round=9, vote=NOTHING)
    story.refused("record.none", "cal", "ConfirmVote", **_answer(story, "bea"))
    read = _answer(story, "bea")
    _record(story, None, "sam", "bea")
    story.refused("record.changed", "bea", "ContestVote", **read)
    story.done("bea", "ContestVote", reason="I said no", **_answer(story, "bea"))
    _record(story, "record.contested", "sam", "bea")
    _record(story, None, "sam", "cal")
    story.done("cal", "ConfirmVote", **_answer(story, "cal"))
    story.refused("record.answered", "cal", "ContestVote", **_answer(story, "cal"))
    _record(story, "vote.one_person", "sam", "cal", choice="recycle")
    story.done("dov", "CastVote", choice="go")


def denied(story: Story) -> None:
    """The last gate is decided from minutes alone, and denied when the project is closed."""
    story.done("leo", "RequestGate", gate="opening")
    story.done("sam", "SubmitDeliverable", deliverable="minutes", content="they met again")
    _record(story, None, "sam", "bea")
    _record(story, None, "sam", "dov")
    story.done("dov", "ContestVote", reason="I was not there", **_answer(story, "dov"))


def _source(story: Story) -> str:
    return next(iter(story.world.directory.published))


def _record(story: Story, code: str | None, who: str, voter: str, **args: Json) -> None:
    """A record that must be refused with `code`, or accepted where there is none."""
    newest = story.project.newest("minutes")
    given: dict[str, Json] = {
        "voter": f"p-{voter}",
        "principal": f"p-{voter}",
        "choice": "go",
        "minutes": newest.digest if newest else NOTHING,
        **args,
    }
    if code:
        story.refused(code, who, "RecordVote", **given)
    else:
        story.done(who, "RecordVote", **given)


def _answer(story: Story, voter: str) -> dict[str, Json]:
    """What an answer to the newest record in somebody's name has to say."""
    current = story.project.rounds[-1]
    found = recorded_for(current, f"p-{voter}")
    assert found
    return {"gate": current.gate, "round": current.number, "vote": vote_digest(found.vote)}
