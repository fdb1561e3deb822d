"""I18: asking again is safe."""

import os
from collections.abc import Mapping
from typing import Any

import pytest

from engine.store.memory import MemoryStore
from tests.determinism.record import Asked, Record
from tests.determinism.replay import Replay, digests
from tests.determinism.walks import walk

SEEDS = range(300, 350 if os.environ.get("PHASEGATE_DEEP") == "1" else 305)
REFUSALS = "refusals/"


class Story:
    """A walk that is told while each of its requests is asked again."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.store = MemoryStore(record.origin)
        self.replay = Replay(record, self.store)
        self.other = Replay(record, self.store)
        self.other.salt = "/again"

    def acts(self) -> dict[str, list[bytes]]:
        """Every stream but the refusals."""
        with self.store.read() as reader:
            return {
                stream: [one.data for one in reader.entries(stream)]
                for stream in reader.streams()
                if not stream.startswith(REFUSALS)
            }


@pytest.fixture(params=SEEDS)
def story(request: pytest.FixtureRequest) -> Story:
    """A walk, not told yet."""
    return Story(walk(request.param))


def _plain(answer: Any) -> Any:  # noqa: ANN401  # JSON
    """An answer without what says that it is a repetition."""
    if isinstance(answer, Mapping) and "repeated" in answer:
        return {**answer, "repeated": None, "before": None}
    return answer


def test_the_same_request_gives_the_same_answer_and_no_new_entry(story: Story) -> None:
    """I18: an accepted one writes nothing at all; a refused one is refused for the same reason.

    It comes with other randomness, as it would from a caller that lost the first answer.
    """
    for step in range(len(story.record.steps)):
        first: Any = story.replay.ask(step)
        before, left = story.acts(), digests(story.store, [])
        again: Any = story.other.ask(step)
        assert _plain(again) == _plain(first), step
        assert story.acts() == before
        if "hash" in first:
            assert again["repeated"]
            assert again["before"] == []
            assert digests(story.store, []) == left


def test_a_request_repeated_much_later_is_answered_as_it_was(story: Story) -> None:
    """I18: the answer stands in the ledger, whatever has become of the project since.

    Also when a text of it was erased: what isn't there any more can't make it another command.
    """
    answers: list[Any] = [story.replay.ask(step) for step in range(len(story.record.steps))]
    left = digests(story.store, [])
    for step, answer in enumerate(answers):
        if "hash" in answer:
            assert _plain(story.other.ask(step)) == _plain(answer), step
    assert digests(story.store, []) == left


def test_the_same_id_with_another_body_is_a_conflict(story: Story) -> None:
    """I18: a command id stands for one body, by one actor, for ever."""
    accepted = 0
    for step, (at, asked) in enumerate(story.record.steps):
        answer: Any = story.replay.ask(step)
        if "hash" in answer and asked["publishes"] is None:
            accepted += 1
            before = story.acts()
            for other in _others(asked):
                story.record.steps[step] = (at, other)
                refused: Any = story.other.ask(step)
                assert refused["code"] == "command.reused", other
                assert story.acts() == before
            story.record.steps[step] = (at, asked)
    assert accepted


def _others(asked: Asked) -> list[Asked]:
    """The same id with another argument, another type, another actor."""
    name = min(asked["args"])
    return [
        {**asked, "args": {**asked["args"], name: "something else"}},
        {**asked, "args": {}, "type": "HoldProject"},
        {**asked, "actor": "p-mallory"},
    ]
