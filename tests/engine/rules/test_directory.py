"""The directory: people, roles, calendar, charter and methodologies (notation.md 4, 5, 7)."""

import pytest

from engine.canonical import Json
from engine.requests import Done, Request, Source
from engine.rules.directory import Person
from engine.rules.refusal import Refusal
from tests.support.house import CHARTER, House
from tests.support.sheds import ROLES, Tree, shed, site

ORG = "organisation"
HERE = "project/shed"
PERSON: dict[str, Json] = {"person": "p-new", "handle": "new", "name": "New"}
ANN: dict[str, Json] = {"person": "p-ann", "role": "sponsor", "scope": ORG}


def charter(house: House, text: str, by: str = "pat") -> str | None:
    """Ask to amend the charter: None when it was, else the code."""
    source = Source("charter.yaml", {"charter.yaml": text.encode()})
    request = Request(f"a{next(house.ids)}", "directory", "AmendCharter", {}, f"p-{by}")
    return answered(house, request._replace(source=source))


def publish(house: House, text: str, by: str = "pat") -> str | None:
    """Ask to publish a methodology: None when it was, else the code."""
    source = Source("shed.yaml", {"shed.yaml": text.encode()})
    request = Request(f"a{next(house.ids)}", "directory", "PublishMethodology", {}, f"p-{by}")
    return answered(house, request._replace(source=source))


def answered(house: House, request: Request) -> str | None:
    """The code of a refusal that changed nothing, None for what was done."""
    before = house.bytes(), house.rows()
    answer = house.engine.execute(request)
    if isinstance(answer, Done):
        return None
    assert isinstance(answer, Refusal)
    assert (house.bytes(), house.rows()) == before
    return answer.code


def amended(version: str = "1.1.0", **replaced: str) -> str:
    """The charter with another version and with lines replaced."""
    text = CHARTER.replace("version: 1.0.0", f"version: {version}")
    for old, new in replaced.items():
        assert f"\n{old}" in text
        text = "\n".join(
            new if line.strip().startswith(old) else line for line in text.splitlines()
        )
    return text + "\n"


def test_the_founding_writes_the_whole_beginning() -> None:
    """Origin, charter, the founder and their first role; once."""
    house = site(started=False)
    (first, *_) = house.entries("directory")
    assert [event["type"] for event in first["events"]] == [
        "OrganisationFounded",
        "CharterAdopted",
        "PersonAdded",
        "RoleGranted",
    ]
    assert first["events"][0] == {
        "type": "OrganisationFounded",
        "origin": "local/test",
        "founder": "p-pat",
    }
    assert first["events"][3] == {
        "type": "RoleGranted",
        "person": "p-pat",
        "role": "pmo",
        "scope": ORG,
    }
    source = Source("charter.yaml", {"charter.yaml": CHARTER.encode()})
    args: dict[str, Json] = {"person": "p-pat", "handle": "pat2", "name": "Pat"}
    again = Request("again", "directory", "FoundOrganisation", args, "p-pat", source=source)
    assert answered(house, again) == "directory.exists"


def test_people_are_added_once_and_leave_once() -> None:
    """Nobody comes back under the same id; who is unknown can't leave."""
    house = site(started=False)
    house.tell("pat", "AddPerson", **PERSON)
    other: dict[str, Json] = {**PERSON, "handle": "other"}
    assert house.barred("pat", "AddPerson", **other) == "person.exists"
    assert house.barred("pat", "RemovePerson", person="p-none", reason="-") == "person.unknown"
    house.tell("pat", "RemovePerson", person="p-new")
    assert house.barred("pat", "RemovePerson", person="p-new", reason="-") == "person.left"
    assert house.barred("pat", "AddPerson", **other) == "person.exists"
    known = house.engine.look("directory").directory.people["p-new"]
    assert known == Person(known.handle, known.name, house.now)


def test_who_leaves_holds_nothing() -> None:
    """I3: in any scope, from that moment."""
    house = site(started=False)
    house.directory("GrantRole", person="p-ann", role="builder", scope=HERE)
    house.tell("pat", "RemovePerson", person="p-ann")
    grants = house.engine.look("directory").directory.grants
    assert all("p-ann" not in held for held in grants.values())
    assert house.barred("pat", "GrantRole", **ANN) == "person.left"
    assert house.barred("pat", "RevokeRole", **ANN) == "role.not_held"


def test_nobody_grants_themselves_a_role() -> None:
    """I14: a second person entitled must do it; an act that isn't theirs isn't theirs."""
    house = site(started=False)
    mine: dict[str, Json] = {"person": "p-pat", "role": "sponsor", "scope": ORG}
    assert house.barred("pat", "GrantRole", **mine) == "apart"
    assert house.barred("pat", "GrantRole", **{**mine, "scope": HERE}) == "apart"
    assert house.barred("ann", "GrantRole", **{**ANN, "role": "pmo"}) == "not_permitted"
    house.directory("GrantRole", person="p-ann", role="pmo", scope=ORG)
    house.tell("ann", "GrantRole", **mine)


def test_a_role_in_a_project_gives_no_right_in_the_directory() -> None:
    """I15: held for a project, even the PMO's role does nothing for the organisation."""
    house = site(started=False)
    house.directory("GrantRole", person="p-dee", role="pmo", scope=HERE)
    assert house.barred("dee", "AddPerson", **PERSON) == "not_permitted"
    assert house.barred("dee", "GrantRole", person="p-eve", role="builder", scope=HERE) == (
        "not_permitted"
    )


def test_granting_in_a_project_is_an_act_of_its_own() -> None:
    """I15: who staffs projects doesn't make registrars; granting and revoking go together."""
    text = CHARTER + "  grant_project_role: [sponsor]\n"
    house = House(shed(), charter=text)
    house.directory("AddPerson", person="p-ann", handle="ann", name="Ann")
    house.directory("AddPerson", person="p-dee", handle="dee", name="Dee")
    house.tell("pat", "GrantRole", **ANN)
    here: dict[str, Json] = {"person": "p-dee", "role": "pmo", "scope": HERE}
    assert house.barred("pat", "GrantRole", **here) == "not_permitted"
    house.tell("ann", "GrantRole", **here)
    assert house.barred("pat", "RevokeRole", **here) == "not_permitted"
    for command in ("GrantRole", "RevokeRole"):
        assert house.barred("ann", command, **{**here, "scope": ORG}) == "not_permitted"
    house.tell("ann", "RevokeRole", **here)


def test_roles_are_known_where_they_are_granted() -> None:
    """Charter roles anywhere, a methodology's own in a project; held once."""
    house = site(started=False)
    for role, scope, code in [
        ("builder", ORG, "role.unknown"),
        ("king", HERE, "role.unknown"),
        ("owner", HERE, "role.unknown"),
    ]:
        args: dict[str, Json] = {"person": "p-dee", "role": role, "scope": scope}
        assert house.barred("pat", "GrantRole", **args) == code
    assert house.barred("pat", "GrantRole", **ANN) == "role.held"
    assert house.barred("pat", "GrantRole", **{**ANN, "person": "p-none"}) == "person.unknown"
    house.tell("pat", "RevokeRole", **ANN)
    assert house.barred("pat", "RevokeRole", **ANN) == "role.not_held"


def test_somebody_always_is_registrar() -> None:
    """Neither leaving nor revoking nor a new charter takes the last one away."""
    house = site(started=False)
    mine: dict[str, Json] = {"person": "p-pat", "role": "pmo", "scope": ORG}
    assert house.barred("pat", "RevokeRole", **mine) == "directory.last_registrar"
    assert house.barred("pat", "RemovePerson", person="p-pat", reason="-") == (
        "directory.last_registrar"
    )
    house.directory("GrantRole", person="p-ann", role="pmo", scope=ORG)
    house.tell("pat", "RevokeRole", **mine)
    assert house.barred("ann", "RevokeRole", **{**mine, "person": "p-ann"}) == (
        "directory.last_registrar"
    )


def test_a_registrar_role_for_a_project_registers_nobody() -> None:
    """I15: only those of the organisation keep the directory alive."""
    house = site(started=False)
    house.directory("GrantRole", person="p-ann", role="pmo", scope=HERE)
    mine: dict[str, Json] = {"person": "p-pat", "role": "pmo", "scope": ORG}
    assert house.barred("pat", "RevokeRole", **mine) == "directory.last_registrar"
    assert house.directory("RevokeRole", person="p-ann", role="pmo", scope=HERE)


def test_any_registrar_role_will_do() -> None:
    """With two, losing one of them is allowed while the other is held."""
    text = CHARTER.replace("registrars: [pmo]", "registrars: [pmo, sponsor]")
    house = House(shed(), charter=text)
    house.people(ann="@sponsor")
    mine: dict[str, Json] = {"person": "p-pat", "role": "pmo", "scope": ORG}
    house.tell("pat", "RevokeRole", **mine)
    assert house.barred("ann", "RevokeRole", **ANN) == "directory.last_registrar"


def test_holidays_come_and_go() -> None:
    """By those who may amend the calendar; adding what is there is a mistake."""
    house = site(started=False)
    house.directory("AmendCalendar", add=["2026-12-25", "2026-12-26"], remove=[])
    assert house.barred("ann", "AmendCalendar", add=["2026-12-24"], remove=[]) == "not_permitted"
    assert house.barred("pat", "AmendCalendar", add=["2026-12-25"], remove=[]) == "calendar.date"
    assert house.barred("pat", "AmendCalendar", add=[], remove=["2026-12-24"]) == "calendar.date"
    house.directory("AmendCalendar", add=["2026-12-24"], remove=["2026-12-26"])
    assert house.engine.look("directory").directory.holidays == {"2026-12-24", "2026-12-25"}


def test_acts_are_those_of_the_charter_in_force() -> None:
    """I14: what a charter allows counts from the next command, and not for its own adoption."""
    house = site(started=False)
    acts = "acts:\n  amend_charter: [sponsor]\n  add_person: [sponsor]\n  start_project: [sponsor]"
    text = amended().partition("acts:")[0] + acts + "\n"
    assert charter(house, text, "ann") == "not_permitted"
    assert charter(house, text) is None
    assert house.barred("pat", "AddPerson", **PERSON) == "not_permitted"
    house.tell("ann", "AddPerson", **PERSON)
    later = text.replace("1.1.0", "1.2.0")
    assert charter(house, later) == "not_permitted"
    assert charter(house, later, "ann") is None


def test_a_charter_amended_in_mid_round_changes_no_round() -> None:
    """I8: electorate, deadline and right to vote are the project's; a new calendar counts later."""
    house = site(gate={"deadline": {"in": "2 working days", "then": "hold"}})
    house.do("bo", "RequestGate", gate="build")
    before = house.project.rounds[0]
    assert charter(house, amended().replace("[mon, tue, wed, thu, fri]", "[sun]")) is None
    after = house.project.rounds[0]
    assert (after.due, after.seats) == (before.due, before.seats)
    house.vote("ann", "build", "go")
    house.do("bo", "WithdrawRequest", gate="build")
    house.do("bo", "RequestGate", gate="build")
    assert house.project.rounds[1].due == "2026-12-07T00:00:00.000000Z"


@pytest.mark.parametrize("version", ["1.0.0", "0.9.9", "0.10.0"])
def test_a_charter_is_followed_by_a_higher_version(version: str) -> None:
    """By number, not by text."""
    house = site(started=False)
    assert charter(house, amended(version)) == "charter.older"
    assert charter(house, amended("1.10.0")) is None
    assert charter(house, amended("1.9.0")) == "charter.older"


def test_a_charter_keeps_a_registrar_and_the_roles_in_use() -> None:
    """It can't shut everybody out, nor take a role from under a methodology in force."""
    house = site(started=False)
    shut = amended().replace("registrars: [pmo]", "registrars: [sponsor]")
    house.tell("pat", "RevokeRole", **ANN)
    for person in ("p-abe", "p-al"):
        house.directory("RevokeRole", person=person, role="sponsor", scope=ORG)
    assert charter(house, shut) == "directory.last_registrar"
    bare = "\n".join(line for line in amended().splitlines() if "sponsor:" not in line) + "\n"
    assert charter(house, bare.replace("[pmo, sponsor]", "[pmo]")) == "role.unknown"


def test_a_version_is_published_once_and_upwards() -> None:
    """The newest is in force; what was published never changes."""
    house = site(started=False)
    assert publish(house, shed(), "ann") == "not_permitted"
    assert publish(house, shed(title="Otherwise")) == "methodology.exists"
    assert publish(house, shed(version="1.10.0")) is None
    assert publish(house, shed(version="1.9.0")) == "methodology.older"
    assert publish(house, shed(version="0.9.0", methodology="barn")) is None
    known = house.engine.look("directory").directory
    in_force = {known.published[source].version for source in known.in_force.values()}
    assert (len(known.published), in_force) == (3, {"1.10.0", "0.9.0"})


def test_a_methodology_maps_to_roles_of_the_charter() -> None:
    """One the charter lacks would be held by nobody."""
    roles: Tree = {**ROLES, "owner": {"title": "Owner", "is": "charter.king"}}
    house = site(started=False)
    assert publish(house, shed(version="1.1.0", roles=roles)) == "role.unknown"


def test_what_is_published_lists_its_own_roles() -> None:
    """So that they can be granted in projects; mapped ones go by the charter's name."""
    house = site(started=False)
    entry = next(
        one for one in house.entries("directory") if one["command"]["type"] == "PublishMethodology"
    )
    assert entry["events"][0]["roles"] == ["builder", "checker", "neighbour", "treasurer"]
    assert entry["events"][0]["charter_roles"] == ["sponsor"]


def test_erasing_is_an_act_with_authority() -> None:
    """The commitment stays where it stands; the text is gone."""
    house = site()
    title = str(house.entries()[0]["command"]["args"]["title"])
    args: dict[str, Json] = {"commitment": title, "reason": "asked to"}
    assert house.barred("ann", "EraseText", **args) == "not_permitted"
    before = house.bytes()[house.stream]
    house.tell("pat", "EraseText", **args)
    assert house.bytes()[house.stream] == before
    with house.store.read() as reader:
        text = reader.text(title)
    assert text
    assert (text.erased, text.body, text.salt) == (True, "", b"")
    assert title in house.engine.look("directory").directory.erased
