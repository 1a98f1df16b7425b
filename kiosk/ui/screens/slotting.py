"""Proposed moves: the lit cell, its parcel, the blinking cell, one after the other."""

from functools import partial
from typing import cast

from kiosk.core import codes
from kiosk.core.codes import Code, CodeKind
from kiosk.core.refusals import Refused
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.cells import CellBadge, Spot
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.goods import goods_row, title_of
from kiosk.ui.screens.office import Office
from kiosk.ui.sentences import refusal
from kiosk.workflows.slotting import SlottingMove


class SlottingScreen(Framed):
    """What should lie in a quicker cell, and the parcel in hand.

    Args:
        office: the counter.
    """

    name = "slotting"
    section = "shelves"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.now: SlottingMove | None = None  # in hand

    def title(self) -> str:
        """Return what is done here."""
        return self.phrases.text("Quicker cells")

    def entered(self) -> None:
        """Lead to the next parcel."""
        self.now = None
        self.desk.slotting.light()

    def left(self) -> None:
        """Let the lamps go dark."""
        self.desk.slotting.dark()

    def content(self) -> Widget:
        """Return the list and what to do now."""
        moves, lay = self.desk.slotting.moves(), self.skin.layout
        if isinstance(moves, Refused):
            return Card(child=Label(label=refusal(moves, self.phrases)[0], lines=2))
        rows = ScrollList(
            id="slotting.list",
            items=moves,
            row=partial(self._row, moves=moves),
            row_px=max(72, self.skin.px(84)),
            empty=self.phrases.text("Nothing is to be moved."),
            grow=1,
            least=80,
        )
        return Split(
            left=Card(child=Stack(children=[rows])),
            right=Stack(children=[self._now(moves), *self._answers(moves)], gap=12),
            right_wide=lay.right["customer"],
            gap=lay.gap,
        )

    def _row(self, item: object, *, moves: tuple[SlottingMove, ...]) -> Widget:
        move = cast("SlottingMove", item)
        parcel, way = move.parcel, move.proposal
        words = f"…{codes.tail(parcel.parcel)} · {parcel.size.value}"
        cells = Row(
            gap=8,
            children=[
                Label(label=way.from_cell, style="strong", colour="ink2"),
                Label(label="→", colour="ink3"),
                Label(label=way.to_cell, style="strong"),
            ],
        )
        among = [one.parcel for one in moves]
        return goods_row(self, parcel, Label(label=words, colour="ink2", cuts=True), among, [cells])

    # -- what to do now ----------------------------------------------------------------------------

    def _now(self, moves: tuple[SlottingMove, ...]) -> Widget:
        say = self.phrases.text
        if self.now is not None:
            spot = self._spot(self.now.proposal.to_cell)
            head = say("Put it into the blinking cell")
            if spot.lamp is None:
                head = say("Put it into this cell")
            title = title_of(self.now.parcel, self.phrases)
            return self._said(title, head, spot, say("Then scan the cell's label"))
        if not moves:
            return self._said("", say("All done"), None, say("New proposals come every night."))
        spot = self._spot(moves[0].proposal.from_cell)
        head = say("Take from the lit cell") if spot.lamp else say("Take from this cell")
        title = title_of(moves[0].parcel, self.phrases)
        return self._said(title, head, spot, say("Then scan the parcel"))

    def _said(self, title: str, head: str, spot: Spot | None, step: str) -> Widget:
        tight = self.skin.layout.size != "L"
        parts: list[Widget] = [
            Spacer(),
            Label(label=head, style="section", colour="rail_mark", align="centre", lines=2),
            *([CellBadge(spot=spot, style="cell")] if spot else []),
            Label(label=title, style="strong", colour="rail_mark", align="centre", cuts=True),
            Label(label=step, style="row_meta", colour="rail_text", align="centre", lines=2),
            Spacer(),
        ]
        gap = 8 if tight else self.skin.layout.dense
        return Card(fill="rail", grow=1, least=120, child=Stack(children=parts, gap=gap))

    def _spot(self, cell: str) -> Spot:
        lamps = self.desk.lamps
        lamp = lamps.colour_of(cell) if cell in lamps.shown.lit else None
        return Spot(cell, lamp=lamp, wanted=lamp is None)

    def _answers(self, moves: tuple[SlottingMove, ...]) -> list[Widget]:
        say = self.phrases.text
        if not moves:
            return []
        leave = Button(
            id="slotting.leave", label=say("Leave it there"), rank="outline", do=self._leave
        )
        none = Button(
            id="slotting.dismiss", label=say("Move none of them"), rank="plain", do=self._dismiss
        )
        return [leave, none]

    # -- what it does ------------------------------------------------------------------------------

    def _take(self, parcel: str) -> Move:
        move = self.desk.slotting.take(parcel)
        if isinstance(move, Refused):
            return self._parcel(parcel)  # not one of these: its card says what it is
        self.now = move
        self.renew()
        return None

    def _put(self, move: SlottingMove, cell: str) -> Move:
        stored = self.desk.slotting.put(move.parcel.parcel, cell)
        if isinstance(stored, Refused):
            self.renew()
            return self.refused(stored)
        self._next()
        return Say(self.phrases.text("It lies in {cell} now", cell=stored.cell), "ok")

    def _leave(self) -> Move:
        moves = self.desk.slotting.moves()
        move = self.now or (moves[0] if not isinstance(moves, Refused) and moves else None)
        if move is not None:
            self.desk.slotting.dismiss(move.parcel.parcel)
        return self._next()

    def _dismiss(self) -> Move:
        self.desk.slotting.dismiss()
        return self._next()

    def _next(self) -> Move:
        self.now = None
        self.desk.slotting.light()
        self.renew()
        return None

    def coded(self, code: Code, source: str) -> Move:
        """Take a scanned parcel in hand, and put it into the scanned cell."""
        match code.kind:
            case CodeKind.PARCEL:
                return self._take(code.text)
            case CodeKind.CELL if self.now is not None:
                return self._put(self.now, code.text)
            case _:
                return super().coded(code, source)
