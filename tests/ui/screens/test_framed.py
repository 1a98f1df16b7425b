import pytest

from kiosk.core.facts.fact import Item
from kiosk.core.facts.people import StaffChanged
from kiosk.core.facts.stockroom import ParcelExpected
from kiosk.core.words import Role
from kiosk.hw.ports import Tick
from tests.ui.screens.conftest import Room


def idle(room: Room, seconds: float) -> None:
    room.stand.time += seconds
    room.stand.signals.append(Tick(room.stand.time))
    room.stand.turn()


def test_the_curtain_hides_the_customer_after_a_minute_and_a_tap_lifts_it(room: Room) -> None:
    card = room.show.serve(0)
    room.open(room.show.office.doors.customer(card))
    assert card.name in room.words()
    idle(room, 61)
    assert card.name not in room.words()
    assert card.ready[0].items[0].title not in room.words()
    room.tap("curtain.lift")
    assert card.name in room.words()


def test_a_scan_lifts_the_curtain_and_is_obeyed(room: Room) -> None:
    card = room.show.serve(0)
    room.open(room.show.office.doors.customer(card))
    idle(room, 61)
    room.scan(card.ready[0].parcel)
    assert room.loop.screen.find("issue.confirm") is not None
    assert len(room.loop.screen.card.picked) == 1


def test_two_minutes_lock_the_screen_and_sign_the_person_out(room: Room) -> None:
    room.open(room.show.office.doors.home())
    idle(room, 121)
    assert room.screen == "lock"
    assert room.show.desk.access.who is None


def test_the_initials_lock(room: Room) -> None:
    room.open(room.show.office.doors.home())
    room.tap("bar.lock")
    assert room.screen == "lock"


def test_a_foreign_code_says_why(room: Room) -> None:
    room.open(room.show.office.doors.home())
    room.scan("7" * 600)
    assert room.said == "It is longer than any code we use. Show the pickup code, or type it"
    room.scan("https://example.org")
    assert room.said == "It is not a code of this network. Show the pickup code, or type it"


def test_what_a_role_may_not_open_is_absent(room: Room) -> None:
    room.show.desk.access.sign_out()
    room.show.desk.counter.signed_in = "igor"
    room.open(room.show.office.doors.home())
    assert room.loop.screen.find("rail.accept") is not None
    room.show.desk.counter.signed_in = None
    room.open(room.show.office.doors.home())
    assert room.loop.screen.find("rail.accept") is None


def test_the_next_scan_takes_the_answer_before_it_away(room: Room) -> None:
    room.open(room.show.office.doors.home())
    room.scan("no code of ours")
    assert room.said.startswith("It is not a code of this network")
    room.scan(room.show.plan.stock.lines[0].parcel)
    assert room.said == ""


def test_a_code_of_nobody_lifts_no_curtain(room: Room) -> None:
    card = room.show.serve(0)
    room.open(room.show.office.doors.customer(card))
    idle(room, 61)
    room.scan("https://example.org")
    assert card.name not in room.words()


def test_a_tap_anywhere_on_the_curtain_lifts_it(room: Room) -> None:
    card = room.show.serve(0)
    room.open(room.show.office.doors.customer(card))
    idle(room, 61)
    lay = room.stand.skin.layout
    room.stand.wait(0.4)
    room.stand.tap(lay.content[0] + 40, lay.content[1] + 40)
    room.stand.turn()
    assert card.name in room.words()


def test_whoever_may_not_accept_gets_no_check_in(room: Room) -> None:
    with room.show.desk.counter.unit():
        room.show.desk.counter.record(StaffChanged("igor", Role.TECHNICIAN), actor="central")
    room.show.desk.access.sign_out()
    room.show.desk.counter.signed_in = "igor"
    room.open(room.show.office.doors.home())
    assert room.loop.screen.find("home.accept") is None
    room.scan(room.show.plan.trucks[0].delivery)
    assert room.said.startswith("Your role may not do this")


def test_an_unknown_scan_is_logged_without_its_text(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    room.open(room.show.office.doors.home())
    room.scan("https://example.org/my-secret")
    assert "unknown unknown of 29 signs: foreign, " in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize("code", ["4600000000017", "010460000000001721AbC!x"])
def test_the_code_on_the_goods_finds_them_from_any_screen(room: Room, code: str) -> None:
    counter, doors = room.show.desk.counter, room.show.office.doors
    goods = (Item("Lamp", barcode="4600000000017"),)
    with counter.unit():
        counter.record(ParcelExpected("90000001-0001-1", "D9", items=goods), actor="central")
    for door in (
        doors.home,
        doors.menu,
        doors.ship,
        doors.deliveries,
        doors.returns,
        doors.shelves,
    ):
        room.open(door())
        room.scan(code)
        assert room.screen == "results"
        assert room.loop.screen.find("hit.90000001-0001-1") is not None
