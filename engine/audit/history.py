"""The history of a ledger: its entries in the order of time, from as many streams as are wanted."""

import heapq
from collections.abc import Iterator
from typing import Final, NamedTuple

from engine.audit.streams import pages
from engine.errors import NotFound
from engine.folding import PROJECT
from engine.ledger.chain import follow_chain
from engine.ledger.entry import Entry, parse_entry
from engine.names import DIRECTORY
from engine.recorder import REFUSALS
from engine.rules.events import Event
from engine.store.protocol import Reader, StoredEntry

_FOLLOWING: Final = frozenset(
    {
        "DissentEscalated",
        "VotesVoided",
        "ElectorRemoved",
        "RoundClosed",
        "GatePassed",
        "GateCalled",
        "GateReopened",
        "CallMet",
        "CallEnded",
        "CauseEnded",
        "BaselineSet",
        "ToleranceBreached",
        "ToleranceRestored",
        "DeadlineNear",
        "DeadlinePassed",
        "ConditionOpened",
        "ConditionLapsed",
        "StageEntered",
        "TracksLeft",
        "ProjectHeld",
        "ProjectResumed",
        "ProjectClosed",
        "HoldReviewDue",
        "GateOverridden",
        "OverrideReviewDue",
    }
)
"""Events that can follow from an act; all others are the act itself."""

_ACTS: Final = {
    "WithdrawRequest": "RoundClosed",
    "ReopenGate": "GateReopened",
    "HoldProject": "ProjectHeld",
    "ResumeProject": "ProjectResumed",
}
"""Acts that are told by an event which else follows from one."""


class Told(NamedTuple):
    """One act of a history: its entry and its hash."""

    entry: Entry
    hash: str

    @property
    def refused(self) -> bool:
        """Whether it tells of something that was refused."""
        return self.entry["stream"].startswith(REFUSALS)

    def followed(self) -> list[Event]:
        """The events that followed from what was asked, in order."""
        own = _ACTS.get(self.entry["command"]["type"])
        events: list[Event] = list(self.entry["events"])  # type: ignore[arg-type]  # as recorded
        return [one for one in events if one["type"] in _FOLLOWING and one["type"] != own]


def history(reader: Reader, key: str | None = None, *, refusals: bool = False) -> Iterator[Told]:
    """Yield the entries of the project `key`, or of the directory and every project, by time.

    With `refusals` they stand among the others. Raises `NotFound` for an unknown project, and
    `LedgerError` for what is no entry, or doesn't follow the one before.
    """
    streams = [one for one in reader.streams() if refusals or not one.startswith(REFUSALS)]
    if key is not None:
        wanted = (PROJECT + key, REFUSALS + PROJECT + key)
        streams = [one for one in streams if one in wanted]
        if PROJECT + key not in streams:
            raise NotFound(f"there is no project {key}")
    return heapq.merge(*(_told(reader, one) for one in streams), key=_order)


def _told(reader: Reader, stream: str) -> Iterator[Told]:
    origin = reader.origin()
    for link, entry in follow_chain(_formed(reader, stream), origin, stream, None):
        yield Told(entry, link.hash)


def _formed(reader: Reader, stream: str) -> Iterator[StoredEntry]:
    for stored in pages(reader, stream):
        parse_entry(stored.data)
        yield stored


def _order(told: Told) -> tuple[str, bool, str, int, bool, int]:
    """By time; at one instant by stream, a refusal right after the entry it was refused on."""
    entry = told.entry
    stream, seq = entry["stream"].removeprefix(REFUSALS), entry["seq"]
    place = seq
    if told.refused:
        place = next((read["seq"] for read in entry["reads"] if read["stream"] == stream), -1)
    return entry["at"], stream != DIRECTORY, stream, place, told.refused, seq
