"""What follows of roll-outs by itself: offers made and taken back, the next ring by its rule.

One process does it, every few seconds, and does the rest at its next turn: a box may say something
between two of its looks.
"""

from msgspec import Struct

from kiosk.central.outgoing import REPLACED, Outgoing
from kiosk.central.rollout_book import Release, Rollout, RolloutBook, State
from kiosk.central.rollout_wishes import HOUR_MS
from kiosk.central.sql import Sql, json_list
from kiosk.core.update_words import Cause, Ring, Step
from kiosk.core.updates import UpdateAvailable, UpdateWithdrawn
from kiosk.sync.protocol import REVOKED

SYSTEM = "system"
_AT_ONCE = 200  # boxes of one transaction


class Waiting(Struct, frozen=True):
    """A box whose turn it is: its ring, and the version it greeted with."""

    device: str
    ring: str
    app: str


class Tending:
    """Follows up on roll-outs.

    Args:
        conn: of the store, outside a unit.
        outgoing: the letters.
    """

    def __init__(self, conn: Sql, outgoing: Outgoing) -> None:
        self._conn, self._outgoing, self._book = conn, outgoing, RolloutBook(conn)

    def tend(self, at: int) -> int:
        """Follow up; return how many letters were queued; a transaction by itself.

        Args:
            at: now, ms UTC.

        Raises:
            StoreTrouble: the database's own trouble; it is done at the next turn.
        """
        known = self._conn.execute(
            "SELECT 1 FROM rollout WHERE state NOT IN ('withdrawn', 'superseded') UNION ALL"
            " SELECT 1 FROM rollout_box WHERE step IN ('offered', 'accepted') LIMIT 1"
        ).fetchone()
        if known is None:  # as most of the time
            return 0
        with self._conn.unit():
            return self._follow(at)

    def _follow(self, at: int) -> int:
        back = self._taken_back()
        one = self._book.running()
        fresh = boxes_for(self._conn, one.ring, one.rollout, at) if one else []
        # all of them at once and before any row, as whoever takes in a box's word has it: no two
        # then wait for each other
        self._conn.hold([*(device for _, device in back), *(box.device for box in fresh)])
        sent = sum(self._take_back(rollout, device, at) for rollout, device in back)
        release = self._book.release(one.version) if one else None
        if one and release and fresh:
            held = {box.device for box in fresh}
            still = boxes_for(self._conn, one.ring, one.rollout, at)  # one may be blocked by now
            sent += sum(self._offer(one, release, box, at) for box in still if box.device in held)
        self._let_go(at)
        if one and not fresh and is_due(self._book, one, at):
            goes_on(self._conn, one, SYSTEM, at)
        return sent

    def _taken_back(self) -> list[tuple[str, str]]:
        """Return (roll-out, box) of offers that no box has begun, of roll-outs that do not run."""
        rows = self._conn.execute(
            "SELECT rollout_box.rollout, device FROM rollout_box JOIN rollout"
            " ON rollout.rollout = rollout_box.rollout WHERE state <> 'running'"
            " AND step IN ('offered', 'accepted') ORDER BY device, rollout_box.rollout LIMIT ?",
            [_AT_ONCE],
        ).fetchall()
        return [(str(rollout), str(device)) for rollout, device in rows]

    def _take_back(self, rollout: str, device: str, at: int) -> int:
        taken = self._conn.execute(  # the box may have begun while we waited for it
            "UPDATE rollout_box SET step = 'held', at = ? WHERE rollout = ? AND device = ?"
            " AND step IN ('offered', 'accepted')",
            [at, rollout, device],
        )
        if taken.rowcount:
            self._outgoing.queue(device, [UpdateWithdrawn(rollout)], at, SYSTEM)
        return taken.rowcount

    def _offer(self, one: Rollout, release: Release, box: Waiting, at: int) -> int:
        has_it = box.app == release.version
        changed = self._conn.execute(
            "INSERT INTO rollout_box (rollout, device, ring, step, cause, at)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (rollout, device) DO UPDATE SET"
            " ring = excluded.ring, step = excluded.step, cause = excluded.cause, at = excluded.at"
            " WHERE rollout_box.step IN ('held', 'gone')",
            [
                *(one.rollout, box.device, box.ring),
                (Step.CONFIRMED if has_it else Step.OFFERED).value,
                Cause.HAS_IT.value if has_it else "",
                at,
            ],
        )
        if has_it or not changed.rowcount:
            return 0
        self._outgoing.queue(box.device, [_letter(one, release)], at, SYSTEM)
        return 1

    def _let_go(self, at: int) -> None:
        """Wait no longer for boxes that were replaced or revoked."""
        self._conn.execute(
            "UPDATE rollout_box SET step = 'gone', at = ? WHERE step IN ('offered', 'accepted',"
            " 'begun', 'installed', 'held') AND device IN"
            " (SELECT device FROM device WHERE blocked IN (?, ?))",
            [at, REPLACED, REVOKED],
        )


def boxes_for(conn: Sql, ring: Ring, rollout: str = "", at: int = 0) -> list[Waiting]:
    """Return the boxes in the rings so far that lack an offer; at most as many as go at once.

    One that was busy with another release is asked again when that one has ended, else an hour on.

    Args:
        conn: of the store.
        ring: how far the roll-out has come.
        rollout: which; empty for one that does not exist yet.
        at: now, ms UTC.
    """
    rows = conn.execute(
        "SELECT device.device, coalesce(point_ring.ring, 'all'), coalesce(presence.app, '')"
        " FROM device LEFT JOIN point_ring ON point_ring.point = device.point"
        " LEFT JOIN presence ON presence.device = device.device"
        " LEFT JOIN rollout_box ON rollout_box.device = device.device"
        " AND rollout_box.rollout = ? WHERE device.role = 'counter' AND device.blocked = ''"
        " AND (rollout_box.device IS NULL OR rollout_box.step IN ('held', 'gone'))"
        " AND (rollout_box.device IS NULL OR rollout_box.cause <> 'busy' OR rollout_box.at <= ?"
        " OR EXISTS (SELECT 1 FROM rollout_box AS other WHERE other.device = device.device"
        " AND other.rollout <> rollout_box.rollout AND other.at >= rollout_box.at"
        " AND other.step IN ('confirmed', 'rolled_back', 'failed')))"
        " AND coalesce(point_ring.ring, 'all') IN (SELECT value FROM json_each(?))"
        " ORDER BY device.device LIMIT ?",
        [rollout, at - HOUR_MS, json_list([one.value for one in ring.reached]), _AT_ONCE],
    ).fetchall()
    return [Waiting(str(device), str(of), str(app)) for device, of, app in rows]


def goes_on(conn: Sql, one: Rollout, by: str, at: int) -> bool:
    """Let a roll-out reach its next ring, if it still stands as it was seen; whether it did.

    Args:
        conn: inside a transaction.
        one: as it was seen.
        by: who wants it.
        at: now, ms UTC.
    """
    after = one.ring.next
    if after is None:
        return False
    changed = conn.execute(
        "UPDATE rollout SET ring = ?, changes = changes + 1"
        " WHERE rollout = ? AND state = 'running' AND changes = ?",
        [after.value, one.rollout, one.changes],
    )
    if changed.rowcount:
        note(conn, one.rollout, by, at, "advanced", after.value)
    return bool(changed.rowcount)


def note(conn: Sql, rollout: str, by: str, at: int, what: str, about: str) -> None:
    """Write down what happened to a roll-out.

    Args:
        conn: inside a transaction.
        rollout: to which.
        by: who did it; `system` for a rule.
        at: when, ms UTC.
        what: a word.
        about: the ring or the box it is about; empty for none.
    """
    conn.execute(
        "INSERT INTO rollout_note (rollout, at, user_name, what, about) VALUES (?, ?, ?, ?, ?)",
        [rollout, at, by, what, about],
    )


def is_due(book: RolloutBook, one: Rollout, at: int) -> bool:
    """Whether a roll-out may go on by its rule.

    Enough boxes of its ring have confirmed, and the hours have passed since the one that made them
    enough. A ring without boxes proves nothing: a person lets it go on.

    Args:
        book: asked only where the rule may hold at all.
        one: the roll-out.
        at: now, ms UTC.
    """
    if one.state is not State.RUNNING or not one.soak_h or one.ring.next is None or one.bad:
        return False
    proven = book.proven_at(one)
    return proven is not None and proven + one.soak_h * HOUR_MS <= at


def _letter(one: Rollout, release: Release) -> UpdateAvailable:
    notes = release.manifest.notes
    return UpdateAvailable(
        update=one.rollout,
        version=release.version,
        serial=release.serial,
        url=release.url,
        sha256=release.sha256,
        size=release.size,
        from_min=one.from_min,
        to_min=one.to_min,
        ru=notes.ru,
        pt=notes.pt,
        en=notes.en,
    )
