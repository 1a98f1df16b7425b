"""What waits for a customer at another point: told on the card, and printed as the way there."""

from collections.abc import Mapping

from msgspec.structs import replace

from kiosk.core import elsewhere
from kiosk.core.elsewhere import Others
from kiosk.core.messages import ElsewhereSet
from kiosk.core.papers import Wording
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Place, Right
from kiosk.workflows.counter import Counter
from kiosk.workflows.papers import Papers
from kiosk.workflows.rights import Activity, anybody, needs

_AGAIN_MS = 60_000  # so long a second scan prints no second slip


def others_of(counter: Counter, customer_ref: str) -> Others | None:
    """Return what other points have for a customer; None where the central never told.

    What this point has in its own books is left out: it knows better where that is.
    """
    told = counter.store.elsewhere.of_customer(customer_ref)
    return _others(counter, told) if told else None


def instead(counter: Counter, no: Refused, customer_ref: str) -> Refused:
    """Return the refusal that names the right point, where there is one."""
    found = others_of(counter, customer_ref)
    return elsewhere.instead(no, customer_ref, found.points if found else ())


def _others(counter: Counter, told: ElsewhereSet) -> Others:
    known = (counter.store.parcels.get(line.parcel) for line in told.parcels)
    here = {parcel.parcel for parcel in known if parcel and parcel.place is not Place.OUT}
    return Others(told.as_of, elsewhere.waiting(told, here))


class Elsewhere(Activity):
    """Sends a customer to the right point.

    Args:
        counter: what all activities share.
        papers: owe the customer a slip.
        wording: how this point writes its papers.
        speaks: how papers are written in other languages.
    """

    def __init__(
        self, counter: Counter, papers: Papers, wording: Wording, speaks: Mapping[str, Wording]
    ) -> None:
        super().__init__(counter)
        self._papers, self._wording, self._speaks = papers, wording, speaks
        self._last = ("", "", 0)  # whose slip was printed last, of which point, and when

    @needs(Right.FIND)
    def find(self, number: str) -> Refused | None:
        """Tell at which other point a parcel or an order waits.

        Args:
            number: of the parcel or the order, whole.
        """
        told = self.counter.store.elsewhere.named(number)
        if told is None:
            return None
        lines = tuple(line for line in told.parcels if number in {line.parcel, line.order})
        found = _others(self.counter, replace(told, parcels=lines)).points
        if not found:
            return None
        return self.counter.turn_away(elsewhere.sent_to(found[0].point, told.customer_ref))

    @needs(Right.FIND)
    def of(self, customer_ref: str) -> Others | None:
        """Return what other points have for a customer."""
        return others_of(self.counter, customer_ref)

    @needs(Right.FIND)
    def hand_out(self, no: Refused) -> None:
        """Print the slip that a refusal promises, once for one visitor; no other owes one."""
        self._hand_out(no)

    def _hand_out(self, no: Refused) -> None:
        if no.reason is not Reason.OTHER_POINT:
            return
        who, point = str(no.facts["customer"]), str(no.facts["point"])
        at = self.counter.clock().mono
        if self._last[:2] == (who, point) and at - self._last[2] < _AGAIN_MS:
            return
        self._print(who, point)

    @anybody
    def show_the_way(self, no: Refused) -> Refused | None:
        """Print the slip for whoever showed a right code where nobody of the staff stands.

        It names the point and nobody else, and is owed once for one visitor.
        """
        self._hand_out(no)
        return None

    @needs(Right.FIND)
    def print_slip(self, customer_ref: str, point: str) -> Refused | None:
        """Print the way to a point, in the customer's language if it is known."""
        return self._print(customer_ref, point)

    def _print(self, customer_ref: str, point: str) -> Refused | None:
        told = self.counter.store.elsewhere.of_customer(customer_ref)
        found = _others(self.counter, told).at(point) if told else None
        if told is None or found is None:
            return Refused(Reason.NOT_KNOWN_HERE)
        wording = self._speaks.get(told.language, self._wording)
        with self.counter.unit():
            self._papers.queue(elsewhere.slip(found, told.as_of, wording))
        self._last = (customer_ref, point, self.counter.clock().mono)
        return None
