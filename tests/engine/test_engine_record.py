"""What the door leaves behind: rows, memory, and the same bytes every time."""

from collections.abc import Callable, Mapping

import pytest

from engine.canonical import Json
from engine.engine import Engine
from engine.errors import DefinitionError, LedgerError, UsageError
from engine.ledger.entry import entry_hash, format_entry
from engine.library import stepper_of
from engine.requests import Done, Request, Source
from engine.rules.refusal import Refusal
from engine.store.memory import MemoryStore
from engine.store.memory_reads import Kept
from tests.support.always import check_always
from tests.support.house import NOON, House
from tests.support.sheds import Tree, shed, site
from tests.support.story import STORY, tell


def fields(house: House, value: str) -> Request:
    """A request to set a field."""
    return Request(value, house.stream, "SetFields", {"fields": {"risk": value}}, "p-bo")


def stored(house: House) -> list[Kept]:
    """The stored entries of the project, to be changed behind the engine's back."""
    assert isinstance(house.store, MemoryStore)
    data = house.store._data
    assert data
    return data.streams[house.stream]


def told(**named: Callable[..., object]) -> House:
    """A house to which the long story was told."""
    house = House(STORY, **named)  # type: ignore[arg-type]  # `machine`, if anything
    tell(house)
    return house


def test_a_shortened_stream_is_seen_by_who_remembers_it() -> None:
    """I20: a process that stays notices when what it has read is not there any more."""
    house = site()
    assert isinstance(house.engine.execute(fields(house, "low")), Done)
    stored(house).pop()
    with pytest.raises(LedgerError, match="shorter now"):
        house.engine.execute(fields(house, "high"))


def test_a_replaced_head_is_seen_by_who_remembers_it() -> None:
    """I20: another entry in the same place is no less a forgery than a missing one."""
    house = site()
    assert isinstance(house.engine.execute(fields(house, "low")), Done)
    last = stored(house)[-1]
    events: list[Mapping[str, Json]] = [{"type": "FieldsSet", "fields": {"risk": "high"}}]
    data = format_entry({**house.entries()[-1], "events": events})
    forged = last.entry._replace(hash=entry_hash(data), data=data)
    stored(house)[-1] = last._replace(entry=forged)
    with pytest.raises(LedgerError, match="before and is"):
        house.engine.execute(fields(house, "high"))
    stored(house)[-1] = last
    assert isinstance(house.engine.execute(fields(house, "high")), Done)


def test_what_another_process_wrote_is_read_before_acting() -> None:
    """States kept in memory are only a start: every act folds what is new."""
    house = site()
    other = Engine(house.store, clock=lambda: NOON, randomness=lambda size: b"x" * size)
    assert isinstance(other.execute(fields(house, "low")), Done)
    assert isinstance(house.engine.execute(fields(house, "high")), Done)
    assert isinstance(other.execute(fields(house, "low")._replace(id="again")), Done)
    check_always(house.store)


def test_rows_can_be_dropped_and_computed_again() -> None:
    """I24: identical rows, on a ledger that has something of everything."""
    house = told()
    before = house.rows()
    house.engine.rebuild()
    assert house.rows() == before
    Engine(house.store, clock=lambda: "", randomness=bytes).rebuild()
    assert house.rows() == before
    check_always(house.store)


def test_rows_rest_on_the_directory_that_the_last_entry_read() -> None:
    """I24: a holiday declared meanwhile moves a target when the project is next touched."""
    planning: Tree = {"initial": True, "target": "3 working days"}
    stages: Tree = {"planning": planning, "done": {"closes": "x"}}
    decisions: Tree = {"go": {"to": "done"}, "no": {"is": "recycle", "stays": True}}
    gate: dict[str, Tree] = {"decisions": decisions, "otherwise": "no"}
    house = site(gate=gate, stages=stages, moves=None)
    for day, due in [("2026-11-24", "2026-11-28"), ("2026-11-26", "2026-12-01")]:
        house.directory("AmendCalendar", add=[day], remove=[])
        before = house.rows()
        house.engine.rebuild()
        assert house.rows() == before
        assert isinstance(house.engine.execute(fields(house, "low")._replace(id=day)), Done)
        with house.store.read() as reader:
            row = reader.project(house.stream)
        assert row
        assert row.due == f"{due}T00:00:00.000000Z"
        check_always(house.store)


def test_streams_only_grow_and_by_one_entry_a_command() -> None:
    """I17, I20: what stood stays, byte for byte; a refusal adds to the refusals alone."""
    house = House(STORY)
    execute, steps = house.engine.execute, []

    def watched(request: Request, *, dry_run: bool = False) -> Done | Refusal:
        before, _ = house.everything()
        answer = execute(request, dry_run=dry_run)
        after, _ = house.everything()
        grown = {one: len(after[one]) - len(before.get(one, ())) for one in after}
        assert all(after[one][: len(kept)] == kept for one, kept in before.items())
        wanted = {f"refusals/{request.stream}": 1}
        if isinstance(answer, Done):
            wanted = {request.stream: 1 + len(answer.before)}
        assert {one: count for one, count in grown.items() if count} == wanted
        steps.append(answer)
        return answer

    house.engine.execute = watched  # type: ignore[method-assign]
    tell(house)
    kinds = [isinstance(answer, Done) for answer in steps]
    assert (kinds.count(True) > 50, kinds.count(False) > 2) == (True, True)


def test_the_same_story_gives_the_same_bytes() -> None:
    """I29: two engines with one clock and one randomness write the same ledger."""
    assert told().everything() == told().everything()


def test_machine_and_tables_take_the_same_steps() -> None:
    """I12: a process that stays and a one-shot command write byte-equal ledgers."""
    assert told(machine=stepper_of).everything() == told().everything()


def test_a_door_without_a_compiler_publishes_nothing() -> None:
    """An act imports no reader of workflow files, so it can't publish by accident."""
    house = site()
    engine = Engine(house.store, clock=lambda: NOON, randomness=bytes)
    source = Source("shed.yaml", {"shed.yaml": shed(version="2.0.0").encode()})
    request = Request("p1", "directory", "PublishMethodology", {}, "p-pat", source=source)
    before = house.everything()
    with pytest.raises(UsageError, match="without a compiler"):
        engine.execute(request)
    assert house.everything() == before


def test_a_command_that_publishes_nothing_takes_no_files() -> None:
    """Files beside another command would look as if they mattered."""
    house = site()
    source = Source("shed.yaml", {"shed.yaml": shed().encode()})
    before = house.everything()
    with pytest.raises(UsageError, match="publishes nothing"):
        house.engine.execute(fields(house, "low")._replace(source=source))
    bad = Source("shed.yaml", {"shed.yaml": b"notation: 2"})
    with pytest.raises(DefinitionError):
        house.engine.execute(
            Request("p1", "directory", "PublishMethodology", {}, "p-pat", source=bad)
        )
    assert house.everything() == before


def test_digests_beside_the_files_are_the_doors_own() -> None:
    """What is pinned is what was compiled here, whatever the request says of it."""
    house = site()
    source = Source("shed.yaml", {"shed.yaml": shed(version="2.0.0").encode()})
    lies = {"methodology": "other", "version": "9.9.9", "source": "0" * 64, "compiled": "0" * 64}
    request = Request("p1", "directory", "PublishMethodology", lies, "p-pat", source=source)
    assert isinstance(house.engine.execute(request), Done)
    args = house.entries("directory")[-1]["command"]["args"]
    assert (args["methodology"], args["version"]) == ("shed", "2.0.0")
    assert "0" * 64 not in args.values()
