"""What visits left on the counter: scan a parcel, its cell blinks, the cell confirms it."""

from functools import partial

from msgspec import Struct

from kiosk.core import codes
from kiosk.core.codes import Code, CodeKind
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Refused
from kiosk.hw.ports import Colour
from kiosk.ui.kit.boxes import Card, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.cells import CellBadge, Spot
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.goods import goods_row, title_of
from kiosk.ui.screens.office import Office
from kiosk.ui.sentences import refusal
from kiosk.workflows.left import Left


class _Line(Struct, frozen=True):
    left: Left
    lamp: Colour | None


class PutBackScreen(Framed):
    """The put-back list, and the parcel in hand.

    Args:
        office: the counter.
        parcel: the one that was scanned, empty for none.
    """

    name = "put_back"
    section = "issue"

    def __init__(self, office: Office, parcel: str = "") -> None:
        super().__init__(office)
        self.parcel = parcel
        self.away = ""  # the cell into which the last one was put
        self._list: tuple[Left, ...] | Refused = ()

    def entered(self) -> None:
        """Let the cell of the parcel in hand blink alone."""
        self._choose(self.parcel)

    def left(self) -> None:
        """Let every cell of the list blink again."""
        self.desk.left.take("")

    def build(self) -> Widget:
        """Make the tree, all of it from one look at the list."""
        self._list = self.desk.left.waiting()
        return super().build()

    def title(self) -> str:
        """Return what is done here."""
        return self.phrases.text("To put back")

    def subtitle(self) -> str:
        """Return how many wait."""
        waiting = self._waiting
        if not waiting:
            return ""
        return self.phrases.count("{n} parcel", "{n} parcels", len(waiting))

    @property
    def _waiting(self) -> tuple[Left, ...]:
        return () if isinstance(self._list, Refused) else self._list

    @property
    def _now(self) -> Left | None:
        """The parcel in hand; the only one there is needs no scan."""
        waiting = self._waiting
        if len(waiting) == 1:
            return waiting[0]
        return next((one for one in waiting if one.parcel.parcel == self.parcel), None)

    def content(self) -> Widget:
        """Return the list and what to do now."""
        if isinstance(self._list, Refused):
            return Card(child=Label(label=refusal(self._list, self.phrases)[0], lines=2))
        rows = ScrollList(
            id="putback.list",
            items=[_Line(one, self._lamp(one.cell)) for one in self._list],
            key=lambda line: line.left.parcel.parcel,  # type: ignore[attr-defined]
            row=partial(self._row, among=tuple(one.parcel for one in self._list)),
            row_px=max(72, self.skin.px(84)),
            empty=self.phrases.text("Nothing is to be put back."),
            personal=True,
            grow=1,
            least=80,
        )
        lay = self.skin.layout
        return Split(
            left=Card(child=Stack(children=[rows])),
            right=Card(fill="rail", child=Stack(children=self._in_hand(), gap=lay.dense)),
            right_wide=lay.right["customer"],
            gap=lay.gap,
        )

    def _row(self, item: object, *, among: tuple[Parcel, ...]) -> Widget:
        line: _Line = item  # type: ignore[assignment]
        one, phrases = line.left, self.phrases
        parcel = one.parcel
        since = phrases.text("since {time}", time=phrases.time(parcel.changed_at))
        words = " · ".join(filter(None, (one.name, f"…{codes.tail(parcel.parcel)}", since)))
        detail = Label(label=words, colour="ink2", personal=True, cuts=True)
        return goods_row(self, parcel, detail, among, self._cell(one))

    def _cell(self, one: Left) -> list[Widget]:
        """Return its cell; a tap takes the parcel in hand as its scan does."""
        if one.cell is None:
            return []
        name = one.parcel.parcel
        choose = partial(self._tapped, name)
        return [CellBadge(id=f"putback.{name}", spot=self._spot(one.cell), do=choose)]

    def _spot(self, cell: str) -> Spot:
        lamp = self._lamp(cell)
        return Spot(cell, lamp=lamp, wanted=lamp is None)

    def _lamp(self, cell: str | None) -> Colour | None:
        lamps = self.desk.lamps
        return lamps.colour_of(cell) if cell and cell in lamps.shown.lit else None

    # -- the parcel in hand ------------------------------------------------------------------------

    def _in_hand(self) -> list[Widget]:
        say, now = self.phrases.text, self._now
        if now is None and self.away:
            badge = CellBadge(spot=Spot(self.away, taken=True), style="cell")
            step = say("Scan the next one") if self._waiting else say("All done")
            return self._said(say("It lies in"), step, badge)
        if now is None:
            words = say("Scan a parcel from the counter") if self._waiting else say("All done")
            return self._said(words, "")
        what = Label(
            label=f"{title_of(now.parcel, self.phrases)} …{codes.tail(now.parcel.parcel)}",
            colour="rail_text",
            align="centre",
            lines=2,
        )
        if now.cell is None:
            return self._said(say("No cell is free: choose one and scan it"), "", what)
        spot = self._spot(now.cell)
        head = say("Put it into the blinking cell") if spot.lamp else say("Put it into this cell")
        badge = CellBadge(spot=spot, style="cell")
        put = Button(
            id="putback.put",
            label=say("It is in {cell}", cell=now.cell),
            icon="check",
            rank="primary",
            do=partial(self._put, now.parcel.parcel, now.cell),
        )
        step = say("Then scan the cell's label")
        return [*self._said(head, step, what, badge), put]

    def _said(self, words: str, step: str, *between: Widget) -> list[Widget]:
        return [
            Spacer(),
            Label(label=words, style="section", colour="rail_mark", align="centre", lines=3),
            *between,
            Label(label=step, colour="rail_text", align="centre", lines=2),
            Spacer(),
        ]

    # -- scans -------------------------------------------------------------------------------------

    def takes_left(self, parcel: str) -> bool:  # noqa: ARG002
        """Answer every parcel here."""
        return True

    def coded(self, code: Code, source: str) -> Move:
        """Take a parcel in hand; a cell's label or button says where it lies now."""
        now = self._now
        if code.kind is CodeKind.PARCEL and self._is_listed(code.text):
            return self._scanned(code.text)
        if code.kind is CodeKind.CELL and now is not None:
            return self._put(now.parcel.parcel, code.text)
        return super().coded(code, source)

    def _is_listed(self, parcel: str) -> bool:
        return not isinstance(self.desk.left.find(parcel), Refused)

    def _scanned(self, parcel: str) -> Move:
        again = parcel == self.parcel
        self._choose(parcel)
        say = self.phrases.text
        found = self.desk.left.find(parcel)
        cell = "" if isinstance(found, Refused) else found.cell or ""
        if again:
            return Say(say("Scanned before"), "ok", step=cell)
        words = say("Put it back into {cell}", cell=cell) if cell else say("No cell is free")
        return Say(words, "ok" if cell else "attention")

    def _tapped(self, parcel: str) -> Move:
        self._choose(parcel)
        return None

    def _choose(self, parcel: str) -> None:
        waiting = self.desk.left.waiting()
        if not isinstance(waiting, Refused) and len(waiting) == 1:
            parcel = waiting[0].parcel.parcel
        self.parcel = parcel
        self.desk.left.take(parcel)
        self.renew()

    def _put(self, parcel: str, cell: str) -> Move:
        stored = self.desk.left.confirm(parcel, cell)
        self.renew()
        if isinstance(stored, Refused):
            return self.refused(stored)
        self.away = stored.cell
        self._choose("")
        return Say(self.phrases.text("It lies in {cell} now", cell=stored.cell), "ok")
