"""What is left of a visit: a code and a sticker for what was split off, and words for the paper."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from msgspec import Struct

from kiosk.core import papers_visit, stickers
from kiosk.core.entitled import NAME
from kiosk.core.events import Stamp
from kiosk.core.facts.deciding import ParcelRefused, ParcelSplit
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.visits import ParcelIssued
from kiosk.core.papers import Wording
from kiosk.core.papers_returns import Served
from kiosk.core.papers_visit import Visited
from kiosk.core.parcels import Parcel
from kiosk.core.payments import Payment
from kiosk.core.paywords import PaymentState
from kiosk.core.policy import Policy
from kiosk.core.sessions import Session
from kiosk.core.words import ClockQuality
from kiosk.workflows.counter import Counter
from kiosk.workflows.papers import Papers
from kiosk.workflows.receiving import Receiving
from kiosk.workflows.stickers import Stickers


class Paper(Struct, frozen=True):
    """What a receipt is made with.

    Args:
        receipt: its job's id, which its code tells.
        policy: the network's rules; they name the reasons.
        moment: of the visit's end.
        language: of the customer; empty for the point's own.
        payments: of the visit.
    """

    receipt: str
    policy: Policy
    moment: Stamp
    language: str = ""
    payments: Sequence[Payment] = ()

    @property
    def paid(self) -> list[Payment]:
        """The payments that were made."""
        return [one for one in self.payments if one.state is PaymentState.PAID]


class Leftovers:
    """Looks after what was not taken, within the unit that ends a visit.

    Args:
        counter: what all activities share.
        labels: owed to what was split off.
        receiving: knows where it belongs.
        wording: how this point writes.
        speaks: how papers are written in other languages.
    """

    def __init__(
        self,
        counter: Counter,
        labels: Stickers,
        receiving: Receiving,
        wording: Wording,
        speaks: Mapping[str, Wording],
    ) -> None:
        self._counter, self._stickers, self._receiving = counter, labels, receiving
        self._wording, self._speaks = wording, speaks

    def codes(self, parcels: Iterable[Parcel]) -> dict[str, str]:
        """Return a fresh code a parcel, for what may be split off it."""
        return {p.parcel: stickers.fresh_code(self._counter.new_id()) for p in parcels}

    def owe(self, facts: Sequence[Fact]) -> None:
        """Queue the stickers of what was split off, within the open unit."""
        for new in self._found(f.new for f in facts if isinstance(f, ParcelSplit)):
            self._stickers.owe(new, self._receiving.suggest(new), relabelled=True)

    def wording(self, language: str) -> Wording:
        """Return how papers are written in a language; an unknown one is the point's own."""
        return self._speaks.get(language, self._wording)

    def served(self, moment: Stamp) -> Served:
        """Return who served, and when."""
        initials = Papers(self._counter).initials_of(self._counter.signed_in)
        return Served(moment.at, initials, moment.clock is not ClockQuality.UNSURE)

    def visited(self, visit: Session, facts: Sequence[Fact], paper: Paper) -> Visited:
        """Return what the paper of a visit says besides what was handed over.

        Args:
            visit: as it stood before its end.
            facts: of its end, recorded.
            paper: what the receipt is made with.
        """
        names = (_left_by(fact) for fact in facts)
        left = self._found(name for name in names if name)
        say = self.wording(paper.language).words
        reasons = partial(
            papers_visit.refuse_word,
            known=paper.policy.refuse_reasons,
            say=say,
            language=paper.language,
        )
        checked = tuple(self._checked(visit, facts))
        return Visited(left, visit.bags, paper.receipt, reasons, checked)

    def _checked(self, visit: Session, facts: Sequence[Fact]) -> Iterator[int]:
        """Yield what a document told of whoever got something."""
        issued = [fact for fact in facts if isinstance(fact, ParcelIssued)]
        if issued and visit.document_ok:
            yield NAME
        aged = self._found(fact.parcel for fact in issued if fact.age_checked)
        if aged:
            yield max(parcel.age_limit for parcel in aged)

    def _found(self, names: Iterable[str]) -> tuple[Parcel, ...]:
        found = (self._counter.store.parcels.get(name) for name in names)
        return tuple(parcel for parcel in found if parcel)


def _left_by(fact: Fact) -> str:
    match fact:
        case ParcelSplit(new=new):
            return new
        case ParcelRefused(parcel=parcel):
            return parcel
        case _:
            return ""
