"""Erasing at the counter: the customer shows the code, somebody vouches, a slip is printed."""

from collections.abc import Mapping

from msgspec import Struct

from kiosk.core.codes import Code
from kiosk.core.erasure import Held
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.privacy import CustomerErased, EraseCancelled, ErasureAsked
from kiosk.core.papers import Wording
from kiosk.core.papers_privacy import Outcome
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Right
from kiosk.workflows.counter import Counter
from kiosk.workflows.privacy import Archive, Erasure, Privacy
from kiosk.workflows.proof import Proof
from kiosk.workflows.rights import anybody, needs

MOST_DONE = 20  # erasures of the past that the screen lists
_OVER: Mapping[type[Fact], Outcome] = {
    CustomerErased: Outcome.ERASED,
    EraseCancelled: Outcome.KEPT,
}


class Asking(Struct, frozen=True):
    """The customer who stands there, by their own code.

    Args:
        name: masked.
        last_four: of the phone.
        held: what has to come to its end first, None where the data goes at once.
        is_asked: somebody asked before.
        is_ours: and it was at this counter, where it may be taken back.
    """

    name: str
    last_four: str
    held: Held | None
    is_asked: bool
    is_ours: bool = False


class Request(Struct, frozen=True):
    """An erasure on the list; it names nobody.

    Args:
        request: its name.
        at: when it was asked for, done or taken back; ms UTC.
        outcome: done, waiting or taken back.
        held: what it waits for.
        due_at: until when it must be done, ms UTC; None where nobody set a date.
    """

    request: str
    at: int
    outcome: Outcome
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
        held, asked = self._held(proven.customer_ref), self._asked(proven.customer_ref)
        self._shown = proven.customer_ref
        is_ours = self._is_ours(proven.customer_ref)
        who = (customer.masked_name, customer.last_four)
        return Asking(*who, held, is_asked=asked is not None, is_ours=is_ours)

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

    @needs(Right.ERASE)
    def take_back_shown(self, language: str) -> str | Refused:
        """Keep the data of who showed the code; nobody need vouch, as nothing is lost.

        Args:
            language: of the slip.
        """
        if self._shown is None:
            return Refused(Reason.CUSTOMER_FIRST)
        customer_ref, self._shown = self._shown, None
        return self.take_back(customer_ref, language)

    @needs(Right.ERASE)
    def reprint_shown(self, language: str) -> Refused | None:
        """Print the slip of who showed the code once more; that changes nothing.

        Args:
            language: of the slip.
        """
        if self._shown is None:
            return Refused(Reason.CUSTOMER_FIRST)
        customer_ref, self._shown = self._shown, None
        asked = self._asked(customer_ref)
        if asked is None:
            return Refused(Reason.ALREADY_ERASED)
        return self.reprint(asked.request, language)

    @anybody
    def leave(self) -> None:
        """Forget who stood there: the next one shows a code of their own."""
        self._shown = None

    @needs(Right.ERASE)
    def requests(self) -> tuple[Request, ...]:
        """Return what waits, the oldest first, then what is over, the newest first."""
        told = self.counter.store.erasures.newest(MOST_DONE)
        asked = {fact.request: at for at, fact in told if isinstance(fact, ErasureAsked)}
        waits = [
            Request(one.request, asked.get(one.request, 0), Outcome.WAITS, one.held, one.due_at)
            for one in self.waiting()
        ]
        over = [
            Request(fact.request, at, _OVER[type(fact)]) for at, fact in told if type(fact) in _OVER
        ]
        return (*waits, *over)

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
        self.print_slip(Erasure(one.request, one.held, one.due_at), language, one.outcome)
        return None
