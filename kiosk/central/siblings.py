"""Boxes that share a point: who works for it, and what each is told of the others.

One box works for a point unless the console says that several do; then each event of one is relayed
to the others, byte for byte (PROTOCOL.md 10).
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import msgspec
from msgspec import Struct

from kiosk.central.names import Named
from kiosk.central.outgoing import REPLACED, Outgoing
from kiosk.central.people import People
from kiosk.central.sql import Sql
from kiosk.core import books
from kiosk.core.conflicts_openings import is_for_all
from kiosk.core.events import CENTRAL, Event
from kiosk.core.messages import SiblingEvents, StaffUpsert

_MOST_EVENTS = 20  # as many as a box folds between two frames (PROTOCOL.md 7)
_MOST_BYTES = 40 * 1024


class Told(Struct, frozen=True):
    """An event a box told, and its bytes."""

    event: Event
    body: bytes


class Siblings:
    """The table `shared_point`, and the letters that relay.

    Args:
        conn: inside a transaction whenever a method is called.
        outgoing: the letters.
    """

    def __init__(self, conn: Sql, outgoing: Outgoing) -> None:
        self._conn, self._outgoing = conn, outgoing

    def share(self, point: str, *, on: bool) -> bool:
        """Let several boxes work for a point, or one alone; return whether that is new."""
        if on == self.is_shared(point):
            return False
        if on:
            sql = "INSERT INTO shared_point (point) VALUES (?) ON CONFLICT (point) DO NOTHING"
            self._conn.execute(sql, [point])
        else:
            self._conn.execute("DELETE FROM shared_point WHERE point = ?", [point])
        return True

    def is_shared(self, point: str) -> bool:
        """Whether several boxes work for a point."""
        row = self._conn.execute("SELECT 1 FROM shared_point WHERE point = ?", [point]).fetchone()
        return row is not None

    def replace_others(self, point: str, device: str) -> None:
        """Let a box take its point over: the others are let go once they have told all."""
        if not self.is_shared(point):
            self._conn.execute(
                "UPDATE device SET blocked = ?"
                " WHERE point = ? AND device <> ? AND role = 'counter' AND blocked = ''",
                [REPLACED, point, device],
            )

    def introduce(self, named: Named, device: str, at: int) -> tuple[str, ...]:
        """Tell the boxes beside the one where a person was named who that is; return those.

        An echo tells them that somebody joined, and no name: a name is personal data, and goes
        beside the events.
        """
        if not self.is_shared(named.point):
            return ()
        team = People(self._conn).of(named.point)
        known = next((one for one in team if one.staff.staff == named.staff), None)
        others = self._others(named.point, device)
        if known is None or not known.name:
            return ()
        staff = known.staff
        rights, active = tuple(sorted(staff.granted)), not staff.blocked
        letter = StaffUpsert(staff.staff, known.name, staff.role, rights, active=active)
        for other in others:
            self._outgoing.queue(other, [letter], at, "system")
        return others

    def relay(self, point: str, device: str, told: Iterable[Told], at: int) -> tuple[str, ...]:
        """Relay what a box did to the others of its shared point; return those.

        What a letter of ours made it do they do by themselves, and what is an echo they know. The
        end of a term they may have refused: it goes in a letter of its own, which a box that does
        not know of this turns away, and nothing else with it.
        """
        news = [one for one in told if _is_news(one.event)]
        others = self._others(point, device)
        if not news or not others:
            return ()
        letters = [
            SiblingEvents(device, tuple(map(msgspec.Raw, group)))
            for _, alike in groupby(news, lambda one: is_for_all(one.event.facts))
            for group in _grouped([one.body for one in alike])
        ]
        for other in others:
            self._outgoing.queue(other, letters, at, "system")
        return others

    def _others(self, point: str, device: str) -> tuple[str, ...]:
        rows = self._conn.execute(
            "SELECT device FROM device"
            " WHERE point = ? AND device <> ? AND role = 'counter' AND blocked <> ?"
            " ORDER BY device",
            [point, device, REPLACED],
        ).fetchall()
        return tuple(str(row[0]) for row in rows)


def _is_news(event: Event) -> bool:
    is_theirs = event.actor != CENTRAL or is_for_all(event.facts)
    return is_theirs and not event.via and bool(books.subjects(event.facts))


def _grouped(bodies: Sequence[bytes]) -> Iterator[list[bytes]]:
    group: list[bytes] = []
    for body in bodies:
        if group and (len(group) == _MOST_EVENTS or sum(map(len, group)) + len(body) > _MOST_BYTES):
            yield group
            group = []
        group.append(body)
    yield group
