"""Whatever is told, the rows are the fold of the journal; what cannot be leaves nothing."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core.books import KINDS
from kiosk.core.facts import deciding, returning, shipping, stockroom, visits
from kiosk.core.facts.fact import CellSpec, Fact, Item
from kiosk.core.parcels import Contradiction
from kiosk.core.words import (
    BoxClass,
    CancelReason,
    Condition,
    Decision,
    Flow,
    How,
    QuarantineReason,
    RejectReason,
    ReopenReason,
    ReturnJudgement,
    SessionKind,
    Size,
    UnpackReason,
    Zone,
)
from kiosk.store import rows
from tests.store.conftest import Ledger

PARCELS, CELLS = st.sampled_from(["P1", "P2"]), st.sampled_from(["A-01", "A-02"])
VISITS, DELIVERIES = st.sampled_from(["s1", "s2"]), st.sampled_from(["D1", "D2"])
RETURNS = st.sampled_from(["R1", "R2"])
BOXES, SEALS = st.sampled_from(["B1", "B2"]), st.sampled_from(["S-101", "S-102"])
CUSTOMERS = st.sampled_from(["c1", "c2"])
MEMORY = next((str(p) for p in [Path("/dev/shm")] if p.is_dir()), None)  # noqa: S108


def _visit(session: str, customer: str) -> Fact:
    return visits.SessionOpened(session, SessionKind.CUSTOMER, customer, "code", How.CODE, "blue")


def _taken_back(return_: str, parcel: str) -> Fact:
    return returning.ReturnAccepted(return_, parcel, Condition.WHOLE, BoxClass.NORMAL)


def _handed_over(box: str, seal: str) -> Fact:
    return shipping.ShipmentHandedOver("sh1", "", (box,), (seal,))


def _mapped(cell: str, size: Size, shelf: int) -> Fact:
    spec = CellSpec(cell, cell[0], size, Zone.MAIN, shelf, shelf)
    return stockroom.CellmapChanged((spec,))


def _split(parcel: str, new: str, session: str) -> Fact:
    left = Item("Mug", decision=Decision.REFUSE, why="size")
    return deciding.ParcelSplit(parcel, new, session, "size", (left,))


FACTS = st.one_of(
    st.builds(
        stockroom.ParcelExpected,
        PARCELS,
        DELIVERIES,
        customer_ref=CUSTOMERS,
        items=st.sampled_from([(), (Item("Lamp"), Item("Mug"))]),
        size=st.sampled_from(Size),
    ),
    st.builds(stockroom.ParcelReceived, PARCELS, DELIVERIES),
    st.builds(stockroom.ParcelMissed, PARCELS, DELIVERIES),
    st.builds(stockroom.ParcelStored, PARCELS, CELLS),
    st.builds(stockroom.ParcelMoved, PARCELS, CELLS, CELLS),
    st.builds(stockroom.ParcelQuarantined, PARCELS, st.sampled_from(QuarantineReason)),
    st.builds(stockroom.ParcelTurnedBack, PARCELS, DELIVERIES, st.just("wet")),
    st.builds(visits.ParcelPicked, PARCELS, VISITS, CELLS),
    st.builds(visits.ParcelPutBack, PARCELS, CELLS),
    st.builds(visits.ParcelLeft, PARCELS, VISITS),
    st.builds(visits.ParcelNotFound, PARCELS, CELLS, VISITS),
    st.builds(visits.ParcelFound, PARCELS, CELLS),
    st.builds(visits.ParcelIssued, PARCELS, VISITS, st.just("code")),
    st.builds(visits.IssueUndone, PARCELS, VISITS),
    st.builds(
        deciding.ItemDecided,
        PARCELS,
        VISITS,
        st.sampled_from(Decision),
        st.sampled_from([None, 0, 1]),
        st.just("size"),
    ),
    st.builds(deciding.ParcelRefused, PARCELS, VISITS, st.just("size")),
    st.builds(_split, PARCELS, PARCELS, VISITS),
    st.builds(deciding.TryonStarted, VISITS),
    st.builds(deciding.TryonEnded, VISITS),
    st.builds(deciding.BagsTaken, VISITS, st.just((deciding.Bag("M", 1, 500),))),
    st.builds(visits.ParcelCancelled, PARCELS, st.sampled_from(CancelReason)),
    st.builds(_visit, VISITS, CUSTOMERS),
    st.builds(visits.SessionParked, VISITS),
    st.builds(visits.SessionResumed, VISITS),
    st.builds(visits.SessionCompleted, VISITS, st.integers(0, 3)),
    st.builds(visits.SessionCancelled, VISITS),
    st.builds(visits.SessionAbandoned, VISITS),
    st.builds(stockroom.DeliveryAnnounced, DELIVERIES, st.just("Meridian"), st.integers(0, 9)),
    st.builds(stockroom.DeliveryArrived, DELIVERIES),
    st.builds(stockroom.DeliveryCancelled, DELIVERIES),
    st.builds(stockroom.CellBlocked, CELLS, st.just("broken")),
    st.builds(stockroom.CellFreed, CELLS),
    st.builds(lambda cell: stockroom.CellmapChanged((), (cell,)), CELLS),
    st.builds(_mapped, CELLS, st.sampled_from(Size), st.integers(0, 2)),
    st.builds(shipping.ParcelPacked, PARCELS, BOXES),
    st.builds(shipping.ParcelUnpacked, PARCELS, st.just(UnpackReason.UNDO)),
    st.builds(shipping.ParcelShipped, PARCELS, st.just("sh1")),
    st.builds(shipping.BoxStarted, BOXES, st.sampled_from(Flow), st.sampled_from(BoxClass)),
    st.builds(shipping.BoxSealed, BOXES, SEALS, st.integers(0, 3)),
    st.builds(shipping.BoxReopened, BOXES, SEALS, st.just(ReopenReason.INSPECT)),
    st.builds(shipping.BoxLoaded, BOXES, st.just("sh1")),
    st.builds(shipping.ShipmentStarted, st.just("sh1"), st.sampled_from(Flow)),
    st.builds(_handed_over, BOXES, SEALS),
    st.builds(returning.ReturnExpected, RETURNS, st.just("ii52752103")),
    st.builds(returning.ReturnOpened, RETURNS, st.just(How.CODE)),
    st.builds(_taken_back, RETURNS, PARCELS),
    st.builds(returning.ReturnRejected, RETURNS, st.sampled_from(RejectReason)),
    st.builds(returning.ReturnVerdict, RETURNS, st.sampled_from(ReturnJudgement)),
    st.builds(returning.DropoffExpected, PARCELS, st.just("s1")),
    st.builds(returning.DropoffAccepted, PARCELS, st.just("s1")),
)
UNITS = st.lists(st.lists(FACTS, min_size=1, max_size=4), max_size=60)


def books(ledger: Ledger) -> list[list[rows.Row]]:
    return [rows.all_rows(ledger.db, kind) for kind in KINDS]


@settings(max_examples=60)
@given(UNITS)
def test_rows_are_the_fold_of_the_journal_whatever_is_told(units: list[list[Fact]]) -> None:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        ledger = Ledger(Path(folder) / "counter.db")
        ledger.tell(
            stockroom.CellmapChanged((CellSpec("A-01", "A", Size.M, Zone.MAIN, 1),)),
            stockroom.ParcelExpected("P1", "D1", customer_ref="c1"),
            stockroom.ParcelReceived("P1", "D1"),
        )
        kept = 3
        for facts in units:
            before = books(ledger)
            try:
                ledger.tell(*facts)
                kept += len(facts)
            except Contradiction:
                assert books(ledger) == before
        audit = ledger.file.journal.audit()
        ledger.file.abandon()
        assert (audit.rows, audit.broken_at, audit.differing) == (kept, None, ())


def test_a_row_that_is_not_folded_is_found(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.expect("P1")
    monkeypatch.setattr(rows, "save", lambda *_: None)
    ledger.tell(stockroom.ParcelReceived("P1", "D1"))
    assert ledger.file.journal.audit().differing == ("parcel P1",)
