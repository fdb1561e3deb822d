"""One run of a command: its settings, and the workspace, ledger and engine it opens when needed."""

import os
from collections.abc import Mapping

from cli.clock import read_hands, set_hands, system_time
from cli.names import Names, people_in
from cli.output import Answer, emit, talk
from cli.refused import Refused
from cli.settings import Settings
from cli.times import UTC, shown, zone_of
from cli.workspace import Workspace, find_workspace
from engine.canonical import Json
from engine.engine import Done, Engine, Request, Source
from engine.errors import StoreError, UsageError
from engine.folding import Folder
from engine.instant import ZoneTable, parse_user_time
from engine.ledger.entry import Entry, parse_entry
from engine.names import COMMAND_ID, DIRECTORY, KEY, PERSON
from engine.requests import Compiler
from engine.rules.refusal import Refusal
from engine.rules.world import World
from engine.store.failure import Busy, Transient
from engine.store.open import open_store
from engine.store.protocol import Store


class Session:
    """What a command works with. Nothing is opened before it is asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.exit_code = 0
        self._workspace: Workspace | None = None
        self._store: Store | None = None
        self._engine: Engine | None = None
        self._names: Names | None = None
        self._now: str | None = None
        self._zone: ZoneTable | None = None
        self._command_id = settings.command_id

    @property
    def workspace(self) -> Workspace:
        """The workspace. Raises `NotFound` when there is none."""
        if self._workspace is None:
            self._workspace = find_workspace(self.settings.workspace)
        return self._workspace

    @property
    def store(self) -> Store:
        """The ledger, opened. Raises `UsageError` when what the workspace names isn't one."""
        if self._store is None:
            try:
                self._store = open_store(self.workspace.location, self.workspace.origin)
            except (Busy, Transient):
                raise
            except StoreError as error:
                raise UsageError(error.message, hint=error.hint) from error
            if self.workspace.manual_clock:
                self.now()  # says so
        return self._store

    @property
    def names(self) -> Names:
        """Handles and texts."""
        if self._names is None:
            self._names = Names(self.store)
        return self._names

    @property
    def command_id(self) -> str:
        """The id of the command: what `--command-id` says, else one drawn once."""
        if self._command_id is None:
            self._command_id = os.urandom(16).hex()
        if not COMMAND_ID.fullmatch(self._command_id):
            raise UsageError(
                f"{self._command_id[:60]!a} can't be the id of a command",
                hint="1 to 128 letters, digits and . _ : / -",
            )
        return self._command_id

    def engine(self, compiler: Compiler | None = None) -> Engine:
        """The door; whoever publishes gives the compiler."""
        if self._engine is None or compiler is not None:
            self._engine = Engine(
                self.store, clock=self.now, randomness=os.urandom, compiler=compiler
            )
        return self._engine

    def now(self) -> str:
        """The time of this run, read once from the clock; people set only a manual one."""
        if self._now is None:
            self._now = self._manual_time() if self.workspace.manual_clock else self._system_time()
        return self._now

    def actor(self) -> str:
        """The person id of who acts. Raises `UsageError` when nobody was named."""
        handle = self.settings.actor or self.workspace.actor
        if not handle:
            raise UsageError(
                "nobody was named who acts",
                hint='say --as HANDLE, set PHASEGATE_AS, or write as = "HANDLE" in phasegate.toml',
            )
        return self._person(handle, "actor.unknown")

    def person(self, handle: str) -> str:
        """The person id of a handle (or of an id); refused when there is nobody."""
        return self._person(handle, "person.unknown")

    def zone(self) -> ZoneTable:
        """The zone of the organisation, in which people read times."""
        if self._zone is None:
            self._zone = zone_of(self.directory().charter)
        return self._zone

    def directory(self) -> World:
        """The world of the directory now. Refused when nothing was founded."""
        return self.engine().look(DIRECTORY)

    def project(self, key: str) -> World:
        """The world of a project now, with all that is due done but not written."""
        world = self.engine().look(stream_of(key))
        if world.project is None:
            raise Refused(Refusal("project.unknown", f"there is no project {key}"), word=key)
        return world

    def act(
        self,
        stream: str,
        type_: str,
        args: Mapping[str, Json],
        *,
        part: str = "",
        source: Source | None = None,
        compiler: Compiler | None = None,
    ) -> Done:
        """Put a command to the rules. Raises `Refused` when they say no.

        `part` tells several commands of one run apart.
        """
        request = self.request(stream, type_, args, part=part, source=source)
        answer = self.engine(compiler).execute(request, dry_run=self.settings.dry_run)
        if isinstance(answer, Refusal):
            raise Refused(answer, request)
        if self.settings.dry_run:
            self.names.suppose_texts(args, answer.events)
        return answer

    def request(
        self,
        stream: str,
        type_: str,
        args: Mapping[str, Json],
        *,
        part: str = "",
        source: Source | None = None,
        actor: str | None = None,
    ) -> Request:
        """The request that `act` puts."""
        return Request(
            self.command_id + part,
            stream,
            type_,
            args,
            actor or self.actor(),
            confirm_time=self.settings.confirm_time,
            source=source,
        )

    def earlier(self, stream: str, type_: str) -> Mapping[str, Json] | None:
        """The arguments on record of this very command, if `--command-id` says it was given before.

        What a command fills in from the present state it then takes from there, so that giving it
        again is the same command, whatever has happened since.
        """
        given = self.settings.command_id
        if given is None or not COMMAND_ID.fullmatch(given):
            return None
        with self.store.read() as reader:
            found = reader.by_command(stream, given)
        entry: Entry | None = parse_entry(found.data) if found else None
        return entry["command"]["args"] if entry and entry["command"]["type"] == type_ else None

    def emit(self, answer: Answer) -> None:
        """Write the answer as it was asked for."""
        format_ = self.settings.format
        common: dict[str, Json] = {}
        if format_ != "table":
            if self._workspace and self._workspace.manual_clock:
                common["clock"] = {"kind": "manual", "now": self.now()}
            people = sorted(people_in(answer.data)) if self._store else []
            if people:
                self.names.load(people)
                common["people"] = {one: self.names.handle(one) for one in people}
        emit(answer, format_, common)

    def close(self) -> None:
        """Let go of the ledger."""
        if self._store is not None:
            self._store.close()
            self._store = None

    def _person(self, handle: str, code: str) -> str:
        if not KEY.fullmatch(handle):
            raise UsageError(
                f"{handle[:60]!a} can't be the handle of a person",
                hint="lower-case letters, digits and . _ -, at most 64",
            )
        with self.store.read() as reader:
            found = reader.person_of_handle(handle)
            if found is None and PERSON.fullmatch(handle) and reader.person(handle):
                found = handle
        if found is None:
            raise Refused(Refusal(code, f"nobody here has the handle {handle}"), word=handle)
        return found

    def _system_time(self) -> str:
        if self.settings.at is not None:
            raise UsageError(
                "--at sets a manual clock, and this workspace goes by the system's",
                hint="for trying things out: phasegate init --manual-clock",
            )
        return system_time()

    def _manual_time(self) -> str:
        path = self.workspace.clock_file
        hands = read_hands(path)
        zone = self._zone_to_tell()
        if self._now is not None:  # opening the ledger, to read the zone, has told the time
            return self._now
        at = hands
        if self.settings.at is not None:
            at = parse_user_time(self.settings.at, self._read_zone())
            if not self.settings.dry_run:
                set_hands(path, max(hands, at))
        talk(f"manual clock: {shown(zone, at)} {zone['zone']}")
        return at

    def _zone_to_tell(self) -> ZoneTable:
        """The zone in which to tell the time; UTC where the ledger is too damaged to say."""
        try:
            return self._read_zone()
        except Exception:  # noqa: BLE001  # what is wrong with a ledger is for its readers to say
            return UTC

    def _read_zone(self) -> ZoneTable:
        """The zone, read without asking for the time."""
        if self._zone is None:
            folder = Folder()
            with self.store.read() as reader:
                self._zone = zone_of(folder.charter(reader, folder.directory(reader).state))
        return self._zone


def stream_of(key: str) -> str:
    """The stream of a project."""
    return f"project/{key}"
