"""The parts that facts share: small, frozen, and without what is not needed."""

import msgspec
import pytest

from kiosk.core.facts.fact import CellSpec, Item
from kiosk.core.words import Size, Zone


def test_an_item_travels_with_what_is_known_of_it_only() -> None:
    assert msgspec.json.encode(Item("Lamp")) == b'{"title":"Lamp"}'


def test_a_cell_never_changes_in_the_hand() -> None:
    spec = CellSpec("A-01", "A", Size.S, Zone.MAIN, 1)
    with pytest.raises(AttributeError):
        spec.cell = "A-02"  # type: ignore[misc]
