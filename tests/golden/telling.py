"""A chapter of the golden story about duties: a deadline that tells."""

from tests.golden.told import Story


def deadline(story: Story) -> None:
    """It is near, and then it has come, and somebody is told both times."""
    story.key = "quay"
    for name, role in (("leo", "leader"), ("gil", "chief")):
        story.done("ann", "GrantRole", person=f"p-{name}", role=role, scope="project/quay")
    source = next(iter(story.world.directory.published))
    story.done("ann", "StartProject", methodology=source, fields={}, title="A quay")
    story.done("leo", "SubmitDeliverable", deliverable="drawing")
    story.done("leo", "RequestGate", gate="plan")
    story.done("bea", "CastVote", choice="go")
    story.later(days=3)
    story.done("leo", "SetFields", fields={"flood": False})
    story.later(days=9)
    story.done("leo", "SubmitDeliverable", deliverable="drawing", content="second")
