"""The shelf map of a screen that works with cells: racks as they stand, one of them large."""

from collections.abc import Callable, Iterator, Mapping

from kiosk.core.cells import Cell
from kiosk.core.shelfplan import shelves_of
from kiosk.ui.kit.boxes import Card, Row, Spacer, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.cells import RackView, ShelfMap, Spot, rack_view, short
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.screens.framed import Framed

_MOST = 40  # cells of one rack that are large enough for a finger on the smaller screen
_ALONE = 8  # one rack alone has room for more beside each other


class ShelfChart(Framed):
    """A screen with the whole shelf map; cells too small for a finger open their rack first."""

    open_rack = ""

    def chart(
        self, widget: str, spot: Callable[[str], Spot], pick: Callable[[str], Move], head: str = ""
    ) -> Widget:
        """Return the map on its dark ground.

        Args:
            widget: its id.
            spot: how a cell is shown.
            pick: what a tap on a cell does.
            head: a sentence over it.
        """
        lay, say = self.skin.layout, self.phrases.text
        racks = self._views(spot)
        if self.open_rack not in {rack.rack for rack in racks}:
            self.open_rack = ""
        if not racks:
            words = say("There are no shelves yet. Who may change the map draws them.")
            return Card(child=Label(label=words, lines=3))
        top: list[Widget] = []
        if self.open_rack:
            name = say("Rack {rack}", rack=self.open_rack)
            back = Button(
                id=f"{widget}.all", label=say("All racks"), rank="dark_key", style="button",
                icon="arrow_back", do=self._show_all,
            )  # fmt: skip
            title = Label(label=name, style="section", colour="rail_mark")
            top = [Row(children=[title, Spacer(), back], gap=lay.dense)]
        elif head:
            top = [Label(label=head, style="section", colour="rail_mark", lines=2)]
        chart = ShelfMap(
            id=widget,
            racks=racks,
            open_rack=self.open_rack,
            open=self._open,
            pick=pick,
            named=not self.open_rack,
            grow=1,
            least=120,
        )
        body = Stack(children=[*top, chart], gap=lay.dense)
        return Card(fill="rail", shadow=False, padding=lay.dense, child=body)

    def _views(self, spot: Callable[[str], Spot]) -> tuple[RackView, ...]:
        views = []
        for name, cells in self._parts():
            if name == self.open_rack:  # alone it is laid out for a finger
                spots: Mapping[str, Spot] = {cell.cell: spot(cell.cell) for cell in cells}
                views.append(rack_view(name, tuple(spots), spots, _ALONE))
            else:
                rows = (tuple(spot(cell.cell) for cell in shelf) for shelf in shelves_of(cells))
                views.append(RackView(name, tuple(rows)))
        return tuple(views)

    def _parts(self) -> Iterator[tuple[str, tuple[Cell, ...]]]:
        """Yield the racks; a long one in parts, each with cells for a finger when it is alone."""
        for rack in self.desk.find.racks():
            if len(rack.cells) <= _MOST:
                yield rack.rack, rack.cells
                continue
            for first in range(0, len(rack.cells), _MOST):
                part = rack.cells[first : first + _MOST]
                yield f"{rack.rack} {short(part[0].cell)}-{short(part[-1].cell)}", part

    def rack_of(self, cell: str) -> str:
        """Return the rack, or the part of one, that a cell stands in; empty for none."""
        parts = self._parts()
        return next((name for name, cells in parts if any(c.cell == cell for c in cells)), "")

    def _open(self, rack: str) -> Move:
        self.open_rack = rack
        self.renew()
        return None

    def _show_all(self) -> Move:
        self.open_rack = ""
        self.renew()
        return None
