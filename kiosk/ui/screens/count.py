"""Counting: go to the lit cell, scan everything in it, go on; nothing is told before."""

from functools import partial

from kiosk.core import codes
from kiosk.core.codes import Code, CodeKind
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Refused
from kiosk.core.words import StocktakeState
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.cells import CellBadge, Spot
from kiosk.ui.kit.sheets import Progress
from kiosk.ui.kit.widget import Home, Instead, Move, Say, Widget
from kiosk.ui.kit.words import Chip, Label, Line
from kiosk.ui.screens.count_discard import Discardable
from kiosk.ui.screens.goods import goods_row, no_thumb
from kiosk.ui.sentences import refusal
from kiosk.workflows.count_cards import CountCard, Scanned

_LAST = {"L": 4, "M": 2}
_SHORT = 5  # letters of a cell's name that fit in the largest type


class CountScreen(Discardable):
    """The count under way, at one cell."""

    name = "count"

    def entered(self) -> None:
        """Let the lamp lead again."""
        self.desk.count.light()

    def content(self) -> Widget:
        """Return the cell to count, and what was scanned in it."""
        card = self.desk.count.card()
        if isinstance(card, Refused):
            return Card(child=Label(label=refusal(card, self.phrases)[0], lines=2))
        lay = self.skin.layout
        work = Split(
            left=self._cell(card),
            right=self._scans(card),
            right_wide=lay.right["home"],
            gap=lay.gap,
            grow=1,
            least=150,
        )
        return Stack(children=[self._progress(card), work, self._low(card)], gap=lay.dense)

    def _progress(self, card: CountCard) -> Widget:
        say, open_ = self.phrases.text, card.stocktake
        total = len(open_.cells)
        chips: list[Widget] = []
        if card.pass_no > 1:
            chips = [Chip(label=say("Second count"), icon="compare", tone="warn")]
        words = say("{n} of {m} cells", n=open_.done, m=total)
        bar = Stack(grow=1, least=80, children=[Progress(done=open_.done, of=max(1, total))])
        return Row(children=[Label(label=words, style="title"), bar, *chips], gap=16)

    # -- the cell ----------------------------------------------------------------------------------

    def _cell(self, card: CountCard) -> Widget:
        say, cell = self.phrases.text, card.cell or ""
        lit = cell in self.desk.lamps.shown.lit
        lamp = self.desk.lamps.colour_of(cell) if lit else None
        style = "cell_xl" if len(cell) <= _SHORT and self.skin.layout.size == "L" else "cell"
        badge = CellBadge(spot=Spot(cell, lamp=lamp, wanted=lamp is None), style=style)
        own = say("You counted it before. If a colleague is here, let them count it.")
        then = say("Then {cell}", cell=card.then) if card.then else say("It is the last cell")
        head = say("Scan everything in this cell")
        words = [
            Spacer(),
            Label(label=head, style="section", colour="rail_text", align="centre", lines=2),
            badge,
            Label(label=then, style="section", colour="rail_mark", align="centre"),
            Label(label=own if card.is_own else "", colour="rail_text", align="centre", lines=3),
            Spacer(),
        ]
        return Card(fill="rail", child=Stack(children=words, gap=self.skin.layout.dense))

    def _scans(self, card: CountCard) -> Widget:
        lay, n = self.skin.layout, len(card.scanned)
        words = self.phrases.count("{n} parcel scanned here", "{n} parcels scanned here", n)
        known = tuple(one.parcel for one in card.scanned if one.parcel)
        rows = [self._row(one, known) for one in card.scanned[: _LAST.get(lay.size, 2)]]
        parts: list[Widget] = [Label(label=words, style="title", lines=2), Line(), *rows, Spacer()]
        return Card(child=Stack(children=parts, gap=lay.dense))

    def _row(self, one: Scanned, known: tuple[Parcel, ...]) -> Widget:
        tail = codes.tail(one.code)
        if one.parcel is None:
            title = self.phrases.text("Parcel …{tail}", tail=tail)
            words = Stack(grow=1, least=80, children=[Label(label=title, style="row_title")])
            return Row(children=[no_thumb(self), words], gap=16)
        detail = Label(label=f"…{tail}" if one.parcel.items else "", colour="ink2")
        return goods_row(self, one.parcel, detail, known)

    # -- what to do --------------------------------------------------------------------------------

    def _low(self, card: CountCard) -> Widget:
        say, scanned = self.phrases.text, bool(card.scanned)
        empty = Button(
            id="count.empty",
            label=say("It is empty"),
            rank="outline",
            do=partial(self._close, empty=True),
            enabled=not scanned,
            reason=say("Parcels were scanned here") if scanned else "",
        )
        pause = Button(id="count.pause", label=say("Pause"), rank="outline", do=Home)
        onward = Button(
            id="count.next",
            label=say("Next cell"),
            icon="arrow_forward",
            rank="primary",
            do=partial(self._close, empty=False),
            enabled=scanned,
            reason="" if scanned else say("Scan a parcel, or say that it is empty"),
        )
        buttons = [empty, pause, self.discard_button(), Spacer(), onward]
        return Row(children=buttons, gap=self.skin.layout.dense)

    def _close(self, *, empty: bool) -> Move:
        return self._went_on(self.desk.count.close_cell(empty=empty))

    def _went_on(self, card: CountCard | Refused) -> Move:
        self.renew()
        if isinstance(card, Refused):
            return self.refused(card)
        if card.cell is None:
            return Instead(self.office.doors.count())
        if card.stocktake.state is StocktakeState.RECOUNT and card.pass_no > 1:
            return Say(self.phrases.text("Count {cell} once more", cell=card.cell), "attention")
        return None

    # -- signals -----------------------------------------------------------------------------------

    def cards(self) -> dict[str, str]:
        """Return the command cards of this screen."""
        return {"next": "count.next", "empty": "count.empty"}

    def takes_left(self, parcel: str) -> bool:  # noqa: ARG002
        """Count what lies in the cell, whatever the books say of it."""
        return True

    def coded(self, code: Code, source: str) -> Move:
        """Count parcels, go to cells; a customer's code opens the visit and the count waits."""
        match code.kind:
            case CodeKind.PARCEL:
                return self._scanned(code.text)
            case CodeKind.CELL:
                went = self._went_on(self.desk.count.go_to(code.text))
                return went or Say(self.phrases.text("Cell {cell}", cell=code.text), "ok")
            case _:
                return super().coded(code, source)

    def _scanned(self, parcel: str) -> Move:
        before = self.desk.count.card()
        card = self.desk.count.scan(parcel)
        self.renew()
        if isinstance(card, Refused):
            return self.refused(card)
        again = not isinstance(before, Refused) and before.scanned == card.scanned
        say = self.phrases.text
        return Say(say("Scanned before") if again else say("Counted"), "ok")

    def pressed(self, button: str) -> Move:
        """Take the press of the button at the counted cell for `next`."""
        card = self.desk.count.card()
        if isinstance(card, Refused) or card.cell is None:
            return super().pressed(button)
        if not self.desk.buttons.covers(button, card.cell):
            return super().pressed(button)
        return self._close(empty=not card.scanned)
