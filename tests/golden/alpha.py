"""Chapters of the golden story about the project alpha: from its start to its first stage."""

from tests.golden.told import NOTHING, Args, Story


def starting(story: Story) -> None:
    """Alpha starts; what is missing or not allowed is refused first."""
    digest = _digest(story, "methodology-1.0.0")
    start: Args = {"methodology": digest, "fields": {"risk": "low"}, "title": "Alpha"}
    story.refused("project.unknown", "fay", "SetFields", fields={"risk": "low"})
    story.refused("methodology.unknown", "cid", "StartProject", **{**start, "methodology": NOTHING})
    story.refused("not_permitted", "fay", "StartProject", **start)
    story.refused("field.unknown", "cid", "StartProject", **{**start, "fields": {"colour": "red"}})
    story.refused("field.value", "cid", "StartProject", **{**start, "fields": {"risk": "some"}})
    story.refused("field.required", "cid", "StartProject", **{**start, "fields": {}})
    story.done("cid", "StartProject", **start)
    story.refused("project.exists", "cid", "StartProject", **start)
    team(story)


def _digest(story: Story, name: str) -> str:
    return str(story.record.candidates[name]["args"]["source"])


def start_newest(story: Story, key: str) -> None:
    """Another project starts, on the version in force."""
    story.key = key
    start: Args = {"fields": {"risk": "low"}, "title": key.title()}
    old, new = (_digest(story, f"methodology-{version}") for version in ("1.0.0", "1.1.0"))
    if new not in story.world.directory.published:
        assert "hash" in story.publish("ann", "PublishMethodology", "methodology-1.1.0")
    story.refused("methodology.superseded", "cid", "StartProject", methodology=old, **start)
    story.done("cid", "StartProject", methodology=new, **start)
    team(story)


def team(story: Story) -> None:
    """Who holds what in the project."""
    for name, role in (
        ("fay", "lead"),
        ("gus", "builder"),
        ("hal", "builder"),
        ("ivy", "neighbour"),
    ):
        scope = f"project/{story.key}"
        story.done("ann", "GrantRole", person=f"p-{name}", role=role, scope=scope)


def idea(story: Story) -> None:
    """What can't be done yet, and the first move."""
    story.refused("field.unknown", "fay", "SetFields", fields={"colour": "red"})
    story.refused("not_permitted", "gus", "SetFields", fields={"crew": 1})
    story.refused("field.not_here", "fay", "SetFields", fields={"due": "2027-06-30"})
    story.refused("field.value", "fay", "SetFields", fields={"crew": "one"})
    story.refused("field.value", "fay", "SetFields", fields={"keeper": "p-zoe"})
    story.refused("deliverable.unknown", "fay", "SubmitDeliverable", deliverable="song")
    story.refused("not_permitted", "gus", "SubmitDeliverable", deliverable="plan")
    story.refused("deliverable.not_here", "fay", "SubmitDeliverable", deliverable="plan")
    story.refused("stage.unknown", "fay", "TakeMove", to="heaven")
    story.refused("move.none", "fay", "TakeMove", to="closing")
    story.refused("not_permitted", "gus", "TakeMove", to="planning")
    story.refused("standing.not_here", "cid", "HoldProject")
    story.refused("standing.not_here", "cid", "KillProject")
    story.done("fay", "TakeMove", to="planning")


def evidence(story: Story) -> None:
    """The plan, and a drawing that dee made in the end; one drawing is returned."""
    unknown: Args = {"deliverable": "plan", "authors": ["p-zoe"]}
    story.refused("person.unknown", "fay", "SubmitDeliverable", **unknown)
    story.refused("evidence.missing", "fay", "RequestGate", gate="start")
    story.done("fay", "SubmitDeliverable", deliverable="plan")
    story.refused("deliverable.same", "fay", "SubmitDeliverable", deliverable="plan")
    story.refused("deliverable.none", "cid", "JudgeDeliverable", deliverable="drawing")
    story.done("gus", "SubmitDeliverable", deliverable="drawing", content="sketch")
    judged = {"deliverable": "drawing", "verdict": "return", "comment": "blurred"}
    story.done("cid", "JudgeDeliverable", **judged)
    story.refused("evidence.missing", "fay", "RequestGate", gate="start")
    story.refused("apart", "gus", "SubmitDeliverable", deliverable="drawing", authors=["p-dee"])
    story.done("dee", "SubmitDeliverable", deliverable="drawing")
    story.refused("evidence.not_accepted", "fay", "RequestGate", gate="start")
    story.refused("deliverable.unknown", "cid", "JudgeDeliverable", deliverable="song")
    story.refused("deliverable.no_acceptance", "cid", "JudgeDeliverable", deliverable="plan")
    story.refused("not_permitted", "fay", "JudgeDeliverable", deliverable="drawing")
    stale = {"deliverable": "drawing", "digest": NOTHING}
    story.refused("deliverable.stale", "cid", "JudgeDeliverable", **stale)
    story.refused("apart", "dee", "JudgeDeliverable", deliverable="drawing")
    story.done("cid", "JudgeDeliverable", deliverable="drawing")
    story.refused("deliverable.judged", "cid", "JudgeDeliverable", deliverable="drawing")


def readiness(story: Story) -> None:
    """Every reason why the first gate isn't ready, one after another, until it is."""
    story.refused("gate.unknown", "fay", "RequestGate", gate="heaven")
    story.refused("not_permitted", "gus", "RequestGate", gate="start")
    story.refused("gate.not_here", "fay", "RequestGate", gate="release")
    odd: Args = {"gate": "start", "answers": {"safe": True, "tidy": True}}
    story.refused("answer.unknown", "fay", "RequestGate", **odd)
    story.refused("field.missing", "fay", "RequestGate", gate="start")
    story.done("cid", "SetFields", fields={"budget": "EUR 0"})
    story.refused("criterion.failed", "fay", "RequestGate", gate="start")
    story.done("cid", "SetFields", fields={"budget": "EUR 5000"})
    story.refused("answer.missing", "fay", "RequestGate", gate="start", answers={})
    story.refused("criterion.failed", "fay", "RequestGate", gate="start", answers={"tidy": False})
    story.refused("guard.error", "fay", "RequestGate", gate="start")
    story.done("fay", "SetFields", fields={"crew": 0, "note": "a"})
    story.refused("guard.false", "fay", "RequestGate", gate="start")
    story.done("fay", "SetFields", fields={"crew": 3})
    story.refused("panel.short", "cid", "RequestGate", gate="start")


def waivers(story: Story) -> None:
    """A criterion is set aside by an owner, who can't request the gate then."""
    waiver = {"gate": "start", "item": "tidy", "until": story.day(9)}
    story.refused("gate.unknown", "cid", "WaiveItem", **{**waiver, "gate": "heaven"})
    story.refused("item.unknown", "cid", "WaiveItem", **{**waiver, "item": "safe"})
    story.refused("not_permitted", "fay", "WaiveItem", **waiver)
    story.refused(
        "gate.not_here", "cid", "WaiveItem", **{**waiver, "gate": "release", "item": "report"}
    )
    story.refused("waiver.until", "cid", "WaiveItem", **{**waiver, "until": story.day(-1)})
    story.done("cid", "WaiveItem", **waiver, reason="it rains")
    story.refused("apart", "cid", "RequestGate", gate="start")
