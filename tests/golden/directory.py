"""Chapters of the golden story that are about the organisation."""

from tests.golden.told import NOTHING, Story

ORGANISATION = "organisation"


def founding(story: Story) -> None:
    """Nobody can do anything before the founding, and there is one."""
    founder = {"person": "p-ann", "handle": "ann", "name": "Ann"}
    story.refused("directory.none", "ann", "AddPerson", person="p-bob")
    assert "hash" in story.publish("ann", "FoundOrganisation", "charter-1.0.0", **founder)
    again = story.publish("ann", "FoundOrganisation", "charter-1.0.0", **founder)
    assert again["code"] == "directory.exists"
    story.refused("actor.unknown", "zoe", "AddPerson", person="p-bob")
    story.refused("command.malformed", "ann", "AddPerson", person="Bob")
    story.refused("command.malformed", "ann", "AddPerson", person="p-bob", reason="no")


def people(story: Story) -> None:
    """Who there is; one leaves at once, and never acts again."""
    for name in ("bob", "cid", "dee", "eve", "fay", "gus", "hal", "ivy", "jon", "kay"):
        story.done("ann", "AddPerson", person=f"p-{name}")
    story.refused("not_permitted", "cid", "AddPerson", person="p-max")
    story.refused("person.exists", "ann", "AddPerson", person="p-bob")
    story.refused("handle.taken", "ann", "AddPerson", person="p-max", handle="bob")
    story.refused("person.unknown", "ann", "RemovePerson", person="p-zoe")
    story.refused("not_permitted", "cid", "RemovePerson", person="p-jon")
    story.refused("directory.last_registrar", "ann", "RemovePerson", person="p-ann")
    story.done("ann", "RemovePerson", person="p-jon", reason="went elsewhere")
    story.refused("person.left", "ann", "RemovePerson", person="p-jon")
    story.refused("actor.left", "jon", "AddPerson", person="p-max")


def grants(story: Story) -> None:
    """Who holds what in the organisation."""
    pmo = {"person": "p-ann", "role": "pmo", "scope": ORGANISATION}
    story.refused("directory.last_registrar", "ann", "RevokeRole", **pmo)
    for name, role in (
        ("bob", "deputy"),
        ("cid", "sponsor"),
        ("dee", "sponsor"),
        ("eve", "finance"),
        ("kay", "finance"),
    ):
        story.done("ann", "GrantRole", person=f"p-{name}", role=role, scope=ORGANISATION)
    deputy = {"person": "p-ann", "role": "deputy", "scope": ORGANISATION}
    sponsor = {"person": "p-cid", "role": "sponsor", "scope": ORGANISATION}
    story.refused("person.unknown", "ann", "GrantRole", **{**sponsor, "person": "p-zoe"})
    story.refused("role.unknown", "ann", "GrantRole", **{**sponsor, "role": "king"})
    story.refused("not_permitted", "cid", "GrantRole", **{**sponsor, "person": "p-fay"})
    story.refused("person.left", "ann", "GrantRole", **{**sponsor, "person": "p-jon"})
    story.refused("apart", "ann", "GrantRole", **deputy)
    story.refused("role.held", "ann", "GrantRole", **sponsor)
    story.refused("role.not_held", "ann", "RevokeRole", **deputy)
    story.done("bob", "GrantRole", **deputy)
    story.done("ann", "RevokeRole", **deputy)


def publishing(story: Story) -> None:
    """A methodology and a charter come in force, and are replaced by higher versions."""
    answers = [
        story.publish(who, command, name)
        for who, command, name in (
            ("cid", "PublishMethodology", "methodology-1.0.0"),
            ("ann", "PublishMethodology", "methodology-1.0.0"),
            ("ann", "PublishMethodology", "methodology-1.0.0"),
            ("ann", "PublishMethodology", "methodology-0.9.0"),
            ("cid", "AmendCharter", "charter-1.1.0"),
            ("ann", "AmendCharter", "charter-1.1.0"),
            ("ann", "AmendCharter", "charter-1.0.0"),
        )
    ]
    assert [answer.get("code") for answer in answers] == [
        "not_permitted",
        None,
        "methodology.exists",
        "methodology.older",
        "not_permitted",
        None,
        "charter.older",
    ]


def calendar(story: Story) -> None:
    """Two holidays; one is taken back."""
    story.refused("not_permitted", "cid", "AmendCalendar", add=["2026-12-25"], remove=[])
    story.done("ann", "AmendCalendar", add=["2026-12-25", "2026-12-28"], remove=[])
    story.refused("calendar.date", "ann", "AmendCalendar", add=["2026-12-25"], remove=[])
    story.refused("calendar.date", "ann", "AmendCalendar", add=[], remove=["2026-12-24"])
    story.done("ann", "AmendCalendar", add=[], remove=["2026-12-28"])


def lending(story: Story) -> None:
    """Votes are lent: cid's to bob, eve's to bob, for a year."""
    dates = {"since": story.day(), "until": story.day(365)}
    sponsor = {"to": "p-bob", "role": "sponsor", "scope": ORGANISATION, **dates}
    finance = {**sponsor, "role": "finance"}
    story.refused("person.unknown", "cid", "Delegate", **{**sponsor, "to": "p-zoe"})
    story.refused("role.not_yours", "fay", "Delegate", **sponsor)
    story.refused("person.left", "cid", "Delegate", **{**sponsor, "to": "p-jon"})
    story.refused("delegation.self", "cid", "Delegate", **{**sponsor, "to": "p-cid"})
    story.refused("delegation.dates", "cid", "Delegate", **{**sponsor, "until": story.day(-1)})
    story.done("cid", "Delegate", **sponsor)
    story.refused("delegation.exists", "cid", "Delegate", **{**sponsor, "to": "p-kay"})
    story.done("eve", "Delegate", **finance)
    story.done("dee", "Delegate", **{**sponsor, "to": "p-hal"})
    story.refused("delegation.unknown", "ann", "EndDelegation", delegation=9)
    story.refused("not_permitted", "cid", "EndDelegation", delegation=3)
    story.done("dee", "EndDelegation", delegation=3)
    story.refused("delegation.ended", "dee", "EndDelegation", delegation=3)


def texts(story: Story) -> None:
    """What somebody said is erased; asking twice, or for nothing, is refused."""
    person = story.world.directory.people["p-jon"]
    story.refused("not_permitted", "cid", "EraseText", commitment=person.name)
    story.refused("text.unknown", "ann", "EraseText", commitment=NOTHING)
    story.done("ann", "EraseText", commitment=person.name, reason="asked for it")
    story.done("ann", "EraseText", commitment=person.handle, reason="asked for it")
    story.refused("text.erased", "ann", "EraseText", commitment=person.name)
    (added,) = [one for _, one in story.record.steps if one["args"].get("person") == "p-jon"][:1]
    assert story.repeat(added)["repeated"], "what was erased doesn't make it another command"
