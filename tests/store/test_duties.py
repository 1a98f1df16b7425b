"""What is to be done is asked of the books, and however much lies here, little is read for it."""

import pytest

from kiosk.core.facts import box, shipping, stockroom, visits
from kiosk.core.facts.fact import CellSpec
from kiosk.core.notices import Differing, Several, Term
from kiosk.core.words import (
    BoxClass,
    CancelReason,
    CarriageVerdict,
    Flow,
    QuarantineReason,
    Size,
    Zone,
)
from kiosk.store.duties import MOST
from kiosk.store.photos import PhotoRow
from tests.store.conftest import T0, Ledger

HOUR = 3_600_000


def stored(ledger: Ledger, parcel: str, cell: str = "A-01", **line: object) -> None:
    ledger.expect(parcel, **line)
    ledger.store(parcel, cell)


def cancel(ledger: Ledger, parcel: str, reason: CancelReason = CancelReason.BY_CENTRAL) -> None:
    ledger.tell(visits.ParcelCancelled(parcel, reason))


@pytest.fixture
def shelves(ledger: Ledger) -> Ledger:
    ledger.map_cells("A-01", "A-02")
    ledger.tell(stockroom.CellmapChanged((CellSpec("R-01", "R", Size.XL, Zone.RETURNS, 9),)))
    return ledger


def test_terms_are_counted_within_their_bounds(shelves: Ledger) -> None:
    for n, until in enumerate((T0 - HOUR, T0, T0 + 1, T0 + HOUR, T0 + 2 * HOUR, None)):
        stored(shelves, f"P{n}", store_until=until)
    duties = shelves.file.duties
    assert duties.term(0, T0) == Term(2, T0 - HOUR)
    assert duties.term(T0, T0 + HOUR) == Term(2, T0 + 1)
    assert duties.term(T0 + 9 * HOUR, T0 + 10 * HOUR) == Term()


def test_an_order_is_cancelled_until_its_parcels_lie_among_what_goes_back(shelves: Ledger) -> None:
    for parcel, order in (("P1", "O1"), ("P2", "O1"), ("P3", None), ("P4", "O4")):
        stored(shelves, parcel, order=order)
    for parcel in ("P1", "P2", "P3"):
        cancel(shelves, parcel)
    cancel(shelves, "P4", CancelReason.UNCLAIMED)
    assert shelves.file.duties.cancelled() == (Several("O1", 2), Several("P3", 1))
    shelves.tell(stockroom.ParcelMoved("P1", "A-01", "R-01"))
    assert shelves.file.duties.cancelled() == (Several("O1", 1), Several("P3", 1))


def test_a_longer_term_is_told_while_the_parcel_lies_among_what_goes_back(shelves: Ledger) -> None:
    stored(shelves, "P1")
    cancel(shelves, "P1", CancelReason.UNCLAIMED)
    shelves.tell(stockroom.ParcelMoved("P1", "A-01", "R-01"))
    assert shelves.file.duties.extended() == ()
    shelves.tell(stockroom.StorageExtended("P1", T0 + HOUR))
    assert shelves.file.duties.extended() == ("P1",)


def test_photos_are_owed_of_what_is_damaged_and_here(shelves: Ledger) -> None:
    for parcel, why in (("P1", QuarantineReason.DAMAGED), ("P2", QuarantineReason.SURPLUS)):
        shelves.expect(parcel)
        shelves.tell(stockroom.ParcelQuarantined(parcel, why, "D1"))
    assert shelves.file.duties.unphotographed(0) == ()
    assert shelves.file.duties.unphotographed(2) == (Several("P1", 2),)
    with shelves.file.unit():
        shelves.file.photos.keep(
            PhotoRow(
                "a" * 64, 1, "image/jpeg", urgent=False, subject="P1", purpose="damage", taken_at=T0
            )
        )
    assert shelves.file.duties.unphotographed(2) == (Several("P1", 1),)
    assert shelves.file.duties.unphotographed(1) == ()


def test_what_was_wrong_with_a_delivery_is_counted_since_a_moment(ledger: Ledger) -> None:
    for parcel in ("P1", "P2", "P3"):
        ledger.expect(parcel)
    ledger.tell(
        stockroom.DeliveryAnnounced("D1", "Meridian", T0, (), 1),
        stockroom.DeliveryArrived("D1"),
        stockroom.ParcelReceived("P1", "D1"),
        stockroom.ParcelQuarantined("P2", QuarantineReason.DAMAGED, "D1"),
    )
    assert ledger.file.duties.differing(0) == (), "it is being checked in"
    ledger.tell(
        stockroom.ParcelMissed("P3", "D1"),
        stockroom.DeliveryClosed("D1", 3, 1, 1, 0, 1),
        at=T0 + HOUR,
    )
    assert ledger.file.duties.differing(T0) == (Differing("D1", T0 + HOUR, 2),)
    assert ledger.file.duties.differing(T0 + HOUR) == ()


def test_a_shipment_is_disputed_until_the_warehouse_is_content(ledger: Ledger) -> None:
    ledger.tell(
        shipping.BoxStarted("B1", Flow.REVERSE, BoxClass.NORMAL),
        shipping.BoxSealed("B1", "SEAL1", 0),
        shipping.ShipmentStarted("S1", Flow.REVERSE),
        shipping.BoxLoaded("B1", "S1"),
        shipping.ShipmentHandedOver("S1", "", ("B1",), ("SEAL1",)),
    )
    assert ledger.file.duties.disputed() == ()
    ledger.tell(shipping.ShipmentVerdict("S1", CarriageVerdict.DISPUTED))
    assert [one.shipment for one in ledger.file.duties.disputed()] == ["S1"]
    ledger.tell(shipping.ShipmentVerdict("S1", CarriageVerdict.CONFIRMED))
    assert ledger.file.duties.disputed() == ()


def test_the_first_rules_take_no_others_place(ledger: Ledger) -> None:
    assert ledger.file.duties.new_rules() is None
    ledger.tell(box.PolicyApplied("meridian", 1))
    assert ledger.file.duties.new_rules() is None
    ledger.tell(box.PolicyApplied("meridian", 2), at=T0 + HOUR)
    rules = ledger.file.duties.new_rules()
    assert rules is not None
    assert (rules.version, rules.applied_at) == (2, T0 + HOUR)


# -- a hundred thousand parcels ------------------------------------------------------------------


def test_no_question_reads_all_that_lies_here(shelves: Ledger) -> None:
    """Each is led by an index to what it tells, and stops at its limit."""
    asked: list[str] = []
    shelves.db.conn.set_trace_callback(asked.append)
    duties = shelves.file.duties
    duties.term(0, T0)
    duties.cancelled()
    duties.extended()
    duties.unphotographed(1)
    duties.new_rules()
    shelves.db.conn.set_trace_callback(None)
    plans = {
        sql: " ".join(str(row) for row in shelves.db.execute(f"EXPLAIN QUERY PLAN {sql}"))
        for sql in asked
    }
    assert len(plans) == 5
    assert [sql for sql, plan in plans.items() if "SCAN parcel" in plan] == []
    term, cancelled, extended, unphotographed, rules = plans.values()
    assert "parcel_state (state=? AND kind=? AND store_until>? AND store_until<?)" in term
    assert "parcel_state (state=?)" in cancelled
    assert "parcel_cell (cell=?)" in extended
    assert "parcel_state (state=?)" in unphotographed
    assert "photo_subject" in unphotographed
    assert "touched" in rules


def test_a_long_list_ends_at_its_limit(shelves: Ledger) -> None:
    facts = [
        fact
        for n in range(MOST + 1)
        for fact in (
            stockroom.ParcelExpected(f"P{n:04d}", "D1"),
            stockroom.ParcelReceived(f"P{n:04d}", "D1"),
            stockroom.ParcelStored(f"P{n:04d}", "A-01"),
            visits.ParcelCancelled(f"P{n:04d}", CancelReason.BY_CENTRAL),
        )
    ]
    shelves.tell(*facts)
    assert len(shelves.file.duties.cancelled()) == MOST
