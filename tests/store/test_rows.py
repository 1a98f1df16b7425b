"""The rows of the folded states: what is saved is what is loaded, byte for byte the same."""

import pytest
from msgspec.structs import replace

from kiosk.core.acts import Act
from kiosk.core.books import KINDS, State, Subject
from kiosk.core.boxes import Box
from kiosk.core.cells import Cell
from kiosk.core.days import Day
from kiosk.core.daywords import DayState, DrawerReason
from kiosk.core.deliveries import Delivery
from kiosk.core.facts.day import Drawer
from kiosk.core.facts.fact import Item
from kiosk.core.opening_words import OpeningStage, PlaceFacts, ShotState
from kiosk.core.openings import Opening, Said, ShotRow, Site, Step
from kiosk.core.parcels import Parcel
from kiosk.core.payments import Payment
from kiosk.core.paywords import PaymentState, PayMethod
from kiosk.core.policy import PolicyInForce
from kiosk.core.returns import Return
from kiosk.core.sessions import Session
from kiosk.core.shipments import Shipment
from kiosk.core.stocktake import CellCount, Stocktake
from kiosk.core.team import Staff
from kiosk.core.words import (
    ActKind,
    BoxClass,
    BoxState,
    DeliveryState,
    Flow,
    How,
    ParcelKind,
    ParcelState,
    Place,
    RejectReason,
    ReturnState,
    Right,
    Role,
    SessionKind,
    SessionState,
    ShipmentState,
    Size,
    StocktakeScope,
    StocktakeState,
    Zone,
)
from kiosk.store import rows
from tests.store.conftest import T0, Ledger

STATES: dict[str, State] = {
    "parcel": Parcel(
        "P1",
        ParcelKind.ORDER,
        ParcelState.STORED,
        Place.CELL,
        cell="A-01",
        order="o1",
        customer_ref="c1",
        items=(Item("Чайник «Ёж»", price_minor=199_00),),
        store_until=T0,
    ),
    "delivery": Delivery("D1", DeliveryState.ARRIVED, "Meridian", T0, boxes=("b1", "b2")),
    "session": Session(
        "s1", SessionKind.CUSTOMER, SessionState.OPEN, "c1", "code", How.CODE, "blue", T0, "anna"
    ),
    "cell": Cell("A-01", "A", Size.M, Zone.MAIN, 1),
    "staff": Staff("anna", Role.CLERK, frozenset({Right.OVERRIDE, Right.HARDWARE})),
    "policy": PolicyInForce("meridian", 3, T0),
    "stocktake": Stocktake(
        "st1", StocktakeState.COUNTING, StocktakeScope.RACK, ("A-01", "A-02"), ("A-02",), part="A"
    ),
    "count": CellCount("A-01", "st1", 1, ("P1", "P2"), ("P3",), ("P2",), T0, "anna"),
    "shipment": Shipment(
        "sh1", Flow.REVERSE, ShipmentState.HANDED_OVER, "North", T0, "A123BC", ("b1",), ("S-1",)
    ),
    "box": Box("b1", Flow.REVERSE, BoxClass.DEFECT, BoxState.SEALED, T0, "S-2", ("S-1", "S-2")),
    "act": Act("7731-20261124-1", ActKind.HANDOVER, "sh1", "ab" * 32, T0, "anna"),
    "payment": Payment(
        "p1", "s1", 129900, "RUB", PayMethod.CARD, PaymentState.PAID, "000417", changed_at=T0
    ),
    "day": Day("2026-11-26", DayState.OPEN, T0, "anna", Drawer("RUB", 1, 2, DrawerReason.FLOAT)),
    "return": Return("R1", ReturnState.OPEN, "ii5275210303", "c1", "o1", (Item("Чайник «Ёж»"),)),
}
STATES["opening"] = Opening(
    "o1",
    OpeningStage.FIT_OUT,
    4,
    T0,
    place=Site(1, -2, "Садовая, 18", PlaceFacts(area_m2=42)),
    steps=(Step(OpeningStage.DRAFT, T0, "central"),),
    shots=(ShotRow("sign", ShotState.REWORK, "ab" * 32, "ab" * 32, "it is not lit"),),
    said=(Said(T0, "olga", "Когда договор?"),),
)
IDS = {"parcel": "P1", "delivery": "D1", "session": "s1", "cell": "A-01"}
IDS |= {"staff": "anna", "policy": "meridian"}
IDS |= {"shipment": "sh1", "box": "b1", "act": "7731-20261124-1"}
IDS |= {"return": "R1", "payment": "p1", "opening": "o1"}
IDS |= {"day": "2026-11-26"}
IDS |= {"stocktake": "st1", "count": "A-01"}


def test_every_kind_of_state_is_tried_here() -> None:
    assert set(STATES) == set(KINDS)


@pytest.mark.parametrize("kind", STATES)
def test_a_saved_state_is_loaded_as_it_was(kind: str, ledger: Ledger) -> None:
    with ledger.file.unit():
        rows.save(ledger.db, STATES[kind])
    assert rows.load(ledger.db, Subject(kind, IDS[kind])) == STATES[kind]
    assert rows.everything(ledger.db, kind) == [(IDS[kind], rows.body_of(STATES[kind]))]
    assert rows.all_rows(ledger.db, kind) == [rows.row_of(STATES[kind])]


CHANGED: dict[str, dict[str, object]] = {
    "parcel": {"state": ParcelState.PICKED, "cell": None, "size": Size.L, "customer_ref": None},
    "delivery": {"state": DeliveryState.CLOSED, "due_at": 1},
    "session": {"state": SessionState.COMPLETED, "customer_ref": "c9", "closed_at": 9},
    "cell": {"rack": "B", "zone": Zone.FLOOR, "walk": 9},
    "staff": {"role": Role.OWNER},
    "policy": {"version": 4},
    "stocktake": {"state": StocktakeState.APPLIED, "started_at": 7},
    "count": {"stocktake": "st2", "counted_at": 8},
    "shipment": {"state": ShipmentState.DISPUTED, "handed_at": 9},
    "box": {"state": BoxState.LOADED, "shipment": "sh1", "seals": ("S-1", "S-2", "S-3")},
    "act": {"subject": "sh2"},
    "payment": {"state": PaymentState.REVERSED, "session": "s2", "changed_at": 9},
    "opening": {"state": OpeningStage.REWORK, "changed_at": 9},
    "day": {"state": DayState.CLOSED, "closed_at": 9},
    "return": {"state": ReturnState.REJECTED, "why": RejectReason.USED, "announced": "N1"},
}


@pytest.mark.parametrize("kind", STATES)
def test_every_column_follows_a_changed_state(kind: str, ledger: Ledger) -> None:
    changed = replace(STATES[kind], **CHANGED[kind])
    with ledger.file.unit():
        rows.save(ledger.db, STATES[kind])
        rows.save(ledger.db, changed)
    assert rows.all_rows(ledger.db, kind) == [rows.row_of(changed)]


@pytest.mark.parametrize("kind", STATES)
def test_a_state_that_was_never_saved_is_none(kind: str, ledger: Ledger) -> None:
    assert rows.load(ledger.db, Subject(kind, "nothing")) is None
    assert rows.everything(ledger.db, kind) == []


@pytest.mark.parametrize("kind", STATES)
def test_saving_a_state_twice_keeps_one_row(kind: str, ledger: Ledger) -> None:
    with ledger.file.unit():
        rows.save(ledger.db, STATES[kind])
        rows.save(ledger.db, STATES[kind])
    assert len(rows.everything(ledger.db, kind)) == 1


def test_the_columns_of_a_parcel_follow_its_state(ledger: Ledger) -> None:
    ledger.expect("P1", customer_ref="c1", order="o1")
    ledger.store("P1", "A-01", at=T0 + 5)
    sql = (
        "SELECT state, kind, place, cell, size, order_no, customer_ref, delivery, changed_at"
        " FROM parcel"
    )
    row = ledger.db.execute(sql).fetchone()
    assert row == ("stored", "order", "cell", "A-01", "S", "o1", "c1", "D1", T0 + 5)


def test_the_same_set_of_rights_gives_the_same_bytes() -> None:
    one = Staff("anna", Role.CLERK, frozenset([Right.OVERRIDE, Right.HARDWARE, Right.ANALYTICS]))
    two = Staff("anna", Role.CLERK, frozenset([Right.ANALYTICS, Right.OVERRIDE, Right.HARDWARE]))
    assert rows.body_of(one) == rows.body_of(two)
