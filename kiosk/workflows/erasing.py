"""Erasing at the counter: the customer shows the code, somebody vouches, a slip is printed."""

from collections.abc import Mapping

from msgspec import Struct

from kiosk.core.codes import Code
from kiosk.core.erasure import Held
from kiosk.core.facts.privacy import CustomerErased
from kiosk.core.papers import Wording
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Right
from kiosk.workflows.counter import Counter
from kiosk.workflows.privacy import Archive, Erasure, Privacy
from kiosk.workflows.proof import Proof
from kiosk.workflows.rights import anybody, needs

MOST_DONE = 20  # erasures of the past that the screen lists


class Asking(Struct, frozen=True):
    """The customer who stands there, by their own code.

    Args:
        name: masked.
        last_four: of the phone.
        held: what has to come to its end first, None where the data goes at once.
        is_asked: somebody asked before.
    """

    name: str
    last_four: str
    held: Held | None
    is_asked: bool


class Request(Struct, frozen=True):
    """An erasure on the list; it names nobody.

    Args:
        request: its name.
        at: when it was asked for, or done; ms UTC.
        is_done: else it waits.
        held: what it waits for.
        due_at: until when it must be done, ms UTC; None where nobody set a date.
    """

    request: str
    at: int
    is_done: bool
    held: Held | None = None
    due_at: int | None = None


class Erasing(Privacy):
    """Privacy with a customer at the counter: asks for erasures, and shows how all of them stand.

    Args:
        counter, archive, wording, speaks: see `Privacy`.
    """

    def __init__(
        self,
        counter: Counter,
        archive: Archive | None,
        wording: Wording,
        speaks: Mapping[str, Wording],
    ) -> None:
        super().__init__(counter, archive, wording, speaks)
        self._proof = Proof(counter)
        self._shown: str | None = None  # who proved by a code that they stand here

    @needs(Right.ERASE)
    def show(self, code: Code) -> Asking | Refused:
        """Tell whose code this is, and what an erasure would wait for."""
        self._shown, policy = None, self.counter.policy
        if policy is None:
            return Refused(Reason.NOT_SYNCED)
        proven = self._proof.check(code.text, None, policy)
        if isinstance(proven, Refused):
            return proven
        customer = self.counter.store.customers.get(proven.customer_ref)
        if customer is None:
            return Refused(Reason.NOT_KNOWN_HERE)
        with self.counter.unit():
            self._proof.forget(proven)
        held = self._held(proven.customer_ref)
        self._shown = proven.customer_ref
        is_asked = self._asked(proven.customer_ref) is not None
        return Asking(customer.masked_name, customer.last_four, held, is_asked)

    @needs(Right.ERASE)
    def ask_shown(self, language: str, witness: str | None) -> Erasure | Refused:
        """Forget who showed the code, and print them a slip.

        Args:
            language: of the slip.
            witness: who vouched for it.
        """
        if self._shown is None:
            return Refused(Reason.CUSTOMER_FIRST)
        if not self.counter.has_vouched(witness, Right.OVERRIDE):
            return Refused(Reason.WITNESS_NEEDED)
        customer_ref, self._shown = self._shown, None
        return self.ask(customer_ref, language, witness)

    @anybody
    def leave(self) -> None:
        """Forget who stood there: the next one shows a code of their own."""
        self._shown = None

    @needs(Right.ERASE)
    def requests(self) -> tuple[Request, ...]:
        """Return what waits, the oldest first, then what was done, the newest first."""
        told = self.counter.store.erasures.newest(MOST_DONE)
        asked = {fact.request: at for at, fact in told if not isinstance(fact, CustomerErased)}
        waits = [
            Request(one.request, asked.get(one.request, 0), False, one.held, one.due_at)  # noqa: FBT003
            for one in self.waiting()
        ]
        done = [
            Request(fact.request, at, True)  # noqa: FBT003
            for at, fact in told
            if isinstance(fact, CustomerErased)
        ]
        return (*waits, *done)

    @needs(Right.ERASE)
    def reprint(self, request: str, language: str) -> Refused | None:
        """Print the slip of an erasure once more.

        Args:
            request: its name.
            language: of the slip.
        """
        found = self.requests()
        if isinstance(found, Refused):
            return found
        one = next((one for one in found if one.request == request), None)
        if one is None:
            return Refused(Reason.NOT_KNOWN_HERE)
        self.print_slip(one.request, language, is_done=one.is_done, due_at=one.due_at)
        return None
