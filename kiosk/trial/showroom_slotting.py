"""The screens of proposed moves, in every state that matters."""

from collections.abc import Callable, Iterator
from functools import partial

from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Refused
from kiosk.core.slotting import Proposal
from kiosk.store.slots import Night
from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.slotting import SlottingScreen
from kiosk.workflows.slotting import SlottingMove

View = tuple[str, Callable[[], Screen]]


def slotting_views(office: Office, stored: tuple[Parcel, ...]) -> Iterator[View]:
    """Yield the names and the screens of proposed moves; each changes the counter for the next.

    Args:
        office: the counter.
        stored: parcels on the shelves.
    """
    doors, counter = office.doors, office.desk.counter
    yield "slotting_empty", doors.slotting
    free = (load.cell.cell for load in counter.store.cells.loads() if load.units == 0)
    moves = (Proposal(p.parcel, p.cell or "", cell) for p, cell in zip(stored, free, strict=False))
    with counter.unit():
        counter.store.slots.keep(Night("20261124", tuple(moves)))
    yield "shelves_moves", doors.shelves
    yield "slotting", doors.slotting
    yield "slotting_in_hand", partial(_in_hand, office)


def _in_hand(office: Office) -> Screen:
    screen, moves = TakenScreen(office), office.desk.slotting.moves()
    screen.taken = None if isinstance(moves, Refused) else next(iter(moves), None)
    return screen


class TakenScreen(SlottingScreen):
    """Comes to the front with a parcel in hand."""

    taken: SlottingMove | None = None

    def entered(self) -> None:
        """Take it."""
        super().entered()
        if self.taken is not None:
            self._take(self.taken.parcel.parcel)
