"""Receipts after they were owed: found by their code, printed again, discarded by choice."""

import logging
from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kiosk.core.papers import Wording
from kiosk.core.prints import FINAL, JobState, is_discardable
from kiosk.core.receipts import Doc
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ParcelState, Right, SessionState
from kiosk.store.prints import JobRow
from kiosk.workflows.counter import Counter
from kiosk.workflows.papers import Papers
from kiosk.workflows.rights import Activity, needs

log = logging.getLogger(__name__)

_UNKNOWN = Refused(Reason.RECEIPT_NOT_KNOWN)


class ReceiptCard(Struct, frozen=True):
    """A receipt that was owed.

    Args:
        receipt: its id, which its code tells.
        state: of its print job.
        created_at: ms UTC.
        waits: it, or a copy of it, is on the way to the printer.
    """

    receipt: str
    state: str
    created_at: int
    waits: bool = False


class Receipts(Activity):
    """What can be done with a receipt; none of it hands anything over.

    Args:
        counter: what all activities share.
        wording: how this point writes its papers.
        speaks: how papers are written in other languages.
    """

    def __init__(self, counter: Counter, wording: Wording, speaks: Mapping[str, Wording]) -> None:
        super().__init__(counter)
        self._wording, self._speaks = wording, speaks
        self._store, self._papers = counter.store, Papers(counter)

    @needs(Right.FIND)
    def of_parcel(self, parcel: str) -> ReceiptCard | Refused:
        """Return the receipt of the visit a parcel left in, or of the parcel that was brought."""
        found = self._store.parcels.get(parcel)
        if found is None:
            return Refused(Reason.NOT_KNOWN_HERE)
        job = self._store.prints.of_subject(parcel)
        visit = self._store.sessions.get(found.session) if found.session else None
        if visit is not None and visit.state is SessionState.COMPLETED:  # else its receipt is void
            job = self._store.prints.of_subject(visit.session) or job
        return self._card(job) if job else _UNKNOWN

    @needs(Right.FIND)
    def card(self, receipt: str) -> ReceiptCard | Refused:
        """Return how a receipt stands."""
        job = self._receipt(receipt)
        return self._card(job) if job else _UNKNOWN

    @needs(Right.FIND)
    def parcel_of(self, receipt: str) -> str | Refused:
        """Return the parcel that a receipt was of, the first that was handed over in its visit."""
        job = self._receipt(receipt)
        if job is None:
            return _UNKNOWN
        visit = self._store.parcels.of_session(job.subject)
        brought = self._store.parcels.get(job.subject)
        here = sorted((*visit, *((brought,) if brought else ())), key=lambda p: p.parcel)
        first = min(here, key=lambda p: p.state is not ParcelState.ISSUED, default=None)
        return first.parcel if first else _UNKNOWN

    @needs(Right.FIND)
    def of_return(self, return_: str) -> ReceiptCard | Refused:
        """Return the receipt of a declined return; one that was taken is found by its parcel."""
        job = self._store.prints.of_subject(return_)
        return self._card(job) if job else _UNKNOWN

    @needs(Right.FIND)
    def return_of(self, receipt: str) -> str | None:
        """Return the declined return that a receipt was of, None if it was of a parcel."""
        job = self._receipt(receipt)
        known = self._store.returns.get(job.subject) if job else None
        return known.return_ if known else None

    @needs(Right.ISSUE)
    def reprint(self, receipt: str) -> Refused | None:
        """Queue a copy of a receipt, marked so in its language; one that waits is enough."""
        job = self._receipt(receipt)
        if job is None:
            return _UNKNOWN
        if self._card(job).waits:
            return Refused(Reason.RECEIPT_WAITS)
        if job.state not in FINAL:
            return Refused(Reason.WRONG_STATE, {"state": job.state})
        wording = self._speaks.get(job.language, self._wording)
        doc = self._papers.copied(msgspec.json.decode(job.doc, type=Doc), wording)
        with self.counter.unit():
            self._papers.queue(doc, copy_of=job.id)
        return None

    @needs(Right.ISSUE)
    def discard(self, jobs: Sequence[str]) -> int | Refused:
        """Throw away receipts that wait for the printer; whatever else is named stays.

        Args:
            jobs: which print jobs.

        Returns:
            How many were discarded; refused when none of them is a receipt that waits.
        """
        rows = (self._store.prints.get(job) for job in dict.fromkeys(jobs))
        waiting = [row for row in rows if row and is_discardable(row.kind, row.state)]
        if not waiting:
            return Refused(Reason.WRONG_STATE)
        at, state = self.counter.clock().at, JobState.DISCARDED
        with self.counter.unit():
            for row in waiting:
                self._store.prints.keep(replace(row, state=state, detail="by_person", ended_at=at))
        log.info("%d receipts discarded by %s", len(waiting), self.counter.signed_in)
        return len(waiting)

    def _receipt(self, receipt: str) -> JobRow | None:
        job = self._store.prints.get(receipt)
        return job if job is not None and job.kind == "receipt" and job.subject else None

    def _card(self, job: JobRow) -> ReceiptCard:
        on_their_way = (
            *self._store.prints.in_state(JobState.QUEUED),
            *self._store.prints.in_state(JobState.SENDING),
        )
        waits = any(job.id in {one.id, one.copy_of} for one in on_their_way)
        return ReceiptCard(job.id, job.state, job.created_at, waits)
