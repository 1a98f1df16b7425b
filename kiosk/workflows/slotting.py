"""Quicker cells: moves proposed once a night, done by day one after the other, or left alone."""

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core import cells, slotting
from kiosk.core.cells import CellLoad
from kiosk.core.facts.fact import Fact
from kiosk.core.papers import Wording
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Reason, Refused
from kiosk.core.slotting import Proposal
from kiosk.core.words import ClockQuality, ParcelState, Right
from kiosk.store.slots import Night
from kiosk.workflows.counter import Counter
from kiosk.workflows.lamps import Lamps
from kiosk.workflows.place import INSIST_MS
from kiosk.workflows.rights import Activity, anybody, needs
from kiosk.workflows.views import Stored

_SEARCHES = 1000  # the last ones of the journal: what was slow last year may be quick now
_PARCELS = 20_000  # more than a point holds
_LOOK_MS = 60_000  # between two looks at the calendar
_GONE = Refused(Reason.NOTHING_HERE)


class SlottingMove(Struct, frozen=True):
    """A proposed move with its parcel."""

    proposal: Proposal
    parcel: Parcel


class Slotting(Activity):
    """What should lie in a quicker cell.

    Args:
        counter: what all activities share.
        lamps: lead from one cell to the other.
        wording: knows the point's own days.
    """

    def __init__(self, counter: Counter, lamps: Lamps, wording: Wording) -> None:
        super().__init__(counter)
        self._lamps, self._wording, self._store = lamps, wording, counter.store
        self._next_look = 0  # monotonic ms
        self._asked: tuple[str, str, int] | None = None  # parcel, another cell, monotonic ms

    @anybody
    def tick(self) -> None:
        """Propose the moves of a new day; while a visit is open, or the clock is unsure, later."""
        moment, policy = self.counter.clock(), self.counter.policy
        if moment.mono < self._next_look or policy is None or not policy.slotting_moves:
            return
        self._next_look = moment.mono + _LOOK_MS
        if moment.clock is ClockQuality.UNSURE or self._store.sessions.live():
            return
        today, last = self._wording.date(moment.at), self._store.slots.night()
        if last is not None and last.day == today:
            return
        stored = self._store.parcels.in_state(ParcelState.STORED, _PARCELS)
        moves = slotting.propose(
            stored, self._loads(), self._store.slots.searches(_SEARCHES), policy.slotting_moves
        )
        with self.counter.unit():
            self._store.slots.keep(Night(today, moves))

    @needs(Right.ACCEPT)
    def moves(self) -> tuple[SlottingMove, ...]:
        """Return what is still worth moving, in the order it was proposed."""
        night = self._store.slots.night()
        if night is None or not night.moves:
            return ()
        loads = {load.cell.cell: load for load in self._loads()}
        good = []
        for proposal in night.moves:
            parcel = self._store.parcels.get(proposal.parcel)
            target = loads.get(proposal.to_cell)
            if parcel is not None and slotting.still_good(proposal, parcel, target):
                good.append(SlottingMove(proposal, parcel))
        return tuple(good)

    @needs(Right.ACCEPT)
    def take(self, parcel: str) -> SlottingMove | Refused:
        """Take a scanned parcel in hand: its new cell blinks; nothing is recorded yet."""
        move = self._of(parcel)
        if move is None:
            return _GONE
        self._lamps.gather(())
        self._lamps.put(move.proposal.to_cell)
        return move

    @needs(Right.ACCEPT)
    def put(self, parcel: str, cell: str) -> Stored | Refused:
        """Put the parcel in hand into a scanned cell; another than proposed asks once."""
        move, target = self._of(parcel), self._store.cells.load(cell)
        if move is None:
            return _GONE
        if target is None:
            return Refused(Reason.NO_SUCH_CELL, {"cell": cell})
        facts = self._decided(move, target)
        if isinstance(facts, Refused):
            self._lamps.warn(cell, facts)
            return facts
        with self.counter.unit():
            self.counter.record(*facts)
            self._drop(parcel)
        self._lamps.put(None)
        found = self._store.parcels.get(parcel) or move.parcel
        return Stored(found, cell, others=len(self._store.parcels.in_cell(cell)))

    @needs(Right.ACCEPT)
    def dismiss(self, parcel: str = "") -> None:
        """Leave a parcel where it lies, or all of them; the next night may propose them again."""
        with self.counter.unit():
            self._drop(parcel)
        self._lamps.put(None)

    @needs(Right.ACCEPT)
    def light(self) -> None:
        """Let the cell shine from which the next parcel is taken, until `dark`."""
        moves = self.moves()
        first = () if isinstance(moves, Refused) else moves[:1]
        self._lamps.put(None)
        self._lamps.gather([move.proposal.from_cell for move in first])

    @anybody
    def dark(self) -> None:
        """Nobody moves anything any more."""
        self._lamps.put(None)
        self._lamps.gather(())

    def _decided(self, move: SlottingMove, target: CellLoad) -> tuple[Fact, ...] | Refused:
        parcel, cell, now = move.parcel, target.cell.cell, self.counter.clock().mono
        asked, self._asked = self._asked, None
        facts = slotting.move(move.proposal, parcel, target)
        if not isinstance(facts, Refused) or facts.reason is not Reason.OTHER_CELL:
            return facts
        if asked is None or asked[:2] != (parcel.parcel, cell) or now - asked[2] > INSIST_MS:
            self._asked = (parcel.parcel, cell, now)
            return facts
        return cells.put(parcel, target, others_free=True)

    def _of(self, parcel: str) -> SlottingMove | None:
        moves = self.moves()
        found = () if isinstance(moves, Refused) else moves
        return next((move for move in found if move.parcel.parcel == parcel), None)

    def _drop(self, parcel: str) -> None:
        night = self._store.slots.night()
        if night is None:
            return
        left = tuple(move for move in night.moves if parcel and move.parcel != parcel)
        self._store.slots.keep(replace(night, moves=left))

    def _loads(self) -> tuple[CellLoad, ...]:
        return self._store.cells.loads(self._lamps.dark)
