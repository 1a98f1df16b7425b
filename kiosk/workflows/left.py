"""What the clock does with visits, and what lies on the counter after them: the put-back list."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from kiosk.core import left
from kiosk.core.books import Subject
from kiosk.core.cells import CellLoad, may_hold, suggest
from kiosk.core.events import SYSTEM
from kiosk.core.facts.visits import ParcelLeft, ParcelPicked
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Reason, Refused
from kiosk.core.sessions import Session
from kiosk.core.words import ParcelState, Right, SessionKind
from kiosk.workflows.cards import Cards
from kiosk.workflows.counter import Counter
from kiosk.workflows.lamps import Lamps, under_way
from kiosk.workflows.rights import Activity, anybody, needs
from kiosk.workflows.views import Stored

INSIST_MS = 5_000  # as at acceptance (WORKFLOWS.md 4.3)


class Left(Struct, frozen=True):
    """A parcel on the put-back list.

    Args:
        cell: the one that is lit for it, None when there is no room.
        name: whose it is; personal.
    """

    parcel: Parcel
    cell: str | None
    name: str


class _Seen(Struct, frozen=True):
    what: tuple[object, ...]
    mono: int


class PutBack(Activity):
    """Visits that nobody goes on with, the parcels they left on the counter, and what goes back.

    Waiting is measured by the monotonic clock, and in full again after a restart of the counter.

    Args:
        counter: what all activities share.
        lamps: lit where such parcels belong.
    """

    def __init__(self, counter: Counter, lamps: Lamps) -> None:
        super().__init__(counter)
        self._lamps, self._store, self._cards = lamps, counter.store, Cards(counter)
        self._seen: dict[str, _Seen] = {}
        self._asked: tuple[str, str, int] = ("", "", 0)  # parcel, cell, monotonic ms
        self._listed: frozenset[str] = frozenset()  # whose cells were lit last

    # -- the clock -------------------------------------------------------------------------------

    @anybody
    def start(self) -> Refused | None:
        """Let go of what visits that are over hold still, and light what is to be put back."""
        live = self._live()
        held = (p for p in self._picked() if p.session and left.is_left(p, live))
        facts = [ParcelLeft(p.parcel, p.session) for p in held if p.session]
        if facts:
            with self.counter.unit():
                self.counter.record(*facts, actor=SYSTEM)
        self._light()
        return None

    @anybody
    def tick(self) -> Refused | None:
        """Let a visit wait that nobody goes on with, and give it up later."""
        policy, now = self.counter.policy, self.counter.clock().mono
        if policy is None:
            return None
        if self._listed != self._names(self._waiting()):  # something was refused, or packed
            self._light()
        seen = self._look(now)
        for visit in self._store.sessions.live():
            idle_ms = now - seen[visit.session].mono
            payments = self._store.payments.of_session(visit.session)
            facts = left.due(visit, self._of(visit), idle_ms, policy, payments)
            if facts:
                with self.counter.unit():
                    self.counter.record(*facts, actor=SYSTEM)
                self._lamps.refresh()
                self._light()
                self._look(now)
        return None

    def _look(self, now: int) -> dict[str, _Seen]:
        """Note since when nothing happened in each visit, and return it."""
        self._seen = {v.session: self._since(v, now) for v in self._store.sessions.live()}
        return self._seen

    def _since(self, visit: Session, now: int) -> _Seen:
        """Return since when nothing happened to a visit or to what is picked for it."""
        held = (p for p in self._of(visit) if p.session == visit.session)
        what = (visit, *((p.parcel, p.version) for p in held))
        seen = self._seen.get(visit.session)
        return seen if seen and seen.what == what else _Seen(what, now)

    # -- the list --------------------------------------------------------------------------------

    @needs(Right.ISSUE)
    def waiting(self) -> tuple[Left, ...]:
        """Return what is to be put back, the longest there first, each with its cell."""
        lit = self._light()  # a cell may have been closed meanwhile
        return tuple(self._left(parcel, cell) for parcel, cell in lit)

    @needs(Right.ISSUE)
    def find(self, parcel: str) -> Left | Refused:
        """Return a parcel of the list."""
        found = self._store.parcels.get(parcel)
        if found is None or not left.is_to_put_back(found, self._live()):
            return Refused(Reason.NOT_KNOWN_HERE)
        return self._left(found, self._cell_for(found, self._loads()))

    @anybody
    def count(self) -> int:
        """Return how many parcels are to be put back."""
        return len(self._waiting())

    @anybody
    def waits(self, parcel: str) -> bool:
        """Whether a parcel is to be put back that a visit left: whatever screen it is scanned on.

        What goes back is on the list too, and may as well go into a box at once.
        """
        found = self._store.parcels.get(parcel)
        return found is not None and left.is_left(found, self._live())

    @needs(Right.ISSUE)
    def take(self, parcel: str) -> Refused | None:
        """Let only the cell of the parcel in hand blink, empty for none in hand."""
        found = self.find(parcel) if parcel else None
        if isinstance(found, Refused):
            return found
        self._lamps.put(found.cell if found else None)
        return None

    @needs(Right.ISSUE)
    def confirm(self, parcel: str, cell: str) -> Stored | Refused:
        """Note that a parcel lies in a cell again: its label or button said so.

        A cell other than the lit one is asked about once; the same again is meant.
        """
        found, target = self._store.parcels.get(parcel), self._store.cells.load(cell)
        if found is None:
            return Refused(Reason.NOT_KNOWN_HERE)
        if target is None:
            return Refused(Reason.NO_SUCH_CELL, {"cell": cell})
        now, asked = self.counter.clock().mono, self._asked
        insisted = asked[:2] == (parcel, cell) and now - asked[2] <= INSIST_MS
        own = self._cell_for(found, self._loads())
        facts = left.put_back(found, target, self._live(), own, insisted=insisted)
        if isinstance(facts, Refused):
            other = facts.reason is Reason.OTHER_CELL
            self._asked = (parcel, cell, now) if other else ("", "", 0)
            self._lamps.warn(cell, facts)
            return facts
        with self.counter.unit():
            self.counter.record(*facts)
        self._lamps.put(None)
        self._light()
        again = self._store.parcels.get(parcel) or found
        return Stored(again, cell, others=len(self._store.parcels.in_cell(cell)))

    # -- the pattern -----------------------------------------------------------------------------

    def _light(self) -> list[tuple[Parcel, str | None]]:
        """Let the cells of all that waits blink; return each parcel with its cell."""
        waiting = self._waiting()
        self._listed = self._names(waiting)
        loads = self._loads() if waiting else ()  # every cell is read: once for all of them
        cells = [(parcel, self._cell_for(parcel, loads)) for parcel in waiting]
        self._lamps.left({parcel.parcel: cell for parcel, cell in cells if cell})
        return cells

    def _loads(self) -> Sequence[CellLoad]:
        return self._store.cells.loads(self._lamps.dark)

    def _left(self, parcel: Parcel, cell: str | None) -> Left:
        seller = self._store.sellers.get(parcel.seller_ref) if parcel.seller_ref else None
        name = seller.name if seller else self._cards.name_of(parcel.customer_ref)
        return Left(parcel, cell, name)

    def _cell_for(self, parcel: Parcel, loads: Sequence[CellLoad]) -> str | None:
        """Return where it was taken from, or another cell when that one has no room by now."""
        own = self._own_cell(parcel)
        load = self._store.cells.load(own) if own else None
        if load is not None and may_hold(parcel, load, others_free=False) is None:
            return own
        return suggest(parcel, loads)

    def _own_cell(self, parcel: Parcel) -> str:
        """Return the cell it was taken from, or has on its sticker; none for what goes back."""
        if parcel.state is ParcelState.RECEIVED:
            return parcel.suggested or ""
        if parcel.state is not ParcelState.PICKED:
            return ""
        told = self._store.journal.about(Subject("parcel", parcel.parcel))
        picks = (e.facts.from_cell for e in told if isinstance(e.facts, ParcelPicked))
        return next((cell for cell in picks if cell), "")

    def _waiting(self) -> tuple[Parcel, ...]:
        return to_put_back(self.counter)

    @staticmethod
    def _names(parcels: Iterable[Parcel]) -> frozenset[str]:
        return frozenset(parcel.parcel for parcel in parcels)

    def _picked(self) -> tuple[Parcel, ...]:
        return self._store.parcels.in_state(ParcelState.PICKED)

    def _live(self) -> frozenset[str]:
        return under_way(self.counter)

    def _of(self, visit: Session) -> Sequence[Parcel]:
        store, is_seller = self._store.parcels, visit.kind is SessionKind.SELLER
        return (store.of_seller if is_seller else store.of_customer)(visit.customer_ref)


def to_put_back(counter: Counter) -> tuple[Parcel, ...]:
    """Return what is to be put back, the longest there first."""
    live, parcels = under_way(counter), counter.store.parcels
    found = [one for one in parcels.in_state(ParcelState.PICKED) if left.is_left(one, live)]
    for state in (ParcelState.TO_RETURN, ParcelState.RECEIVED, ParcelState.QUARANTINED):
        found += [one for one in parcels.on_counter(state) if left.is_to_put_back(one, live)]
    return tuple(sorted(found, key=lambda parcel: parcel.changed_at))
