"""The answer to the buttons at the shelves: what is put is stored, what is taken is scanned."""

from kiosk.core.codes import Code, CodeKind
from kiosk.hw.ports import Rhythm
from kiosk.ui.kit.boxes import Card
from kiosk.ui.kit.cells import RackView, ShelfMap, Spot, rack_view
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.workflows.buttons import Meant
from kiosk.workflows.desk import Desk

_COLUMNS, _MANY_COLUMNS = 5, 8
_MANY = 15  # more cells than this in one rack are laid out wider


class ShelfPressed(Screen):
    """A screen that answers shelf buttons; the frame of every screen behind the lock."""

    desk: Desk
    asked: tuple[str, ...] = ()  # the cells among which the last press asks to choose
    asked_rack = ""  # the one that is shown alone

    def coded(self, code: Code, source: str) -> Move:
        """Answer a code (see Framed)."""
        raise NotImplementedError

    def pressed(self, button: str) -> Move:
        """Answer a press: by the one lamp of the button's cells, or with a question."""
        meant = self.desk.buttons.meant(button)
        self.asked = meant.cells if len(meant.cells) > 1 else ()
        self.asked_rack = ""
        self.renew()
        say = self.phrases.text
        if self.asked:
            return Say(say("Which cell?"), "attention", step=say("Tap it on the map"))
        return self._mean(meant, button)

    def _mean(self, meant: Meant, source: str) -> Move:
        say = self.phrases.text
        if meant.rhythm is Rhythm.PUT:
            return self.coded(Code(CodeKind.CELL, meant.cells[0], "button"), source)
        if meant.rhythm is None:
            return Say(
                say("No lamp is lit at this button"), "no", step=say("Scan the parcel first")
            )
        cell = meant.cells[0]
        if self.desk.buttons.found(cell):
            return Say(say("Found, the lamp is off"), "ok")
        step = say("A press alone takes nothing")
        return Say(say("Scan the parcel from {cell}", cell=cell), "attention", step=step)

    # -- which cell? -----------------------------------------------------------------------------

    def which(self) -> Widget | None:
        """Return the map of the cells among which to choose, None when nothing is asked."""
        wanted = self.desk.lamps.wanted()
        cells = [cell for cell in self.asked if cell in wanted]
        if len(cells) < 2:  # noqa: PLR2004  what was asked has answered itself
            return None
        chart = ShelfMap(
            id="which.map",
            racks=self._maps(cells),
            open_rack=self.asked_rack,
            open=self._open_map,
            pick=self._chosen,
            grow=1,
            least=90,
        )
        # as on every screen: the names of the racks are made for the dark ground
        ground = Card(fill="rail", shadow=False, padding=self.skin.layout.dense, child=chart)
        title = self.phrases.text("Which cell?")
        return Sheet(id="which", title=title, child=ground, close=self._unasked)

    def _maps(self, cells: list[str]) -> tuple[RackView, ...]:
        racks: dict[str, list[str]] = {}
        for cell in cells:
            racks.setdefault(cell.rsplit("-", 1)[0], []).append(cell)
        return tuple(
            rack_view(
                rack,
                inside,
                {cell: self._wanted(cell) for cell in inside},
                _MANY_COLUMNS if len(inside) > _MANY else _COLUMNS,
            )
            for rack, inside in racks.items()
        )

    def _wanted(self, cell: str) -> Spot:
        lamps = self.desk.lamps
        lamp = lamps.colour_of(cell) if cell in lamps.shown.lit else None
        return Spot(cell, lamp=lamp, wanted=lamp is None)

    def _open_map(self, rack: str) -> Move:
        self.asked_rack = "" if self.asked_rack == rack else rack
        self.renew()
        return None

    def _chosen(self, cell: str) -> Move:
        self._unasked()
        return self._mean(self.desk.buttons.chosen(cell), "")

    def _unasked(self) -> Move:
        self.asked = ()
        self.renew()
        return None
