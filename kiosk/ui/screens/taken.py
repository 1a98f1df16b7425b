"""Taken: what it is now, what is being printed, and the cell that blinks for it."""

from functools import partial

from kiosk.core import codes
from kiosk.core.codes import Code, CodeKind
from kiosk.core.refusals import Refused
from kiosk.core.words import ParcelKind, Place
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.cells import CellBadge, Spot
from kiosk.ui.kit.widget import Instead, Move, Say, Widget
from kiosk.ui.kit.words import IconBox, Label
from kiosk.ui.screens.commands import CARDS_OF
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.receipt_words import receipt_words
from kiosk.workflows.brought import Taken


class TakenScreen(Framed):
    """The result of a return or a drop-off; the cell's label puts it away.

    Args:
        office: the counter.
        taken: what was taken.
    """

    name = "taken"
    section = "returns"
    has_back = False

    def __init__(self, office: Office, taken: Taken) -> None:
        super().__init__(office)
        self.taken = taken
        self.parcel = taken.parcel

    def left(self) -> None:
        """Let the cell go dark: what is not put away waits on the counter."""
        self.desk.lamps.put(None)

    def title(self) -> str:
        """Return what was taken."""
        say = self.phrases.text
        return say("Return taken") if self._is_return else say("Drop-off")

    @property
    def _is_return(self) -> bool:
        return self.parcel.kind is ParcelKind.RETURN

    def content(self) -> Widget:
        """Return what it is, where it goes, and the way on."""
        lay = self.skin.layout
        return Split(
            left=Card(child=Stack(children=self._words(), gap=lay.dense)),
            right=Stack(
                gap=lay.dense,
                children=[
                    Card(
                        fill="rail",
                        grow=1,
                        least=160,
                        child=Stack(children=self._cell(), gap=lay.dense),
                    ),
                    self._next(),
                ],
            ),
            right_wide=lay.right["home"],
            gap=lay.gap,
        )

    def _words(self) -> list[Widget]:
        say, parcel = self.phrases.text, self.parcel
        item = parcel.items[0].title if parcel.items else ""
        head = say("Taken back") if self._is_return else say("Taken in")
        number = say("Parcel …{tail}", tail=codes.tail(parcel.parcel))
        lines = [f"{number} · {parcel.size.value}", *self._papers()]
        if parcel.provisional:
            lines.append(say("Not announced: the network will decide"))
        return [
            Spacer(),
            Row(children=[Spacer(), IconBox(icon="check_circle", tone="ok", edge_px=96), Spacer()]),
            Label(label=head, style="kpi", align="centre"),
            *([Label(label=item, style="section", align="centre", cuts=True)] if item else []),
            *(Label(label=line, colour="ink2", align="centre", lines=2) for line in lines),
            Spacer(),
        ]

    def _papers(self) -> list[str]:
        """Return what is printed for it, as the printers stand."""
        say = self.phrases.text
        told = [say("Stick the new label on it")] if self.taken.sticker else []
        if self.taken.receipt_job is None:
            return told
        return [*told, receipt_words(self.desk, self.phrases)]

    # -- where it goes -----------------------------------------------------------------------------

    def _cell(self) -> list[Widget]:
        say, parcel = self.phrases.text, self.parcel
        if parcel.place is Place.CELL and parcel.cell:
            badge = CellBadge(spot=Spot(parcel.cell, taken=True), style="cell")
            return self._said(say("It lies in"), say("Scan the next one"), badge)
        cell = self.taken.cell
        if parcel.place is not Place.COUNTER or cell is None:
            return self._said(say("No cell is free: choose one and scan it"), "")
        lamp = self.desk.lamps.colour_of(cell) if cell in self.desk.lamps.shown.lit else None
        head = say("Put it into the blinking cell") if lamp else say("Put it into this cell")
        badge = CellBadge(spot=Spot(cell, lamp=lamp, wanted=lamp is None), style="cell")
        put = Button(
            id="taken.put",
            label=say("It is in {cell}", cell=cell),
            icon="check",
            do=partial(self._put, cell),
        )
        return [*self._said(head, say("Then scan the cell's label"), badge), put]

    def _said(self, words: str, step: str, *between: Widget) -> list[Widget]:
        return [
            Spacer(),
            Label(label=words, style="section", colour="rail_mark", align="centre", lines=3),
            *between,
            Label(label=step, colour="rail_text", align="centre", lines=2),
            Spacer(),
        ]

    def _next(self) -> Widget:
        doors = self.office.doors
        return Button(
            id="taken.next",
            label=self.phrases.text("Next"),
            icon="arrow_forward",
            rank="primary",
            do=lambda: Instead(doors.returns() if self._is_return else doors.drop_off(None)),
        )

    def _put(self, cell: str) -> Move:
        place, parcel = self.desk.place, self.parcel.parcel
        stored = place.move(parcel, cell) if self._is_return else place.store(parcel, cell)
        self.renew()
        if isinstance(stored, Refused):
            return self.refused(stored)
        self.parcel = stored.parcel
        return Say(self.phrases.text("It lies in {cell} now", cell=cell), "ok")

    def cards(self) -> CARDS_OF:
        """Return the command cards of this screen."""
        return {"next": "taken.next"}

    def coded(self, code: Code, source: str) -> Move:
        """Put it away by the cell's label; the next parcel of a sender goes on by itself."""
        if code.kind is CodeKind.CELL:
            return self._put(code.text)
        if code.kind is CodeKind.PARCEL and code.text == self.parcel.parcel:
            return Say(self.phrases.text("Scanned before"), "ok")
        if code.kind is CodeKind.PARCEL and not self._is_return:
            known = self.desk.find.parcel(code.text)
            if isinstance(known, Refused):
                return Instead(self.office.doors.drop_off(code.text))
        return super().coded(code, source)
