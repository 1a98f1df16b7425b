"""The network's books: every point's parcels, cells and people, folded from its events.

The rows are made by the same `core` as the counter's own, so that both must agree to the byte.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from msgspec import Struct

from kiosk.central.sql import Sql, json_list, plain
from kiosk.core import books, conflicts
from kiosk.core.books import KINDS, State, Subject
from kiosk.core.conflicts import Clash
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

    def fold(self, point: str, happened: Sequence[Event]) -> tuple[Refusal, ...]:
        """Change the rows that events touch, in the order of the events.

        Every row is read once and written once, however many events touch it. Between two events
        it lies here as the bytes that would stand in the table, so that the second meets the same.

        Returns:
            The events that people should hear of: settled by a rule of `core.conflicts`, or such
            as could not be followed, which changed nothing.
        """
        touched = [books.subjects(event.facts) for event in happened]
        bodies = self._read(point, {subject for subjects in touched for subject in subjects})
        changed: dict[Subject, _After] = {}
        refused: list[Refusal] = []
        for event, subjects in zip(happened, touched, strict=True):
            try:
                after, clashes = _evolved(event, subjects, bodies)
            except _CannotFollow as no:
                refused.append(no.refusal)
                continue
            changed |= after
            bodies |= {subject: row.body for subject, row in after.items()}
            refused += clashes
        self._write(point, changed)
        return tuple(refused)

    def _read(self, point: str, subjects: Iterable[Subject]) -> dict[Subject, bytes]:
        """Return those of the rows that are there, by one question a kind."""
        ids: dict[str, list[str]] = {}
        for subject in subjects:
            ids.setdefault(subject.kind, []).append(subject.id)
        bodies: dict[Subject, bytes] = {}
        for kind, wanted in ids.items():
            # No id holds a NUL (`words.Ref`, `words.Word`): SQLite would end a JSON string there.
            rows = self._conn.execute(
                "SELECT id, body FROM book WHERE point = ? AND kind = ?"
                " AND id IN (SELECT value FROM json_each(?))",
                [point, kind, json_list(wanted)],
            ).fetchall()
            bodies |= {Subject(kind, id_): body for id_, body in rows}
        return bodies

    def _write(self, point: str, changed: Mapping[Subject, _After]) -> None:
        self._conn.executemany(
            "INSERT INTO book (point, kind, id, state, body) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (point, kind, id) DO UPDATE SET state = excluded.state,"
            " body = excluded.body",
            [(point, at.kind, at.id, row.word, row.body) for at, row in changed.items()],
        )


class _CannotFollow(Exception):
    """One of an event's rows cannot follow it."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


def _evolved(
    event: Event, subjects: Iterable[Subject], bodies: Mapping[Subject, bytes]
) -> tuple[dict[Subject, _After], list[Refusal]]:
    """Return every row of an event as it leaves them, and what people should hear of.

    Raises:
        _CannotFollow: one of its rows could not follow it.
    """
    after: dict[Subject, _After] = {}
    clashes: list[Refusal] = []
    for subject in subjects:
        try:
            body = bodies.get(subject)
            state = _decoders[subject.kind].decode(body) if body is not None else None
            settled = conflicts.settle(subject, state, event)
            after[subject] = _After(_word_of(settled.state), _encoder.encode(settled.state))
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
