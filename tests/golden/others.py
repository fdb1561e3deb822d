"""Chapters of the golden story about other projects, on the methodology's next version."""

from tests.golden.alpha import start_newest
from tests.golden.told import Story


def beta(story: Story) -> None:
    """Held, killed into its closing work, completed."""
    start_newest(story, "beta")
    story.done("fay", "TakeMove", to="planning")
    story.done("cid", "HoldProject", reason="no money")
    story.done("cid", "KillProject", reason="no hope")
    story.done("fay", "RequestGate", gate="finish")
    story.done("cid", "CastVote", choice="go", comment="well done, all the same")
    story.done("kay", "CastVote", choice="go")


def gamma(story: Story) -> None:
    """Approved twice; its condition holds it when it lapses."""
    start_newest(story, "gamma")
    plan(story)
    story.done("cid", "CastVote", choice="go")
    story.done("gus", "SubmitDeliverable", deliverable="report")
    story.done("gus", "TakeMove", to="delivery.build")
    story.done("fay", "RequestGate", gate="release")
    terms = {"text": "Paint it", "owner": "p-fay", "verifier": "p-gus", "due": story.day(3)}
    story.done("cid", "CastVote", choice="ship_if", conditions=[terms])
    for name in ("eve", "kay"):
        story.done(name, "CastVote", choice="ship_if")
    story.later(days=5)
    story.done("gus", "VerifyCondition", condition=1)
    story.done("cid", "ResumeProject")


def delta(story: Story) -> None:
    """Killed by its panel."""
    start_newest(story, "delta")
    plan(story)
    story.done("cid", "CastVote", choice="kill", comment="no")


def plan(story: Story) -> None:
    """From the idea to the opening of the first gate, with no treasurer in its panel."""
    story.done("fay", "TakeMove", to="planning")
    story.done("cid", "SetFields", fields={"budget": "EUR 500"})
    story.done("fay", "SetFields", fields={"crew": 2, "due": "2027-09-30"})
    story.done("fay", "SubmitDeliverable", deliverable="plan")
    story.done("gus", "SubmitDeliverable", deliverable="drawing")
    story.done("cid", "JudgeDeliverable", deliverable="drawing")
    story.done("fay", "RequestGate", gate="start")


def clocks(story: Story) -> None:
    """A clock that is behind, one that is far ahead, and commands asked again."""
    story.key = "gamma"
    story.later(minutes=-30)
    story.refused("clock.behind", "fay", "SetFields", fields={"crew": 9})
    story.later(days=190)
    story.refused("clock.confirm", "fay", "SetFields", fields={"crew": 9})
    story.done("fay", "SetFields", fields={"crew": 9}, _id="nine", _confirm=True)
    again = story.ask("fay", "SetFields", fields={"crew": 9}, _id="nine")
    assert again["repeated"]
    story.refused("command.reused", "fay", "SetFields", fields={"crew": 8}, _id="nine")
    assert "error" in story.ask("cid", "HoldProject", reason="\ud800")
