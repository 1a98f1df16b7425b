"""Stills at each change of custody: owed with what they show, taken by the way or skipped."""

from kiosk.core import evidence
from kiosk.core.evidence import Skipped
from kiosk.core.facts.evidence import PhotoSkipped
from kiosk.core.words import Purpose
from kiosk.store.photos import StillRow
from kiosk.workflows.counter import Counter
from kiosk.workflows.photos import Photos


class Stills:
    """Photos the counter takes by itself, where the network's rules say so; nobody waits for one.

    One is owed in the unit of the event it shows, so that the plug pulled before its picture came
    leaves a trace: it is told as skipped after the start.

    Args:
        counter: what all activities share.
        photos: asks the camera, and keeps what comes.
    """

    def __init__(self, counter: Counter, photos: Photos) -> None:
        self._counter, self._photos = counter, photos

    def owe(self, subject: str, purpose: Purpose) -> None:
        """Owe a still within the open unit, or tell there why there will be none.

        Args:
            subject: what it shows.
            purpose: at which change of custody.
        """
        policy = self._counter.policy
        if policy is None or not evidence.wanted(purpose, policy):
            return
        why = self._photos.why_no_still()
        if why is not None:
            self._counter.record(PhotoSkipped(subject, purpose, why.value))
            return
        request, by = self._counter.new_id(), self._counter.signed_in or ""
        self._counter.store.photos.owe(StillRow(request, subject, purpose.value, by))

    def take(self) -> None:
        """Ask the camera for what is owed, once the unit is committed; returns at once."""
        for row in self._counter.store.photos.owed():
            self._photos.take_still(row)

    def recover(self) -> None:
        """After a start, within the open unit: the camera answers for no still asked before it."""
        for row in self._counter.store.photos.owed():
            skipped = PhotoSkipped(row.subject, Purpose(row.purpose), Skipped.CUT_OFF.value)
            self._counter.record(skipped, actor=row.actor or None)
            self._counter.store.photos.settle(row.request)
