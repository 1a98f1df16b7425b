"""Boxes are found by state, by shipment, and by any seal they ever had."""

from msgspec.structs import replace

from kiosk.core.boxes import Box
from kiosk.core.words import BoxClass, BoxState, Flow
from kiosk.store import rows
from tests.store.conftest import Ledger

OPEN = Box("b1", Flow.REVERSE, BoxClass.NORMAL, seals=("S-10",))
SEALED = replace(OPEN, box="b2", state=BoxState.SEALED, seal="S-101", seals=("S-100", "S-101"))
LOADED = replace(SEALED, box="b3", state=BoxState.LOADED, seal="T-1", seals=("T-1",), shipment="h")


def test_boxes_are_found_by_where_they_stand(ledger: Ledger) -> None:
    boxes = ledger.file.boxes
    with ledger.file.unit():
        for box in (OPEN, SEALED, LOADED):
            rows.save(ledger.db, box)
    assert boxes.get("b1") == OPEN
    assert boxes.get("b9") is None
    assert boxes.opened() == (OPEN,)
    assert boxes.closed() == (SEALED, LOADED)
    assert boxes.of_shipment("h") == (LOADED,)


def test_a_seal_is_one_whole_number(ledger: Ledger) -> None:
    with ledger.file.unit():
        for box in (OPEN, SEALED):
            rows.save(ledger.db, box)
    found = {s: ledger.file.boxes.with_seal(s) for s in ("S-10", "S-100", "S-101", "S-1", "-10")}
    assert found == {"S-10": OPEN, "S-100": SEALED, "S-101": SEALED, "S-1": None, "-10": None}
