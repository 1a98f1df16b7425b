"""The rows of the folded states: loads one by subject, saves one after `evolve`."""

from typing import cast

import msgspec
from sqlite_utils import Database

from kiosk.core.books import State, Subject
from kiosk.core.cells import Cell
from kiosk.core.deliveries import Delivery
from kiosk.core.parcels import Parcel
from kiosk.core.policy import PolicyInForce
from kiosk.core.sessions import Session
from kiosk.core.team import Staff

_encoder = msgspec.json.Encoder(order="deterministic")
parcel_of = msgspec.json.Decoder(Parcel).decode
delivery_of = msgspec.json.Decoder(Delivery).decode
session_of = msgspec.json.Decoder(Session).decode
cell_of = msgspec.json.Decoder(Cell).decode
staff_of = msgspec.json.Decoder(Staff).decode
_policy_of = msgspec.json.Decoder(PolicyInForce).decode

_LOAD = {
    "parcel": ("SELECT body FROM parcel WHERE parcel = ?", parcel_of),
    "delivery": ("SELECT body FROM delivery WHERE delivery = ?", delivery_of),
    "session": ("SELECT body FROM session WHERE session = ?", session_of),
    "cell": ("SELECT body FROM cell WHERE cell = ?", cell_of),
    "staff": ("SELECT body FROM staff WHERE staff = ?", staff_of),
    "policy": ("SELECT body FROM policy WHERE policy = ?", _policy_of),
}
_ALL = {
    "parcel": "SELECT parcel, body FROM parcel ORDER BY parcel",
    "delivery": "SELECT delivery, body FROM delivery ORDER BY delivery",
    "session": "SELECT session, body FROM session ORDER BY session",
    "cell": "SELECT cell, body FROM cell ORDER BY cell",
    "staff": "SELECT staff, body FROM staff ORDER BY staff",
    "policy": "SELECT policy, body FROM policy ORDER BY policy",
}


def body_of(state: State) -> bytes:
    """Return the state as its row keeps it: the same bytes for the same state."""
    return _encoder.encode(state)


def load(db: Database, subject: Subject) -> State | None:
    """Return the row of `subject`, or None."""
    sql, decode = _LOAD[subject.kind]
    row = db.execute(sql, [subject.id]).fetchone()
    return cast("State", decode(row[0])) if row else None


def everything(db: Database, kind: str) -> list[tuple[str, bytes]]:
    """Return (id, body) of every row of a kind, by id."""
    return [(str(id_), bytes(body)) for id_, body in db.execute(_ALL[kind]).fetchall()]


def save(db: Database, state: State) -> None:
    """Write the row of a state, new or changed; within a unit."""
    body = body_of(state)
    match state:
        case Parcel():
            _save_parcel(db, state, body)
        case Delivery():
            db.execute(
                "INSERT INTO delivery (delivery, state, due_at, body) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (delivery) DO UPDATE SET state = excluded.state,"
                " due_at = excluded.due_at, body = excluded.body",
                [state.delivery, state.state.value, state.due_at, body],
            )
        case Session():
            db.execute(
                "INSERT INTO session (session, state, customer_ref, opened_at, closed_at, body)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (session) DO UPDATE SET"
                " state = excluded.state, closed_at = excluded.closed_at, body = excluded.body",
                [
                    state.session,
                    state.state.value,
                    state.customer_ref,
                    state.opened_at,
                    state.closed_at,
                    body,
                ],
            )
        case Cell():
            db.execute(
                "INSERT INTO cell (cell, rack, zone, walk, body) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (cell) DO UPDATE SET rack = excluded.rack, zone = excluded.zone,"
                " walk = excluded.walk, body = excluded.body",
                [state.cell, state.rack, state.zone.value, state.walk, body],
            )
        case Staff():
            db.execute(
                "INSERT INTO staff (staff, role, body) VALUES (?, ?, ?)"
                " ON CONFLICT (staff) DO UPDATE SET role = excluded.role, body = excluded.body",
                [state.staff, state.role.value, body],
            )
        case PolicyInForce():
            db.execute(
                "INSERT INTO policy (policy, body) VALUES (?, ?)"
                " ON CONFLICT (policy) DO UPDATE SET body = excluded.body",
                [state.policy, body],
            )


def _save_parcel(db: Database, parcel: Parcel, body: bytes) -> None:
    db.execute(
        "INSERT INTO parcel (parcel, state, kind, place, cell, order_no, customer_ref, delivery,"
        " session, store_until, changed_at, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (parcel) DO UPDATE SET state = excluded.state, kind = excluded.kind,"
        " place = excluded.place, cell = excluded.cell, order_no = excluded.order_no,"
        " customer_ref = excluded.customer_ref, delivery = excluded.delivery,"
        " session = excluded.session, store_until = excluded.store_until,"
        " changed_at = excluded.changed_at, body = excluded.body",
        [
            parcel.parcel,
            parcel.state.value,
            parcel.kind.value,
            parcel.place.value,
            parcel.cell,
            parcel.order,
            parcel.customer_ref,
            parcel.delivery,
            parcel.session,
            parcel.store_until,
            parcel.changed_at,
            body,
        ],
    )
