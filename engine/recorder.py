"""Writing entries: the next entry of a stream, and the refusals' own streams."""

from collections.abc import Mapping, Sequence
from typing import cast

from engine.canonical import Json, digest
from engine.ledger.chain import Link
from engine.ledger.entry import (
    RULES,
    VERSION,
    Entry,
    Read,
    entry_hash,
    format_entry,
    genesis_hash,
    parse_entry,
)
from engine.rules import events as ev
from engine.rules.commands import (
    DIRECTORY_ARGUMENTS,
    PROJECT_ARGUMENTS,
    SYSTEM_ARGUMENTS,
    Command,
)
from engine.rules.refusal import Refusal
from engine.store.protocol import Unit

REFUSALS = "refusals/"
REFUSALS_AN_HOUR = 60
REFUSED_TYPES = frozenset({*DIRECTORY_ARGUMENTS, *PROJECT_ARGUMENTS, *SYSTEM_ARGUMENTS})
"""Commands whose refusals are recorded: what is none of them could say anything, for ever."""


class Recorder:
    """Appends to the streams of one unit; without a unit it only says what would be written."""

    def __init__(self, unit: Unit | None, origin: str, at: str) -> None:
        self._unit = unit
        self._origin = origin
        self._at = at

    def append(
        self,
        stream: str,
        head: Link | None,
        command: Command,
        happened: Sequence[ev.Event],
        reads: Sequence[Read],
        methodology: str | None,
        at: str | None = None,
    ) -> tuple[Link, Entry]:
        """Write the entry after `head` and return its place and the entry itself.

        `at` is its instant, if not the one of the act. Raises `CanonicalError` when the entry would
        be longer than an entry may be.
        """
        entry: Entry = {
            "v": VERSION,
            "origin": self._origin,
            "stream": stream,
            "seq": head.seq + 1 if head else 0,
            "prev": head.hash if head else genesis_hash(self._origin, stream),
            "at": at or self._at,
            "actor": command.actor,
            "proof": command.proof,
            "command": {"id": command.id, "type": command.type, "args": command.args},
            "reads": reads,
            "methodology": methodology,
            "rules": RULES,
            "events": cast("Sequence[Mapping[str, Json]]", happened),
        }
        data = format_entry(entry)
        link = Link(entry["seq"], entry_hash(data))
        if self._unit:
            self._unit.append(
                stream,
                data,
                digest=link.hash,
                seq=link.seq,
                command_id=command.id,
                at=entry["at"],
                actor=command.actor,
                command_type=command.type,
            )
        return link, entry

    def refuse(
        self,
        stream: str,
        command: Command,
        refusal: Refusal,
        reads: Sequence[Read],
        methodology: str | None,
    ) -> None:
        """Keep in the refusals' own stream that somebody asked for what the rules don't allow.

        At most 60 for each actor, stream and hour of the clock; the rest isn't recorded, nor is
        what is no command at all.
        """
        if self._unit is None or command.type not in REFUSED_TYPES:
            return
        stream = REFUSALS + stream
        link, at = self._last(self._unit, stream)
        hour = at[:13] + ":00:00.000000Z"
        if self._unit.count_acts(stream, command.actor, hour) >= REFUSALS_AN_HOUR:
            return
        args: dict[str, Json] = {
            "command": command.type,
            "code": refusal.code,
            "arguments": digest("arguments", command.args),
        }
        record = Command(
            f"refused/{link.seq + 1 if link else 0}",
            "RecordRefusal",
            args,
            command.actor,
            command.proof,
        )
        happened: ev.CommandRefused = {
            "type": "CommandRefused",
            "command": command.type,
            "code": refusal.code,
        }
        self.append(stream, link, record, [happened], reads, methodology, at)

    def _last(self, unit: Unit, stream: str) -> tuple[Link | None, str]:
        """The head of a refusals' stream, and the instant of what is written after it.

        An act reads no refusals, so the clock may be behind the last one; time never falls.
        """
        head = unit.head(stream)
        if head is None:
            return None, self._at
        (last,) = unit.entries(stream, head.seq - 1)
        return Link(head.seq, head.hash), max(self._at, parse_entry(last.data)["at"])
