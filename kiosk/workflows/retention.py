"""What is older than its term goes, once a day: names, codes, and what papers said."""

import logging

from kiosk.core.events import SYSTEM
from kiosk.core.facts.privacy import RetentionDone
from kiosk.core.papers import Wording
from kiosk.core.words import ClockQuality
from kiosk.workflows.counter import Counter
from kiosk.workflows.rights import Activity, anybody

_DAY_MS = 24 * 3600 * 1000
_LOOK_MS = 60_000
_AT_ONCE = 100  # customers between two pictures of the screen

log = logging.getLogger(__name__)


class Retention(Activity):
    """Forgets by the network's terms; photos have theirs in `photos`, backups in `keeper`.

    Args:
        counter: what all activities share.
        wording: knows the point's own days.
    """

    def __init__(self, counter: Counter, wording: Wording) -> None:
        super().__init__(counter)
        self._wording, self._store = wording, counter.store
        self._next_look, self._done_on = 0, ""

    @anybody
    def tick(self) -> None:
        """Forget a slice of what is over; while a visit is open, or the clock is unsure, later."""
        moment, policy = self.counter.clock(), self.counter.policy
        today = self._wording.date(moment.at)
        if policy is None or moment.mono < self._next_look or self._done_on == today:
            return
        if moment.clock is ClockQuality.UNSURE or self._store.sessions.live():
            self._next_look = moment.mono + _LOOK_MS
            return
        before = moment.at - policy.pii_days * _DAY_MS
        gone = self._store.erasures.expired(before, _AT_ONCE)
        if len(gone) < _AT_ONCE:
            self._done_on = today
        with self.counter.unit():
            papers = self._store.erasures.forget_papers(before)
            self._store.erasures.forget_persons(gone)
            if gone or papers:
                self.counter.record(RetentionDone(len(gone), papers=papers), actor=SYSTEM)
        if gone or papers:
            self._store.scrub()
            log.info("past their term: %d customers, %d papers", len(gone), papers)
