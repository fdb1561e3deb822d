"""The chapters of the golden story about duties, in their order."""

from collections.abc import Callable
from typing import Final

from tests.golden import adopting, breaking, parting, recording, telling
from tests.golden.told import Story

CHAPTERS: Final[tuple[Callable[[Story], None], ...]] = (
    recording.founding,
    recording.recording,
    parting.departments,
    recording.denied,
    breaking.glass,
    breaking.decided,
    adopting.adopted,
    telling.deadline,
)
