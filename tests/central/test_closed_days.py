"""How days ended, as the books of the central fold what a point told."""

from kiosk.core.daywords import CarryReason, LooseKind
from kiosk.core.facts.day import DayClosed, DayOpened, DayReopened, Drawer, Loose, Totals
from tests.central.conftest import Box, Central

HEAD = "ab" * 32
LEFT = (Loose(LooseKind.PARKED, 1, CarryReason.TOMORROW),)
DRAWER = Drawer("RUB", 500_000, 500_000)


def test_closed_days_are_told_the_latest_first(central: Central, box: Box) -> None:
    box.tell(
        DayClosed("2026-11-22", Totals(issued=7), 4, HEAD),
        DayOpened("2026-11-23"),
        DayClosed("2026-11-23", Totals(issued=8), 9, HEAD, LEFT, DRAWER),
        DayOpened("2026-11-24"),
    )
    central.take(box.batch(1))
    reader = central.beside()
    found = reader.days("p1")
    assert reader.days("elsewhere") == ()
    reader.close()
    assert [(one.day, one.totals.issued) for one in found] == [("2026-11-23", 8), ("2026-11-22", 7)]
    assert (found[0].loose, found[0].closing) == (LEFT, DRAWER)


def test_a_day_that_goes_on_again_is_no_closed_one(central: Central, box: Box) -> None:
    box.tell(DayClosed("2026-11-22", Totals(issued=7), 4, HEAD), DayReopened("2026-11-22"))
    central.take(box.batch(1))
    reader = central.beside()
    assert reader.days("p1") == ()
    reader.close()
