"""What tells a story in commands: a clock, a generator of its own, a record that grows."""

import hashlib
import random
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from engine.canonical import Json
from engine.instant import plus
from engine.methodology.gate_tables import Gate
from engine.names import DIRECTORY
from engine.requests import ASSERTED
from engine.rules.commands import DIRECTORY_ARGUMENTS
from engine.rules.world import World
from engine.store.memory import MemoryStore
from tests.determinism.record import Asked, Record
from tests.determinism.replay import Replay
from tests.determinism.sources import candidates

START: Final = "2026-10-29T13:00:00.000000Z"
"""A Thursday, three days before summer time ends in the charter's zone."""
PEOPLE: Final = ("ann", "bob", "cid", "dee", "eve", "fay", "gus", "hal")
VALUES: Final[Mapping[str, Sequence[Json]]] = {
    "urgent": [True, False],
    "crew": [1, 3, 7],
    "slip": ["0.05", "0.2"],
    "budget": ["EUR 900", "EUR 5000", "EUR 700.5"],
    "spent": ["EUR 800", "EUR 500.01", "EUR 9999"],
    "risk": ["low", "medium", "high"],
    "reasons": [["cost"], ["cost", "safety"], ["safety", "time"]],
    "start": ["2026-12-01", "2019-01-01"],
    "due": ["2026-11-30", "2027-03-01", "2028-02-29"],
    "keeper": ["p-cid", "p-gus"],
    "note": ["a", "b", "c"],
}
"""Values of every field; most lead on."""
TEXTS: Final = (
    "because",
    "",
    "Straße, İstanbul, ıi",
    "e\u0301 \U0001f600",
    "'; --\x00\n",
    "x" * 40,
)

Args: TypeAlias = dict[str, Json]
Act: TypeAlias = tuple[str, str, Args]
"""Who (by name), which command, its arguments."""


class Teller:
    """One story while it is told; the project under way is `key`."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.record = Record(f"local/walk-{seed}", dict(candidates()), [])
        self.replay = Replay(self.record, MemoryStore(self.record.origin))
        self.now = START
        self.key = "walk"
        self.answer: Json = None
        """What came of the last request."""
        self._number = 0

    @property
    def stream(self) -> str:
        """The stream of the project under way."""
        return f"project/{self.key}"

    def ask(self, act: Act, publishes: str | None = None) -> None:
        """Ask under a new command id, of the directory or the project; keep what was asked."""
        who, command, args = act
        self._number += 1
        asked: Asked = {
            "id": f"c{self._number}",
            "stream": DIRECTORY if command in DIRECTORY_ARGUMENTS else self.stream,
            "type": command,
            "args": args,
            "actor": f"p-{who}",
            "proof": ASSERTED,
            "confirm_time": self.rng.random() < 0.7,
            "publishes": publishes,
        }
        self.repeat(asked)

    def repeat(self, asked: Asked) -> None:
        """Ask something as it stands."""
        self.record.steps.append((self.now, asked))
        self.answer = self.replay.ask(len(self.record.steps) - 1)

    @property
    def refused(self) -> str:
        """The code of the last request's refusal and why, or nothing."""
        answer = self.answer
        if isinstance(answer, Mapping) and "code" in answer:
            return f"{answer['code']}: {answer['message']}"
        return ""

    def wait(self, least: int, most: int) -> None:
        """Let some seconds pass."""
        self.now = plus(self.now, seconds=self.rng.randint(least, most))

    def world(self) -> World:
        """The world of the project under way, now."""
        self.replay.now = max(self.now, self.replay.now)
        return self.replay.engine.look(self.stream)

    def today(self, days: int = 0) -> str:
        """The date so many days from now."""
        return plus(self.now, days=days)[:10]

    # Parts of commands

    def text(self) -> str:
        """Some text."""
        return self.rng.choice(TEXTS)

    def person(self, ids: Sequence[str]) -> str:
        """The name of one of the people `ids`."""
        return self.rng.choice(ids).removeprefix("p-")

    def file(self, deliverable: str) -> Args:
        """The arguments that hand in some version of a deliverable."""
        content = f"{deliverable} {self.rng.randint(0, 4)}".encode()
        authors: list[Json] = ["p-gus"] if self.rng.random() < 0.2 else []
        return {
            "deliverable": deliverable,
            "digest": hashlib.sha256(content).hexdigest(),
            "size": len(content),
            "name": self.text(),
            "authors": authors,
        }

    def sheet(self, gate: Gate, choice: str, *, judges: bool) -> Args:
        """What a vote carries: answers and scores when it `judges`, conditions, a comment."""
        asked = [one["id"] for one in gate["must"] if one["kind"] == "panel"] if judges else []
        score = gate["score"] if judges else None
        scored = score["items"] if score else ()
        low, high = (score["low"], score["high"]) if score else (0, 0)
        conditional = any(one["id"] == choice and one["conditions"] for one in gate["decisions"])
        condition: Args = {
            "text": self.text(),
            "owner": f"p-{self.rng.choice(PEOPLE)}",
            "verifier": f"p-{self.rng.choice(PEOPLE)}",
            "due": self.today(self.rng.randint(2, 18)),
        }
        return {
            "answers": {one: self.rng.random() < 0.93 for one in asked},
            "scores": {one["id"]: self.rng.randint((low + high) // 2, high) for one in scored},
            "conditions": [condition] if conditional else [],
            "comment": self.rng.choice([None, self.text()]),
            "dissent": None,
        }
