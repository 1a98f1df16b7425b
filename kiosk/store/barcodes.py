"""The goods by their bar codes: which parcels have them, the unfinished ones first.

A code that is on many things, as a network's own bags have, costs the rows that are shown.
"""

from collections.abc import Iterable

import msgspec
from msgspec import Struct
from sqlite_utils import Database

from kiosk.core import codes
from kiosk.core.facts.fact import Item
from kiosk.core.parcels import OVER, Parcel

# CROSS JOIN keeps the order: the newest rows of the index first, and no more than are wanted
FIND = (
    "SELECT parcel.body FROM item_code CROSS JOIN findable USING (n)"
    " CROSS JOIN parcel ON parcel.parcel = findable.id"
    " WHERE item_code.code = ? AND item_code.done = ? ORDER BY item_code.n DESC LIMIT ?"
)
_A_SLICE = 10_000  # rows of an old file that are filled in at once


class _Thing(Struct):
    """What any version of a file says of a thing in a parcel."""

    barcode: str = ""


class _Told(Struct):
    """What any version of a file says of a parcel's things."""

    items: tuple[_Thing, ...] = ()


def begin(db: Database) -> None:
    """Make the table and fill it with what a file has already; within a unit."""
    db.execute(
        "CREATE TABLE item_code (code TEXT NOT NULL, done INTEGER NOT NULL, n INTEGER NOT NULL,"
        " PRIMARY KEY (code, done, n)) STRICT, WITHOUT ROWID"
    )
    db.execute("CREATE INDEX item_code_row ON item_code(n)")
    last = 0
    # by the row number, as store.numbers does
    sql = (
        "SELECT n, state, body FROM findable NOT INDEXED"
        " CROSS JOIN parcel ON parcel.parcel = findable.id"
        " WHERE findable.kind = 'parcel' AND n > ? ORDER BY n LIMIT ?"
    )
    while found := db.execute(sql, [last, _A_SLICE]).fetchall():
        last = found[-1][0]
        for n, state, body in found:
            told = msgspec.json.decode(body, type=_Told)
            _put(db, n, _goods(told.items), is_over=state in OVER)


def note(db: Database, n: int, parcel: Parcel) -> None:
    """Make the parcel's row `n` of `findable` found by its goods; within a unit."""
    goods, is_over = _goods(parcel.items), parcel.state in OVER
    had = db.execute("SELECT code, done FROM item_code WHERE n = ?", [n]).fetchall()
    if set(had) != {(code, int(is_over)) for code in goods}:
        forget(db, n)
        _put(db, n, goods, is_over=is_over)


def forget(db: Database, n: int) -> None:
    """Take the goods of row `n` of `findable` out of the index; within a unit."""
    db.execute("DELETE FROM item_code WHERE n = ?", [n])


def _goods(things: Iterable[Item | _Thing]) -> set[str]:
    return {codes.goods(thing.barcode) for thing in things} - {""}


def _put(db: Database, n: int, goods: Iterable[str], *, is_over: bool) -> None:
    for code in goods:
        sql = "INSERT INTO item_code (code, done, n) VALUES (?, ?, ?)"
        db.execute(sql, [code, int(is_over), n])
