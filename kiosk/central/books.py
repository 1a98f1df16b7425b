"""The network's books: every point's parcels, cells and people, folded from its events.

The rows are made by the same `core` as the counter's own, so that both must agree to the byte.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeAlias

import msgspec
from msgspec import Struct

from kiosk.central.sql import Sql, json_table, plain
from kiosk.core import books, conflicts
from kiosk.core.books import KINDS, State, Subject
from kiosk.core.conflicts import Clash
from kiosk.core.events import Event
from kiosk.core.parcels import Contradiction

_Place: TypeAlias = tuple[str, Subject]  # a point, and the row in its books

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


class Refusal(Struct, frozen=True):
    """An event that stood against another fact.

    Args:
        event: its id.
        subject: the first of its rows it was about.
        reason: why, in words; the rule's word where one settled it.
        clash: how the books follow both; None where they could not follow this one at all.
    """

    event: str
    subject: Subject
    reason: str
    clash: Clash | None = None


class _After(Struct, frozen=True):
    """A row as an event leaves it: the state's own word, and the whole of it."""

    word: str
    body: bytes


class Ledger:
    """The table `book`; reads and writes inside the caller's transaction.

    Args:
        conn: of the store.
    """

    def __init__(self, conn: Sql) -> None:
        self._conn = conn

    def fold(self, happened: Sequence[tuple[str, Event]]) -> tuple[Refusal, ...]:
        """Change the rows that events touch, in the order of the events.

        Every row is read once and written once, however many events touch it. Between two events
        it lies here as the bytes that would stand in the table, so that the second meets the same.

        Args:
            happened: events, each with its point.

        Returns:
            The events that people should hear of: settled by a rule of `core.conflicts`, or such
            as could not be followed, which changed nothing.
        """
        touched = [
            (event, [(point, subject) for subject in books.subjects(event.facts)])
            for point, event in happened
        ]
        bodies = self._read({place for _, places in touched for place in places})
        changed: dict[_Place, _After] = {}
        refused: list[Refusal] = []
        for event, places in touched:
            try:
                after, clashes = _evolved(event, places, bodies)
            except _CannotFollow as no:
                refused.append(no.refusal)
                continue
            for place, row in after.items():
                changed[place], bodies[place] = row, row.body
            refused += clashes
        self._write(changed)
        return tuple(refused)

    def _read(self, places: Collection[_Place]) -> dict[_Place, bytes]:
        """Return those of the rows that are there."""
        if not places:
            return {}
        # No id holds a NUL (`words.Ref`, `words.Word`): SQLite would end a JSON string there.
        rows = self._conn.execute(
            "SELECT book.point, book.kind, book.id, book.body FROM json_each(?) AS wanted"
            " CROSS JOIN book WHERE book.point = json_extract(wanted.value, '$[0]')"
            " AND book.kind = json_extract(wanted.value, '$[1]')"
            " AND book.id = json_extract(wanted.value, '$[2]')",
            [json_table((point, about.kind, about.id) for point, about in places)],
        ).fetchall()
        return {(point, Subject(kind, id_)): body for point, kind, id_, body in rows}

    def _write(self, changed: Mapping[_Place, _After]) -> None:
        if not changed:
            return
        self._conn.executemany(
            "INSERT INTO book (point, kind, id, state, body) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (point, kind, id) DO UPDATE SET state = excluded.state,"
            " body = excluded.body",
            [
                (point, about.kind, about.id, row.word, row.body)
                for (point, about), row in changed.items()
            ],
        )


class _CannotFollow(Exception):
    """One of an event's rows cannot follow it."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


def _evolved(
    event: Event, places: Iterable[_Place], bodies: Mapping[_Place, bytes]
) -> tuple[dict[_Place, _After], list[Refusal]]:
    """Return every row of an event as it leaves them, and what people should hear of.

    Raises:
        _CannotFollow: one of its rows could not follow it.
    """
    after: dict[_Place, _After] = {}
    clashes: list[Refusal] = []
    for place in places:
        subject = place[1]
        try:
            body = bodies.get(place)
            state = _decoders[subject.kind].decode(body) if body is not None else None
            settled = conflicts.settle(subject, state, event)
            after[place] = _After(_word_of(settled.state), _encoder.encode(settled.state))
        except _EVOLVE_FAULTS as fault:
            why = plain(f"{type(fault).__name__}: {fault}"[:200])
            raise _CannotFollow(Refusal(event.id, subject, why)) from fault
        if settled.clash and not settled.clash.quiet:
            rule = settled.clash.rule.value
            clashes.append(Refusal(event.id, subject, rule, settled.clash))
    return after, clashes


def _word_of(state: State) -> str:
    """Return the state's own word for where it stands, such as `stored`; empty if it has none."""
    return str(getattr(state, "state", ""))
