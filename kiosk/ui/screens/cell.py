"""What lies in a cell."""

from functools import partial

from kiosk.core import codes
from kiosk.core.cells import ROOM
from kiosk.core.codes import Code, CodeKind
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Refused
from kiosk.core.words import ParcelState
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, Tile
from kiosk.ui.kit.cells import CellBadge, Spot
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.sheets import Progress
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.screens.cell_care import CellCareView
from kiosk.ui.screens.commands import CARDS_OF
from kiosk.ui.screens.goods import small_px, thumb, title_of, words_of
from kiosk.ui.screens.hits import state_word
from kiosk.ui.screens.office import Office
from kiosk.ui.sentences import refusal
from kiosk.workflows.views import CellCard


class CellScreen(CellCareView):
    """A cell; a parcel's code scanned here puts it there.

    Args:
        office: the counter.
        cell: its id.
    """

    name = "cell"
    section = "issue"

    def __init__(self, office: Office, cell: str) -> None:
        super().__init__(office, cell)

    def title(self) -> str:
        """Return which cell."""
        return self.phrases.text("Cell {cell}", cell=self.cell)

    def content(self) -> Widget:
        """Return what lies in it."""
        card = self.desk.find.cell(self.cell)
        if isinstance(card, Refused):
            return Card(child=Label(label=refusal(card, self.phrases)[0], lines=2))
        lay = self.skin.layout
        rows = ScrollList(
            id="cell.list",
            items=card.parcels,
            key=lambda p: p.parcel,  # type: ignore[attr-defined]
            row=partial(self._row, lying=card.parcels),
            row_px=max(64, self.skin.px(76)),
            empty=self.phrases.text("Nothing lies here."),
            grow=1,
            least=80,
        )
        return Split(
            left=Card(child=Stack(children=[rows])),
            right=self._right(card),
            right_wide=lay.right["customer"],
            gap=lay.gap,
        )

    def _row(self, item: object, *, lying: tuple[Parcel, ...]) -> Widget:
        """Return a parcel: its picture opens the picture, all else its card."""
        parcel: Parcel = item  # type: ignore[assignment]
        state = state_word(parcel.state.value, self.phrases)
        number = f"…{codes.tail(parcel.parcel)} · {state}"
        detail = Label(label=number, colour="ink2", cuts=True)
        name = f"picture.{parcel.parcel}"
        card = Tile(
            id=f"row.{parcel.parcel}",
            label=title_of(parcel, self.phrases),
            padding=8,
            shadow=False,
            grow=1,
            least=80,
            do=partial(self._open, parcel.parcel),
            child=words_of(parcel, detail, self.phrases),
        )
        return Row(children=[thumb(self, parcel, name, lying, small_px(self)), card], gap=8)

    def _open(self, parcel: str) -> Move:
        return self.office.doors.parcel(parcel)

    def _right(self, card: CellCard) -> Widget:
        say, cell = self.phrases.text, card.load.cell
        room = ROOM[cell.size]
        lit = self.cell in self.desk.lamps.shown.lit
        lamp = self.desk.lamps.colour_of(self.cell) if lit else None
        taken = say("Room taken: {n} of {m}", n=card.load.units, m=room)
        where = Card(
            fill="rail",
            grow=1,
            least=120,
            child=Stack(
                gap=self.skin.layout.dense,
                children=[
                    Spacer(),
                    CellBadge(spot=Spot(self.cell, lamp=lamp, wanted=lamp is None), style="cell"),
                    Label(
                        label=self.asks() or self.standing(cell) or taken,
                        style="section",
                        colour="rail_text",
                        align="centre",
                        lines=2,
                    ),
                    Progress(done=card.load.units, of=room),
                    Spacer(),
                ],
            ),
        )
        light = Button(
            id="cell.light",
            label=say("Light the cell"),
            icon="lightbulb",
            rank="primary",
            do=self._light,
        )
        return Stack(children=[where, light, *self.care(card)], gap=12)

    def _light(self) -> Move:
        self.desk.find.light(self.cell)
        self.renew()
        return None

    def cards(self) -> CARDS_OF:
        """Return the command cards of this screen."""
        return {"undo": "cell.undo", **({} if self._is_full() else {"full": "cell.full"})}

    def carded(self, card: str) -> Move:
        """Press a button; a cell that is full is not emptied by the same card once more."""
        if card == "full" and self._is_full() and self._sheet() is None:
            return Say(self.phrases.text("Called full"), "ok")
        return super().carded(card)

    def _is_full(self) -> bool:
        card = self.desk.find.cell(self.cell)
        return not isinstance(card, Refused) and card.load.cell.full

    def coded(self, code: Code, source: str) -> Move:
        """Put a scanned parcel here, if it may be; a cell while all of it is moved, there."""
        if self.moving and code.kind is CodeKind.CELL:
            return self.move_all(code.text)
        if code.kind is not CodeKind.PARCEL:
            return super().coded(code, source)
        card = self.desk.find.parcel(code.text)
        if isinstance(card, Refused) or card.parcel.cell == self.cell:
            return super().coded(code, source)
        self.renew()
        if card.parcel.state is ParcelState.RECEIVED:
            stored = self.desk.place.store(code.text, self.cell)
        else:
            stored = self.desk.place.move(code.text, self.cell)
        if isinstance(stored, Refused):
            return self.refused(stored)
        return Say(self.phrases.text("It lies in {cell} now", cell=stored.cell), "ok")
