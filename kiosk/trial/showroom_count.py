"""The stocktake in every state: its beginning, a cell, a recount, what differs, the end."""

from collections.abc import Callable, Iterator
from functools import partial

from kiosk.core.refusals import Refused
from kiosk.core.words import StocktakeScope
from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.count_discard import Discardable
from kiosk.ui.screens.count_review import CountReviewScreen
from kiosk.ui.screens.count_start import CountStartScreen
from kiosk.ui.screens.office import Office

_CELLS = 4  # that are counted here
_ENOUGH = 3 * _CELLS
_STRANGER = "99887766-0001-1"

View = tuple[str, Callable[[], Screen]]


def count_views(office: Office) -> Iterator[View]:
    """Yield every state of a stocktake, and leave none under way."""
    doors, count = office.doors, office.desk.count
    yield "count_start", doors.count
    yield "count_start_cells", partial(_chosen, office)
    cells = _full_cells(office)
    count.start(StocktakeScope.CELLS, chosen=cells)
    yield "count", doors.count
    for parcel in _lying(office, cells[0]):
        count.scan(parcel)
    yield "count_scanned", doors.count
    yield "count_discard", partial(_asked, office, "discard")
    yield "home_count", doors.home
    count.close_cell(empty=False)
    count.close_cell(empty=True)  # two cells as they are not
    count.scan(_STRANGER)
    count.scan(_lying(office, cells[1])[0])
    count.close_cell(empty=False)
    while not _is_second(office):
        _count_right(office)
    yield "count_recount", doors.count
    for _ in range(_ENOUGH):
        _count_again(office, cells)
    yield "count_review", doors.count
    yield "count_apply", partial(_asked, office, "apply")
    yield "count_applied", partial(_applied, office)


def _full_cells(office: Office) -> tuple[str, ...]:
    loads = office.desk.counter.store.cells.loads()
    return tuple(load.cell.cell for load in loads if load.units > 1)[:_CELLS]


def _lying(office: Office, cell: str) -> list[str]:
    return [p.parcel for p in office.desk.counter.store.parcels.in_cell(cell)]


def _cell(office: Office) -> str | None:
    return getattr(office.desk.count.card(), "cell", None)


def _is_second(office: Office) -> bool:
    return getattr(office.desk.count.card(), "pass_no", 2) > 1


def _count_right(office: Office) -> None:
    lying = _lying(office, _cell(office) or "")
    for parcel in lying:
        office.desk.count.scan(parcel)
    office.desk.count.close_cell(empty=not lying)


def _count_again(office: Office, cells: tuple[str, ...]) -> None:
    """Count a cell that differed as it was found before."""
    cell, count = _cell(office), office.desk.count
    if cell == cells[1]:
        count.close_cell(empty=True)
    elif cell is not None:
        count.scan(_STRANGER)
        count.scan(_lying(office, cells[1])[0])
        count.close_cell(empty=False)


def _chosen(office: Office) -> Screen:
    screen = CountStartScreen(office)
    screen.scope, screen.chosen = StocktakeScope.CELLS, ("A-01", "A-02", "B-07")
    screen.open_rack = "A"
    return screen


def _asked(office: Office, sheet: str) -> Screen:
    screen = office.doors.count()
    if isinstance(screen, Discardable):
        screen.open_sheet(sheet)
    return screen


def _applied(office: Office) -> Screen:
    screen, found = CountReviewScreen(office), office.desk.count.review()
    if not isinstance(found, Refused):
        done = office.desk.count.apply(found.told)
        screen.done = None if isinstance(done, Refused) else done
    return screen
