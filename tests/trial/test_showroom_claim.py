"""The exhibits of claims; without a delivery closed short there is nothing to claim."""

from pathlib import Path

from kiosk.core.facts import shipping, stockroom
from kiosk.core.words import BoxClass, Flow
from kiosk.trial.showroom import Showroom
from kiosk.trial.showroom_claim import claim_views


def test_they_are_shown_in_turn(tmp_path: Path) -> None:
    show = Showroom(tmp_path, "en", lambda _: b"")
    counter = show.desk.counter
    counter.signed_in = "anna"
    with counter.unit():
        counter.record(
            stockroom.DeliveryAnnounced("D-9", "Meridian", 0, (), 1),
            stockroom.ParcelExpected("P-81", "D-9"),
            stockroom.DeliveryArrived("D-9"),
            stockroom.ParcelMissed("P-81", "D-9"),
            stockroom.DeliveryClosed("D-9", 1, 0, 1, 0, 0),
            shipping.BoxStarted("BOX:9", Flow.REVERSE, BoxClass.NORMAL),
            shipping.BoxSealed("BOX:9", "SEAL9", 0),
            shipping.ShipmentStarted("S-9", Flow.REVERSE),
            shipping.BoxLoaded("BOX:9", "S-9"),
            shipping.ShipmentHandedOver("S-9", "", ("BOX:9",), ("SEAL9",)),
        )
    names = [name for name, make in claim_views(show.office) if make().name in {"claim", "parcel"}]
    assert names == ["claim", "claim_raised", "claim_shipment", "parcel_owes", "parcel_photo"]
    assert len(show.file.journal.of_type("claim.raised")) == 1
    show.close()
