"""What is unfinished at the counter at this moment, by kind; a closing tells each of it."""

from kiosk.core.daywords import LooseKind
from kiosk.core.prints import JobState
from kiosk.core.words import DeliveryState, ReturnState
from kiosk.workflows.counter import Counter
from kiosk.workflows.health import Health
from kiosk.workflows.left import PutBack

_MOST = 500  # returns: as many as are worth counting
L = LooseKind


class Unfinished:
    """Counts what is open.

    Args:
        counter: what all activities share.
        health: knows what waits for the central.
        left: knows what lies on the counter.
    """

    def __init__(self, counter: Counter, health: Health, left: PutBack) -> None:
        self._store, self._health, self._left = counter.store, health, left

    def found(self) -> dict[LooseKind, int]:
        """Return how much of what is open; nothing of what is not."""
        told = {**self._of_visits(), **self._of_goods(), **self._of_things()}
        return {kind: told[kind] for kind in LooseKind if told.get(kind)}

    def visits(self) -> int:
        """Return how many visits are open, those that wait too."""
        return len(self._store.sessions.live())

    def _of_visits(self) -> dict[LooseKind, int]:
        live = self._store.sessions.live()
        parked = sum(visit.parked for visit in live)
        return {
            L.VISITS: len(live) - parked,
            L.PARKED: parked,
            L.PUT_BACK: self._left.count(),
            L.MONEY: len(self._store.payments.unsettled()),
        }

    def _of_goods(self) -> dict[LooseKind, int]:
        store = self._store
        deliveries = store.deliveries.open()
        drafts = store.shipments.drafts()
        return {
            L.DELIVERIES: sum(one.state is DeliveryState.ARRIVED for one in deliveries),
            L.RETURNS: len(store.returns.in_state(ReturnState.OPEN, _MOST)),
            L.BOXES: len(store.boxes.opened()),
            # a draft is only a name until a box is checked for it
            L.SHIPMENTS: sum(bool(store.boxes.of_shipment(one.shipment)) for one in drafts),
            L.STOCKTAKE: int(store.counts.under_way() is not None),
        }

    def _of_things(self) -> dict[LooseKind, int]:
        store, mail = self._store, self._health.mail()
        waiting = (JobState.QUEUED, JobState.SENDING)
        return {
            L.PHOTOS: len(store.photos.owed()),
            L.PAPERS: sum(len(store.prints.in_state(state)) for state in waiting),
            # while the central is there, what waits is on its way
            L.MAIL: 0 if mail.linked else mail.unsent,
        }
