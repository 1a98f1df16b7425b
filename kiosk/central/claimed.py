"""What open claims are about: photos and customers that stay until somebody has decided.

A claim names what it was opened with: a parcel, a payment, a delivery, a letter. Its photos show
what belongs to that: the visit of a hand-over, the parcels of a visit, the box of a seal.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec import Struct

from kiosk.central.about import ids_in
from kiosk.central.claims import named_by
from kiosk.central.sql import Sql, json_list

_OF_MONEY = ("payment", "session")  # claims about all that a visit was about
_BELONGING = ("session", "parcel", "from_parcel", "payment")  # fields that lead on
_ROUNDS = 2  # a return -> the parcel it was issued in -> its visit


class Claimed(Struct, frozen=True):
    """What open claims of a point are about.

    Args:
        subjects: what their photos may show, by id.
        customers: whose dealings they are, by reference.
        words: all that their events say, digests too.
    """

    subjects: frozenset[str]
    customers: frozenset[str]
    words: str


def claimed(conn: Sql, point: str) -> Claimed:
    """Return what the claims of a point are about that nobody has decided."""
    rows = conn.execute(
        "SELECT claim.kind, claim.id, claim.about, event.body FROM claim"
        " JOIN event ON event.id = claim.event WHERE point = ? AND NOT EXISTS"
        " (SELECT 1 FROM decided WHERE decided.kind = 'claim' AND decided.n = claim.n)",
        [point],
    ).fetchall()
    subjects: set[str] = set()
    visits: set[str] = set()
    for kind, id_, about, body in rows:
        named = {str(id_), *str(about).split(), *ids_in(bytes(body))}
        if kind == "message" and not about:  # opened by an older version
            named |= set(_of_letter(conn, str(id_)))
        subjects |= named
        visits |= named if kind in _OF_MONEY else set()
    subjects |= _of_visits(conn, point, visits)
    customers: set[str] = set()
    fresh = set(subjects)
    for _ in range(_ROUNDS + 1):  # the last looks for customers alone
        found: set[str] = set()
        for row in _rows(conn, point, fresh):
            customers |= {str(row["customer_ref"])} if row.get("customer_ref") else set()
            found |= {str(row[key]) for key in _BELONGING if row.get(key)}
        fresh = found - subjects
        subjects |= fresh
    words = "\n".join(bytes(body).decode("utf-8", "replace") for _, _, _, body in rows)
    return Claimed(frozenset(subjects), frozenset(customers), words)


def _rows(conn: Sql, point: str, ids: Iterable[str]) -> Iterator[dict[str, Any]]:
    if not ids:
        return
    rows = conn.execute(
        "SELECT body FROM book WHERE point = ? AND kind IN ('parcel', 'session', 'return',"
        " 'payment') AND id IN (SELECT value FROM json_each(?))",
        [point, json_list(sorted(ids))],
    ).fetchall()
    for (body,) in rows:
        yield msgspec.json.decode(bytes(body), type=dict[str, Any])


def _of_visits(conn: Sql, point: str, visits: Iterable[str]) -> set[str]:
    """Return the parcels of visits; a visit does not name them."""
    if not visits:
        return set()
    rows = conn.execute(
        "SELECT id FROM book WHERE point = ? AND kind = 'parcel' AND"
        " json_extract(CAST(body AS TEXT), '$.session') IN (SELECT value FROM json_each(?))",
        [point, json_list(sorted(visits))],
    ).fetchall()
    return {str(row[0]) for row in rows}


def _of_letter(conn: Sql, message: str) -> tuple[str, ...]:
    row = conn.execute("SELECT raw FROM message WHERE id = ?", [message]).fetchone()
    return named_by(bytes(row[0])) if row is not None else ()
