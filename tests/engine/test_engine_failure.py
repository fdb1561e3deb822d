"""What the door says when the database fails, and to what can't be put to the rules at all."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from engine.errors import CanonicalError, StoreError
from engine.requests import Done, Request
from engine.rules.refusal import Refusal
from engine.store.failure import CommitFailed
from engine.store.protocol import Reader, Store, Unit
from tests.support.house import House
from tests.support.sheds import site


class FailingStore:
    """A store whose next commit reports an error: after it happened, or instead of it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.durable: bool | None = None
        self.readable = True

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """A snapshot, unless the disk is gone."""
        if not self.readable:
            raise StoreError("the disk is gone")
        with self._store.read() as reader:
            yield reader

    @contextmanager
    def write(self, exclusive: str, shared: Sequence[str] = ()) -> Iterator[Unit]:
        """A unit."""
        durable, self.durable = self.durable, None
        with self._store.write(exclusive, shared) as unit:
            yield unit
            if durable is False:
                raise CommitFailed("the commit failed: no space left")
        if durable is True:
            raise CommitFailed("the commit failed: the disk didn't answer")

    def close(self) -> None:
        """Let go."""
        self._store.close()


@pytest.fixture
def failing() -> tuple[House, FailingStore]:
    """A shed on a store that fails when it is told to."""
    house = site()
    store = FailingStore(house.store)
    house.store = house.engine._store = store
    return house, store


def test_a_commit_that_failed_and_is_durable_all_the_same_is_answered(
    failing: tuple[House, FailingStore],
) -> None:
    """F3: after an error of a commit the command's id says what happened; never "failed"."""
    house, store = failing
    before = len(house.entries(house.stream))
    request = Request("h1", house.stream, "HoldProject", {"reason": "rain"}, "p-ann")
    store.durable = True
    answer = house.engine.execute(request)
    assert isinstance(answer, Done)
    assert not answer.repeated
    assert len(house.entries(house.stream)) == before + 1
    again = house.engine.execute(request)
    assert again == answer._replace(repeated=True)


@pytest.mark.parametrize("readable", [True, False])
def test_a_commit_that_failed_is_an_error(
    failing: tuple[House, FailingStore], readable: bool
) -> None:
    """F3: what didn't happen, or can't be looked up, is not called done."""
    house, store = failing
    before = house.bytes()
    store.durable, store.readable = False, readable
    with pytest.raises(CommitFailed):
        house.engine.execute(
            Request("h1", house.stream, "HoldProject", {"reason": "rain"}, "p-ann")
        )
    store.readable = True
    assert house.bytes() == before


@pytest.mark.parametrize(
    ("id_", "type_", "actor"),
    [
        ("h\ud800", "HoldProject", "p-ann"),
        ("h1", "Hold\ud800", "p-ann"),
        ("h1", "HoldProject", "p-\ud800"),
    ],
)
def test_half_of_a_surrogate_pair_is_an_error_of_ours(
    failing: tuple[House, FailingStore], id_: str, type_: str, actor: str
) -> None:
    """No database ever sees it, and no driver's error comes out."""
    house, _ = failing
    with pytest.raises(CanonicalError):
        house.engine.execute(Request(id_, house.stream, type_, {"reason": "rain"}, actor))


def test_what_is_no_command_leaves_no_trace(failing: tuple[House, FailingStore]) -> None:
    """Its name could say anything, and would stand in the record for ever."""
    house, _ = failing
    before = house.bytes()
    answer = house.engine.execute(Request("x1", house.stream, "Ann is a thief", {}, "p-ann"))
    assert isinstance(answer, Refusal)
    assert answer.code == "command.malformed"
    with house.store.read() as reader:
        assert not [one for one in reader.streams() if one.startswith("refusals/")]
    assert house.bytes() == before
