"""How a box in hand looks: what lies in it, where the next parcel lies, the seal."""

from functools import partial

from kiosk.core import codes
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Refused
from kiosk.core.words import BoxState, UnpackReason
from kiosk.hw.ports import Colour
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, Typing
from kiosk.ui.kit.cells import CellBadge, Spot
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.sheets import Progress, Toast
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import Chip, IconBox, Label
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.goods import goods_row
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.ship_words import box_word, kilos
from kiosk.ui.sentences import refusal
from kiosk.workflows.views import BoxCard

_ALSO = 4  # cells named under the first


class ShipBoxView(Framed):
    """The picture of a box; `ship_box` says what it does.

    Args:
        office: the counter.
        box: its code.
    """

    name = "ship_box"
    section = "ship"

    def __init__(self, office: Office, box: str) -> None:
        super().__init__(office)
        self.box = box
        self.sheet = ""
        self.seal = ""
        self.writing = False
        self.typing = Typing(20)
        self.packed: str | None = None  # what Undo takes out again

    def _found(self) -> BoxCard | Refused:
        return self.desk.ship.box(self.box)

    def title(self) -> str:
        """Return which box."""
        card = self._found()
        return "" if isinstance(card, Refused) else box_word(card.box, self.phrases)

    def content(self) -> Widget:
        """Return the box as it stands."""
        card, lay = self._found(), self.skin.layout
        if isinstance(card, Refused):
            return Card(child=Label(label=refusal(card, self.phrases)[0], lines=2))
        is_open = card.box.state is BoxState.OPEN
        return Split(
            left=self._inside(card),
            right=self._open(card) if is_open else self._closed(card),
            right_wide=lay.right["home"],
            gap=lay.gap,
        )

    # -- left: what lies in it -------------------------------------------------------------------

    def _inside(self, card: BoxCard) -> Widget:
        say, lay = self.phrases.text, self.skin.layout
        is_open = card.box.state is BoxState.OPEN
        rows = ScrollList(
            id="box.parcels",
            items=card.parcels,
            key=lambda p: (p.parcel, is_open),  # type: ignore[attr-defined]
            row=partial(self._row, card=card),
            row_px=max(72, self.skin.px(84)),
            empty=say("Nothing is in it yet. Scan the first parcel."),
            grow=1,
            least=80,
        )
        count = Row(
            gap=16,
            children=[
                Label(label=say("{n} of {m}", n=card.holds, m=card.room), style="title"),
                Stack(
                    grow=1,
                    least=80,
                    children=[Progress(done=card.holds, of=max(1, card.room))],
                ),
                *self._late(card),
            ],
        )
        return Card(child=Stack(children=[count, rows], gap=lay.dense))

    def _late(self, card: BoxCard) -> list[Widget]:
        words = self.phrases.text("Seal it now")
        return [Chip(label=words, icon="schedule", tone="warn")] if card.overdue else []

    def _row(self, item: object, *, card: BoxCard) -> Widget:
        parcel: Parcel = item  # type: ignore[assignment]
        out = Button(
            id=f"box.out.{parcel.parcel}",
            label=self.phrases.text("Take out"),
            icon="remove",
            rank="outline",
            do=partial(self._take_out, parcel.parcel, UnpackReason.WRONG_BOX),
        )
        tail = Label(label=f"…{codes.tail(parcel.parcel)}", colour="ink2", cuts=True)
        is_open = card.box.state is BoxState.OPEN
        return goods_row(self, parcel, tail, card.parcels, [out] if is_open else [])

    def toast(self) -> Widget | None:
        """Offer to take the parcel packed last out again."""
        if self.packed is None or self.sheet:
            return None
        undo = Button(
            id="box.undo",
            label=self.phrases.text("Take out"),
            icon="undo",
            rank="dark_key",
            style="button",
            do=partial(self._take_out, self.packed, UnpackReason.UNDO),
        )
        words = self.phrases.text("Packed …{tail}", tail=codes.tail(self.packed))
        return Toast(label=words, action=undo)

    # -- right, open: the next cell, the seal ------------------------------------------------------

    def _open(self, card: BoxCard) -> Widget:
        say, lay = self.phrases.text, self.skin.layout
        where = Card(
            fill="rail",
            grow=1,
            least=120,
            child=Stack(children=self._next(card), gap=lay.dense),
        )
        empty = card.holds == 0
        seal = Button(
            id="box.seal",
            label=say("Seal the box"),
            icon="lock",
            rank="primary",
            do=partial(self._ask, "seal"),
            enabled=not empty,
            reason=say("Scan a parcel first, or give it up") if empty else "",
        )
        other = (
            Button(
                id="box.drop",
                label=say("Give it up"),
                rank="outline",
                do=self._drop,
            )
            if empty
            else self._print()
        )
        return Stack(children=[where, other, seal], gap=12)

    def _print(self) -> Button:
        return Button(
            id="box.label",
            label=self.phrases.text("Print label"),
            icon="print",
            rank="outline",
            do=self._print_label,
        )

    def _next(self, card: BoxCard) -> list[Widget]:
        say = self.phrases.text
        waiting = card.waiting
        if not waiting:
            return [
                Spacer(),
                Label(
                    label=say("Nothing else waits for this box"),
                    style="section",
                    colour="rail_mark",
                    align="centre",
                    lines=3,
                ),
                Spacer(),
            ]
        words = self.phrases.count("{n} parcel to pack", "{n} parcels to pack", len(waiting))
        cells = list(dict.fromkeys(p.cell for p in waiting if p.cell))
        loose = sum(p.cell is None for p in waiting)
        tall = self.skin.layout.size == "L"
        count = Label(label=words, style="strong", colour="rail_text", align="centre")
        parts: list[Widget] = [*([count] if tall else []), Spacer()]
        if cells:
            lamp = self._lamp(cells[0])
            head = say("Take from the lit cell") if lamp else say("Take from this cell")
            spot = Spot(cells[0], lamp=lamp, wanted=lamp is None)
            parts += [
                Label(label=head, style="section", colour="rail_text", align="centre", lines=2),
                CellBadge(spot=spot, style="cell"),
            ]
            if cells[1:] and tall:
                then = say("then {cells}", cells=", ".join(cells[1 : 1 + _ALSO]))
                parts.append(
                    Label(label=then, colour="rail_text", align="centre", lines=2, cuts=True)
                )
        if loose:
            lies = self.phrases.count("{n} lies on the counter", "{n} lie on the counter", loose)
            parts.append(Label(label=lies, colour="rail_text", align="centre", lines=2))
        return [*parts, Spacer()]

    def _lamp(self, cell: str) -> Colour | None:
        return self.desk.lamps.colour_of(cell) if cell in self.desk.lamps.shown.lit else None

    # -- right, sealed -----------------------------------------------------------------------------

    def _closed(self, card: BoxCard) -> Widget:
        say, box = self.phrases.text, card.box
        heads = {
            BoxState.DROPPED: say("Box given up"),
            BoxState.HANDED_OVER: say("With the driver"),
            BoxState.LOADED: say("Checked for the driver"),
        }
        count = self.phrases.count("{n} parcel", "{n} parcels", box.count)
        lines = [count, kilos(box.weight_g, self.phrases)]
        icon = Row(children=[Spacer(), IconBox(icon="lock", tone="ok", edge_px=72), Spacer()])
        is_dropped = box.state is BoxState.DROPPED
        words: list[Widget] = [
            Spacer(),
            *([icon] if self.skin.layout.size == "L" else []),
            Label(
                label=heads.get(box.state, say("Sealed")),
                style="section",
                colour="rail_text",
                align="centre",
            ),
            *([] if is_dropped else [
                Label(label=box.seal, style="title", colour="rail_mark", align="centre"),
                Label(
                    label=" · ".join(filter(None, lines)), colour="rail_text", align="centre"
                ),
            ]),
            Spacer(),
        ]  # fmt: skip
        where = Card(
            fill="rail",
            grow=1,
            least=120,
            child=Stack(children=words, gap=self.skin.layout.dense),
        )
        return Stack(children=[where, *self._after_sealing(card)], gap=12)

    def _after_sealing(self, card: BoxCard) -> list[Widget]:
        say = self.phrases.text
        if card.box.state not in {BoxState.SEALED, BoxState.LOADED}:
            return []
        again = Button(
            id="box.reopen",
            label=say("Open it again"),
            rank="outline",
            do=partial(self._ask, "reopen"),
            grow=1,
        )
        label = self._print()
        label.grow = 1
        return [
            Row(gap=12, children=[again, label]),
            Button(
                id="box.handover",
                label=say("Hand over"),
                icon="local_shipping",
                rank="primary",
                do=self._hand_over,
            ),
        ]

    # -- what it does: see ship_box_sheets.py and ship_box.py --------------------------------------

    def _ask(self, sheet: str) -> Move:
        raise NotImplementedError

    def _take_out(self, parcel: str, reason: UnpackReason) -> Move:
        raise NotImplementedError

    def _drop(self) -> Move:
        raise NotImplementedError

    def _print_label(self) -> Move:
        raise NotImplementedError

    def _hand_over(self) -> Move:
        raise NotImplementedError
