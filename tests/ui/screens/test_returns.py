"""The list of returns: announced and begun ones, ways in by code, digits, customer and goods."""

from msgspec.structs import replace

from kiosk.core import messages
from kiosk.core.codes import Code, CodeKind
from kiosk.core.facts.fact import Item
from kiosk.core.facts.people import StaffAdded
from kiosk.core.facts.returning import ReturnExpected
from kiosk.core.pickup import CodeWindow, digest
from kiosk.core.refusals import Refused
from kiosk.core.words import ReturnState, Role
from kiosk.hw.ports import DeviceState
from kiosk.workflows.brought import CustomerReturns
from tests.ui.screens.conftest import Room

CODE, OTHER = "ii5275210303", "ii5275210399"
HOUR_MS = 3_600_000
SHOES = Item("Vento", 345_000, barcode="4601")


def expect(room: Room, code: str = CODE, customer: str | None = None, **more: object) -> None:
    """Announce a return of the first customer."""
    counter = room.show.desk.counter
    ref = customer or room.show.plan.customers[0].customer_ref
    fact = ReturnExpected(code, code, ref, items=(SHOES,), **more)  # type: ignore[arg-type]
    with counter.unit():
        counter.record(fact, actor="central")


def pickup(room: Room, turn: int = 0) -> str:
    """Give a customer a pickup code."""
    counter, ref = room.show.desk.counter, room.show.plan.customers[turn].customer_ref
    code, at = "71234560*8302", counter.clock().at
    with counter.unit():
        windows = [CodeWindow(digest(counter.keys.point, code), at - HOUR_MS, at + HOUR_MS)]
        room.show.file.codes.replace(ref, windows)
    return code


def issued(room: Room) -> tuple[str, str]:
    """Let the first customer take everything; tell one parcel and its bar code."""
    card = room.show.serve(0)
    assert card.session
    for parcel in card.ready:
        room.show.desk.issue.pick(card.session.session, parcel.parcel)
    room.show.desk.issue.complete(card.session.session)
    first = card.ready[0]
    return first.parcel, first.items[0].barcode


def open_list(room: Room) -> None:
    room.open(room.show.office.doors.returns())


def test_the_rail_leads_to_an_empty_list_that_says_what_to_do(room: Room) -> None:
    room.open(room.show.office.doors.home())
    room.tap("rail.returns")
    assert room.screen == "returns"
    assert "Scan the return code" in room.words()
    assert room.loop.screen.find("returns.list") is not None


def test_a_technician_has_no_such_entry(room: Room) -> None:
    counter = room.show.desk.counter
    with counter.unit():
        counter.record(StaffAdded("oleg", Role.TECHNICIAN), actor="central")
    counter.signed_in = "oleg"
    room.open(room.show.office.doors.menu())
    assert room.loop.screen.find("rail.returns") is None


def test_a_code_scanned_anywhere_opens_its_return(room: Room) -> None:
    expect(room)
    for screen in (room.show.office.doors.home(), room.show.office.doors.shelves()):
        room.open(screen)
        room.scan(CODE)
        assert room.screen == "customer_return"
    open_list(room)
    assert "Begun" in room.words()
    room.tap(f"return.{CODE}")
    assert room.screen == "customer_return"


def test_an_announced_one_is_opened_by_its_code_alone(room: Room) -> None:
    expect(room)
    open_list(room)
    room.tap(f"return.{CODE}")
    assert room.screen == "returns"
    assert room.said == "Scan the customer's code. Or type its last digits"


def test_the_last_digits_are_enough(room: Room) -> None:
    expect(room)
    open_list(room)
    room.tap("returns.type")
    room.type("returns.code", "0303")
    room.tap("returns.code.enter")
    assert room.screen == "customer_return"


def test_digits_of_several_ask_for_more(room: Room) -> None:
    expect(room)
    expect(room, "ii9975210303")
    open_list(room)
    room.tap("returns.type")
    room.type("returns.code", "0303")
    room.tap("returns.code.enter")
    assert room.said == "2 returns fit. Type more digits"


def test_digits_of_none_are_refused_and_a_whole_code_is_as_the_network_says(room: Room) -> None:
    open_list(room)
    room.tap("returns.type")
    room.type("returns.code", "03")
    room.tap("returns.code.enter")
    assert room.said.startswith("Type at least 4")
    room.tap("returns.type")
    room.type("returns.code", "9999")
    room.tap("returns.code.enter")
    assert room.said.startswith("Nobody announced this return")
    room.tap("returns.type")
    room.type("returns.code", "5275210399")
    room.tap("returns.code.enter")
    assert room.screen == "customer_return"  # this showroom's network keeps what is unknown
    assert "Not announced" in room.words()


def test_a_pickup_code_shows_that_customers_returns_and_goods(room: Room) -> None:
    parcel, _ = issued(room)
    expect(room)
    open_list(room)
    room.scan(pickup(room))
    assert room.screen == "returns"
    assert room.loop.screen.find(f"return.{CODE}") is not None
    assert room.loop.screen.find(f"issued.{parcel}") is not None
    assert room.show.plan.customers[0].masked_name in room.words()
    room.tap(f"return.{CODE}")
    assert room.screen == "customer_return"


def test_scanned_goods_of_that_customer_open_a_return(room: Room) -> None:
    parcel, barcode = issued(room)
    for brought in (barcode, parcel):
        open_list(room)
        room.scan(pickup(room))
        room.scan(brought)
        assert room.screen == "customer_return"
    open_list(room)
    room.scan(pickup(room))
    room.scan("4699999999999")
    assert room.said.startswith("These are other goods")


def test_a_picture_in_a_row_opens_full_screen(room: Room) -> None:
    counter = room.show.desk.counter
    with counter.unit():
        shown = replace(SHOES, photo="ab" * 32)
        counter.record(ReturnExpected(CODE, CODE, items=(shown,)), actor="central")
    open_list(room)
    room.tap(f"return.{CODE}.picture")
    assert room.screen == "viewer"


def test_a_pickup_code_is_typed_as_well(room: Room) -> None:
    expect(room)
    open_list(room)
    code = pickup(room)
    room.tap("returns.type")
    room.type("returns.code", code)
    room.tap("returns.code.enter")
    assert room.loop.screen.find(f"return.{CODE}") is not None
    assert room.show.plan.customers[0].masked_name in room.words()


def test_a_wrong_pickup_code_shows_nobody(room: Room) -> None:
    open_list(room)
    room.scan("99999999*0000")
    assert room.screen == "returns"
    assert "does not fit" in room.said


def test_a_parcel_nobody_knows_is_a_drop_off(room: Room) -> None:
    open_list(room)
    room.scan("48219001-0001-1")
    assert room.screen == "drop_off"


def test_a_parcel_that_is_here_is_shown(room: Room) -> None:
    open_list(room)
    room.scan(room.show.plan.stock.lines[0].parcel)
    assert room.screen == "parcel"


def test_home_leads_back_to_what_was_begun(room: Room) -> None:
    expect(room)
    room.open(room.show.office.doors.home())
    room.scan(CODE)
    room.open(room.show.office.doors.home())
    room.tap(f"home.return.{CODE}")
    assert room.screen == "customer_return"


def test_a_search_finds_it_by_its_goods(room: Room) -> None:
    expect(room)
    hits = room.show.desk.find.search("vento")
    assert not isinstance(hits, Refused)
    assert CODE in [hit.id for hit in hits]
    room.open(room.show.office.doors.results(hits))
    room.tap(f"hit.{CODE}")
    assert room.screen == "returns"
    room.show.desk.returns.find(CODE)
    hits = room.show.desk.find.search("vento")
    assert not isinstance(hits, Refused)
    room.open(room.show.office.doors.results(hits))
    room.tap(f"hit.{CODE}")
    assert room.screen == "customer_return"


def test_the_list_of_a_customer_names_nobody_behind_the_curtain(room: Room) -> None:
    expect(room)
    found = room.show.desk.returns.customer(Code(CodeKind.PICKUP, pickup(room), "qr"))
    assert isinstance(found, CustomerReturns)
    screen = room.show.office.doors.returns(found)
    room.open(screen)
    screen.curtained = True  # type: ignore[attr-defined]
    screen.renew()
    room.stand.turn()
    assert room.show.plan.customers[0].masked_name not in room.words()


def test_without_any_device_the_ways_in_stand(room: Room) -> None:
    room.show.tell("camera", "camera", DeviceState.ABSENT, "lost")
    room.show.tell("hand", "scanner", DeviceState.ABSENT, "lost")
    open_list(room)
    assert room.loop.screen.find("returns.type") is not None


def test_a_letter_fills_the_list_of_an_open_screen(room: Room) -> None:
    open_list(room)
    letter = messages.ReturnExpected(CODE, CODE, "c1", (SHOES,))
    facts = room.show.desk.mailroom._returns.decide(letter)
    assert facts is not None
    assert not isinstance(facts, Refused)
    with room.show.desk.counter.unit():
        room.show.desk.counter.record(*facts, actor="central")
    room.loop.screen.renew()
    room.stand.turn()
    known = room.show.file.returns.with_code(CODE)
    assert known
    assert known.state is ReturnState.EXPECTED
    assert room.loop.screen.find(f"return.{CODE}") is not None
