"""How far long work is, on stderr: on a terminal in one line that changes, else now and then."""

import sys
import time
from collections.abc import Callable
from typing import Final

from cli.output import talk

_FIRST: Final = 1.0
"""Seconds of silence: short work says nothing."""


class Progress:
    """Says how far the work called `what` is; `done` ends it."""

    def __init__(self, what: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._what, self._clock = what, clock
        self._changes = bool(sys.stderr and sys.stderr.isatty())
        self._every = 0.5 if self._changes else 10.0
        self._next = clock() + _FIRST
        self._shown = False

    def __call__(self, done: int, total: int) -> None:
        """`done` of `total` is done."""
        now = self._clock()
        if now < self._next:
            return
        self._next, self._shown = now + self._every, True
        words = f"{self._what}: {100 * done // max(total, 1)} %"
        if self._changes:
            sys.stderr.write(f"\r{words}")
            sys.stderr.flush()
        else:
            talk(words)

    def end(self) -> None:
        """Take the line away."""
        if self._shown and self._changes:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
