"""The compiled table of what a gate says of overrides; see `engine.methodology.tables`."""

from collections.abc import Mapping, Sequence
from typing import TypedDict


class OverrideRule(TypedDict):
    """Who may set a gate aside, two together; who reviews that, and in what span."""

    by: Sequence[str]
    reviewed_by: Sequence[str]
    review_in: Mapping[str, int]
    at: str
