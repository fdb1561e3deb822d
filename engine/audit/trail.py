"""One stream on its way through a verification: the next entry, and the state up to it."""

import json
from typing import Final, cast

from engine.audit.refusals import Hourly
from engine.folding import PROJECT
from engine.ledger.entry import Entry
from engine.names import DIRECTORY
from engine.recorder import REFUSALS
from engine.rules.project import Project
from engine.store.protocol import Reader, StoredEntry

_FEW: Final = 4
_MANY: Final = 256


class Trail:
    """The sound entries of a stream, one after the other.

    It is held up often, waiting for the directory to come to what its next entry cites. Then it
    keeps that entry and what was folded, but not the page it had read ahead.
    """

    def __init__(self, reader: Reader, stream: str, sound: int, *, complete: bool) -> None:
        """`sound` says how many entries can be judged, `complete` whether these are all."""
        self.stream = stream
        self.complete = complete
        self.key = stream.removeprefix(REFUSALS).removeprefix(PROJECT)
        self.project: Project | None = None
        self.hourly = Hourly()
        self.at: str | None = None
        self.cited: dict[str, int] = {}
        self._reader, self._sound = reader, sound
        self._next = 0
        self._page: list[StoredEntry] = []
        self._size = _FEW

    @property
    def refuses(self) -> bool:
        """Whether it is a stream of refusals."""
        return self.stream.startswith(REFUSALS)

    @property
    def refused(self) -> str:
        """The stream whose refusals these are."""
        return self.stream.removeprefix(REFUSALS)

    def peek(self) -> Entry | None:
        """The next entry, or None when there is no further one that can be judged."""
        if self._next >= self._sound:
            return None
        if not self._page:
            after = self._next - 1
            self._page = list(reversed(self._reader.entries(self.stream, after, self._size)))
            self._size = min(2 * self._size, _MANY)
        return cast("Entry", json.loads(self._page[-1].data)) if self._page else None

    def step(self) -> None:
        """Go past the next entry."""
        self._page.pop()
        self._next += 1

    def wait(self) -> None:
        """Keep nothing that was read ahead."""
        self._page = []
        self._size = _FEW


def directory_seq(entry: Entry) -> int | None:
    """The entry of the directory that `entry` cites."""
    return next((read["seq"] for read in entry["reads"] if read["stream"] == DIRECTORY), None)
