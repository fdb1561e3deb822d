"""The streams together, in the order of the directory: checks 7 to 10 of a verification.

Every entry but the directory's cites a head of the directory, and along a stream these heads never
go back. So one way through the directory is enough for all streams: after each of its entries, each
stream goes on as far as it cites that head. What is kept in memory is one state of the directory
and one of each stream.
"""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, cast

from engine.audit.citations import (
    Cited,
    check_citation,
    check_left_out,
    check_streams,
    check_time,
    look_up,
)
from engine.audit.decisions import AllTables, Fault, Unknown, judge, knows, needed, prepared
from engine.audit.findings import CITATION, DECISION, GENESIS, REFUSAL, Findings, Place
from engine.audit.marks import Marks
from engine.audit.refusals import check_refusal
from engine.audit.streams import Tick, Walked
from engine.audit.trail import Trail, directory_seq
from engine.errors import LedgerError
from engine.folding import Machine, meta_of
from engine.ledger.entry import Entry
from engine.methodology.tables import CharterTables, Tables
from engine.names import DIRECTORY, HASH
from engine.projections import directory_rows, project_rows
from engine.rules import events as ev
from engine.rules.directory import Directory
from engine.rules.project import Project
from engine.rules.world import Stepper, World
from engine.store.protocol import Reader
from engine.store.rows import Row


class End(NamedTuple):
    """Where a stream ends that was judged to its end: its rows, and the evidence it speaks of.

    `evidence` has digest and name of every version that was handed in.
    """

    rows: Sequence[Row]
    evidence: Sequence[tuple[str, str]]


class Ends(NamedTuple):
    """What checks 7 to 10 leave for those that come after.

    `streams` has the streams that were judged to their end; `judged` counts entries;
    `erased` are the commitments that the directory says are erased, None when it wasn't judged to
    its end; `decided` counts the rounds that ended in a decision, by assurance; `marks` has what
    every report says besides.
    """

    streams: Mapping[str, End]
    judged: int
    refusals: int
    founder: str | None
    erased: frozenset[str] | None
    decided: Mapping[str, int]
    marks: Marks


class Together:
    """One way through a ledger."""

    def __init__(
        self,
        reader: Reader,
        walked: Mapping[str, Walked],
        tables: AllTables,
        machine: Machine,
        findings: Findings,
        tick: Tick,
    ) -> None:
        """`walked` are the streams to judge; `machine` makes the machine that takes the steps."""
        self._reader, self._findings, self._tick = reader, findings, tick
        self._tables, self._machine = tables, machine
        self._origin = reader.origin()
        self._directory = Directory()
        self._steppers: dict[str, Stepper] = {}
        self._ends: dict[str, End] = {}
        self._decided: dict[str, int] = {}
        self._marks = Marks()
        self._judged = self._refusals = 0
        self._trails = {
            one.stream: Trail(reader, one.stream, one.sound, complete=one.sound == one.entries)
            for one in walked.values()
        }
        self._there = walked[DIRECTORY].entries if DIRECTORY in walked else 0
        self._waiting: list[tuple[int, str]] = []

    def run(self) -> Ends:
        """Judge every stream as far as that is possible."""
        directory = self._trails.pop(DIRECTORY, None)
        for trail in self._trails.values():
            self._wait(trail)
        whole = directory is not None and self._follow(directory)
        for _, stream in sorted(self._waiting):
            self._strand(self._trails[stream])
        return Ends(
            self._ends,
            self._judged,
            self._refusals,
            self._directory.founder,
            frozenset(map(str, self._directory.erased)) if whole else None,
            self._decided,
            self._marks,
        )

    def _follow(self, trail: Trail) -> bool:
        """Go through the directory and let the others follow; return whether to its very end."""
        while (entry := trail.peek()) is not None:
            if not self._take(trail, entry, None):
                return False
            head = look_up(self._reader, DIRECTORY, entry["seq"])
            assert head, "an entry that was read is there"
            while self._waiting and self._waiting[0][0] <= head.seq:
                _, stream = heapq.heappop(self._waiting)
                self._advance(self._trails[stream], head)
        if trail.complete and self._directory.founder:
            self._end(trail)
        return trail.complete

    def _advance(self, trail: Trail, head: Cited) -> None:
        """Take the entries of `trail` that cite `head`, then let it wait for a later one."""
        while (entry := trail.peek()) is not None:
            seq = directory_seq(entry)
            if seq is not None and seq > head.seq:
                self._wait(trail)
                return
            if not self._take(trail, entry, head):
                return
        if trail.complete:
            self._end(trail)

    def _wait(self, trail: Trail) -> None:
        """Let `trail` wait for the directory's entry that its next entry cites."""
        entry = trail.peek()
        if entry is not None:
            # What cites nothing is taken up with the first entry, and found there.
            heapq.heappush(self._waiting, (directory_seq(entry) or 0, trail.stream))
        trail.wait()

    def _strand(self, trail: Trail) -> None:
        """Say why a stream could not go on: what it cites isn't there, or can't be judged."""
        entry = trail.peek()
        assert entry is not None, "who waits has an entry to wait with"
        seq = directory_seq(entry)
        if seq is None or seq >= self._there:
            words = f"the entry cites {DIRECTORY}#{seq}, which isn't there"
            self._findings.add(CITATION, Place(trail.stream, entry["seq"]), words)
        self._findings.leave(
            trail.stream, entry["seq"], f"{DIRECTORY}#{seq}, on which it rests, can't be judged"
        )

    def _take(self, trail: Trail, entry: Entry, head: Cited | None) -> bool:
        """Check one entry and go past it; False when the stream can't be judged any further."""
        cited = self._citations(trail, entry, head)
        if cited is None:
            self._findings.leave(trail.stream, entry["seq"], "what it rests on isn't known")
            return False
        try:
            charter = self._charter()
            limit = charter["confirm_after_days"] if charter else None
            check_time(trail, entry, cited, limit, self._findings)
            trail.at = max(trail.at or "", entry["at"])
            if trail.refuses:
                self._refusal(trail, entry, cited)
            else:
                self._decision(trail, entry, charter)
        except Unknown as unknown:
            self._findings.leave(trail.stream, entry["seq"], str(unknown))
            return False
        trail.step()
        self._tick()
        return True

    def _citations(self, trail: Trail, entry: Entry, head: Cited | None) -> Sequence[Cited] | None:
        if not check_streams(trail, entry, self._findings):
            return None
        found = []
        for read in entry["reads"]:
            known = (
                head if head and (DIRECTORY, head.seq) == (read["stream"], read["seq"]) else None
            )
            cited = known or look_up(self._reader, read["stream"], read["seq"])
            if not check_citation(trail, entry, read, cited, self._findings):
                return None
            assert cited
            found.append(cited)
        if trail.refuses and trail.refused != DIRECTORY:
            check_left_out(trail, entry, self._findings)
        return found

    def _refusal(self, trail: Trail, entry: Entry, cited: Sequence[Cited]) -> None:
        if not knows(entry):
            raise self._unknown_rules(trail, entry)
        methodology = cited[-1].methodology
        for fault in check_refusal(entry, self._directory, methodology, trail.hourly):
            self._add(trail, entry, fault, refusal=True)
        self._refusals += 1

    def _decision(self, trail: Trail, entry: Entry, charter: CharterTables | None) -> None:
        if not knows(entry):
            raise self._unknown_rules(trail, entry)
        world = prepared(self._world(trail, entry["at"], charter), entry, self._tables)
        fault = judge(world, entry)
        if fault:
            self._add(trail, entry, fault)
        self._fold(trail, entry)
        self._judged += 1
        self._count_decisions(entry)
        self._marks.count(entry)

    def _world(self, trail: Trail, at: str, charter: CharterTables | None) -> World:
        directory, project, stream = self._directory, trail.project, trail.stream
        if stream == DIRECTORY:
            return World(at, self._origin, directory, charter, None, None, stream=stream)
        if project is None:
            return World(at, trail.key, directory, charter, None, None, stream=stream)
        tables = cast("Tables", needed(self._tables, project.compiled))
        stepper = self._stepper(project.compiled, tables)
        return World(
            at, trail.key, directory, charter, tables, project, stepper=stepper, stream=stream
        )

    def _fold(self, trail: Trail, entry: Entry) -> None:
        """Go on with what the entry says, whether the rules gave it or not."""
        folded = [(meta_of(entry), cast("Sequence[ev.Event]", entry["events"]))]
        try:
            if trail.stream == DIRECTORY:
                self._directory = self._directory.fold(folded)
            else:
                trail.project = (trail.project or Project(trail.key)).fold(folded)
        except Exception as error:  # what is forged may fit nothing
            words = f"the events don't fit what is on record ({type(error).__name__})"
            self._add(trail, entry, Fault(words))
            raise Unknown("the events before it lead to no state") from error

    def _end(self, trail: Trail) -> None:
        """Keep what the later checks need of a stream that was judged to its end."""
        if trail.refuses or trail.at is None:
            return
        try:
            self._ends[trail.stream] = self._end_of(trail, trail.at)
        except Exception as error:  # noqa: BLE001  # as in `_fold`
            words = f"what is on record leads to no state ({type(error).__name__})"
            self._findings.leave(trail.stream, 0, words)

    def _end_of(self, trail: Trail, at: str) -> End:
        if trail.stream == DIRECTORY:
            return End(_plain(directory_rows(self._directory)), ())
        assert trail.project
        rows = _plain(project_rows(self._world(trail, at, self._charter())))
        versions = [(name, one) for name, each in trail.project.versions.items() for one in each]
        found = [(one.digest, f"{name}, version {one.number}") for name, one in versions]
        if trail.project.adopted:
            found.append((trail.project.adopted.digest, "the evidence of the adoption"))
        if not all(HASH.fullmatch(digest) for digest, _ in found):
            raise LedgerError("a file whose digest is none")
        return End(rows, found)

    def _charter(self) -> CharterTables | None:
        known = self._directory.charter
        return cast("CharterTables", needed(self._tables, known[2])) if known else None

    def _stepper(self, digest: str, tables: Tables) -> Stepper:
        if digest not in self._steppers:
            self._steppers[digest] = self._machine(tables)
        return self._steppers[digest]

    def _count_decisions(self, entry: Entry) -> None:
        for event in entry["events"]:
            if event["type"] == "RoundClosed" and event.get("decision") is not None:
                assurance = str(event.get("assurance") or "none")
                self._decided[assurance] = self._decided.get(assurance, 0) + 1

    def _unknown_rules(self, trail: Trail, entry: Entry) -> Unknown:
        words = f"decided by rules {entry['rules']}, which this version doesn't know: unknown"
        self._add(trail, entry, Fault(words), refusal=trail.refuses)
        return Unknown(f"rules {entry['rules']} are unknown")

    def _add(self, trail: Trail, entry: Entry, fault: Fault, *, refusal: bool = False) -> None:
        place = Place(trail.stream, entry["seq"])
        genesis = place == (DIRECTORY, 0)
        check = REFUSAL if refusal else GENESIS if genesis else DECISION
        self._findings.add(check, place, fault.message, expected=fault.expected, found=fault.found)


def _plain(rows: Iterable[Row]) -> list[Row]:
    """The rows, which hold text and numbers unless somebody forged what they are computed from."""
    found = list(rows)
    if not all(type(value) in {str, int, type(None)} for row in found for value in row):
        raise LedgerError("a row that holds something else")
    return found
