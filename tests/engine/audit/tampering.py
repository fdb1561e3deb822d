"""A copy of a ledger that its owner changes at will, and hashes anew where that is clever."""

import copy
from collections.abc import Callable, Mapping
from typing import Any, Literal, cast

from engine.audit.report import Report
from engine.audit.verify import verify
from engine.canonical import Json, encode
from engine.engine import Engine
from engine.ledger.entry import entry_hash, genesis_hash
from engine.library import stepper_of
from engine.store.memory import MemoryStore
from engine.store.memory_reads import Data, Kept
from engine.store.protocol import BlobKind, Store, StoredEntry, Text, blob_digest
from engine.store.rows import Row, key_of
from tests.support.house import House, compiler

Entry = dict[str, Any]
"""An entry, to be changed."""

Verdict = Literal["intact", "damaged", "missing"]


class Copy:
    """A copy of a ledger in memory. What isn't hashed anew keeps the hash it was stored under."""

    def __init__(self, house: House) -> None:
        store = cast("MemoryStore", house.store)
        assert store._data
        self._data = copy.deepcopy(store._data)
        self.origin = store._origin
        self.entries: dict[str, list[Entry]] = {
            stream: [cast("Entry", one) for one in house.entries(stream)]
            for stream in self._data.streams
        }
        self.hashes = {
            stream: [one.entry.hash for one in kept] for stream, kept in self._data.streams.items()
        }
        self.spelled: dict[tuple[str, int], Callable[[bytes], bytes]] = {}
        self.evidence: dict[str, Verdict] = {}
        self.found_by: dict[tuple[str, int], str] = {}

    @property
    def data(self) -> Data:
        """What stands beside the entries, and what they are found by."""
        return self._data

    def entry(self, stream: str, seq: int) -> Entry:
        """An entry, to be changed."""
        found = self.entries[stream][seq] = copy.deepcopy(self.entries[stream][seq])
        return found

    def find(self, command: str, stream: str = "project/shed", nth: int = 0) -> int:
        """The seq of the n-th entry of a command."""
        found = [
            seq for seq, one in enumerate(self.entries[stream]) if one["command"]["type"] == command
        ]
        return found[nth]

    def remove(self, stream: str, seq: int, count: int = 1) -> None:
        """Take entries out, and move up what comes after, with everything that names it."""
        del self.entries[stream][seq : seq + count]
        for place, one in enumerate(self.entries[stream]):
            if one["command"]["id"].startswith("system/"):
                self.entry(stream, place)["command"]["id"] = f"system/{place}"
        for name, entries in self.entries.items():
            for place in range(len(entries)):
                for read in self.entry(name, place)["reads"]:
                    if read["stream"] == stream and read["seq"] >= seq:
                        read["seq"] = max(read["seq"] - count, seq - 1)

    def rehash(self, *keep: tuple[str, int]) -> None:
        """Make numbers, links and citations right again; `keep` are links to leave wrong."""
        self.hashes = {}
        for stream in sorted(self.entries, key=_order):
            previous = genesis_hash(self.origin, stream)
            self.hashes[stream] = []
            for seq in range(len(self.entries[stream])):
                one = self.entry(stream, seq)
                one["seq"] = seq
                if (stream, seq) not in keep:
                    one["prev"] = previous
                    for read in one["reads"]:
                        known = self.hashes.get(read["stream"], [])
                        if read["seq"] < len(known):
                            read["hash"] = known[read["seq"]]
                previous = entry_hash(self._bytes(stream, seq))
                self.hashes[stream].append(previous)

    def rebuild(self) -> None:
        """Compute the rows anew, as their owner can."""
        store = self.store()
        Engine(store, clock=lambda: "", randomness=bytes).rebuild()
        assert store._data
        self._data.rows = store._data.rows

    def blob(self, kind: BlobKind, digest: str) -> bytes:
        """The bytes of a blob."""
        return self._data.blobs[kind, digest]

    def put_tables(self, tables: Mapping[str, Json]) -> str:
        """Store compiled tables; return their digest."""
        data = encode(tables)
        digest = blob_digest("tables", data)
        self._data.blobs["tables", digest] = data
        return digest

    def text(self, commitment: str, text: Text) -> None:
        """Put another text in the place of one."""
        self._data.texts[commitment] = text

    def row(self, stream: str, row: Row) -> None:
        """Put another row in the place of one."""
        self._data.rows.setdefault(stream, {})[key_of(row)] = row

    def store(self) -> MemoryStore:
        """The copy as a ledger."""
        store = MemoryStore(self.origin)
        store._data = data = copy.deepcopy(self._data)
        data.streams, data.commands, data.acts = {}, {}, {}
        for stream, entries in self.entries.items():
            data.streams[stream] = [self._kept(stream, seq) for seq in range(len(entries))]
            for seq, one in enumerate(entries):
                data.commands[stream, one["command"]["id"]] = seq
                actor: str = self.found_by.get((stream, seq)) or one["actor"]
                data.acts.setdefault(actor, []).append((one["at"], stream, seq))
        return store

    def report(self, key: str | None = None) -> Report:
        """What a verification of the copy reports."""
        return report_of(self.store(), self.evidence, key)

    def _kept(self, stream: str, seq: int) -> Kept:
        one = self.entries[stream][seq]
        stored = StoredEntry(seq, self.hashes[stream][seq], self._bytes(stream, seq))
        return Kept(stored, one["command"]["id"], one["command"]["type"], one["at"], one["actor"])

    def _bytes(self, stream: str, seq: int) -> bytes:
        data = encode(self.entries[stream][seq])
        spell = self.spelled.get((stream, seq))
        return spell(data) if spell else data


def report_of(
    store: Store, evidence: Mapping[str, Verdict] | None = None, key: str | None = None
) -> Report:
    """What a verification reports; `evidence` has the digests that are not intact."""
    verdicts = evidence or {}
    with store.read() as reader:
        return verify(
            reader,
            compiler=compiler,
            machine=stepper_of,
            evidence=lambda digest: verdicts.get(digest, "intact"),
            key=key,
        )


def failing(report: Report) -> set[str]:
    """The codes of the checks that found something."""
    return {check.code for check, count in report.counts.items() if count}


def _order(stream: str) -> tuple[bool, bool, str]:
    """What is cited comes before what cites it."""
    return (stream.startswith("refusals/"), stream != "directory", stream)
