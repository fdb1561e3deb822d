"""Chapters of the golden story about panels: who sits there, and whose turn it is."""

from tests.golden.told import Story

ORGANISATION = "organisation"
PROJECT = "project/mirror"


def founding(story: Story) -> None:
    """Ann founds it; the head and the board are the organisation's, all others the project's."""
    story.key = "mirror"
    founder = {"person": "p-ann", "handle": "ann", "name": "Ann"}
    assert "hash" in story.publish("ann", "FoundOrganisation", "charter-1.0.0", **founder)
    assert "hash" in story.publish("ann", "PublishMethodology", "methodology-1.0.0")
    for name in ("bea", "cal", "dov", "eli", "fio", "gil", "hal", "ida", "kim"):
        story.done("ann", "AddPerson", person=f"p-{name}")
    for name, role in (("bea", "head"), ("cal", "board"), ("kim", "chief")):
        story.done("ann", "GrantRole", person=f"p-{name}", role=role, scope=ORGANISATION)
    for name, role in (
        ("dov", "leader"),
        ("eli", "maker"),
        ("fio", "partner"),
        ("fio", "founder"),
        ("gil", "partner"),
    ):
        story.done("ann", "GrantRole", person=f"p-{name}", role=role, scope=PROJECT)
    digest = next(iter(story.world.directory.published))
    fields = {"size": "small", "reviewer": "p-eli"}
    story.done("ann", "StartProject", methodology=digest, fields=fields, title="A mirror")


def seats(story: Story) -> None:
    """Who made it can't review it, not even after leaving; data and names bind the round."""
    story.refused("panel.short", "dov", "RequestGate", gate="concept")
    maker = {"person": "p-eli", "role": "maker", "scope": PROJECT}
    story.done("ann", "RevokeRole", **maker)
    story.refused("panel.short", "dov", "RequestGate", gate="concept")
    story.done("dov", "SetFields", fields={"reviewer": "p-hal"})
    story.done("dov", "RequestGate", gate="concept")
    story.refused("panel.would_change", "dov", "SetFields", fields={"size": "large"})
    story.refused("panel.would_change", "dov", "SetFields", fields={"reviewer": "p-ida"})


def turns(story: Story) -> None:
    """The review and the partners speak first, the authority after them; weights decide."""
    story.refused("tier.open", "bea", "CastVote", choice="go")
    story.done("hal", "CastVote", choice="recycle", comment="the glass is thin")
    story.refused("tier.open", "bea", "CastVote", choice="go")
    story.done("gil", "CastVote", choice="go")
    story.done("fio", "CastVote", choice="go")
    story.done("bea", "CastVote", choice="go")


def dependence(story: Story) -> None:
    """A reviewer is taken into the team while they review, and a panel falls apart."""
    story.done("dov", "SetFields", fields={"size": "large"})
    story.done("dov", "RequestGate", gate="delivery")
    story.done("hal", "CastVote", choice="go")
    story.done("ann", "GrantRole", person="p-hal", role="maker", scope=PROJECT)
    # The engine follows the directory before it judges: nobody is left to review.
    story.refused("round.closed", "cal", "CastVote", choice="go")
    story.done("dov", "SetFields", fields={"reviewer": "p-ida"})
    story.done("dov", "RequestGate", gate="delivery")
    story.done("cal", "CastVote", choice="recuse")
    story.done("dov", "SetFields", fields={"size": "small"})
    story.done("dov", "RequestGate", gate="delivery")
    for name in ("ida", "gil", "fio", "bea"):
        story.done(name, "CastVote", choice="go")


def deciding(story: Story) -> None:
    """The head decides: after the partners, and nothing that the makers' seat doesn't carry."""
    story.done("dov", "RequestGate", gate="opening")
    story.refused("seat.decides", "bea", "CastVote", choice="go")
    story.refused("seat.not_yours", "gil", "DecideGate", choice="go")
    story.refused("decision.unknown", "bea", "DecideGate", choice="abstain")
    story.refused("tier.open", "bea", "DecideGate", choice="go")
    story.refused("dissent.nowhere", "hal", "CastVote", choice="again", dissent="no way")
    story.done("gil", "CastVote", choice="again", comment="wait", dissent="it will crack")
    story.refused("tier.open", "bea", "DecideGate", choice="go")
    story.done("hal", "CastVote", choice="stop")
    story.refused("decision.not_open", "bea", "DecideGate", choice="go")
    story.done("hal", "CastVote", choice="first_light")
    terms = {"text": "Cover it", "owner": "p-dov", "verifier": "p-hal", "due": story.day(9)}
    story.refused("condition.missing", "bea", "DecideGate", choice="first_light")
    story.done("bea", "DecideGate", choice="first_light", conditions=[terms])
    story.done("hal", "VerifyCondition", condition=1)


def lent(story: Story) -> None:
    """A delegate decides; who asked for the round can't, whoever lends it to them."""
    dates = {"since": story.day(), "until": story.day(30), "scope": ORGANISATION}
    story.done("bea", "Delegate", to="p-dov", role="head", **dates)
    story.done("dov", "RequestGate", gate="opening")
    story.done("fio", "CastVote", choice="go")
    story.done("hal", "CastVote", choice="go")
    story.refused("apart", "dov", "DecideGate", choice="go", principal="p-bea")
    story.done("bea", "EndDelegation", delegation=1)
    story.done("bea", "Delegate", to="p-kim", role="head", **dates)
    story.done("kim", "DecideGate", choice="go", principal="p-bea", comment="first light it is")
