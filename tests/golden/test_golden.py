"""The golden ledgers: what was decided once is decided alike by every later version.

The files were written by `python -m tests.golden.make`. Until the first release of the rules they
may be rewritten in a commit that says why; after it a difference here is a bug, or a new version
of the rules.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple, cast, get_args, get_type_hints

import pytest

from engine.audit.verify import verify
from engine.canonical import Json, encode
from engine.engine import Engine
from engine.folding import Machine, meta_of
from engine.ledger.entry import Entry, parse_entry
from engine.library import stepper_of
from engine.methodology.tables import CharterTables, Tables
from engine.names import DIRECTORY
from engine.publishing import compile_candidate
from engine.rules import events as ev
from engine.rules.commands import (
    DIRECTORY_ARGUMENTS,
    PROJECT_ARGUMENTS,
    PUBLISHING,
    STARTING,
    SYSTEM_ARGUMENTS,
    Command,
)
from engine.rules.decide import decide
from engine.rules.directory import Directory
from engine.rules.project import Project
from engine.rules.refusal import CLASS_OF, Refusal
from engine.rules.system import next_step
from engine.rules.world import World
from tests.determinism.record import Record
from tests.golden.files import Left, read_left, read_record, retell, stored
from tests.golden.story import STORIES

REWRITE: Final = (
    "the golden ledger differs. Until the first release of the rules it may be rewritten with "
    "`python -m tests.golden.make` in a commit that says why; after it this is a bug, or a new "
    "version of the rules."
)
UNREACHABLE: Final = {"strength.lower", "register.full"}
"""Only one strength is enforced yet, and nobody tells of ten thousand risks."""


class Ledger(NamedTuple):
    """A golden ledger as its files tell it; `tables` by their digest."""

    record: Record
    left: Left
    entries: Sequence[Entry]
    tables: Mapping[str, Any]


def read(story: str) -> Ledger:
    """The golden ledger of a story."""
    record, left = read_record(story), read_left(story)
    tables = {
        digest: json.loads(text)
        for known in record.candidates.values()
        for kind, digest, text in known["blobs"]
        if kind == "tables"
    }
    return Ledger(record, left, [parse_entry(line) for line in left.lines], tables)


LEDGERS: Final[Mapping[str, Ledger]] = {story: read(story) for story in STORIES}
each_ledger = pytest.mark.parametrize("ledger", LEDGERS.values(), ids=LEDGERS)


@each_ledger
def test_every_entry_is_canonical_and_continues_its_stream(ledger: Ledger) -> None:
    """I19 and I28, from the bytes alone: number, hash of the one before, one spelling."""
    heads: dict[str, tuple[int, str]] = {}
    for line, entry in zip(ledger.left.lines, ledger.entries, strict=True):
        stream = entry["stream"]
        genesis = f"phasegate/genesis/v1\n{ledger.record.origin}\n{stream}".encode()
        seq, prev = heads.get(stream, (-1, hashlib.sha256(genesis).hexdigest()))
        assert (entry["seq"], entry["prev"]) == (seq + 1, prev), REWRITE
        assert encode(cast("Json", entry)) == line, REWRITE
        for read in entry["reads"]:
            assert heads[read["stream"]] == (read["seq"], read["hash"]), REWRITE
        heads[stream] = (entry["seq"], hashlib.sha256(b"\x00" + line).hexdigest())


@each_ledger
def test_deciding_every_command_again_gives_the_same_events(ledger: Ledger) -> None:
    """What the rules said then they say now, byte for byte, on the state that was cited."""
    directory, projects = Directory(), dict[str, Project]()
    for line, entry in zip(ledger.left.lines, ledger.entries, strict=True):
        if entry["stream"].startswith("refusals/"):
            continue
        world = _world(ledger, entry, directory, projects.get(entry["stream"]))
        command = Command(**entry["command"], actor=entry["actor"], proof=entry["proof"])
        if entry["actor"] != "system":
            assert next_step(world) is None, REWRITE
        happened = decide(world, command)
        assert not isinstance(happened, Refusal), (happened, REWRITE)
        assert encode(cast("Json", {**entry, "events": happened})) == line, REWRITE
        folded = [(meta_of(entry), happened)]
        if entry["stream"] == DIRECTORY:
            directory = directory.fold(folded)
        else:
            known = projects.get(entry["stream"]) or Project(world.key)
            projects[entry["stream"]] = known.fold(folded)


def _world(ledger: Ledger, entry: Entry, directory: Directory, project: Project | None) -> World:
    """The world of an entry; every entry here cites the head of the directory as it is."""
    tables = ledger.tables
    charter = cast("CharterTables", tables[directory.charter[2]]) if directory.charter else None
    args, stream = entry["command"]["args"], entry["stream"]
    key = stream.removeprefix("project/")
    at_directory = stream == DIRECTORY
    world = World(
        entry["at"],
        ledger.record.origin if at_directory else key,
        directory,
        charter,
        cast("Tables", tables[project.compiled]) if project else None,
        project,
        stream=stream,
    )
    if entry["command"]["type"] in PUBLISHING:
        return world._replace(candidate=tables[str(args["compiled"])])
    if entry["command"]["type"] in STARTING:
        published = directory.published[str(args["methodology"])]
        return world._replace(tables=tables[published.compiled])
    return world


@pytest.mark.parametrize("machine", [None, stepper_of], ids=["tables", "machine"])
@each_ledger
def test_asking_everything_again_writes_the_same_ledger(
    ledger: Ledger, machine: Machine | None
) -> None:
    """I29: entries, texts and outcomes, whoever takes the steps; refusals with code and place."""
    again = retell(ledger.record, machine)
    assert again.outcomes == ledger.left.outcomes, REWRITE
    assert again.lines == ledger.left.lines, REWRITE
    assert again.texts == ledger.left.texts, REWRITE


@each_ledger
def test_the_golden_ledger_verifies(ledger: Ledger) -> None:
    """The auditor's own checks find nothing, compiling its sources again included."""
    store = stored(ledger.record, ledger.left)
    Engine(store, clock=lambda: "", randomness=lambda _: b"").rebuild()
    with store.read() as reader:
        report = verify(
            reader, compiler=compile_candidate, machine=stepper_of, evidence=lambda _: "missing"
        )
    assert report.ok, (report.findings, REWRITE)
    assert report.judged + report.refusals == len(ledger.entries)


def test_the_golden_ledgers_hold_every_command_and_every_event() -> None:
    """What isn't in it could change its meaning unseen."""
    commands = {one["command"]["type"] for ledger in LEDGERS.values() for one in ledger.entries}
    assert commands == {
        *DIRECTORY_ARGUMENTS,
        *PROJECT_ARGUMENTS,
        *SYSTEM_ARGUMENTS,
        "RecordRefusal",
    }
    events = {event["type"] for event in _events()}
    kinds = (*get_args(ev.DirectoryEvent), *get_args(ev.ProjectEvent), ev.CommandRefused)
    assert events == {_one(kind, "type") for kind in kinds}


@pytest.mark.parametrize(
    ("event", "key", "values"),
    [
        ("RoundClosed", "how", get_args(ev.How)),
        ("VotesVoided", "reason", get_args(ev.Reason)),
        ("ElectorRemoved", "reason", get_args(ev.RemovalReason)),
    ],
)
def test_the_golden_ledgers_hold_every_way_a_thing_can_happen(
    event: str, key: str, values: Sequence[str]
) -> None:
    """A round ends in six ways, a vote is void for four reasons, an elector out for four."""
    assert {one[key] for one in _events() if one["type"] == event} == set(values)


def test_the_golden_stories_are_refused_with_every_code() -> None:
    """Each code that can be reached, so that the order of checks can't change unseen."""
    outcomes = cast(
        "list[dict[str, str]]",
        [outcome for ledger in LEDGERS.values() for outcome in ledger.left.outcomes],
    )
    codes = {one["refused"] for one in outcomes if "refused" in one}
    assert codes == CLASS_OF.keys() - UNREACHABLE
    assert {CLASS_OF[code] for code in codes} == set(CLASS_OF.values())


def _events() -> list[Mapping[str, Any]]:
    return [
        event
        for ledger in LEDGERS.values()
        for entry in ledger.entries
        for event in entry["events"]
    ]


def _one(kind: type, key: str) -> str:
    (value,) = get_args(get_type_hints(kind)[key])
    return cast("str", value)
