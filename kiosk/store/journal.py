"""The journal: the only way to write what happened; rows, journal and chain in one unit.

`record` applies `evolve` to every row an event touches, saves the rows and appends the event. The
journal is audit log, outbox and source of the figures at once; its rows are chained by hash.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence

from msgspec import MsgspecError, Struct
from msgspec.structs import replace
from sqlite_utils import Database

from kiosk.core import books, conflicts, events
from kiosk.core.anchors import Anchor, Anchored, Epoch, judge
from kiosk.core.books import KINDS, State, Subject
from kiosk.core.events import MAX_EVENT_BYTES, Event
from kiosk.core.facts.box import StorageRecovered
from kiosk.core.parcels import Contradiction
from kiosk.core.snapshots import ENDED, rebase
from kiosk.store import rows, search
from kiosk.store.db import snapshot
from kiosk.store.deeds import Deeds
from kiosk.store.snapshots import Baseline, Snapshots

_SLICE = 1000


class TooLarge(ValueError):
    """An event over 16 KB: the wire would not take it."""


class Head(Struct, frozen=True):
    """The journal's last row: its number and the chain up to it; seq 0 for an empty one."""

    seq: int
    hash: bytes


class Row(Struct, frozen=True):
    """One row of the journal."""

    seq: int
    id: str
    type: str
    body: bytes
    hash: bytes


class ProvenRow(Struct, frozen=True):
    """A row of the journal with the chain before and after it."""

    seq: int
    before: bytes
    body: bytes
    hash: bytes


class Audit(Struct, frozen=True):
    """What the audit found.

    Args:
        rows: journal rows read.
        broken_at: first number whose chain, sequence or sense is broken, or None.
        differing: rows of the books that differ from the fold in any column, as "kind id".
        anchored: how it stands to what the central has.
        anchor_seq: up to which row the central was asked, 0 for not at all.
    """

    rows: int
    broken_at: int | None
    differing: tuple[str, ...]
    anchored: Anchored = Anchored.NOT_ASKED
    anchor_seq: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the history was changed, as far as was asked."""
        stands = self.anchored in {Anchored.NOT_ASKED, Anchored.AGREES}
        return self.broken_at is None and stands


def link(before: bytes, body: bytes) -> bytes:
    """Return h(n) = SHA-256(h(n-1) + body(n)) (TRUST.md 7)."""
    return hashlib.sha256(before + body).digest()


def root_of(device: str) -> bytes:
    """Return h(0), which the journal of a box begins with."""
    return hashlib.sha256(device.encode()).digest()


class Journal:
    """The journal of one counter.

    Args:
        db: the writing connection.
        device: the box's id; h(0) is its SHA-256.
    """

    def __init__(self, db: Database, device: str) -> None:
        self._db = db
        self.device = device
        self._root = root_of(device)
        self._deeds = Deeds(db)

    def record(self, happened: Sequence[Event]) -> tuple[int, ...]:
        """Make events true: change the rows they touch and append them, all in the open unit.

        Returns:
            Their numbers.

        Raises:
            books.Contradiction: an event cannot have happened; the unit must be rolled back.
            TooLarge: an event over 16 KB.
        """
        if not self._db.conn.in_transaction:
            raise RuntimeError("journal.record outside a unit")
        chain, numbers = self.head().hash, []
        states: dict[Subject, State] = {}  # lives as long as this call: a rollback leaves nothing
        for event in happened:
            body = _body(event)
            subjects = books.subjects(event.facts)
            self._fold(event, subjects, states)
            chain = link(chain, body)
            numbers.append(self._append(event, body, chain))
            self._note_touched(event, subjects, numbers[-1])
            for subject in subjects:
                if subject in states:  # a sibling's act that cannot be followed here changes none
                    search.note_state(self._db, states[subject])
        for state in states.values():
            rows.save(self._db, state)
        return tuple(numbers)

    def _fold(
        self, event: Event, subjects: Sequence[Subject], states: dict[Subject, State]
    ) -> None:
        # a row that several events of one unit touch is read once and written once
        known = {s: states.get(s) or rows.load(self._db, s) for s in subjects}
        states |= folded(event, known)

    def _append(self, event: Event, body: bytes, chain: bytes) -> int:
        # plain INSERT only: INSERT OR IGNORE and upserts burn numbers (PROTOCOL.md 5)
        cursor = self._db.execute(
            "INSERT INTO journal (id, type, body, hash) VALUES (?, ?, ?, ?)",
            [event.id, event.type, body, chain],
        )
        return int(cursor.lastrowid or 0)

    def _note_touched(self, event: Event, subjects: Sequence[Subject], seq: int) -> None:
        for subject in subjects:
            sql = "INSERT INTO touched (kind, id, seq) VALUES (?, ?, ?)"
            self._db.execute(sql, [subject.kind, subject.id, seq])
        self._deeds.note(event, seq)

    def begin_epoch(self, epoch: str, first_seq: int, at: int, reason: str) -> None:
        """Begin an epoch of the journal's numbers, in the open unit (PROTOCOL.md 6).

        Args:
            epoch: 16 hex digits.
            first_seq: the first number that may differ from what the central knew.
            at: now, ms UTC.
            reason: why, in a word.
        """
        self._db.execute(
            "INSERT INTO epoch (epoch, first_seq, started_at, reason) VALUES (?, ?, ?, ?)",
            [epoch, first_seq, at, reason],
        )

    def epoch(self) -> str:
        """Return the epoch the journal is in, empty before its first."""
        row = self._db.execute("SELECT epoch FROM epoch ORDER BY n DESC LIMIT 1").fetchone()
        return str(row[0]) if row else ""

    def head(self) -> Head:
        """Return the last row's number and chain."""
        sql = "SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1"
        row = self._db.execute(sql).fetchone()
        return Head(int(row[0]), bytes(row[1])) if row else Head(0, self._root)

    def since(self, seq: int, limit: int) -> tuple[Row, ...]:
        """Return up to `limit` rows above `seq`."""
        sql = "SELECT seq, id, type, body, hash FROM journal WHERE seq > ? ORDER BY seq LIMIT ?"
        found = self._db.execute(sql, [seq, limit]).fetchall()
        return tuple(Row(n, id_, type_, bytes(b), bytes(h)) for n, id_, type_, b, h in found)

    def about(self, subject: Subject, limit: int = 50) -> tuple[Event, ...]:
        """Return the last events that changed `subject`, newest first."""
        sql = (
            "SELECT journal.body FROM touched JOIN journal USING (seq)"
            " WHERE touched.kind = ? AND touched.id = ? ORDER BY touched.seq DESC LIMIT ?"
        )
        found = self._db.execute(sql, [subject.kind, subject.id, limit]).fetchall()
        return tuple(events.decode(bytes(body)) for (body,) in found)

    def last_touch(self, subject: Subject) -> int:
        """Return the number of the last event that changed `subject`, 0 for none."""
        sql = "SELECT max(seq) FROM touched WHERE kind = ? AND id = ?"
        return int(self._db.execute(sql, [subject.kind, subject.id]).fetchone()[0] or 0)

    def last_by_hand(self, subject: Subject) -> int:
        """Return the number of the last event by which a person here changed `subject`, or 0.

        What a sibling's people did the central knows already.
        """
        sql = (
            "SELECT touched.seq, journal.body FROM touched JOIN journal USING (seq)"
            " WHERE touched.kind = ? AND touched.id = ? ORDER BY touched.seq DESC"
        )
        for seq, body in self._db.execute(sql, [subject.kind, subject.id]):
            event = events.readable(bytes(body))
            if event and event.via is None and event.actor not in {events.CENTRAL, events.SYSTEM}:
                return int(seq)
        return 0

    def touching(self, subject: Subject) -> tuple[int, ...]:
        """Return the numbers of all events that changed `subject`, the oldest first."""
        sql = "SELECT DISTINCT seq FROM touched WHERE kind = ? AND id = ? ORDER BY seq"
        return tuple(int(n) for (n,) in self._db.execute(sql, [subject.kind, subject.id]))

    def of_type(self, word: str) -> tuple[tuple[int, bytes], ...]:
        """Return number and body of all events of a type; reads the whole journal."""
        sql = "SELECT seq, body FROM journal WHERE type = ? ORDER BY seq"
        return tuple((int(n), bytes(body)) for n, body in self._db.execute(sql, [word]))

    def recovery(self) -> StorageRecovered | None:
        """Return how the file was recovered last, None once that is confirmed, or never was."""
        sql = (  # names what the index journal_storage is of, so that it is used
            "SELECT body FROM journal WHERE type IN ('storage.recovered', 'storage.confirmed')"
            " ORDER BY seq DESC LIMIT 1"
        )
        row = self._db.execute(sql).fetchone()
        event = events.readable(bytes(row[0])) if row else None
        facts = event.facts if event else None
        return facts if isinstance(facts, StorageRecovered) else None

    def proven(self, numbers: Sequence[int]) -> tuple[ProvenRow, ...]:
        """Return rows with the chain on both sides of them, as they are numbered in `numbers`."""
        sql = (
            "SELECT it.body, it.hash, before.hash FROM journal AS it"
            " LEFT JOIN journal AS before ON before.seq = it.seq - 1 WHERE it.seq = ?"
        )
        found = ((n, self._db.execute(sql, [n]).fetchone()) for n in numbers)
        return tuple(
            ProvenRow(n, bytes(row[2]) if row[2] else self._root, bytes(row[0]), bytes(row[1]))
            for n, row in found
            if row
        )

    def unsent(self, acked: int) -> tuple[int, int | None]:
        """Return how many rows are above `acked`, and when the first of them was recorded."""
        head = self.head().seq
        sql = "SELECT body FROM journal WHERE seq > ? ORDER BY seq LIMIT 1"
        row = self._db.execute(sql, [acked]).fetchone()
        event = events.readable(bytes(row[0])) if row else None
        return max(0, head - acked), event.recorded_at if event else None

    def count_types(self) -> dict[str, int]:
        """Return how many events there are of each type."""
        found = self._db.execute("SELECT type, count(*) FROM journal GROUP BY type").fetchall()
        return {str(type_): int(n) for type_, n in found}

    def audit(
        self,
        acked: int = 0,
        anchor: Anchor | None = None,
        read: Callable[[int, int], None] = lambda _done, _of: None,
    ) -> Audit:
        """Fold the whole journal anew and compare: chain, numbers, and every row of the books.

        Args:
            acked: the last number the central has; a shorter journal is broken after its end.
            anchor: what the central has of it, None to ask the box alone.
            read: told how many rows were read, and of how many.
        """
        with snapshot(self._db):  # the counter may write meanwhile
            found = self._audit(read)
            if anchor is not None:
                stands = self._stands(anchor, found.rows)
                found = replace(found, anchored=stands, anchor_seq=anchor.seq)
        if found.broken_at is None and found.rows < acked:
            return replace(found, broken_at=found.rows + 1)
        return found

    def _stands(self, anchor: Anchor, head: int) -> Anchored:
        sql = "SELECT epoch, first_seq FROM epoch ORDER BY n"
        epochs = [Epoch(str(name), int(first)) for name, first in self._db.execute(sql)]
        sql = "SELECT hash FROM journal WHERE seq = ?"
        row = self._db.execute(sql, [anchor.seq]).fetchone()
        chain = bytes(row[0]) if row else None if anchor.seq else self._root
        return judge(anchor, self.device, epochs, head, chain)

    def _audit(self, read: Callable[[int, int], None]) -> Audit:
        fold = _Fold(Snapshots(self._db).baseline())
        chain, last, broken = self._root, 0, None
        of = self.head().seq
        while batch := self.since(last, _SLICE):
            for row in batch:
                chain = link(chain, row.body)
                chained = row.hash == chain and row.seq == last + 1
                if not (fold.take(row) and chained) and broken is None:
                    broken = row.seq
                chain, last = row.hash, row.seq
            read(last, of)
        return Audit(last, broken, self._differing(fold))

    def _differing(self, fold: "_Fold") -> tuple[str, ...]:
        wanted = {(s.kind, s.id): rows.row_of(state) for s, state in fold.states.items()}
        found = {
            (kind, str(row[0])): rows.renewed(kind, row)
            for kind in KINDS
            for row in rows.all_rows(self._db, kind)
            if fold.answers_for(Subject(kind, str(row[0])), row)
        }
        names = {key for key in wanted | found if wanted.get(key) != found.get(key)}
        return tuple(sorted(f"{kind} {id_}" for kind, id_ in names))


class _Fold:
    """The fold of a journal's rows: from its beginning, or from the last snapshot on.

    Args:
        base: the last snapshot, None where there was none.
    """

    def __init__(self, base: Baseline | None) -> None:
        self._base = base
        self._own: list[Event] = []  # between what the snapshot knew and the row that applied it
        self._unknown: set[Subject] = set()
        self.states: dict[Subject, State] = {}

    def take(self, row: Row) -> bool:
        """Fold one row; False if it is no event, or one that cannot have happened."""
        # a row that was tampered with may be no event at all, or one that cannot have happened
        try:
            event = events.decode(row.body)
            self._fold(row.seq, event)
        except (events.UnknownFact, MsgspecError, UnicodeDecodeError, RecursionError):
            return False
        except Contradiction:
            return False
        return (event.id, event.type) == (row.id, row.type)

    def _fold(self, seq: int, event: Event) -> None:
        base = self._base
        if base is None or seq > base.seq:
            known = {s: self.states.get(s) for s in books.subjects(event.facts)}
            try:
                self.states |= folded(event, known)
            except Contradiction:
                if base is None or None not in known.values():
                    raise
                # about something that was over before the snapshot, which did not tell of it
                self._unknown.update(known)
        elif seq == base.seq:
            self.states = dict(base.states) | rebase(base.states.get, self._own)
        elif seq > base.upto and not event.via:
            self._own.append(event)

    def answers_for(self, subject: Subject, row: rows.Row) -> bool:
        """Whether the fold can say how a row must stand."""
        if subject in self._unknown:
            return False
        is_over = str(row[1]) in ENDED.get(subject.kind, ())
        return self._base is None or subject in self.states or not is_over


def folded(event: Event, known: Mapping[Subject, State | None]) -> dict[Subject, State]:
    """Return the rows of an event of the journal as it leaves them.

    Args:
        event: an act of this counter, or, with `via`, a sibling's that it repeats.
        known: the row of each of its subjects.

    Raises:
        Contradiction: an act of our own that cannot have happened.
    """
    if event.via:
        return conflicts.told(event, known)
    return {subject: books.evolve(subject, was, event) for subject, was in known.items()}


def _body(event: Event) -> bytes:
    body = events.encode(event)
    if len(body) > MAX_EVENT_BYTES:
        raise TooLarge(f"{event.type} has {len(body)} bytes, more than {MAX_EVENT_BYTES}")
    return body
