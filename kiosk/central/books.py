"""The network's books: every point's parcels, cells and people, folded from its events.

The rows are made by the same `core.books.evolve` as the counter's own, so that both must agree to
the byte.
"""

import sqlite3

import msgspec

from kiosk.core import books
from kiosk.core.books import KINDS, State, Subject
from kiosk.core.events import Event
from kiosk.core.parcels import Contradiction

_encoder = msgspec.json.Encoder(order="deterministic")
_decoders: dict[str, "msgspec.json.Decoder[State]"] = {
    kind: msgspec.json.Decoder(form) for kind, form in KINDS.items()
}
# What an event may make `evolve` raise besides the word it has for it: one box's strange event
# must never stop the mail of all the others.
_EVOLVE_FAULTS = (
    Contradiction,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,  # msgspec's own are of this kind
)


class Ledger:
    """The table `book`; reads and writes inside the caller's transaction.

    Args:
        conn: of the store.
    """

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn

    def fold(self, point: str, event: Event) -> tuple[tuple[Subject, str], ...]:
        """Change the rows an event touches, all of them or none.

        Every new row is made before the first is written, so a refusal leaves nothing behind.

        Returns:
            The subject that could not follow, with the reason; empty when all is well.
        """
        after: list[tuple[Subject, str, bytes]] = []
        for subject in books.subjects(event.facts):
            try:
                state = books.evolve(subject, self._get(point, subject), event)
                after.append((subject, _word_of(state), _encoder.encode(state)))
            except _EVOLVE_FAULTS as fault:
                return ((subject, f"{type(fault).__name__}: {fault}"[:200]),)
        for subject, word, body in after:
            self._conn.execute(
                "INSERT INTO book (point, kind, id, state, body) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (point, kind, id) DO UPDATE SET state = excluded.state,"
                " body = excluded.body",
                [point, subject.kind, subject.id, word, body],
            )
        return ()

    def _get(self, point: str, subject: Subject) -> State | None:
        row = self._conn.execute(
            "SELECT body FROM book WHERE point = ? AND kind = ? AND id = ?",
            [point, subject.kind, subject.id],
        ).fetchone()
        return _decoders[subject.kind].decode(row[0]) if row else None


def _word_of(state: State) -> str:
    """Return the state's own word for where it stands, such as `stored`; empty if it has none."""
    return str(getattr(state, "state", ""))
