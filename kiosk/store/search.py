"""Full-text search: words of names, titles and numbers, written in the unit that changes them.

There are no triggers: with trusted_schema off, SQLite 3.40 refuses FTS5 inside one (TRUST.md 2).
"""

import re
import unicodedata

from sqlite_utils import Database

from kiosk.core.books import State
from kiosk.core.parcels import Parcel

MOST = 50  # rows a search shows (WORKFLOWS.md 4.1)
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return `text` as it is indexed and asked for: composed, lower case, ё as е."""
    # FTS5 takes a loose accent off its letter, and so would make й another letter than й
    return unicodedata.normalize("NFC", text).lower().replace("ё", "е")


def note_state(db: Database, state: State) -> None:
    """Index what people search a changed row by; within a unit."""
    if isinstance(state, Parcel) and state.version == 1:
        titles = " ".join(item.title for item in state.items)
        note(db, "parcel", state.parcel, titles)


def note(db: Database, kind: str, id_: str, words: str) -> None:
    """Make `id_` findable by `words`; replaces what was there; within a unit."""
    db.execute("INSERT INTO findable (kind, id) VALUES (?, ?) ON CONFLICT DO NOTHING", [kind, id_])
    sql = "SELECT n FROM findable WHERE kind = ? AND id = ?"
    number = db.execute(sql, [kind, id_]).fetchone()[0]
    db.execute("DELETE FROM found WHERE rowid = ?", [number])
    db.execute("INSERT INTO found (rowid, words) VALUES (?, ?)", [number, fold(words)])


def forget(db: Database, kind: str, id_: str) -> None:
    """Take `id_` out of the index; within a unit."""
    sql = "SELECT n FROM findable WHERE kind = ? AND id = ?"
    row = db.execute(sql, [kind, id_]).fetchone()
    if row:
        db.execute("DELETE FROM found WHERE rowid = ?", [row[0]])
        db.execute("DELETE FROM findable WHERE n = ?", [row[0]])


def find(db: Database, text: str) -> tuple[tuple[str, str], ...]:
    """Return (kind, id) of up to 50 rows that have every word of `text` as the start of a word.

    Whatever stands in `text` is quoted, so no operator of the query language gets through.
    """
    words = _WORD.findall(fold(text[:64]))
    if not words:
        return ()
    query = " ".join(f'"{word}"*' for word in words)
    sql = (
        "SELECT findable.kind, findable.id FROM found JOIN findable ON findable.n = found.rowid"
        " WHERE found MATCH ? ORDER BY found.rank LIMIT ?"
    )
    return tuple((str(k), str(i)) for k, i in db.execute(sql, [query, MOST]).fetchall())
