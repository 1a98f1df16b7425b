"""A customer's parcels as rows: picture, title, where each stands and lies."""

from functools import partial

from msgspec import Struct

from kiosk.core import codes
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Refused
from kiosk.core.words import ParcelState
from kiosk.hw.ports import Colour
from kiosk.ui.kit.boxes import Card, Row, Spacer, Stack
from kiosk.ui.kit.buttons import Button, Tabs, Typing
from kiosk.ui.kit.cells import CellBadge, Spot
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import IconBox, Label, Line
from kiosk.ui.screens.customer_items import ItemChoices
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.goods import thumb, title_of
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.other_point import others_list
from kiosk.workflows.views import CustomerCard


class _Line(Struct, frozen=True):
    parcel: Parcel
    lamp: Colour | None
    number: int


class CustomerRows(Framed):
    """The left side of a visit, or of a look without a code; `customer_view` adds the rest.

    Args:
        office: the counter.
        card: what is known when it opens.
    """

    name = "customer"
    section = "issue"
    in_issue = True
    title_is_personal = True

    def __init__(self, office: Office, card: CustomerCard) -> None:
        super().__init__(office)
        self.card = card
        self.tab = "ready"
        self.open_rack = ""
        self.sheet = ""
        self.typing = Typing()
        self.items = ItemChoices(self, self, self._after)
        self._last = ""  # the parcel scanned last: a cell's code puts it back, a card leaves it
        self._thing: int | None = None  # which thing in it was scanned, if one was by itself
        self._last_ms = 0  # when that was, on the clock that never jumps

    @property
    def session(self) -> str | None:
        """The visit's id, None for a mere look."""
        return self.card.session.session if self.card.session else None

    def entered(self) -> None:
        """Look again: things may have happened while another screen was in front."""
        if self.session is None:
            return
        card = self.desk.issue.card(self.session)
        if not isinstance(card, Refused):
            self.card = card

    def left(self) -> None:
        """Close any sheet: it belongs to the moment."""
        self.sheet = ""
        self.items.close()

    def title(self) -> str:
        """Return the masked name."""
        return self.card.name

    def _left(self) -> Widget:
        lay, say, card = self.skin.layout, self.phrases.text, self.card
        others = card.others.count if card.others else 0
        tabs = Tabs(
            id="customer.tab",
            choices=(
                ("ready", say("Ready {n}", n=len(card.ready))),
                ("transit", say("In transit {n}", n=len(card.transit))),
                ("finished", say("Finished {n}", n=len(card.finished))),
                ("others", say("Other points {n}", n=others)),
            ),
            chosen=self.tab,
            pick=self._pick_tab,
        )
        shown = self._parcels()
        if self.tab == "others":
            shown = others_list(self, card.customer_ref, card.others)
        return Card(
            padding=(lay.padding, lay.dense),
            child=Stack(
                children=[tabs, *shown, *self._open_matters(), *self._low()], gap=lay.dense
            ),
        )

    def _parcels(self) -> list[Widget]:
        say, card = self.phrases.text, self.card
        parcels, empty = {
            "transit": (card.transit, say("Nothing more is on the way.")),
            "finished": (card.finished, say("Nothing yet.")),
        }.get(self.tab, (card.ready, say("Nothing is ready. Look at what is in transit.")))
        rows = ScrollList(
            id="customer.list",
            items=[self._line(parcel) for parcel in parcels],
            key=lambda line: line.parcel.parcel,  # type: ignore[attr-defined]
            row=self._row,
            empty=empty,
            personal=True,
            grow=1,
            least=self.skin.layout.row,
        )
        return [rows]

    def _line(self, parcel: Parcel) -> _Line:
        return _Line(parcel, self._lamp(parcel), self._number())

    def _low(self) -> list[Widget]:
        if self.session is None:
            return self._code_button()
        say = self.phrases.text
        left = any(p.cell for p in self.card.ready)
        wide = self.skin.layout.size == "L"
        missing = Button(
            id="customer.notfound",
            label=say("Not on the shelf"),
            icon="search_off" if wide else "",
            rank="outline",
            grow=1,
            do=partial(self._open_sheet, "notfound"),
            enabled=left,
            reason="" if left else say("Everything is on the counter"),
        )
        park = Button(
            id="customer.park",
            label=say("Let wait"),
            icon="pause_circle" if wide else "",
            rank="outline",
            grow=1,
            do=self._park,
        )
        stop = Button(
            id="customer.cancel",
            label=say("Cancel"),
            icon="close" if wide else "",
            rank="outline",
            grow=1,
            do=self._cancel,
        )
        return [Line(), Row(children=[missing, park, stop], gap=self.skin.layout.dense)]

    def _row(self, item: object) -> Widget:
        line: _Line = item  # type: ignore[assignment]
        parcel = line.parcel
        title, card = title_of(parcel, self.phrases), self.card
        return Row(
            gap=16,
            children=[
                thumb(
                    self,
                    parcel,
                    f"row.{parcel.parcel}",
                    (*card.ready, *card.transit, *card.finished),
                ),
                Stack(
                    grow=1,
                    least=80,
                    children=[
                        Label(label=title, style="row_title", lines=2, cuts=True),
                        Label(label=self._detail(parcel), colour="ink2", cuts=True),
                        self._state(parcel),
                    ],
                ),
                self._place(line),
            ],
        )

    def _detail(self, parcel: Parcel) -> str:
        parts = [f"…{codes.tail(parcel.parcel)}"]
        if parcel.items:
            first = parcel.items[0]
            parts = [first.detail, *parts] if first.detail else parts
            if first.price_minor:
                parts.append(self.phrases.money(first.price_minor, parcel.currency))
            if len(parcel.items) > 1:
                more = len(parcel.items) - 1
                parts.append(self.phrases.count("and {n} more", "and {n} more items", more))
        return " · ".join(parts)

    def _state(self, parcel: Parcel) -> Widget:
        say = self.phrases.text
        mine = self.session is not None and parcel.session == self.session
        match parcel.state:
            case ParcelState.PICKED if mine:
                words, colour = self.items.state(parcel) or (say("Found, on the counter"), "ok")
            case ParcelState.PICKED if parcel in self.card.ready:
                words, colour = say("Left on the counter: scan it there"), "warn"
            case ParcelState.STORED:
                words, colour = say("Still on the shelf"), "ink2"
            case ParcelState.EXPECTED:
                words, colour = say("On the way"), "ink2"
            case ParcelState.RECEIVED:
                words, colour = say("Received, not yet put away"), "ink2"
            case ParcelState.ISSUED:
                at = self.phrases.time(parcel.changed_at)
                words, colour = say("Issued at {time}", time=at), "ink2"
            case ParcelState.NOT_FOUND:
                words, colour = self._last_seen(parcel), "bad"
            case ParcelState.TO_RETURN if parcel in self.card.ready:
                words, colour = say("Its term is over, still here"), "warn"
            case ParcelState.TO_RETURN:
                words, colour = say("Cancelled, goes back"), "warn"
            case _:
                words, colour = say("Set aside"), "warn"
        return Label(label=words, style="caption", colour=colour, cuts=True)

    def _last_seen(self, parcel: Parcel) -> str:
        last, say = self.card.seen.get(parcel.parcel), self.phrases.text
        if last is None:
            return say("Not found")
        when = self.phrases.time(last.at)
        return say("Last seen in {cell} at {time}, {name}", cell=last.cell, time=when, name=last.by)

    def _count(self, parcel: Parcel) -> Widget:
        """Return the way to the count of the cell where a parcel was seen last."""
        last = self.card.seen.get(parcel.parcel)
        if last is None or not self.desk.count.under_way():
            return Spacer()
        return Button(
            id=f"count.{parcel.parcel}",
            label=self.phrases.text("Count {cell}", cell=last.cell),
            rank="outline",
            do=self.office.doors.count,
        )

    def _place(self, line: _Line) -> Widget:
        parcel, lamp = line.parcel, line.lamp
        if parcel.state is ParcelState.PICKED and parcel in self.card.picked:
            return self.items.row_end(parcel)
        if parcel.state is ParcelState.PICKED:
            if parcel.session is None:
                return IconBox(icon="touch_app", tone="warn", edge_px=44)
            return IconBox(icon="check", tone="ok", edge_px=44)
        if parcel.state is ParcelState.NOT_FOUND:
            return self._count(parcel)
        if parcel.cell is None:
            return Spacer()
        spot = Spot(parcel.cell, lamp=lamp, number=line.number, wanted=lamp is None)
        return CellBadge(spot=spot)

    def _lamp(self, parcel: Parcel) -> Colour | None:
        if parcel.cell is None or parcel.cell not in self.desk.lamps.shown.lit:
            return None
        return self.desk.lamps.colour_of(parcel.cell)

    def _number(self) -> int:
        """Return which of the live visits this is, 0 for a mere look."""
        live = [chip.session.session for chip in self.desk.issue.live()]
        return live.index(self.session) + 1 if self.session in live else 0

    def _way(self) -> list[str]:
        """Return the cells still to go to, in walking order."""
        return list(dict.fromkeys(p.cell for p in self.card.ready if p.cell))

    # -- what it does: see customer.py and customer_entitled.py ------------------------------------

    def _code_button(self) -> list[Widget]:
        raise NotImplementedError

    def _open_matters(self) -> list[Widget]:
        raise NotImplementedError

    def _pick_tab(self, tab: str) -> Move:
        raise NotImplementedError

    def _after(self, card: CustomerCard | Refused) -> Move:
        raise NotImplementedError

    def _park(self) -> Move:
        raise NotImplementedError

    def _cancel(self) -> Move:
        raise NotImplementedError

    def _open_sheet(self, sheet: str) -> Move:
        raise NotImplementedError
