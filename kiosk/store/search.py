"""Full-text search: words of names, titles and numbers, written in the unit that changes them.

There are no triggers: with trusted_schema off, SQLite 3.40 refuses FTS5 inside one (TRUST.md 2).
"""

import re
import unicodedata
from collections.abc import Sequence

from sqlite_utils import Database

from kiosk.core import slips
from kiosk.core.books import State
from kiosk.core.deliveries import Delivery
from kiosk.core.parcels import Parcel
from kiosk.core.returns import Return
from kiosk.store import barcodes, deliveries, numbers

MOST = 50  # rows a search shows (WORKFLOWS.md 4.1)
# The newest rows with the words: by them a frequent word is told apart in time. Sorting all by
# FTS5's rank reads every row that has it, 2 s at a million.
FIND = (
    "SELECT findable.kind, findable.id, findable.done FROM found"
    " CROSS JOIN findable ON findable.n = found.rowid"
    " WHERE found MATCH ? ORDER BY found.rowid DESC LIMIT ?"
)
NEXT_WORD = "SELECT term FROM found_word WHERE term >= ? LIMIT 1"
_NEWEST = 500
_MOST_ENDINGS = 64  # of a begun word; FTS5 gathers every row of a prefix before the first is told
_SIGNS = 64
_WORD = re.compile(r"[^\W_]+")
_NONE = "\U0010ffff"


def fold(text: str) -> str:
    """Return `text` as it is indexed and asked for: composed, lower case, ё as е."""
    # FTS5 takes a loose accent off its letter, and so would make й another letter than й
    return unicodedata.normalize("NFC", text).lower().replace("ё", "е")


def note_state(db: Database, state: State) -> None:
    """Index what people search a changed row by; within a unit."""
    if isinstance(state, Delivery):
        deliveries.note(db, state)
    if isinstance(state, Return):
        words = " ".join([state.code, *(item.title for item in state.items)])
        note(db, "return", state.return_, words)
    if not isinstance(state, Parcel):
        return
    number = _number(db, "parcel", state.parcel)
    if number is None or state.version == 1:
        titles = " ".join(item.title for item in state.items)
        number = note(db, "parcel", state.parcel, titles)
    numbers.note(db, number, state)
    barcodes.note(db, number, state)


def note(db: Database, kind: str, id_: str, words: str) -> int:
    """Make `id_` findable by `words`; replaces what was there; within a unit.

    Returns:
        Its row of `findable`.
    """
    db.execute("INSERT INTO findable (kind, id) VALUES (?, ?) ON CONFLICT DO NOTHING", [kind, id_])
    sql = "SELECT n FROM findable WHERE kind = ? AND id = ?"
    number = int(db.execute(sql, [kind, id_]).fetchone()[0])
    db.execute("DELETE FROM found WHERE rowid = ?", [number])
    db.execute("INSERT INTO found (rowid, words) VALUES (?, ?)", [number, fold(words)])
    return number


def forget(db: Database, kind: str, id_: str) -> None:
    """Take `id_` out of the index; within a unit."""
    number = _number(db, kind, id_)
    if number is not None:
        numbers.forget(db, number)
        barcodes.forget(db, number)
        db.execute("DELETE FROM found WHERE rowid = ?", [number])
        db.execute("DELETE FROM findable WHERE n = ?", [number])


def forget_gone(db: Database) -> None:
    """Take what a snapshot left out of the index: parcels, deliveries, returns; within a unit."""
    deliveries.forget_gone(db)
    gone = db.execute(
        "SELECT kind, id FROM findable WHERE kind = 'parcel' AND done = 0"
        " AND NOT EXISTS (SELECT 1 FROM parcel WHERE parcel.parcel = findable.id)"
        " UNION ALL SELECT kind, id FROM findable WHERE kind = 'return'"
        " AND NOT EXISTS (SELECT 1 FROM return WHERE return.return = findable.id)"
    ).fetchall()
    for kind, id_ in gone:
        forget(db, str(kind), str(id_))


def find(db: Database, text: str) -> tuple[tuple[str, str], ...]:
    """Return (kind, id) of up to 50 rows that have every word of `text` as the start of a word.

    Finished parcels come last. Whatever stands in `text` is quoted, so no operator of the query
    language gets through.
    """
    return _with_all(db, [_begun(db, word) for word in _words(fold(text[:_SIGNS]))])


def find_near(db: Database, text: str) -> tuple[tuple[str, str], ...]:
    """Return the same for a text with slips: another keyboard layout, or a letter wrong.

    To be asked where `find` found nothing, as it guesses. Words of under four letters and
    numbers are taken as they are.
    """
    asked = fold(text[:_SIGNS])
    others = _words(fold(slips.other_layout(asked)))
    told = _with_all(db, [_begun(db, word) for word in others])
    return told or _with_all(db, [_meant(db, word) for word in _words(asked)])


def _words(folded: str) -> list[str]:
    return _WORD.findall(folded)


def _with_all(db: Database, words: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    """Return what has one of each, as they are asked for."""
    if not words or not all(words):
        return ()
    query = " AND ".join(f"({' OR '.join(some)})" for some in words)
    found = db.execute(FIND, [query, _NEWEST]).fetchall()
    found.sort(key=lambda row: row[2])
    return tuple((str(kind), str(id_)) for kind, id_, _ in found[:MOST])


def _begun(db: Database, word: str) -> list[str]:
    """Return what asks for every word that begins with `word`.

    Of one letter that is an initial, too, what it is and the first of the words it begins: all of
    them are most of the index.
    """
    start, found = _plain(word), list[str]()
    term = _next(db, start)
    while term.startswith(start) and len(found) < _MOST_ENDINGS:
        found.append(f'"{term}"')
        term = _next(db, term + "\x01")
    if not term.startswith(start):
        return found or [f'"{word}"*']
    is_initial = len(start) == 1 and found[0] == f'"{start}"'  # of a name: it stands by itself
    return found if is_initial else [f'"{word}"*']


def _meant(db: Database, word: str) -> list[str]:
    """Return what asks for the word, or where none begins with it for what it may be.

    Words that are whole go before words that only begin so.
    """
    start = _plain(word)
    if _next(db, start).startswith(start):
        return _begun(db, word)
    whole, begun, term = list[str](), list[str](), ""
    for near in sorted(slips.variants(start)):
        if near > term:  # else the term known to follow is the next one here, too
            term = _next(db, near)
        if term == near:
            whole.append(f'"{near}"')
        elif term.startswith(near):
            begun.append(f'"{near}"*')
    return whole or begun


def _plain(word: str) -> str:
    """Return a word as FTS5 keeps it: Latin letters without their accents."""
    bases = (unicodedata.normalize("NFD", letter)[0] for letter in word)
    return "".join(b if b.isascii() else c for b, c in zip(bases, word, strict=True))


def _next(db: Database, start: str) -> str:
    """Return the first word of the index from `start` on, in the order of code points."""
    row = db.execute(NEXT_WORD, [start]).fetchone()
    return str(row[0]) if row else _NONE


def _number(db: Database, kind: str, id_: str) -> int | None:
    sql = "SELECT n FROM findable WHERE kind = ? AND id = ?"
    row = db.execute(sql, [kind, id_]).fetchone()
    return int(row[0]) if row else None
