"""The print queue: papers go to the printer when it can, and never twice by themselves."""

import hashlib
import logging
from collections.abc import Callable
from contextlib import suppress

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kiosk.core import labels
from kiosk.core.papers import Wording
from kiosk.core.prints import FINAL, LABEL_SLIP, JobState, after, is_for_labels, is_stale
from kiosk.core.receipts import Doc
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Right
from kiosk.hw.ports import PrintDone, PrintOutcome
from kiosk.store.db import StorageFull, StorageReadOnly
from kiosk.store.prints import JobRow
from kiosk.workflows.counter import Counter
from kiosk.workflows.papers import Papers
from kiosk.workflows.rights import Activity, anybody, needs
from kiosk.workflows.views import PrintJob

log = logging.getLogger(__name__)

MOST_BYTES = 512 * 1024  # HARDWARE.md 6
_MARKED = {"receipt", "act"}  # papers of which a copy must not pass for the first one
_LABEL_PRINTER = "label_printer"  # its name in kiosk.toml
REST_MS = 2_000  # between tries at a printer that cannot print; each try costs two commits


class Press(Struct, frozen=True):
    """The way to the printer.

    Args:
        draw: a document as the printer's bytes; ValueError when it cannot be drawn.
        hand_over: gives a job (id, bytes) to the printer's thread; False when it cannot print now.
        tear_off: bytes that end a paper which was cut short, before the job is sent again.
    """

    draw: Callable[[Doc], bytes]
    hand_over: Callable[[str, bytes], bool]
    tear_off: bytes = b""


class _Lane:
    """One printer's way through the queue: it holds up no other printer's."""

    def __init__(self, press: Press | None) -> None:
        self.press = press
        self.rests_until = 0  # monotonic ms
        self.is_torn = False  # half a paper may hang out of it


class Prints(Activity):
    """The print queue; a fully sent job is never printed again by itself.

    Args:
        counter: what all activities share.
        press: the way to the printer, None for a point without one.
        label_press: the way to the label printer; without one the printer takes labels, too.
        wording: how this point writes its papers.
    """

    def __init__(
        self,
        counter: Counter,
        press: Press | None,
        label_press: Press | None,
        wording: Wording,
    ) -> None:
        super().__init__(counter)
        self._wording = wording
        self._main = _Lane(press)
        self._labels = self._main if label_press is None else _Lane(label_press)
        self._store, self._papers = counter.store.prints, Papers(counter)

    def _lane_of(self, kind: str) -> _Lane:
        return self._labels if is_for_labels(kind) else self._main

    @anybody
    def recover(self) -> Refused | None:
        """After a start: whatever was being sent may be printed or not; a person must say."""
        with self.counter.unit():
            for job in self._store.in_state(JobState.SENDING):
                self._lane_of(job.kind).is_torn = True
                self._store.keep(replace(job, state=JobState.UNCERTAIN))
        return None

    @anybody
    def pump(self) -> bool:
        """Draw and hand over the next due job, one a call; True if one went to the printer."""
        try:
            return self._pump()
        except (StorageFull, StorageReadOnly):
            return False  # papers wait for the disk as they wait for paper

    def _pump(self) -> bool:
        busy = {self._lane_of(job.kind) for job in self._store.in_state(JobState.SENDING)}
        for job in self._store.in_state(JobState.QUEUED):
            lane = self._lane_of(job.kind)
            if lane not in busy:
                busy.add(lane)  # the oldest of each lane, one after the other
                if self._next(job, lane):
                    return True
        return False

    def _next(self, job: JobRow, lane: _Lane) -> bool:
        moment = self.counter.clock()
        if is_stale(job.kind, job.created_at, moment.at):
            self._end(job, JobState.FAILED, "stale")
            return False
        if lane.press is None or moment.mono < lane.rests_until:
            return False
        return self._send(job, lane, lane.press)

    @anybody
    def rouse(self) -> None:
        """A printer is back: what waits need not rest any longer."""
        self._main.rests_until = self._labels.rests_until = 0

    @anybody
    def done(self, signal: PrintDone) -> None:
        """Keep how a job ended, as the printer's thread tells."""
        job = self._store.get(signal.job_id)
        if job is None or job.state != JobState.SENDING:
            return
        state = after(signal.outcome.value, job.attempts)
        if signal.outcome is PrintOutcome.NOT_STARTED:
            job = replace(job, attempts=job.attempts - 1)  # only what reached the paper counts
        lane = self._lane_of(job.kind)
        if signal.outcome is not PrintOutcome.NOT_STARTED:
            lane.is_torn = signal.outcome is not PrintOutcome.PRINTED
        if state is JobState.QUEUED:
            lane.rests_until = self.counter.clock().mono + REST_MS
        # a disk that takes no writes leaves it "sending": in doubt at the next start
        with suppress(StorageFull, StorageReadOnly):
            self._end(job, state, "unproved" if signal.unproved else signal.outcome.value)

    @anybody
    def waiting(self) -> tuple[PrintJob, ...]:
        """Return the jobs that wait or are being sent, oldest first."""
        jobs = (*self._store.in_state(JobState.SENDING), *self._store.in_state(JobState.QUEUED))
        return tuple(map(_view, jobs))

    @anybody
    def uncertain(self) -> PrintJob | None:
        """Return the oldest job of which nobody knows whether it was printed."""
        jobs = self._store.in_state(JobState.UNCERTAIN)
        return _view(jobs[0]) if jobs else None

    @needs(Right.FIND)
    def answer(self, job_id: str, *, printed: bool) -> Refused | None:
        """Keep what a person saw: it was printed, or it was not and a copy is queued."""
        job = self._store.get(job_id)
        if job is None or job.state != JobState.UNCERTAIN:
            return Refused(Reason.WRONG_STATE, {"state": job.state if job else "unknown"})
        with self.counter.unit():
            state = JobState.SENT if printed else JobState.FAILED
            self._store.keep(self._ended(job, state, "answered"))
            if not printed:
                self._papers.queue(_doc(job), copy_of=job.id)
        return None

    @needs(Right.FIND)
    def again(self, job_id: str) -> Refused | None:
        """Queue a copy of a job that ended."""
        job = self._store.get(job_id)
        if job is None or job.state not in {JobState.SENT, JobState.FAILED}:
            return Refused(Reason.WRONG_STATE, {"state": job.state if job else "unknown"})
        doc = _doc(job)
        if doc.kind in _MARKED:
            doc = self._papers.copied(doc, self._wording)
        with self.counter.unit():
            self._papers.queue(doc, copy_of=job.id)
        return None

    @needs(Right.HARDWARE)
    def test_slip(self, printer: str) -> str | Refused:
        """Queue a test slip on a printer, and return its job; one that waits is not doubled.

        Args:
            printer: its name in kiosk.toml.
        """
        kind = LABEL_SLIP if printer == _LABEL_PRINTER else "slip"
        if self._lane_of(kind).press is None:
            return Refused(Reason.NOT_CONNECTED)
        for job in self.waiting():
            if job.kind == kind:
                return job.job_id
        doc = labels.test_slip(self.counter.clock().at, self._wording)
        with self.counter.unit():
            return self._papers.queue(replace(doc, kind=kind))

    @needs(Right.TEAM)
    def at_once(self, doc: Doc) -> str | Refused:
        """Hand a paper to the printer that must lie nowhere, and return its job; never again.

        Args:
            doc: a badge: whoever read it in the file could print it anew.
        """
        lane, job = self._lane_of(doc.kind), self.counter.new_id()
        try:
            is_on_its_way = lane.press is not None and lane.press.hand_over(
                job, lane.press.draw(doc)
            )
        except ValueError as why:  # wider than the paper
            log.warning("%s cannot be drawn: %s", doc.kind, why)
            is_on_its_way = False
        return job if is_on_its_way else Refused(Reason.NOT_CONNECTED)

    @anybody
    def job(self, job_id: str) -> PrintJob | None:
        """Return how a job stands."""
        job = self._store.get(job_id)
        return _view(job) if job else None

    def _send(self, job: JobRow, lane: _Lane, press: Press) -> bool:
        try:
            blob = job.blob or press.draw(_doc(job))
        except ValueError as why:  # a code wider than the paper
            log.warning("%s cannot be drawn: %s", job.kind, why)
            self._end(job, JobState.FAILED, "not_drawn")
            return False
        if len(blob) > MOST_BYTES:
            self._end(job, JobState.FAILED, "too_long")
            return False
        digest = hashlib.sha256(blob).hexdigest()
        sending = replace(job, blob=blob, sha256=digest, attempts=job.attempts + 1)
        # committed before the printer hears of it: a job found "sending" at the next start is
        # uncertain, never silently printed again
        with self.counter.unit():
            self._store.keep(replace(sending, state=JobState.SENDING))
        torn = lane.is_torn or job.detail == PrintOutcome.CUT_SHORT.value
        if press.hand_over(job.id, press.tear_off + blob if torn else blob):
            return True
        lane.rests_until = self.counter.clock().mono + REST_MS
        with self.counter.unit():
            self._store.keep(replace(job, blob=blob, sha256=digest))
        return False

    def _end(self, job: JobRow, state: JobState, detail: str) -> None:
        with self.counter.unit():
            self._store.keep(self._ended(job, state, detail))

    def _ended(self, job: JobRow, state: JobState, detail: str) -> JobRow:
        ended_at = self.counter.clock().at if state in FINAL else None
        return replace(job, state=state, detail=detail, ended_at=ended_at)


def _doc(job: JobRow) -> Doc:
    return msgspec.json.decode(job.doc, type=Doc)


def _view(job: JobRow) -> PrintJob:
    return PrintJob(job.id, job.kind, job.state, job.detail, job.created_at)
