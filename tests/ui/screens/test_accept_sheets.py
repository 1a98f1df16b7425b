from kiosk.core.books import Subject
from kiosk.core.words import How, ParcelState
from tests.ui.screens.conftest import Room


def test_differences_are_seen_before_a_delivery_closes(room: Room) -> None:
    truck = room.show.plan.trucks[0]
    room.open(room.show.office.doors.accept(truck.delivery))
    room.tap("accept.arrive")
    room.tap("accept.close")
    assert room.loop.screen.find("differences.confirm") is not None
    assert f"and {len(truck.lines) - 3} more parcels" in room.words()
    assert room.show.file.parcels.get(truck.lines[0].parcel).state is ParcelState.EXPECTED
    room.tap("differences.confirm")
    assert room.screen == "deliveries"
    assert room.show.file.parcels.get(truck.lines[0].parcel).state is ParcelState.MISSING


def test_a_label_that_cannot_be_read_is_typed(room: Room) -> None:
    truck = room.show.plan.trucks[0]
    parcel = truck.lines[0].parcel
    room.open(room.show.office.doors.accept(truck.delivery))
    room.tap("accept.arrive")
    room.tap("accept.digits")
    room.type("digits.code", parcel)
    room.tap("digits.code.enter")
    assert room.show.file.parcels.get(parcel).state is ParcelState.RECEIVED


def test_what_tells_nothing_is_set_aside_under_a_new_label(room: Room) -> None:
    truck = room.show.plan.trucks[0]
    room.open(room.show.office.doors.accept(truck.delivery))
    room.tap("accept.arrive")
    room.scan("CMD:digits")
    room.tap("digits.none")
    (parcel,) = room.show.file.parcels.in_state(ParcelState.QUARANTINED)
    assert (parcel.reason, parcel.parcel[:2]) == ("no_code", "P:")
    assert "Its label tells nothing: stick on the new one" in room.words()
    assert room.show.desk.lamps.shown.lit == {"Q-01"}
    room.scan("CELL:Q-01")
    found = room.show.file.parcels.get(parcel.parcel)
    assert found is not None
    assert found.cell == "Q-01"


def test_a_typed_number_that_is_none_is_refused(room: Room) -> None:
    truck = room.show.plan.trucks[0]
    room.open(room.show.office.doors.accept(truck.delivery))
    room.tap("accept.arrive")
    room.tap("accept.digits")
    room.type("digits.code", "0000000")
    room.tap("digits.code.enter")
    assert room.said.startswith("Not known here")
    assert "No parcel that is expected has these digits." in room.words()
    room.tap("fits.digits")
    assert room.loop.screen.find("digits.code") is not None


def test_some_digits_of_a_torn_label_are_enough_when_only_one_parcel_has_them(room: Room) -> None:
    truck = room.show.plan.trucks[0]
    parcel = truck.lines[0].parcel
    digits = "".join(c for c in parcel if c.isdigit())
    room.open(room.show.office.doors.accept(truck.delivery))
    room.tap("accept.arrive")
    for typed, answer in ((digits[:3], "Type at least 4"), (digits[:4], "parcels fit")):
        room.tap("accept.digits")
        room.type("digits.code", typed)
        room.tap("digits.code.enter")
        assert answer in room.said
    room.tap("accept.digits")
    room.type("digits.code", digits[3:-1])
    room.tap("digits.code.enter")
    received = [e for e in room.show.file.journal.about(Subject("parcel", parcel)) if e.type]
    assert room.show.file.parcels.get(parcel).state is ParcelState.RECEIVED
    assert getattr(received[0].facts, "how", None) is How.DIGITS
