"""Counting the shelves, cell by cell, led by a lamp, while issuing goes on.

What was scanned in a cell is kept from the first scan on; the cell itself is one fact, told when
the person goes on to the next. A pulled plug leaves the count where it was.
"""

from collections import Counter as Tally
from collections.abc import Sequence

from msgspec.structs import replace

from kiosk.core import stocktake as stocktakes
from kiosk.core import verdicts
from kiosk.core.facts.counting import StocktakeDiscarded
from kiosk.core.facts.fact import Fact
from kiosk.core.refusals import Reason, Refused
from kiosk.core.stocktake import Stocktake
from kiosk.core.team import allow
from kiosk.core.verdicts import Findings, Line
from kiosk.core.words import ParcelState, Right, StocktakeScope, StocktakeState, Verdict
from kiosk.store.counts import InHand
from kiosk.workflows.count_cards import CountCard, LineCard, Offer, ReviewCard, Scanned
from kiosk.workflows.counter import Counter
from kiosk.workflows.lamps import Lamps
from kiosk.workflows.rights import Activity, anybody, needs

COUNT_DAYS = 30  # until the central's policy says otherwise
_PACE_S, _FASTEST_S, _SLOWEST_S = 20, 5, 60  # a cell, as long as nothing was counted here
_NONE = Refused(Reason.STALE)


class Count(Activity):
    """One stocktake at a time.

    Args:
        counter: what all activities share.
        lamps: lead to the cell that is to be counted, and stay lit where something differs.
    """

    def __init__(self, counter: Counter, lamps: Lamps) -> None:
        super().__init__(counter)
        self._lamps = lamps
        self._store = counter.store
        self._insists: set[tuple[str, str]] = set()  # who recounts own cells after being asked

    # -- beginning -------------------------------------------------------------------------------

    @anybody
    def under_way(self) -> Stocktake | None:
        """Return the stocktake that is not over; its figures show nothing of a customer."""
        return self._store.counts.under_way()

    @needs(Right.COUNT)
    def offers(self) -> tuple[Offer, ...]:
        """Return what can be counted: everything, what is due, each rack."""
        racks = Tally(cell.rack for cell in self._store.cells.all())
        everything = (StocktakeScope.ALL, "", racks.total())
        due = (StocktakeScope.DUE, "", len(self._cells_of(StocktakeScope.DUE, "", ())))
        by_rack = ((StocktakeScope.RACK, rack, n) for rack, n in racks.items())
        pace_s = self._pace_s()
        return tuple(
            Offer(scope, part, n, _minutes(n, pace_s))
            for scope, part, n in (everything, due, *by_rack)
        )

    @needs(Right.COUNT)
    def minutes(self, cells: int) -> int:
        """Return how long so many cells take, as far as can be told."""
        return _minutes(cells, self._pace_s())

    @needs(Right.COUNT)
    def start(
        self, scope: StocktakeScope, part: str = "", chosen: Sequence[str] = ()
    ) -> CountCard | Refused:
        """Begin a stocktake.

        Args:
            scope: what is counted.
            part: the rack, when it is one rack.
            chosen: the cells, when somebody chose them.
        """
        cells = self._cells_of(scope, part, chosen)
        open_ = self.under_way()
        facts = stocktakes.start(self.counter.new_id(), scope, cells, open_, part)
        if isinstance(facts, Refused):
            return facts
        with self.counter.unit():
            self._store.counts.let_go()
            self.counter.record(*facts)
        return self._shown()

    @needs(Right.COUNT)
    def look_into(self, cell: str) -> CountCard | Refused:
        """Count a cell in which a parcel was not found; by itself, or in the count under way."""
        if self._store.cells.get(cell) is None:
            return Refused(Reason.NO_SUCH_CELL, {"cell": cell})
        open_ = self.under_way()
        if open_ is None:
            return self.start(StocktakeScope.CELLS, chosen=(cell,))
        facts = stocktakes.widen(open_, (cell,))
        if isinstance(facts, Refused):
            return facts
        hand = self._hand(open_)
        with self.counter.unit():
            self.counter.record(*facts)
            if hand is None or not hand.parcels:  # what is scanned elsewhere is counted first
                self._store.counts.take_in_hand(InHand(open_.stocktake, cell))
        return self._shown()

    # -- at the shelf ----------------------------------------------------------------------------

    @needs(Right.COUNT)
    def card(self) -> CountCard | Refused:
        """Return where the stocktake under way stands."""
        open_ = self.under_way()
        return self._card(open_) if open_ else _NONE

    @needs(Right.COUNT)
    def scan(self, parcel: str) -> CountCard | Refused:
        """Note that a parcel lies in the cell in hand; a second scan changes nothing."""
        open_ = self.under_way()
        hand = self._hand(open_) if open_ else None
        if hand is None:
            return _NONE
        scanned = stocktakes.scan(hand.parcels, parcel)
        if isinstance(scanned, Refused):
            return scanned
        if scanned != hand.parcels:
            with self.counter.unit():
                self._store.counts.take_in_hand(replace(hand, parcels=scanned))
        return self._shown()

    @needs(Right.COUNT)
    def go_to(self, cell: str) -> CountCard | Refused:
        """Go on at the cell whose label was scanned; what was scanned before is counted first."""
        open_ = self.under_way()
        if open_ is None:
            return _NONE
        if cell not in open_.cells:
            return Refused(Reason.NOT_IN_COUNT, {"cell": cell})
        hand = self._hand(open_)
        if hand is not None and hand.cell == cell:
            return self._shown()
        if hand is not None and hand.parcels:
            return self._count(open_, hand, cell)
        with self.counter.unit():
            self._store.counts.take_in_hand(InHand(open_.stocktake, cell))
        return self._shown()

    @needs(Right.COUNT)
    def close_cell(self, *, empty: bool) -> CountCard | Refused:
        """Count the cell in hand with what was scanned in it, and go on to the next.

        Args:
            empty: the person says that nothing lies there; else something must be scanned, since
                a card scanned twice would count the next cell as empty.
        """
        open_ = self.under_way()
        hand = self._hand(open_) if open_ else None
        if open_ is None or hand is None:
            return _NONE
        if empty and hand.parcels:
            return Refused(Reason.NOT_EMPTY, {"n": len(hand.parcels)})
        if not empty and not hand.parcels:
            return Refused(Reason.NOTHING_SCANNED)
        return self._count(open_, hand, None)

    # -- the end ---------------------------------------------------------------------------------

    @needs(Right.COUNT)
    def review(self) -> ReviewCard | Refused:
        """Return what differs, as it stands now."""
        open_ = self.under_way()
        return self._review(open_) if open_ else _NONE

    @needs(Right.COUNT)
    def apply(self, lines: Sequence[Line]) -> ReviewCard | Refused:
        """Let the books follow the count; with differences only who holds `override` may.

        Args:
            lines: what differs, as the person saw it.
        """
        open_ = self.under_way()
        if open_ is None:
            return _NONE
        may_override = self.counter.may(Right.OVERRIDE)
        seen = self._review(open_)
        facts = verdicts.apply(open_, self._findings(open_), lines, may_override=may_override)
        if isinstance(facts, Refused):
            return facts
        self._end(*facts)
        over = self._store.counts.get(open_.stocktake) or open_
        self._lamps.look(verdicts.differing([card.line for card in seen.of(Verdict.SURPLUS)]))
        return replace(seen, stocktake=over, may_apply=False)

    @needs(Right.COUNT)
    def discard(self, reason: str) -> Refused | None:
        """Throw the count away; the books stay as they are."""
        open_ = self.under_way()
        if open_ is None:
            return _NONE
        self._end(StocktakeDiscarded(open_.stocktake, reason))
        self._lamps.look(())
        return None

    def _end(self, *facts: Fact) -> None:
        with self.counter.unit():
            self.counter.record(*facts)
            self._store.counts.let_go()

    # -- lamps -----------------------------------------------------------------------------------

    @needs(Right.COUNT)
    def light(self) -> None:
        """Light the cell that is to be counted, or all that differ once it is through."""
        open_ = self.under_way()
        hand = self._hand(open_) if open_ else None
        if hand is not None:
            self._lamps.look((hand.cell,))
        elif open_ is not None:
            self._lamps.look(verdicts.differing(verdicts.lines(self._findings(open_))))

    @anybody
    def dark(self) -> None:
        """Let the lamps of the count go dark: it waits."""
        self._lamps.look(())

    # -- how it is put together --------------------------------------------------------------------

    def _count(self, open_: Stocktake, hand: InHand, goes_to: str | None) -> CountCard | Refused:
        asked = self._asks_for_another(open_, hand.cell)
        if asked:
            return asked
        with self.counter.unit():
            lying = self._store.parcels.in_cell(hand.cell)
            before = self._store.counts.of_cell(hand.cell)
            facts = stocktakes.count(open_, hand.cell, hand.parcels, lying, before)
            if isinstance(facts, Refused):
                return facts
            self.counter.record(*facts)
            after = self._store.counts.get(open_.stocktake) or open_
            cell = goes_to or stocktakes.next_cell(after, hand.cell)
            self._store.counts.let_go()
            if cell:
                self._store.counts.take_in_hand(InHand(open_.stocktake, cell))
        return self._shown()

    def _asks_for_another(self, open_: Stocktake, cell: str) -> Refused | None:
        """Ask once that somebody else recounts; who goes on all the same is the only one there."""
        me = self.counter.signed_in or ""
        if not self._is_own(open_, cell) or (open_.stocktake, me) in self._insists:
            return None
        self._insists.add((open_.stocktake, me))
        return Refused(Reason.SAME_PERSON)

    def _is_own(self, open_: Stocktake, cell: str) -> bool:
        me = self.counter.signed_in or ""
        before = self._store.counts.of_cell(cell)
        others = (staff for staff, _ in self._store.people.active() if staff.staff != me)
        mine = stocktakes.recounts_own(before, open_, me)
        return mine and any(allow(other, Right.COUNT) is None for other in others)

    def _hand(self, open_: Stocktake) -> InHand | None:
        """Return the cell in hand; the first one due where nobody stands anywhere yet."""
        hand = self._store.counts.in_hand()
        if hand is not None and hand.stocktake == open_.stocktake and hand.cell in open_.cells:
            return hand
        first = stocktakes.next_cell(open_, None)
        return InHand(open_.stocktake, first) if first else None

    def _shown(self) -> CountCard | Refused:
        self.light()
        return self.card()

    def _card(self, open_: Stocktake) -> CountCard:
        hand = self._hand(open_)
        if hand is None:
            return CountCard(open_, None, None, (), 0, is_own=False)
        after = replace(
            open_,
            uncounted=tuple(cell for cell in open_.uncounted if cell != hand.cell),
            recount=tuple(cell for cell in open_.recount if cell != hand.cell),
        )
        then = stocktakes.next_cell(after, hand.cell)
        scanned = tuple(Scanned(p, self._store.parcels.get(p)) for p in reversed(hand.parcels))
        before = self._store.counts.of_cell(hand.cell)
        number = stocktakes.pass_of(open_, before)
        return CountCard(
            open_, hand.cell, then, scanned, number, is_own=self._is_own(open_, hand.cell)
        )

    def _review(self, open_: Stocktake) -> ReviewCard:
        findings = self._findings(open_)
        told = verdicts.lines(findings)
        cards = tuple(LineCard(line, findings.parcels.get(line.parcel)) for line in told)
        through = open_.state is StocktakeState.REVIEW
        may_apply = through and (not told or self.counter.may(Right.OVERRIDE))
        right = verdicts.matched([one.count for one in findings.counts])
        return ReviewCard(open_, cards, right, may_apply)

    def _findings(self, open_: Stocktake) -> Findings:
        counts = self._store.counts.of_stocktake(open_.stocktake)
        given_up = self._given_up(open_)
        names = {*verdicts.doubtful([one.count for one in counts]), *given_up}
        found = {name: self._store.parcels.get(name) for name in sorted(names)}
        known = {name: parcel for name, parcel in found.items() if parcel is not None}
        return Findings(counts, known, self._store.counts.handled(known), given_up)

    def _given_up(self, open_: Stocktake) -> tuple[str, ...]:
        if open_.scope is not StocktakeScope.ALL:
            return ()
        begun = self._store.counts.begun(open_.stocktake)
        sought = self._store.parcels.in_state(ParcelState.NOT_FOUND)
        return tuple(p.parcel for p in sought if self._store.counts.missed(p.parcel) < begun)

    def _cells_of(self, scope: StocktakeScope, part: str, chosen: Sequence[str]) -> tuple[str, ...]:
        cells = self._store.cells.all()
        match scope:
            case StocktakeScope.ALL:
                return tuple(cell.cell for cell in cells)
            case StocktakeScope.RACK:
                return tuple(cell.cell for cell in cells if cell.rack == part)
            case StocktakeScope.DUE:
                policy, at = self.counter.policy, self.counter.clock().at
                days = policy.count_days if policy else COUNT_DAYS
                return stocktakes.wanting(cells, self._store.counts.all(), at, days)
            case _:
                return tuple(cell.cell for cell in cells if cell.cell in chosen)

    def _pace_s(self) -> int:
        last = self._store.counts.last_applied()
        if last is None:
            return _PACE_S
        took_s = (last.counted_at - last.started_at) // 1000 // len(last.cells)
        return max(_FASTEST_S, min(_SLOWEST_S, took_s))


def _minutes(cells: int, pace_s: int) -> int:
    return -(-cells * pace_s // 60)
