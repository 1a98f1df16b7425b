"""What follows from an event, whichever way it came in."""

from kiosk.central.following import Following
from kiosk.core import events
from kiosk.core.facts.evidence import PhotoTaken
from kiosk.core.facts.stockroom import BoxOpened
from kiosk.core.words import Purpose
from tests.central.conftest import T0, Box, Central


def test_a_photo_is_somebodys_and_a_broken_seal_a_claim_of_the_point_it_is_told_of(
    central: Central,
) -> None:
    box = Box()
    box.tell(PhotoTaken("f1", "a" * 64, "P1", Purpose.DAMAGE), BoxOpened("B1", "D1", seal_ok=False))
    with central.store.unit():
        for body in box.bodies:
            Following(central.store._conn).told("box-1", "p7", events.decode(body), T0)
    photos = central.rows("SELECT device, point, subject FROM evidence")
    assert photos == [("box-1", "p7", "P1")]
    claims = central.rows("SELECT point, claim, opened_at FROM claim")
    assert claims == [("p7", "seal_broken", T0)]
