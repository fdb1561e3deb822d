"""One request in one transaction: do what is due, decide, append, project.

An `Act` without a unit is a look: everything is decided as it would be, and nothing is written.
"""

from collections.abc import Sequence
from typing import cast

from engine.canonical import digest
from engine.folding import PROJECT, Folder, meta_of
from engine.instant import is_long_step, settle_at
from engine.ledger.entry import Entry, Read, parse_entry
from engine.methodology.tables import Tables
from engine.names import DIRECTORY, SYSTEM, Proof
from engine.projections import directory_rows, project_rows
from engine.recorder import Recorder
from engine.requests import ASSERTED, Asked, Done
from engine.rules import events as ev
from engine.rules.commands import STARTING, Command, replace_texts, texts
from engine.rules.decide import decide
from engine.rules.project import Project
from engine.rules.refusal import Refusal
from engine.rules.system import next_step
from engine.rules.world import World
from engine.store.protocol import Reader, StoredEntry, Text, Unit
from engine.store.rows import ProjectRow, Row

CONFIRM_WITHOUT_CHARTER = 36_500
"""Days; before there is a charter nothing says when a step of the clock must be confirmed."""


class Act:
    """What happens to one stream in one transaction."""

    def __init__(
        self,
        folder: Folder,
        reader: Reader,
        unit: Unit | None,
        now: str,
        stream: str,
        proof: Proof = ASSERTED,
    ) -> None:
        self.stream = stream
        self.written: list[Entry] = []
        self._folder, self._reader, self._unit, self._now = folder, reader, unit, now
        self._proof = proof
        directory = folder.directory(reader)
        self._directory_head = self.head = directory.head
        self._last_at = directory.at
        if stream != DIRECTORY:
            project = folder.project(reader, stream.removeprefix(PROJECT))
            self.head = project.head
            self._last_at = max(directory.at or "", project.at or "") or None
        # An entry cites the newest directory: none of the directory may be earlier than any other.
        self._latest = reader.latest() if stream == DIRECTORY else self._last_at
        at = settle_at(now, self._latest)
        self._behind = at is None
        self.world = folder.world(reader, stream, at or cast("str", self._latest))
        self._start = self.world
        self._recorder = Recorder(unit, reader.origin(), self.world.at)

    def run(self, asked: Asked) -> Done | Refusal:
        """Answer a request."""
        again = self.answer(asked)
        if again:
            return again
        early = self.clock_refusal(confirmed=asked.request.confirm_time)
        if early:
            return early
        self.run_due()
        outcome = self._decide(asked)
        if isinstance(outcome, Refusal):
            if asked.command.actor in self.world.directory.people:
                self._recorder.refuse(
                    self.stream, asked.command, outcome, self._refusal_reads(), self._methodology()
                )
            self.finish()
            return outcome
        entry = self._append(asked.command, outcome)
        self._keep(asked)
        self.finish()
        assert self.head
        before = tuple(self.written[:-1])
        return Done(self.stream, *self.head, entry["at"], outcome, before=before)

    def answer(self, asked: Asked) -> Done | Refusal | None:
        """The answer to a command id that was accepted before; None where it wasn't."""
        answered = self._reader.by_command(self.stream, asked.command.id)
        return self._again(asked, answered) if answered else None

    def is_due(self) -> bool:
        """Whether there is something to do by itself."""
        return next_step(self.world) is not None

    def run_due(self) -> None:
        """Do what is due by itself, each an entry of its own, until nothing is."""
        while step := next_step(self.world):
            assert self.head
            number = self.head.seq + 1
            command = Command(f"system/{number}", step.type, step.args, SYSTEM, self._proof)
            outcome = decide(self.world, command)
            assert not isinstance(outcome, Refusal), outcome
            self._append(command, outcome)

    def finish(self) -> None:
        """Write what changed in the projection rows."""
        if self._unit and self.written:
            # The row of a project may rest on an older calendar than this one: it is written anew.
            before = (row for row in rows_of(self._start) if not isinstance(row, ProjectRow))
            self._unit.replace_rows(self.stream, before, rows_of(self.world))

    def _decide(self, asked: Asked) -> Sequence[ev.Event] | Refusal:
        world = self.world
        if asked.candidate:
            world = world._replace(candidate=asked.candidate.tables)
        if asked.command.type in STARTING and world.project is None:
            world = self.world = world._replace(tables=self._tables_to_start(asked))
        outcome = decide(world, asked.command)
        if isinstance(outcome, Refusal):
            return outcome
        return self._handle_taken(asked) or self._nothing_to_erase(asked) or outcome

    def _handle_taken(self, asked: Asked) -> Refusal | None:
        """Whether a new person's handle is somebody's: the one rule about opened texts."""
        for one in asked.texts:
            if one.kind == "handle" and self._reader.person_of_handle(one.body):
                return Refusal("handle.taken", f"somebody has the handle {one.body!r}")
        return None

    def _nothing_to_erase(self, asked: Asked) -> Refusal | None:
        """Whether a text that is to be erased isn't there: what stands beside tells."""
        if asked.command.type != "EraseText":
            return None
        commitment = str(asked.command.args["commitment"])
        known = self._reader.text(commitment)
        if known is None:
            return Refusal("text.unknown", f"no text has the commitment {commitment}")
        if known.erased:
            return Refusal("text.erased", f"the text {commitment} was erased already")
        return None

    def _tables_to_start(self, asked: Asked) -> Tables | None:
        source = asked.command.args.get("methodology")
        published = self.world.directory.published.get(str(source))
        if published is None:
            return None
        return cast("Tables", self._folder.tables(self._reader, published.compiled))

    def clock_refusal(self, *, confirmed: bool) -> Refusal | None:
        """Whether the clock can't be believed; a long step must be `confirmed` by somebody."""
        if self._behind:
            words = f"the clock says {self._now}, the ledger was written at {self._latest}"
            return Refusal("clock.behind", words)
        charter = self.world.charter
        limit = charter["confirm_after_days"] if charter else CONFIRM_WITHOUT_CHARTER
        long = self._last_at and is_long_step(self._now, self._last_at, limit)
        if long and not confirmed:
            words = (
                f"the clock says {self._now}, more than {limit} days after the last entry "
                f"({self._last_at}); confirm that this is the time"
            )
            return Refusal("clock.confirm", words)
        return None

    def _again(self, asked: Asked, answered: StoredEntry) -> Done | Refusal:
        """The answer to a command id that was accepted before."""
        entry = parse_entry(answered.data)
        given = {path: body for path, _, body in texts(asked.args)}
        opened: dict[str, str] = {}
        for path, _, committed in texts(entry["command"]["args"]):
            text = self._reader.text(committed)
            # What was erased can't be compared, and doesn't make another command of the same.
            opened[path] = text.body if text and not text.erased else given.get(path, "")
        known = replace_texts(entry["command"]["args"], opened)
        if (
            entry["command"]["type"] != asked.command.type
            or entry["actor"] != asked.command.actor
            or digest("arguments", known) != digest("arguments", asked.args)
        ):
            words = f"the command id {asked.command.id} was used for another command"
            return Refusal("command.reused", words)
        events = cast("Sequence[ev.Event]", entry["events"])
        return Done(self.stream, answered.seq, answered.hash, entry["at"], events, repeated=True)

    def _append(self, command: Command, happened: Sequence[ev.Event]) -> Entry:
        """Write one entry and step the world over it."""
        methodology = self._methodology()
        if command.type in STARTING:
            methodology = cast("str", command.args["methodology"])
        self.head, entry = self._recorder.append(
            self.stream, self.head, command, happened, self._reads(), methodology
        )
        self.written.append(entry)
        folded = [(meta_of(entry), happened)]
        if self.stream == DIRECTORY:
            self.world = self.world._replace(directory=self.world.directory.fold(folded))
        else:
            project = self.world.project or Project(self.world.key)
            self.world = self.world._replace(project=project.fold(folded))
        return entry

    def _methodology(self) -> str | None:
        return self.world.project.methodology if self.world.project else None

    def _reads(self) -> list[Read]:
        link = self._directory_head
        if self.stream == DIRECTORY or link is None:
            return []
        return [{"stream": DIRECTORY, "seq": link.seq, "hash": link.hash}]

    def _refusal_reads(self) -> list[Read]:
        reads = self._reads()
        if self.head:
            reads.append({"stream": self.stream, "seq": self.head.seq, "hash": self.head.hash})
        return reads

    def _keep(self, asked: Asked) -> None:
        """Write what stands beside the entry: blobs, texts, erasures."""
        if self._unit is None:
            return
        if asked.candidate:
            for kind, name, data in asked.candidate.blobs:
                self._unit.put_blob(kind, name, data)
        for one in asked.texts:
            self._unit.put_text(one.commitment, Text(one.kind, one.salt, one.body))
        if asked.command.type == "EraseText":
            self._unit.erase_text(cast("str", asked.command.args["commitment"]))


def rows_of(world: World) -> list[Row]:
    """The projection rows of a world's stream; none when nothing is there yet."""
    if world.stream == DIRECTORY:
        return list(directory_rows(world.directory))
    return list(project_rows(world)) if world.project else []
