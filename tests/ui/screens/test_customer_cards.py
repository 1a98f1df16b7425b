"""Command cards at a customer: what stays here, defects and bags, without a touch."""

import msgspec
import pytest
from msgspec.structs import replace

from kiosk.core.words import Decision
from kiosk.trial.showroom import POLICY
from kiosk.trial.showroom_items import item_views
from tests.ui.screens.conftest import Room

BOOKS, WATCH = "55210001-4401-1", "55210002-4402-1"  # three things, and one
FIRST, ALIKE = "4600000000017", "4600000000024"  # of the first thing, and of the other two


@pytest.fixture
def shop(room: Room) -> Room:
    """A visit with a parcel of three things and one of a single thing on the counter."""
    _, make = next(item_views(room.show.office, room.show.plan))
    room.open(make())
    room.tap("items.1")  # the one that the exhibit has refused is taken again
    room.tap("items.done")
    return room


def items(room: Room, parcel: str) -> list[Decision | None]:
    found = room.show.file.parcels.get(parcel)
    assert found
    return [item.decision for item in found.items]


def shows(room: Room, widget: str) -> bool:
    return room.loop.screen.find(widget) is not None


def pass_ms(room: Room, ms: int) -> None:
    counter = room.show.desk.counter
    now = counter.clock()
    counter.clock = lambda: replace(now, mono=now.mono + ms)


def new_rules(room: Room, **changed: object) -> None:
    with room.show.desk.counter.unit():
        rules = msgspec.json.encode(POLICY | changed | {"version": 2})
        room.show.file.keep_rules("ozon_like", rules)


def test_a_reason_leaves_the_parcel_scanned_last_and_undo_takes_it(shop: Room) -> None:
    shop.scan(WATCH)
    shop.scan("CMD:refuse:looks")
    assert shop.said.startswith("Stays here: It looks different")
    assert (items(shop, WATCH), items(shop, BOOKS)) == ([Decision.REFUSE], [None] * 3)
    shop.scan("CMD:undo")
    assert items(shop, WATCH) == [None]


def test_a_card_leaves_all_of_a_parcel(shop: Room) -> None:
    shop.scan(BOOKS)
    shop.scan("CMD:refuse:size")
    assert items(shop, BOOKS) == [Decision.REFUSE] * 3


def test_the_same_card_again_is_no_error_and_another_reason_counts(shop: Room) -> None:
    shop.scan(WATCH)
    for card in ("refuse:size", "refuse:size", "refuse:changed_mind"):
        shop.scan(f"CMD:{card}")
        assert shop.said.startswith("Stays here")
    assert "Stays here: Changed their mind" in shop.words()


def test_three_seconds_after_the_scan_no_card_speaks_of_it(shop: Room) -> None:
    shop.scan(WATCH)
    pass_ms(shop, 3_001)
    for card in ("refuse:size", "defect"):
        shop.scan(f"CMD:{card}")
        assert shop.said == "Scan the parcel first. Then the card, at once"
    assert items(shop, WATCH) == [None]
    shop.scan(WATCH)
    pass_ms(shop, 3_000)
    shop.scan("CMD:refuse:size")
    assert items(shop, WATCH) == [Decision.REFUSE]


def test_a_card_without_a_scan_before_it_leaves_nothing(shop: Room) -> None:
    shop.scan("CMD:refuse:size")
    assert shop.said.startswith("Scan the parcel first")
    shop.scan("48219999-9999-9")  # nobody's
    shop.scan("CMD:defect")
    assert shop.said.startswith("Scan the parcel first")
    assert items(shop, WATCH) == [None]


@pytest.mark.parametrize("card", ["refuse:moon", "refuse", "bag:XXL", "bag", "defect:x", "take"])
def test_a_card_that_the_network_does_not_know_is_not_here(shop: Room, card: str) -> None:
    shop.scan(WATCH)
    shop.scan(f"CMD:{card}")
    assert shop.said.startswith("This command is not on this screen")
    assert items(shop, WATCH) == [None]


def test_where_no_reasons_are_asked_the_bare_card_leaves_it(shop: Room) -> None:
    new_rules(shop, refuse_reasons=[])
    shop.scan(WATCH)
    shop.scan("CMD:refuse")
    assert items(shop, WATCH) == [Decision.REFUSE]


def test_a_defect_is_photographed_by_cards_alone(shop: Room) -> None:
    shop.scan(WATCH)
    shop.scan("CMD:defect")
    assert shows(shop, "defect.snap")
    for _ in range(2):
        shop.scan("CMD:photo")
    shop.scan("CMD:ok")
    assert items(shop, WATCH) == [Decision.DEFECT]
    assert "Stays here: With a defect" in shop.words()


def test_where_no_photo_is_asked_a_defect_is_one_card(shop: Room) -> None:
    new_rules(shop, photos_defect=0)
    shop.scan(WATCH)
    shop.scan("CMD:defect")
    assert shop.said.startswith("Stays here: With a defect")


# -- one thing of a parcel -------------------------------------------------------------------------


def test_a_card_leaves_the_thing_whose_bar_code_was_scanned(shop: Room) -> None:
    shop.scan(FIRST)
    assert shop.said.endswith("A card now says why it stays here")
    shop.scan("CMD:refuse:size")
    assert shop.said.startswith("Stays here: The size is not right")
    assert items(shop, BOOKS) == [Decision.REFUSE, None, None]
    assert not shows(shop, "items.done"), "nothing is to be closed by hand"
    shop.scan(FIRST)
    assert shop.said.startswith("Stays here: The size is not right")
    shop.scan("CMD:undo")
    assert shop.said.startswith("It is taken after all")
    assert items(shop, BOOKS) == [None] * 3


def test_of_two_alike_each_scan_means_the_next(shop: Room) -> None:
    for _ in range(2):
        shop.scan(ALIKE)
        shop.scan("CMD:refuse:looks")
    assert items(shop, BOOKS) == [None, Decision.REFUSE, Decision.REFUSE]


def test_a_faulty_thing_is_photographed_by_cards_alone(shop: Room) -> None:
    shop.scan(FIRST)
    shop.scan("CMD:defect")
    for card in ("photo", "photo", "ok"):
        shop.scan(f"CMD:{card}")
    assert items(shop, BOOKS) == [Decision.DEFECT, None, None]
    assert not shows(shop, "items.done")


def test_a_parcel_scanned_after_its_thing_is_meant_whole(shop: Room) -> None:
    shop.scan(FIRST)
    shop.scan(BOOKS)
    shop.scan("CMD:refuse:size")
    assert items(shop, BOOKS) == [Decision.REFUSE] * 3


def test_three_seconds_after_a_thing_was_scanned_no_card_speaks_of_it(shop: Room) -> None:
    shop.scan(FIRST)
    pass_ms(shop, 3_001)
    shop.scan("CMD:refuse:size")
    assert shop.said.startswith("Scan the parcel first")
    assert items(shop, BOOKS) == [None] * 3


def test_goods_that_are_in_no_parcel_here_are_looked_for(shop: Room) -> None:
    shop.scan("4600000000109")
    assert shop.screen != "customer"
    assert items(shop, BOOKS) == [None] * 3


def test_where_parcels_go_back_whole_no_card_leaves_a_thing(shop: Room) -> None:
    new_rules(shop, partial_refusal=False)
    shop.scan(FIRST)
    shop.scan("CMD:refuse:size")
    assert items(shop, BOOKS) == [None] * 3
    assert "whole" in shop.said


def test_on_the_sheet_of_reasons_the_cards_are_its_buttons(shop: Room) -> None:
    shop.tap(f"leave.{BOOKS}")
    shop.tap("items.2")
    shop.scan("CMD:refuse:looks")
    assert items(shop, BOOKS) == [None, None, Decision.REFUSE]


def test_under_an_open_sheet_no_card_leaves_anything_or_takes_bags(shop: Room) -> None:
    shop.scan(WATCH)
    shop.tap("customer.notfound")
    assert shows(shop, "notfound")
    for card in ("refuse:size", "defect", "bag:M", "issue"):
        shop.scan(f"CMD:{card}")
        assert shop.said.startswith("This command is not on this screen")
    assert items(shop, WATCH) == [None]


def test_a_bag_is_one_card_each_with_the_sheet_and_without(shop: Room) -> None:
    shop.scan("CMD:bag:M")
    shop.scan("CMD:bag:L")
    assert shop.said.startswith("Bags: 2")
    assert not shows(shop, "bags.done")
    shop.tap("customer.bags")
    shop.scan("CMD:bag:M")
    shop.tap("bags.done")
    assert "Bags: 3" in shop.words()


def test_a_mere_look_takes_no_bags(room: Room) -> None:
    card = room.show.desk.issue.view(room.show.plan.customers[0].customer_ref)
    room.open(room.show.office.doors.customer(card))  # type: ignore[arg-type]
    for word in ("bag:M", "defect", "refuse:size", "tryon"):
        room.scan(f"CMD:{word}")
        assert room.said.startswith("This command is not on this screen")


def test_the_fitting_room_begins_and_ends_by_the_same_card(shop: Room) -> None:
    shop.scan("CMD:tryon")
    assert "0 of 20 min" in shop.words()
    shop.scan("CMD:issue")
    assert shop.said.startswith("The customer has not decided yet")
    shop.scan("CMD:tryon")
    shop.scan("CMD:issue")
    assert shop.screen == "issued"
    shop.scan("CMD:next")
    assert shop.screen == "home"
