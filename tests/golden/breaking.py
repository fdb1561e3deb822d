"""Chapters of the golden story about duties: what two people set aside, and what they can't."""

from tests.golden.told import Story

PROJECT = "project/weir"


def glass(story: Story) -> None:
    """A second project: its first gate is overridden, reviewed late, and again after a no."""
    story.key = "weir"
    for name in ("gil", "hew", "pup"):
        story.done("ann", "AddPerson", person=f"p-{name}")
    for name, role in (
        ("gil", "chief"),
        ("hew", "chief"),
        ("leo", "leader"),
        ("leo", "chief"),
        ("bea", "chief"),
    ):
        story.done("ann", "GrantRole", person=f"p-{name}", role=role, scope=PROJECT)
    source = next(iter(story.world.directory.published))
    story.done("ann", "StartProject", methodology=source, fields={}, title="A weir")
    _asked(story)
    _joined(story)
    _reviewed(story)


def decided(story: Story) -> None:
    """A third project: what the panel decided by its votes, nobody sets aside."""
    story.key = "lock"
    for name, role in (("gil", "chief"), ("leo", "leader"), ("sam", "clerk")):
        story.done("ann", "GrantRole", person=f"p-{name}", role=role, scope="project/lock")
    source = next(iter(story.world.directory.published))
    story.done("ann", "StartProject", methodology=source, fields={}, title="A lock")
    story.done("leo", "SubmitDeliverable", deliverable="drawing")
    story.done("leo", "SetFields", fields={"flood": True})
    story.done("leo", "RequestGate", gate="plan")
    story.done("sam", "CastVote", choice="stop")
    story.refused("override.vetoed", "gil", "RequestOverride", gate="plan", decision="go")
    story.done("bea", "CastVote", choice="stop")
    story.done("cal", "CastVote", choice="stop")
    story.refused("override.decided", "gil", "RequestOverride", gate="plan", decision="go")


def _asked(story: Story) -> None:
    story.refused("not_permitted", "cal", "RequestOverride", gate="plan", decision="go")
    story.refused("override.decision", "gil", "RequestOverride", gate="plan", decision="recycle")
    story.refused("override.unknown", "gil", "ConfirmOverride", override=1)
    story.done("gil", "RequestOverride", gate="plan", decision="go", reason="the flood")
    story.refused("override.pending", "hew", "RequestOverride", gate="plan", decision="go")
    story.refused("apart", "gil", "ConfirmOverride", override=1)
    story.refused("override.open", "ann", "ReviewOverride", override=1)
    story.later(days=1)
    story.refused("override.lapsed", "hew", "ConfirmOverride", override=1)


def _joined(story: Story) -> None:
    story.done("hew", "RequestOverride", gate="plan", decision="go", reason="the flood")
    story.done("leo", "SubmitDeliverable", deliverable="drawing")
    story.done("leo", "RequestGate", gate="plan")
    story.refused("apart", "leo", "ConfirmOverride", override=2)
    story.done("gil", "ConfirmOverride", override=2, reason="yes, now")
    story.refused("override.confirmed", "hew", "ConfirmOverride", override=2)


def _reviewed(story: Story) -> None:
    story.refused("not_permitted", "gil", "ReviewOverride", override=2)
    story.later(days=5)
    story.done("ann", "ReviewOverride", override=2, reason="it was right")
    story.refused("override.reviewed", "ann", "ReviewOverride", override=2)
