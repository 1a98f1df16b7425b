"""Bags and the receipt's language: counted up and down, and chosen, on one sheet."""

import pytest

from kiosk.trial.showroom_items import item_views
from tests.ui.screens.conftest import Room


@pytest.fixture
def shop(room: Room) -> Room:
    """A visit with parcels on the counter."""
    _, make = next(item_views(room.show.office, room.show.plan))
    room.open(make())
    room.tap("items.done")
    return room


def test_bags_are_counted_up_and_down(shop: Room) -> None:
    shop.tap("customer.bags")
    shop.tap("bag.M.less")
    assert shop.said.startswith("No bag is taken")
    for _ in range(2):
        shop.tap("bag.M.more")
    shop.tap("bag.M.less")
    shop.tap("bags.done")
    assert "Bags: 1" in shop.words()


def test_the_receipt_is_written_in_the_language_that_is_chosen(shop: Room) -> None:
    shop.tap("customer.bags")
    shop.tap("receipt.language.pt")
    shop.tap("bags.done")
    chosen = getattr(shop.loop.screen, "items", None)
    assert getattr(getattr(chosen, "bags", None), "language", "") == "pt"
