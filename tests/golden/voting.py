"""Chapters of the golden story about the first gate of alpha: votes, and how rounds end."""

from tests.golden.told import NOTHING, Story


def first_round(story: Story) -> None:
    """While a round is open other rounds, moves and changes of its panel are refused."""
    story.done("fay", "RequestGate", gate="start", answers={})
    story.refused("round.open", "fay", "RequestGate", gate="start")
    story.refused("panel.would_change", "cid", "SetFields", fields={"budget": "EUR 10"})
    story.refused("gate.unknown", "cid", "CastVote", choice="go", gate="heaven")
    story.refused("round.none", "cid", "CastVote", choice="go", gate="release")
    story.refused("round.none", "cid", "CastVote", choice="go", round=9)
    story.refused("person.unknown", "cid", "CastVote", choice="go", principal="p-zoe")
    story.refused("not_in_electorate", "gus", "CastVote", choice="go")
    story.refused("not_in_electorate", "dee", "CastVote", choice="go")
    story.refused("delegation.none", "gus", "CastVote", choice="go", principal="p-cid")
    story.refused("decision.unknown", "cid", "CastVote", choice="perhaps")
    story.refused("seat.unknown", "cid", "CastVote", choice="go", seat="throne")
    story.refused("seat.not_yours", "cid", "CastVote", choice="go", seat="money")
    story.refused("recuse.not_yours", "bob", "CastVote", choice="recuse", principal="p-cid")
    story.refused("vote.stale", "cid", "CastVote", choice="go", material=NOTHING)
    story.refused("dissent.nowhere", "cid", "CastVote", choice="go", dissent="no")


def sheets(story: Story) -> None:
    """What a vote must carry, and must not."""
    story.refused("answer.missing", "cid", "CastVote", choice="go", answers={})
    story.refused("answer.unknown", "ivy", "CastVote", choice="go", answers={"safe": True})
    story.refused("score.missing", "cid", "CastVote", choice="go", scores={"use": 5})
    story.refused("score.unknown", "cid", "CastVote", choice="abstain", scores={"use": 5})
    story.refused("score.range", "cid", "CastVote", choice="go", scores={"use": 5, "looks": 11})
    terms = {"text": "Mend it", "owner": "p-fay", "verifier": "p-gus", "due": story.day(9)}
    odd = [
        ("go", terms, "condition.not_asked"),
        ("conditional_go", {**terms, "owner": "p-zoe"}, "person.unknown"),
        ("conditional_go", {**terms, "verifier": "p-fay"}, "condition.verifier"),
        ("conditional_go", {**terms, "due": story.day()}, "condition.due"),
        ("conditional_go", {**terms, "due": story.day(90)}, "condition.due"),
    ]
    for choice, wrong, code in odd:
        story.refused(code, "cid", "CastVote", choice=choice, conditions=[wrong])
    story.refused("condition.missing", "cid", "CastVote", choice="conditional_go")


def voiding(story: Story) -> None:
    """Votes fall with the dossier and with the delegation they rest on."""
    story.done("bob", "CastVote", choice="go", principal="p-cid", comment="for cid")
    story.done("ivy", "CastVote", choice="recycle", comment="it blocks my view")
    story.refused("vote.one_person", "bob", "CastVote", choice="go", principal="p-eve")
    story.done("fay", "SetFields", fields={"risk": "high"})
    story.done("bob", "CastVote", choice="go", principal="p-cid")
    story.done("cid", "EndDelegation", delegation=1)
    # The engine follows the directory before it judges.
    story.refused("delegation.none", "bob", "CastVote", choice="go", principal="p-cid")
    story.refused("gate.unknown", "fay", "WithdrawRequest", gate="heaven")
    story.refused("not_permitted", "gus", "WithdrawRequest", gate="start")
    story.refused("round.none", "fay", "WithdrawRequest", gate="start", round=9)
    story.done("fay", "WithdrawRequest", gate="start")
    story.refused("round.closed", "fay", "WithdrawRequest", gate="start")
    story.refused("round.closed", "cid", "CastVote", choice="go")


def otherwise(story: Story) -> None:
    """Eve votes and recuses herself: nobody is left for her seat, and nothing can be decided."""
    story.done("fay", "RequestGate", gate="start")
    story.done("eve", "CastVote", choice="go")
    story.done("kay", "CastVote", choice="recuse")
    story.done("eve", "CastVote", choice="recuse", comment="my sister builds it")
    story.refused("project.held", "fay", "RequestGate", gate="start")
    story.refused("project.held", "fay", "TakeMove", to="idea")
    story.refused("project.held", "cid", "HoldProject")
    story.refused("not_permitted", "fay", "ResumeProject")
    story.later(days=31)
    # The review of the hold is due; it is announced before the project goes on.
    story.done("cid", "ResumeProject", reason="reviewed")
    story.refused("project.active", "cid", "ResumeProject")


def deadline(story: Story) -> None:
    """The plan has expired; with a new one nobody votes in time."""
    story.refused("evidence.expired", "fay", "RequestGate", gate="start")
    story.done("fay", "SubmitDeliverable", deliverable="plan", content="second")
    story.done("fay", "RequestGate", gate="start")
    story.later(days=20)
    story.done("cid", "ResumeProject")


def recycled(story: Story) -> None:
    """A round is void by a hold; another is decided, and planning begins anew."""
    story.done("fay", "SubmitDeliverable", deliverable="plan", content="third")
    story.done("fay", "RequestGate", gate="start")
    story.done("cid", "HoldProject")
    story.done("cid", "ResumeProject")
    story.done("fay", "RequestGate", gate="start")
    for name in ("cid", "eve"):
        story.done(name, "CastVote", choice="recycle")
    story.refused("evidence.missing", "fay", "RequestGate", gate="start")


def approved(story: Story) -> None:
    """A conditional go, with a waiver of the drawing, leaves a condition and enters delivery."""
    waiver = {"gate": "start", "item": "drawing", "until": story.day(5)}
    story.done("cid", "WaiveItem", **waiver)
    story.done("fay", "RequestGate", gate="start")
    terms = {"text": "Mend it", "owner": "p-fay", "verifier": "p-gus", "due": story.day(9)}
    story.done("cid", "CastVote", choice="conditional_go", conditions=[terms])
    story.done("eve", "CastVote", choice="conditional_go")
    story.done("kay", "CastVote", choice="abstain")
