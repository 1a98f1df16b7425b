"""How checking a delivery in looks: the parcel in hand, its blinking cell, the count."""

from functools import partial

from kiosk.core import codes
from kiosk.core.parcels import ON_HAND, Parcel
from kiosk.core.refusals import Refused
from kiosk.core.words import DeliveryState, ParcelState, QuarantineReason
from kiosk.hw.ports import Colour
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.cells import CellBadge, Spot
from kiosk.ui.kit.sheets import Progress
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import Chip, Label, Line
from kiosk.ui.screens.accept_boxes import AcceptBoxes
from kiosk.ui.screens.goods import damage_of, thumb, title_of
from kiosk.workflows.views import DeliveryCard, Received

_LAST = 4


class AcceptView(AcceptBoxes):
    """The picture of one delivery's check-in; `accept` says what it does."""

    def entered(self) -> None:
        """Take in the parcel or the box whose label led here."""
        first, self.first = self.first, None
        if first is not None:
            self.stage.after(0.0, partial(self.coded, first, ""))

    def left(self) -> None:
        """Let the cell go dark: the parcel in hand waits on the counter."""
        self.desk.lamps.put(None)
        self.sheet = ""

    def content(self) -> Widget:
        """Return what to do now."""
        card = self.desk.accept.card(self.delivery)
        if isinstance(card, Refused):
            words = self.phrases.text("This delivery is not known here.")
            return Card(child=Label(label=words, lines=2))
        if card.delivery.state is DeliveryState.ANNOUNCED:
            return self._not_here_yet(card)
        if card.delivery.state is not DeliveryState.ARRIVED:
            return self._over(card)
        lay = self.skin.layout
        work = Split(
            left=self._in_hand(card),
            right=self._cell(),
            right_wide=lay.right["home"],
            gap=lay.gap,
            grow=1,
            least=150,
        )
        parts = [self._count(card), *self._strip(card), work, self._low(card)]
        return Stack(children=parts, gap=lay.dense)

    def _count(self, card: DeliveryCard) -> Widget:
        say, tally = self.phrases.text, card.tally
        chips: list[Widget] = []
        if tally.surplus:
            chips.append(Chip(label=say("Surplus: {n}", n=tally.surplus), tone="warn"))
        if tally.damaged:
            chips.append(Chip(label=say("Damaged: {n}", n=tally.damaged), tone="warn"))
        waiting = len(card.unstored)
        if waiting:
            words = self.phrases.count("{n} to put away", "{n} parcels to put away", waiting)
            chips.append(Chip(label=words, tone="soft"))
        return Row(
            gap=16,
            children=[
                Label(label=say("{n} of {m}", n=tally.received, m=tally.expected), style="title"),
                Stack(
                    grow=1,
                    least=80,
                    children=[Progress(done=tally.received, of=max(1, tally.expected))],
                ),
                *chips,
            ],
        )

    # -- the parcel in hand ----------------------------------------------------------------------

    def _in_hand(self, card: DeliveryCard) -> Widget:
        if self.now is None:
            return self._nothing_in_hand(card)
        say, lay = self.phrases.text, self.skin.layout
        parcel = self.now.parcel
        title = title_of(parcel, self.phrases)
        if parcel.reason == QuarantineReason.NO_CODE:
            title = say("Without a label")
        return Card(
            child=Stack(
                gap=lay.dense,
                children=[
                    Row(
                        gap=16,
                        children=[
                            thumb(self, parcel, "accept.picture"),
                            Stack(
                                grow=1,
                                least=80,
                                children=[
                                    Label(label=title, style="section", lines=2, cuts=True),
                                    Label(
                                        label=f"…{codes.tail(parcel.parcel)} · {parcel.size.value}",
                                        colour="ink2",
                                    ),
                                ],
                            ),
                        ],
                    ),
                    Spacer(),
                    *self._last(card),
                    self._sticker_row(parcel),
                ],
            )
        )

    def _nothing_in_hand(self, card: DeliveryCard) -> Widget:
        say, lay = self.phrases.text, self.skin.layout
        what = say("Scan a parcel's label")
        if card.unseen_boxes and not card.in_hand(self.box):
            what = say("Scan the label of a box or a parcel")
        child = Stack(
            gap=lay.dense,
            children=[
                Spacer(),
                Label(label=what, style="title", align="centre", lines=2),
                Label(
                    label=say("Its cell will blink"),
                    style="section",
                    colour="ink2",
                    align="centre",
                ),
                Spacer(),
            ],
        )
        return Card(child=child)

    def _sticker_row(self, parcel: Parcel) -> Widget:
        say, printable = self.phrases.text, self.desk.accept.prints_stickers()
        button = Button(
            id="accept.sticker",
            label=say("Print its sticker"),
            icon="print",
            rank="outline",
            do=partial(self._print_sticker, parcel.parcel),
            enabled=printable and parcel.state in ON_HAND,
            reason="" if printable else say("No printer is set up"),
        )
        return Row(children=[button, Spacer()])

    def _last(self, card: DeliveryCard) -> list[Widget]:
        if self.skin.layout.size != "L":
            return []
        shown = [p for p in card.last if self.now is None or p.parcel != self.now.parcel.parcel]
        rows = [self._line(p) for p in shown[:_LAST]]
        return [Line(), *rows] if rows else []

    def _line(self, parcel: Parcel) -> Widget:
        title = parcel.items[0].title if parcel.items else ""
        where = parcel.cell or self.phrases.text("on the counter")
        return Row(
            gap=12,
            children=[
                Label(label=f"…{codes.tail(parcel.parcel)}", style="caption", colour="ink3"),
                Label(label=title, style="caption", colour="ink2", grow=1, least=60, cuts=True),
                Label(label=where, style="chip"),
            ],
        )

    def _cell(self) -> Widget:
        say, lay = self.phrases.text, self.skin.layout
        if self.now is None:
            words: list[Widget] = [
                Spacer(),
                Label(
                    label=say("No parcel in hand"),
                    style="section",
                    colour="rail_text",
                    align="centre",
                ),
                Spacer(),
            ]
            return Card(fill="rail", child=Stack(children=words))
        if self.now.parcel.state is ParcelState.QUARANTINED and not self.now.parcel.cell:
            return Card(fill="rail", child=Stack(children=self._aside(self.now), gap=lay.dense))
        return Card(fill="rail", child=Stack(children=self._blinking(self.now), gap=lay.dense))

    def _aside(self, now: Received) -> list[Widget]:
        """Return why the parcel is set aside, and the blinking cell for it if there is one."""
        head = self.phrases.text("Set it aside")
        place: list[Widget] = [Spacer()]
        if now.cell:
            place = [self._badge(now.cell, taken=False), Spacer(), *self._put_button(now, now.cell)]
        return [
            Spacer(),
            Label(label=head, style="title", colour="rail_mark", align="centre"),
            Label(label=self._why_aside(now), colour="rail_text", align="centre", lines=3),
            *place,
        ]

    def _badge(self, cell: str, *, taken: bool) -> Widget:
        lamp = self._lamp(cell)
        return CellBadge(spot=Spot(cell, lamp=lamp, wanted=lamp is None, taken=taken), style="cell")

    def _why_aside(self, now: Received) -> str:
        say, parcel = self.phrases.text, now.parcel
        if parcel.damage:
            return damage_of(self, parcel)
        if parcel.reason != QuarantineReason.NO_CODE:
            return say("It is not on the list, or it is damaged")
        if now.sticker:
            return say("Its label tells nothing: stick on the new one")
        return say("Its label tells nothing: write {code} on it", code=parcel.parcel)

    def _blinking(self, now: Received) -> list[Widget]:
        say = self.phrases.text
        if now.parcel.cell:
            head, cell = say("It lies in"), now.parcel.cell
        elif now.cell:
            head, cell = say("Put it into the blinking cell"), now.cell
        else:
            return [
                Spacer(),
                Label(
                    label=say("No cell is free: choose one and scan it"),
                    style="section",
                    colour="rail_mark",
                    align="centre",
                    lines=3,
                ),
                Spacer(),
            ]
        if self._lamp(cell) is None and not now.parcel.cell:
            head = say("Put it into this cell")
        last = say("Scan the next label") if now.parcel.cell else say("Then scan the cell's label")
        return [
            Spacer(),
            Label(label=head, style="section", colour="rail_text", align="centre", lines=2),
            self._badge(cell, taken=bool(now.parcel.cell)),
            Label(label=last, style="row_meta", colour="rail_text", align="centre", lines=2),
            Spacer(),
            *self._put_button(now, cell),
        ]

    def _put_button(self, now: Received, cell: str) -> list[Widget]:
        if now.parcel.cell:
            return []
        return [
            Button(
                id="accept.put",
                label=self.phrases.text("It is in {cell}", cell=cell),
                icon="check",
                rank="second",
                do=partial(self._store, cell),
            )
        ]

    def _lamp(self, cell: str) -> Colour | None:
        return self.desk.lamps.colour_of(cell) if cell in self.desk.lamps.shown.lit else None

    def _low(self, card: DeliveryCard) -> Widget:
        say = self.phrases.text
        missing = len(card.unseen)
        differs = missing or card.unseen_boxes
        close = say("Close ({n} missing)", n=missing) if missing else say("Close the delivery")
        return Row(
            gap=self.skin.layout.dense,
            children=[
                Button(
                    id="accept.damaged",
                    label=say("Damaged"),
                    icon="broken_image",
                    rank="outline",
                    do=self._damaged,
                ),
                Button(
                    id="accept.digits",
                    label=say("No label"),
                    icon="dialpad",
                    rank="outline",
                    do=partial(self._open, "digits"),
                ),
                Spacer(),
                Button(
                    id="accept.close",
                    label=close,
                    icon="task_alt",
                    rank="primary",
                    do=partial(self._open, "close") if differs else partial(self._close, seen=True),
                ),
            ],
        )

    # -- what it does: see accept.py ---------------------------------------------------------------

    def _print_sticker(self, parcel: str) -> Move:
        raise NotImplementedError

    def _damaged(self) -> Move:
        raise NotImplementedError

    def _close(self, *, seen: bool) -> Move:
        raise NotImplementedError

    def _store(self, cell: str) -> Move:
        raise NotImplementedError
