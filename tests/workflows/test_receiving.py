"""Taken at the counter: one unit for facts, sticker and paper; then the cell blinks."""

import pytest

from kiosk.core.facts.fact import Fact
from kiosk.core.facts.returning import DropoffAccepted
from kiosk.core.papers import Wording
from kiosk.core.papers_returns import Served, dropoff_receipt
from kiosk.core.parcels import Parcel
from kiosk.core.receipts import Doc, Text
from kiosk.core.words import ClockQuality
from kiosk.hw.ports import Rhythm
from kiosk.workflows.receiving import Receiving
from tests.workflows.conftest import Point


@pytest.fixture
def receiving(point: Point) -> Receiving:
    desk = point.desk
    return Receiving(
        point.counter, desk.lamps, desk.accept._stickers, point.wording, {"ru": point.wording}
    )


FACTS: tuple[Fact, ...] = (DropoffAccepted("P1"),)


def test_everything_is_owed_and_the_cell_blinks(receiving: Receiving, point: Point) -> None:
    taken = receiving.take(FACTS, "P1", dropoff_receipt, unlabelled=True)
    assert (taken.cell, taken.sticker) == ("Z-01", True)
    assert [doc.kind for doc in point.take_papers()] == ["label", "receipt"]
    assert point.lights.now["Z-01"].rhythm is Rhythm.PUT
    assert receiving.languages == ("ru",)


def test_a_paper_that_cannot_be_made_undoes_the_rest(receiving: Receiving, point: Point) -> None:
    def breaks(_parcel: Parcel, _served: Served, _wording: Wording) -> Doc:
        raise KeyboardInterrupt

    before = point.store.journal.head()
    with pytest.raises(KeyboardInterrupt):
        receiving.take(FACTS, "P1", breaks)
    assert point.store.journal.head() == before
    assert point.store.parcels.get("P1") is None
    assert point.lights.now == {}


def test_what_lies_in_a_cell_needs_no_lamp(receiving: Receiving, point: Point) -> None:
    parcel = receiving.take(FACTS, "P1", dropoff_receipt).parcel
    assert receiving.again(parcel).cell == "Z-01"
    assert set(point.lights.now) == {"Z-01"}
    point.desk.place.store("P1", "Z-01")
    lying = point.store.parcels.get("P1")
    assert lying
    assert receiving.again(lying).receipt_job is None
    assert point.lights.now == {}


def test_the_paper_says_when_the_clock_was_not_sure(receiving: Receiving, point: Point) -> None:
    point.clock.doubt(ClockQuality.UNSURE)
    receiving.take(FACTS, "P1", dropoff_receipt)
    told = [e.left for e in point.take_papers()[-1].elements if isinstance(e, Text)]
    assert "The clock of this point was not sure of the time." in told
