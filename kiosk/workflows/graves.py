"""Who was erased here: no letter that was written before brings them back."""

from kiosk.core.erase_letters import EraseWithdrawn
from kiosk.core.events import SYSTEM
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.privacy import Basis, EraseCancelled, ErasureAsked
from kiosk.core.messages import EraseRequest, Message
from kiosk.core.refusals import Reason, Refused
from kiosk.store import tombstones
from kiosk.workflows.counter import Counter


class Graves:
    """Knows customers who were erased, by the keyed marks that are all the box keeps of them.

    Args:
        counter: what all activities share.
    """

    def __init__(self, counter: Counter) -> None:
        self._counter, self._store = counter, counter.store

    def mark_of(self, customer_ref: str) -> str:
        """Return the mark of a customer."""
        return tombstones.mark_of(self._counter.keys.pepper, customer_ref)

    def cover(self, customer_ref: str, seen: int) -> bool:
        """Whether a letter tells of somebody who was erased after what its writer knew.

        Within a unit.

        Args:
            customer_ref: whom it tells of.
            seen: the last row of our journal that the central had when it wrote.
        """
        if self.ask_again(customer_ref):
            return False
        at = self._store.erasures.buried_at(self.mark_of(customer_ref))
        return seen < at

    def ask_again(self, customer_ref: str) -> bool:
        """Ask anew for an erasure whose rows a recovery lost: the central may not know of it.

        Within a unit. `privacy` does it at once, or when what is open by now has come to its end.

        Returns:
            Whether there was one of this customer.
        """
        request = self._store.erasures.dig_up(self.mark_of(customer_ref))
        if request is not None:
            asked = ErasureAsked(request, customer_ref, Basis.RESTORED)
            self._counter.record(asked, actor=SYSTEM)
        return request is not None

    def decide(self, message: Message) -> tuple[Fact, ...] | Refused | None:
        """Return what a letter about erasing makes true; None for another's letter.

        The erasing itself is `privacy`'s, once nothing is open; a request is asked once.
        """
        letter = message.facts
        if isinstance(letter, EraseWithdrawn):
            return self._withdrawn(letter)
        if not isinstance(letter, EraseRequest):
            return None
        fact = ErasureAsked(letter.request, letter.customer_ref, Basis.CENTRAL, letter.due_at)
        return (fact,)

    def _withdrawn(self, letter: EraseWithdrawn) -> tuple[Fact, ...] | Refused:
        """Decide what it means that a customer changed their mind; too late is told in words.

        A request that never came here is taken back as well: should it come, it is void.
        """
        erasures = self._store.erasures
        if letter.request in erasures.buried() | {fact.request for _, fact in erasures.done()}:
            return Refused(Reason.ALREADY_ERASED)
        if letter.request in erasures.cancelled():
            return ()
        return (EraseCancelled(letter.request, letter.customer_ref),)
