"""Chapters of the golden story about alpha's delivery, and its end."""

from tests.golden.told import Story


def back(story: Story) -> None:
    """A field is missing; the way back is guarded."""
    story.done("fay", "SetFields", fields={"risk": "low"})
    story.refused("field.missing", "gus", "TakeMove", to="delivery.build")
    story.done("fay", "SetFields", fields={"due": "2027-06-30"})
    story.refused("guard.false", "fay", "TakeMove", to="planning")
    story.done("gus", "SubmitDeliverable", deliverable="report", content="half")
    story.done("fay", "SetFields", fields={"risk": "high"})
    story.done("fay", "TakeMove", to="planning")


def lapsed(story: Story) -> None:
    """The condition lapses and blocks every gate until its verifier says that it is met."""
    story.later(days=10)
    story.refused("condition.blocks", "fay", "RequestGate", gate="start")
    story.refused("condition.unknown", "gus", "VerifyCondition", condition=9)
    story.refused("not_permitted", "fay", "VerifyCondition", condition=1)
    story.done("gus", "VerifyCondition", condition=1, reason="mended, late")
    story.refused("condition.met", "gus", "VerifyCondition", condition=1)


def again(story: Story) -> None:
    """The gate is passed a second time; the way to build is guarded."""
    story.done("fay", "SubmitDeliverable", deliverable="plan", content="fourth")
    story.done("gus", "SubmitDeliverable", deliverable="drawing", content="fourth")
    story.done("cid", "JudgeDeliverable", deliverable="drawing")
    story.done("fay", "RequestGate", gate="start")
    for name in ("cid", "eve", "kay"):
        story.done(name, "CastVote", choice="go")
    story.done("gus", "SubmitDeliverable", deliverable="report", content="whole")
    story.refused("guard.false", "gus", "TakeMove", to="delivery.build")
    story.done("fay", "SetFields", fields={"keeper": "p-hal"})
    story.done("gus", "TakeMove", to="delivery.build")
    waiver = {"gate": "release", "item": "report", "until": story.day(9)}
    story.refused("waiver.forbidden", "cid", "WaiveItem", **waiver)


def removed(story: Story) -> None:
    """Electors and a delegate become authors, leave, lose their role: each takes votes away."""
    dates = {"since": story.day(), "until": story.day(30), "scope": "organisation"}
    ivy = {"person": "p-ivy", "role": "sponsor", "scope": "organisation"}
    story.done("ann", "GrantRole", **ivy)
    builder = {"person": "p-eve", "role": "builder", "scope": f"project/{story.key}"}
    story.done("ann", "GrantRole", **builder)
    story.done("kay", "Delegate", to="p-hal", role="finance", **dates)
    story.done("fay", "RequestGate", gate="release")
    story.refused("round.open", "fay", "TakeMove", to="planning")
    story.done("eve", "CastVote", choice="ship")
    story.done("hal", "CastVote", choice="ship", principal="p-kay")
    # The same bytes in another stage: the dossier stays, its authors are more.
    whole = {"deliverable": "report", "content": "whole"}
    story.refused("apart", "hal", "SubmitDeliverable", **whole, authors=["p-eve"])
    story.done("eve", "SubmitDeliverable", **whole, authors=["p-hal"])
    story.refused("apart", "hal", "CastVote", choice="ship", principal="p-kay")
    story.done("dee", "CastVote", choice="ship")
    story.done("ann", "RemovePerson", person="p-dee", reason="retired")
    story.done("ann", "RevokeRole", **ivy)
    story.refused("not_in_electorate", "ivy", "CastVote", choice="ship")


def silence(story: Story) -> None:
    """Nobody else votes: the release is approved by silence, as its gate says."""
    story.later(days=6)
    story.refused("not_permitted", "gus", "RequestGate", gate="finish")


def unsettled(story: Story) -> None:
    """A condition whose lapse closes the project, and what can't be done after that."""
    story.done("fay", "RequestGate", gate="finish")
    terms = {"text": "Pay", "owner": "p-fay", "verifier": "p-gus", "due": story.day(5)}
    story.done("cid", "CastVote", choice="conditional_go", conditions=[terms])
    story.done("eve", "CastVote", choice="conditional_go")
    story.later(days=7)
    story.refused("project.closed", "fay", "SetFields", fields={"crew": 1})
    story.refused("project.closed", "gus", "SubmitDeliverable", deliverable="report")
    story.refused("project.closed", "cid", "JudgeDeliverable", deliverable="drawing")
    story.refused("project.closed", "fay", "RequestGate", gate="finish")
    story.refused("project.closed", "gus", "VerifyCondition", condition=2)
    story.refused("project.closed", "cid", "KillProject")
