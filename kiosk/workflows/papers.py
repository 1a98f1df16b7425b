"""Owing a paper: its job is queued in the unit of the action that owes it."""

import msgspec

from kiosk.core.prints import JobState
from kiosk.core.receipts import Doc
from kiosk.store.prints import JobRow
from kiosk.workflows.counter import Counter


class Papers:
    """Queues papers; `workflows.prints` brings them to the printer.

    Args:
        counter: what all activities share.
    """

    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    def queue(self, doc: Doc, copy_of: str | None = None) -> str:
        """Queue a paper within the open unit, and return its job's id.

        Args:
            doc: what it says.
            copy_of: the job it repeats, if a person asked for it again.
        """
        job, raw = self._counter.new_id(), msgspec.json.encode(doc)
        at = self._counter.clock().at
        row = JobRow(job, doc.kind, raw, JobState.QUEUED, created_at=at, copy_of=copy_of)
        self._counter.store.prints.keep(row)
        return job
