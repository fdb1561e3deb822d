"""Chapters of the golden story about calls: gates that open a duty and block what waits for it."""

from engine.instant import plus
from tests.golden.told import Story

ORGANISATION = "organisation"
PROJECT = "project/house"


def founding(story: Story) -> None:
    """Ann founds it, Bea owns the house, Cal builds it."""
    story.key = "house"
    founder = {"person": "p-ann", "handle": "ann", "name": "Ann"}
    assert "hash" in story.publish("ann", "FoundOrganisation", "charter-1.0.0", **founder)
    assert "hash" in story.publish("ann", "PublishMethodology", "methodology-1.0.0")
    for name in ("bea", "cal"):
        story.done("ann", "AddPerson", person=f"p-{name}")
    story.done("ann", "GrantRole", person="p-bea", role="sponsor", scope=ORGANISATION)
    story.done("ann", "GrantRole", person="p-cal", role="builder", scope=PROJECT)
    source = next(iter(story.world.directory.published))
    fields = {"budget": "EUR 100", "spent": "EUR 50"}
    story.done("ann", "StartProject", methodology=source, fields=fields, title="A house")


def alarm(story: Story) -> None:
    """More is spent than there is: the round is void, nothing moves, setting it back is no help."""
    story.refused("gate.not_passed", "bea", "ReopenGate", gate="idea")
    story.done("cal", "RequestGate", gate="idea")
    story.done("bea", "CastVote", choice="go")
    story.done("cal", "TakeMove", to="work")
    story.refused("gate.not_called", "cal", "RequestGate", gate="alarm")
    story.refused("gate.not_called", "cal", "RequestGate", gate="plan")
    story.done("cal", "TakeMove", to="work.roof")
    story.done("cal", "RequestGate", gate="handover")
    story.done("cal", "SetFields", fields={"spent": "EUR 101"})
    assert story.project.rounds[-1].how == "voided"
    story.done("cal", "SetFields", fields={"spent": "EUR 99"})
    story.refused("gate.called", "cal", "RequestGate", gate="handover")
    story.refused("gate.called", "cal", "TakeMove", to="planning")
    story.refused("evidence.missing", "cal", "RequestGate", gate="alarm")
    story.done("cal", "SubmitDeliverable", deliverable="report")
    story.done("cal", "RequestGate", gate="alarm")
    story.done("bea", "CastVote", choice="again")
    assert list(story.project.calls) == ["alarm"]


def plan(story: Story) -> None:
    """The owner asks for a plan; that meets one call and makes another."""
    story.done("cal", "SetFields", fields={"spent": "EUR 101"})
    story.done("cal", "RequestGate", gate="alarm")
    story.done("bea", "CastVote", choice="replan")
    assert list(story.project.calls) == ["plan"]
    story.done("cal", "SetFields", fields={"budget": "EUR 200"})
    story.refused("gate.called", "cal", "RequestGate", gate="handover")
    story.done("cal", "RequestGate", gate="plan")
    story.done("bea", "CastVote", choice="go")
    assert not story.project.calls


def forecast(story: Story) -> None:
    """The forecast leaves the tolerance of the new baseline, and comes back."""
    assert story.project.baseline.fields == {"budget": "EUR 200"}
    story.done("cal", "SetFields", fields={"guess": "EUR 220"})
    story.done("cal", "SetFields", fields={"guess": "EUR 220.01"})
    assert (story.project.breaches, list(story.project.calls)) == ({"cost": "over"}, ["alarm"])
    story.done("cal", "SubmitDeliverable", deliverable="report", content="again")
    story.done("cal", "RequestGate", gate="alarm")
    story.refused("guard.false", "bea", "CastVote", choice="go")
    story.done("cal", "SetFields", fields={"guess": "EUR 100"})
    assert story.project.breaches == {}
    story.done("bea", "CastVote", choice="go")
    assert story.project.calls == {}


def late(story: Story) -> None:
    """A day passes: the call comes before the deadline by which silence would have approved."""
    story.done("cal", "SetFields", fields={"ready": story.day(3)})
    story.done("cal", "RequestGate", gate="handover")
    story.now = plus(story.now, days=30)
    story.refused("gate.called", "cal", "RequestGate", gate="handover")
    assert story.project.rounds[-1].how == "voided"
    story.done("cal", "RequestGate", gate="late")
    story.done("bea", "CastVote", choice="drop")
    assert (story.project.stage, story.project.calls) == ("planning", {})
    story.done("cal", "TakeMove", to="work")
    assert list(story.project.calls) == ["late"]


def reopened(story: Story) -> None:
    """The first gate is decided again, twice: by its own authority, and by a decision."""
    story.refused("not_permitted", "cal", "ReopenGate", gate="idea")
    story.done("cal", "TakeMove", to="work.roof")
    story.done("bea", "ReopenGate", gate="idea", reason="Was it a good one?")
    story.refused("gate.not_passed", "bea", "ReopenGate", gate="idea")
    story.refused("gate.called", "cal", "RequestGate", gate="handover")
    story.done("cal", "RequestGate", gate="idea")
    story.done("bea", "CastVote", choice="go")
    assert story.project.stage == "work.roof"
    story.done("cal", "RequestGate", gate="late")
    story.done("bea", "CastVote", choice="go")
    assert list(story.project.calls) == ["idea"]
    story.done("cal", "RequestGate", gate="idea")
    story.done("bea", "CastVote", choice="back")
    assert (story.project.stage, story.project.calls) == ("idea", {})
