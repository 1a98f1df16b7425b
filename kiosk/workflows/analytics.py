"""The figures of the point, for whoever has the right: read, printed, taken along as files."""

from contextlib import nullcontext
from datetime import UTC, date, datetime, tzinfo

from kiosk.core import papers_figures, periods
from kiosk.core.papers import Wording
from kiosk.core.periods import Span
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Right
from kiosk.workflows.counter import Counter
from kiosk.workflows.health import Health
from kiosk.workflows.inquiries import (
    Counting,
    Inquiry,
    OpenBooks,
    Report,
    Save,
    Takeout,
    counted_anew,
)
from kiosk.workflows.papers import Papers
from kiosk.workflows.rights import Activity, anybody, needs

A_TICK = 400  # events counted at most in one Tick: some 10 ms
BEHIND = 4_000  # events: so many more are counted before figures are shown
_HOUR_MS = 3_600_000


class Analytics(Activity):
    """Counts the journal as it grows, and lets the figures be asked for.

    Args:
        counter: what all activities share.
        health: knows what waits for the central.
        wording: how this point writes its papers.
        zone: of the point; by it a day begins.
        save: writes a file; None for a box that may write none.
        books: opens them for reading beside the counter; None to ask the counter's own.
    """

    def __init__(
        self,
        counter: Counter,
        health: Health,
        wording: Wording,
        zone: tzinfo = UTC,
        save: Save | None = None,
        books: OpenBooks | None = None,
    ) -> None:
        super().__init__(counter)
        self._health, self._wording, self.zone, self._save = health, wording, zone, save
        self._books = books
        self._tallies = counter.store.tallies
        self._counted = -1

    @property
    def may(self) -> bool:
        """Whether who is signed in may see figures."""
        return self.counter.may(Right.ANALYTICS)

    @anybody
    def tick(self) -> None:
        """Count what is new in the journal, a slice a call."""
        if self.counter.store.journal.head().seq == self._counted:
            return
        with self.counter.unit():
            self._tallies.count(self.zone, A_TICK)
        self._counted = self._tallies.counted(self.zone)

    @anybody
    def today(self) -> date:
        """Return the point's own day."""
        return datetime.fromtimestamp(self.counter.clock().at / 1000, self.zone).date()

    @needs(Right.ANALYTICS)
    def ask(self, span: Span, day: date) -> Inquiry | Counting | Refused:
        """Return what reads the figures of the period that a day is of.

        Args:
            span: how long a period.
            day: of the point.
        """
        done, head = self._tallies.counted(self.zone), self.counter.store.journal.head().seq
        older = self._tallies.older(self.zone)
        if head - (done if older is None else older) > BEHIND:
            return Counting(done, head)
        now, policy, mail = self.counter.clock().at, self.counter.policy, self._health.mail()
        store = self.counter.store
        return Inquiry(
            books=self._books or (lambda: nullcontext(store)),
            period=periods.around(span, day),
            now=now,
            zone=self.zone,
            soon=now + (policy.expiring_h if policy else 0) * _HOUR_MS,
            unsent=mail.unsent,
            oldest_at=mail.oldest_at,
            is_at_once=self._books is None,
        )

    @anybody
    def is_old(self, report: Report) -> bool:
        """Whether something has happened that a report does not know of."""
        return self.counter.store.journal.head().seq != report.seq

    @needs(Right.ANALYTICS)
    def print(self, report: Report) -> Refused | None:
        """Print the figures of a period on a strip of paper."""
        at, policy = self.counter.clock().at, self.counter.policy
        told = papers_figures.Told(
            report.period,
            report.against,
            report.values,
            report.was,
            report.money,
            at=at,
            by=Papers(self.counter).initials_of(self.counter.signed_in),
            reasons=report.reasons,
            own=policy.refuse_reasons if policy else (),
            stock=report.stock,
            is_older=report.anew is not None,
        )
        with self.counter.unit():
            Papers(self.counter).queue(papers_figures.report(told, self._wording))
        return None

    @needs(Right.ANALYTICS)
    def export(self, span: Span, day: date) -> Takeout | Counting | Refused:
        """Return what writes the tables of a period as files; none of figures that are older."""
        if self._save is None:
            return Refused(Reason.NO_FILES)
        store = self.counter.store
        anew = counted_anew(store, self.zone, store.journal.head().seq)
        if anew is not None:  # a table that leaves the box cannot say what it was counted by
            return anew
        asked = self.ask(span, day)
        if not isinstance(asked, Inquiry):
            return asked
        return Takeout(asked, self._wording.point, self._save)
