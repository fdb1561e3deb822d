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
from contextlib import suppress
from typing import TypeVar

from engine.act import Act, rows_of
from engine.canonical import encode
from engine.errors import PhasegateError, UsageError
from engine.folding import PROJECT, Folder, Machine
from engine.ledger.entry import Entry
from engine.names import DIRECTORY, STREAM, Proof
from engine.requests import (
    ASSERTED,
    CONFIRMED,
    Asked,
    Candidate,
    Compiler,
    Done,
    Request,
    Source,
    prepare,
)
from engine.rules.refusal import Refusal
from engine.rules.world import Watch, World
from engine.store.failure import CommitFailed, is_transient
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
        watch: Watch | None = None,
    ) -> None:
        """`clock` gives the present instant, `randomness` that many random bytes.

        `compiler` is needed to publish. `machine` makes the machine that takes the steps, as a
        process that stays should have it; without it they are read from the same tables.
        `watch` is told of each guard that is judged, for those who ask what a test has shown.
        """
        self._store = store
        self._clock = clock
        self._randomness = randomness
        self._compiler = compiler
        self._sleep = sleep
        self._folder = Folder(machine, watch)

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

        try:
            return self._write(request.stream, proof, lambda act: act.run(asked))
        except CommitFailed:
            answer = self._answered(asked)
            if answer is None:
                raise
            return answer

    def run_due(self, stream: str, *, confirm_time: bool = False) -> tuple[Entry, ...] | Refusal:
        """Do what is due in `stream` by itself; return the entries written, in order.

        Refused like an act when something is due and the clock is behind, or past a long step that
        nobody confirmed.
        """
        proof = CONFIRMED if confirm_time else ASSERTED

        def do(act: Act) -> tuple[Entry, ...] | Refusal:
            refused = act.clock_refusal(confirmed=confirm_time) if act.is_due() else None
            if refused:
                return refused
            act.run_due()
            act.finish()
            return tuple(act.written)

        return self._write(stream, proof, do)

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
            for world in self._folder.last_worlds(unit):
                assert world.stream
                unit.replace_rows(world.stream, (), rows_of(world))

    def _answered(self, asked: Asked) -> Done | Refusal | None:
        """The answer of an act whose commit failed, if it reached the disk all the same."""
        with suppress(PhasegateError), self._store.read() as reader:
            act = Act(self._folder, reader, None, self._clock(), asked.request.stream)
            answer = act.answer(asked)
            return answer._replace(repeated=False) if isinstance(answer, Done) else answer
        return None

    def _write(self, stream: str, proof: Proof, do: Callable[[Act], T]) -> T:
        """Do something to `stream` in a unit of its own, tried anew when that was broken off."""

        def attempt() -> T:
            with self._store.write(stream) as unit:
                act = Act(self._folder, unit, unit, self._clock(), stream, proof)
                answer = do(act)
            if act.head and act.written:
                self._folder.expect(stream, act.head)
            return answer

        return self._tried(attempt)

    def _ask(self, request: Request) -> Asked:
        stream = request.stream
        if not STREAM.fullmatch(stream) or not (stream == DIRECTORY or stream.startswith(PROJECT)):
            raise UsageError(f"{stream!r} is not a stream that takes commands")
        if request.proof != ASSERTED:
            kind = request.proof["kind"]
            raise UsageError(f"this version takes asserted acts only; it can't check {kind}")
        encode([request.id, request.type, request.actor])  # raises for half of a surrogate pair
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
