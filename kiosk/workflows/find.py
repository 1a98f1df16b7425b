"""Finding: what a code means, where a parcel is, what lies in a cell, and the figures of home."""

import hashlib
import hmac
import logging
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from kiosk.core import codes
from kiosk.core.books import Subject
from kiosk.core.cells import Cell, CellLoad
from kiosk.core.codes import Code, CodeKind
from kiosk.core.deliveries import Delivery
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import DeliveryState, ParcelState, ReturnState, Right, Size, Zone
from kiosk.store.numbers import bare
from kiosk.workflows.cards import Cards
from kiosk.workflows.counter import Counter
from kiosk.workflows.lamps import Lamps
from kiosk.workflows.rights import Activity, anybody, needs
from kiosk.workflows.terms import Terms, terms_of
from kiosk.workflows.views import (
    CellCard,
    Figures,
    Hit,
    HitKind,
    ParcelCard,
    Rack,
)

log = logging.getLogger(__name__)

TYPED = "typed"  # the symbology of what came from a keypad
MOST_HITS = 50  # WORKFLOWS.md 4.1
FEWEST_DIGITS = 4
FEWEST_LETTERS = 3
HOUR_MS = 3_600_000
_NUMBER = re.compile(r"[0-9][0-9 -]*")  # as it stands on a label, in any groups


class Find(Activity):
    """Tells where things are and lights them; changes nothing.

    Args:
        counter: what all activities share.
        lamps: the lamps.
    """

    def __init__(self, counter: Counter, lamps: Lamps) -> None:
        super().__init__(counter)
        self._lamps = lamps
        self._store = counter.store
        self._cards = Cards(counter)

    @anybody
    def read(self, text: str, symbology: str, *, in_issue: bool = False) -> Code:
        """Tell what a scanned or typed text means here; never raises."""
        code = self.look(text, symbology, in_issue=in_issue)
        if code.kind is CodeKind.UNKNOWN and symbology != TYPED:
            # told apart by a keyed hash: what was scanned may be anybody's secret (TRUST.md 4)
            key, size, why = self.counter.keys.pepper, len(text), code.why
            mark = hmac.new(key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:8]
            log.warning("unknown %s of %d signs: %s, %s", symbology, size, why, mark)
        return code

    @anybody
    def look(self, text: str, symbology: str, *, in_issue: bool = False) -> Code:
        """Tell the same to whoever asked for a code nobody else knows, as a seal's; unlogged."""
        return codes.read(text, symbology, self._store.known_as, in_issue=in_issue)

    @needs(Right.FIND)
    def search(self, text: str) -> tuple[Hit, ...] | Refused:
        """Return up to 50 rows for a typed text, exact ones first, finished parcels last.

        A text that nothing has is taken for one with a slip: a letter wrong, or typed on the
        other keyboard layout. A number never is.
        """
        asked = " ".join(text.split())[:64]
        exact = tuple(self._exact(asked))
        digits = bare(asked) if _NUMBER.fullmatch(asked) else ""
        least = FEWEST_DIGITS if digits else FEWEST_LETTERS
        if not exact and len(digits or asked) < least:
            return Refused(Reason.TOO_SHORT, {"least": least})
        hits = (*exact, *self._by_digits(digits), *self._by_words(self._store.search(asked)))
        if not hits and not digits:
            hits = tuple(self._by_words(self._store.search_near(asked)))
        unique = {(hit.kind, hit.id): hit for hit in reversed(hits)}
        return tuple(hit for hit in hits if unique.pop((hit.kind, hit.id), None))[:MOST_HITS]

    @needs(Right.FIND)
    def parcel(self, parcel: str) -> ParcelCard | Refused:
        """Return everything about one parcel."""
        found = self._store.parcels.get(parcel)
        if found is None:
            return Refused(Reason.NOT_KNOWN_HERE)
        told = self._store.journal.about(Subject("parcel", parcel))
        lines = tuple(map(self._cards.line, told))
        return ParcelCard(found, self._cards.name_of(found.customer_ref), lines)

    @needs(Right.FIND)
    def parcels(self, named: Sequence[str]) -> tuple[Parcel, ...] | Refused:
        """Return those of these parcels that are known here, in this order."""
        return tuple(p for p in map(self._store.parcels.get, named) if p is not None)

    @needs(Right.FIND)
    def cell(self, cell: str) -> CellCard | Refused:
        """Return what lies in a cell."""
        load = self._store.cells.load(cell)
        if load is None:
            return Refused(Reason.NO_SUCH_CELL, {"cell": cell})
        return CellCard(load, self._store.parcels.in_cell(cell))

    @needs(Right.FIND)
    def light(self, cell: str) -> Refused | None:
        """Light a cell for 30 s."""
        if self._store.cells.get(cell) is None:
            return Refused(Reason.NO_SUCH_CELL, {"cell": cell})
        self._lamps.take(cell)
        return None

    @anybody
    def figures(self) -> Figures:
        """Return home's figures; counts only, so that the lock may show them too."""
        deliveries = self._store.deliveries.open()
        arrived = [d.delivery for d in deliveries if d.state is DeliveryState.ARRIVED]
        going_back = self._store.parcels.count_in(ParcelState.TO_RETURN)
        return Figures(
            to_accept=self._to_accept(deliveries),
            deliveries_waiting=len(deliveries) - len(arrived),
            ready=self._store.parcels.count_ready(),
            free_cells=sum(map(_is_free, self._store.cells.loads())),
            expiring=self._expiring(),
            to_return=going_back,
            returns_unpacked=going_back,
        )

    @anybody
    def to_accept(self) -> int:
        """Return how many parcels of what has arrived nobody has scanned yet."""
        return self._to_accept(self._store.deliveries.open())

    def _to_accept(self, deliveries: Iterable[Delivery]) -> int:
        arrived = [d.delivery for d in deliveries if d.state is DeliveryState.ARRIVED]
        tallies = [self._store.parcels.tally(delivery) for delivery in arrived]
        return sum(tally.get(ParcelState.EXPECTED, 0) for tally in tallies)

    @anybody
    def racks(self) -> tuple[Rack, ...]:
        """Return the shelf map, rack by rack, as one walks along them."""
        racks: defaultdict[str, list[Cell]] = defaultdict(list)
        for cell in self._store.cells.all():
            racks[cell.rack].append(cell)
        return tuple(Rack(rack, tuple(cells)) for rack, cells in racks.items())

    @needs(Right.FIND)
    def loads(self) -> tuple[CellLoad, ...]:
        """Return every cell with what lies in it, as one walks along them."""
        return self._store.cells.loads()

    @needs(Right.FIND)
    def terms(self) -> Terms:
        """Return whose term is over and whose ends soon, cell by cell."""
        return terms_of(self.counter)

    def _expiring(self) -> int:
        policy, moment = self.counter.policy, self.counter.clock()
        within_h = policy.expiring_h if policy else 0
        return self._store.parcels.count_expiring(moment.at + within_h * HOUR_MS)

    def _exact(self, asked: str) -> Iterable[Hit]:
        parcel = self._store.parcels.get(asked)
        if parcel:
            yield _parcel_hit(parcel, exact=True)
        cell = self._store.cells.get(asked.upper())
        if cell:
            yield Hit(HitKind.CELL, cell.cell, cell.cell, cell=cell.cell, exact=True)
        delivery = self._store.deliveries.get(asked)
        if delivery:
            name, state = delivery.delivery, delivery.state.value
            yield Hit(HitKind.DELIVERY, name, name, delivery.carrier, state=state, exact=True)
        came_with = self._store.deliveries.of_box(asked)
        if came_with:
            name, state = came_with.delivery, came_with.state.value
            yield Hit(HitKind.DELIVERY, name, asked, name, state=state, exact=True)
        for one in self._store.parcels.of_order(asked):
            yield _parcel_hit(one, exact=True)
        for one in self._store.parcels.with_goods(asked, MOST_HITS):
            yield _parcel_hit(one, exact=True)

    def _by_digits(self, digits: str) -> Iterable[Hit]:
        if len(digits) == FEWEST_DIGITS:
            yield from self._cards.by_tail(digits)
        for parcel in self._store.parcels.with_digits(digits, MOST_HITS):
            yield _parcel_hit(parcel)

    def _by_words(self, found: Iterable[tuple[str, str]]) -> Iterable[Hit]:
        for kind, id_ in found:
            parcel = self._store.parcels.get(id_) if kind == "parcel" else None
            if parcel:
                yield _parcel_hit(parcel)
            elif kind == "customer":
                yield self._cards.hit(id_)
            elif kind == "return":
                yield from self._returns(id_)

    def _returns(self, return_: str) -> Iterable[Hit]:
        known = self._store.returns.get(return_)
        if known is not None and known.state is not ReturnState.ACCEPTED:  # then it is a parcel
            name = codes.tail(known.code or return_)
            title = known.items[0].title if known.items else f"…{name}"
            yield Hit(HitKind.RETURN, return_, title, name, state=known.state.value)


def _parcel_hit(parcel: Parcel, *, exact: bool = False) -> Hit:
    title = parcel.items[0].title if parcel.items else ""
    return Hit(
        HitKind.PARCEL,
        parcel.parcel,
        parcel.parcel,
        title,
        cell=parcel.cell or "",
        state=parcel.state.value,
        exact=exact,
    )


def _is_free(load: CellLoad) -> bool:
    main = load.cell.zone is Zone.MAIN
    return main and load.units == 0 and load.has_room(Size.S)
