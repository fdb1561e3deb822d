"""Chapters of the golden story about tracks: what is built and what is sold, at once."""

from typing import Final

from engine.canonical import Json
from tests.golden.told import Story

PROJECT: Final = "project/bridge"
TECHNICAL: Final = "development.technical"
MARKET: Final = "development.market"
PAPERS: Final = f"{MARKET}.launch.papers"
SHOPS: Final = f"{MARKET}.launch.shops"


def founding(story: Story) -> None:
    """Ann founds it and owns the bridge, bo builds it, sue sells it."""
    story.key = "bridge"
    founder = {"person": "p-ann", "handle": "ann", "name": "Ann"}
    assert "hash" in story.publish("ann", "FoundOrganisation", "charter-1.0.0", **founder)
    assert "hash" in story.publish("ann", "PublishMethodology", "methodology-1.0.0")
    for name, role in (("oda", "owner"), ("bo", "builder"), ("sue", "seller")):
        story.done("ann", "AddPerson", person=f"p-{name}")
        story.done("ann", "GrantRole", person=f"p-{name}", role=role, scope=PROJECT)
    source = next(iter(story.world.directory.published))
    story.done("ann", "StartProject", methodology=source, fields={}, title="A bridge")


def entering(story: Story) -> None:
    """All tracks are entered at once; guards of each are asked, and fields belong to one."""
    story.refused("move.none", "bo", "TakeMove", to=TECHNICAL)
    story.refused("guard.false", "bo", "TakeMove", to="development")
    story.refused("field.not_here", "bo", "SetFields", fields={"load": 1})
    story.done("oda", "SetFields", fields={"budget": "EUR 9000"})
    story.done("bo", "TakeMove", to="development")
    _stands(story, f"{TECHNICAL}.design", f"{MARKET}.research")
    story.done("bo", "SetFields", fields={"load": 40})
    story.refused("field.not_here", "sue", "SetFields", fields={"price": 7})


def in_tracks(story: Story) -> None:
    """Each track by its own people; the other stays, and nothing leads out of one alone."""
    story.refused("not_permitted", "sue", "TakeMove", to=f"{TECHNICAL}.build")
    story.refused("gate.not_here", "bo", "RequestGate", gate="join")
    story.refused("evidence.missing", "bo", "RequestGate", gate="check")
    story.done("bo", "SubmitDeliverable", deliverable="drawing")
    story.done("bo", "RequestGate", gate="check")
    story.refused("round.open", "sue", "TakeMove", to=f"{MARKET}.launch")
    story.refused("decision.unknown", "oda", "CastVote", choice="again")
    story.done("oda", "CastVote", choice=f"again@{TECHNICAL}")
    _stands(story, f"{TECHNICAL}.design", f"{MARKET}.research")
    assert story.project.visits["development"] == 1
    assert story.project.visits[TECHNICAL] == 2
    story.done("bo", "RequestGate", gate="check")
    story.done("oda", "CastVote", choice="go")
    story.done("sue", "TakeMove", to=f"{MARKET}.launch")
    _stands(story, f"{TECHNICAL}.build", f"{PAPERS}.draft", SHOPS)
    story.done("sue", "SetFields", fields={"price": 7})


def inner_join(story: Story) -> None:
    """The way out of a stage with tracks in a sequence opens at the end of them all."""
    story.refused("move.none", "sue", "TakeMove", to=f"{MARKET}.ready")
    story.done("sue", "TakeMove", to=f"{PAPERS}.printed")
    story.done("sue", "TakeMove", to=PAPERS)
    story.done("sue", "TakeMove", to=f"{PAPERS}.printed")
    story.refused("not_permitted", "bo", "TakeMove", to=f"{MARKET}.ready")
    story.done("sue", "TakeMove", to=f"{MARKET}.ready")
    _stands(story, f"{TECHNICAL}.build", f"{MARKET}.ready")
    story.done("sue", "SubmitDeliverable", deliverable="advert")


def recycling(story: Story) -> None:
    """The join recycles one track, both, or all; evidence is due anew for what began again."""
    story.refused("gate.not_here", "sue", "RequestGate", gate="join")
    story.done("bo", "TakeMove", to=f"{TECHNICAL}.verified")
    story.refused("evidence.missing", "sue", "RequestGate", gate="join")
    _join(story, "rework", content="first")
    _stands(story, f"{TECHNICAL}.build", f"{MARKET}.ready")
    story.done("bo", "TakeMove", to=f"{TECHNICAL}.verified")
    story.done("oda", "WaiveItem", gate="join", item="report", until=story.day(9))
    story.done("sue", "RequestGate", gate="join")
    story.done("oda", "CastVote", choice="both")
    _stands(story, f"{TECHNICAL}.build", f"{MARKET}.research")
    _to_the_end(story)
    story.refused("evidence.missing", "sue", "RequestGate", gate="join")
    _join(story, "anew", content="second")
    _stands(story, f"{TECHNICAL}.design", f"{MARKET}.research")
    assert story.project.visits["development"] == 2


def holding(story: Story) -> None:
    """A hold at the join keeps the whole position; another stage of it goes on afterwards."""
    story.done("bo", "TakeMove", to=f"{TECHNICAL}.build")
    _to_the_end(story)
    _join(story, "rest", content="third")
    story.refused("project.held", "sue", "RequestGate", gate="join")
    story.later(days=6)
    story.done("oda", "ResumeProject")
    _stands(story, f"{TECHNICAL}.verified", f"{MARKET}.ready")


def testing(story: Story) -> None:
    """Joined, sent back into both tracks at chosen places, reviewed in one, and left as a whole."""
    _join(story, "go", content="fourth")
    _stands(story, "testing")
    story.done("bo", "RequestGate", gate="accept")
    story.done("oda", "CastVote", choice="back")
    _stands(story, f"{TECHNICAL}.verified", f"{MARKET}.ready")
    assert story.project.visits["development"] == 3
    story.done("sue", "RequestGate", gate="prices")
    story.done("oda", "CastVote", choice="low")
    _stands(story, f"{TECHNICAL}.verified", f"{MARKET}.research")
    story.done("oda", "TakeMove", to="idea")
    _stands(story, "idea")
    story.done("bo", "TakeMove", to="development")


def stopping(story: Story) -> None:
    """A kill at a gate in one track leaves them all."""
    story.done("bo", "TakeMove", to=f"{TECHNICAL}.build")
    _to_the_end(story)
    condition: Json = {
        "text": "Paint it",
        "owner": "p-bo",
        "verifier": "p-oda",
        "due": story.day(9),
    }
    _join(story, "sure", content="fifth", conditions=[condition])
    story.done("bo", "TakeMove", to=f"{TECHNICAL}.build")
    _stands(story, f"{TECHNICAL}.build", f"{MARKET}.research")
    story.done("oda", "VerifyCondition", condition=1)
    story.done("oda", "TakeMove", to="idea")
    story.done("bo", "TakeMove", to="development")
    story.done("bo", "RequestGate", gate="check")
    story.done("oda", "CastVote", choice="stop")
    _stands(story, "winding_down")
    story.done("bo", "RequestGate", gate="wind")
    story.done("oda", "CastVote", choice="end")
    assert story.project.outcome == "stopped"


def _join(story: Story, choice: str, content: str, **args: Json) -> None:
    """Hand in the report, ask for the join and decide it."""
    story.done("bo", "SubmitDeliverable", deliverable="report", content=content)
    story.done("sue", "RequestGate", gate="join")
    story.done("oda", "CastVote", choice=choice, **args)


def _to_the_end(story: Story) -> None:
    """From building and research to the end of both tracks."""
    story.done("bo", "TakeMove", to=f"{TECHNICAL}.verified")
    story.done("sue", "TakeMove", to=f"{MARKET}.launch")
    story.done("sue", "TakeMove", to=f"{PAPERS}.printed")
    story.done("sue", "TakeMove", to=f"{MARKET}.ready")


def _stands(story: Story, *leaves: str) -> None:
    assert tuple(story.project.position) == leaves
