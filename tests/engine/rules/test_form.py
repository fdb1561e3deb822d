"""The form of commands: docs/notation.md section 7, before any rule is asked."""

import pytest

from engine.canonical import Json
from engine.engine import Engine
from engine.errors import CanonicalError, UsageError
from engine.names import SYSTEM
from engine.requests import Request
from engine.rules.commands import DIRECTORY_ARGUMENTS, PROJECT_ARGUMENTS
from engine.rules.refusal import Refusal
from engine.store.memory import MemoryStore
from tests.support.house import NOON, House
from tests.support.sheds import shed

DIGEST = "a" * 64
VALID: dict[str, Json] = {
    "person": "p-new",
    "handle": "new",
    "name": "New",
    "reason": "because",
    "role": "sponsor",
    "scope": "organisation",
    "to": "p-ann",
    "since": "2026-11-23",
    "until": "2026-11-30",
    "delegation": 1,
    "methodology": DIGEST,
    "version": "1.0.1",
    "source": DIGEST,
    "compiled": DIGEST,
    "commitment": DIGEST,
    "add": ["2026-12-25"],
    "remove": [],
    "fields": {"risk": "low"},
    "title": "A shed",
    "deliverable": "drawing",
    "digest": DIGEST,
    "size": 1,
    "authors": [],
    "verdict": "accept",
    "comment": None,
    "gate": "build",
    "answers": {},
    "round": 1,
    "choice": "go",
    "seat": None,
    "principal": "p-ann",
    "scores": {},
    "conditions": [],
    "dissent": None,
    "material": DIGEST,
    "item": "drawing",
    "condition": 1,
    "department": "works",
    "override": 1,
    "stages": ["delivery.build"],
    "decision": "go",
    "register": "risk",
    "voter": "p-ann",
    "minutes": DIGEST,
    "vote": DIGEST,
}
ALL = {**PROJECT_ARGUMENTS, **DIRECTORY_ARGUMENTS}


@pytest.fixture(name="house", scope="module")
def _house() -> House:
    house = House(shed())
    house.people(bo="builder", ann="@sponsor")
    house.start()
    return house


def valid(command: str) -> dict[str, Json]:
    """Arguments of the right form, whatever they mean."""
    args = {name: VALID[name] for name in ALL[command]}
    if "register" in args and "item" in args:
        args["item"] = 1
    if command == "MoveItem":
        args["to"] = "closed"
    return {**args, "to": "done"} if command == "TakeMove" else args


def stream_of(command: str) -> str:
    """The stream that takes the command."""
    return "directory" if command in DIRECTORY_ARGUMENTS else "project/shed"


def no(
    house: House, command: str, args: dict[str, Json], stream: str = "", actor: str = "p-pat"
) -> str:
    """The code with which a command is refused; nothing has changed."""
    number = next(house.ids)
    return house.says_no(Request(f"f{number}", stream or stream_of(command), command, args, actor))


@pytest.mark.parametrize("command", sorted(ALL))
def test_arguments_are_all_there_and_none_else(house: House, command: str) -> None:
    """A closed form: what is missing can't be guessed, what is too much can't be smuggled in."""
    args = valid(command)
    for name in args:
        less = {key: value for key, value in args.items() if key != name}
        assert no(house, command, less) == "command.malformed", name
    for extra in ("actor", "at", "seq", "tier", "conditions/0/text"):
        assert no(house, command, {**args, extra: "p-pat"}) == "command.malformed", extra


WRONG: tuple[Json, ...] = (None, True, 7, "", "A b", [], ["x"], {}, {"A b": 1}, [{"text": 5}])


@pytest.mark.parametrize("command", sorted(ALL))
def test_each_argument_has_one_form(house: House, command: str) -> None:
    """A value of another type or spelling is refused as such, before anything is looked up."""
    args, forms = valid(command), ALL[command]
    for name, form in forms.items():
        for value in WRONG:
            as_text = name in ("reason", "handle", "name", "title", "comment", "dissent")
            if form(value) or (as_text and isinstance(value, str)):
                continue
            assert no(house, command, {**args, name: value}) == "command.malformed", (name, value)


@pytest.mark.parametrize("command", sorted(DIRECTORY_ARGUMENTS))
def test_a_projects_stream_takes_no_command_of_the_directory(house: House, command: str) -> None:
    """Who holds what is settled in one place; a project's stream can't say it."""
    for stream in ("project/shed", "project/none", "project/directory"):
        assert no(house, command, valid(command), stream) == "command.malformed"


@pytest.mark.parametrize("command", sorted(PROJECT_ARGUMENTS))
def test_the_directory_takes_no_command_of_a_project(house: House, command: str) -> None:
    """And the other way round."""
    assert no(house, command, valid(command), "directory") == "command.malformed"


@pytest.mark.parametrize(
    "stream",
    [
        "portfolio/x",
        "refusals/project/shed",
        "refusals/directory",
        "project/",
        "project/A",
        "",
        "x",
    ],
)
def test_other_streams_take_no_commands(house: House, stream: str) -> None:
    """What isn't built yet, or is written by the engine alone, can't be written to by asking."""
    before = house.bytes()
    with pytest.raises(UsageError, match="not a stream that takes commands"):
        house.engine.execute(Request("s1", stream, "StartProject", valid("StartProject"), "p-pat"))
    assert house.bytes() == before


@pytest.mark.parametrize("command", ["PublishMethodology", "AmendCharter", "FoundOrganisation"])
def test_what_is_published_is_brought_along(house: House, command: str) -> None:
    """Digests alone publish nothing: the files are compiled by the door itself."""
    args = {**valid(command), **({"person": "p-pat"} if command == "FoundOrganisation" else {})}
    if command == "PublishMethodology":
        args["methodology"] = "shed"
    assert no(house, command, args) == "command.malformed"


def test_only_founders_register_themselves(house: House) -> None:
    """I14: genesis authorises itself, so it may speak for nobody but the one who asks."""
    assert no(house, "FoundOrganisation", valid("FoundOrganisation")) == "command.malformed"


@pytest.mark.parametrize("command", ["DecideGate", "RecordVote", "TakeSnapshot", "RecordRefusal"])
def test_what_is_laid_down_can_not_be_asked_yet(house: House, command: str) -> None:
    """A name that has a meaning later has none now."""
    assert no(house, command, {}, "project/shed") == "command.malformed"
    assert no(house, command, {}, "directory") == "command.malformed"


@pytest.mark.parametrize("actor", [SYSTEM, "p-bo", "p-nobody", ""])
@pytest.mark.parametrize(
    ("command", "args"),
    [
        ("FollowDirectory", {}),
        ("FireTimer", {"timer": "round/1", "due": "2026-11-23T12:00:00.000000Z"}),
        ("FireTimer", {"timer": "condition/1", "due": "2026-11-23T12:00:00.000000Z"}),
    ],
)
def test_nobody_plays_the_engine(
    house: House, actor: str, command: str, args: dict[str, Json]
) -> None:
    """I8: what the engine does by itself is legal only when it is due, whoever claims to be it."""
    assert no(house, command, args, "project/shed", actor) == "command.malformed"


@pytest.mark.parametrize("command", sorted(PROJECT_ARGUMENTS))
def test_the_engine_asks_for_nothing_else(house: House, command: str) -> None:
    """`system` is no person: it can't vote, request or move."""
    assert no(house, command, valid(command), actor=SYSTEM) == "command.malformed"


@pytest.mark.parametrize("name", ["", " ", "a b", "é", "a" * 129, "system/1", "system/x"])
def test_a_command_id_is_plain_and_not_the_engines(house: House, name: str) -> None:
    """An id taken from the engine's own would stop it from writing what is due."""
    args: dict[str, Json] = {"fields": {"risk": "low"}}
    request = Request(name, "project/shed", "SetFields", args, "p-bo")
    assert house.says_no(request) == "command.malformed"


def test_the_engines_id_answers_nobody(house: House) -> None:
    """I18: asking under the id of an entry the engine wrote is another command under that id."""
    told = House(shed(gate={"deadline": {"in": "1 days", "then": "hold"}}))
    told.people(bo="builder", ann="@sponsor")
    told.start()
    told.do("bo", "SubmitDeliverable", deliverable="drawing")
    told.do("bo", "RequestGate", gate="build")
    told.at("2026-11-26T00:00:00.000000Z")
    (fired,) = told.due()
    assert fired["command"]["id"] == f"system/{fired['seq']}"
    args: dict[str, Json] = {"fields": {"risk": "low"}}
    mine = Request(fired["command"]["id"], told.stream, "SetFields", args, "p-bo")
    assert told.says_no(mine) == "command.reused"


@pytest.mark.parametrize("value", [1.5, 2**53, float("nan"), {"ü": 1}, {1: 1}, object()])
def test_what_has_no_canonical_form_is_no_argument(house: House, value: Json) -> None:
    """I28: nothing gets as far as a rule that could not stand in an entry."""
    before = house.bytes()
    with pytest.raises(CanonicalError):
        house.engine.execute(
            Request("v1", "project/shed", "SetFields", {"fields": {"risk": value}}, "p-bo")
        )
    assert house.bytes() == before


@pytest.mark.parametrize(
    "proof",
    [
        {"kind": "os", "uid": 0, "host": DIGEST},
        {"kind": "ssh", "key": "SHA256:" + "A" * 43, "signature": "U1NIU0lH"},
        {"kind": "asserted", "time_confirmed": True},
        {"kind": "sworn"},
    ],
)
def test_a_proof_that_nobody_checked_is_not_recorded(house: House, proof: object) -> None:
    """An entry that says `ssh` must never rest on the word of whoever passed it in."""
    request = Request("p1", "project/shed", "TakeMove", {"to": "done"}, "p-bo", proof)  # type: ignore[arg-type]
    before = house.bytes()
    with pytest.raises(UsageError, match="asserted"):
        house.engine.execute(request)
    assert house.bytes() == before


def test_form_comes_before_everything_else(house: House) -> None:
    """The order of section 7: malformed, then the actor, then the project, then the rules."""
    assert no(house, "TakeMove", {}, "project/none", "p-nobody") == "command.malformed"
    args: dict[str, Json] = {"to": "done"}
    assert no(house, "TakeMove", args, "project/none", "p-nobody") == "actor.unknown"
    assert no(house, "TakeMove", args, "project/none", "p-pat") == "project.unknown"
    house.directory("AddPerson", person="p-gone", handle="gone", name="Gone")
    house.tell("pat", "RemovePerson", person="p-gone")
    assert no(house, "TakeMove", args, "project/none", "p-gone") == "actor.left"


def test_before_there_is_an_organisation_nothing_can_be_asked() -> None:
    """Only founding is possible; everything else says so, whoever asks."""
    store = MemoryStore("local/test")
    engine = Engine(store, clock=lambda: NOON, randomness=bytes)
    for command in ALL:
        if command != "FoundOrganisation":
            stream = stream_of(command)
            answer = engine.execute(Request("e1", stream, command, valid(command), "p-pat"))
            assert isinstance(answer, Refusal)
            published = command in ("PublishMethodology", "AmendCharter")
            assert answer.code == ("command.malformed" if published else "directory.none"), command
    with store.read() as reader:
        assert list(reader.streams()) == []
