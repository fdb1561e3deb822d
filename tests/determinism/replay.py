"""Asks what is recorded again, and says by digests what came of it.

    python -m tests.determinism.replay RECORD... --store memory|sqlite:FOLDER|postgresql://...

Prints one line of JSON for each record: the digests of the entries of every stream, of the
projection rows, of the texts and of the answers. Whatever the surroundings, the lines are the same.
A record's ledger is `FOLDER/NAME.db`, or stands under its own origin in the PostgreSQL database.

With `--machine` the steps are taken by the machine of each methodology. `--first N` and `--last M`
ask only steps N to M-1, so that a story can go on in another process; with `--die after` the
process ends by itself after step M-1, with `--die before` when everything of it is written and
nothing is committed.
"""

import argparse
import hashlib
import json
import locale
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from engine.canonical import Json
from engine.engine import Candidate, Done, Engine, Source
from engine.errors import PhasegateError
from engine.folding import Machine
from engine.rules.refusal import Refusal
from engine.store.memory import MemoryStore
from engine.store.open import create_store, open_store
from engine.store.protocol import Store, Unit
from tests.determinism.record import Record, candidate_of, read_record, request_of

DIED = 9
"""The exit code of a process that ended itself."""


class Replay:
    """The door to one ledger, with the clock and the randomness that a record prescribes."""

    def __init__(self, record: Record, store: Store, machine: Machine | None = None) -> None:
        self.record = record
        self.store = store
        self.salt = ""
        """Other salts for the same record; the answers stay, what is committed to changes."""
        self.now = ""
        """What the clock says: the instant of the last step, unless somebody sets it."""
        self._step = self._drawn = 0
        self.engine = Engine(
            store,
            clock=lambda: self.now,
            randomness=self._random,
            compiler=self._compile,
            machine=machine,
        )

    def ask(self, step: int) -> Json:
        """Ask the request of `step` at its instant and return the answer as JSON."""
        self.now, asked = self.record.steps[step]
        self._step, self._drawn = step, 0
        try:
            return told(self.engine.execute(request_of(asked)))
        except PhasegateError as error:
            return {"error": error.code, "message": error.message}

    def _random(self, size: int) -> bytes:
        self._drawn += 1
        seed = f"{self.record.origin}/{self._step}/{self._drawn}{self.salt}"
        return hashlib.shake_256(seed.encode()).digest(size)

    def _compile(self, _: str, source: Source) -> Candidate:
        return candidate_of(self.record.candidates[source.root])


def told(answer: Done | Refusal) -> Json:
    """An answer as JSON."""
    if isinstance(answer, Refusal):
        acts: list[Json] = [list(one) for one in answer.acts]
        return {**answer._asdict(), "acts": acts}
    events: list[Json] = [dict(one) for one in answer.events]  # type: ignore[arg-type]  # JSON
    before: list[Json] = [dict(one) for one in answer.before]  # type: ignore[arg-type]  # JSON
    return {**answer._asdict(), "events": events, "before": before}


def digests(store: Store, answers: Sequence[Json]) -> dict[str, Json]:
    """The digests of all that a ledger holds, and of the answers."""
    with store.read() as reader:
        streams = {stream: reader.entries(stream) for stream in reader.streams()}
        entries = [
            [stream, one.seq, one.hash, one.data.decode("utf-8")]
            for stream, stored in streams.items()
            for one in stored
        ]
        rows = [
            [stream, type(row).__name__, *row]
            for stream in reader.row_streams()
            for row in reader.rows(stream)
        ]
        known = reader.texts(sorted(commitments(json.dumps(entries))))
    texts = [
        [key, one.kind, one.salt.hex(), one.body, one.erased] for key, one in sorted(known.items())
    ]
    return {
        "entries": _digest(entries),
        "rows": _digest(rows),
        "texts": _digest(texts),
        "answers": _digest(answers),
        "count": len(entries),
    }


def commitments(text: str) -> set[str]:
    """Everything in `text` that may be a commitment: 64 hex digits in quotes."""
    return {part for part in text.replace("\\", "").split('"') if len(part) == 64}


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode("ascii")).hexdigest()


class _Dying:
    """A store whose process ends when a unit is complete but not committed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.close = store.close
        self.read = store.read

    @contextmanager
    def write(self, exclusive: str, shared: Sequence[str] = ()) -> Iterator[Unit]:
        with self._store.write(exclusive, shared) as unit:
            yield unit
            os._exit(DIED)


def _store(where: str, name: str, origin: str) -> Store:
    """The ledger of a record: in a file that may be there already, or a new one."""
    if where == "memory":
        return MemoryStore(origin)
    kind, _, folder = where.partition(":")
    if kind != "sqlite":
        return create_store(where, origin)
    path = Path(folder) / f"{name}.db"
    return open_store(path, origin) if path.exists() else create_store(path, origin)


def _replay(path: Path, options: argparse.Namespace, machine: Machine | None) -> dict[str, Json]:
    record = read_record(path)
    store = _store(options.store, path.stem, record.origin)
    replay = Replay(record, store, machine)
    last = len(record.steps) if options.last is None else options.last
    answers = []
    for step in range(options.first, last):
        if options.die == "before" and step == last - 1:
            replay = Replay(record, _Dying(store), machine)
        answers.append(replay.ask(step))
    if options.die:
        os._exit(DIED)
    found = digests(store, answers)
    store.close()
    return {"record": path.stem, **found}


def main(arguments: Sequence[str]) -> None:
    """Replay every record named and print a line for each."""
    parser = argparse.ArgumentParser()
    parser.add_argument("records", nargs="+", type=Path)
    parser.add_argument("--store", required=True)
    parser.add_argument("--machine", action="store_true")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--last", type=int)
    parser.add_argument("--die", choices=["before", "after"])
    options = parser.parse_args(arguments)
    # As a front end may do it; a locale that this machine hasn't got changes nothing.
    with suppress(locale.Error):
        locale.setlocale(locale.LC_ALL, "")
    for path in options.records:
        sys.stdout.write(
            json.dumps(_replay(path, options, _machine() if options.machine else None)) + "\n"
        )


def _machine() -> Machine:
    from engine.methodology.machine import build_machine

    return lambda tables: build_machine(tables).step


if __name__ == "__main__":
    main(sys.argv[1:])
