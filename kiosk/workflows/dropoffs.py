"""Drop-offs: a sender's parcel is scanned, looked at, weighed if need be, and carried on."""

from functools import partial

from kiosk.core import dropoffs
from kiosk.core.dropoffs import Declared
from kiosk.core.papers_returns import dropoff_receipt
from kiosk.core.parcels import ON_HAND, Parcel
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ParcelKind, ParcelState, Place, Purpose, Right, Size
from kiosk.workflows.brought import DropOffCard, Taken
from kiosk.workflows.counter import Counter
from kiosk.workflows.receiving import Receiving
from kiosk.workflows.rights import Activity, needs
from kiosk.workflows.stills import Stills


class DropOffs(Activity):
    """What senders bring; the direct flow is never mixed with returns.

    Args:
        counter: what all activities share.
        receiving: owes papers and stickers, and lets the cell blink.
        stills: of each parcel that is taken in.
    """

    def __init__(self, counter: Counter, receiving: Receiving, stills: Stills) -> None:
        super().__init__(counter)
        self._receiving, self._store, self._stills = receiving, counter.store, stills

    @needs(Right.RETURN)
    def look(self, code: str) -> DropOffCard | Refused:
        """Tell what a scanned parcel is; for one that is here, its cell again."""
        known = self._store.parcels.get(code)
        refused = dropoffs.look(known)
        if refused:
            return self.counter.turn_away(refused, parcel=code)
        is_here = known is not None and known.state in ON_HAND
        taken = self._receiving.again(known) if known and is_here else None
        return DropOffCard(code, known, taken)

    @needs(Right.RETURN, takes_in=True)
    def accept(
        self, code: str, declared: Declared, language: str = "", witness: str | None = None
    ) -> Taken | Refused:
        """Take a parcel in, with the sender's paper; one that is here tells its cell again.

        Args:
            code: the parcel's.
            declared: what was seen and said.
            language: of the sender's paper; empty for the point's own.
            witness: the second person, where one is asked for.
        """
        known, policy = self._store.parcels.get(code), self.counter.policy
        if policy is None:
            return Refused(Reason.NOT_SYNCED)
        suggested = self._receiving.suggest(_once_here(code, declared.size))
        facts = dropoffs.accept(known, code, declared, suggested, policy)
        if isinstance(facts, Refused):
            return self.counter.turn_away(facts, parcel=code)
        if known is not None and not facts:
            return self._receiving.again(known)
        if self.counter.lacks_witness(Right.RETURN, witness):
            return Refused(Reason.WITNESS_NEEDED)
        taken = self._receiving.take(
            facts,
            code,
            dropoff_receipt,
            language=language,
            witness=witness,
            also=partial(self._stills.owe, code, Purpose.DROP_OFF),
        )
        self._stills.take()
        return taken


def _once_here(code: str, size: Size) -> Parcel:
    """Return the parcel as it will stand on the counter, to find its zone."""
    kind, state = ParcelKind.DROP_OFF, ParcelState.RECEIVED
    return Parcel(code, kind, state, Place.COUNTER, size=size)
