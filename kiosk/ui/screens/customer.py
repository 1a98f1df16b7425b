"""A customer at the counter: what to take from where, and the handing over."""

from functools import partial

from msgspec import Struct

from kiosk.core.codes import Code, CodeKind
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ParcelState
from kiosk.hw.ports import Colour
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, Tabs
from kiosk.ui.kit.cells import CellBadge, RackView, ShelfMap, Spot, rack_view
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.sheets import Dialog, Progress, Sheet
from kiosk.ui.kit.viewer import Thumb
from kiosk.ui.kit.widget import Home, Instead, Move, Say, Widget
from kiosk.ui.kit.words import Chip, IconBox, Label, Line
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office
from kiosk.workflows.views import CustomerCard

_RACK_COLUMNS = 5


class _Line(Struct, frozen=True):
    parcel: Parcel
    lamp: Colour | None
    step: int


class CustomerScreen(Framed):
    """A visit, or a look at a customer without a code.

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

    def title(self) -> str:
        """Return the masked name."""
        return self.card.name

    def subtitle(self) -> str:
        """Return whether the code was right."""
        say = self.phrases.text
        return (
            say("Code confirmed") if self.card.session else say("To look only: no code was shown")
        )

    # -- content ---------------------------------------------------------------------------------

    def content(self) -> Widget:
        """Return the parcels at the left, the shelves and the button at the right."""
        lay = self.skin.layout
        return Split(
            left=self._left(), right=self._right(), right_wide=lay.right["customer"], gap=lay.gap
        )

    def _left(self) -> Widget:
        lay, say = self.skin.layout, self.phrases.text
        card = self.card
        tabs = Tabs(
            id="customer.tab",
            choices=(
                ("ready", say("Ready {n}", n=len(card.ready))),
                ("transit", say("In transit {n}", n=len(card.transit))),
                ("finished", say("Finished {n}", n=len(card.finished))),
            ),
            chosen=self.tab,
            pick=self._pick_tab,
        )
        shown = {"ready": card.ready, "transit": card.transit, "finished": card.finished}[self.tab]
        empty = {
            "ready": say("Nothing is ready. Look at what is in transit."),
            "transit": say("Nothing more is on the way."),
            "finished": say("Nothing yet."),
        }[self.tab]
        rows = ScrollList(
            id="customer.list",
            items=[self._line(parcel) for parcel in shown],
            key=lambda line: line.parcel.parcel,  # type: ignore[attr-defined]
            row=self._row,
            empty=empty,
            personal=True,
            grow=1,
            least=lay.row,
        )
        return Card(
            padding=(lay.padding, lay.dense),
            child=Stack(children=[tabs, rows, *self._low()], gap=lay.dense),
        )

    def _line(self, parcel: Parcel) -> _Line:
        return _Line(parcel, self._lamp(parcel), self._steps().get(parcel.cell or "", 0))

    def _low(self) -> list[Widget]:
        if self.session is None:
            return []
        say = self.phrases.text
        left = any(p.state is ParcelState.STORED for p in self.card.ready)
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
        parcel, lamp, step = line.parcel, line.lamp, line.step
        first = parcel.items[0] if parcel.items else None
        title = first.title if first else parcel.parcel[-4:]
        return Row(
            gap=16,
            children=[
                Thumb(
                    id=f"row.{parcel.parcel}",
                    label=title,
                    key=first.photo or "" if first else "",
                    jpeg=self._photo(parcel),
                    do=partial(self._view, parcel.parcel),
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
                self._place(parcel, lamp, step),
            ],
        )

    def _photo(self, parcel: Parcel) -> bytes | None:
        photo = parcel.items[0].photo if parcel.items else None
        return self.office.picture(photo) if photo else None

    def _detail(self, parcel: Parcel) -> str:
        parts = [f"…{parcel.parcel[-4:]}"]
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
                words, colour = say("Found, on the counter"), "ok"
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
                words, colour = say("Not found"), "bad"
            case ParcelState.TO_RETURN:
                words, colour = say("Cancelled, goes back"), "warn"
            case _:
                words, colour = say("Set aside"), "warn"
        return Label(label=words, style="caption", colour=colour, cuts=True)

    def _place(self, parcel: Parcel, lamp: Colour | None, step: int) -> Widget:
        if parcel.state is ParcelState.PICKED:
            return IconBox(icon="check", tone="ok", edge_px=44)
        if parcel.cell is None:
            return Spacer()
        spot = Spot(parcel.cell, lamp=lamp, step=step, wanted=lamp is None)
        return CellBadge(spot=spot)

    def _lamp(self, parcel: Parcel) -> Colour | None:
        if parcel.cell is None or parcel.cell not in self.desk.lamps.shown.lit:
            return None
        return self.desk.lamps.colour_of(parcel.cell)

    def _steps(self) -> dict[str, int]:
        """Return each cell's place on the clerk's way."""
        order = dict.fromkeys(
            p.cell for p in self.card.ready if p.cell and p.state is ParcelState.STORED
        )
        return {cell: n for n, cell in enumerate(order, start=1) if cell}

    # -- right: shelves, progress, the button ----------------------------------------------------

    def _right(self) -> Widget:
        say = self.phrases.text
        picked, ready = len(self.card.picked), len(self.card.ready)
        words = Row(
            children=[
                Label(
                    label=say("Picked {n} of {m}", n=picked, m=ready),
                    style="row_title",
                    grow=1,
                    least=40,
                ),
                *self._term(),
            ]
        )
        parts: list[Widget] = [self._shelves()]
        if self.session is not None:
            parts += [
                words,
                Progress(done=picked, of=max(1, ready)),
                *self._document(),
                self._issue(),
            ]
        return Stack(gap=12, children=parts)

    def _term(self) -> list[Widget]:
        until = self.card.store_until
        if until is None:
            return []
        day = self.phrases.day(until)
        return [
            Label(
                label=self.phrases.text("Keep until {day}", day=day), style="caption", colour="ink2"
            )
        ]

    def _document(self) -> list[Widget]:
        if not self.card.document_age:
            return []
        say = self.phrases.text
        if self.card.session and self.card.session.document_ok:
            return [Chip(label=say("Document checked"), icon="badge", tone="ok")]
        return [
            Button(
                id="customer.document",
                label=say("Check the document"),
                icon="badge",
                do=partial(self._open_sheet, "document"),
            )
        ]

    def _shelves(self) -> Widget:
        lay, say = self.skin.layout, self.phrases.text
        steps = self._steps()
        waiting = list(steps)
        first = waiting[0] if waiting else ""
        head: list[Widget] = []
        if first:
            lamp = self._lamp_of(first)
            words = say("Take from the lit cell") if lamp else say("Take from this cell")
            head = [
                Label(label=self._numbered(words), style="strong", colour="rail_text", lines=2),
                CellBadge(
                    spot=Spot(first, lamp=lamp, wanted=lamp is None),
                    style="section" if lay.size == "S" else "cell",
                ),
            ]
        elif self.card.ready:
            head = [
                Label(
                    label=say("All parcels are here"), style="section", colour="rail_mark", lines=2
                )
            ]
        chart = ShelfMap(
            id="customer.map",
            racks=self._racks(waiting),
            open_rack=self.open_rack,
            open=self._open_rack,
            pick=self._light,
            grow=1,
            least=90,
        )
        return Card(
            fill="rail",
            grow=1,
            least=120,
            padding=lay.dense,
            child=Stack(children=[*head, chart], gap=lay.dense),
        )

    def _numbered(self, words: str) -> str:
        """Add the visit's number from the third on: its colour is too like an earlier one's."""
        number = self._number()
        return f"{words} · {number}" if number > 2 else words  # noqa: PLR2004

    def _number(self) -> int:
        live = [chip.session.session for chip in self.desk.issue.live()]
        return live.index(self.session) + 1 if self.session in live else 0

    def _lamp_of(self, cell: str) -> Colour | None:
        return self.desk.lamps.colour_of(cell) if cell in self.desk.lamps.shown.lit else None

    def _racks(self, waiting: list[str]) -> tuple[RackView, ...]:
        """Show the racks that matter now, or the first ones when none does."""
        racks = self.desk.find.racks()
        wanted = {cell.rsplit("-", 1)[0] for cell in waiting}
        shown = [r for r in racks if r.rack in wanted] or list(racks[:2])
        views = []
        for rack in shown[:3]:
            spots = {
                c.cell: self._spot(c.cell, waiting, blocked=bool(c.blocked)) for c in rack.cells
            }
            views.append(rack_view(rack.rack, [c.cell for c in rack.cells], spots, _RACK_COLUMNS))
        return tuple(views)

    def _spot(self, cell: str, waiting: list[str], *, blocked: bool) -> Spot:
        lamp = self._lamp_of(cell) if cell in waiting else None
        return Spot(cell, lamp=lamp, wanted=cell in waiting and lamp is None, blocked=blocked)

    def _open_rack(self, rack: str) -> Move:
        self.open_rack = "" if self.open_rack == rack else rack
        self.renew()
        return None

    def _light(self, cell: str) -> Move:
        self.desk.find.light(cell)
        self.open_rack = ""
        self.renew()
        return None

    def _issue(self) -> Widget:
        picked, ready = len(self.card.picked), len(self.card.ready)
        say = self.phrases.text
        label = (
            self.phrases.count("Issue {n} parcel", "Issue {n} parcels", picked)
            if picked == ready
            else say("Issue {n} of {m}", n=picked, m=ready)
        )
        return Button(
            id="issue.confirm",
            label=label,
            icon="handshake-fill",
            rank="primary",
            do=self._complete,
            enabled=picked > 0,
            reason="" if picked else say("Take a parcel from its cell and scan it"),
        )

    # -- sheets ----------------------------------------------------------------------------------

    def over(self) -> Widget | None:
        """Return the open sheet."""
        if self.sheet == "notfound":
            return self._which_is_missing()
        if self.sheet == "document":
            return self._ask_document()
        return None

    def _which_is_missing(self) -> Widget:
        say = self.phrases.text
        left = [p for p in self.card.ready if p.state is ParcelState.STORED][:5]
        rows = [
            Button(
                id=f"notfound.{p.parcel}",
                label=f"{p.cell}  {p.items[0].title if p.items else p.parcel[-4:]}",
                rank="outline",
                personal=True,
                do=partial(self._not_found, p.parcel),
            )
            for p in left
        ]
        return Sheet(
            id="notfound",
            title=say("Which one is not there?"),
            child=Stack(children=rows, gap=12),
            close=self._close,
            actions=(
                Button(id="notfound.back", label=say("Close"), rank="outline", do=self._close),
            ),
        )

    def _ask_document(self) -> Widget:
        say = self.phrases.text
        age = self.card.document_age
        words = (
            say("Is the customer at least {age} years old by the document?", age=age)
            if age > 0
            else say("Does the document show the customer's name?")
        )
        return Dialog(
            id="document",
            title=say("Look at the document"),
            words=words,
            actions=(
                Button(
                    id="document.no",
                    label=say("No"),
                    rank="outline",
                    do=partial(self._checked, ok=False),
                ),
                Button(
                    id="document.yes",
                    label=say("Yes, it is right"),
                    do=partial(self._checked, ok=True),
                ),
            ),
        )

    def _open_sheet(self, sheet: str) -> Move:
        self.sheet = sheet
        self.renew()
        return None

    def _close(self) -> Move:
        self.sheet = ""
        self.renew()
        return None

    # -- actions ---------------------------------------------------------------------------------

    def _pick_tab(self, tab: str) -> Move:
        self.tab = tab
        self.renew()
        return None

    def _after(self, card: CustomerCard | Refused) -> Move:
        self.sheet = ""
        self.renew()
        if isinstance(card, Refused):
            return self.refused(card)
        self.card = card
        return None

    def _view(self, parcel: str) -> Move:
        codes = tuple(p.parcel for p in (*self.card.ready, *self.card.transit, *self.card.finished))
        return self.office.doors.viewer(codes, parcel)

    def _not_found(self, parcel: str) -> Move:
        return self._after(self.desk.issue.not_found(self.session or "", parcel))

    def _checked(self, *, ok: bool) -> Move:
        card = self.desk.issue.check_document(self.session or "", ok=ok, document="document")
        moved = self._after(card)
        if ok or moved is not None:
            return moved
        return self.refused(Refused(Reason.DOCUMENT_NEEDED))

    def _complete(self) -> Move:
        issued = self.desk.issue.complete(self.session or "")
        self.renew()
        if isinstance(issued, Refused):
            return self.refused(issued)
        return Instead(self.office.doors.issued(issued))

    def _park(self) -> Move:
        refused = self.desk.issue.park(self.session or "")
        return self.refused(refused) if refused else Home()

    def _cancel(self) -> Move:
        refused = self.desk.issue.cancel(self.session or "")
        return self.refused(refused) if refused else Home()

    def cards(self) -> dict[str, str]:
        """Return the command cards of this screen."""
        return {"notfound": "customer.notfound", "park": "customer.park"}

    def coded(self, code: Code, source: str) -> Move:
        """Take parcels by their codes; a cell's code puts the last one back into it."""
        if code.kind is CodeKind.PARCEL and self.session is not None:
            return self._scanned_parcel(code.text)
        if code.kind is CodeKind.PICKUP and len(code.text) == 6 and self.session is None:  # noqa: PLR2004
            return self.pickup(code, self.card.customer_ref)
        return super().coded(code, source)

    def _scanned_parcel(self, parcel: str) -> Move:
        before = {p.parcel for p in self.card.picked}
        card = self.desk.issue.pick(self.session or "", parcel)
        moved = self._after(card)
        if isinstance(card, Refused):
            return moved
        self.tab = "ready"
        if parcel in before:
            return Say(self.phrases.text("Already on the counter"), "ok")
        left = len(self.card.ready) - len(self.card.picked)
        if left:
            return Say(self.phrases.count("{n} parcel is left", "{n} parcels are left", left), "ok")
        return Say(self.phrases.text("All parcels are here"), "ok")
