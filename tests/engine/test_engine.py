"""The one door: what an act writes, what a refusal leaves alone, and asking twice."""

import pytest

from engine.canonical import Json
from engine.ledger.entry import entry_hash, format_entry
from engine.requests import Done, Request
from engine.rules.refusal import Refusal
from tests.support.always import check_always
from tests.support.house import NOON, House
from tests.support.sheds import Tree, opened, site

DEADLINE: dict[str, Tree] = {"deadline": {"in": "2 days", "then": "hold"}}
OVERDUE = "2026-11-26T00:00:00.000000Z"
LATER = "2026-11-23T12:30:00.000000Z"


def fields(house: House, name: str = "risk", value: Json = "low", id_: str = "f1") -> Request:
    """A request to set a field."""
    return Request(id_, house.stream, "SetFields", {"fields": {name: value}}, "p-bo")


def hold(house: House, reason: str, id_: str = "h1") -> Request:
    """A request with a text."""
    return Request(id_, house.stream, "HoldProject", {"reason": reason}, "p-ann")


def refusals(house: House, stream: str = "") -> list[tuple[str, Json, Json]]:
    """Who was refused what, with which code."""
    told = house.entries(f"refusals/{stream or house.stream}")
    return [
        (one["actor"], one["command"]["args"]["command"], one["command"]["args"]["code"])
        for one in told
    ]


def done(answer: Done | Refusal) -> Done:
    """An answer that must be an acceptance."""
    assert isinstance(answer, Done), answer
    return answer


def code(answer: Done | Refusal) -> str:
    """The code of an answer that must be a refusal."""
    assert isinstance(answer, Refusal), answer
    return answer.code


def test_an_accepted_command_is_one_entry_with_all_its_events() -> None:
    """I17: what was asked, what was read, what happened; the answer says where it stands."""
    house = opened(gate={"panel": [{"role": "treasurer", "need": 1}]})
    before = len(house.entries())
    house.vote("tom", "build", "kill")
    entry = house.entries()[-1]
    assert len(house.entries()) == before + 1
    assert [event["type"] for event in entry["events"]] == [
        "VoteCast",
        "RoundClosed",
        "ProjectClosed",
    ]
    directory = house.entries("directory")[-1]
    assert entry["reads"] == [
        {
            "stream": "directory",
            "seq": directory["seq"],
            "hash": entry_hash(format_entry(directory)),
        }
    ]
    assert (entry["methodology"], entry["rules"], entry["at"]) == (house.digest, 1, NOON)


def test_the_answer_names_the_entry() -> None:
    """Whoever keeps the answer can later find the very entry, by its hash."""
    house = site()
    answer = done(house.engine.execute(fields(house)))
    entry = house.entries()[-1]
    seq, hash_ = entry["seq"], entry_hash(format_entry(entry))
    assert answer == Done(house.stream, seq, hash_, NOON, house.events())


def test_the_same_command_again_gives_the_same_answer() -> None:
    """I18: asked twice, done once; and the answer stays the same after other things happened."""
    house = site()
    first = done(house.engine.execute(hold(house, "winter")))
    house.do("ann", "ResumeProject")
    before = house.bytes(), house.rows()
    again = done(house.engine.execute(hold(house, "winter")))
    assert again == first._replace(repeated=True)
    assert (house.bytes(), house.rows()) == before


@pytest.mark.parametrize(
    "other",
    [
        {"args": {"reason": "summer"}},
        {"actor": "p-abe"},
        {"type": "ResumeProject"},
        {"args": {"reason": "winter", "x": 1}},
        {"args": {}},
    ],
)
def test_another_command_under_the_same_id_is_a_conflict(other: dict[str, object]) -> None:
    """I18: judged on the opened texts, the type and who asks; nothing is written."""
    house = site()
    done(house.engine.execute(hold(house, "winter")))
    assert house.says_no(hold(house, "winter")._replace(**other)) == "command.reused"  # type: ignore[arg-type]


def test_an_id_belongs_to_its_stream() -> None:
    """I18: the same id in another stream is another command."""
    house = site()
    done(house.engine.execute(fields(house, id_="one")))
    house.start("barn")
    assert code(house.engine.execute(fields(house, id_="one"))) == "not_permitted"
    house.directory("GrantRole", person="p-bo", role="builder", scope="project/barn")
    assert not done(house.engine.execute(fields(house, id_="one"))).repeated
    args: dict[str, Json] = {"person": "p-x", "handle": "x", "name": "X"}
    assert done(house.engine.execute(Request("one", "directory", "AddPerson", args, "p-pat")))


def test_an_erased_text_makes_no_other_command_of_the_same() -> None:
    """I18: what was erased can't be compared; the rest still must be equal."""
    house = site()
    first = done(house.engine.execute(hold(house, "winter")))
    committed = house.entries()[-1]["command"]["args"]["reason"]
    house.directory("EraseText", commitment=committed, reason="asked to")
    assert done(house.engine.execute(hold(house, "winter"))) == first._replace(repeated=True)
    assert house.says_no(hold(house, "winter")._replace(actor="p-abe")) == "command.reused"
    assert house.says_no(hold(house, "winter")._replace(args={})) == "command.reused"


def test_a_refused_command_uses_nothing_up() -> None:
    """I16: its id is free, and after mending what was wrong it is accepted."""
    house = site()
    house.directory("RevokeRole", person="p-bo", role="builder", scope="project/shed")
    assert house.says_no(fields(house)) == "not_permitted"
    house.directory("GrantRole", person="p-bo", role="builder", scope="project/shed")
    assert not done(house.engine.execute(fields(house))).repeated


def test_refusals_stand_in_streams_of_their_own() -> None:
    """I16: who, what and why; the arguments only as a digest; the heads that were read."""
    house = site()
    head = house.entries()[-1]
    assert house.refused("ned", "TakeMove", to="delivery") == "move.none"
    (entry,) = house.entries("refusals/project/shed")
    assert (entry["actor"], entry["command"]["type"]) == ("p-ned", "RecordRefusal")
    assert entry["events"] == [
        {"type": "CommandRefused", "command": "TakeMove", "code": "move.none"}
    ]
    assert entry["reads"][1] == {
        "stream": "project/shed",
        "seq": head["seq"],
        "hash": entry_hash(format_entry(head)),
    }
    assert house.barred("ned", "AmendCalendar", add=[], remove=[]) == "not_permitted"
    assert refusals(house, "directory") == [("p-ned", "AmendCalendar", "not_permitted")]


def test_who_is_unknown_is_refused_without_a_trace() -> None:
    """Nobody outside can fill the ledger; who left still stands in it."""
    house = site()
    assert house.refused("nobody", "TakeMove", to="done") == "actor.unknown"
    assert "refusals/project/shed" not in house.streams()
    house.tell("pat", "RemovePerson", person="p-ned")
    assert house.refused("ned", "TakeMove", to="done") == "actor.left"
    assert refusals(house) == [("p-ned", "TakeMove", "actor.left")]


def test_refusals_are_bounded_by_person_stream_and_hour() -> None:
    """Sixty an hour are kept; the next hour, another person and another stream count anew."""
    house = site()
    for _ in range(62):
        house.ask("ned", "TakeMove", to="done")
    assert len(refusals(house)) == 60
    house.ask("cy", "TakeMove", to="done")
    house.barred("ned", "AmendCalendar", add=[], remove=[])
    assert (len(refusals(house)), len(refusals(house, "directory"))) == (61, 1)
    house.at("2026-11-23T12:59:59.999999Z")
    house.ask("ned", "TakeMove", to="done")
    assert len(refusals(house)) == 61
    house.at("2026-11-23T13:00:00.000000Z")
    house.ask("ned", "TakeMove", to="done")
    assert len(refusals(house)) == 62


def test_time_does_not_fall_along_refusals_either() -> None:
    """I27: the clock may be set back between two refusals that read the same old heads."""
    house = site()
    house.at(LATER)
    house.refused("ned", "TakeMove", to="done")
    house.at(NOON)
    house.refused("ned", "TakeMove", to="done")
    times = [entry["at"] for entry in house.entries("refusals/project/shed")]
    assert times == [LATER, LATER]
    check_always(house.store)


def test_a_dry_run_answers_the_same_and_writes_nothing() -> None:
    """Not an entry, not a row, not a refusal, not even what is due."""
    house = opened(gate=DEADLINE)
    house.at(OVERDUE)
    before = house.everything()
    foreseen = [
        house.engine.execute(one, dry_run=True)
        for one in (fields(house), hold(house, "x"), fields(house, "none", id_="f2"))
    ]
    assert house.everything() == before
    assert code(foreseen[1]) == "project.held"
    assert code(foreseen[2]) == "field.unknown"
    answer = done(house.engine.execute(fields(house)))
    assert done(foreseen[0])._replace(before=()) == answer._replace(before=())
    assert [entry["command"]["type"] for entry in answer.before] == ["FireTimer"]


@pytest.mark.parametrize("again", [False, True])
def test_what_is_not_there_to_erase_is_refused_in_a_dry_run_too(again: bool) -> None:
    """A dry run promises what the act does, also where the answer stands beside the ledger."""
    house = site()
    commitment = "b" * 64
    if again:
        commitment = str(house.entries()[0]["command"]["args"]["title"])
        house.directory("EraseText", commitment=commitment, reason="asked to")
    args: dict[str, Json] = {"commitment": commitment, "reason": "asked to"}
    request = Request("e1", "directory", "EraseText", args, "p-pat")
    wanted = "text.erased" if again else "text.unknown"
    assert code(house.engine.execute(request, dry_run=True)) == wanted
    assert house.says_no(request) == wanted


def test_a_handle_is_one_persons() -> None:
    """Two people with one handle could not be told apart by those who vote for them."""
    house = site()
    args: dict[str, Json] = {"person": "p-new", "handle": "ann", "name": "Ann Other"}
    assert house.barred("pat", "AddPerson", **args) == "handle.taken"
    house.tell("pat", "RemovePerson", person="p-ann")
    assert house.barred("pat", "AddPerson", **args) == "handle.taken"


def test_what_is_due_is_kept_when_the_command_is_refused() -> None:
    """I16 speaks of the command: the timers it woke are entries of their own."""
    house = opened(gate=DEADLINE)
    house.at(OVERDUE)
    before = len(house.entries())
    assert code(house.ask("ned", "TakeMove", to="done")) == "project.held"
    assert [entry["actor"] for entry in house.entries()[before:]] == ["system"]


def test_a_look_takes_the_steps_that_are_due_and_writes_none() -> None:
    """Views show what is, not what was last written."""
    house = opened(gate=DEADLINE)
    house.at(OVERDUE)
    before = house.everything()
    assert house.project.standing == "held"
    assert house.everything() == before
