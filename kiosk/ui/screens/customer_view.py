"""How a customer at the counter looks: the rows, the shelves, the button, the sheets."""

from functools import partial

from kiosk.core import codes
from kiosk.core.entitled import NAME
from kiosk.core.words import Collector
from kiosk.hw.ports import Colour
from kiosk.ui.kit.boxes import Card, Row, Split, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.cells import CellBadge, RackView, ShelfMap, Spot, rack_view
from kiosk.ui.kit.keys import CodeEntry
from kiosk.ui.kit.sheets import Dialog, Progress, Sheet
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import Chip, Label
from kiosk.ui.screens.customer_money import CustomerMoney

_RACK_COLUMNS = 5


class CustomerView(CustomerMoney):
    """The picture of a visit; `customer` says what it does."""

    # -- content ---------------------------------------------------------------------------------

    def content(self) -> Widget:
        """Return the parcels at the left, the shelves and the button at the right."""
        lay = self.skin.layout
        return Split(
            left=self._left(), right=self._right(), right_wide=lay.right["customer"], gap=lay.gap
        )

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
                *self.items.buttons(),
                *self._document(),
                *self.money_chips(),
                self.pay_button() or self._issue(),
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
        say = self.phrases.text
        if not self.card.asked:
            words = self._answered()
            return [Chip(label=words, icon="badge", tone="ok")] if words else []
        return [
            Button(
                id="customer.document",
                label=say("Check the document"),
                icon="badge",
                do=partial(self._open_sheet, "document"),
            )
        ]

    def _answered(self) -> str:
        """Return what documents have told in this visit."""
        say, visit = self.phrases.text, self.card.session
        if visit is None or not (visit.document_ok or visit.age_ok):
            return ""
        age = say("Age checked: {age}+", age=visit.age_ok) if visit.age_ok else ""
        name = say("Document checked") if visit.document_ok else ""
        return " · ".join(filter(None, (name, age)))

    def _shelves(self) -> Widget:
        lay, say = self.skin.layout, self.phrases.text
        waiting = self._way()
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
        label = self.items.issue_label() or (
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
        if self.sheet == "code":
            return self._ask_code()
        return self.pay_sheet() if self.sheet == "pay" else self.items.sheet()

    def _ask_code(self) -> Widget:
        say = self.phrases.text
        entry = CodeEntry(
            id="code",
            label=say("Pickup code"),
            typing=self.typing,
            hint=self.code_hint(),
            enter=self._typed,
            enter_rank="second",
            least=300,
            tall=420 if self.skin.layout.size == "L" else 330,
        )
        return Sheet(
            id="code.sheet", title=say("Type the code"), child=entry, close=self._close, most=520
        )

    def code_hint(self) -> str:
        """Return what stands in the empty field."""
        return self.phrases.text("as in the app")

    def _which_is_missing(self) -> Widget:
        say = self.phrases.text
        left = [p for p in self.card.ready if p.cell][:5]
        rows = [
            Button(
                id=f"notfound.{p.parcel}",
                label=f"{p.cell}  {p.items[0].title if p.items else codes.tail(p.parcel)}",
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
        words = self._document_words()
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

    def _document_words(self) -> str:
        """Ask of the document of whoever stands there."""
        say, session = self.phrases.text, self.card.session
        age = next(iter(self.card.asked), NAME)
        if session and session.collector is Collector.DELEGATE:
            if age:
                return say("Is whoever collects at least {age} years old by the document?", age=age)
            return say("Have you seen the document of whoever collects?")
        if age:
            return say("Is the customer at least {age} years old by the document?", age=age)
        return say("Does the document show the customer's name?")

    def _open_sheet(self, sheet: str) -> Move:
        self.sheet = sheet
        self.renew()
        return None

    def _close(self) -> Move:
        self.sheet = ""
        self.typing.clear()
        self.renew()
        return None

    # -- what it does: see customer.py -------------------------------------------------------------

    def _not_found(self, parcel: str) -> Move:
        raise NotImplementedError

    def _checked(self, *, ok: bool) -> Move:
        raise NotImplementedError

    def _typed(self) -> Move:
        raise NotImplementedError

    def _complete(self) -> Move:
        raise NotImplementedError
