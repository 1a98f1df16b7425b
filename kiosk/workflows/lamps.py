"""The lamps: one plan of who wants which cell lit, composed anew whenever something changed."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from kiosk.core.left import is_to_put_back
from kiosk.core.refusals import WRONG_CELL, Refused
from kiosk.core.sessions import Session, free_colour, is_ready
from kiosk.core.words import SessionKind
from kiosk.hw.ports import Colour, Lamp, LightPlan, Lights, Rhythm, Shown
from kiosk.workflows.callout import Callout
from kiosk.workflows.counter import Counter
from kiosk.workflows.terms import terms_of

LIT_AT_ONCE = 5  # cells somebody empties: a hand carries no more on one walk
TAKE_MS = 30_000  # WORKFLOWS.md 4.1
WRONG_MS = 3_000  # HARDWARE.md 7
_AGEING_MS = 60_000


class _Wish(Struct, frozen=True):
    cell: str
    colour: Colour
    rhythm: Rhythm
    until: int | None = None  # monotonic ms


class Lamps:
    """Shows where to take from and where to put; without lights the screen tells the same.

    Args:
        counter: what all activities share.
        lights: the lamps, None for a point without any.
    """

    def __init__(
        self, counter: Counter, lights: Lights | None, callout: Callout | None = None
    ) -> None:
        self._counter = counter
        self._lights, self._callout = lights, callout
        self._moments: dict[Rhythm, _Wish] = {}
        self._looked: tuple[str, ...] = ()  # what a count leads to
        self._gathered: tuple[str, ...] = ()
        self._offered: tuple[str, ...] = ()  # where one of several parcels would belong
        self._left: Mapping[str, str] = {}  # parcel that is to be put back -> its cell
        self._aged_at: int | None = None  # monotonic ms, None while nobody looks at the terms
        self._plan: LightPlan = {}
        self._pointed: tuple[str, str] | None = None  # a chain, and whose its lit LED is
        self._walks_until: int | None = None  # monotonic ms
        self.shown = Shown()

    @property
    def dark(self) -> frozenset[str]:
        """The cells whose lamps are known not to shine; they are suggested last."""
        found: set[str] = set()
        for chain in self._lights.mapped() if self._lights else ():
            lit = {cell for led, cell in enumerate(chain.cells) if led not in chain.dark}
            found |= set(chain.cells) - lit
        return frozenset(found)

    def put(self, cell: str | None) -> None:
        """Let the cell blink into which the parcel in hand belongs; None when it is put away."""
        self._moments.pop(Rhythm.PUT, None)
        self._offered = ()
        if cell:
            self._moments[Rhythm.PUT] = _Wish(cell, self._free(), Rhythm.PUT)
        self.refresh()
        self._call(cell)

    def offer(self, cells: Iterable[str]) -> None:
        """Show slowly where each of some parcels would belong, until `put` says which; or none."""
        self._offered = tuple(dict.fromkeys(cells))
        self.refresh()

    def take(self, cell: str) -> None:
        """Light a cell that somebody looks for, for 30 s."""
        until = self._counter.clock().mono + TAKE_MS
        self._moments[Rhythm.TAKE] = _Wish(cell, self._free(), Rhythm.TAKE, until)
        self.refresh()
        self._call(cell)

    def gather(self, cells: Sequence[str]) -> None:
        """Light the cells somebody empties into a box, until told otherwise; none for none."""
        if self._gathered != tuple(cells):
            self._gathered = tuple(cells)
            self.refresh()

    def left(self, cells: Mapping[str, str]) -> None:
        """Let the cells blink where parcels that nobody took belong, parcel -> cell.

        They pause while one parcel is in hand, so that only its cell blinks.
        """
        if self._left != cells:
            self._left = dict(cells)
            self.refresh()

    def wrong(self, cell: str) -> None:
        """Flash a cell that was the wrong one, for 3 s."""
        until = self._counter.clock().mono + WRONG_MS
        self._moments[Rhythm.WRONG] = _Wish(cell, Colour.MAGENTA, Rhythm.WRONG, until)
        self.refresh()

    def warn(self, cell: str, no: Refused) -> None:
        """Flash a cell if a refusal says that it is the wrong one."""
        if no.reason in WRONG_CELL:
            self.wrong(cell)

    def look(self, cells: Collection[str]) -> None:
        """Lead to the cells that are to be counted; none ends that."""
        self._looked = tuple(cells)
        self.refresh()

    def ageing(self, *, on: bool) -> None:
        """Show whose term is over (orange) and whose ends soon (amber, slow), or end that.

        It pauses while anybody wants another lamp, and comes back by itself.
        """
        self._aged_at = self._counter.clock().mono if on else None
        self.refresh()

    def point(self, chain: str, led: int) -> None:
        """Light one LED of a chain instead of its plan."""
        self._point(chain, led)

    def unpoint(self) -> None:
        """Let the plan shine again where one LED was lit alone."""
        if self._pointed is not None:
            self._point(self._pointed[0], None)

    def _point(self, chain: str, led: int | None) -> None:
        if self._lights is None:
            return
        self._lights.point(chain, led)
        cells = next((c.cells for c in self._lights.mapped() if c.name == chain), ())
        cell = cells[led] if led is not None and 0 <= led < len(cells) else ""
        self._pointed = None if led is None else (chain, cell)
        self.refresh()

    @property
    def count(self) -> int:
        """How many cells have a lamp."""
        chains = self._lights.mapped() if self._lights else ()
        return len({cell for chain in chains for cell in chain.cells} - {""})

    def walk(self, step_s: float) -> bool:
        """Light every lamp once, one after the other; False while anybody wants one lit.

        It ends at once when somebody does: the shelf is for the customer first.
        """
        if self._lights is None or self._pointed or self._is_busy():
            return False
        self._walks_until = self._counter.clock().mono + round(self.count * step_s * 1000)
        self._lights.walk(step_s)
        return True

    @property
    def walks(self) -> bool:
        """Whether the walk is under way."""
        return self._walks_until is not None and self._counter.clock().mono < self._walks_until

    def end_walk(self) -> bool:
        """Let the walk end; False when none was begun, or when it has been ended before."""
        if self._walks_until is None or self._lights is None:
            return False
        self._lights.walk(0)
        self._walks_until = None
        return True

    def wanted(self) -> Mapping[str, Rhythm]:
        """Return the cells something is to be taken from or put into: lamps of rank 1 and 2.

        A cell wanted for both counts as one to take from, as its lamp shows.
        """
        return self._asked([*self._served(), *self._of_left()])

    def serves(self) -> bool:
        """Whether a visit or a parcel in hand wants a cell; what is to be put back can wait."""
        return bool(self._asked(self._served()))

    def _is_busy(self) -> bool:
        return self.serves() or bool(self._looked or self._offered or self._gathered)

    def _served(self) -> list[_Wish]:
        return [*self._of_people(), *self._moments.values()]

    def _asked(self, wishes: Sequence[_Wish]) -> Mapping[str, Rhythm]:
        now = self._counter.clock().mono
        alive = [wish for wish in wishes if wish.until is None or now < wish.until]
        put = {wish.cell: wish.rhythm for wish in alive if wish.rhythm is Rhythm.PUT}
        return put | {wish.cell: wish.rhythm for wish in alive if wish.rhythm is Rhythm.TAKE}

    def found(self, cell: str) -> bool:
        """Let a cell that somebody looked for go dark; False when a visit wants it too."""
        sought = self._moments.get(Rhythm.TAKE)
        if sought is None or sought.cell != cell:
            return False
        if any(wish.cell == cell for wish in self._of_sessions()):
            return False
        del self._moments[Rhythm.TAKE]
        self.refresh()
        return True

    def colour_of(self, cell: str) -> Colour | None:
        """Return the colour a cell shines in now, None when it is dark or has no lamp."""
        if self._pointed is not None and self._pointed[1] == cell and cell in self.shown.lit:
            return Colour.AMBER
        lamp = self._plan.get(cell)
        return lamp.colours[0] if lamp and cell not in self.shown.unmapped else None

    def refresh(self) -> None:
        """Compose the whole plan from the sessions and the moment's wishes, and show it."""
        now = self._counter.clock().mono
        self._moments = {
            rhythm: wish
            for rhythm, wish in self._moments.items()
            if wish.until is None or now < wish.until
        }
        wishes = [*self._of_people(), *self._moments.values(), *self._of_count(), *self._of_offer()]
        if self._aged_at is not None:
            self._aged_at = now
            wishes = wishes or self._of_terms()
        else:
            wishes += self._of_left()
        self._plan = _plan(wishes)
        if self._is_busy():
            self.end_walk()
        if self._lights is None:
            self.shown = Shown(unmapped=frozenset(self._plan))
        else:
            self.shown = self._lights.show(self._plan)
        self._lead()

    def tick(self) -> None:
        """Let lamps whose time is over go dark, and terms come to their end."""
        now = self._counter.clock().mono
        over = any(w.until is not None and now >= w.until for w in self._moments.values())
        if over or (self._aged_at is not None and now - self._aged_at >= _AGEING_MS):
            self.refresh()

    def _call(self, cell: str | None) -> None:
        if self._callout is not None and cell:
            self._callout.cell(cell)

    def _lead(self) -> None:
        """Call out where the visit somebody works on goes next."""
        if self._callout is None:
            return
        live = self._counter.store.sessions.live()
        at_work = next((visit for visit in live if not visit.parked), None)
        cells = self._cells_of(at_work) if at_work else []
        walk = {cell.cell: cell.walk for cell in self._counter.store.cells.all()} if cells else {}
        first = min(cells, key=lambda cell: walk.get(cell, 0), default=None)
        self._callout.leads(at_work.session if at_work else None, first)

    def _free(self) -> Colour:
        return Colour(free_colour(self._counter.store.sessions.live()))

    def _of_people(self) -> list[_Wish]:
        wishes = self._of_sessions()
        if self._gathered:
            colour = self._free()
            wishes += [_Wish(cell, colour, Rhythm.TAKE) for cell in self._gathered]
        return wishes

    def _of_sessions(self) -> list[_Wish]:
        return [
            _Wish(cell, Colour(session.colour), Rhythm.TAKE)
            for session in self._counter.store.sessions.live()
            for cell in self._cells_of(session)
        ]

    def _of_left(self) -> list[_Wish]:
        if not self._left or Rhythm.PUT in self._moments:
            return []
        live = under_way(self._counter)
        found = map(self._counter.store.parcels.get, self._left)
        still = [p.parcel for p in found if p is not None and is_to_put_back(p, live)]
        colour = self._free()
        return [_Wish(self._left[parcel], colour, Rhythm.PUT) for parcel in still]

    def _of_count(self) -> list[_Wish]:
        colour = self._free() if self._looked else Colour.AMBER
        return [_Wish(cell, colour, Rhythm.LOOK) for cell in self._looked]

    def _of_offer(self) -> list[_Wish]:
        colour = self._free() if self._offered else Colour.AMBER
        return [_Wish(cell, colour, Rhythm.LOOK) for cell in self._offered]

    def _of_terms(self) -> list[_Wish]:
        terms = terms_of(self._counter)
        over = [_Wish(cell, Colour.ORANGE, Rhythm.TAKE) for cell in sorted(terms.out)]
        soon = set(terms.expiring) - terms.out
        return [*over, *(_Wish(cell, Colour.AMBER, Rhythm.LOOK) for cell in sorted(soon))]

    def _cells_of(self, session: Session) -> list[str]:
        store = self._counter.store.parcels
        is_seller = session.kind is SessionKind.SELLER
        parcels = (store.of_seller if is_seller else store.of_customer)(session.customer_ref)
        return [p.cell for p in parcels if p.cell and is_ready(p)]


def _plan(wishes: list[_Wish]) -> LightPlan:
    """Return one lamp a cell: every colour that is wanted, in the most urgent rhythm."""
    ranks = list(Rhythm)
    plan: dict[str, Lamp] = {}
    for wish in wishes:
        lit = plan.get(wish.cell)
        rhythm = min(wish.rhythm, lit.rhythm, key=ranks.index) if lit else wish.rhythm
        colours = lit.colours if lit else ()
        if wish.colour not in colours:
            colours = (*colours, wish.colour)
        if rhythm is Rhythm.WRONG:
            colours = (Colour.MAGENTA,)  # a wrong cell flashes alone; the former plan comes back
        plan[wish.cell] = Lamp(colours, rhythm)
    return plan


def under_way(counter: Counter) -> frozenset[str]:
    """Return the visits and the deliveries that are not over: what is theirs is nobody else's."""
    store = counter.store
    deliveries = (delivery.delivery for delivery in store.deliveries.open())
    return frozenset(visit.session for visit in store.sessions.live()).union(deliveries)
