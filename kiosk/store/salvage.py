"""What can be read of a damaged counter.db: rows in small ranges, so that one bad page costs few.

Journal rows are believed only while their chain continues; every folded row follows from them.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import suppress

from msgspec import MsgspecError
from sqlite_utils import Database

from kiosk.core import events
from kiosk.core.events import Event
from kiosk.core.facts.box import MessageDone
from kiosk.core.facts.privacy import CustomerErased
from kiosk.core.parcels import Contradiction
from kiosk.store.counter_file import CounterFile
from kiosk.store.journal import Head, link
from kiosk.store.lamps import Lamps

RANGE = 50  # rows asked for at once (TRUST.md 3)
_BAD = (sqlite3.Error, OverflowError, UnicodeDecodeError)
_NOT_READ = (events.UnknownFact, MsgspecError, UnicodeDecodeError, RecursionError)
# What no event tells of: read in ranges of rows, written where it is not there yet.
_BESIDE = (
    (
        "SELECT customer_ref, masked_name, last_four FROM customer WHERE rowid BETWEEN ? AND ?",
        "INSERT OR IGNORE INTO customer (customer_ref, masked_name, last_four) VALUES (?, ?, ?)",
        "SELECT max(rowid) FROM customer",
    ),
    (
        "SELECT customer_ref, digest, from_at, to_at FROM pickup_code WHERE rowid BETWEEN ? AND ?",
        (
            "INSERT OR IGNORE INTO pickup_code (customer_ref, digest, from_at, to_at)"
            " VALUES (?, ?, ?, ?)"
        ),
        "SELECT max(rowid) FROM pickup_code",
    ),
    (
        "SELECT return, customer_ref, words FROM return_words WHERE rowid BETWEEN ? AND ?",
        "INSERT OR IGNORE INTO return_words (return, customer_ref, words) VALUES (?, ?, ?)",
        "SELECT max(rowid) FROM return_words",
    ),
    (
        "SELECT staff, name, initials, language, pin_hash FROM person WHERE rowid BETWEEN ? AND ?",
        (
            "INSERT OR IGNORE INTO person (staff, name, initials, language, pin_hash)"
            " VALUES (?, ?, ?, ?, ?)"
        ),
        "SELECT max(rowid) FROM person",
    ),
    (
        "SELECT policy, body FROM rules WHERE rowid BETWEEN ? AND ?",
        "INSERT OR IGNORE INTO rules (policy, body) VALUES (?, ?)",
        "SELECT max(rowid) FROM rules",
    ),
    (
        "SELECT name, value, version FROM setting WHERE rowid BETWEEN ? AND ?",
        "INSERT OR IGNORE INTO setting (name, value, version) VALUES (?, ?, ?)",
        "SELECT max(rowid) FROM setting",
    ),
    (
        (
            "SELECT sha256, size, mime, urgent, subject, purpose, taken_at, ended_at, refused"
            " FROM photo WHERE rowid BETWEEN ? AND ?"
        ),
        (
            "INSERT OR IGNORE INTO photo (sha256, size, mime, urgent, subject, purpose, taken_at,"
            " ended_at, refused) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        ),
        "SELECT max(rowid) FROM photo",
    ),
    (
        "SELECT seller_ref, name, made_at FROM seller WHERE rowid BETWEEN ? AND ?",
        "INSERT OR IGNORE INTO seller (seller_ref, name, made_at) VALUES (?, ?, ?)",
        "SELECT max(rowid) FROM seller",
    ),
    (
        "SELECT digest, seller_ref, made_at FROM seller_code WHERE rowid BETWEEN ? AND ?",
        "INSERT OR IGNORE INTO seller_code (digest, seller_ref, made_at) VALUES (?, ?, ?)",
        "SELECT max(rowid) FROM seller_code",
    ),
)


def beside(bad: Database, into: CounterFile) -> int:
    """Take over what no event tells of: customers, people, rules, photos; within a unit.

    Returns:
        How many rows were read.
    """
    taken = 0
    for read, write, last in _BESIDE:
        for row in _in_ranges(bad, read, _last(bad, last)):
            with suppress(sqlite3.Error):  # a page that lies may hold what the table forbids
                into.db.execute(write, list(row))
                taken += 1
    for customer in into.customers.all():
        into.customers.keep(customer)  # its name becomes findable
    return taken


def journal(bad: Database, into: CounterFile) -> Head:
    """Make true in `into`, within a unit, what follows there in a damaged file's journal.

    Rows are taken from the head of `into` on, until one is missing, does not continue the chain,
    or cannot have happened.

    Returns:
        The head afterwards.
    """
    for event in _chained(bad, into.journal.head()):
        try:
            into.journal.record([event])
        except Contradiction:
            break
        if isinstance(event.facts, CustomerErased) and event.via is None:
            into.erasures.forget(event.facts.customer_ref)  # no event tells of their rows
        if isinstance(event.facts, MessageDone):
            into.letters.note_done(event.facts.message, event.recorded_at)
    return into.journal.head()


def lamps(bad: Database, into: CounterFile) -> None:
    """Take over which cell each LED is for, as people walked it last; within a unit."""
    with suppress(*_BAD):
        for chain, walked in Lamps(bad).all().items():
            into.lamps.keep(chain, walked)


def _chained(bad: Database, head: Head) -> Iterator[Event]:
    chain = head.hash
    sql = "SELECT body, hash FROM journal WHERE seq BETWEEN ? AND ? ORDER BY seq"
    last = _last(bad, "SELECT max(seq) FROM journal")
    for body, told in _in_ranges(bad, sql, last, head.seq + 1):
        if not isinstance(body, bytes):
            return
        chain = link(chain, body)
        if chain != told:
            return
        try:
            yield events.decode(body)
        except _NOT_READ:
            return


def _last(bad: Database, sql: str) -> int:
    try:
        return int(bad.execute(sql).fetchone()[0] or 0)
    except _BAD:
        return 0


def _in_ranges(bad: Database, sql: str, last: int, first: int = 1) -> Iterator[tuple[object, ...]]:
    """Yield the rows that can be read; a range with a bad page in it is read row by row."""
    for start in range(first, last + 1, RANGE):
        end = min(start + RANGE - 1, last)
        try:
            yield from bad.execute(sql, [start, end]).fetchall()
        except _BAD:
            for one in range(start, end + 1):
                with suppress(*_BAD):
                    yield from bad.execute(sql, [one, one]).fetchall()
