"""What goes through the door: a request with plain texts, and the answer."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from engine.canonical import Json, encode
from engine.ledger.entry import Entry
from engine.methodology.tables import CharterTables, Tables
from engine.names import Proof
from engine.rules import events as ev
from engine.rules.commands import Command
from engine.store.protocol import BlobKind
from engine.texts import Opened, commit

ASSERTED: Proof = {"kind": "asserted"}
CONFIRMED: Proof = {"kind": "asserted", "time_confirmed": True}
"""The same, from somebody who confirmed that the clock is right."""


class Source(NamedTuple):
    """Files to publish: the name of the root file, and every file by name."""

    root: str
    files: Mapping[str, bytes]


class Candidate(NamedTuple):
    """What a source was compiled to: tables, the arguments that pin it, blobs to store."""

    tables: Tables | CharterTables
    args: Mapping[str, Json]
    blobs: Sequence[tuple[BlobKind, str, bytes]]


Compiler: TypeAlias = Callable[[str, Source], Candidate]
"""(command type, source) -> candidate. A door that never publishes needs none."""


class Request(NamedTuple):
    """What someone asks: as `Command`, but with plain texts, and the files of what is published."""

    id: str
    stream: str
    type: str
    args: Mapping[str, Json]
    actor: str
    proof: Proof = ASSERTED
    confirm_time: bool = False
    source: Source | None = None


class Done(NamedTuple):
    """An accepted command: where its entry stands and what happened.

    `repeated` says that this command id was accepted before, and this is that answer. `before` are
    the entries the engine wrote by itself first.
    """

    stream: str
    seq: int
    hash: str
    at: str
    events: Sequence[ev.Event]
    repeated: bool = False
    before: tuple[Entry, ...] = ()


class Asked(NamedTuple):
    """A request made ready: plain arguments, candidate, the command with commitments, the texts."""

    request: Request
    args: Mapping[str, Json]
    candidate: Candidate | None
    command: Command
    texts: Sequence[Opened]


def prepare(request: Request, seed: bytes, candidate: Candidate | None) -> Asked:
    """Make `request` ready: pin what is published, commit to its texts with `seed`.

    Raises `CanonicalError` when its arguments could not stand in an entry.
    """
    args = {**request.args, **candidate.args} if candidate else request.args
    committed, opened = commit(args, seed)
    encode(committed)
    proof = CONFIRMED if request.confirm_time else request.proof
    command = Command(request.id, request.type, committed, request.actor, proof)
    return Asked(request, args, candidate, command, opened)
