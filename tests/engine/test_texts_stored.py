"""Texts of any kind: stored, committed to and read back unchanged on every store.

Commitments are computed here from docs/ledger.md section 3 alone.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest

from engine.canonical import Json
from engine.engine import Done, Engine, Request
from engine.errors import CanonicalError, UsageError
from engine.ledger.entry import parse_entry
from engine.rules.readiness import dossier
from engine.store.memory import MemoryStore
from engine.store.open import create_store
from engine.store.protocol import Store, Text
from tests.support.house import NOON, House

ORIGIN = "local/texts"
STRINGS: list[str] = json.loads(
    (Path(__file__).parents[1] / "data" / "strings" / "blns.json").read_bytes()
)
LONE_SURROGATES = ("\ud800", "a\udfffb", "\udc80\ud800")
LONGEST = 16_384
KINDS = {
    "handle": "handle",
    "name": "name",
    "comment": "comment",
    "title": "title",
    "reason": "reason",
    "text": "condition",
}
"""Arguments that hold texts, and the kind of text each is."""
METHODOLOGY = """\
notation: 1
methodology: words
version: 1.0.0
title: Words
roles:
  lead: {title: Lead}
  panel: {title: Panel}
stages:
  draft: {initial: true}
  done:  {closes: done}
standing:
  hold:   {by: lead}
  resume: {by: lead}
gates:
  print:
    leaves: draft
    requested_by: lead
    panel: [{role: panel, need: all}]
    decisions:
      recycle:        {stays: true}
      conditional_go: {stays: true, conditions: {due_within: 90 days, lapse: {holds: true}}}
      go:             {to: done}
    otherwise: recycle
"""


class Said(NamedTuple):
    """An accepted command: its place, its 32 random bytes, and each text by its path."""

    stream: str
    seq: int
    seed: bytes
    texts: dict[str, Text]


class Sayer:
    """People who say things, and remember what they said and with which randomness."""

    def __init__(self, store: Store) -> None:
        self.house = House(METHODOLOGY, store=store)
        self.house.people(lee="lead", pia="panel", pio="panel")
        self.house.start()
        self.house.do("lee", "RequestGate", gate="print")
        world = self.house.world
        self.material = dossier(world, "print", {})
        self.store = store
        self._seed = b""
        self._count = 0
        self._engine = Engine(store, clock=lambda: NOON, randomness=self._random)

    def ask(self, who: str, command: str, args: dict[str, Json], stream: str) -> Done:
        """Ask for a command that must be accepted."""
        self._count += 1
        self._seed = hashlib.sha256(str(self._count).encode()).digest()
        request = Request(f"said-{self._count}", stream, command, args, f"p-{who}")
        done = self._engine.execute(request)
        assert isinstance(done, Done), done
        return done

    def say(self, who: str, command: str, stream: str = "project/shed", **args: Json) -> Said:
        """Ask, and say which of the arguments are texts."""
        done = self.ask(who, command, args, stream)
        texts = {name: args[name] for name in KINDS if name in args}
        for index, one in enumerate(cast("list[dict[str, str]]", args.get("conditions", []))):
            texts[f"conditions/{index}/text"] = one["text"]
        opened = {
            path: Text(KINDS[path.rpartition("/")[2]], _salt(self._seed, path), cast("str", body))
            for path, body in texts.items()
        }
        return Said(done.stream, done.seq, self._seed, opened)

    def vote(self, comment: str, conditions: list[str]) -> Said:
        """A vote that leaves the round open, in place of the one before."""
        common = {"owner": "p-lee", "verifier": "p-pio", "due": "2026-12-24"}
        return self.say(
            "pia",
            "CastVote",
            gate="print",
            round=1,
            choice="conditional_go",
            seat=None,
            principal="p-pia",
            answers={},
            scores={},
            conditions=[{"text": text, **common} for text in conditions],
            comment=comment,
            dissent=None,
            material=self.material,
        )

    def everything(self) -> Iterator[Said]:
        """Every string as handle and name, comment, condition's text, title and reason."""
        taken: set[str] = set()
        for number, text in enumerate(STRINGS):
            handle = f"twice {number}" if text in taken else text
            taken.add(text)
            new: dict[str, Json] = {"person": f"p-n{number}", "handle": handle, "name": text}
            yield self.say("pat", "AddPerson", "directory", **new)
        for number, text in enumerate(STRINGS):
            yield self.vote(text, STRINGS[number * 20 : number * 20 + 20] or ["one"])
        for number, text in enumerate(STRINGS):
            start: dict[str, Json] = {"methodology": self.house.digest, "fields": {}}
            yield self.say("pat", "StartProject", f"project/t{number}", title=text, **start)
        for number, text in enumerate(STRINGS):
            command = "ResumeProject" if number % 2 else "HoldProject"
            yield self.say("lee", command, reason=text)

    def _random(self, size: int) -> bytes:
        assert size == len(self._seed)
        return self._seed


def _salt(seed: bytes, path: str) -> bytes:
    return hashlib.sha256(b"phasegate/salt/v1\n" + seed + path.encode()).digest()


def _commitment(text: Text) -> str:
    return hashlib.sha256(text.salt + text.body.encode("utf-8")).hexdigest()


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A new ledger in each kind of store."""
    if request.param == "memory":
        made: Store = MemoryStore(ORIGIN)
    elif request.param == "sqlite":
        made = create_store(tmp_path / "ledger.db", ORIGIN)
    else:
        made = create_store(request.getfixturevalue("postgres_database"), ORIGIN)
    yield made
    made.close()


def test_every_text_is_committed_to_stored_and_read_back(store: Store) -> None:
    """Text of any kind must survive, in every place that takes text, and in every store.

    The entry holds the commitment where the text was; the text stands beside it with its salt and
    kind; people are found by the very handle, without folding case, cutting or normalising.
    """
    sayer = Sayer(store)
    said = list(sayer.everything())
    assert len(said) == 4 * len(STRINGS)
    with store.read() as reader:
        for one in said:
            (stored,) = reader.entries(one.stream, one.seq - 1, 1)
            args = parse_entry(stored.data)["command"]["args"]
            expected = {path: _commitment(text) for path, text in one.texts.items()}
            assert {path: _at(args, path) for path in expected} == expected
            assert reader.texts(expected.values()) == {
                expected[path]: text for path, text in one.texts.items()
            }
            if "handle" in args:
                assert reader.person_of_handle(one.texts["handle"].body) == args["person"]


@pytest.mark.parametrize(
    "text", [*LONE_SURROGATES, "x" * (LONGEST + 1)], ids=lambda text: ascii(text[:4])
)
def test_a_text_that_cant_be_stored_is_refused_and_nothing_is_written(
    store: Store, text: str
) -> None:
    """A lone surrogate has no bytes to commit to; what is too long belongs into a deliverable."""
    sayer = Sayer(store)
    before = sayer.house.bytes()
    start: dict[str, Json] = {"methodology": sayer.house.digest, "fields": {}}
    new: dict[str, Json] = {"person": "p-new", "handle": "new", "name": "new"}
    attempts: list[Callable[[], Said]] = [
        lambda: sayer.say("pat", "AddPerson", "directory", **{**new, "name": text}),
        lambda: sayer.say("pat", "AddPerson", "directory", **{**new, "handle": text}),
        lambda: sayer.say("pat", "StartProject", "project/new", title=text, **start),
        lambda: sayer.say("lee", "HoldProject", reason=text),
        lambda: sayer.vote(text, ["one"]),
        lambda: sayer.vote("one", ["one", text]),
    ]
    for attempt in attempts:
        with pytest.raises((UsageError, CanonicalError)) as raised:
            attempt()
        assert raised.value.exit_code == 2
    assert sayer.house.bytes() == before


def test_the_longest_text_is_stored(store: Store) -> None:
    """The limit counts characters, not bytes, so that it is the same in every script."""
    sayer = Sayer(store)
    text = "\U0001f600" * LONGEST
    said = sayer.say("lee", "HoldProject", reason=text)
    with store.read() as reader:
        assert reader.text(_commitment(said.texts["reason"])) == said.texts["reason"]


def _at(args: Mapping[str, Json], path: str) -> Json:
    """The argument at a path such as `conditions/0/text`."""
    value: Any = args
    for step in path.split("/"):
        value = value[int(step) if isinstance(value, list) else step]
    return cast("Json", value)
