"""A small organisation in memory, for tests that tell a story in commands.

    house = House(methodology_text)
    house.start("shed", budget="EUR 100")
    house.do("bo", "SubmitDeliverable", deliverable="drawing")
    house.refused("bo", "RequestGate", gate="build")  ->  "evidence.missing"

People are called by short names; their ids are `p-NAME`. The clock stands still until it is moved.
"""

import hashlib
from collections.abc import Mapping
from itertools import count
from typing import TypeAlias, cast

from engine.canonical import Json
from engine.engine import Candidate, Done, Engine, Request, Source
from engine.folding import Machine
from engine.ledger.entry import Entry, parse_entry
from engine.publishing import compile_candidate
from engine.rules import events as ev
from engine.rules.commands import DIRECTORY_ARGUMENTS
from engine.rules.minutes import recorded_for, vote_digest
from engine.rules.project import Project
from engine.rules.readiness import dossier
from engine.rules.refusal import Refusal
from engine.rules.world import World
from engine.store.memory import MemoryStore
from engine.store.protocol import Store
from engine.store.rows import Row

NOON = "2026-11-23T12:00:00.000000Z"
"""A Monday."""

CHARTER = """\
charter: 1
organisation: Works council
version: 1.0.0
strength: controlling
calendar: {zone: Etc/UTC, working_days: [mon, tue, wed, thu, fri]}
clock: {confirm_after: 400 days}
roles:
  pmo:     {title: Project management office}
  sponsor: {title: Executive sponsor}
registrars: [pmo]
acts:
  start_project: [pmo, sponsor]
"""

Bytes: TypeAlias = dict[str, list[bytes]]
"""The entries of each stream."""

ITEM_DEFAULTS: Mapping[str, Mapping[str, Json]] = {
    "AddItem": {"title": "an item", "fields": {}},
    "SetItem": {"title": None, "fields": {}},
    "MoveItem": {"comment": None},
}
"""What is filled in of commands on items."""

_CANDIDATES: dict[tuple[str, str], Candidate] = {}


def compiler(command: str, source: Source) -> Candidate:
    """Compile once for each source: tests publish the same files again and again."""
    text = source.files[source.root].decode()
    key = (command, text)
    if key not in _CANDIDATES:
        _CANDIDATES[key] = compile_candidate(command, source)
    return _CANDIDATES[key]


class House:
    """An engine on a memory store (or another), founded, with one methodology published."""

    def __init__(
        self,
        methodology: str,
        *,
        charter: str = CHARTER,
        store: Store | None = None,
        machine: Machine | None = None,
    ) -> None:
        self.now = NOON
        self.store = store or MemoryStore("local/test")
        self.ids = count(1)
        self.engine = Engine(
            self.store,
            clock=lambda: self.now,
            randomness=lambda size: hashlib.sha256(str(next(self.ids)).encode()).digest()[:size],
            compiler=compiler,
            machine=machine,
        )
        self.key = "shed"
        source = Source("charter.yaml", {"charter.yaml": charter.encode()})
        founder = {"person": "p-pat", "handle": "pat", "name": "Pat"}
        self._must(
            Request("found", "directory", "FoundOrganisation", founder, "p-pat", source=source)
        )
        self.digest = self.publish(methodology)

    def publish(self, methodology: str) -> str:
        """Publish a methodology; return its closure digest."""
        source = Source("shed.yaml", {"shed.yaml": methodology.encode()})
        done = self._must(self._request("pat", "directory", "PublishMethodology", {}, source))
        return cast("ev.MethodologyPublished", done.events[0])["source"]

    def people(self, **roles: str) -> None:
        """Add people with the roles of a list; `@` before one means in the organisation."""
        for name, held in roles.items():
            self.directory("AddPerson", person=f"p-{name}", handle=name, name=name.title())
            for role in held.split():
                scope = "organisation" if role.startswith("@") else f"project/{self.key}"
                self.directory(
                    "GrantRole", person=f"p-{name}", role=role.removeprefix("@"), scope=scope
                )

    def directory(self, command: str, by: str = "pat", **args: Json) -> Done:
        """An accepted command on the directory."""
        return self._must(self._request(by, "directory", command, args))

    def barred(self, by: str, command: str, **args: Json) -> str:
        """A refused command on the directory that changed nothing; returns its code."""
        return self.says_no(self._request(by, "directory", command, args))

    def tell(self, by: str, command: str, **args: Json) -> Done:
        """An accepted command on the directory by somebody; a reason is filled in where due."""
        reason = {"reason": "because"} if "reason" in DIRECTORY_ARGUMENTS[command] else {}
        return self.directory(command, by, **{**reason, **args})

    def start(self, key: str = "shed", **fields: Json) -> Done:
        """Start a project on the methodology."""
        self.key = key
        args: dict[str, Json] = {
            "methodology": self.digest,
            "fields": fields,
            "title": "A shed",
        }
        return self._must(self._request("pat", self.stream, "StartProject", args))

    @property
    def stream(self) -> str:
        """The stream of the project."""
        return f"project/{self.key}"

    def ask(self, by: str, command: str, **args: Json) -> Done | Refusal:
        """Put a command on the project to the engine; what is obvious is filled in."""
        return self.engine.execute(
            self._request(by, self.stream, command, self._filled(by, command, args))
        )

    def do(self, by: str, command: str, **args: Json) -> list[str]:
        """An accepted command on the project; returns the types of its events."""
        done = self.ask(by, command, **args)
        assert isinstance(done, Done), done
        return [event["type"] for event in done.events]

    def refused(self, by: str, command: str, **args: Json) -> str:
        """A refused command on the project that changed nothing; returns its code."""
        return self.says_no(
            self._request(by, self.stream, command, self._filled(by, command, args))
        )

    def says_no(self, request: Request) -> str:
        """A refused request that changed no entry, row, text or blob (I16); returns its code."""
        before = self.bytes(), self.rows(), self.beside()
        answer = self.engine.execute(request)
        assert isinstance(answer, Refusal), answer
        after = self.bytes(), self.rows(), self.beside()
        assert after == before, "a refusal changes nothing"
        return answer.code

    def tick(self) -> list[list[str]]:
        """Let the engine do what is due; the types of the events of each entry it wrote."""
        return [[str(event["type"]) for event in entry["events"]] for entry in self.due()]

    def due(self) -> tuple[Entry, ...]:
        """The entries that the engine writes by itself now."""
        written = self.engine.run_due(self.stream)
        assert not isinstance(written, Refusal), written
        return written

    def events(self, stream: str | None = None) -> list[ev.Event]:
        """The events of the newest entry of a stream, the project's by default."""
        return cast("list[ev.Event]", self.entries(stream)[-1]["events"])

    def vote(self, by: str, gate: str, choice: str, **args: Json) -> list[str]:
        """An accepted vote; returns the types of its events."""
        return self.do(by, "CastVote", gate=gate, choice=choice, **args)

    def decide(self, by: str, gate: str, choice: str, **args: Json) -> list[str]:
        """An accepted decision of a decider; returns the types of its events."""
        return self.do(by, "DecideGate", gate=gate, choice=choice, **args)

    def at(self, instant: str) -> None:
        """Move the clock."""
        self.now = instant

    @property
    def world(self) -> World:
        """The project's world, with what is due done."""
        return self.engine.look(self.stream)

    @property
    def project(self) -> Project:
        """The project."""
        project = self.world.project
        assert project
        return project

    def entries(self, stream: str | None = None) -> list[Entry]:
        """The entries of a stream, the project's by default."""
        with self.store.read() as reader:
            return [parse_entry(one.data) for one in reader.entries(stream or self.stream)]

    def bytes(self) -> Bytes:
        """Every entry but the refusals', as bytes, by stream."""
        with self.store.read() as reader:
            return {
                stream: [one.data for one in reader.entries(stream)]
                for stream in reader.streams()
                if not stream.startswith("refusals/")
            }

    def rows(self) -> dict[str, list[Row]]:
        """Every projection row, by stream."""
        with self.store.read() as reader:
            return {stream: list(reader.rows(stream)) for stream in reader.row_streams()}

    def streams(self) -> list[str]:
        """The streams that have entries."""
        with self.store.read() as reader:
            return list(reader.streams())

    def everything(self) -> tuple[Bytes, dict[str, list[Row]]]:
        """Every entry, the refusals' too, as bytes, and every row."""
        with self.store.read() as reader:
            entries = {
                stream: [one.data for one in reader.entries(stream)] for stream in reader.streams()
            }
        return entries, self.rows()

    def beside(self) -> tuple[object, ...]:
        """What stands beside the ledger, where the store is in memory: texts and blobs."""
        data = self.store._data if isinstance(self.store, MemoryStore) else None
        return (dict(data.texts), dict(data.handles), set(data.blobs)) if data else ()

    def _filled(self, by: str, command: str, args: Mapping[str, Json]) -> dict[str, Json]:
        filled = dict(args)
        if command == "SubmitDeliverable":
            content = str(filled.pop("content", "first")).encode()
            digest = hashlib.sha256(content).hexdigest()
            defaults: dict[str, Json] = {
                "digest": digest,
                "size": len(content),
                "name": "a file",
                "authors": [],
            }
            return {**defaults, **filled}
        if command == "JudgeDeliverable":
            newest = self.project.newest(str(filled["deliverable"]))
            digest = newest.digest if newest else "0" * 64
            return {"digest": digest, "verdict": "accept", "comment": None, **filled}
        if command == "RequestGate":
            return {"answers": {}, **filled}
        if command in ("CastVote", "DecideGate"):
            return {**self._ballot(by, str(filled["gate"])), **filled}
        if command == "RecordVote":
            ballot = self._ballot(str(filled["voter"]).removeprefix("p-"), str(filled["gate"]))
            return {**ballot, "minutes": self._minutes(), **filled}
        if command in {"ConfirmVote", "ContestVote"}:
            reason = {"reason": "not so"} if command == "ContestVote" else {}
            return {**self._answer(by), **reason, **filled}
        if command == "WithdrawRequest":
            return {"round": len(self.project.rounds) or 1, "reason": "because", **filled}
        if command in ITEM_DEFAULTS:
            return {**ITEM_DEFAULTS[command], **filled}
        if command in {"SetFields", "TakeMove", "StartProject"}:
            return filled
        return {"reason": "because", **filled}

    def _minutes(self) -> str:
        newest = self.project.newest("minutes")
        return newest.digest if newest else "0" * 64

    def _answer(self, by: str) -> dict[str, Json]:
        rounds = self.project.rounds
        found = recorded_for(rounds[-1], f"p-{by}") if rounds else None
        vote = vote_digest(found.vote) if found else "0" * 64
        return {"round": len(rounds) or 1, "vote": vote}

    def _ballot(self, by: str, gate: str) -> dict[str, Json]:
        world = self.world
        project = world.project
        current = project.open_round if project else None
        known = bool(current and current.gate == gate)
        return {
            "round": len(project.rounds) or 1 if project else 1,
            "seat": None,
            "principal": f"p-{by}",
            "answers": {},
            "scores": {},
            "conditions": [],
            "comment": None,
            "dissent": None,
            "material": dossier(world, gate, current.answers) if known and current else "0" * 64,
        }

    def _request(
        self,
        by: str,
        stream: str,
        command: str,
        args: Mapping[str, Json],
        source: Source | None = None,
    ) -> Request:
        return Request(f"c{next(self.ids)}", stream, command, args, f"p-{by}", source=source)

    def _must(self, request: Request) -> Done:
        done = self.engine.execute(request)
        assert isinstance(done, Done), done
        return done
