"""Customers' returns: found by code or goods, looked over, taken back with a paper, or declined."""

from functools import partial

from msgspec.structs import replace

from kiosk.core import codes, evidence, returns, stickers
from kiosk.core.boxes import Moment
from kiosk.core.codes import Code, CodeKind, same_goods
from kiosk.core.evidence import Skipped
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.people import CustomerViewed
from kiosk.core.papers import Wording
from kiosk.core.papers_returns import Served, return_declined, return_receipt
from kiosk.core.parcels import Parcel
from kiosk.core.policy import Policy
from kiosk.core.receipts import Doc
from kiosk.core.refusals import Reason, Refused
from kiosk.core.returns import Found, Return, Unknown
from kiosk.core.words import (
    Condition,
    How,
    ParcelKind,
    ParcelState,
    Purpose,
    RejectReason,
    ReturnState,
    Right,
    Size,
)
from kiosk.workflows.brought import CustomerReturns, Draft, ReturnBoard, ReturnCard, Taken
from kiosk.workflows.cards import Cards
from kiosk.workflows.counter import Counter
from kiosk.workflows.proof import Proof, Proven
from kiosk.workflows.receiving import Receiving
from kiosk.workflows.rights import Activity, anybody, needs

NOT_KNOWN = Refused(Reason.NOT_KNOWN_HERE)
NOT_SYNCED = Refused(Reason.NOT_SYNCED)
FEWEST_DIGITS = 4
MOST_LISTED = 200
_MOST_FITS = 6
_OVER = {ReturnState.ACCEPTED, ReturnState.REJECTED}


class Returns(Activity):
    """What customers bring back; ticks and answers wait here until the goods are taken.

    Args:
        counter: what all activities share.
        receiving: owes papers and stickers, and lets the cell blink.
    """

    def __init__(self, counter: Counter, receiving: Receiving) -> None:
        super().__init__(counter)
        self._receiving, self._store = receiving, counter.store
        self._proof, self._cards = Proof(counter), Cards(counter)
        self._drafts: dict[str, Draft] = {}
        self._proven: tuple[str, str | None] | None = None  # whose code was right, for whom

    # -- which return --------------------------------------------------------------------------

    @needs(Right.RETURN)
    def board(self) -> ReturnBoard:
        """Return what is under way and what was announced, the last changed first."""
        found = self._store.returns
        opened = found.in_state(ReturnState.OPEN, MOST_LISTED)
        expected = found.in_state(ReturnState.EXPECTED, MOST_LISTED)
        return ReturnBoard(tuple(map(self._listed, opened)), tuple(map(self._listed, expected)))

    @needs(Right.RETURN)
    def find(self, code: str) -> ReturnCard | Refused:
        """Open the return of a scanned code; an unknown one as the network's rules say."""
        known, policy = self._store.returns.with_code(code), self.counter.policy
        if policy is None:
            return NOT_SYNCED
        if known is None:
            return self._opened_unknown(Unknown(How.UNANNOUNCED, code), policy)
        return self._opened(known, How.CODE, policy)

    @needs(Right.RETURN)
    def by_digits(self, digits: str) -> tuple[Return, ...] | Refused:
        """Return the unfinished returns whose code ends so, at most six."""
        if len(digits) < FEWEST_DIGITS:
            return Refused(Reason.TOO_SHORT, {"least": FEWEST_DIGITS})
        return self._store.returns.with_digits(digits, _MOST_FITS)

    @needs(Right.RETURN, takes_in=True)
    def open(self, return_: str, how: How = How.DIGITS) -> ReturnCard | Refused:
        """Open a return that was chosen, or go on with it."""
        known, policy = self._store.returns.get(return_), self.counter.policy
        if policy is None or known is None:
            return NOT_KNOWN if policy else NOT_SYNCED
        return self._opened(known, how, policy)

    @needs(Right.RETURN)
    def customer(self, code: Code, customer_ref: str | None = None) -> CustomerReturns | Refused:
        """Show what a customer may bring back, who proves by the pickup code who it is."""
        policy = self.counter.policy
        if policy is None:
            return NOT_SYNCED
        if code.kind is not CodeKind.PICKUP:
            return self.counter.turn_away(Refused(Reason.CODE_REQUIRED))
        match self._proof.check(code.text, customer_ref, policy):
            case Refused() as no:
                return self.counter.turn_away(no)
            case proven:
                return self._shown(proven)

    def _shown(self, proven: Proven) -> CustomerReturns:
        ref = proven.customer_ref
        self._proven = (ref, self.counter.signed_in)
        with self.counter.unit():
            self._proof.forget(proven)
            self.counter.record(CustomerViewed(ref))
        mine = (known for known in self._store.returns.of_customer(ref) if known.state not in _OVER)
        return CustomerReturns(
            ref, self._cards.name_of(ref), tuple(map(self._listed, mine)), self._issued(ref)
        )

    def _issued(self, customer_ref: str) -> tuple[Parcel, ...]:
        found = self._store.parcels.of_customer(customer_ref)
        gone = (p for p in found if p.state is ParcelState.ISSUED and p.kind is ParcelKind.ORDER)
        return tuple(sorted(gone, key=lambda p: p.changed_at, reverse=True))

    @needs(Right.RETURN, takes_in=True)
    def item(self, customer_ref: str, text: str) -> ReturnCard | Refused:
        """Open the return of scanned goods of a customer whose pickup code was right.

        Args:
            customer_ref: the customer.
            text: the bar code of the goods, or the code of the parcel they were issued in.
        """
        policy = self.counter.policy
        if policy is None:
            return NOT_SYNCED
        if self._proven != (customer_ref, self.counter.signed_in):
            return Refused(Reason.CODE_REQUIRED)
        issued = [p for p in self._issued(customer_ref) if _is_in(text, p)]
        mine = [r for r in self._store.returns.of_customer(customer_ref) if _is_of(text, r, issued)]
        for known in mine:
            if known.state not in _OVER:
                return self._opened(known, How.PRODUCT, policy)
        left = [p for p in issued if not any(r.from_parcel == p.parcel for r in mine)]
        if not left:
            why = Reason.ALREADY_RETURNED if mine else Reason.MISMATCH
            return self.counter.turn_away(Refused(why))
        return self._opened_unknown(_unannounced(left[0], text), policy)

    @needs(Right.RETURN)
    def card(self, return_: str) -> ReturnCard | Refused:
        """Return one return as it stands."""
        known = self._store.returns.get(return_)
        return self._card(known) if known else NOT_KNOWN

    @anybody
    def under_way(self) -> tuple[Return, ...]:
        """Return the returns that were opened and wait; they name goods, and nobody."""
        return self._store.returns.in_state(ReturnState.OPEN, MOST_LISTED)

    @anybody
    def languages(self) -> tuple[str, ...]:
        """Return the languages papers can be written in."""
        return self._receiving.languages

    def _opened(self, known: Return, how: How, policy: Policy) -> ReturnCard | Refused:
        facts = returns.open_(known, how, policy, self._moment())
        return self._begun(facts, known.return_)

    def _opened_unknown(self, brought: Unknown, policy: Policy) -> ReturnCard | Refused:
        name = self.counter.new_id()
        return self._begun(returns.open_unknown(name, brought, policy), name)

    def _begun(self, facts: tuple[Fact, ...] | Refused, return_: str) -> ReturnCard | Refused:
        if isinstance(facts, Refused):
            return self.counter.turn_away(facts)
        if facts:
            with self.counter.unit():
                self.counter.record(*facts)
        return self.card(return_)

    # -- looking over ----------------------------------------------------------------------------

    @needs(Right.RETURN)
    def compare(self, return_: str, barcode: str) -> ReturnCard | Refused:
        """Hold scanned goods against those of the return."""
        known = self._store.returns.get(return_)
        if known is None:
            return NOT_KNOWN
        if not returns.is_same(known, barcode):
            return Refused(Reason.MISMATCH)
        return self._ticked(known, returns.SAME.key, on=True)

    @needs(Right.RETURN)
    def tick(self, return_: str, key: str, *, on: bool) -> ReturnCard | Refused:
        """Tick a line of the checklist, or take the tick away."""
        known = self._store.returns.get(return_)
        return self._ticked(known, key, on=on) if known else NOT_KNOWN

    @needs(Right.RETURN)
    def describe(
        self, return_: str, condition: Condition | None = None, size: Size | None = None
    ) -> ReturnCard | Refused:
        """Note how the goods are, and how large the parcel is that they make."""
        known = self._store.returns.get(return_)
        if known is None:
            return NOT_KNOWN
        draft = self._draft(known)
        self._drafts[return_] = replace(
            draft, condition=condition or draft.condition, size=size or draft.size
        )
        return self._card(known)

    def _ticked(self, known: Return, key: str, *, on: bool) -> ReturnCard:
        draft = self._draft(known)
        checks = draft.checks | {key} if on else draft.checks - {key}
        self._drafts[known.return_] = replace(draft, checks=checks)
        return self._card(known)

    def _draft(self, known: Return) -> Draft:
        return self._drafts.get(known.return_) or Draft(size=known.size)

    # -- how it ends -----------------------------------------------------------------------------

    @needs(Right.RETURN, takes_in=True)
    def accept(
        self,
        return_: str,
        skipped: Skipped | None = None,
        language: str = "",
        witness: str | None = None,
    ) -> Taken | Refused:
        """Take the goods back: a parcel for the warehouse, its sticker, the customer's paper.

        Args:
            return_: which.
            skipped: why it goes without the photos the network asks for.
            language: of the customer's paper; empty for the one they use, or the point's own.
            witness: the second person, where one is asked for.
        """
        known, policy = self._store.returns.get(return_), self.counter.policy
        if policy is None or known is None:
            return NOT_KNOWN if policy else NOT_SYNCED
        draft = self._draft(known)
        found = Found(draft.condition, draft.size, draft.checks)
        parcel = stickers.fresh_code(self.counter.new_id())
        facts = returns.accept(known, parcel, found, policy)
        if isinstance(facts, Refused):
            return facts
        have = len(self._store.photos.of(return_, Purpose.RETURN.value))
        left_out = evidence.enough(return_, Purpose.RETURN, have, policy, skipped)
        if isinstance(left_out, Refused):
            return left_out
        if self.counter.lacks_witness(Right.RETURN, witness):
            return Refused(Reason.WITNESS_NEEDED)
        taken = self._receiving.take(
            (*left_out, *facts),
            parcel,
            partial(self._receipt, return_),
            language=language or known.language,
            unlabelled=True,
            witness=witness,
        )
        self._drafts.pop(return_, None)
        return replace(taken, returned=self._store.returns.get(return_))

    @needs(Right.RETURN)
    def reject(
        self, return_: str, reason: RejectReason, language: str = "", witness: str | None = None
    ) -> Refused | None:
        """Decline the goods; the customer keeps them, and a paper that says why.

        Args:
            return_: which.
            reason: why.
            language: of the customer's paper; empty for the one they use, or the point's own.
            witness: the second person, where one is asked for.
        """
        known = self._store.returns.get(return_)
        if known is None:
            return NOT_KNOWN
        facts = returns.reject(known, reason)
        if isinstance(facts, Refused):
            return facts
        if self.counter.lacks_witness(Right.RETURN, witness):
            return Refused(Reason.WITNESS_NEEDED)
        self._receiving.decline(
            facts,
            return_,
            partial(return_declined, known, reason),
            language=language or known.language,
            witness=witness,
        )
        self._drafts.pop(return_, None)
        return None

    def _receipt(self, return_: str, parcel: Parcel, served: Served, wording: Wording) -> Doc:
        known = self._store.returns.get(return_) or Return(return_)
        return return_receipt(known, parcel, served, wording)

    def _listed(self, known: Return) -> ReturnCard:
        """Return a return as a list shows it, without its checklist."""
        return ReturnCard(known, self._cards.name_of(known.customer_ref))

    def _card(self, known: Return) -> ReturnCard:
        draft, policy = self._draft(known), self.counter.policy
        checks = returns.checklist(known, policy, draft.condition) if policy else ()
        name, words = self._cards.name_of(known.customer_ref), self._store.returns.words
        return ReturnCard(known, name, checks, draft, words(known.return_))

    def _moment(self) -> Moment:
        now = self.counter.clock()
        return Moment(now.at, now.clock)


def _is_in(text: str, parcel: Parcel) -> bool:
    """Whether a scanned code is a parcel's own, or that of goods in it."""
    return parcel.parcel == text or any(same_goods(item.barcode, text) for item in parcel.items)


def _is_of(text: str, known: Return, issued: list[Parcel]) -> bool:
    """Whether a return is about the goods whose code was scanned."""
    if any(same_goods(item.barcode, text) for item in known.items):
        return True
    return any(known.from_parcel == p.parcel or known.order == p.order is not None for p in issued)


def _unannounced(parcel: Parcel, text: str) -> Unknown:
    """Return issued goods as something nobody announced: those of the bar code, or all."""
    same = tuple(item for item in parcel.items if same_goods(item.barcode, text))
    return Unknown(
        How.PRODUCT,
        items=same or parcel.items,
        order=parcel.order,
        customer_ref=parcel.customer_ref,
        from_parcel=parcel.parcel,
    )


def tail(known: Return) -> str:
    """Return the end of a return's code, by which people call it."""
    return codes.tail(known.code or known.return_)
