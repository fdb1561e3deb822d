"""An organisation in memory for one scenario: its charter, its people, its projects, an engine.

Everything is deterministic: the clock stands still until it is moved, ids count up, and randomness
is drawn from a hash. Somebody called `office` is always there, the registrar who founds it, brings
the people in, gives them their roles and starts the projects.
"""

import hashlib
from collections.abc import Mapping
from copy import copy
from typing import Final, NamedTuple, cast

from engine.audit.report import Report
from engine.audit.verify import verify
from engine.canonical import Json
from engine.engine import Done, Engine, Request, Source
from engine.instant import ZoneTable, parse_user_time
from engine.ledger.entry import Entry, parse_entry
from engine.library import stepper_of
from engine.methodology.tables import CharterTables
from engine.names import DIRECTORY, ORGANISATION
from engine.rules.commands import DIRECTORY_ARGUMENTS
from engine.rules.refusal import Refusal
from engine.rules.world import Watch, World
from engine.scenarios.setting import OFFICE, Setting, charter_source, compiled, person, role_of
from engine.store.memory import MemoryStore

ORIGIN: Final = "local/scenario"
STARTING: Final = ("StartProject",)
"""Commands that start a project: before any other, the project is started by itself."""


class Asked(NamedTuple):
    """One command that was given: when, by whom, on which project (or none), and the answer."""

    at: str
    by: str
    key: str | None
    command: str
    args: Mapping[str, Json]
    source: Source | None
    answer: Done | Refusal


class Office:
    """The organisation of one scenario.

    `now` is the instant of its clock, `log` has every command that was given, `papers` the texts
    of what was handed in, by digest. `started` are the streams of projects that were started,
    `staffed` the keys of those in which people have their roles.
    """

    def __init__(self, setting: Setting, watch: Watch | None = None) -> None:
        """Found it, publish the methodology, bring the people in; `watch` is told of guards."""
        charter = charter_source(setting)
        founding = compiled("FoundOrganisation", charter)
        zone = cast("CharterTables", founding.tables)["calendar"]["zone"]
        self.setting = setting
        self.now = parse_user_time(setting.starts, cast("ZoneTable", zone))
        self.store = MemoryStore(ORIGIN)
        self.papers: dict[str, str] = {}
        self.log: list[Asked] = []
        self.digest = ""
        self.started: set[str] = set()
        self.staffed: set[str] = set()
        self._ids = self._drawn = 0
        self.engine = self.door(watch)
        self._found(charter)

    def fork(self, watch: Watch | None = None) -> "Office":
        """Another office with the same history, which goes its own way from now on."""
        new = copy(self)
        new.store = self.store.copy()
        new.papers, new.log = self.papers.copy(), self.log.copy()
        new.started, new.staffed = self.started.copy(), self.staffed.copy()
        new.engine = new.door(watch)
        return new

    def door(self, watch: Watch | None) -> Engine:
        """A door to the ledger, by this office's clock."""
        return Engine(
            self.store,
            clock=lambda: self.now,
            randomness=self._draw,
            compiler=compiled,
            machine=stepper_of,
            watch=watch,
        )

    def ask(
        self,
        by: str,
        command: str,
        args: Mapping[str, Json],
        *,
        key: str | None = None,
        id: str | None = None,
        confirm_time: bool = False,
        source: Source | None = None,
    ) -> Done | Refusal:
        """Put a command to the engine, on the project `key` or on the directory."""
        stream = DIRECTORY if command in DIRECTORY_ARGUMENTS else self.stream(key)
        self._ids += 1
        request = Request(
            id or f"c{self._ids}",
            stream,
            command,
            args,
            person(by),
            confirm_time=confirm_time,
            source=source,
        )
        answer = self.engine.execute(request)
        on = None if stream == DIRECTORY else key or self.setting.key
        self.log.append(Asked(self.now, by, on, command, args, source, answer))
        if isinstance(answer, Done):
            self._keep(stream, command, answer)
        return answer

    def stream(self, key: str | None) -> str:
        """The stream of a project, the usual one by default."""
        return f"project/{key or self.setting.key}"

    def prepare(self, key: str | None, command: str) -> Refusal | None:
        """See to it that `command` finds its project: people have their roles, and it was started.

        Returns why it could not be started.
        """
        if command in DIRECTORY_ARGUMENTS:
            return None
        self._staff(key or self.setting.key)
        if command in STARTING or self.stream(key) in self.started:
            return None
        setting = self.setting
        args: dict[str, Json] = {
            "methodology": self.digest,
            "fields": dict(setting.fields),
            "title": setting.title,
        }
        answer = self.ask(setting.starter, "StartProject", args, key=key)
        return answer if isinstance(answer, Refusal) else None

    def look(self, key: str | None = None, *, directory: bool = False) -> World:
        """The world of a project, or of the directory, now."""
        return self.engine.look(DIRECTORY if directory else self.stream(key))

    def do_due(self) -> None:
        """Let the engine do what is due by itself in every project."""
        for stream in sorted(self.started):
            self.engine.run_due(stream, confirm_time=True)

    def entries(self, past: Mapping[str, int] = {}) -> list[Entry]:
        """The entries of projects and directory, each stream's past a number of them."""
        found = []
        with self.store.read() as reader:
            for stream in reader.streams():
                if not stream.startswith("refusals/"):
                    kept = reader.entries(stream, past.get(stream, 0) - 1)
                    found += [parse_entry(one.data) for one in kept]
        return found

    def lengths(self) -> dict[str, int]:
        """How many entries each stream has."""
        with self.store.read() as reader:
            heads = {stream: reader.head(stream) for stream in reader.streams()}
        return {stream: head.seq + 1 for stream, head in heads.items() if head}

    def paper(self, text: str) -> str:
        """Keep a file of this text; return its digest."""
        digest = hashlib.sha256(text.encode()).hexdigest()
        self.papers[digest] = text
        return digest

    def text(self, commitment: str) -> str:
        """What a commitment stands for."""
        with self.store.read() as reader:
            found = reader.text(commitment)
        return found.body if found else commitment

    def verify(self) -> Report:
        """Check the whole ledger, as `audit verify` does."""
        with self.store.read() as reader:
            return verify(
                reader,
                compiler=compiled,
                machine=stepper_of,
                evidence=lambda digest: "intact" if digest in self.papers else "missing",
            )

    def _found(self, charter: Source) -> None:
        args: dict[str, Json] = {"person": person(OFFICE), "handle": OFFICE, "name": "Office"}
        self._must("FoundOrganisation", args, charter)
        self._must("PublishMethodology", {}, self.setting.workflow)
        for name, roles in self.setting.people.items():
            self._must("AddPerson", {"person": person(name), "handle": name, "name": name.title()})
            for role in roles:
                held, everywhere = role_of(self.setting.tables, role)
                if everywhere:
                    self._grant(name, held, ORGANISATION)
        if self.setting.holidays:
            self._must("AmendCalendar", {"add": sorted(self.setting.holidays), "remove": []})
        self._staff(self.setting.key)

    def _keep(self, stream: str, command: str, done: Done) -> None:
        """Remember which projects there are, and the version that others will start with."""
        if command in STARTING:
            self.started.add(stream)
        ours = self.setting.tables["methodology"]
        for event in done.events:
            if event["type"] == "MethodologyPublished" and event["methodology"] == ours:
                self.digest = event["source"]

    def _staff(self, key: str) -> None:
        """Give everybody their roles in a project, once."""
        if key in self.staffed:
            return
        self.staffed.add(key)
        for name, roles in self.setting.people.items():
            for role in roles:
                held, everywhere = role_of(self.setting.tables, role)
                if not everywhere:
                    self._grant(name, held, f"project/{key}")

    def _grant(self, name: str, role: str, scope: str) -> None:
        self._must("GrantRole", {"person": person(name), "role": role, "scope": scope})

    def _must(self, command: str, args: Mapping[str, Json], source: Source | None = None) -> Done:
        answer = self.ask(OFFICE, command, args, source=source)
        assert isinstance(answer, Done), answer
        return answer

    def _draw(self, size: int) -> bytes:
        self._drawn += 1
        return hashlib.sha256(f"scenario {self._drawn}".encode()).digest()[:size]
