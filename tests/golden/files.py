"""The files of a golden ledger, in the folder of its story: what was left, and reading it back.

ledger.jsonl    every entry, one a line, in the order they were written
blobs.json      what was published: sources, closures and tables by digest, and the arguments
                that pin them by the name of the candidate
texts.json      salt and body of every text by its commitment
requests.json   what was asked, when, and what came of it
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from engine.canonical import Json
from engine.folding import Machine
from engine.ledger.entry import entry_hash, parse_entry
from engine.store.memory import MemoryStore
from engine.store.protocol import Reader, Text, Unit
from tests.determinism.record import Compiled, Record
from tests.determinism.replay import Replay, commitments

FOLDER: Final = Path(__file__).parent
NAMES: Final = ("ledger.jsonl", "blobs.json", "texts.json", "requests.json")


class Left(NamedTuple):
    """What a story left: entries in the order written, texts, and what came of each request."""

    lines: list[bytes]
    texts: dict[str, Json]
    outcomes: list[Json]


def retell(record: Record, machine: Machine | None = None) -> Left:
    """Ask everything again on a new ledger."""
    store = MemoryStore(record.origin)
    replay = Replay(record, store, machine)
    left = Left([], {}, [])
    seen: dict[str, int] = {}
    for step, (_, asked) in enumerate(record.steps):
        left.outcomes.append(_outcome(replay.ask(step)))
        with store.read() as reader:
            # What was refused is written after what was due by itself.
            for stream in (asked["stream"], f"refusals/{asked['stream']}"):
                new = reader.entries(stream, seen.get(stream, -1))
                left.lines.extend(one.data for one in new)
                seen[stream] = seen.get(stream, -1) + len(new)
    with store.read() as reader:
        left.texts.update(_texts(reader, left.lines))
    return left


def contents(record: Record, left: Left) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of each file."""
    blobs = {
        f"{kind}/{digest}": text
        for known in record.candidates.values()
        for kind, digest, text in known["blobs"]
    }
    candidates = {
        name: {"args": known["args"], "blobs": [one[:2] for one in known["blobs"]]}
        for name, known in record.candidates.items()
    }
    steps = [
        {"at": at, "asked": asked, "outcome": outcome}
        for (at, asked), outcome in zip(record.steps, left.outcomes, strict=True)
    ]
    yield NAMES[0], b"".join(line + b"\n" for line in left.lines)
    yield NAMES[1], _json({"candidates": candidates, "blobs": blobs})
    yield NAMES[2], _json(left.texts)
    yield NAMES[3], _json({"origin": record.origin, "steps": steps})


def read_left(story: str) -> Left:
    """What the files say was left."""
    lines = (FOLDER / story / NAMES[0]).read_bytes().split(b"\n")[:-1]
    outcomes = [step["outcome"] for step in _read(story, NAMES[3])["steps"]]
    return Left(lines, _read(story, NAMES[2]), outcomes)


def read_record(story: str) -> Record:
    """The story as the files tell it."""
    known, asked = _read(story, NAMES[1]), _read(story, NAMES[3])
    candidates: dict[str, Compiled] = {
        name: {
            "args": one["args"],
            "blobs": [(kind, it, known["blobs"][f"{kind}/{it}"]) for kind, it in one["blobs"]],
        }
        for name, one in known["candidates"].items()
    }
    steps = [(step["at"], step["asked"]) for step in asked["steps"]]
    return Record(asked["origin"], candidates, steps)


def stored(record: Record, left: Left) -> MemoryStore:
    """A ledger that holds what the files say, and no projection rows."""
    store = MemoryStore(record.origin)
    with store.write("directory") as unit:
        for known in record.candidates.values():
            for kind, digest, text in known["blobs"]:
                unit.put_blob(kind, digest, text.encode())
        for line in left.lines:
            entry = parse_entry(line)
            unit.append(
                entry["stream"],
                line,
                seq=entry["seq"],
                digest=entry_hash(line),
                command_id=entry["command"]["id"],
                command_type=entry["command"]["type"],
                at=entry["at"],
                actor=entry["actor"],
            )
        for commitment, opened in left.texts.items():
            _put_text(unit, commitment, opened)
    return store


def _put_text(unit: Unit, commitment: str, text: Any) -> None:  # noqa: ANN401  # JSON
    unit.put_text(commitment, Text(text["kind"], bytes.fromhex(text["salt"]), text["body"]))
    if text["erased"]:
        unit.erase_text(commitment)


def _texts(reader: Reader, lines: Sequence[bytes]) -> dict[str, Json]:
    known = reader.texts(sorted(commitments(b"".join(lines).decode())))
    return {key: {**one._asdict(), "salt": one.salt.hex()} for key, one in sorted(known.items())}


def _outcome(answer: Any) -> dict[str, Json]:  # noqa: ANN401  # JSON
    """What must stay of an answer: words may be put better one day."""
    if "error" in answer:
        return {"error": answer["error"]}
    if "code" in answer:
        return {"refused": answer["code"], "address": answer["address"], "place": answer["place"]}
    return {"seq": answer["seq"], "hash": answer["hash"], "repeated": answer["repeated"]}


def _json(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, indent=1, sort_keys=True).encode("ascii") + b"\n"


def _read(story: str, name: str) -> Any:  # noqa: ANN401  # JSON
    return json.loads((FOLDER / story / name).read_bytes())
