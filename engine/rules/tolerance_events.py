"""The events of tolerances; see `engine.rules.events`."""

from typing import Literal, TypedDict


class ToleranceBreached(TypedDict):
    """A forecast left its tolerance; the values as they stand on record, `limit` exactly."""

    type: Literal["ToleranceBreached"]
    tolerance: str
    side: Literal["over", "under"]
    forecast: str | int
    baseline: str | int
    limit: str


class ToleranceRestored(TypedDict):
    """A forecast that had left its tolerance is within it again."""

    type: Literal["ToleranceRestored"]
    tolerance: str
    forecast: str | int
    baseline: str | int
