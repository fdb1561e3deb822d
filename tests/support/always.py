"""What holds of every ledger after every story, by the numbers of docs/invariants.md."""

from typing import cast

from engine.act import rows_of
from engine.canonical import decode, encode
from engine.folding import Folder, meta_of
from engine.ledger.chain import Link, follow_chain
from engine.ledger.entry import Entry, parse_entry
from engine.rules.directory import Directory
from engine.rules.events import Event
from engine.rules.project import Project
from engine.store.protocol import Reader, Store


def check_always(store: Store) -> None:
    """Assert I2, I6, I10, I19, I24, I27 and I28 on everything in `store`."""
    with store.read() as reader:
        for stream in reader.streams():
            entries = _check_stream(reader, stream)
            if stream.startswith("project/"):
                _check_pinned(entries)
        for stream in reader.streams():
            if not stream.startswith("refusals/"):
                _check_rows(reader, stream)


def _check_stream(reader: Reader, stream: str) -> list[Entry]:
    stored = reader.entries(stream)
    links = [link for link, _ in follow_chain(stored, reader.origin(), stream, None)]
    assert links == [Link(seq, one.hash) for seq, one in enumerate(stored)], "I19"
    assert all(encode(decode(one.data)) == one.data for one in stored), "I28"
    entries = [parse_entry(one.data) for one in stored]
    times = [entry["at"] for entry in entries]
    assert times == sorted(times), f"I27: time falls along {stream}"
    for entry in entries:
        for read in entry["reads"]:
            cited = parse_entry(reader.entries(read["stream"], read["seq"] - 1, 1)[0].data)
            assert cited["at"] <= entry["at"], f"I27: {stream} lies before what it cites"
    return entries


def _check_pinned(entries: list[Entry]) -> None:
    assert len({entry["methodology"] for entry in entries}) == 1, "I6"


def _check_rows(reader: Reader, stream: str) -> None:
    """The rows are those of the state folded, on the directory that the last entry read."""
    entries = [parse_entry(one.data) for one in reader.entries(stream)]
    world = Folder().world(reader, stream, entries[-1]["at"])
    if stream != "directory":
        seen = entries[-1]["reads"][0]["seq"]
        told = [parse_entry(one.data) for one in reader.entries("directory", -1, seen + 1)]
        known = Directory().fold((meta_of(one), cast("list[Event]", one["events"])) for one in told)
        world = world._replace(directory=known, charter=Folder().charter(reader, known))
    assert sorted(reader.rows(stream), key=repr) == sorted(rows_of(world), key=repr), "I24"
    if world.project:
        _check_rounds(world.project)


def _check_rounds(project: Project) -> None:
    for one in project.rounds:
        principals = [ballot.vote["principal"] for ballot in one.ballots.values()]
        voters = [ballot.vote["voter"] for ballot in one.ballots.values()]
        assert len(principals) == len(set(principals)), "I10"
        assert len(voters) == len(set(voters)), "I2"
        assert project.open_round is None or not one.open or one is project.open_round, "I9"
