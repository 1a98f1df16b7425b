"""What nobody came for: the lit cells one after the other, each scan sends a parcel back."""

from functools import partial

from kiosk.core import codes
from kiosk.core.codes import Code, CodeKind
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Refused
from kiosk.core.words import ParcelState, Place
from kiosk.ui.kit.boxes import Card, Spacer, Split, Stack
from kiosk.ui.kit.cells import CellBadge, Spot
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.goods import goods_row, title_of
from kiosk.ui.screens.office import Office
from kiosk.ui.sentences import refusal
from kiosk.workflows.unclaimed import Pulled


class UnclaimedScreen(Framed):
    """The pick list of what is over its term, and the parcel in hand.

    Args:
        office: the counter.
    """

    name = "unclaimed"
    section = "shelves"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.now: Pulled | None = None
        self._due: tuple[Parcel, ...] | Refused = ()

    def build(self) -> Widget:
        """Make the tree, all of it from one look at what is over."""
        self._due = self.desk.unclaimed.due()
        return super().build()

    def title(self) -> str:
        """Return what is done here."""
        return self.phrases.text("Not collected")

    def subtitle(self) -> str:
        """Return how many are left."""
        due = self._due
        if isinstance(due, Refused) or not due:
            return ""
        return self.phrases.count("{n} parcel to take out", "{n} parcels to take out", len(due))

    def entered(self) -> None:
        """Light the cells of what is over."""
        self.desk.lamps.ageing(on=True)

    def left(self) -> None:
        """Let the lamps go dark."""
        self.desk.lamps.ageing(on=False)
        self.desk.lamps.put(None)

    def content(self) -> Widget:
        """Return the list and what to do now."""
        due = self._due
        if isinstance(due, Refused):
            return Card(child=Label(label=refusal(due, self.phrases)[0], lines=2))
        rows = ScrollList(
            id="unclaimed.list",
            items=due,
            key=lambda parcel: parcel.parcel,  # type: ignore[attr-defined]
            row=partial(self._row, due=due),
            row_px=max(72, self.skin.px(84)),
            empty=self.phrases.text("No term is over. Nothing is to be taken out."),
            grow=1,
            least=80,
        )
        lay = self.skin.layout
        return Split(
            left=Card(child=Stack(children=[rows])),
            right=Card(fill="rail", child=Stack(children=self._in_hand(due), gap=lay.dense)),
            right_wide=lay.right["customer"],
            gap=lay.gap,
        )

    def _row(self, item: object, *, due: tuple[Parcel, ...]) -> Widget:
        parcel: Parcel = item  # type: ignore[assignment]
        say, tail = self.phrases.text, codes.tail(parcel.parcel)
        day = self.phrases.day(parcel.store_until or 0)
        is_cancelled = parcel.state is ParcelState.TO_RETURN
        since = (
            say("…{tail} · cancelled", tail=tail)
            if is_cancelled
            else say("…{tail} · until {date}", tail=tail, date=day)
        )
        where = CellBadge(spot=self._spot(parcel.cell)) if parcel.cell else Spacer()
        detail = Label(label=since, colour="ink2", cuts=True)
        return goods_row(self, parcel, detail, due, [where])

    def _spot(self, cell: str) -> Spot:
        lamps = self.desk.lamps
        lamp = lamps.colour_of(cell) if cell in lamps.shown.lit else None
        return Spot(cell, lamp=lamp, wanted=lamp is None)

    # -- the parcel in hand ------------------------------------------------------------------------

    def _in_hand(self, due: tuple[Parcel, ...]) -> list[Widget]:
        say = self.phrases.text
        if self.now is None:
            if not due:
                return self._said(say("All done"), "")
            return self._said(say("Take a parcel from a lit cell and scan it"), "")
        parcel, cell = self.now.parcel, self.now.cell
        if parcel.place is Place.CELL and parcel.cell and self._is_away(parcel):
            badge = CellBadge(spot=Spot(parcel.cell, taken=True), style="cell")
            return self._said(say("It lies in"), say("Scan the next one"), badge)
        if cell is None:
            return self._said(say("No cell is free: choose one and scan it"), "")
        badge = CellBadge(spot=self._spot(cell), style="cell")
        what = Label(
            label=f"{title_of(parcel, self.phrases)} …{codes.tail(parcel.parcel)}",
            colour="rail_text",
            align="centre",
            lines=2,
        )
        step = say("Then scan the cell's label")
        return self._said(say("Put it among the returns"), step, what, badge)

    def _is_away(self, parcel: Parcel) -> bool:
        """Whether a parcel that goes back lies where such parcels belong."""
        return self.now is not None and parcel.cell == self.now.cell

    def _said(self, words: str, step: str, *between: Widget) -> list[Widget]:
        style, colour = "section", "rail_text"
        return [
            Spacer(),
            Label(label=words, style=style, colour="rail_mark", align="centre", lines=3),
            *between,
            Label(label=step, style="row_meta", colour=colour, align="centre", lines=2),
            Spacer(),
        ]

    # -- scans -------------------------------------------------------------------------------------

    def coded(self, code: Code, source: str) -> Move:
        """Send back what is scanned; a cell's label says where it was put."""
        match code.kind:
            case CodeKind.PARCEL:
                return self._pull(code.text)
            case CodeKind.CELL if self.now is not None:
                return self._put(self.now, code.text)
            case _:
                return super().coded(code, source)

    def _pull(self, parcel: str) -> Move:
        pulled = self.desk.unclaimed.pull(parcel)
        self.renew()
        if isinstance(pulled, Refused):
            return self.refused(pulled)
        self.now, say = pulled, self.phrases.text
        return Say(say("Scanned before") if pulled.again else say("It goes back"), "ok")

    def _put(self, now: Pulled, cell: str) -> Move:
        stored = self.desk.place.move(now.parcel.parcel, cell)
        self.renew()
        if isinstance(stored, Refused):
            return self.refused(stored)
        self.now = Pulled(stored.parcel, cell, again=False)
        return Say(self.phrases.text("It lies in {cell} now", cell=cell), "ok")
