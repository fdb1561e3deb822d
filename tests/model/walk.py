"""One walk: the same commands put to the engine and to the model, with everything compared.

The engine is reached through its door alone, and read from the bytes of its entries.
"""

import copy
import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from engine.engine import Engine
from engine.requests import Done, Request, Source
from engine.store.protocol import Store
from tests.model import decision_invariants, record_invariants
from tests.model.fold import Directory, Project, parse
from tests.model.guards import GUARDS
from tests.model.model import Model
from tests.model.reading import Tree
from tests.model.sight import of_ledger, of_model
from tests.model.sources import DIGESTS, FILES, METHODOLOGIES, PARSED, compiler, digest

CHARTERS = ("FoundOrganisation", "AmendCharter")
PUBLISHES = (*CHARTERS, "PublishMethodology")
ORIGIN = "test/walk"
# A step every so often at which the costly invariants are checked.
COSTLY = 100
TEXTS = ("handle", "name", "title", "reason", "comment")
CONFIRM_AFTER = timedelta(days=90)
BEHIND = timedelta(seconds=2)


class Step(NamedTuple):
    """A command at an instant; `trick` says what is odd about it.

    `args` are those of the model: `source` names a file, and the dossier of a vote is a word.
    """

    at: str
    actor: str
    stream: str
    type: str
    args: dict[str, Any]
    trick: str = ""


class Mismatch(AssertionError):
    """Engine and model differ, or an invariant is broken."""


def dossier_digest(dossier: tuple[object, ...] | None) -> str:
    """The digest of a dossier (ledger.md section 2), or of nothing."""
    if dossier is None:
        return digest("dossier", None)
    names = ("gate", "methodology", "evidence", "fields", "answers", "waived")
    parts: dict[str, Any] = dict(zip(names, dossier, strict=True))
    keys = ("deliverable", "digest", "accepted")
    parts["evidence"] = [dict(zip(keys, one, strict=True)) for one in parts["evidence"]]
    return digest("dossier", parts)


class Pair:
    """Engine and model side by side, over one store."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store = store
        self.now = ""
        self.seed = seed
        self.count = 0
        self.engine = self.new_engine()
        charters = {name: PARSED[name] for name in FILES if name not in METHODOLOGIES}
        sources = {DIGESTS[name]: PARSED[name] for name in METHODOLOGIES}
        self.model = Model(charters, sources, GUARDS)
        self.directory = Directory()
        self.projects: dict[str, Project] = {}
        self.entries: dict[str, list[dict[str, Any]]] = {}
        self.bytes: dict[str, list[bytes]] = {}
        self.last: tuple[Request, Done] | None = None
        self.texts: list[str] = []
        self.erased: set[str] = set()
        self.handles: dict[str, str] = {}

    def new_engine(self) -> Engine:
        """An engine that knows nothing but the store, as after a crash."""
        draw = random.Random(f"{self.seed} {self.count}").randbytes
        return Engine(self.store, clock=lambda: self.now, randomness=draw, compiler=compiler)

    def play(self, step: Step) -> str:
        """Put one step to both; raise `Mismatch` unless they agree; return the code, or "ok"."""
        self.count += 1
        self.now = step.at
        if step.trick in ("repeat", "reuse"):
            return self.again(reuse=step.trick == "reuse") if self.last else "nothing"
        at = self.judged_at(step.stream)
        expected = self.refused_by_clock(step)
        if not expected:
            self.model.catch_up(at, step.stream.partition("/")[2])
        if step.trick == "malformed" and not expected:
            self.engine.run_due(step.stream)
            self.take()
            expected = "command.malformed"
        before = self.heads()
        request, args = self.request(step), self.model_args(step)
        answer = self.engine.execute(request)
        new = self.take()
        code = "ok" if isinstance(answer, Done) else answer.code
        said = expected or self.model.apply(at, step.actor, step.stream, step.type, args)[0]
        if code != said:
            raise Mismatch(f"I40: the engine says {code}, the model says {said}: {answer}")
        if isinstance(answer, Done):
            self.last = (request, answer)
            self.beside(step, new[-1])
        record_invariants.check_step(self, step, code, before, new)
        self.compare(step.stream)
        if self.count % COSTLY == 0:
            self.check_all()
        return code

    def judged_at(self, stream: str) -> str:
        """The instant of the entry: the clock, or of the last entry read if that is later."""
        return max([self.now, *self.read(stream)])

    def read(self, stream: str) -> list[str]:
        """The instants of the last entries that a command on `stream` reads; the directory, all."""
        streams = self.entries if stream == "directory" else {"directory", stream}
        return [self.entries[s][-1]["at"] for s in streams if s in self.entries]

    def refused_by_clock(self, step: Step) -> str:
        """What the engine itself refuses, because of the clock (notation.md section 7)."""
        now = datetime.fromisoformat(step.at)
        if any(datetime.fromisoformat(at) - now > BEHIND for at in self.read(step.stream)):
            return "clock.behind"
        own = [self.entries[s][-1]["at"] for s in {"directory", step.stream} if s in self.entries]
        pause = now - datetime.fromisoformat(max(own, default=step.at))
        return "clock.confirm" if pause > CONFIRM_AFTER and step.trick != "confirm" else ""

    def request(self, step: Step) -> Request:
        """A step as the engine is asked."""
        args, source = dict(step.args), None
        if step.type in PUBLISHES and "source" in args:
            name = args.pop("source")
            source = Source(f"{name}.yaml", {f"{name}.yaml": FILES[name]})
        if step.type == "EraseText" and "commitment" in args:
            args["commitment"] = self.text(args["commitment"])
        if step.type == "CastVote" and "material" in args:
            args["material"] = dossier_digest(self.dossier(step))
        confirm, command = step.trick == "confirm", f"c{self.count}"
        return Request(
            command, step.stream, step.type, args, step.actor, confirm_time=confirm, source=source
        )

    def dossier(self, step: Step) -> tuple[object, ...] | None:
        """The dossier that a vote names: the present one, if it says so and there is one."""
        key, gate = step.stream.partition("/")[2], str(step.args.get("gate"))
        known = key in self.model.projects and gate in self.model.projects[key].rules.gates
        present = known and step.args["material"] == "present"
        return self.model.dossier(key, gate) if present else None

    def text(self, number: int) -> str:
        """The commitment of a text that was given so far, or one that nobody gave."""
        return self.texts[number % len(self.texts)] if number >= 0 else "0" * 64

    def model_args(self, step: Step) -> dict[str, Any]:
        """The arguments of a step as the model takes them."""
        args = dict(step.args)
        if step.type == "CastVote" and "material" in args:
            args["material"] = self.dossier(step)
        if step.type == "AddPerson" and "handle" in args:
            known = self.handles.get(args["handle"])
            args["taken"] = known is not None and known not in self.erased
        if step.type == "EraseText" and "commitment" in args:
            text = self.text(args["commitment"])
            kept = "kept" if text in self.texts else "unknown"
            args["text"] = "erased" if text in self.erased else kept
        if step.type in PUBLISHES and "source" in args:
            parsed = PARSED[args["source"]]
            args |= {"version": parsed["version"], "methodology": parsed.get("methodology")}
            args["source"] = DIGESTS.get(args["source"], args["source"])
        return args

    def again(self, *, reuse: bool) -> str:
        """I18: the same id and body has the same answer, the same id and another body has none."""
        assert self.last
        (request, done), before = self.last, self.heads()
        if reuse:
            request = request._replace(actor="p-nobody")
        answer = self.engine.execute(request)
        self.take()
        if isinstance(answer, Done):
            same = (answer.stream, answer.seq, answer.hash, answer.at)
            fit = same == (done.stream, done.seq, done.hash, done.at) and answer.repeated
            fit = fit and list(answer.events) == list(done.events) and not reuse
        else:
            fit = reuse and answer.code == "command.reused"
        if not fit or self.heads() != before:
            raise Mismatch(f"I18: asked again, the engine says {answer}")
        return "again"

    def beside(self, step: Step, entry: Tree) -> None:
        """Take note of what stands beside the ledger: texts, handles, and what was erased."""
        given = entry["command"]["args"]
        self.texts += [given[name] for name in TEXTS if given.get(name)]
        if "handle" in given:
            self.handles[step.args["handle"]] = given["handle"]
        if step.type == "EraseText":
            self.erased.add(given["commitment"])

    def heads(self) -> dict[str, int]:
        """How many entries each stream has, but those of refusals."""
        streams = [stream for stream in self.bytes if not stream.startswith("refusals/")]
        return {stream: len(self.bytes[stream]) for stream in streams}

    def take(self) -> list[dict[str, Any]]:
        """Read the entries that are new, fold them, and return them."""
        new = []
        with self.store.read() as reader:
            for stream in reader.streams():
                known = self.bytes.setdefault(stream, [])
                for stored in reader.entries(stream, len(known) - 1):
                    known.append(stored.data)
                    entry = parse(stored.data)
                    record_invariants.check_entry(self, stream, entry, stored)
                    self.entries.setdefault(stream, []).append(entry)
                    self.fold(stream, entry)
                    new.append(entry)
        return new

    def fold(self, stream: str, entry: Tree) -> None:
        """Fold one entry."""
        if stream == "directory":
            decision_invariants.check_directory_entry(self, entry)
            self.directory.take(entry)
        elif stream.startswith("project/"):
            if stream not in self.projects:
                self.projects[stream] = Project(entry["methodology"])
            decision_invariants.check_project_entry(self, entry)
            for event in entry["events"]:
                decision_invariants.check_event(self, entry, event)
                self.projects[stream].happen(entry, event)

    def compare(self, stream: str) -> None:
        """What the entries say of the directory and of this project is what the model says."""
        model, directory = self.model, self.directory
        same(directory.people, model.people, "people")
        same(directory.grants, model.grants, "grants")
        same(directory.holidays, model.holidays, "holidays")
        ended = [one["ended"] for one in directory.delegations]
        same(ended, [one.ended for one in model.delegations], "delegations that are over")
        published = [
            digest for versions in model.published.values() for digest in versions.values()
        ]
        same(sorted(directory.published), sorted(published), "methodologies")
        if stream in self.projects:
            key = stream.removeprefix("project/")
            said, seen = of_ledger(self.projects[stream]), of_model(model, key)
            for name, value in said.items():
                same(value, seen[name], f"{name} of {key}")

    def check_all(self) -> None:
        """The costly invariants, and a new engine in the place of the old (I38)."""
        record_invariants.check_store(self)
        self.engine = self.new_engine()
        for stream in self.projects:
            self.look(stream)

    def look(self, stream: str) -> None:
        """What the engine shows of a project is what the model says, with what is due done."""
        books = self.model.rulebooks.values()
        fixed = [*books, *(gate for book in books for gate in book.gates.values())]
        fixed += [self.model.charters, self.model.guards, self.model.rulebooks]
        shadow = copy.deepcopy(self.model, {id(one): one for one in fixed})
        key = stream.removeprefix("project/")
        shadow.catch_up(max(self.now, self.entries["directory"][-1]["at"]), key)
        project, seen = self.engine.look(stream).project, of_model(shadow, key)
        assert project is not None
        for name in ("stage", "visits", "outcome", "fields", "holds", "methodology"):
            same(getattr(project, name), seen[name], f"{name} of {stream} as the engine shows it")
        same(len(project.rounds), len(seen["rounds"]), f"rounds of {stream} as the engine shows it")


def same(engine: object, model: object, what: str) -> None:
    """Raise `Mismatch` unless both are equal."""
    if engine != model:
        raise Mismatch(f"I40: {what}: the engine says {engine}, the model says {model}")


def run(make: Callable[[], Store], seed: int, steps: Sequence[Step]) -> tuple[int, str] | None:
    """Play recorded steps on a new store; return where they fail and how, or None."""
    store = make()
    pair = Pair(store, seed)
    try:
        for number, step in enumerate(steps):
            try:
                pair.play(step)
            except Exception as error:  # noqa: BLE001 - a crash is a finding like any other
                return number, f"{type(error).__name__}: {error}"
        try:
            pair.check_all()
        except Exception as error:  # noqa: BLE001 - as above
            return len(steps), f"{type(error).__name__}: {error}"
    finally:
        store.close()
    return None


def shrink(
    make: Callable[[], Store], seed: int, steps: Sequence[Step], tries: int = 400
) -> list[Step]:
    """A shorter list of steps that still fails, on a command of the same type as the last one.

    Ever smaller pieces are left out while it does.
    """
    steps = list(steps)
    size = max(1, len(steps) // 2)
    while size and tries > 0:
        start = 0
        while start < len(steps) - 1 and tries > 0:
            shorter = [*steps[:start], *steps[start + size : -1], steps[-1]]
            tries -= 1
            failed = run(make, seed, shorter)
            if failed and failed[0] < len(shorter) and shorter[failed[0]].type == steps[-1].type:
                steps = shorter[: failed[0] + 1]
            else:
                start += size
        size //= 2
    return steps
