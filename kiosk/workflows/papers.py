"""Owing a paper: its job is queued in the unit of the action that owes it."""

from collections.abc import Callable

import msgspec
from msgspec import Struct

from kiosk.core import acts, receipts
from kiosk.core.acts import Act, Signed
from kiosk.core.facts.evidence import ActPrinted
from kiosk.core.messages import SIBLINGS
from kiosk.core.papers import Wording
from kiosk.core.prints import JobState
from kiosk.core.receipts import Doc
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ActKind
from kiosk.store.prints import JobRow
from kiosk.workflows.counter import Counter


class Of(Struct, frozen=True):
    """What a receipt is of, by which it is found and copied later.

    Args:
        subject: the visit, or the parcel that was brought.
        language: it is written in, empty for the point's own.
    """

    subject: str = ""
    language: str = ""


class Papers:
    """Queues papers; `workflows.prints` brings them to the printer.

    Args:
        counter: what all activities share.
    """

    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    def queue(
        self, doc: Doc, copy_of: str | None = None, job: str = "", of: Of | None = None
    ) -> str:
        """Queue a paper within the open unit, and return its job's id.

        Args:
            doc: what it says.
            copy_of: the job it repeats, if a person asked for it again.
            job: its id, where the paper tells it; else a fresh one.
            of: what a receipt is of; None for a paper that nobody looks for.
        """
        job, raw = job or self._counter.new_id(), msgspec.json.encode(doc)
        at, of = self._counter.clock().at, of or Of()
        row = JobRow(job, doc.kind, raw, JobState.QUEUED, created_at=at, copy_of=copy_of,
                     subject=of.subject, language=of.language)  # fmt: skip
        self._counter.store.prints.keep(row)
        return job

    def act(
        self, kind: ActKind, subject: str, wording: Wording, says: Callable[[Signed], Doc]
    ) -> Act:
        """Number an act, note it and queue it for both sides, within the open unit.

        Args:
            kind: what it is about.
            subject: the shipment, or the visit.
            wording: how this point writes.
            says: makes the paper, once its number is known.
        """
        at, store = self._counter.clock().at, self._counter.store
        box = store.journal.device if store.snapshots.setting(SIBLINGS) else ""
        begins = acts.head(wording.point, wording.date(at), box)
        number = acts.number(begins, store.shipments.act_numbers(begins))
        doc = says(Signed(number, at, self.initials_of(self._counter.signed_in)))
        printed = ActPrinted(number, kind, subject, acts.digest(doc))
        event = self._counter.record(printed)[0]
        first = self.queue(doc)
        for _ in range(acts.COPIES - 1):
            self.queue(doc, copy_of=first)
        return acts.evolve(None, event)

    def again(self, act: Act, wording: Wording, made: Doc | None = None) -> Refused | None:
        """Queue an act once more, as it was signed and marked as a copy.

        Args:
            act: which.
            wording: how this point writes.
            made: the act made anew from the books, for a box that did not print it.
        """
        kept = self._counter.store.prints.of_act(act.act_no)
        doc = msgspec.json.decode(kept.doc, type=Doc) if kept else made
        if doc is None or acts.digest(doc) != act.sha256:
            return Refused(Reason.ACT_NOT_KEPT)
        with self._counter.unit():
            self.queue(self.copied(doc, wording), copy_of=kept.id if kept else act.act_no)
        return None

    @staticmethod
    def copied(doc: Doc, wording: Wording) -> Doc:
        """Return a paper with the word on top that tells it from the first one."""
        say = wording.words
        return receipts.copied(doc, say("Copy"))

    def initials_of(self, staff: str | None) -> str:
        """Return who signs a paper, as two letters; empty for somebody not of the team."""
        row = self._counter.store.people.get(staff or "")
        return row.initials if row else ""
