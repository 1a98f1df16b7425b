"""The sheet of a check-in with the parcels whose numbers hold the digits that were typed."""

from functools import partial

from kiosk.core import codes
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Refused
from kiosk.ui.kit.boxes import Grid, Row, Stack
from kiosk.ui.kit.buttons import Button, Tile
from kiosk.ui.kit.cells import CellBadge, Spot
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.viewer import Thumb
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.screens.accept_view import AcceptView

MOST_FITS = 6  # WORKFLOWS.md 4.2
_EDGE = {"L": 88, "M": 64, "S": 56}  # of a picture
_A_ROW = 2


class AcceptFits(AcceptView):
    """The check-in with its sheet of parcels that fit; `accept` says what becomes of one."""

    def over(self) -> Widget | None:
        """Return the open sheet."""
        return self._fitting() if self.sheet == "fits" else super().over()

    def _fitting(self) -> Widget:
        say = self.phrases.text
        tiles = [self._tile(parcel) for parcel in self.fits]
        body: Widget = Grid(children=tiles, columns=_A_ROW, gap=12)
        if not tiles:
            words = say("No parcel that is expected has these digits.")
            body = Label(label=words, colour="ink2", lines=3)
        return Sheet(
            id="fits",
            title=say("Which one is it? Compare the goods") if tiles else say("None fits"),
            child=body,
            close=self._shut,
            actions=(
                Button(
                    id="fits.none",
                    label=say("Set it aside without a label"),
                    icon="search_off",
                    rank="outline",
                    do=self._without_code,
                ),
                Button(
                    id="fits.digits",
                    label=say("Type other digits"),
                    icon="dialpad",
                    rank="outline",
                    do=partial(self._open, "digits"),
                ),
            ),
            most=940,
        )

    def _tile(self, parcel: Parcel) -> Widget:
        item = parcel.items[0] if parcel.items else None
        number = f"…{codes.tail(parcel.parcel)} · {parcel.size.value}"
        if parcel.delivery != self.delivery:
            number = f"{number} · {self.phrases.text('another delivery')}"
        title = item.title if item else self.phrases.text("Parcel")
        picture = item.photo if item and item.photo else ""
        words: list[Widget] = [
            Label(label=title, style="strong", lines=2, cuts=True),
            Label(label=number, colour="ink2", cuts=True),
        ]
        return Tile(
            id=f"fits.{parcel.parcel}",
            label=f"{title} {number}",
            padding=8,
            fill="inset",
            shadow=False,
            do=partial(self._take_fitting, parcel.parcel),
            child=Row(
                gap=12,
                children=[
                    Thumb(
                        id=f"fits.{parcel.parcel}.picture",
                        label=title,
                        key=picture,
                        jpeg=self.office.picture(picture) if picture else None,
                        edge_px=self.skin.px(_EDGE[self.skin.layout.size]),
                        do=partial(self._look_closely, parcel.parcel) if picture else None,
                    ),
                    Stack(children=words, gap=4, grow=1, least=80),
                    *self._lit_cell(parcel.parcel),
                ],
            ),
        )

    def _lit_cell(self, parcel: str) -> list[Widget]:
        """Return the cell that shines for it, where it has one: what lies there may tell."""
        cell = self.cells_of.get(parcel)
        if cell is None:
            return []
        lamp = self.desk.lamps.colour_of(cell)
        return [CellBadge(spot=Spot(cell, lamp=lamp, wanted=lamp is None))]

    def offer(self, fits: tuple[Parcel, ...]) -> None:
        """Show some parcels to choose from, their cells lit; none puts the lamps out.

        Args:
            fits: what the parcel in hand may be.
        """
        placed = self.desk.accept.offer(self.delivery, fits)
        self.fits, self.cells_of = fits, {} if isinstance(placed, Refused) else placed

    def _look_closely(self, parcel: str) -> Move:
        return self.office.doors.viewer(tuple(fit.parcel for fit in self.fits), parcel)

    def _open(self, sheet: str) -> Move:
        self.sheet = sheet
        self.renew()
        return None

    def _shut(self) -> Move:
        if self.fits:
            self.offer(())
        self.sheet, self.asked_box, self.marked = "", None, ""
        self.damage = ""
        self.typing.clear()
        self.renew()
        return None

    def _take_fitting(self, parcel: str) -> Move:
        raise NotImplementedError

    def _without_code(self) -> Move:
        raise NotImplementedError
