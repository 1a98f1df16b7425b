"""The rows of the folded states: loads one by subject, saves one after `evolve`."""

from collections.abc import Callable
from typing import Any, TypeAlias, cast

import msgspec
from msgspec import Struct
from sqlite_utils import Database

from kiosk.core.acts import Act
from kiosk.core.books import KINDS, State, Subject
from kiosk.core.boxes import Box
from kiosk.core.cells import Cell
from kiosk.core.days import Day
from kiosk.core.deliveries import Delivery
from kiosk.core.openings import Opening
from kiosk.core.parcels import Parcel
from kiosk.core.payments import Payment
from kiosk.core.policy import PolicyInForce
from kiosk.core.returns import Return
from kiosk.core.sessions import Session
from kiosk.core.shipments import Shipment
from kiosk.core.stocktake import CellCount, Stocktake
from kiosk.core.team import Staff

Row: TypeAlias = tuple[object, ...]  # the id first, the whole state as `body` last

body_of = msgspec.json.Encoder(order="deterministic").encode  # the same bytes for the same state
parcel_of = msgspec.json.Decoder(Parcel).decode
delivery_of = msgspec.json.Decoder(Delivery).decode
session_of = msgspec.json.Decoder(Session).decode
cell_of = msgspec.json.Decoder(Cell).decode
staff_of = msgspec.json.Decoder(Staff).decode
stocktake_of = msgspec.json.Decoder(Stocktake).decode
count_of = msgspec.json.Decoder(CellCount).decode
policy_of = msgspec.json.Decoder(PolicyInForce).decode
shipment_of = msgspec.json.Decoder(Shipment).decode
box_of = msgspec.json.Decoder(Box).decode
act_of = msgspec.json.Decoder(Act).decode
return_of = msgspec.json.Decoder(Return).decode
payment_of = msgspec.json.Decoder(Payment).decode
opening_of = msgspec.json.Decoder(Opening).decode
day_of = msgspec.json.Decoder(Day).decode


class _Table(Struct, frozen=True):
    """The statements of one kind; `all` and `save` name the columns in the order of `row`."""

    load: str
    all: str
    save: str
    state: Callable[[bytes], State]
    row: Callable[[Any], Row]


def _parcel(parcel: Parcel) -> Row:
    return (
        parcel.parcel,
        parcel.state.value,
        parcel.kind.value,
        parcel.place.value,
        parcel.cell,
        parcel.size.value,
        parcel.order,
        parcel.customer_ref,
        parcel.delivery,
        parcel.session,
        parcel.store_until,
        parcel.changed_at,
        parcel.box,
        parcel.seller_ref,
        body_of(parcel),
    )


def _delivery(delivery: Delivery) -> Row:
    return (delivery.delivery, delivery.state.value, delivery.due_at, body_of(delivery))


def _session(session: Session) -> Row:
    return (
        session.session,
        session.state.value,
        session.customer_ref,
        session.opened_at,
        session.closed_at,
        body_of(session),
    )


def _cell(cell: Cell) -> Row:
    return (cell.cell, cell.rack, cell.zone.value, cell.walk, body_of(cell))


def _staff(staff: Staff) -> Row:
    return (staff.staff, staff.role.value, body_of(staff))


def _policy(policy: PolicyInForce) -> Row:
    return (policy.policy, body_of(policy))


def _stocktake(stocktake: Stocktake) -> Row:
    return (
        stocktake.stocktake,
        stocktake.state.value,
        stocktake.started_at,
        body_of(stocktake),
    )


def _count(count: CellCount) -> Row:
    return (count.cell, count.stocktake, count.counted_at, body_of(count))


def _shipment(shipment: Shipment) -> Row:
    return (shipment.shipment, shipment.state.value, shipment.handed_at, body_of(shipment))


def _box(box: Box) -> Row:
    seals = "".join(f" {seal}" for seal in box.seals)
    return (box.box, box.state.value, box.shipment, f"{seals} ", body_of(box))


def _act(act: Act) -> Row:
    return (act.act_no, act.subject, body_of(act))


def _return(known: Return) -> Row:
    return (
        known.return_,
        known.state.value,
        known.code,
        known.customer_ref,
        known.announced,
        known.changed_at,
        body_of(known),
    )


def _payment(one: Payment) -> Row:
    return (one.payment, one.session, one.state.value, one.changed_at, body_of(one))


def _opening(one: Opening) -> Row:
    return (one.opening, one.state.value, one.changed_at, body_of(one))


def _day(one: Day) -> Row:
    return (one.day, one.state.value, body_of(one))


_TABLES = {
    "parcel": _Table(
        load="SELECT body FROM parcel WHERE parcel = ?",
        all="SELECT parcel, state, kind, place, cell, size, order_no, customer_ref, delivery,"
        " session, store_until, changed_at, box, seller_ref, body FROM parcel ORDER BY parcel",
        save="INSERT INTO parcel (parcel, state, kind, place, cell, size, order_no, customer_ref,"
        " delivery, session, store_until, changed_at, box, seller_ref, body)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (parcel) DO UPDATE SET state = excluded.state, kind = excluded.kind,"
        " place = excluded.place, cell = excluded.cell, size = excluded.size,"
        " order_no = excluded.order_no, customer_ref = excluded.customer_ref,"
        " delivery = excluded.delivery, session = excluded.session,"
        " store_until = excluded.store_until, changed_at = excluded.changed_at,"
        " box = excluded.box, seller_ref = excluded.seller_ref, body = excluded.body",
        state=parcel_of,
        row=_parcel,
    ),
    "delivery": _Table(
        load="SELECT body FROM delivery WHERE delivery = ?",
        all="SELECT delivery, state, due_at, body FROM delivery ORDER BY delivery",
        save="INSERT INTO delivery (delivery, state, due_at, body) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (delivery) DO UPDATE SET state = excluded.state,"
        " due_at = excluded.due_at, body = excluded.body",
        state=delivery_of,
        row=_delivery,
    ),
    "session": _Table(
        load="SELECT body FROM session WHERE session = ?",
        all="SELECT session, state, customer_ref, opened_at, closed_at, body FROM session"
        " ORDER BY session",
        save="INSERT INTO session (session, state, customer_ref, opened_at, closed_at, body)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (session) DO UPDATE SET state = excluded.state,"
        " customer_ref = excluded.customer_ref, opened_at = excluded.opened_at,"
        " closed_at = excluded.closed_at, body = excluded.body",
        state=session_of,
        row=_session,
    ),
    "cell": _Table(
        load="SELECT body FROM cell WHERE cell = ?",
        all="SELECT cell, rack, zone, walk, body FROM cell ORDER BY cell",
        save="INSERT INTO cell (cell, rack, zone, walk, body) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (cell) DO UPDATE SET rack = excluded.rack, zone = excluded.zone,"
        " walk = excluded.walk, body = excluded.body",
        state=cell_of,
        row=_cell,
    ),
    "staff": _Table(
        load="SELECT body FROM staff WHERE staff = ?",
        all="SELECT staff, role, body FROM staff ORDER BY staff",
        save="INSERT INTO staff (staff, role, body) VALUES (?, ?, ?)"
        " ON CONFLICT (staff) DO UPDATE SET role = excluded.role, body = excluded.body",
        state=staff_of,
        row=_staff,
    ),
    "policy": _Table(
        load="SELECT body FROM policy WHERE policy = ?",
        all="SELECT policy, body FROM policy ORDER BY policy",
        save="INSERT INTO policy (policy, body) VALUES (?, ?)"
        " ON CONFLICT (policy) DO UPDATE SET body = excluded.body",
        state=policy_of,
        row=_policy,
    ),
    "stocktake": _Table(
        load="SELECT body FROM stocktake WHERE stocktake = ?",
        all="SELECT stocktake, state, started_at, body FROM stocktake ORDER BY stocktake",
        save="INSERT INTO stocktake (stocktake, state, started_at, body) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (stocktake) DO UPDATE SET state = excluded.state,"
        " started_at = excluded.started_at, body = excluded.body",
        state=stocktake_of,
        row=_stocktake,
    ),
    "count": _Table(
        load="SELECT body FROM cell_count WHERE cell = ?",
        all="SELECT cell, stocktake, counted_at, body FROM cell_count ORDER BY cell",
        save="INSERT INTO cell_count (cell, stocktake, counted_at, body) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (cell) DO UPDATE SET stocktake = excluded.stocktake,"
        " counted_at = excluded.counted_at, body = excluded.body",
        state=count_of,
        row=_count,
    ),
    "shipment": _Table(
        load="SELECT body FROM shipment WHERE shipment = ?",
        all="SELECT shipment, state, handed_at, body FROM shipment ORDER BY shipment",
        save="INSERT INTO shipment (shipment, state, handed_at, body) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (shipment) DO UPDATE SET state = excluded.state,"
        " handed_at = excluded.handed_at, body = excluded.body",
        state=shipment_of,
        row=_shipment,
    ),
    "box": _Table(
        load="SELECT body FROM box WHERE box = ?",
        all="SELECT box, state, shipment, seals, body FROM box ORDER BY box",
        save="INSERT INTO box (box, state, shipment, seals, body) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (box) DO UPDATE SET state = excluded.state,"
        " shipment = excluded.shipment, seals = excluded.seals, body = excluded.body",
        state=box_of,
        row=_box,
    ),
    "act": _Table(
        load="SELECT body FROM act WHERE act_no = ?",
        all="SELECT act_no, subject, body FROM act ORDER BY act_no",
        save="INSERT INTO act (act_no, subject, body) VALUES (?, ?, ?)"
        " ON CONFLICT (act_no) DO UPDATE SET subject = excluded.subject, body = excluded.body",
        state=act_of,
        row=_act,
    ),
    "return": _Table(
        load="SELECT body FROM return WHERE return = ?",
        all="SELECT return, state, code, customer_ref, announced, changed_at, body FROM return"
        " ORDER BY return",
        save="INSERT INTO return (return, state, code, customer_ref, announced, changed_at, body)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (return) DO UPDATE SET"
        " state = excluded.state, code = excluded.code, customer_ref = excluded.customer_ref,"
        " announced = excluded.announced, changed_at = excluded.changed_at, body = excluded.body",
        state=return_of,
        row=_return,
    ),
    "payment": _Table(
        load="SELECT body FROM payment WHERE payment = ?",
        all="SELECT payment, session, state, changed_at, body FROM payment ORDER BY payment",
        save="INSERT INTO payment (payment, session, state, changed_at, body)"
        " VALUES (?, ?, ?, ?, ?) ON CONFLICT (payment) DO UPDATE SET session = excluded.session,"
        " state = excluded.state, changed_at = excluded.changed_at, body = excluded.body",
        state=payment_of,
        row=_payment,
    ),
    "opening": _Table(
        load="SELECT body FROM opening WHERE opening = ?",
        all="SELECT opening, state, changed_at, body FROM opening ORDER BY opening",
        save="INSERT INTO opening (opening, state, changed_at, body) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (opening) DO UPDATE SET state = excluded.state,"
        " changed_at = excluded.changed_at, body = excluded.body",
        state=opening_of,
        row=_opening,
    ),
    "day": _Table(
        load="SELECT body FROM day WHERE day = ?",
        all="SELECT day, state, body FROM day ORDER BY day",
        save="INSERT INTO day (day, state, body) VALUES (?, ?, ?)"
        " ON CONFLICT (day) DO UPDATE SET state = excluded.state, body = excluded.body",
        state=day_of,
        row=_day,
    ),
}
_TABLE_OF = {kind: _TABLES[name] for name, kind in KINDS.items()}


def row_of(state: State) -> Row:
    """Return the row a state must have: every column and the body."""
    return _TABLE_OF[type(state)].row(state)


def load(db: Database, subject: Subject) -> State | None:
    """Return the row of `subject`, or None."""
    table = _TABLES[subject.kind]
    row = db.execute(table.load, [subject.id]).fetchone()
    return table.state(row[0]) if row else None


def save(db: Database, state: State) -> None:
    """Write the row of a state, new or changed; within a unit."""
    table = _TABLE_OF[type(state)]
    db.execute(table.save, table.row(state))


def all_rows(db: Database, kind: str) -> list[Row]:
    """Return every row of a kind as it stands, by id."""
    return [tuple(row) for row in db.execute(_TABLES[kind].all).fetchall()]


def renewed(kind: str, row: Row) -> Row:
    """Return a row with its body as this version writes it; one it cannot read as it stands.

    An earlier version wrote the same state without the fields that came later.
    """
    try:
        state = _TABLES[kind].state(cast("bytes", row[-1]))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return row
    return (*row[:-1], body_of(state))


def everything(db: Database, kind: str) -> list[tuple[str, bytes]]:
    """Return (id, body) of every row of a kind, by id."""
    return [(str(row[0]), cast("bytes", row[-1])) for row in all_rows(db, kind)]
