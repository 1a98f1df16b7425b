"""Numbers by any four of their digits: which parcels have them, the unfinished ones first.

The digits of a number are kept as its runs of four, `48210931` as `4821 8210 2109 1093 0931`, in
full-text tables without text of their own: one for what is unfinished, one for what is over. So a
common run such as `0001` costs no more than the rows that are shown.
"""

import re

from sqlite_utils import Database

from kiosk.core.parcels import OVER, Parcel

RUN = 4  # digits of a run, and the fewest that are asked for
# CROSS JOIN keeps the order: the newest rows of the index first, and no more than are wanted
OPEN = (
    "SELECT parcel.body FROM found_open CROSS JOIN findable ON findable.n = found_open.rowid"
    " CROSS JOIN parcel ON parcel.parcel = findable.id"
    " WHERE found_open MATCH ? AND instr(findable.digits, ?) > 0"
    " ORDER BY found_open.rowid DESC LIMIT ?"
)
DONE = (
    "SELECT parcel.body FROM found_done CROSS JOIN findable ON findable.n = found_done.rowid"
    " CROSS JOIN parcel ON parcel.parcel = findable.id"
    " WHERE found_done MATCH ? AND instr(findable.digits, ?) > 0"
    " ORDER BY found_done.rowid DESC LIMIT ?"
)
_ADD = (
    "INSERT INTO found_open (rowid, runs) VALUES (?, ?)",
    "INSERT INTO found_done (rowid, runs) VALUES (?, ?)",
)
_TAKE = (  # a table without text must be told what it had
    "INSERT INTO found_open (found_open, rowid, runs) VALUES ('delete', ?, ?)",
    "INSERT INTO found_done (found_done, rowid, runs) VALUES ('delete', ?, ?)",
)
_NO_DIGITS = re.compile(r"[^0-9]+")
_A_SLICE = 10_000  # rows of an old file that are filled in at once


def bare(text: str) -> str:
    """Return the digits of `text` in a row, whatever stands between them."""
    return _NO_DIGITS.sub("", text)


def digits_of(parcel: str, order: str | None) -> str:
    """Return what a parcel is found by: its digits, and its order's where they are others."""
    own, of_order = bare(parcel), bare(order or "")
    return own if of_order in own else f"{own} {of_order}"


def runs(digits: str) -> str:
    """Return every run of four digits once, the blanks between."""
    every = (digits[i : i + RUN] for i in range(len(digits) - RUN + 1))
    return " ".join(dict.fromkeys(run for run in every if " " not in run))


def note(db: Database, n: int, parcel: Parcel) -> None:
    """Make the parcel's row `n` of `findable` found by its digits; within a unit."""
    digits, is_over = digits_of(parcel.parcel, parcel.order), parcel.state in OVER
    sql = "SELECT digits, done FROM findable WHERE n = ?"
    had = db.execute(sql, [n]).fetchone()
    if had == (digits, int(is_over)):
        return
    forget(db, n)
    _put(db, n, digits, is_over=is_over)


def forget(db: Database, n: int) -> None:
    """Take the digits of row `n` of `findable` out of the index; within a unit."""
    digits, is_over = db.execute("SELECT digits, done FROM findable WHERE n = ?", [n]).fetchone()
    if runs(digits):
        db.execute(_TAKE[is_over], [n, runs(digits)])


def query(digits: str) -> str:
    """Return what to ask the index for, empty for what is not four digits or more."""
    if not (digits.isascii() and digits.isdigit()):
        return ""
    return " ".join(f'"{run}"' for run in runs(digits).split())


def fill(db: Database) -> None:
    """Index the parcels of a file that had no such index, slice by slice; within a unit."""
    db.execute(
        "INSERT INTO findable (kind, id) SELECT 'parcel', parcel FROM parcel WHERE true"
        " ON CONFLICT DO NOTHING"
    )
    last = 0
    # by the row number: an index would be read and sorted anew for every slice
    sql = (
        "SELECT n, id, order_no, state FROM findable NOT INDEXED"
        " CROSS JOIN parcel ON parcel.parcel = findable.id"
        " WHERE findable.kind = 'parcel' AND n > ? ORDER BY n LIMIT ?"
    )
    while found := db.execute(sql, [last, _A_SLICE]).fetchall():
        last = found[-1][0]
        for n, id_, order, state in found:
            _put(db, n, digits_of(id_, order), is_over=state in OVER)


def _put(db: Database, n: int, digits: str, *, is_over: bool) -> None:
    sql = "UPDATE findable SET digits = ?, done = ? WHERE n = ?"
    db.execute(sql, [digits, int(is_over), n])
    if runs(digits):
        db.execute(_ADD[is_over], [n, runs(digits)])
