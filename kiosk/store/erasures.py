"""Forgetting customers: every row and index that holds something of a person, in one unit.

The journal names customers by reference alone, so its chain stays as it was. What waits is told by
the journal itself: asked for and not done.
"""

from collections.abc import Sequence
from typing import TypeAlias

import msgspec
from msgspec import Struct
from sqlite_utils import Database

from kiosk.core import events
from kiosk.core.facts.privacy import CustomerErased, EraseCancelled, ErasureAsked
from kiosk.core.receipts import Doc
from kiosk.store import forgetting, search
from kiosk.store.sweeping import Sweep

Told: TypeAlias = ErasureAsked | CustomerErased | EraseCancelled
# names what the index journal_erasure is of, so that it is used
_TOLD = (
    "SELECT seq, body FROM journal"
    " WHERE type IN ('erasure.asked', 'customer.erased', 'erase.cancelled')"
    " AND seq > ? ORDER BY seq"
)
_ROWS = (
    "DELETE FROM customer WHERE customer_ref = ?",
    "DELETE FROM pickup_code WHERE customer_ref = ?",
    "DELETE FROM code_try WHERE customer_ref = ?",
    "DELETE FROM elsewhere WHERE customer_ref = ?",
    "DELETE FROM elsewhere_name WHERE customer_ref = ?",
    "DELETE FROM only_named WHERE customer_ref = ?",
    "DELETE FROM return_words WHERE customer_ref = ?",
    # a snapshot on its way is then not whole, and the central writes another one
    "DELETE FROM shadow_customer WHERE customer_ref = ?",
    "DELETE FROM shadow_code WHERE customer_ref = ?",
    "DELETE FROM shadow_elsewhere WHERE customer_ref = ?",
    "DELETE FROM shadow_elsewhere_name WHERE customer_ref = ?",
)
UNTOLD = 2**62  # of a tombstone: no row of the journal tells of the erasure any more


class Swept(Struct, frozen=True):
    """What went with a customer.

    Args:
        photos: their files, which go after the unit.
        papers: how many.
    """

    photos: tuple[str, ...] = ()
    papers: int = 0


class Standing(Struct, frozen=True):
    """How this box's own erasures stand, the oldest first.

    Args:
        waiting: what it was asked for, has not done and is still to do.
        kept: what it tells of requests that were taken back.
    """

    waiting: tuple[ErasureAsked, ...] = ()
    kept: tuple[EraseCancelled, ...] = ()


class Erasures:
    """Forgets customers, and knows who is waiting for it or was forgotten.

    Attributes:
        sweep: takes their words out of the search index, afterwards and in slices.
    """

    def __init__(self, db: Database) -> None:
        self._db, self.sweep = db, Sweep(db)

    def last(self) -> int:
        """Return the number of the last event about an erasure, 0 for none."""
        sql = (
            "SELECT seq FROM journal"
            " WHERE type IN ('erasure.asked', 'customer.erased', 'erase.cancelled')"
            " ORDER BY seq DESC LIMIT 1"
        )
        row = self._db.execute(sql).fetchone()
        return int(row[0]) if row else 0

    def waiting(self) -> tuple[ErasureAsked, ...]:
        """Return what this box was asked for, has not done and is still to do, the oldest first."""
        return self.standing().waiting

    def cancelled(self) -> frozenset[str]:
        """Return the requests that were taken back."""
        return _cancelled(self._told(0))

    def kept(self) -> tuple[EraseCancelled, ...]:
        """Return what this box tells of requests that were taken back, the oldest first."""
        return self.standing().kept

    def standing(self) -> Standing:
        """Return what waits and what was taken back, of one reading of the journal."""
        asked: dict[str, ErasureAsked] = {}
        told = self._told(0)
        void = _cancelled(told)
        for _, fact in told:
            if not isinstance(fact, ErasureAsked):
                asked.pop(fact.request, None)
            elif fact.request not in void:
                asked.setdefault(fact.request, fact)
        kept = (fact for _, fact in told if isinstance(fact, EraseCancelled))
        return Standing(tuple(asked.values()), tuple(kept))

    def done(self, after: int = 0) -> tuple[tuple[int, CustomerErased], ...]:
        """Return this box's own erasures above a row of the journal, with their numbers."""
        told = self._told(after)
        return tuple((seq, fact) for seq, fact in told if isinstance(fact, CustomerErased))

    def newest(self, limit: int) -> tuple[tuple[int, Told], ...]:
        """Return this box's last facts about erasures with their moment, ms UTC, the newest first.

        Args:
            limit: so many at most.
        """
        sql = (
            "SELECT body FROM journal"
            " WHERE type IN ('erasure.asked', 'customer.erased', 'erase.cancelled')"
            " ORDER BY seq DESC LIMIT ?"
        )
        read = (events.readable(bytes(b)) for (b,) in self._db.execute(sql, [limit]).fetchall())
        return tuple(
            (event.recorded_at, event.facts)
            for event in read
            if event is not None and event.via is None and isinstance(event.facts, Told)
        )

    def _told(self, after: int) -> list[tuple[int, Told]]:
        found = self._db.execute(_TOLD, [after]).fetchall()
        decoded = ((int(seq), events.readable(bytes(body))) for seq, body in found)
        return [
            (seq, event.facts)
            for seq, event in decoded
            # what a sibling repeats was asked of that box
            if event is not None and event.via is None and isinstance(event.facts, Told)
        ]

    def bury(self, mark: str, request: str, seq: int) -> None:
        """Remember by a keyed mark that somebody was forgotten at a row; within a unit."""
        self._db.execute(
            "INSERT INTO tombstone (mark, request, seq) VALUES (?, ?, ?) ON CONFLICT (mark)"
            " DO UPDATE SET request = excluded.request, seq = excluded.seq",
            [mark, request, seq],
        )

    def buried(self) -> frozenset[str]:
        """Return the erasures whose marks this file has, told by a row or not."""
        found = self._db.execute("SELECT request FROM tombstone WHERE request <> ''")
        return frozenset(str(row[0]) for row in found.fetchall())

    def untold(self) -> frozenset[str]:
        """Return the erasures that only tombstones know: the rows that told of them are lost."""
        found = self._db.execute("SELECT request FROM tombstone WHERE seq = ?", [UNTOLD])
        return frozenset(str(row[0]) for row in found.fetchall())

    def dig_up(self, mark: str) -> str | None:
        """Forget that somebody's erasure is told by no row; within a unit.

        Returns:
            Its name; None where there is no such mark, or a row tells of it.
        """
        row = self._db.execute(
            "SELECT request FROM tombstone WHERE mark = ? AND seq = ?", [mark, UNTOLD]
        ).fetchone()
        if row is None:
            return None
        self._db.execute("DELETE FROM tombstone WHERE mark = ?", [mark])
        return str(row[0])

    def pepper_mark(self) -> str:
        """Return the mark of nobody, made under the pepper of all others; empty for none yet."""
        row = self._db.execute("SELECT mark FROM tombstone WHERE request = ''").fetchone()
        return str(row[0]) if row else ""

    def keep_pepper_mark(self, mark: str) -> None:
        """Keep the mark of nobody, in place of any other; within a unit."""
        self._db.execute("DELETE FROM tombstone WHERE request = ''")
        self._db.execute("INSERT INTO tombstone (mark, request, seq) VALUES (?, '', 0)", [mark])

    def buried_at(self, mark: str) -> int:
        """Return at which row of the journal somebody was forgotten, 0 for never."""
        row = self._db.execute("SELECT seq FROM tombstone WHERE mark = ?", [mark]).fetchone()
        return int(row[0]) if row else 0

    def refs(self) -> tuple[str, ...]:
        """Return every customer the books or what lies beside them name."""
        sql = (
            "SELECT customer_ref FROM customer UNION SELECT customer_ref FROM pickup_code"
            " UNION SELECT customer_ref FROM elsewhere"
            " UNION SELECT customer_ref FROM parcel WHERE customer_ref IS NOT NULL"
            " UNION SELECT customer_ref FROM return WHERE customer_ref IS NOT NULL"
        )
        return tuple(str(row[0]) for row in self._db.execute(sql).fetchall())

    def forget(self, customer_ref: str) -> Swept:
        """Keep nothing of a customer but the reference in the books; within a unit."""
        for sql in _ROWS:
            self._db.execute(sql, [customer_ref])
        search.forget(self._db, "customer", customer_ref)
        self.sweep.want()
        return Swept(self._forget_photos(customer_ref), self._blank_papers(customer_ref))

    # -- by term -----------------------------------------------------------------------------------

    def expired(self, before: int, limit: int) -> tuple[str, ...]:
        """Return customers of whom nothing is open, and nothing happened since a moment.

        Args:
            before: the moment, ms UTC.
            limit: so many at most.
        """
        sql = (
            "SELECT customer_ref FROM customer WHERE"
            " (EXISTS (SELECT 1 FROM parcel WHERE parcel.customer_ref = customer.customer_ref)"
            "  OR EXISTS (SELECT 1 FROM return WHERE return.customer_ref = customer.customer_ref)"
            # or nothing of theirs ever came, and what was told of them is over
            "  OR ((SELECT max(to_at) FROM pickup_code"
            "   WHERE pickup_code.customer_ref = customer.customer_ref) < ?1"
            "   AND NOT EXISTS (SELECT 1 FROM elsewhere"
            "   WHERE elsewhere.customer_ref = customer.customer_ref AND as_of >= ?1))"
            "  OR ((SELECT as_of FROM elsewhere"
            "   WHERE elsewhere.customer_ref = customer.customer_ref) < ?1"
            "   AND NOT EXISTS (SELECT 1 FROM pickup_code"
            "   WHERE pickup_code.customer_ref = customer.customer_ref AND to_at >= ?1))"
            # or nothing but a name is left, and has been for so long
            "  OR (SELECT since FROM only_named"
            "   WHERE only_named.customer_ref = customer.customer_ref) < ?1)"
            " AND NOT EXISTS (SELECT 1 FROM parcel WHERE parcel.customer_ref ="
            " customer.customer_ref AND (changed_at >= ?1 OR state NOT IN"
            " ('issued', 'shipped', 'given_back', 'lost', 'disposed', 'missing')))"
            " AND NOT EXISTS (SELECT 1 FROM return WHERE return.customer_ref ="
            " customer.customer_ref AND (changed_at >= ?1 OR state IN ('expected', 'open')))"
            # money that could not go back, and nobody has settled
            " AND NOT EXISTS (SELECT 1 FROM session JOIN payment USING (session)"
            "  WHERE session.customer_ref = customer.customer_ref AND payment.state = 'paid'"
            "  AND json_extract(CAST(payment.body AS TEXT), '$.reason') <> ''"
            "  AND json_extract(CAST(payment.body AS TEXT), '$.reason') <> 'dismissed')"
            " ORDER BY customer_ref LIMIT ?2"
        )
        return tuple(str(row[0]) for row in self._db.execute(sql, [before, limit]).fetchall())

    def forget_persons(self, refs: Sequence[str]) -> None:
        """Keep no name, digits or codes of these customers; within a unit."""
        for ref in refs:
            for sql in _ROWS:
                self._db.execute(sql, [ref])
            search.forget(self._db, "customer", ref)
        if refs:
            self.sweep.want()

    def forget_told(self, before: int) -> int:
        """Forget codes that ended, and what waited elsewhere, before a moment; return how many.

        So go the words of returns that were over by then; what was typed for an opening that is
        over goes at once. Within a unit.
        """
        self._db.execute(
            "DELETE FROM elsewhere_name WHERE customer_ref IN"
            " (SELECT customer_ref FROM elsewhere WHERE as_of < ?)",
            [before],
        )
        codes = self._db.execute("DELETE FROM pickup_code WHERE to_at < ?", [before])
        elsewhere = self._db.execute("DELETE FROM elsewhere WHERE as_of < ?", [before])
        tickets = self._db.execute("DELETE FROM ticket WHERE taken_at < ?", [before])
        words = self._db.execute(
            "DELETE FROM return_words WHERE NOT EXISTS (SELECT 1 FROM return WHERE"
            " return.return = return_words.return"
            " AND (changed_at >= ? OR state IN ('expected', 'open')))",
            [before],
        )
        drafts = self._db.execute(
            "DELETE FROM opening_draft WHERE opening IN (SELECT opening FROM opening"
            " WHERE state IN ('launched', 'withdrawn', 'expired'))"
        )
        return sum(int(one.rowcount) for one in (codes, elsewhere, tickets, words, drafts))

    def note_only_named(self, at: int) -> None:
        """Note since when nothing but a name is kept of whom; within a unit.

        Args:
            at: now, ms UTC.
        """
        for sql in forgetting.NOTE_ONLY_NAMED:
            self._db.execute(sql, {"at": at})

    def forget_papers(self, before: int) -> int:
        """Forget finished papers from before a moment, but acts; return how many.

        Within a unit.
        """
        sql = (
            "DELETE FROM print_job WHERE kind <> 'act' AND created_at < ?"
            " AND state IN ('sent', 'failed', 'discarded')"
        )
        return int(self._db.execute(sql, [before]).rowcount)

    def _forget_photos(self, customer_ref: str) -> tuple[str, ...]:
        sql = (
            "SELECT sha256 FROM photo WHERE subject IN"
            " (SELECT parcel FROM parcel WHERE customer_ref = ?1"
            "  UNION SELECT session FROM session WHERE customer_ref = ?1"
            "  UNION SELECT return FROM return WHERE customer_ref = ?1)"
        )
        found = tuple(str(row[0]) for row in self._db.execute(sql, [customer_ref]).fetchall())
        for sha256 in found:
            self._db.execute("DELETE FROM photo WHERE sha256 = ?", [sha256])
        return found

    def _blank_papers(self, customer_ref: str) -> int:
        """Empty what receipts and stickers of a customer said; one that waits is discarded."""
        sql = (
            "UPDATE print_job SET doc = ?2, blob = NULL, sha256 = NULL, subject = '',"
            " language = '',"
            " state = CASE WHEN state IN ('queued', 'uncertain') THEN 'discarded' ELSE state END"
            " WHERE kind <> 'act' AND doc <> ?2 AND (subject IN"
            " (SELECT parcel FROM parcel WHERE customer_ref = ?1"
            "  UNION SELECT session FROM session WHERE customer_ref = ?1"
            "  UNION SELECT return FROM return WHERE customer_ref = ?1)"
            " OR EXISTS (SELECT 1 FROM parcel WHERE customer_ref = ?1"
            "  AND instr(print_job.doc, CAST(parcel.parcel AS BLOB)) > 0))"
        )
        empty = msgspec.json.encode(Doc("receipt", ()))
        return int(self._db.execute(sql, [customer_ref, empty]).rowcount)


def _cancelled(told: Sequence[tuple[int, Told]]) -> frozenset[str]:
    return frozenset(fact.request for _, fact in told if isinstance(fact, EraseCancelled))
