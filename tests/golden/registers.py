"""Chapters of the golden story about registers: what could go wrong with a roof."""

from engine.canonical import Json
from tests.golden.told import Args, Story

ORGANISATION = "organisation"
PROJECT = "project/roof"


def founding(story: Story) -> None:
    """Ann founds it; bea and cal decide, leo leads, kim and moe build."""
    story.key = "roof"
    founder = {"person": "p-ann", "handle": "ann", "name": "Ann"}
    assert "hash" in story.publish("ann", "FoundOrganisation", "charter-1.0.0", **founder)
    assert "hash" in story.publish("ann", "PublishMethodology", "methodology-1.0.0")
    for name in ("bea", "cal", "leo", "kim", "moe"):
        story.done("ann", "AddPerson", person=f"p-{name}")
    for name in ("bea", "cal"):
        story.done("ann", "GrantRole", person=f"p-{name}", role="sponsor", scope=ORGANISATION)
    for name, role in (("leo", "leader"), ("kim", "builder"), ("moe", "builder")):
        story.done("ann", "GrantRole", person=f"p-{name}", role=role, scope=PROJECT)
    source = str(story.record.candidates["methodology-1.0.0"]["args"]["source"])
    story.done("ann", "StartProject", methodology=source, fields={}, title="A roof")


def risks(story: Story) -> None:
    """What can't be written down, and what is; the guard of a move, and who may not take it."""
    rain: Args = {"register": "risk", "title": "Rain", "fields": {"level": 20}}
    story.refused("register.unknown", "kim", "AddItem", **{**rain, "register": "risks"})
    story.refused("field.unknown", "kim", "AddItem", **{**rain, "fields": {"size": 1}})
    story.refused("not_permitted", "bea", "AddItem", **rain)
    story.refused("not_permitted", "kim", "AddItem", **{**rain, "fields": {"owner": "p-kim"}})
    story.refused("field.value", "kim", "AddItem", **{**rain, "fields": {"level": "20"}})
    story.refused("register.not_here", "kim", "AddItem", register="change", title="x", fields={})
    for level in (20, 17):
        story.done("kim", "AddItem", **{**rain, "fields": {"level": level}})
    story.refused("criterion.failed", "leo", "RequestGate", gate="start", answers={})
    story.refused("item.unknown", "leo", "MoveItem", **_risk(3, "shut"))
    story.refused("state.unknown", "leo", "MoveItem", **_risk(1, "gone"))
    story.refused("move.none", "leo", "MoveItem", **_risk(1, "open"))
    story.refused("not_permitted", "kim", "MoveItem", **_risk(1, "shut"))
    story.refused("guard.false", "leo", "MoveItem", **_risk(1, "shut"))
    story.refused("field.value", "leo", "SetItem", **_set(1, owner="p-zoe"))
    story.done("leo", "SetItem", **_set(1, owner="p-kim"))
    story.refused("apart", "leo", "MoveItem", **_risk(1, "shut"))
    story.done("ann", "GrantRole", person="p-moe", role="leader", scope=PROJECT)
    story.done("moe", "MoveItem", **{**_risk(1, "shut"), "comment": "a tarpaulin"})
    story.refused("item.ended", "leo", "SetItem", **_set(1, level=1))
    story.refused("register.not_here", "leo", "MoveItem", **_risk(1, "open"))
    story.done("kim", "SetItem", **{**_set(2), "title": "Hail"})


def round_and_items(story: Story) -> None:
    """Votes are void when what the gate asks of items comes out otherwise, and only then."""
    story.done("leo", "RequestGate", gate="start", answers={})
    story.done("bea", "CastVote", choice="go")
    story.done("kim", "AddItem", register="risk", title="Moss", fields={"level": 2})
    story.done("kim", "SetItem", **_set(3, level=3))
    story.done("kim", "SetItem", **_set(2, level=9))
    story.done("bea", "CastVote", choice="go")
    story.done("cal", "CastVote", choice="go")


def changes(story: Story) -> None:
    """A change is approved within a tenth of the budget, and nothing of it is set any more."""
    story.refused("field.required", "kim", "AddItem", register="change", title="x", fields={})
    cost: Args = {"fields": {"cost": "EUR 90"}}
    story.done("kim", "AddItem", register="change", title="A gutter", **cost)
    approve: Args = {"register": "change", "item": 1, "to": "approved", "comment": None}
    story.refused("guard.error", "bea", "MoveItem", **approve)
    story.done("leo", "SetFields", fields={"budget": "EUR 900"})
    story.done("bea", "MoveItem", **approve)
    more: Args = {"register": "change", "item": 1, "title": None, "fields": {"cost": "EUR 9000"}}
    story.refused("field.not_here", "kim", "SetItem", **more)
    story.refused("guard.false", "leo", "TakeMove", to="done")
    story.done("leo", "HoldProject")
    story.done("kim", "MoveItem", register="change", item=1, to="built", comment=None)
    story.done("leo", "ResumeProject")
    story.done("leo", "MoveItem", **_risk(1, "open"))
    story.done("leo", "TakeMove", to="done")
    for name in ("AddItem", "SetItem", "MoveItem"):
        given: dict[str, Args] = {
            "AddItem": {"register": "risk", "title": "x", "fields": {}},
            "SetItem": _set(1, level=1),
            "MoveItem": _risk(1, "shut"),
        }
        story.refused("project.closed", "leo", name, **given[name])


def _risk(number: int, to: str) -> Args:
    return {"register": "risk", "item": number, "to": to, "comment": None}


def _set(number: int, **fields: Json) -> Args:
    return {"register": "risk", "item": number, "title": None, "fields": fields}
