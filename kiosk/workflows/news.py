"""What's new: who has seen the notes of the version that runs, and which version runs after a fall.

The notes themselves are the screen's (kiosk/ui/news); here is only whether somebody is to see them.
"""

from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct

from kiosk.core.facts.noticing import NotesRead
from kiosk.core.refusals import Reason, Refused
from kiosk.workflows.counter import Counter
from kiosk.workflows.rights import Activity, anybody


class FallCause(StrEnum):
    """Why an update was taken back (APPLIANCE.md 9)."""

    NOT_READY = "not_ready"
    CRASHED = "crashed"
    HUNG = "hung"
    POWER = "power"


class RolledBack(Struct, frozen=True):
    """An update that was taken back: which version failed, and why. The one before runs again."""

    failed: str
    cause: FallCause


class Release(Struct, frozen=True):
    """Which version runs.

    Args:
        version: as the package says; empty where nobody is to be told of it.
        rolled_back: tells of an update that was taken back, as whoever updates the box knows it;
            None where nothing was, or nothing updates this box.
    """

    version: str = ""
    rolled_back: Callable[[], RolledBack | None] = lambda: None


class News(Activity):
    """Shows each person once what an update brought.

    Args:
        counter: what all activities share.
        release: what runs.
    """

    def __init__(self, counter: Counter, release: Release) -> None:
        super().__init__(counter)
        self.release, self._kept = release, counter.store.notices

    @anybody
    def start(self) -> None:
        """Note the version a box began with, within a unit: to nobody there is it an update."""
        version = self.release.version
        if version and self._kept.first_version() is None and not self._kept.anybody_worked():
            self._kept.note_read("", version)

    @anybody
    def is_due(self) -> bool:
        """Whether who has just unlocked is to see what is new; never while a visit is open."""
        who, version = self.counter.signed_in, self.release.version
        if who is None or not version or self._kept.first_version() == version:
            return False
        if any(not visit.parked for visit in self.counter.store.sessions.live()):
            return False
        return not self._kept.has_read(who, version)

    @anybody
    def read(self, version: str) -> Refused | None:
        """Note that the person at the counter has seen the notes; again changes nothing."""
        who = self.counter.signed_in
        if who is None:
            return Refused(Reason.NOT_SIGNED_IN)
        if not self._kept.has_read(who, version):
            with self.counter.unit():
                self._kept.note_read(who, version)
                self.counter.record(NotesRead(version))
        return None
