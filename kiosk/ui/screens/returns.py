"""What customers bring back: what was announced, and the ways in for what was not."""

from functools import partial

from kiosk.core import codes
from kiosk.core.codes import Code, CodeKind
from kiosk.core.facts.fact import Item
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ReturnState
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, Tile, Typing
from kiosk.ui.kit.keys import CodeEntry
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.viewer import Thumb
from kiosk.ui.kit.widget import Do, Move, Say, Widget
from kiosk.ui.kit.words import Chip, IconBox, Label
from kiosk.ui.screens.framed import Framed, short_codes
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.return_viewer import ReturnViewerScreen
from kiosk.workflows.brought import CustomerReturns, ReturnCard
from kiosk.workflows.returns import tail

_WHOLE = 8  # digits that may be all of a code (WORKFLOWS.md 5)
_PREFIX = "ii"


class ReturnsScreen(Framed):
    """The list of returns; after a pickup code, those of one customer with the goods they have.

    Args:
        office: the counter.
        customer: who showed the pickup code, None for nobody.
    """

    name = "returns"
    section = "returns"
    in_issue = True  # a pickup code of six digits opens a customer here, too

    def __init__(self, office: Office, customer: CustomerReturns | None = None) -> None:
        super().__init__(office)
        self.customer = customer
        self.typing_code = False
        self.typing = Typing()

    @property
    def has_back(self) -> bool:  # type: ignore[override]
        """Whether there is a list to go back to."""
        return self.customer is not None

    @property
    def title_is_personal(self) -> bool:  # type: ignore[override]
        """Whether the title names somebody."""
        return self.customer is not None

    def title(self) -> str:
        """Return whose returns, or that they are all."""
        words = self.phrases.text("Returns and drop-offs")
        return self.customer.name or words if self.customer else words

    def subtitle(self) -> str:
        """Return how many are coming."""
        if self.customer is not None:
            return self.phrases.text("Scan what is brought back")
        board = self.desk.returns.board()
        n = 0 if isinstance(board, Refused) else len(board.expected)
        if not n:
            return ""
        return self.phrases.count("{n} return is announced", "{n} returns are announced", n)

    def content(self) -> Widget:
        """Return the list at the left, the ways in at the right."""
        lay = self.skin.layout
        rows = ScrollList(
            id="returns.list",
            items=self._items(),
            key=repr,
            row=self._row,
            row_px=max(72, self.skin.px(92)),
            empty=self._empty(),
            grow=1,
            least=80,
        )
        return Split(
            left=Card(child=Stack(children=[rows])),
            right=self._ways_in(),
            right_wide=lay.right["customer"],
            gap=lay.gap,
        )

    def _items(self) -> tuple[ReturnCard | Parcel, ...]:
        if self.customer is not None:
            return (*self.customer.returns, *self.customer.issued)
        board = self.desk.returns.board()
        return () if isinstance(board, Refused) else (*board.opened, *board.expected)

    def _empty(self) -> str:
        if self.customer is not None:
            return self.phrases.text("Nothing was announced, and nothing was issued here.")
        return self.phrases.text("No return is announced. Scan the customer's code.")

    # -- rows ------------------------------------------------------------------------------------

    def _row(self, item: object) -> Widget:
        if isinstance(item, Parcel):
            return self._parcel_row(item)
        card: ReturnCard = item  # type: ignore[assignment]
        known = card.known
        words = " · ".join(word for word in (f"…{tail(known)}", card.name) if word)
        return self._line(
            f"return.{known.return_}",
            known.items[0] if known.items else None,
            Label(label=words, colour="ink2", personal=bool(card.name), cuts=True),
            self._chip(card),
            partial(self._choose, card),
            partial(ReturnViewerScreen, self.office, known),
        )

    def _parcel_row(self, parcel: Parcel) -> Widget:
        day = self.phrases.day(parcel.changed_at)
        issued = Chip(label=self.phrases.text("issued {day}", day=day), tone="plain")
        return self._line(
            f"issued.{parcel.parcel}",
            parcel.items[0] if parcel.items else None,
            Label(label=f"…{codes.tail(parcel.parcel)}", colour="ink2", cuts=True),
            issued,
            partial(self._brought, parcel.parcel),
            partial(self.office.doors.viewer, (parcel.parcel,), parcel.parcel),
        )

    def _line(
        self, name: str, item: Item | None, detail: Label, chip: Widget, do: Do, look: Do
    ) -> Widget:
        photo = (item.photo or "") if item else ""
        title = item.title if item else self.phrases.text("Goods not known here")
        return Tile(
            id=name,
            label=title,
            padding=10,
            shadow=False,
            do=do,
            child=Row(
                gap=16,
                children=[
                    Thumb(
                        id=f"{name}.picture",
                        label=title,
                        key=photo,
                        jpeg=self.office.picture(photo) if photo else None,
                        edge_px=max(52, self.skin.px(68)),
                        do=look if photo else None,
                    ),
                    Stack(
                        grow=1,
                        least=80,
                        children=[
                            Label(label=title, style="row_title", cuts=True),
                            detail,
                        ],
                    ),
                    chip,
                ],
            ),
        )

    def _chip(self, card: ReturnCard) -> Widget:
        say, known = self.phrases.text, card.known
        if known.provisional:
            return Chip(label=say("Not announced"), icon="help", tone="warn")
        if known.state is ReturnState.OPEN:
            return Chip(label=say("Begun"), icon="pause_circle", tone="soft")
        if known.until is None:
            return Chip(label=say("Announced"), tone="plain")
        day = self.phrases.day(known.until)
        return Chip(label=say("until {day}", day=day), icon="schedule", tone="plain")

    # -- the ways in -----------------------------------------------------------------------------

    def _ways_in(self) -> Widget:
        say, lay = self.phrases.text, self.skin.layout
        if self.customer is None:
            head, step = say("Scan the return code"), say("or the customer's pickup code")
        else:
            head, step = say("Scan the goods"), say("their bar code, or the parcel's label")
        prompt = Card(
            fill="rail",
            grow=1,
            least=120,
            child=Stack(
                gap=lay.dense,
                children=[
                    Spacer(),
                    Row(
                        children=[
                            Spacer(),
                            IconBox(icon="barcode_scanner", tone="rail", edge_px=72),
                            Spacer(),
                        ]
                    ),
                    Label(label=head, style="section", colour="rail_mark", align="centre", lines=3),
                    Label(label=step, colour="rail_text", align="centre", lines=2),
                    Spacer(),
                ],
            ),
        )
        typed = Button(
            id="returns.type",
            label=say("Type the code"),
            icon="dialpad",
            rank="outline",
            do=self._type,
        )
        drop = Button(
            id="returns.dropoff",
            label=say("Take a drop-off"),
            icon="package_2",
            rank="primary",
            do=partial(self.office.doors.drop_off, None),
        )
        return Stack(children=[prompt, typed, drop], gap=lay.dense)

    def over(self) -> Widget | None:
        """Return the keypad for a code that no scanner reads."""
        if not self.typing_code:
            return None
        say = self.phrases.text
        entry = CodeEntry(
            id="returns.code",
            label=say("Return code"),
            typing=self.typing,
            hint=say("the digits will do"),
            enter=self._typed,
            least=300,
            tall=420 if self.skin.layout.size == "L" else 330,
        )
        title = say("Type the code")
        return Sheet(id="code", title=title, child=entry, close=self._type, most=520)

    def _type(self) -> Move:
        self.typing_code = not self.typing_code
        self.typing.clear()
        self.renew()
        return None

    # -- what is scanned, typed, tapped ------------------------------------------------------------

    def _typed(self) -> Move:
        text = self.typing.text.strip()
        self._type()
        digits = "".join(letter for letter in text if letter.isdigit())
        found = self.desk.returns.by_digits(digits)
        if isinstance(found, Refused):
            return self.refused(found)
        if len(found) == 1:
            return self._gone_to(self.desk.returns.open(found[0].return_))
        if found:
            fit = self.phrases.count("{n} return fits", "{n} returns fit", len(found))
            return Say(fit, "attention", step=self.phrases.text("Type more digits"))
        return self._typed_unknown(text, digits)

    def _typed_unknown(self, text: str, digits: str) -> Move:
        """Take what no return ends in for a pickup code, or for the whole code of an unknown."""
        code = self._read(text, "typed")
        is_pickup = not text.isdigit() or short_codes(self.desk.counter.policy)
        if code.kind is CodeKind.PICKUP and is_pickup:
            return self.pickup(code)
        if len(digits) >= _WHOLE:
            return self._gone_to(self.desk.returns.find(f"{_PREFIX}{digits}"))
        return self.refused(Refused(Reason.NO_REQUEST))

    def _choose(self, card: ReturnCard) -> Move:
        """Open what is under way, or what a customer proved to have; else ask for its code."""
        if card.known.state is ReturnState.OPEN or self.customer is not None:
            return self._gone_to(self.desk.returns.open(card.known.return_))
        step = self.phrases.text("Or type its last digits")
        return Say(self.phrases.text("Scan the customer's code"), "attention", step=step)

    def _brought(self, text: str) -> Move:
        if self.customer is None:
            return None
        return self._gone_to(self.desk.returns.item(self.customer.customer_ref, text))

    def _gone_to(self, card: ReturnCard | Refused) -> Move:
        self.renew()
        if isinstance(card, Refused):
            return self.refused(card)
        return self.office.doors.customer_return(card.known.return_)

    def pickup(self, code: Code, customer_ref: str | None = None) -> Move:
        """Show what the customer may bring back whose pickup code was shown."""
        found = self.desk.returns.customer(code, customer_ref)
        if isinstance(found, Refused):
            return self.refused(found)
        return self.office.doors.returns(found)

    def coded(self, code: Code, source: str) -> Move:
        """Take goods of the customer by their codes; a parcel nobody knows is a drop-off."""
        goods = {CodeKind.PARCEL, CodeKind.PRODUCT, CodeKind.DIGITS, CodeKind.MARKING}
        if self.customer is not None and code.kind in goods:
            return self._brought(code.text)
        if code.kind is CodeKind.PARCEL and isinstance(self.desk.find.parcel(code.text), Refused):
            return self.office.doors.drop_off(code.text)
        return super().coded(code, source)
