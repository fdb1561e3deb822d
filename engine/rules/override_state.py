"""What is known of an override, as the events left it."""

from typing import NamedTuple


class Override(NamedTuple):
    """A gate that two people set aside.

    `visit` is the visit of its place when it was asked for; `until` the instant before which a
    second person must have joined. The rest is None before that happened: who joined and when, the
    instant `due` of the review, whether that was announced, and who reviewed it when.
    """

    number: int
    gate: str
    decision: str
    visit: int
    asked_by: str
    asked_at: str
    until: str
    reason: str
    confirmed_by: str | None = None
    at: str | None = None
    due: str | None = None
    announced: bool = False
    reviewed_by: str | None = None
    reviewed_at: str | None = None

    @property
    def in_force(self) -> bool:
        """Whether a second person joined, so that it happened."""
        return self.confirmed_by is not None

    @property
    def unreviewed(self) -> bool:
        """Whether it happened and waits for its review."""
        return self.in_force and self.reviewed_by is None
