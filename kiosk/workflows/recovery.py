"""A file that was recovered: told until somebody with the right has taken note of it."""

from kiosk.core.facts.box import StorageConfirmed, StorageRecovered
from kiosk.core.refusals import Refused
from kiosk.core.words import Right
from kiosk.workflows.counter import Counter
from kiosk.workflows.rights import Activity, anybody, needs


class Recovery(Activity):
    """Knows how counter.db was recovered at a start, until that is confirmed.

    Args:
        counter: what all activities share.
    """

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter)
        self._open: StorageRecovered | None = None
        self.look()

    @anybody
    def look(self) -> None:
        """Ask the journal again."""
        self._open = self.counter.store.journal.recovery()

    @anybody
    def unconfirmed(self) -> StorageRecovered | None:
        """Return how the file was recovered, None where that is known or never happened."""
        return self._open

    @needs(Right.OVERRIDE)
    def confirm(self) -> Refused | None:
        """Take note of it; the words go from every screen."""
        if self._open is not None:
            with self.counter.unit():
                self.counter.record(StorageConfirmed())
            self._open = None
        return None
