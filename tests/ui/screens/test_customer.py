import msgspec
import pytest

from kiosk.core import pickup
from kiosk.core.pickup import CodeWindow
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ParcelState
from kiosk.trial.showroom import NOON, POLICY
from kiosk.ui.kit.lint import findings
from tests.ui.screens.conftest import Room


def serve(room: Room, turn: int = 0) -> list[str]:
    card = room.show.serve(turn)
    room.open(room.show.office.doors.customer(card))
    return [parcel.parcel for parcel in card.ready]


def state(room: Room, parcel: str) -> ParcelState | None:
    found = room.show.file.parcels.get(parcel)
    return found.state if found else None


def test_parcels_are_picked_by_their_codes_and_issued_by_a_tap(room: Room) -> None:
    parcels = serve(room)
    for parcel in parcels:
        room.scan(parcel)
        assert state(room, parcel) is ParcelState.PICKED
    room.tap("issue.confirm")
    assert room.screen == "issued"
    assert {state(room, parcel) for parcel in parcels} == {ParcelState.ISSUED}


def test_a_second_scan_is_no_error(room: Room) -> None:
    parcel = serve(room)[0]
    room.scan(parcel)
    room.scan(parcel)
    assert room.said.startswith("Already on the counter")


def test_a_parcel_of_somebody_else_is_refused(room: Room) -> None:
    mine = set(serve(room))
    other = next(line.parcel for line in room.show.plan.stock.lines if line.parcel not in mine)
    room.scan(other)
    assert room.said.startswith("This parcel is another customer's")
    assert state(room, other) is ParcelState.STORED


def test_nothing_is_issued_before_a_parcel_was_picked(room: Room) -> None:
    parcels = serve(room)
    room.tap("issue.confirm")
    assert room.screen == "customer"
    assert room.said
    assert {state(room, parcel) for parcel in parcels} == {ParcelState.STORED}


def test_a_parcel_is_called_not_found_and_found_again(room: Room) -> None:
    parcel = serve(room)[0]
    room.tap("customer.notfound")
    room.tap(f"notfound.{parcel}")
    assert state(room, parcel) is ParcelState.NOT_FOUND
    room.scan(parcel)
    assert state(room, parcel) is ParcelState.PICKED


def test_not_found_tells_where_it_was_seen_and_starts_a_count_there(room: Room) -> None:
    parcel = serve(room)[0]
    cell = room.show.file.parcels.get(parcel).cell  # type: ignore[union-attr]
    room.tap("customer.notfound")
    room.tap(f"notfound.{parcel}")
    assert room.said.startswith(f"Count {cell} now")
    assert f"Last seen in {cell} at " in room.words()
    assert "Анна К." in room.words()
    assert room.show.desk.lamps.shown.lit >= {cell}
    under_way = room.show.desk.count.under_way()
    assert under_way
    assert under_way.cells == (cell,)
    assert findings(room.loop.screen, room.show.desk.lamps.shown.lit) == []
    room.tap(f"count.{parcel}")
    assert room.screen == "count"
    room.tap("bar.back")
    assert room.screen == "customer"


def test_where_no_count_may_begin_the_clerk_reads_why(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    parcel = serve(room)[0]
    cell = room.show.file.parcels.get(parcel).cell  # type: ignore[union-attr]
    no = Refused(Reason.NOT_ALLOWED)
    monkeypatch.setattr(room.show.desk.count, "look_into", lambda _: no)
    room.tap("customer.notfound")
    room.tap(f"notfound.{parcel}")
    assert state(room, parcel) is ParcelState.NOT_FOUND
    assert room.said == f"{cell} is not counted. Your role may not do this"


def test_a_second_missing_parcel_joins_the_count(room: Room) -> None:
    serve(room)
    parcels = [p.parcel for p in room.loop.screen.card.ready]  # type: ignore[attr-defined]
    first = room.show.file.parcels.get(parcels[0])
    assert first
    room.show.desk.count.look_into("F-40")
    room.tap("customer.notfound")
    room.tap(f"notfound.{parcels[0]}")
    under_way = room.show.desk.count.under_way()
    assert under_way
    assert under_way.cells == ("F-40", first.cell)


def test_a_visit_waits_and_a_visit_is_cancelled(room: Room) -> None:
    serve(room)
    room.tap("customer.park")
    assert room.screen == "home"
    serve(room, 1)
    room.tap("customer.cancel")
    assert room.screen == "home"
    assert len(room.show.desk.issue.live()) == 1


def test_the_card_for_ok_presses_the_primary_button(room: Room) -> None:
    for parcel in serve(room):
        room.scan(parcel)
    room.scan("CMD:ok")
    assert room.screen == "issued"


def test_a_look_without_a_code_issues_nothing(room: Room) -> None:
    card = room.show.desk.issue.view(room.show.plan.customers[0].customer_ref)
    room.open(room.show.office.doors.customer(card))
    assert room.loop.screen.find("issue.confirm") is None
    assert "no code was shown" in room.words()


def test_a_cell_s_code_puts_the_last_parcel_back_and_the_visit_can_end(room: Room) -> None:
    parcel = serve(room)[0]
    cell = room.show.file.parcels.get(parcel).cell
    room.scan(parcel)
    room.tap("customer.cancel")
    assert room.said.startswith("Parcels of this customer are on the counter")
    room.scan(f"CELL:{cell}")
    assert state(room, parcel) is ParcelState.STORED
    assert room.said.startswith(f"It lies in {cell} now")
    room.tap("customer.cancel")
    assert room.screen == "home"


def short_codes(room: Room) -> str:
    """Let the network's codes be six digits; return a customer with a code of 246813."""
    customer = room.show.plan.customers[0].customer_ref
    keys = room.show.desk.counter.keys
    window = CodeWindow(pickup.digest(keys.point, "246813", customer), NOON - 1000, NOON + 1000)
    rules = {**POLICY, "pickup_code": "last4+6"}
    with room.show.desk.counter.unit():
        room.show.file.keep_rules("wb_like", msgspec.json.encode(rules))
        room.show.file.codes.replace(customer, [window])
    return customer


def test_a_short_code_is_typed_after_the_phone_s_last_four(room: Room) -> None:
    customer = short_codes(room)
    tail = room.show.file.customers.get(customer).last_four
    room.open(room.show.office.doors.home())
    room.type("home.code", "246813")
    room.tap("home.code.enter")
    assert room.said.startswith("Open the customer first")
    room.type("home.code", f"{tail}246813")
    room.tap("home.code.enter")
    assert room.screen == "customer"
    assert room.loop.screen.find("issue.confirm") is not None


def test_a_short_code_is_typed_on_the_card_of_a_chosen_customer(room: Room) -> None:
    card = room.show.desk.issue.view(short_codes(room))
    room.open(room.show.office.doors.customer(card))
    room.tap("customer.code")
    room.type("code", "246814")
    room.tap("code.enter")
    assert room.said.startswith("The code does not fit")
    room.tap("customer.code")
    room.type("code", "246813")
    room.tap("code.enter")
    assert room.loop.screen.find("issue.confirm") is not None
