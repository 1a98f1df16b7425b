"""The network's books: every point's parcels, cells and people, folded from its events.

The rows are made by the same `core.books.evolve` as the counter's own, so that both must agree to
the byte.
"""

import sqlite3
from collections.abc import Iterator

import msgspec

from kiosk.core import books
from kiosk.core.books import KINDS, State, Subject
from kiosk.core.events import Event
from kiosk.core.parcels import Contradiction

_encoder = msgspec.json.Encoder(order="deterministic")
_decoders: dict[str, "msgspec.json.Decoder[State]"] = {
    kind: msgspec.json.Decoder(form) for kind, form in KINDS.items()
}
# What a hostile or future event may make `evolve` raise besides the word it has for it.
_EVOLVE_FAULTS = (Contradiction, AttributeError, LookupError, TypeError, ValueError)


class Ledger:
    """The table `book`; reads and writes inside the caller's transaction."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn

    def fold(self, point: str, event: Event) -> tuple[tuple[Subject, str], ...]:
        """Change the rows an event touches, all of them or none.

        Returns:
            The subjects that could not follow, with the reason; empty when all is well.
        """
        after: list[tuple[Subject, State]] = []
        for subject in books.subjects(event.facts):
            try:
                after.append((subject, books.evolve(subject, self.get(point, subject), event)))
            except _EVOLVE_FAULTS as fault:
                return ((subject, str(fault)[:200]),)
        for subject, state in after:
            self._set(point, subject, state)
        return ()

    def get(self, point: str, subject: Subject) -> State | None:
        """Return one row of a point's books."""
        row = self._conn.execute(
            "SELECT body FROM book WHERE point = ? AND kind = ? AND id = ?",
            [point, subject.kind, subject.id],
        ).fetchone()
        return _decoders[subject.kind].decode(row[0]) if row else None

    def _set(self, point: str, subject: Subject, state: State) -> None:
        word = getattr(state, "state", "")
        self._conn.execute(
            "INSERT INTO book (point, kind, id, state, body) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (point, kind, id) DO UPDATE SET state = excluded.state,"
            " body = excluded.body",
            [point, subject.kind, subject.id, str(word), _encoder.encode(state)],
        )

    def everything(self, point: str) -> Iterator[tuple[str, str, bytes]]:
        """Yield (kind, id, body) of every row of a point's books."""
        rows = self._conn.execute(
            "SELECT kind, id, body FROM book WHERE point = ? ORDER BY kind, id", [point]
        )
        for kind, id_, body in rows:
            yield str(kind), str(id_), bytes(body)

    def count_parcels(self, point: str) -> dict[str, int]:
        """Return how many parcels of a point are in each state."""
        rows = self._conn.execute(
            "SELECT state, count(*) FROM book WHERE point = ? AND kind = 'parcel' GROUP BY state",
            [point],
        )
        return {str(state): int(n) for state, n in rows}
