"""What is older than its term goes, once a day: names, codes, and what papers said."""

import logging

from kiosk.core.events import SYSTEM
from kiosk.core.facts.privacy import RetentionDone
from kiosk.core.papers import Wording
from kiosk.core.words import ClockQuality
from kiosk.workflows.counter import Counter
from kiosk.workflows.opening import Typed
from kiosk.workflows.rights import Activity, anybody

_DAY_MS = 24 * 3600 * 1000
_LOOK_MS = 60_000
_SOON_MS = 5_000  # after a reader that was in the way
_NO_OPENING_MS = 7 * _DAY_MS  # a registration waits so long for the opening's first letter
_AT_ONCE = 100  # customers between two pictures of the screen

log = logging.getLogger(__name__)


class Retention(Activity):
    """Forgets by the network's terms; photos have theirs in `photos`, backups in `keeper`.

    Args:
        counter: what all activities share.
        wording: knows the point's own days.
        typed: a registration from before this box had a point.
    """

    def __init__(self, counter: Counter, wording: Wording, typed: Typed | None = None) -> None:
        super().__init__(counter)
        self._typed = typed
        self._wording, self._store = wording, counter.store
        self._next_look, self._done_on = 0, ""
        self._must_scrub = False  # what an earlier life left is `privacy`'s

    @anybody
    def tick(self) -> None:
        """Forget a slice of what is over; while a visit is open, or the clock is unsure, later."""
        moment, policy = self.counter.clock(), self.counter.policy
        if moment.mono < self._next_look:
            return
        if self._must_scrub:
            self._scrub(moment.mono)
        today = self._wording.date(moment.at)
        if self._done_on == today:
            return
        self._next_look = moment.mono + _LOOK_MS  # also after a disk that did not take it
        is_sure = moment.clock is not ClockQuality.UNSURE
        self._forget_typed(moment.at, has_time=moment.clock is ClockQuality.NTP)
        if policy is None or not is_sure or self._store.sessions.live():
            return  # without rules there is no term but the registration's, which is ours
        is_all = self._forget(moment.at, policy.pii_days * _DAY_MS)
        self._next_look, self._done_on = moment.mono, today if is_all else ""
        if self._must_scrub:
            self._scrub(moment.mono)

    def _forget(self, at: int, term_ms: int) -> bool:
        """Forget a slice of what is older than its term; whether that was all."""
        before = at - term_ms
        gone = self._store.erasures.expired(before, _AT_ONCE)
        with self.counter.unit():
            papers = self._store.erasures.forget_papers(before)
            self._store.erasures.forget_persons(gone)
            # whoever is left is found by what was told of them: that goes with the last slice
            is_last = len(gone) < _AT_ONCE
            told = self._store.erasures.forget_told(before) if is_last else 0
            if is_last:
                self._store.erasures.note_only_named(at)
            if gone or papers:
                self.counter.record(RetentionDone(len(gone), papers=papers), actor=SYSTEM)
        if gone or papers or told:
            self._must_scrub = True
            log.info("past their term: %d customers, %d papers", len(gone), papers)
        return len(gone) < _AT_ONCE

    def _forget_typed(self, at: int, *, has_time: bool) -> None:
        """Let a registration wait in its file for nothing but an opening that still wants one.

        Its term runs by the network's time alone: it was typed on a board that nobody had set.
        """
        if self._typed is None:
            return
        self._typed.drop_code()
        found = self._store.openings.all()
        if not found:  # its letter may be on the way
            if has_time:
                self._typed.expire(at, _NO_OPENING_MS)
        elif found[-1].applicant or found[-1].is_over:
            self._typed.forget()

    def _scrub(self, mono: int) -> None:
        """Leave no old byte in the database's log; where somebody reads there, try again soon."""
        self._must_scrub = not self._store.scrub()
        if self._must_scrub:
            self._next_look = mono + (0 if self._store.erasures.sweep.is_due else _SOON_MS)
