"""The order of checks in the directory: docs/notation.md section 7, as in `test_order`."""

from engine.canonical import Json
from engine.requests import ASSERTED, Request, Source
from engine.rules.commands import DIRECTORY_ARGUMENTS, Command
from engine.rules.decide import decide
from engine.rules.refusal import Refusal
from tests.support.house import CHARTER, House
from tests.support.sheds import ROLES, Tree, shed, site
from tests.support.stairs import Args, Step, climb, request, told

ORG = "organisation"
HERE = "project/shed"
WEEK: Args = {"since": "2026-11-23", "until": "2026-11-30"}


def house_with_leavers() -> House:
    """Eve has left; dee may add people and grant roles, beside the PMO."""
    charter = CHARTER + (
        "  add_person: [pmo, deputy]\n  remove_person: [pmo, deputy]\n"
        "  grant_organisation_role: [pmo, deputy]\n  grant_project_role: [pmo, deputy]\n"
        "  amend_calendar: [deputy]\n"
    )
    house = House(shed(), charter=charter.replace("roles:", "roles:\n  deputy: {title: Deputy}"))
    house.people(ann="@sponsor", dee="@deputy", eve="")
    house.tell("pat", "RemovePerson", person="p-eve")
    return house


def test_add_person() -> None:
    """The right, the id, the handle."""
    args: Args = {"person": "p-ann", "handle": "ann", "name": "Ann"}
    steps = [
        Step("not_permitted", by="dee"),
        Step("person.exists", args={"person": "p-ann2"}),
        Step("handle.taken", args={"handle": "ann2"}),
    ]
    climb(house_with_leavers(), "AddPerson", "ann", args, steps)


def test_remove_person() -> None:
    """Who, the right, whether they are there, whether they can go."""
    args: Args = {"person": "p-none", "reason": "because"}
    steps = [
        Step("person.unknown", args={"person": "p-eve"}),
        Step("not_permitted", by="dee"),
        Step("person.left", args={"person": "p-pat"}),
    ]
    climb(house_with_leavers(), "RemovePerson", "ann", args, steps, then="directory.last_registrar")


def test_grant_role() -> None:
    """Who, what, the right, whether they are there, not oneself, once."""
    house = house_with_leavers()
    args: Args = {"person": "p-none", "role": "king", "scope": ORG}
    steps = [
        Step("person.unknown", args={"person": "p-eve"}),
        Step("role.unknown", args={"role": "deputy"}),
        Step("not_permitted", by="dee"),
        Step("person.left", args={"person": "p-dee"}),
        Step("apart", by="pat"),
        Step("role.held", args={"role": "sponsor"}),
    ]
    climb(house, "GrantRole", "ann", args, steps)


def test_revoke_role() -> None:
    """Who, the right, whether it is held, whether somebody is left."""
    args: Args = {"person": "p-none", "role": "king", "scope": ORG}
    steps = [
        Step("person.unknown", args={"person": "p-pat"}),
        Step("not_permitted", by="dee"),
        Step("role.not_held", args={"role": "pmo"}),
    ]
    climb(house_with_leavers(), "RevokeRole", "ann", args, steps, then="directory.last_registrar")


def test_delegate() -> None:
    """To whom, what is one's own, whether they are there, not oneself, when, once."""
    house = house_with_leavers()
    house.tell("ann", "Delegate", to="p-pat", role="sponsor", scope=ORG, **WEEK)
    past: Args = {"since": "2026-11-24", "until": "2026-11-23"}
    args: Args = {"to": "p-none", "role": "sponsor", "scope": ORG, "reason": "because", **past}
    steps = [
        Step("person.unknown", args={"to": "p-eve"}),
        Step("role.not_yours", by="ann"),
        Step("person.left", args={"to": "p-ann"}),
        Step("delegation.self", args={"to": "p-dee"}),
        Step("delegation.dates", args=WEEK),
        Step("delegation.exists", deed=told("ann", "EndDelegation", delegation=1)),
    ]
    climb(house, "Delegate", "dee", args, steps)


def test_end_delegation() -> None:
    """Which, the right, once."""
    house = house_with_leavers()
    house.tell("ann", "Delegate", to="p-dee", role="sponsor", scope=ORG, **WEEK)
    args: Args = {"delegation": 2, "reason": "because"}
    steps = [
        Step("delegation.unknown", args={"delegation": 1}),
        Step("not_permitted", by="pat"),
    ]
    climb(house, "EndDelegation", "dee", args, steps)
    climb(house, "EndDelegation", "dee", args, steps, then="delegation.ended")


def test_amend_calendar() -> None:
    """The right, then what is added, then what is removed."""
    house = house_with_leavers()
    house.tell("dee", "AmendCalendar", add=["2026-12-25"], remove=[])
    args: Args = {"add": ["2026-12-25"], "remove": ["2026-12-24"]}
    steps = [
        Step("not_permitted", by="dee"),
        Step("calendar.date", args={"add": ["2026-12-26"]}),
        Step("calendar.date", args={"remove": ["2026-12-25"]}),
    ]
    climb(house, "AmendCalendar", "pat", args, steps)


def test_erase_text() -> None:
    """The right, whether there is such a text, once."""
    house = house_with_leavers()
    reason = house.entries("directory")[-1]["command"]["args"]["reason"]
    args: Args = {"commitment": "0" * 64, "reason": "because"}
    steps = [Step("not_permitted", by="pat"), Step("text.unknown", args={"commitment": reason})]
    climb(house, "EraseText", "dee", args, steps)
    climb(house, "EraseText", "dee", args, steps, then="text.erased")


def ask(house: House, by: str, command: str, text: str) -> str:
    """The code of a refused command that brings a file."""
    source = Source("a.yaml", {"a.yaml": text.encode()})
    number = next(house.ids)
    return house.says_no(Request(f"o{number}", "directory", command, {}, f"p-{by}", source=source))


def test_publish_methodology() -> None:
    """The right, whether it is new, whether it is newer, its roles."""
    house = site(started=False)
    house.publish(shed(version="2.0.0"))
    foreign: Tree = {**ROLES, "owner": {"title": "Owner", "is": "charter.king"}}
    for by, version, code in [
        ("ann", "1.0.0", "not_permitted"),
        ("pat", "1.0.0", "methodology.exists"),
        ("pat", "1.5.0", "methodology.older"),
        ("pat", "2.5.0", "role.unknown"),
    ]:
        text = shed(version=version, roles=foreign)
        assert ask(house, by, "PublishMethodology", text) == code


def test_no_methodology_is_weaker_than_the_charter() -> None:
    """The last check of publishing; a file can't say so yet, the rules hold it all the same."""
    house = site(started=False)
    world = house.engine.look("directory")
    published = world.directory.published[house.digest]
    with house.store.read() as reader:
        tables = house.engine._folder.tables(reader, published.compiled)
    weak = world._replace(candidate={**tables, "strength": "supportive"})  # type: ignore[arg-type]
    digest = "0" * 64
    args: dict[str, Json] = {
        "methodology": "shed",
        "version": "1.1.0",
        "source": digest,
        "compiled": digest,
    }
    answer = decide(weak, Command("o1", "PublishMethodology", args, "p-pat", ASSERTED))
    assert isinstance(answer, Refusal)
    assert answer.code == "strength.lower"


def test_amend_charter() -> None:
    """The right, the version, a registrar, the roles in use."""
    house = site(started=False)
    empty = CHARTER.replace("registrars: [pmo]", "registrars: [clerk]").replace(
        "roles:", "roles:\n  clerk: {title: Clerk}"
    )
    bare = "\n".join(line for line in empty.splitlines() if "sponsor:" not in line) + "\n"
    bare = bare.replace("[pmo, sponsor]", "[pmo]")
    newer = bare.replace("1.0.0", "1.1.0")
    registered = newer.replace("[clerk]", "[pmo]")
    assert ask(house, "ann", "AmendCharter", bare) == "not_permitted"
    assert ask(house, "pat", "AmendCharter", bare) == "charter.older"
    assert ask(house, "pat", "AmendCharter", newer) == "directory.last_registrar"
    assert ask(house, "pat", "AmendCharter", registered) == "role.unknown"


def test_who_asks_comes_before_every_act() -> None:
    """Form, then the actor, then the first check of the act."""
    house = house_with_leavers()
    for command in DIRECTORY_ARGUMENTS:
        assert house.says_no(request(house, "directory", command, {}, "none")) == (
            "command.malformed"
        )
    args: Args = {"person": "p-none", "reason": "because"}
    for by, code in [
        ("none", "actor.unknown"),
        ("eve", "actor.left"),
        ("ann", "person.unknown"),
    ]:
        assert house.says_no(request(house, "directory", "RemovePerson", args, by)) == code
