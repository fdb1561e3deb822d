"""Every story told to a `House` here ends with what always holds."""

from collections.abc import Iterator

import pytest

from engine.folding import Machine
from engine.store.protocol import Store
from tests.support.always import check_always
from tests.support.house import CHARTER, House


@pytest.fixture(autouse=True)
def _always(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    made: list[House] = []
    make = House.__init__

    def remember(
        house: House,
        methodology: str,
        *,
        charter: str = CHARTER,
        store: Store | None = None,
        machine: Machine | None = None,
    ) -> None:
        make(house, methodology, charter=charter, store=store, machine=machine)
        made.append(house)

    monkeypatch.setattr(House, "__init__", remember)
    yield
    for house in made:
        check_always(house.store)
