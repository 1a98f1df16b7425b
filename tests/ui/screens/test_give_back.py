"""The seller's screen: a code first, then parcels by scan, and an act at the end."""

import pytest

from kiosk.core.facts import stockroom
from kiosk.core.pickup import seller_digest
from kiosk.core.words import ParcelKind, ParcelState
from kiosk.store.sellers import Seller
from kiosk.ui.kit.keyboard import Keyboard
from tests.ui.screens.conftest import Room

CODE = "SELLER-5521"
PARCELS = ("55210001-0001-1", "55210002-0001-1")


@pytest.fixture
def shop(room: Room) -> Room:
    """Two parcels wait for a seller; the screen asks for the code."""
    counter, store = room.show.desk.counter, room.show.file
    with counter.unit():
        store.sellers.keep(Seller("s-1", "Shoes", 1), seller_digest(counter.keys.point, CODE))
        counter.record(stockroom.DeliveryArrived("D-S", announced=False))
        for parcel, cell in zip(PARCELS, ("B-01", "B-02"), strict=True):
            told = stockroom.ParcelExpected(parcel, "D-S", ParcelKind.SELLER, seller_ref="s-1")
            counter.record(told, stockroom.ParcelReceived(parcel, "D-S"))
            counter.record(stockroom.ParcelStored(parcel, cell))
    room.open(room.show.office.doors.ship())
    room.tap("ship.seller")
    assert room.screen == "give_back"
    return room


def test_a_scanned_code_opens_what_waits(shop: Room, caplog: pytest.LogCaptureFixture) -> None:
    shop.scan("SELLER-0000")
    assert shop.said.startswith("The code does not fit")
    shop.scan(CODE)
    words = shop.words()
    assert "Shoes" in words
    assert "Picked 0 of 2" in words
    assert {"B-01", "B-02"} <= set(shop.show.desk.lamps.shown.lit)
    assert "unknown" not in caplog.text, "what a screen asks for is no unknown code"


def test_a_code_can_be_typed_with_letters(shop: Room) -> None:
    shop.tap("seller.code.enter")
    assert shop.said.startswith("The code does not fit")
    shop.tap("seller.code.field")
    keys = shop.loop.screen.find("seller.keys")
    assert isinstance(keys, Keyboard)
    keys.typing.add(CODE)
    shop.tap("seller.keys.enter")
    assert "Picked 0 of 2" in shop.words()


def test_a_typed_code_that_looks_like_an_order_is_the_seller_s(shop: Room) -> None:
    code, counter = "48210001-7829", shop.show.desk.counter
    with counter.unit():
        newest = Seller("s-1", "Shoes", 2), seller_digest(counter.keys.point, code)
        shop.show.file.sellers.keep(*newest)
    shop.tap("seller.code.field")
    keys = shop.loop.screen.find("seller.keys")
    assert isinstance(keys, Keyboard)
    keys.typing.add(code)
    shop.tap("seller.keys.enter")
    assert "Picked 0 of 2" in shop.words()


def test_parcels_are_taken_and_given_back(shop: Room) -> None:
    shop.scan(CODE)
    shop.scan(PARCELS[0])
    assert shop.said.startswith("1 parcel is left")
    shop.scan(PARCELS[0])
    assert shop.said.startswith("Already on the counter")
    shop.scan("CELL:B-01")
    assert shop.said.startswith("It lies in B-01 now")
    for parcel in PARCELS:
        shop.scan(parcel)
    assert shop.said.startswith("All parcels are here")
    shop.tap("seller.confirm")
    states = {shop.show.file.parcels.get(p).state for p in PARCELS}  # type: ignore[union-attr]
    assert states == {ParcelState.GIVEN_BACK}
    assert "2 parcels given back" in shop.words()
    shop.tap("seller.done")
    assert shop.screen == "home"


def test_what_is_not_there_is_noted(shop: Room) -> None:
    shop.scan(CODE)
    shop.tap("seller.notfound")
    shop.tap(f"seller.missing.{PARCELS[1]}")
    found = shop.show.file.parcels.get(PARCELS[1])
    assert found is not None
    assert found.state is ParcelState.NOT_FOUND
    assert "Picked 0 of 1" in shop.words()


def test_another_ones_parcel_is_refused_in_words(shop: Room) -> None:
    shop.scan(CODE)
    shop.scan(shop.show._stored()[0].parcel)
    assert shop.said == "This parcel is not this seller's. Put it back into its cell"


def test_the_visit_waits_on_home_and_goes_on(shop: Room) -> None:
    shop.scan(CODE)
    (chip,) = shop.show.desk.give_back.live()
    shop.tap("rail.issue")
    shop.tap(f"home.session.{chip.session.session}")
    assert shop.screen == "give_back"
    shop.tap("seller.cancel")
    assert shop.screen == "home"
    assert shop.show.desk.give_back.live() == ()


def test_a_tap_on_a_picture_shows_all_that_waits(shop: Room) -> None:
    shop.scan(CODE)
    shop.tap(f"picture.{PARCELS[1]}")
    assert shop.screen == "viewer"
    assert [p.parcel for p in shop.loop.screen.parcels] == list(PARCELS)
    assert shop.loop.screen.at == 1


def test_a_visit_is_found_in_the_archive_and_its_act_printed_again(shop: Room) -> None:
    shop.scan(CODE)
    shop.scan(PARCELS[0])
    shop.tap("seller.confirm")
    (chip,) = shop.show.desk.give_back.archive()  # type: ignore[misc]
    assert chip.act.act_no in shop.words()
    shop.open(shop.show.office.doors.ship())
    shop.tap("ship.tabs.archive")
    shop.tap(f"visit.{chip.session.session}")
    assert shop.screen == "give_back"
    waiting = len(shop.show.desk.prints.waiting())
    shop.tap("seller.print")
    assert shop.said.startswith("A copy of the act is being printed")
    assert len(shop.show.desk.prints.waiting()) == waiting + 1


def _tries(shop: Room) -> int:
    return int(shop.show.file.db.execute("SELECT count(*) FROM code_try").fetchone()[0])


@pytest.mark.parametrize("code", ["12345678", "SELLER-0000", "https"])
def test_a_code_that_does_not_fit_sends_to_the_seller(shop: Room, code: str) -> None:
    before = _tries(shop)
    shop.scan(code.ljust(8, "x"))
    assert "The code does not fit" in shop.said
    assert shop.said.endswith("Ask the seller for the newest code")
    assert _tries(shop) == before + 1


@pytest.mark.parametrize(
    "code",
    ["48210001-7829", "ii5275210303", "CELL:A-05", "010460000000001721AbC", "55210009-0001-1"],
)
def test_a_code_of_another_kind_is_no_wrong_try(shop: Room, code: str) -> None:
    before = _tries(shop)
    shop.scan(code)
    assert "The code does not fit" not in shop.said
    assert _tries(shop) == before


def test_a_foreign_code_asks_for_the_seller_s(shop: Room) -> None:
    shop.scan("привет")
    assert shop.said == "It is not a code of this network. Scan the seller's code"
