"""The inbox: what waits for a person, found by rows, judged on worlds as the rules judge."""

from engine.canonical import Json
from engine.inbox import items, oldest_first, streams_for
from engine.inbox_item import Item, Paper
from tests.engine.audit.story import METHODOLOGY, PEOPLE, YES, on
from tests.support.house import House

FIRST = "2026-11-24T09:00:00.000000Z"


def begun() -> House:
    """A project whose drawing waits for acceptance; its budget is set."""
    house = House(METHODOLOGY)
    house.people(**PEOPLE)
    on(house, "2026-11-24")
    house.start()
    house.do("ann", "SetFields", fields={"budget": "EUR 900"})
    on(house, "2026-11-25")
    house.do("bo", "SubmitDeliverable", deliverable="drawing", content="a drawing")
    return house


def ready() -> House:
    """The same with everything that its gate needs."""
    house = begun()
    on(house, "2026-11-26")
    house.do("bo", "SubmitDeliverable", deliverable="permit", content="a permit")
    house.do("tess", "JudgeDeliverable", deliverable="drawing")
    return house


def asked() -> House:
    """The same with an open round."""
    house = ready()
    on(house, "2026-11-27")
    house.do("bo", "RequestGate", gate="build", answers={"tidy": True})
    return house


def inbox(house: House, name: str) -> list[Item]:
    """What waits for somebody, in every project."""
    person = f"p-{name}"
    today = house.world.today
    with house.store.read() as reader:
        streams = streams_for(reader, person, today)
    found = [one for stream in streams for one in items(house.engine.look(stream), person)]
    return oldest_first(found)


def short(house: House, name: str) -> list[tuple[str, str]]:
    """Kind and name of what waits for somebody."""
    return [(one.kind, one.name) for one in inbox(house, name)]


def test_a_version_waits_for_those_who_may_accept_it() -> None:
    """Since it was handed in, with its digest; not for its authors, nor for anybody else."""
    house = begun()
    (item,) = inbox(house, "tess")
    assert (item.kind, item.key, item.name) == ("accept", "shed", "drawing")
    assert item.since == "2026-11-25T09:00:00.000000Z"
    assert [paper.version for paper in item.dossier] == [1]
    assert short(house, "bo") == [("hand_in", "permit")]
    assert short(house, "ann") == []
    house.do("tess", "JudgeDeliverable", deliverable="drawing")
    assert short(house, "tess") == []


def test_missing_evidence_waits_for_those_who_may_bring_it() -> None:
    """What a gate here lacks is asked of everybody who may hand it in, until it is there."""
    house = House(METHODOLOGY)
    house.people(**PEOPLE)
    on(house, "2026-11-24")
    house.start()
    assert short(house, "bo") == [("hand_in", "drawing"), ("hand_in", "permit")]
    until = "2027-01-01"
    house.do("tess", "WaiveItem", gate="build", item="permit", until=until)
    assert short(house, "bo") == [("hand_in", "drawing")]


def test_a_gate_that_is_ready_waits_for_those_who_may_request_it() -> None:
    """Only when the request would be accepted, and no longer once a round is open."""
    house = ready()
    (item,) = inbox(house, "bo")
    assert (item.kind, item.name, item.title) == ("request", "build", "Go to build")
    assert [paper.deliverable for paper in item.dossier] == ["drawing", "permit"]
    house.do("bo", "RequestGate", gate="build", answers={"tidy": True})
    assert short(house, "bo") == []


def test_a_vote_waits_with_what_it_would_decide() -> None:
    """Gate, seats, decisions, deadline and dossier stand in the item."""
    house = asked()
    (item,) = inbox(house, "tess")
    drawing, permit = (house.project.newest(name) for name in ("drawing", "permit"))
    assert drawing
    assert permit
    assert item == Item(
        "vote",
        "shed",
        "2026-11-27T09:00:00.000000Z",
        "2026-12-12T00:00:00.000000Z",
        "build",
        "Go to build",
        ("treasurer",),
        None,
        1,
        ("kill", "recycle", "hold", "conditional_go", "go"),
        (
            Paper("drawing", "Drawing", 1, drawing.digest, accepted=True, waived=False),
            Paper("permit", "Permit", 1, permit.digest, accepted=False, waived=False),
        ),
    )
    assert short(house, "bo") == []
    house.vote("tess", "build", "go", **YES)
    assert short(house, "tess") == []


def test_a_lent_vote_waits_for_the_delegate_too() -> None:
    """With the name of who lent it, and no longer once either of them has voted."""
    house = asked()
    house.tell(
        "tess",
        "Delegate",
        to="p-dan",
        role="treasurer",
        scope="project/shed",
        since="2026-11-01",
        until="2026-12-31",
    )
    (item,) = inbox(house, "dan")
    assert (item.kind, item.lent_by, item.seats) == ("vote", "p-tess", ("treasurer",))
    house.vote("dan", "build", "go", principal="p-tess", **YES)
    assert short(house, "dan") == []
    assert short(house, "tess") == []


def test_a_lent_vote_does_not_wait_for_who_may_not_cast_it() -> None:
    """Separation of duties keeps the requester from voting, for whomsoever."""
    house = asked()
    house.tell(
        "tess",
        "Delegate",
        to="p-bo",
        role="treasurer",
        scope="project/shed",
        since="2026-11-01",
        until="2026-12-31",
    )
    assert short(house, "bo") == []


def test_a_condition_waits_for_owner_and_verifier() -> None:
    """Since the round closed, until it is met, also when it has lapsed."""
    house = asked()
    terms = {"text": "a fence", "owner": "p-bo", "verifier": "p-nell", "due": "2026-12-10"}
    for name, conditions in (("ann", [terms]), ("olaf", []), ("tess", [])):
        house.vote(name, "build", "conditional_go", conditions=conditions, **YES)
    (met,) = inbox(house, "nell")
    assert (met.kind, met.name, met.due) == ("verify", "1", "2026-12-11T00:00:00.000000Z")
    assert met.since == "2026-11-27T09:00:00.000000Z"
    assert ("meet", "1") in short(house, "bo")
    on(house, "2026-12-20")
    assert ("meet", "1") in short(house, "bo")
    house.do("nell", "VerifyCondition", condition=1)
    assert short(house, "nell") == []


def test_a_hold_waits_for_review_when_its_date_has_come() -> None:
    """For those who can resume or kill, although no row says so before the timer is fired."""
    house = asked()
    on(house, "2026-12-14")
    house.engine.run_due(house.stream)
    assert short(house, "ann") == []
    on(house, "2027-02-01")
    (item,) = inbox(house, "ann")
    assert (item.kind, item.decisions) == ("review", ("resume", "kill"))
    house.do("ann", "ResumeProject")
    assert short(house, "ann") == []


def test_what_has_waited_longest_comes_first() -> None:
    """Across projects, by the instant since when."""
    house = begun()
    on(house, "2026-11-26")
    house.start("barn")
    house.tell("pat", "GrantRole", person="p-bo", role="builder", scope="project/barn")
    found = inbox(house, "bo")
    assert [(one.key, one.name) for one in found] == [
        ("shed", "permit"),
        ("barn", "drawing"),
        ("barn", "permit"),
    ]
    assert [one.since for one in found] == sorted(one.since for one in found)


def test_nothing_waits_in_a_closed_project() -> None:
    """A killed project asks nothing of anybody."""
    house = asked()
    house.do("ann", "KillProject")
    assert [short(house, name) for name in PEOPLE] == [[]] * len(PEOPLE)


def test_an_open_item_waits_for_its_owner_until_the_day_it_is_due() -> None:
    """Owned in a field `owner`, due in a field `due`; gone when it is shut, or somebody else's."""
    house = begun()
    args: dict[str, Json] = {"owner": "p-dan", "due": "2026-12-01"}
    house.do("bo", "AddItem", register="risk", title="Rain", fields=args)
    (item,) = inbox(house, "dan")
    assert (item.kind, item.name, item.due) == ("own", "risk 1", "2026-12-02T00:00:00.000000Z")
    assert (item.title, item.decisions) == (house.project.items["risk", 1].title, ("shut",))
    house.do("bo", "SetItem", register="risk", item=1, fields={"owner": "p-nell"})
    assert inbox(house, "dan") == []
    assert ("own", "risk 1") in short(house, "nell")
    house.do("tess", "MoveItem", register="risk", item=1, to="shut")
    assert inbox(house, "nell") == []
