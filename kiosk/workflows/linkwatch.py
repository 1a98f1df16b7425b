"""When the central could not be reached, told in the journal: the figures count those minutes."""

from kiosk.core.events import SYSTEM
from kiosk.core.facts.link import LinkLost, LinkRestored
from kiosk.workflows.counter import Counter
from kiosk.workflows.health import Health
from kiosk.workflows.rights import Activity, anybody

_EVERY_MS = 10_000
LOST_MS = 60_000  # a shorter gap is no loss: links come and go


class LinkWatch(Activity):
    """Notes when the link to the central is lost and when it is back.

    Args:
        counter: what all activities share.
        health: knows how the mail stands.
    """

    def __init__(self, counter: Counter, health: Health) -> None:
        super().__init__(counter)
        self._health = health
        self._looked_at: int | None = None
        self._gone: tuple[int, int] | None = None  # since when: monotonic ms, ms UTC

    @anybody
    def tick(self) -> None:
        """Look at the link every ten seconds."""
        moment = self.counter.clock()
        if self._looked_at is not None and moment.mono - self._looked_at < _EVERY_MS:
            return
        self._looked_at = moment.mono
        lost = self.counter.store.tallies.lost_since()
        if self._health.is_linked():
            self._gone = None
            if lost != 0:
                self._tell(LinkRestored())
        elif lost == 0:
            self._gone = self._gone or (moment.mono, moment.at)
            if moment.mono - self._gone[0] >= LOST_MS:
                self._tell(LinkLost(self._gone[1]))

    def _tell(self, fact: LinkLost | LinkRestored) -> None:
        with self.counter.unit():
            self.counter.record(fact, actor=SYSTEM)
