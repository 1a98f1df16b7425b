"""One parcel: where it is, what is in it, what happened to it."""

from collections.abc import Mapping
from functools import partial

from kiosk.core import codes
from kiosk.core.codes import Code, CodeKind
from kiosk.core.parcels import ON_HAND, Parcel
from kiosk.core.refusals import Refused
from kiosk.core.words import ParcelState, Right
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.cells import CellBadge, Spot
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.kit.words import Label, Line
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.goods import damage_of, thumb
from kiosk.ui.screens.hits import state_word
from kiosk.ui.screens.late_undo import LateUndo, undo_word
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.parcel_photos import ParcelPhotos
from kiosk.ui.screens.reprint import Reprint
from kiosk.ui.sentences import refusal
from kiosk.workflows.views import HistoryLine, ParcelCard


class ParcelScreen(ParcelPhotos, LateUndo, Reprint):
    """A parcel; its cell's code scanned here moves it there.

    Args:
        office: the counter.
        parcel: its code.
        photos: whether the camera is opened at once, for what is missing.
    """

    name = "parcel"
    section = "issue"

    def __init__(self, office: Office, parcel: str, *, photos: bool = False) -> None:
        super().__init__(office)
        self.parcel, self.is_photographed = parcel, photos

    def title(self) -> str:
        """Return the last four of its code."""
        return self.phrases.text("Parcel …{tail}", tail=codes.tail(self.parcel))

    def content(self) -> Widget:
        """Return what is known of it."""
        card = self.desk.find.parcel(self.parcel)
        if isinstance(card, Refused):
            return Card(child=Label(label=refusal(card, self.phrases)[0], lines=2))
        lay = self.skin.layout
        return Split(
            left=self._left(card),
            right=self._right(card),
            right_wide=lay.right["customer"],
            gap=lay.gap,
        )

    def _left(self, card: ParcelCard) -> Widget:
        parcel, lay = card.parcel, self.skin.layout
        item = parcel.items[0] if parcel.items else None
        head = Row(
            gap=16,
            children=[
                thumb(self, parcel, "parcel.picture"),
                Stack(
                    grow=1,
                    least=100,
                    children=[
                        Label(
                            label=item.title if item else "",
                            style="section",
                            lines=2,
                            cuts=True,
                        ),
                        Label(label=card.name, colour="ink2", personal=True, cuts=True),
                        Label(
                            label=state_word(parcel.state.value, self.phrases),
                            style="strong",
                            colour="ink2",
                            cuts=True,
                        ),
                        *self._damage(parcel),
                    ],
                ),
            ],
        )
        history = ScrollList(
            id="parcel.history",
            items=card.history,
            row=self._line,
            row_px=max(40, self.skin.px(48)),
            gap=0,
            empty=self.phrases.text("Nothing yet."),
            grow=1,
            least=80,
        )
        return Card(child=Stack(children=[head, Line(), history], gap=lay.dense))

    def _damage(self, parcel: Parcel) -> list[Widget]:
        """Return what is wrong with it, for one that came damaged."""
        why = damage_of(self, parcel)
        if not why:
            return []
        words = self.phrases.text("Damaged: {what}", what=why)
        return [Label(label=words, style="strong", colour="bad", cuts=True)]

    def _line(self, item: object) -> Widget:
        line: HistoryLine = item  # type: ignore[assignment]
        at = f"{self.phrases.date(line.at)} {self.phrases.time(line.at)}"
        return Row(
            gap=16,
            children=[
                Label(label=at, style="caption", colour="ink3"),
                Label(label=self._what(line), grow=1, least=60, cuts=True),
                Label(label=line.cell, style="strong"),
                Label(
                    label=actor_word(line.by, self.phrases),
                    style="caption",
                    colour="ink3",
                    cuts=True,
                ),
            ],
        )

    def _what(self, line: HistoryLine) -> str:
        words = (event_word(line.type, self.phrases), undo_word(line.why, self.phrases))
        return " · ".join(filter(None, words))

    def _right(self, card: ParcelCard) -> Widget:
        say, parcel = self.phrases.text, card.parcel
        lit = parcel.cell is not None and parcel.cell in self.desk.lamps.shown.lit
        lamp = self.desk.lamps.colour_of(parcel.cell) if lit and parcel.cell else None
        place: Widget = (
            CellBadge(
                spot=Spot(parcel.cell, lamp=lamp, wanted=lamp is None),
                style="section" if self.skin.layout.size == "S" else "cell",
            )
            if parcel.cell
            else Label(
                label=say("In no cell"),
                style="section",
                colour="rail_mark",
                align="centre",
                lines=2,
            )
        )
        where = Card(
            fill="rail",
            grow=1,
            least=120,
            child=Stack(
                children=[
                    Label(label=say("Where it lies"), style="strong", colour="rail_text"),
                    Spacer(),
                    place,
                    Spacer(),
                    *self._hint(card),
                ]
            ),
        )
        receipt = self.reprint_button("parcel.reprint", self.desk.receipts.of_parcel(parcel.parcel))
        parts = [where, *self.undo_button(parcel), *receipt, *self._sticker(parcel)]
        owed = self.photo_button(parcel)
        if parcel.cell:
            parts.append(
                Button(
                    id="parcel.light",
                    label=say("Light the cell"),
                    icon="lightbulb",
                    rank="outline" if owed else "primary",
                    do=partial(self._light, parcel.cell),
                )
            )
        return Stack(children=[*parts, *owed], gap=12)

    def _sticker(self, parcel: Parcel) -> list[Widget]:
        """Return the button of its sticker, while it is here and this person may print one."""
        say, printable = self.phrases.text, self.desk.accept.prints_stickers()
        if parcel.state not in ON_HAND or not self.desk.counter.may(Right.ACCEPT):
            return []
        return [
            Button(
                id="parcel.sticker",
                label=say("Print its sticker"),
                icon="print",
                rank="outline",
                enabled=printable,
                reason="" if printable else say("No printer is set up"),
                do=self._print_sticker,
            )
        ]

    def _print_sticker(self) -> Move:
        refused = self.desk.accept.print_sticker(self.parcel)
        if refused is not None:
            return self.refused(refused)
        return Say(self.phrases.text("The sticker is being printed"), "ok")

    def cards(self) -> Mapping[str, str]:
        """Return which command cards press which buttons here."""
        return {
            "sticker": "parcel.sticker",
            "undo": "parcel.undo",
            "reprint": "parcel.reprint",
        }

    def _hint(self, card: ParcelCard) -> list[Widget]:
        if card.parcel.state not in {ParcelState.STORED, ParcelState.RECEIVED}:
            return []
        words = (
            self.phrases.text("To move it, scan the other cell")
            if card.parcel.cell
            else self.phrases.text("To put it away, scan a cell")
        )
        return [Label(label=words, style="caption", colour="rail_text", lines=2)]

    def _light(self, cell: str) -> Move:
        self.desk.find.light(cell)
        self.renew()
        return None

    def coded(self, code: Code, source: str) -> Move:
        """Move the parcel to a scanned cell."""
        if code.kind is not CodeKind.CELL:
            return super().coded(code, source)
        card = self.desk.find.parcel(self.parcel)
        self.renew()
        if isinstance(card, Refused):
            return self.refused(card)
        if card.parcel.state is ParcelState.RECEIVED:
            stored = self.desk.place.store(self.parcel, code.text)
        else:
            stored = self.desk.place.move(self.parcel, code.text)
        if isinstance(stored, Refused):
            return self.refused(stored)
        return Say(self.phrases.text("It lies in {cell} now", cell=stored.cell), "ok")


def actor_word(by: str, phrases: Phrases) -> str:
    """Return who did something, as people say it: a name, or what is no person."""
    say = phrases.text
    return {"central": say("the central"), "system": say("the counter")}.get(by, by)


def event_word(type_: str, phrases: Phrases) -> str:
    """Return a fact's type as people say it."""
    say = phrases.text
    words = {
        "parcel.expected": say("Announced"),
        "parcel.received": say("Received"),
        "parcel.stored": say("Put away"),
        "parcel.moved": say("Moved"),
        "parcel.picked": say("Taken from the shelf"),
        "parcel.put_back": say("Put back"),
        "parcel.left": say("Left on the counter"),
        "parcel.issued": say("Issued"),
        "issue.undone": say("Issue undone"),
        "parcel.not_found": say("Not found"),
        "parcel.found": say("Found again"),
        "parcel.lost": say("Given up"),
        "parcel.missed": say("Missing in its delivery"),
        "parcel.quarantined": say("Set aside"),
        "parcel.turned_back": say("Given back to the driver, damaged"),
        "parcel.cancelled": say("Cancelled"),
        "parcel.packed": say("Packed into a box"),
        "parcel.unpacked": say("Taken out of its box"),
        "parcel.shipped": say("Left for the warehouse"),
        "parcel.given_back": say("Given back to the seller"),
        "parcel.disposed": say("Disposed of"),
    }
    return words.get(type_, say("Changed"))
