"""The golden stories: every command, every event, every code that can be reached.

The spine is one long story of chapters, the others are told in modules of their own: a function
that returns the story told, and a folder of the same name with the files it publishes.

Each chapter goes on where the one before ended. A chapter says what must be refused before it says
what is accepted, in the order of the checks of docs/notation.md section 7.
"""

from collections.abc import Callable, Mapping
from typing import Final

from tests.golden import (
    alpha,
    boards,
    bridge,
    calling,
    delivery,
    directory,
    duty_chapters,
    edges,
    others,
    registers,
    voting,
)
from tests.golden.told import Story

CHAPTERS: Final[tuple[Callable[[Story], None], ...]] = (
    directory.founding,
    directory.people,
    directory.grants,
    directory.publishing,
    directory.calendar,
    directory.lending,
    directory.texts,
    alpha.starting,
    alpha.idea,
    alpha.evidence,
    alpha.readiness,
    alpha.waivers,
    voting.first_round,
    voting.sheets,
    voting.voiding,
    voting.otherwise,
    voting.deadline,
    voting.recycled,
    voting.approved,
    delivery.back,
    delivery.lapsed,
    delivery.again,
    delivery.removed,
    delivery.silence,
    delivery.unsettled,
    others.beta,
    others.gamma,
    others.delta,
    edges.first_gate,
    edges.counting,
    edges.dates,
    edges.instants,
    edges.pairs,
    others.clocks,
)


def spine() -> Story:
    """The spine, told."""
    story = Story()
    for chapter in CHAPTERS:
        chapter(story)
    return story


def duties() -> Story:
    """Who may decide with whom, and in whose name; told."""
    story = Story("duties", {"charter": ("1.0.0",), "methodology": ("1.0.0",)})
    for chapter in duty_chapters.CHAPTERS:
        chapter(story)
    return story


def registered() -> Story:
    """What could go wrong, and what is to change; told."""
    story = Story("registers", {"charter": ("1.0.0",), "methodology": ("1.0.0",)})
    for chapter in (
        registers.founding,
        registers.risks,
        registers.round_and_items,
        registers.changes,
    ):
        chapter(story)
    return story


def tracks() -> Story:
    """Tracks beside each other, joined, recycled and left; told."""
    story = Story("tracks", {"charter": ("1.0.0",), "methodology": ("1.0.0",)})
    for chapter in (
        bridge.founding,
        bridge.entering,
        bridge.in_tracks,
        bridge.inner_join,
        bridge.recycling,
        bridge.holding,
        bridge.testing,
        bridge.stopping,
    ):
        chapter(story)
    return story


def panels() -> Story:
    """Who sits in a panel, who speaks first and who decides; told."""
    story = Story("panels", {"charter": ("1.0.0",), "methodology": ("1.0.0",)})
    for chapter in (
        boards.founding,
        boards.seats,
        boards.turns,
        boards.dependence,
        boards.deciding,
        boards.lent,
    ):
        chapter(story)
    return story


def calls() -> Story:
    """Gates that are called, and what they block; told."""
    story = Story("calls", {"charter": ("1.0.0",), "methodology": ("1.0.0",)})
    for chapter in (
        calling.founding,
        calling.alarm,
        calling.plan,
        calling.forecast,
        calling.late,
        calling.reopened,
    ):
        chapter(story)
    return story


STORIES: Final[Mapping[str, Callable[[], Story]]] = {
    "spine": spine,
    "duties": duties,
    "panels": panels,
    "calls": calls,
    "registers": registered,
    "tracks": tracks,
}
