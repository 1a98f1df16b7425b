"""The shelf lookup of a box without a screen: a scan lights the cell, a tone says the rest."""

from kiosk.hw.ports import ButtonPressed, Look, Scan, Signal
from kiosk.ui.kit.boxes import Card, Spacer, Stack
from kiosk.ui.kit.cells import CellBadge, Spot
from kiosk.ui.kit.page import Page
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.screens.office import Office
from kiosk.workflows.lookup import Where


class LookupScreen(Screen):
    """Answers every scan by light and tone, signed in or not; it changes nothing and tells no name.

    It is drawn for pictures and for whoever looks at the box from afar.

    Args:
        office: the counter.
    """

    name = "lookup"
    private = True
    look = Look.SCAN

    def __init__(self, office: Office) -> None:
        self.office = office
        self.found: Where | None = None

    def build(self) -> Widget:
        """Make the tree."""
        words = Label(label=self._words(), style="title", colour="rail_mark", align="centre")
        return Page(
            ground="rail",
            content=Card(
                fill="rail",
                shadow=False,
                child=Stack(
                    gap=self.skin.layout.gap,
                    children=[Spacer(), *self._badge(), words, Spacer()],
                ),
            ),
        )

    def _badge(self) -> list[Widget]:
        if self.found is None or not self.found.cell:
            return []
        lamps, cell = self.office.desk.lamps, self.found.cell
        lamp = lamps.colour_of(cell) if cell in lamps.shown.lit else None
        return [CellBadge(spot=Spot(cell, lamp=lamp, wanted=lamp is None), style="cell")]

    def _words(self) -> str:
        say = self.phrases.text
        if self.found is None:
            return say("Scan a parcel, its cell lights up")
        if not self.found.known:
            return say("Not known here")
        return say("Here it lies") if self.found.cell else say("In no cell")

    def on(self, signal: Signal) -> Move:
        """Light the cell of the first of a scan's codes that is known here."""
        if isinstance(signal, Scan):
            codes = [(signal.text, signal.symbology), *((c.text, c.symbology) for c in signal.also)]
            told = (self.office.desk.lookup.where(*code) for code in codes)
            self.found = next((where for where in told if where.known), Where(known=False))
            self.renew()
            known, step = self.found.known, self.phrases.text("Scan another code on the label")
            return Say(self._words(), self._tone(self.found), step="" if known else step)
        if isinstance(signal, ButtonPressed) and not signal.held:
            return self._pressed(signal.button)
        self.renew()
        return None

    def _pressed(self, button: str) -> Move:
        """Put out the lamp of a search whose parcel was found; nobody here can do more."""
        say, buttons = self.phrases.text, self.office.desk.buttons
        self.renew()
        cells = buttons.meant(button).cells
        if len(cells) == 1 and buttons.found(cells[0]):
            self.found = None
            return Say(say("Found, the lamp is off"), "ok")
        return Say(
            say("No lamp is lit at this button"),
            "no",
            step=say("Scan a parcel, its cell lights up"),
        )

    @staticmethod
    def _tone(found: Where) -> str:
        if not found.known:
            return "no"
        return "ok" if found.lit else "attention"
