"""Checking deliveries in: what comes, what does not, what comes broken or unasked."""

from collections.abc import Callable
from typing import Any

import pytest
from argon2 import PasswordHasher

from kiosk.core import messages
from kiosk.core.checkin import Tally
from kiosk.core.facts.stockroom import ParcelExpected, ParcelTurnedBack
from kiosk.core.messages import ManifestLine
from kiosk.core.parcels import Parcel
from kiosk.core.receipts import Doc, Text, copied
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import DeliveryState, How, ParcelState, Size
from kiosk.hw.ports import Colour, Lamp, Rhythm
from kiosk.store.letters import MailReader
from kiosk.workflows.desk import Around, desk_of
from kiosk.workflows.views import DeliveryCard, Received
from tests.workflows.conftest import T0, Point

LINES = tuple(ManifestLine(f"P{n}", customer_ref=f"c{n}", order=f"o{n}") for n in range(1, 4))


@pytest.fixture
def truck(point: Point) -> Point:
    """A point whose delivery D1 of P1, P2 and P3 stands at the door."""
    point.mail(
        messages.DeliveryAnnounced("D1", "Meridian", T0),
        messages.DeliveryPart("D1", 1, LINES),
    )
    point.desk.accept.arrive("D1")
    return point


def _reason(answer: object) -> Reason:
    assert isinstance(answer, Refused), answer
    return answer.reason


def _tally(point: Point) -> Tally:
    card = point.desk.accept.card("D1")
    assert isinstance(card, DeliveryCard)
    return card.tally


def test_a_scanned_parcel_is_received_and_its_cell_blinks(truck: Point) -> None:
    received = truck.desk.accept.receive("D1", "P1")
    assert isinstance(received, Received)
    assert (received.parcel.state, received.cell, received.again) == (
        ParcelState.RECEIVED,
        "A-01",
        False,
    )
    assert truck.lights.now == {"A-01": Lamp((Colour.AMBER,), Rhythm.PUT)}
    assert _tally(truck) == Tally(3, 1, 2)


@pytest.fixture
def two_trucks(truck: Point) -> Point:
    """Beside D1 there is D2 with P12341 and P12342, this one for whom goods lie in A-03."""
    truck.stock("c9", "P9", cell="A-03")
    lines = tuple(ManifestLine(f"P1234{n}", customer_ref=f"c{n * 7 - 5}") for n in (1, 2))
    truck.mail(
        messages.DeliveryAnnounced("D2", "Meridian", T0),
        messages.DeliveryPart("D2", 1, lines),
    )
    return truck


def _fits(point: Point, digits: str) -> tuple[Parcel, ...]:
    found = point.desk.accept.by_digits("D1", digits)
    assert isinstance(found, tuple)
    return found


def test_a_torn_label_is_looked_for_in_every_delivery_that_is_to_come(two_trucks: Point) -> None:
    with two_trucks.counter.unit():
        two_trucks.counter.record(ParcelExpected("P12349", "D1"), actor="central")
    assert [p.parcel for p in _fits(two_trucks, "1234")] == ["P12349", "P12341", "P12342"]
    two_trucks.desk.accept.receive("D1", "P12342")
    assert [p.parcel for p in _fits(two_trucks, "1234")] == ["P12349", "P12341"]
    two_trucks.mail(messages.DeliveryCancelled("D2"))
    assert [p.parcel for p in _fits(two_trucks, "1234")] == ["P12349"]
    refused = two_trucks.desk.accept.by_digits("D1", "123")
    assert refused == Refused(Reason.TOO_SHORT, {"least": 4})


def test_where_each_that_fits_would_belong_shines_until_one_is_taken(two_trucks: Point) -> None:
    accept, slow = two_trucks.desk.accept, Lamp((Colour.AMBER,), Rhythm.LOOK)
    fits = tuple(filter(None, map(two_trucks.store.parcels.get, ("P12341", "P12342"))))
    assert accept.offer("D1", fits) == {"P12341": "A-01", "P12342": "A-03"}
    assert two_trucks.lights.now == {"A-01": slow, "A-03": slow}
    two_trucks.desk.lamps.tick()
    assert two_trucks.lights.now == {"A-01": slow, "A-03": slow}
    accept.receive("D1", "P12342", How.DIGITS)
    assert two_trucks.lights.now == {"A-03": Lamp((Colour.AMBER,), Rhythm.PUT)}


def test_lamps_of_what_fits_go_out_when_none_does(two_trucks: Point) -> None:
    accept = two_trucks.desk.accept
    fits = tuple(filter(None, map(two_trucks.store.parcels.get, ("P12341", "P12342"))))
    accept.offer("D1", fits)
    assert accept.offer("D1", ()) == {}
    assert two_trucks.lights.now == {}
    assert accept.offer("D9", fits) == Refused(Reason.NOT_KNOWN_HERE)
    assert two_trucks.lights.now == {}


def test_a_second_scan_says_the_same_and_records_nothing(truck: Point) -> None:
    truck.desk.accept.receive("D1", "P1")
    truck.desk.accept.receive("D1", "P2")
    before = truck.store.journal.head()
    again = truck.desk.accept.receive("D1", "P1")
    assert isinstance(again, Received)
    assert (again.cell, again.again) == ("A-01", True)
    assert list(truck.lights.now) == ["A-01"]
    assert truck.store.journal.head() == before


def test_a_large_parcel_is_sent_to_a_large_cell(point: Point) -> None:
    point.mail(
        messages.DeliveryAnnounced("D1", "Meridian", T0),
        messages.DeliveryPart("D1", 1, (ManifestLine("P1", size=Size.L),)),
    )
    point.desk.accept.arrive("D1")
    received = point.desk.accept.receive("D1", "P1")
    assert isinstance(received, Received)
    assert received.cell == "B-01"


def test_what_the_manifest_lacks_is_set_aside(truck: Point) -> None:
    surplus = truck.desk.accept.receive("D1", "P9")
    assert isinstance(surplus, Received)
    assert (surplus.parcel.state, surplus.cell) == (ParcelState.QUARANTINED, "Q-01")
    assert _tally(truck) == Tally(3, 0, 3, surplus=1)


def test_without_a_manifest_parcels_wait_for_it(point: Point) -> None:
    card = point.desk.accept.unannounced()
    assert isinstance(card, DeliveryCard)
    name = card.delivery.delivery
    received = point.desk.accept.receive(name, "P1")
    assert isinstance(received, Received)
    assert received.parcel.provisional
    point.desk.place.move("P1", "A-02")
    point.mail(
        messages.DeliveryAnnounced(name, "Meridian", T0), messages.DeliveryPart(name, 1, LINES)
    )
    parcel = point.store.parcels.get("P1")
    assert parcel
    assert (parcel.provisional, parcel.customer_ref, parcel.cell) == (False, "c1", "A-02")


def _late_list(point: Point, *, closed: bool) -> None:
    """P1 came in without a list, as did P9; the list that comes then does not name P9."""
    card = point.desk.accept.unannounced()
    assert isinstance(card, DeliveryCard)
    name = card.delivery.delivery
    for parcel, cell in (("P1", "A-01"), ("P9", "A-02")):
        point.desk.accept.receive(name, parcel)
        point.desk.place.move(parcel, cell)
    point.sign_in("igor")
    if closed:
        point.desk.accept.close(name, seen=True)
    point.mail(
        messages.DeliveryAnnounced(name, "Meridian", T0, parts=2),
        messages.DeliveryPart(name, 1, LINES[:1]),
    )
    nine = point.store.parcels.get("P9")
    assert nine
    assert nine.state is ParcelState.STORED  # another part may name it
    point.mail(messages.DeliveryPart(name, 2, LINES[1:]))
    if not closed:
        point.desk.accept.close(name, seen=True)


@pytest.mark.parametrize("closed", [False, True])
def test_what_a_late_list_lacks_is_surplus_once_all_of_it_is_here(
    *, closed: bool, point: Point
) -> None:
    _late_list(point, closed=closed)
    one, nine = point.store.parcels.get("P1"), point.store.parcels.get("P9")
    assert one
    assert nine
    assert (one.state, one.provisional) == (ParcelState.STORED, False)
    assert (nine.state, nine.reason) == (ParcelState.TO_RETURN, "surplus")
    assert point.store.journal.audit().differing == ()


def test_surplus_that_another_part_of_the_list_names_is_taken_in(point: Point) -> None:
    point.mail(
        messages.DeliveryAnnounced("D1", "Meridian", T0, parts=2),
        messages.DeliveryPart("D1", 1, LINES[:1]),
    )
    point.desk.accept.arrive("D1")
    point.desk.accept.receive("D1", "P2")
    point.mail(messages.DeliveryPart("D1", 2, LINES[1:]))
    again = point.desk.accept.receive("D1", "P2")
    assert isinstance(again, Received)
    assert (again.parcel.state, again.parcel.customer_ref) == (ParcelState.RECEIVED, "c2")
    assert point.lights.now == {"A-01": Lamp((Colour.AMBER,), Rhythm.PUT)}


def test_a_broken_parcel_is_set_aside(truck: Point) -> None:
    broken = truck.desk.accept.damaged("D1", "P2", "wet")
    assert isinstance(broken, Received)
    assert (broken.parcel.state, broken.cell) == (ParcelState.QUARANTINED, "Q-01")
    assert _tally(truck) == Tally(3, 1, 2, damaged=1)


def test_what_is_found_broken_after_its_scan_is_sent_to_its_own_zone(truck: Point) -> None:
    truck.desk.accept.receive("D1", "P1")
    aside = truck.desk.accept.damaged("D1", "P1", "wet")
    assert isinstance(aside, Received)
    assert aside.cell == "Q-01"
    assert truck.lights.now == {"Q-01": Lamp((Colour.AMBER,), Rhythm.PUT)}


def test_a_broken_parcel_goes_back_with_the_driver_where_the_network_says_so(
    truck: Point, policy_letter: Callable[..., messages.PolicySet]
) -> None:
    truck.mail(policy_letter(damaged="reject"))
    broken = truck.desk.accept.damaged("D1", "P2", "wet")
    assert isinstance(broken, Received)
    assert (broken.parcel.state, broken.cell) == (ParcelState.EXPECTED, None)
    (told,) = truck.events("parcel.turned_back")
    assert told.facts == ParcelTurnedBack("P2", "D1", "wet")
    assert isinstance(truck.desk.accept.damaged("D1", "P2"), Received), "it went already"
    assert len(truck.events("parcel.turned_back")) == 1


def test_a_scanned_parcel_goes_back_as_well_and_its_cell_goes_dark(
    truck: Point, policy_letter: Callable[..., messages.PolicySet]
) -> None:
    truck.mail(policy_letter(damaged="reject"))
    truck.desk.accept.receive("D1", "P2")
    assert truck.lights.now
    broken = truck.desk.accept.damaged("D1", "P2", "wet")
    assert isinstance(broken, Received)
    assert (broken.parcel.state, broken.parcel.damage) == (ParcelState.EXPECTED, "wet")
    assert truck.lights.now == {}
    assert _tally(truck) == Tally(3, 0, 3)


def test_nothing_is_set_aside_until_somebody_says_what_is_wrong_with_it(truck: Point) -> None:
    for unsaid in ("", "ugly"):
        refused = truck.desk.accept.damaged("D1", "P2", unsaid)
        assert _reason(refused) is Reason.DAMAGE_KIND_NEEDED
    assert truck.events("parcel.quarantined") == []


def test_a_parcel_cancelled_on_its_way_is_taken_in_to_go_back(truck: Point) -> None:
    truck.mail(messages.OrderCancelled("o1", ("P1",)))
    received = truck.desk.accept.receive("D1", "P1")
    assert isinstance(received, Received)
    assert (received.parcel.state, received.cell) == (ParcelState.TO_RETURN, "R-01")


def test_a_delivery_closes_when_all_is_here(truck: Point) -> None:
    for parcel in ("P1", "P2", "P3"):
        truck.desk.accept.receive("D1", parcel)
    closed = truck.desk.accept.close("D1", seen=False)
    assert isinstance(closed, DeliveryCard)
    assert closed.delivery.state is DeliveryState.CLOSED
    assert [p.parcel for p in closed.unstored] == ["P1", "P2", "P3"]
    assert truck.lights.now == {}


def test_missing_parcels_are_shown_first_and_need_a_manager(truck: Point) -> None:
    truck.desk.accept.receive("D1", "P1")
    assert _reason(truck.desk.accept.close("D1", seen=False)) is Reason.DIFFERENCES_UNSEEN
    assert _reason(truck.desk.accept.close("D1", seen=True)) is Reason.NOT_ALLOWED
    truck.sign_in("igor")
    closed = truck.desk.accept.close("D1", seen=True)
    assert isinstance(closed, DeliveryCard)
    told = [event.type for event in truck.events()][-4:]
    assert told == ["parcel.missed", "parcel.missed", "delivery.closed", "act.printed"]


def test_a_missing_parcel_that_comes_later_is_received(truck: Point) -> None:
    truck.sign_in("igor")
    truck.desk.accept.close("D1", seen=True)
    truck.mail(messages.DeliveryAnnounced("D2", "Meridian", T0))
    truck.desk.accept.arrive("D2")
    received = truck.desk.accept.receive("D2", "P1")
    assert isinstance(received, Received)
    assert received.parcel.delivery == "D2"


def test_surplus_nobody_claims_goes_back_at_the_close(truck: Point) -> None:
    truck.sign_in("igor")
    truck.desk.accept.receive("D1", "P9")
    truck.desk.accept.close("D1", seen=True)
    surplus = truck.store.parcels.get("P9")
    assert surplus
    assert (surplus.state, surplus.reason) == (ParcelState.TO_RETURN, "surplus")


def test_nothing_is_taken_in_before_or_after(truck: Point) -> None:
    accept = truck.desk.accept
    truck.mail(messages.DeliveryAnnounced("D2", "Meridian", T0))
    assert _reason(accept.receive("D2", "P1")) is Reason.NOT_ARRIVED
    assert _reason(accept.close("D2", seen=True)) is Reason.NOT_ARRIVED
    truck.sign_in("igor")
    accept.close("D1", seen=True)
    assert _reason(accept.receive("D1", "P1")) is Reason.DELIVERY_CLOSED
    assert _reason(accept.damaged("D1", "P1")) is Reason.DELIVERY_CLOSED
    assert _reason(accept.arrive("D1")) is Reason.DELIVERY_CLOSED


def test_a_delivery_nobody_announced_is_not_known(truck: Point) -> None:
    accept = truck.desk.accept
    for answer in (
        accept.card("D9"),
        accept.arrive("D9"),
        accept.receive("D9", "P1"),
        accept.damaged("D9", "P1"),
        accept.close("D9", seen=True),
    ):
        assert _reason(answer) is Reason.NOT_KNOWN_HERE


def test_what_is_to_be_done_is_listed_with_the_last_lines(truck: Point) -> None:
    truck.mail(messages.DeliveryAnnounced("D2", "Meridian", T0))
    for n, parcel in enumerate(("P2", "P1")):
        truck.clock.pass_ms(n + 1)
        truck.desk.accept.receive("D1", parcel)
    here, coming = truck.desk.accept.deliveries()
    assert (here.delivery.delivery, coming.delivery.delivery) == ("D1", "D2")
    assert [p.parcel for p in here.last] == ["P1", "P2"]
    assert [p.parcel for p in here.unseen] == ["P3"]


def test_a_full_point_takes_parcels_in_all_the_same(bare: Point) -> None:
    bare.mail(messages.StaffUpsert("anna", "Anna", "clerk"))  # type: ignore[arg-type]
    bare.sign_in("anna")
    bare.mail(
        messages.DeliveryAnnounced("D1", "Meridian", T0), messages.DeliveryPart("D1", 1, LINES)
    )
    bare.desk.accept.arrive("D1")
    received = bare.desk.accept.receive("D1", "P1")
    assert isinstance(received, Received)
    assert received.cell is None
    assert bare.lights.now == {}
    assert _reason(bare.desk.accept.damaged("D1", "P1")) is Reason.NOT_SYNCED


def test_a_dark_cell_is_suggested_last(truck: Point) -> None:
    for n in range(1, 4):
        truck.stock(f"c1{n}", f"Q{n}", cell=f"A-0{n}")
    received = truck.desk.accept.receive("D1", "P1")
    assert isinstance(received, Received)
    assert received.cell == "B-01"


def _acts(point: Point) -> list[tuple[str, str, str]]:
    facts: list[Any] = [event.facts for event in point.events("act.printed")]
    return [(fact.act_no[-2:], fact.kind, fact.subject) for fact in facts]


def _titles(papers: list[Doc]) -> list[str]:
    return [e.left for doc in papers for e in doc.elements[:1] if isinstance(e, Text)]


def test_the_driver_gets_an_act_on_arrival_and_each_side_keeps_one(truck: Point) -> None:
    assert _acts(truck) == [("-1", "arrival", "D1")]
    assert _titles(truck.take_papers()) == ["Arrival act"] * 2
    assert _reason(truck.desk.accept.arrive("D1")) is Reason.WRONG_STATE
    assert truck.take_papers() == []


def test_differences_are_told_in_an_act_for_each_side(truck: Point) -> None:
    truck.sign_in("igor")
    truck.desk.accept.receive("D1", "P1")
    truck.desk.accept.receive("D1", "P9")
    truck.take_papers()
    truck.desk.accept.close("D1", seen=True)
    papers = truck.take_papers()
    assert _acts(truck)[1:] == [("-2", "discrepancy", "D1")]
    assert _titles(papers) == ["Discrepancy act"] * 2
    lines = [(e.left, e.right) for e in papers[0].elements if isinstance(e, Text)]
    assert {("Missing", "2"), ("Surplus", "1"), ("Received of them", "1")} <= set(lines)
    assert truck.store.journal.audit().differing == ()


def test_a_delivery_without_differences_needs_no_second_act(truck: Point) -> None:
    for parcel in ("P1", "P2", "P3"):
        truck.desk.accept.receive("D1", parcel)
    truck.take_papers()
    truck.desk.accept.close("D1", seen=True)
    assert len(_acts(truck)) == 1
    assert truck.take_papers() == []


def test_a_delivery_nobody_announced_has_its_act_too(point: Point) -> None:
    point.desk.accept.unannounced()
    assert [kind for _, kind, _ in _acts(point)] == ["arrival"]


def test_without_a_printer_no_act_is_numbered(point: Point) -> None:
    around = Around(MailReader(point.folder / "mail.db"), point.wording, PasswordHasher())
    desk = desk_of(point.counter, around)
    desk.accept.unannounced()
    assert _acts(point) == []
    assert point.take_papers() == []


def test_a_closed_delivery_is_archived_and_its_acts_come_again_as_they_were(truck: Point) -> None:
    accept = truck.desk.accept
    assert accept.archive() == ()
    truck.desk.accept.receive("D1", "P1")
    truck.sign_in("igor")
    accept.close("D1", seen=True)
    arrival, _, differences, _ = truck.take_papers()
    (closed,) = accept.archive()  # type: ignore[misc]
    assert closed.delivery.delivery == "D1"
    first, second = closed.acts
    truck.mail(messages.DeliveryAnnounced("D2", "Meridian", T0),
               messages.DeliveryPart("D2", 1, LINES[1:2]))  # fmt: skip
    assert accept.print_act(second.act_no) is None, "P2 is not missing any more, but it was"
    assert accept.print_act(first.act_no) is None
    assert truck.take_papers() == [copied(differences, "Copy"), copied(arrival, "Copy")]
    assert len(_acts(truck)) == 2


@pytest.mark.parametrize("act", ["7731-20260528-9", ""])
def test_an_act_nobody_printed_is_not_known(truck: Point, act: str) -> None:
    assert _reason(truck.desk.accept.print_act(act)) is Reason.NOT_KNOWN_HERE
    truck.sign_in("oleg")
    assert _reason(truck.desk.accept.print_act(act)) is Reason.NOT_ALLOWED
    assert _reason(truck.desk.accept.archive()) is Reason.NOT_ALLOWED
