"""The one door: lock, fold, do what is due, decide, append, project, commit.

    engine = Engine(store, clock=..., randomness=...)
    engine.execute(Request("1", "project/shed", "TakeMove", {"to": "build"}, "p-ann"))

Whatever changes comes through `execute`, and what may happen is decided by `engine.rules.decide`, a
pure function. The answer is `Done` or a `Refusal`; an exception means that something is wrong with
the input or the environment. Clock and randomness are arguments; a time zone or a random number is
read nowhere else.
"""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from engine.act import Act, rows_of
from engine.errors import UsageError
from engine.folding import PROJECT, Folder, Machine
from engine.ledger.entry import Entry
from engine.names import DIRECTORY, STREAM
from engine.requests import (
    ASSERTED,
    Asked,
    Candidate,
    Compiler,
    Done,
    Request,
    Source,
    prepare,
)
from engine.rules.refusal import Refusal
from engine.rules.world import World
from engine.store.failure import is_transient
from engine.store.protocol import Store
from engine.texts import SEED_BYTES

ATTEMPTS = 8
T = TypeVar("T")

__all__ = ["ASSERTED", "Candidate", "Compiler", "Done", "Engine", "Request", "Source"]


class Engine:
    """The door to one ledger.

    One engine is used by one thread at a time; several may share a database.
    """

    def __init__(
        self,
        store: Store,
        *,
        clock: Callable[[], str],
        randomness: Callable[[int], bytes],
        compiler: Compiler | None = None,
        machine: Machine | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`clock` gives the present instant, `randomness` that many random bytes.

        `compiler` is needed to publish. `machine` makes the machine that takes the steps, as a
        process that stays should have it; without it they are read from the same tables.
        """
        self._store = store
        self._clock = clock
        self._randomness = randomness
        self._compiler = compiler
        self._sleep = sleep
        self._folder = Folder(machine)

    def execute(self, request: Request, *, dry_run: bool = False) -> Done | Refusal:
        """Do what `request` asks, or say why not.

        With `dry_run` the answer is the same and nothing is written. Raises `UsageError` and
        `CanonicalError` for a request that can't be put to the rules at all, `StoreError` and
        `LedgerError` for the environment.
        """
        asked = self._ask(request)
        proof = asked.command.proof
        if dry_run:
            with self._store.read() as reader:
                act = Act(self._folder, reader, None, self._clock(), request.stream, proof)
                return act.run(asked)

        def attempt() -> Done | Refusal:
            with self._store.write(request.stream) as unit:
                act = Act(self._folder, unit, unit, self._clock(), request.stream, proof)
                return act.run(asked)

        return self._tried(attempt)

    def run_due(self, stream: str) -> tuple[Entry, ...]:
        """Do what is due in `stream` by itself; return the entries written, in order."""

        def attempt() -> tuple[Entry, ...]:
            with self._store.write(stream) as unit:
                act = Act(self._folder, unit, unit, self._clock(), stream)
                act.run_due()
                act.finish()
                return tuple(act.written)

        return self._tried(attempt)

    def look(self, stream: str) -> World:
        """The world of `stream` now, with everything that is due done but not written."""
        with self._store.read() as reader:
            act = Act(self._folder, reader, None, self._clock(), stream)
            act.run_due()
            return act.world

    def rebuild(self) -> None:
        """Drop every projection row and compute it again from the ledger."""
        with self._store.write(DIRECTORY) as unit:
            unit.wipe_rows()
            for stream in unit.streams():
                if stream == DIRECTORY:
                    at = self._folder.directory(unit).at
                elif stream.startswith(PROJECT):
                    at = self._folder.project(unit, stream.removeprefix(PROJECT)).at
                else:
                    continue
                assert at, "a stream that is listed has an entry"
                unit.replace_rows(stream, (), rows_of(self._folder.world(unit, stream, at)))

    def _ask(self, request: Request) -> Asked:
        stream = request.stream
        if not STREAM.fullmatch(stream) or not (stream == DIRECTORY or stream.startswith(PROJECT)):
            raise UsageError(f"{stream!r} is not a stream that takes commands")
        if request.proof != ASSERTED:
            kind = request.proof["kind"]
            raise UsageError(f"this version takes asserted acts only; it can't check {kind}")
        candidate = None
        if request.source is not None:
            if self._compiler is None:
                raise UsageError("this door was opened without a compiler and can't publish")
            candidate = self._compiler(request.type, request.source)
        return prepare(request, self._randomness(SEED_BYTES), candidate)

    def _tried(self, attempt: Callable[[], T]) -> T:
        """Try anew what the database broke off; the command's id makes that safe."""
        for number in range(1, ATTEMPTS):
            try:
                return attempt()
            except Exception as error:
                if not is_transient(error):
                    raise
                # Jitter, not a decision: nothing of it reaches an entry.
                self._sleep(random.uniform(0, 0.005 * 2**number))  # noqa: S311
        return attempt()
