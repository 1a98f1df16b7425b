"""The maps of lamps that people made: one a chain, whole or not at all."""

from collections.abc import Callable

import pytest

from kiosk.core.lampmap import LampMap
from tests.store.conftest import Ledger

WALL = LampMap(("A-01", "", "A-02"), frozenset({1, 2}))
LEFT = LampMap(("",))


def test_each_chain_keeps_its_last_map(ledger: Ledger, open_ledger: Callable[[], Ledger]) -> None:
    with ledger.file.unit():
        ledger.file.lamps.keep("wall", LampMap(("B-01",) * 5))
        ledger.file.lamps.keep("left", LEFT)
        ledger.file.lamps.keep("wall", WALL)
    assert ledger.file.lamps.all() == {"left": LEFT, "wall": WALL}
    ledger.file.close()
    again = open_ledger()
    assert again.file.lamps.all() == {"left": LEFT, "wall": WALL}
    with again.file.unit():
        again.file.lamps.forget("left")
    assert again.file.lamps.all() == {"wall": WALL}


def test_a_unit_that_fails_leaves_the_former_map(ledger: Ledger) -> None:
    with ledger.file.unit():
        ledger.file.lamps.keep("wall", WALL)
    with pytest.raises(KeyError), ledger.file.unit():  # noqa: PT012  the unit is what fails
        ledger.file.lamps.keep("wall", LEFT)
        raise KeyError
    assert ledger.file.lamps.all() == {"wall": WALL}


def test_a_new_counter_has_no_map_of_its_own(ledger: Ledger) -> None:
    assert ledger.file.lamps.all() == {}
