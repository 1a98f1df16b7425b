"""Questions about stocktakes, and the cell in hand."""

from kiosk.core.facts import counting, stockroom, visits
from kiosk.core.words import StocktakeScope
from kiosk.store.counts import InHand
from tests.store.conftest import T0, Ledger


def begin(ledger: Ledger, stocktake: str = "st1", at: int = T0) -> int:
    (seq,) = ledger.tell(
        counting.StocktakeStarted(stocktake, StocktakeScope.ALL, ("A-01", "A-02")), at=at
    )
    return seq


def test_the_stocktake_under_way_is_found_until_it_is_over(ledger: Ledger) -> None:
    counts = ledger.file.counts
    assert (counts.under_way(), counts.last_applied(), counts.get("st1")) == (None, None, None)
    seq = begin(ledger)
    assert counts.under_way() == counts.get("st1")
    assert counts.begun("st1") == seq
    ledger.tell(*(counting.CellCounted("st1", cell, ()) for cell in ("A-01", "A-02")))
    ledger.tell(counting.StocktakeApplied("st1", 0))
    assert counts.under_way() is None
    assert counts.last_applied() == counts.get("st1")


def test_of_two_begun_apart_the_older_is_under_way(ledger: Ledger) -> None:
    begin(ledger, "st2", at=T0 + 5)
    begin(ledger, "st1", at=T0 + 9)
    under_way = ledger.file.counts.under_way()
    assert under_way
    assert under_way.stocktake == "st2"


def test_counts_come_in_the_order_of_the_journal_with_their_numbers(ledger: Ledger) -> None:
    begin(ledger)
    (second,) = ledger.tell(counting.CellCounted("st1", "A-02", ("P1",)), at=T0 + 9)
    (first,) = ledger.tell(counting.CellCounted("st1", "A-01", ()), at=T0)
    found = ledger.file.counts.of_stocktake("st1")
    assert [(one.count.cell, one.seq) for one in found] == [("A-02", second), ("A-01", first)]
    assert ledger.file.counts.of_cell("A-02") == found[0].count
    assert set(ledger.file.counts.all()) == {"A-01", "A-02"}
    assert ledger.file.counts.of_stocktake("older") == ()


def test_a_parcel_was_handled_when_somebody_had_it_and_not_when_it_was_missed(
    ledger: Ledger,
) -> None:
    counts = ledger.file.counts
    ledger.expect("P1")
    assert counts.handled(["P1", "P2"]) == {"P1": 0, "P2": 0}
    *_, stored = ledger.tell(
        stockroom.ParcelReceived("P1", "D1"), stockroom.ParcelStored("P1", "A-01")
    )
    (missed,) = ledger.tell(visits.ParcelNotFound("P1", "A-01"))
    ledger.tell(stockroom.StorageExtended("P1", T0))
    assert counts.handled(["P1"]) == {"P1": stored}
    assert (counts.missed("P1"), counts.missed("P2")) == (missed, 0)


def test_the_cell_in_hand_is_kept_until_it_is_let_go(ledger: Ledger) -> None:
    counts = ledger.file.counts
    assert counts.in_hand() is None
    with ledger.file.unit():
        counts.take_in_hand(InHand("st1", "A-01", ("P1",)))
        counts.take_in_hand(InHand("st1", "A-02", ("P2", "P1")))
    assert counts.in_hand() == InHand("st1", "A-02", ("P2", "P1"))
    with ledger.file.unit():
        counts.let_go()
    assert counts.in_hand() is None
