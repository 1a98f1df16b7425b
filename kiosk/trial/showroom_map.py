"""The editor of the shelf map in every state that matters, and a cell that was emptied."""

from collections.abc import Callable, Iterator
from functools import partial

from kiosk.core.cells import UNITS
from kiosk.core.shelfplan import Plan
from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.map_edit import MapEditScreen
from kiosk.ui.screens.office import Office

View = tuple[str, Callable[[], Screen]]
Doing = Callable[["_Drawn"], object]


def map_views(office: Office) -> Iterator[View]:
    """Yield the names and the screens; no map is saved."""
    yield "map_edit", partial(_Drawn, office)
    yield "map_edit_rack", partial(_Drawn, office, _open)
    yield "map_edit_cells", partial(_Drawn, office, _open, _choose)
    yield "map_edit_zone", partial(_Drawn, office, _open, _choose, lambda s: s.ask("zone"))
    yield "map_edit_light", partial(_Drawn, office, _open, _choose, lambda s: s.ask("light"))
    yield "map_edit_name", partial(_Drawn, office, _open, lambda s: s.ask("name"))
    yield "map_edit_changes", partial(_Drawn, office, *_STROKES, lambda s: s.look_over())
    yield "map_edit_leave", partial(_Drawn, office, *_STROKES, lambda s: s.leave())
    yield "map_edit_labels", partial(_Drawn, office, _labels)
    yield "map_edit_empty", partial(_Drawn, office, _nothing)
    yield "cell_emptied", partial(_emptied, office)


class _Drawn(MapEditScreen):
    """The editor after some strokes."""

    def __init__(self, office: Office, *doings: Doing) -> None:
        super().__init__(office)
        self.doings = doings

    def entered(self) -> None:
        """Do them once it is on the stage."""
        super().entered()
        doings, self.doings = self.doings, ()
        for do in doings:
            do(self)


def _open(screen: _Drawn) -> object:
    return screen.open("A")


def _choose(screen: _Drawn) -> object:
    return screen.choose(("A-01", "A-02", "A-03"))


def _smaller(screen: _Drawn) -> object:
    return screen.set_size("M")


def _dark(screen: _Drawn) -> object:
    return screen.no_light()


def _add(screen: _Drawn) -> object:
    return screen.add_rack()


def _called(screen: _Drawn) -> object:
    screen.open("C")
    screen.typing.add("cc")
    return screen.rename()


_STROKES: tuple[Doing, ...] = (_open, _choose, _smaller, _dark, _called, _add)


def _labels(screen: _Drawn) -> None:
    screen.to_label = tuple(slot.cell for slot in screen.draft.slots[:20])
    screen.sheet = "labels"


def _nothing(screen: _Drawn) -> None:
    screen.before = screen.draft = Plan()


def _emptied(office: Office) -> Screen:
    loads = office.desk.counter.store.cells.loads()
    full = next(load for load in loads if load.units and load.cell.zone.value == "main")
    empty = next(
        load for load in loads
        if not load.units and load.cell.zone is full.cell.zone and load.has_room(full.cell.size)
    )  # fmt: skip
    if full.units <= UNITS[full.cell.size] * 2:
        office.desk.cellcare.move_all(full.cell.cell, empty.cell.cell)
    return office.doors.cell(empty.cell.cell)
