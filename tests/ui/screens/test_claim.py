"""The claim: what was wrong, what proves it, one tap, and it is raised."""

from collections.abc import Callable

import pytest

from kiosk.core.events import decode
from kiosk.core.facts import shipping, stockroom
from kiosk.core.facts.claiming import ClaimRaised
from kiosk.core.words import BoxClass, CarriageVerdict, Flow, QuarantineReason
from tests.ui.screens.conftest import Room


def short_delivery(room: Room) -> None:
    """D-9 is closed: one parcel is missing, one damaged, one box never came."""
    counter = room.show.desk.counter
    with counter.unit():
        counter.record(
            stockroom.DeliveryAnnounced("D-9", "Meridian", 0, ("BX1",), 1),
            stockroom.ParcelExpected("P-81", "D-9"),
            stockroom.ParcelExpected("P-82", "D-9"),
            actor="central",
        )
        counter.record(
            stockroom.DeliveryArrived("D-9"),
            stockroom.ParcelQuarantined("P-82", QuarantineReason.DAMAGED, "D-9", "torn"),
            stockroom.ParcelMissed("P-81", "D-9"),
            stockroom.BoxMissed("BX1", "D-9"),
            stockroom.DeliveryClosed("D-9", 2, 1, 1, 0, 1, 1),
        )


def raised(room: Room) -> list[ClaimRaised]:
    found = [decode(body).facts for _, body in room.show.file.journal.of_type("claim.raised")]
    return [fact for fact in found if isinstance(fact, ClaimRaised)]


def test_what_was_wrong_is_listed_and_claimed_at_a_tap(room: Room) -> None:
    room.show.desk.counter.signed_in = "anna"
    short_delivery(room)
    room.open(room.show.office.doors.claim("D-9"))
    for words in ("Box …", "Missing", "There is no photo to prove it", "The network hears claims"):
        assert words in room.words()
    room.tap("claim.raise")
    assert room.said.startswith("The claim is raised")
    assert [fact.subject for fact in raised(room)] == ["D-9"]
    assert room.loop.screen.find("claim.raise") is None
    assert "Raised on" in room.words()
    room.tap("claim.see")
    assert room.screen == "accept"


def test_a_disputed_shipment_shows_what_the_warehouse_says(room: Room) -> None:
    room.show.desk.counter.signed_in = "anna"
    counter = room.show.desk.counter
    with counter.unit():
        counter.record(
            shipping.BoxStarted("BOX:9", Flow.REVERSE, BoxClass.NORMAL),
            shipping.BoxSealed("BOX:9", "SEAL9", 0),
            shipping.ShipmentStarted("S-9", Flow.REVERSE),
            shipping.BoxLoaded("BOX:9", "S-9"),
            shipping.ShipmentHandedOver("S-9", "", ("BOX:9",), ("SEAL9",)),
        )
        verdict = shipping.ShipmentVerdict("S-9", CarriageVerdict.DISPUTED, "One parcel is missing")
        counter.record(verdict, actor="central")
    room.open(room.show.office.doors.claim("S-9"))
    assert "One parcel is missing" in room.words()
    room.tap("claim.raise")
    assert [fact.subject for fact in raised(room)] == ["S-9"]
    room.tap("claim.see")
    assert room.screen == "handover"


@pytest.mark.parametrize("subject", ["D-9", "X-1"])
def test_who_may_not_claim_and_what_is_not_known_is_said(
    make_room: Callable[..., Room], subject: str
) -> None:
    room = make_room()
    short_delivery(room)
    room.show.desk.counter.signed_in = "igor" if subject == "D-9" else "anna"
    room.open(room.show.office.doors.claim(subject))
    assert room.loop.screen.find("claim.raise") is None
    assert raised(room) == []
