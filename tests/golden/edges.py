"""Chapters of the golden story about limits: what is just enough, just in time, just too much."""

from engine.instant import plus
from tests.golden.alpha import start_newest
from tests.golden.others import plan
from tests.golden.told import Args, Story


def first_gate(story: Story) -> None:
    """Two of three owners are a majority; a score of exactly the pass mark passes."""
    for name in ("lea", "max"):
        story.done("ann", "AddPerson", person=f"p-{name}")
        held: Args = {"person": f"p-{name}", "role": "sponsor", "scope": "organisation"}
        story.done("ann", "GrantRole", **held)
    start_newest(story, "epsilon")
    plan(story)
    story.done("cid", "CastVote", choice="go")
    story.done("lea", "CastVote", choice="go")
    story.done("max", "CastVote", choice="recycle")
    assert story.project.stage == "delivery.design"
    story.done("gus", "TakeMove", to="delivery.build")
    story.done("gus", "SubmitDeliverable", deliverable="report")
    story.done("fay", "RequestGate", gate="release")
    for name in ("cid", "lea", "max", "eve"):
        story.done(name, "CastVote", choice="ship")
    story.done("kay", "CastVote", choice="abstain")
    assert story.project.stage == "closing"


def counting(story: Story) -> None:
    """One of two votes cast is no majority of them; one of two treasurers is half."""
    story.done("fay", "RequestGate", gate="finish")
    story.done("eve", "CastVote", choice="go")
    story.done("cid", "CastVote", choice="go")
    story.done("lea", "CastVote", choice="recycle")
    assert story.project.open_round
    story.done("max", "CastVote", choice="abstain")
    assert story.project.rounds[-1].how == "otherwise"


def dates(story: Story) -> None:
    """Today is the last day of a waiver; tomorrow and the last day are days of a condition."""
    story.done("cid", "WaiveItem", gate="finish", item="paid", until=story.day())
    story.done("fay", "RequestGate", gate="finish", answers={})
    terms: Args = {"text": "Pay", "owner": "p-fay", "verifier": "p-gus"}
    for days, code in ((0, "condition.due"), (10, "condition.due")):
        odd: Args = {"conditions": [{**terms, "due": story.day(days)}]}
        story.refused(code, "cid", "CastVote", choice="conditional_go", **odd)
    both: Args = {"conditions": [{**terms, "due": story.day(days)} for days in (1, 9)]}
    story.done("cid", "CastVote", choice="conditional_go", **both)
    story.done("lea", "CastVote", choice="conditional_go")
    story.done("eve", "CastVote", choice="conditional_go")
    assert story.project.conditions
    for number in (1, 2):
        story.done("gus", "VerifyCondition", condition=number)


def instants(story: Story) -> None:
    """A vote is in time before the due instant, and not at it."""
    story.done("fay", "RequestGate", gate="finish")
    due = story.project.rounds[-1].due
    assert due
    story.just_at(plus(due, seconds=-1))
    story.done("cid", "CastVote", choice="go")
    story.just_at(due)
    story.refused("round.closed", "lea", "CastVote", choice="go")
    assert story.project.rounds[-1].how == "deadline"


def pairs(story: Story) -> None:
    """With one of two owners to come nothing is sure; when both say go it is done."""
    lost: Args = {"person": "p-max", "role": "sponsor", "scope": "organisation"}
    story.done("ann", "RevokeRole", **lost)
    story.done("fay", "RequestGate", gate="finish")
    story.done("eve", "CastVote", choice="go")
    story.done("cid", "CastVote", choice="go")
    assert story.project.open_round
    story.done("lea", "CastVote", choice="go")
    assert story.project.outcome == "completed"
