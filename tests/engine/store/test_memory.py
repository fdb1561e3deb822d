"""The ledger in memory, as far as it differs from the others."""

from collections.abc import Iterable

from engine.store.memory import MemoryStore
from engine.store.memory_reads import Data
from tests.support.sheds import opened


def content(data: Data | None) -> dict[str, object]:
    """Everything that a ledger keeps, by what it is."""
    assert data
    return {name: getattr(data, name) for name in Data.__slots__}


def boxes(value: object) -> Iterable[int]:
    """Every dictionary and list in what a ledger keeps, as itself."""
    if isinstance(value, dict):
        yield id(value)
        for inner in value.values():
            yield from boxes(inner)
    elif isinstance(value, list):
        yield id(value)


def test_a_copy_has_the_same_history_and_goes_its_own_way() -> None:
    """What is done in one is not done in the other, in either direction."""
    house = opened()
    assert isinstance(house.store, MemoryStore)
    before = house.everything()
    copy = house.store.copy()
    assert content(copy._data) == content(house.store._data)
    kept = [content(store._data) for store in (copy, house.store)]
    one, other = ({*boxes(found)} - {id(found)} for found in kept)
    assert one & other == set(), "they share no box"
    house.do("bo", "WithdrawRequest", gate="build")
    after = house.everything()
    house.store = copy
    assert house.everything() == before != after
