"""Waiting for a lock that another process holds: short, at random, and not for ever.

SQLite's own busy handler sleeps ever longer, so that under load the luckiest process does all the
work. Trying again after 0.1 to 0.4 ms lets everybody have a turn.
"""

import os
import time
from collections.abc import Callable
from typing import Final, NamedTuple


def _chance() -> float:
    # Two random bytes do; the `random` module takes longer to import than a unit to commit.
    return int.from_bytes(os.urandom(2), "big") / 65_536


class Waiting(NamedTuple):
    """How to wait: `limit` in seconds overall, a clock, a way to sleep, a chance in [0, 1)."""

    limit: float = 10.0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = _chance

    def pause(self) -> None:
        """Sleep once, 0.1 to 0.4 ms."""
        self.sleep(0.0001 + 0.0003 * self.chance())


WAITING: Final = Waiting()
"""How a store waits unless it is told otherwise."""
