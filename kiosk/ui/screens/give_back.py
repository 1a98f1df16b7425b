"""A seller at the counter: the code, every waiting parcel with its lit cell, the act."""

from functools import partial

from kiosk.core import codes
from kiosk.core.codes import Code, CodeKind
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ParcelState
from kiosk.hw.ports import Colour, Scan
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, Typing
from kiosk.ui.kit.cells import CellBadge, Spot
from kiosk.ui.kit.keyboard import Keyboard
from kiosk.ui.kit.keys import CodeEntry
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.sheets import Progress, Sheet
from kiosk.ui.kit.widget import Home, Instead, Move, Say, Widget
from kiosk.ui.kit.words import IconBox, Label
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.goods import goods_row, title_of
from kiosk.ui.screens.office import Office
from kiosk.workflows.find import TYPED
from kiosk.workflows.views import SellerCard

_MOST_ROWS = 5  # of the sheet, what the small screen holds
_MAY_BE = {CodeKind.UNKNOWN, CodeKind.DIGITS}  # a give-out code: of no other kind's shape
_TYPED = _MAY_BE | {CodeKind.ORDER}  # who types where a give-out code is asked for means one


class GiveBackScreen(Framed):
    """Asks for a seller's code, then gives back what waits.

    Args:
        office: the counter.
        card: the visit, None while nobody has shown a code.
    """

    name = "give_back"
    section = "ship"

    def __init__(self, office: Office, card: SellerCard | None) -> None:
        super().__init__(office)
        self.card = card
        self.sheet = ""
        self.typing = Typing(40)
        self._last = ""  # the parcel scanned last: a cell's code puts it back

    def entered(self) -> None:
        """Look again: things may have happened while another screen was in front."""
        if self.card is not None:
            card = self.desk.give_back.card(self.card.session.session)
            self.card = self.card if isinstance(card, Refused) else card

    def title(self) -> str:
        """Return the shop's name."""
        words = self.phrases.text("Give back to a seller")
        return self.card.name if self.card else words

    def content(self) -> Widget:
        """Return the keypad, the visit, or how it ended."""
        if self.card is None:
            return self._asking()
        lay = self.skin.layout
        right = self._ended(self.card) if self.card.given else self._open(self.card)
        return Split(
            left=self._rows(self.card),
            right=right,
            right_wide=lay.right["customer"],
            gap=lay.gap,
        )

    def _asking(self) -> Widget:
        say, lay = self.phrases.text, self.skin.layout
        words = Stack(
            gap=lay.dense,
            children=[
                Spacer(),
                Label(label=say("Scan the seller's code"), style="title", align="centre", lines=2),
                Label(
                    label=say("The newest one in the seller's app counts"),
                    style="section",
                    colour="ink2",
                    align="centre",
                    lines=3,
                ),
                Spacer(),
            ],
        )
        entry = CodeEntry(
            id="seller.code",
            label=say("Seller's code"),
            typing=self.typing,
            hint=say("as in the app"),
            enter=self._typed,
            letters=partial(self._ask, "keys"),
            grow=1,
        )
        return Split(
            left=Card(child=words),
            right=Card(child=entry, padding=lay.padding if lay.size == "L" else lay.dense),
            right_wide=lay.right["home"],
            gap=lay.gap,
        )

    # -- what waits ------------------------------------------------------------------------------

    def _rows(self, card: SellerCard) -> Widget:
        lit = frozenset(self.desk.lamps.shown.lit)
        items = (*card.waiting, *card.lost, *card.given)
        rows = ScrollList(
            id="seller.parcels",
            items=tuple((parcel, self._lamp(parcel.cell)) for parcel in items),
            key=lambda line: (line, lit),
            row=partial(self._row, among=items),
            row_px=max(72, self.skin.px(84)),
            grow=1,
            least=80,
        )
        return Card(child=Stack(children=[rows]))

    def _row(self, item: object, *, among: tuple[Parcel, ...]) -> Widget:
        parcel, lamp = self._line(item)
        say = self.phrases.text
        state, colour = {
            ParcelState.PICKED: (say("Found, on the counter"), "ok"),
            ParcelState.NOT_FOUND: (say("Not found"), "bad"),
            ParcelState.GIVEN_BACK: (say("Given back to the seller"), "ok"),
        }.get(parcel.state, (say("Still on the shelf"), "ink2"))
        place: Widget = IconBox(icon="check", tone="ok", edge_px=44)
        if parcel.state is ParcelState.NOT_FOUND:
            place = IconBox(icon="search_off", tone="bad", edge_px=44)
        elif parcel.cell is not None:
            place = CellBadge(spot=Spot(parcel.cell, lamp=lamp, wanted=lamp is None))
        words = f"…{codes.tail(parcel.parcel)} · {state}"
        return goods_row(self, parcel, Label(label=words, colour=colour, cuts=True), among, [place])

    def _line(self, item: object) -> tuple[Parcel, Colour | None]:
        match item:
            case (Parcel() as parcel, Colour() | None as lamp):
                return parcel, lamp
            case _:
                raise TypeError("a row that is no parcel")

    def _lamp(self, cell: str | None) -> Colour | None:
        if cell is None or cell not in self.desk.lamps.shown.lit:
            return None
        return self.desk.lamps.colour_of(cell)

    # -- right -----------------------------------------------------------------------------------

    def _open(self, card: SellerCard) -> Widget:
        say, count = self.phrases.text, self.phrases.count
        picked, all_ = len(card.picked), len(card.waiting)
        if picked == all_:
            label = count("Give back {n} parcel", "Give back {n} parcels", picked)
        else:
            label = say("Give back {n} of {m}", n=picked, m=all_)
        missing = Button(
            id="seller.notfound",
            label=say("Not on the shelf"),
            rank="outline",
            grow=1,
            do=partial(self._ask, "notfound"),
            enabled=picked < all_,
            reason="" if picked < all_ else say("All parcels are here"),
        )
        end = Button(
            id="seller.cancel",
            label=say("End the visit"),
            rank="outline",
            grow=1,
            do=self._cancel,
        )
        give = Button(
            id="seller.confirm",
            label=label,
            icon="handshake-fill",
            rank="primary",
            do=self._complete,
            enabled=picked > 0,
            reason="" if picked else say("Take a parcel from its cell and scan it"),
        )
        return Stack(
            children=[self._next(card), Row(gap=12, children=[missing, end]), give], gap=12
        )

    def _next(self, card: SellerCard) -> Widget:
        say, lay = self.phrases.text, self.skin.layout
        picked, all_ = len(card.picked), len(card.waiting)
        cells = [p.cell for p in card.waiting if p.cell]
        parts: list[Widget] = [Spacer()]
        if cells:
            lamp = self._lamp(cells[0])
            head = say("Take from the lit cell") if lamp else say("Take from this cell")
            spot = Spot(cells[0], lamp=lamp, wanted=lamp is None)
            parts += [
                Label(label=head, style="strong", colour="rail_text", align="centre", lines=2),
                CellBadge(spot=spot, style="cell"),
            ]
        else:
            here = say("All parcels are here")
            parts.append(
                Label(label=here, style="section", colour="rail_mark", align="centre", lines=2)
            )
        found = say("Picked {n} of {m}", n=picked, m=all_)
        parts += [
            Spacer(),
            Label(label=found, style="strong", colour="rail_text"),
            Progress(done=picked, of=max(1, all_)),
        ]
        return Card(fill="rail", grow=1, least=120, child=Stack(children=parts, gap=lay.dense))

    def _ended(self, card: SellerCard) -> Widget:
        say, number = self.phrases.text, len(card.given)
        words = self.phrases.count("{n} parcel given back", "{n} parcels given back", number)
        sign = [Spacer(), IconBox(icon="check_circle", tone="ok", edge_px=72), Spacer()]
        about = Card(
            grow=1,
            least=120,
            child=Stack(
                gap=self.skin.layout.dense,
                children=[
                    Spacer(),
                    *([Row(children=sign)] if self.skin.layout.size == "L" else []),
                    Label(label=words, style="section", align="centre", lines=2),
                    *self._about_act(card),
                    Spacer(),
                ],
            ),
        )
        done = Button(id="seller.done", label=say("Done"), icon="check", rank="primary", do=Home)
        again = Button(
            id="seller.print",
            label=say("Print the act"),
            icon="print",
            rank="outline",
            do=self._print_act,
        )
        return Stack(children=[about, *([again] if card.act else []), done], gap=12)

    def _about_act(self, card: SellerCard) -> list[Widget]:
        say, phrases = self.phrases.text, self.phrases
        if card.act is None:
            return []
        when = f"{phrases.day(card.act.printed_at)}, {phrases.time(card.act.printed_at)}"
        signs = say("The seller signs both copies of the act")
        return [
            Label(label=say("Act {act}", act=card.act.act_no), style="strong", align="centre"),
            Label(label=when, colour="ink2", align="centre"),
            Label(label=signs, colour="ink2", align="centre", lines=3),
        ]

    # -- sheets ----------------------------------------------------------------------------------

    def over(self) -> Widget | None:
        """Return the keyboard for a code with letters, or the list of what may be missing."""
        if self.sheet == "keys":
            return Keyboard(
                id="seller.keys",
                typing=self.typing,
                title=self.phrases.text("Seller's code"),
                language="en",
                enter=self._typed,
                close=self._shut,
            )
        if self.sheet != "notfound" or self.card is None:
            return None
        left = [p for p in self.card.waiting if p.state is ParcelState.STORED][:_MOST_ROWS]
        rows: list[Widget] = [
            Button(
                id=f"seller.missing.{parcel.parcel}",
                label=f"{parcel.cell}  {title_of(parcel, self.phrases)}",
                rank="outline",
                do=partial(self._not_found, parcel.parcel),
            )
            for parcel in left
        ]
        return Sheet(
            id="seller.missing",
            title=self.phrases.text("Which one is not there?"),
            child=Stack(children=rows, gap=12),
            close=self._shut,
        )

    def _ask(self, sheet: str) -> Move:
        self.sheet = sheet
        self.renew()
        return None

    def _shut(self) -> Move:
        return self._ask("")

    # -- what it does ----------------------------------------------------------------------------

    def _changed(self, card: SellerCard | Refused) -> Move:
        self._shut()
        if isinstance(card, Refused):
            return self.refused(card)
        self.card = card
        return None

    def _typed(self) -> Move:
        text = self.typing.text.strip()
        self.typing.clear()
        self._shut()
        code, asked = self._read(text, TYPED), _TYPED if self.card is None else _MAY_BE
        return self._shown(text) if code.kind in asked else self.answer(code, TYPED)

    def _shown(self, text: str) -> Move:
        card = self.desk.give_back.open(text)
        self.renew()
        if isinstance(card, Refused):
            return self._not_a_code(card)
        return Instead(self.office.doors.give_back(card))

    def wants(self) -> str:
        """Return what a scan should be: the seller's code first, then a parcel."""
        return "give_back.code" if self.card is None else self.name

    def _not_a_code(self, no: Refused) -> Move:
        """Say that a code does not fit: it is the seller who has a newer one."""
        said = self.refused(no)
        if no.reason is Reason.CODE_WRONG:
            said.step = self.phrases.text("Ask the seller for the newest code")
        return said

    def _pick(self, parcel: str, card: SellerCard) -> Move:
        before = {p.parcel for p in card.picked}
        found = self.desk.give_back.pick(card.session.session, parcel)
        self._last = parcel
        moved = self._changed(found)
        if isinstance(found, Refused):
            return moved
        if parcel in before:
            return Say(self.phrases.text("Already on the counter"), "ok")
        left = len(found.waiting) - len(found.picked)
        if left:
            return Say(self.phrases.count("{n} parcel is left", "{n} parcels are left", left), "ok")
        return Say(self.phrases.text("All parcels are here"), "ok")

    def _put_back(self, cell: str, card: SellerCard) -> Move:
        last = max(card.picked, key=lambda p: (p.parcel == self._last, p.changed_at))
        found = self.desk.give_back.put_back(card.session.session, last.parcel, cell)
        moved = self._changed(found)
        if isinstance(found, Refused):
            return moved
        return Say(self.phrases.text("It lies in {cell} now", cell=cell), "ok")

    def _not_found(self, parcel: str) -> Move:
        session = self.card.session.session if self.card else ""
        return self._changed(self.desk.give_back.not_found(session, parcel))

    def _complete(self) -> Move:
        session = self.card.session.session if self.card else ""
        return self._changed(self.desk.give_back.complete(session))

    def _print_act(self) -> Move:
        session = self.card.session.session if self.card else ""
        refused = self.desk.give_back.print_act(session)
        self.renew()
        if refused is not None:
            return self.refused(refused)
        return Say(self.phrases.text("A copy of the act is being printed"), "ok")

    def _cancel(self) -> Move:
        session = self.card.session.session if self.card else ""
        refused = self.desk.give_back.cancel(session)
        self.renew()
        return self.refused(refused) if refused else Home()

    def takes_left(self, parcel: str) -> bool:
        """Take what this seller's earlier visit left on the counter."""
        return self.card is not None and any(p.parcel == parcel for p in self.card.waiting)

    def scanned(self, scan: Scan) -> Move:
        """Take what looks like a give-out code for one while a code is asked for."""
        code = codes.asked_seller(scan.text)
        kind = self.desk.find.look(scan.text, scan.symbology.value).kind
        if self.card is None and code is not None and kind in _MAY_BE:
            return self._shown(code)
        return super().scanned(scan)

    def coded(self, code: Code, source: str) -> Move:
        """Take parcels by their codes; a cell's code puts the last one back into it."""
        card = self.card
        if card is not None and not card.given:
            if code.kind is CodeKind.PARCEL:
                return self._pick(code.text, card)
            if code.kind is CodeKind.CELL and card.picked:
                return self._put_back(code.text, card)
        return super().coded(code, source)
