"""Roll-outs at work: what people decide, what boxes tell, and what follows of both by itself.

Three hands write here, and none waits for another's lock. A decision changes the roll-out's row
alone. A box's word comes where boxes are held (`Sql.hold`) and changes the box's row, then the
roll-out's. `tend` follows up every few seconds: it holds the boxes first, then offers, takes back,
lets go and goes on, so it may find a word that came between, and does the rest at its next turn.

What is decided of late and of odd words: a box that has begun is not called back, and its outcome
counts whatever became of the roll-out meanwhile; a box that goes back after a halt is counted and
changes nothing more; what confirms after a halt does not undo it. A box that was off for weeks
finds the offer and its withdrawal in their order. One that takes a point over, joins a point, or
whose point changes rings is offered the release as soon as its ring has it.
"""

import logging

from kiosk.central.outgoing import Outgoing
from kiosk.central.releases import NoBundle, manifest_of
from kiosk.central.rollout_book import Release, Rollout, RolloutBook, State
from kiosk.central.rollout_tending import SYSTEM, Tending, boxes_for, goes_on, note
from kiosk.central.rollout_wishes import (
    NoRollout,
    ReleaseWish,
    RingWish,
    RolloutStartWish,
    RolloutWish,
    RolloutWishes,
)
from kiosk.central.sql import Sql
from kiosk.core import messages
from kiosk.core.facts.box import MessageDone
from kiosk.core.facts.updating import (
    UpdateBegun,
    UpdateConfirmed,
    UpdateFailed,
    UpdateInstalled,
    UpdateRolledBack,
)
from kiosk.core.update_words import Cause, Ring, Step, is_bad_sign
from kiosk.core.updates import UpdateAvailable, step_of
from kiosk.core.words import Outcome, type_word

log = logging.getLogger(__name__)

UpdateFact = UpdateBegun | UpdateInstalled | UpdateConfirmed | UpdateRolledBack | UpdateFailed
_OFFER = type_word(UpdateAvailable.__name__)
_ON_THE_WAY = frozenset({Step.BEGUN, Step.INSTALLED})


class Rollouts:
    """The tables of roll-outs; within a unit, but for `tend`.

    Args:
        conn: of the store.
        outgoing: the letters.
    """

    def __init__(self, conn: Sql, outgoing: Outgoing) -> None:
        self._conn, self._outgoing, self._book = conn, outgoing, RolloutBook(conn)

    # -- what people decide ----------------------------------------------------------------------

    def settle(self, wish: RolloutWishes, by: str, at: int) -> str:
        """Do what is wanted; return it in a line.

        Args:
            wish: what.
            by: who wants it.
            at: now, ms UTC.

        Raises:
            NoRollout: nothing was done.
        """
        match wish:
            case ReleaseWish():
                return self._add(wish, by, at)
            case RingWish():
                return self._put(wish)
            case RolloutStartWish():
                return self._start(wish, by, at)
            case RolloutWish():
                return self._decide(wish, by, at)

    def _add(self, wish: ReleaseWish, by: str, at: int) -> str:
        try:
            manifest = manifest_of(wish.manifest.encode())
        except NoBundle as bad:
            raise NoRollout("bad_manifest", bad) from bad
        for one in self._book.releases():
            if one.version == manifest.version:
                if (one.sha256, one.url) == (wish.sha256, wish.url):
                    return f"release {one.version} is known already"
                raise NoRollout("release_known", one.version)
            if one.serial == manifest.serial:
                raise NoRollout("serial_taken", one.serial)
        self._conn.execute(
            "INSERT INTO app_release (version, serial, sha256, size, url, manifest, signature,"
            " added_at, added_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                *(manifest.version, manifest.serial, wish.sha256, wish.size, wish.url),
                *(wish.manifest.encode(), wish.signature, at, by),
            ],
        )
        return f"release {manifest.version} (serial {manifest.serial}) is known"

    def _put(self, wish: RingWish) -> str:
        known = self._conn.execute("SELECT 1 FROM point WHERE point = ?", [wish.point])
        if known.fetchone() is None:
            raise NoRollout("no_point", wish.point)
        self._conn.execute(
            "INSERT INTO point_ring (point, ring) VALUES (?, ?)"
            " ON CONFLICT (point) DO UPDATE SET ring = excluded.ring",
            [wish.point, wish.ring.value],
        )
        return f"point {wish.point} is in the ring {wish.ring}"

    def _start(self, wish: RolloutStartWish, by: str, at: int) -> str:
        release, others = self._book.release(wish.version), self._book.all()
        if release is None:
            raise NoRollout("no_release", wish.version)
        if any(one.rollout == wish.rollout for one in others):
            raise NoRollout("name_taken", wish.rollout)
        before = next((one for one in others if not one.is_over), None)
        if before and (before.state is not State.RUNNING or before.ring.next):
            raise NoRollout("under_way", before.rollout)
        self._rises(release)
        if not boxes_for(self._conn, wish.ring):
            raise NoRollout("ring_empty", wish.ring.value)
        if before:
            self._turn(before.rollout, State.SUPERSEDED, by, at, wish.rollout)
        self._conn.execute(
            "INSERT INTO rollout (rollout, version, ring, state, halt_at, soak_h, enough,"
            " from_min, to_min, started_at) VALUES (?, ?, ?, 'running', ?, ?, ?, ?, ?, ?)",
            [
                *(wish.rollout, wish.version, wish.ring.value, wish.halt_at, wish.soak_h),
                *(wish.enough, wish.from_min, wish.to_min, at),
            ],
        )
        note(self._conn, wish.rollout, by, at, "started", wish.ring.value)
        return f"roll-out {wish.rollout}: release {wish.version} goes to the ring {wish.ring}"

    def _rises(self, release: Release) -> None:
        """A box takes no release older than one it has committed (APPLIANCE.md 9)."""
        row = self._conn.execute(
            "SELECT app_release.version FROM rollout_box JOIN rollout"
            " ON rollout.rollout = rollout_box.rollout"
            " JOIN app_release ON app_release.version = rollout.version"
            " WHERE step = 'confirmed' AND serial > ? ORDER BY serial DESC LIMIT 1",
            [release.serial],
        ).fetchone()
        if row:
            raise NoRollout("downgrade", row[0])

    def _decide(self, wish: RolloutWish, by: str, at: int) -> str:
        one = self._book.get(wish.rollout)
        if one is None:
            raise NoRollout("no_rollout", wish.rollout)
        if one.is_over:
            raise NoRollout("over", wish.rollout)
        if wish.seen not in {0, one.changes}:
            raise NoRollout("changed", wish.rollout)
        match wish.action:
            case "advance":
                return self._advance(one, wish.to, by, at)
            case "pause" if one.state is not State.RUNNING:
                raise NoRollout("paused_already", one.rollout)
            case "pause":
                self._turn(one.rollout, State.PAUSED, by, at)
                return f"roll-out {one.rollout} waits; what no box has begun is taken back"
            case "resume" if one.state is State.RUNNING:
                raise NoRollout("runs_already", one.rollout)
            case "resume":
                # whoever lets it go on has seen what went back: from here it counts anew
                self._conn.execute("UPDATE rollout SET bad = 0 WHERE rollout = ?", [one.rollout])
                self._turn(one.rollout, State.RUNNING, by, at)
                return f"roll-out {one.rollout} goes on in the ring {one.ring}"
            case "withdraw":
                self._turn(one.rollout, State.WITHDRAWN, by, at)
                return f"roll-out {one.rollout} is over; what no box has begun is taken back"

    def _advance(self, one: Rollout, to: Ring | None, by: str, at: int) -> str:
        if to is not None and to in one.ring.reached:
            raise NoRollout("no_further", to.value)
        if one.state is not State.RUNNING:
            raise NoRollout("not_running", one.rollout)
        if one.ring.next is None:
            raise NoRollout("no_further", one.ring.value)
        if to not in {None, one.ring.next}:
            raise NoRollout("skips", one.ring.next.value)
        if not goes_on(self._conn, one, by, at):
            raise NoRollout("changed", one.rollout)
        return f"roll-out {one.rollout} goes on to the ring {one.ring.next}"

    def _turn(self, rollout: str, to: State, by: str, at: int, about: str = "") -> None:
        self._conn.execute(
            "UPDATE rollout SET state = ?, changes = changes + 1 WHERE rollout = ?",
            [to.value, rollout],
        )
        note(self._conn, rollout, by, at, to.value, about)

    # -- what boxes tell -------------------------------------------------------------------------

    def told(self, device: str, fact: UpdateFact, at: int) -> None:
        """A box told how far a release is; what was never offered to it says nothing."""
        step = step_of(fact)
        cause = fact.cause if isinstance(fact, UpdateRolledBack | UpdateFailed) else ""
        row = self._conn.execute(
            "SELECT step FROM rollout_box WHERE rollout = ? AND device = ?", [fact.update, device]
        ).fetchone()
        if step is None or row is None:
            log.warning("%s tells of the roll-out %s, never offered to it", device, fact.update)
            return
        if row[0] == Step.CONFIRMED and step in _ON_THE_WAY:  # a late word undoes no outcome
            return
        self._stands(fact.update, device, step, cause, at)
        if is_bad_sign(step, cause) and not self._is_counted(fact.update, device):
            self._bad_sign(fact.update, device, step, at)

    def _is_counted(self, rollout: str, device: str) -> bool:
        """Whether a box counts against a roll-out already, since a person let it go on."""
        row = self._conn.execute(
            "SELECT 1 FROM rollout_note WHERE rollout = ? AND about = ?"
            " AND what IN ('rolled_back', 'failed') AND n > coalesce((SELECT max(n) FROM"
            " rollout_note AS on_again WHERE on_again.rollout = rollout_note.rollout"
            " AND on_again.what = 'running'), 0) LIMIT 1",
            [rollout, device],
        ).fetchone()
        return row is not None

    def _bad_sign(self, rollout: str, device: str, step: Step, at: int) -> None:
        note(self._conn, rollout, SYSTEM, at, step.value, device)
        self._conn.execute("UPDATE rollout SET bad = bad + 1 WHERE rollout = ?", [rollout])
        halted = self._conn.execute(
            "UPDATE rollout SET state = 'halted', changes = changes + 1"
            " WHERE rollout = ? AND state IN ('running', 'paused') AND bad >= halt_at",
            [rollout],
        )
        if halted.rowcount:
            note(self._conn, rollout, SYSTEM, at, State.HALTED.value, device)
            log.error("roll-out %s is halted: %s went back", rollout, device)

    def answered(self, device: str, done: MessageDone, at: int) -> None:
        """A box told what became of an offer."""
        row = self._conn.execute(
            "SELECT seq, raw FROM message WHERE id = ? AND device = ? AND type = ?",
            [done.message, device, _OFFER],
        ).fetchone()
        letter = messages.decode(bytes(row[1])).facts if row else None
        if not isinstance(letter, UpdateAvailable):
            return
        if self._is_offered_anew(device, letter.update, int(row[0])):
            return
        if done.outcome is Outcome.APPLIED:
            step, cause = Step.ACCEPTED, ""
        elif done.reason == Cause.HAS_IT:
            step, cause = Step.CONFIRMED, done.reason
        elif done.reason == Cause.BUSY:  # with another release: it is asked again
            step, cause = Step.HELD, done.reason
        else:
            step, cause = Step.FAILED, done.reason or done.outcome.value
        self._conn.execute(
            "UPDATE rollout_box SET step = ?, cause = ?, at = ?"
            " WHERE rollout = ? AND device = ? AND step = 'offered'",  # else it knows more by now
            [step.value, cause, at, letter.update, device],
        )

    def _is_offered_anew(self, device: str, rollout: str, seq: int) -> bool:
        """Whether a later letter offers the same again: then that one's answer decides."""
        later = self._conn.execute(
            "SELECT raw FROM message WHERE device = ? AND seq > ? AND type = ?",
            [device, seq, _OFFER],
        ).fetchall()
        letters = (messages.decode(bytes(raw)).facts for (raw,) in later)
        return any(isinstance(one, UpdateAvailable) and one.update == rollout for one in letters)

    def _stands(self, rollout: str, device: str, step: Step, cause: str, at: int) -> None:
        self._conn.execute(
            "UPDATE rollout_box SET step = ?, cause = ?, at = ? WHERE rollout = ? AND device = ?",
            [step.value, cause, at, rollout, device],
        )

    # -- what follows by itself ------------------------------------------------------------------

    def tend(self, at: int) -> int:
        """Follow up; return how many letters were queued; a transaction by itself.

        Args:
            at: now, ms UTC.

        Raises:
            StoreTrouble: the database's own trouble; it is done at the next turn.
        """
        return Tending(self._conn, self._outgoing).tend(at)
