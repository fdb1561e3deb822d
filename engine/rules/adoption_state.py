"""What is known of how a project that was under way already came in."""

from typing import NamedTuple


class Adoption(NamedTuple):
    """A project was adopted at `stages`, by whom, on the evidence `digest` with its name and why.

    `name` and `reason` are commitments.
    """

    stages: tuple[str, ...]
    by: str
    at: str
    digest: str
    size: int
    name: str
    reason: str
