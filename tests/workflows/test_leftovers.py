"""Leftovers: fresh codes, papers in the languages there are, and nothing told that is not known."""

from msgspec.structs import replace

from kiosk.core.facts.deciding import ParcelRefused, ParcelSplit
from kiosk.core.facts.fact import Item
from kiosk.core.words import ClockQuality
from kiosk.workflows.leftovers import Leftovers
from kiosk.workflows.receiving import Receiving
from kiosk.workflows.stickers import Stickers
from tests.workflows.conftest import Point


def _leftovers(point: Point) -> Leftovers:
    stickers = Stickers(point.counter, point.stickers, label_printer=True, printer=True)
    speaks = {"pt": replace(point.wording, point="pt")}
    receiving = Receiving(point.counter, point.desk.lamps, stickers, point.wording, speaks)
    return Leftovers(point.counter, stickers, receiving, point.wording, speaks)


def test_every_parcel_has_a_fresh_code_for_what_may_be_left_of_it(point: Point) -> None:
    point.stock("c1", "P1", "P2")
    parcels = point.store.parcels.of_customer("c1")
    codes = _leftovers(point).codes(parcels)
    assert set(codes) == {"P1", "P2"}
    assert len(set(codes.values())) == 2
    assert all(code.startswith("P:") for code in codes.values())


def test_a_language_nobody_speaks_is_the_points_own(point: Point) -> None:
    left = _leftovers(point)
    assert left.wording("pt").point == "pt"
    assert left.wording("fr") == left.wording("") == point.wording


def test_a_sticker_is_owed_to_what_was_split_off_only(point: Point) -> None:
    point.stock("c1", "P1")
    left = _leftovers(point)
    with point.counter.unit():
        left.owe((ParcelRefused("P1", "s1", "size"),))
        left.owe((ParcelSplit("P1", "P:unknown", "s1", "size", (Item("Mug"),)),))
    assert point.take_papers() == []


def test_a_paper_says_when_the_clock_was_not_sure(point: Point) -> None:
    point.clock.doubt(ClockQuality.UNSURE)
    served = _leftovers(point).served(point.counter.clock())
    assert (served.initials, served.sure) == ("AK", False)
