"""The boxes of a check-in: a strip of them, the list of all, and the question about a seal."""

from functools import partial

from kiosk.core import codes
from kiosk.core.checkin import InboundBox
from kiosk.core.refusals import Refused
from kiosk.core.words import InboundState
from kiosk.ui.kit.boxes import Grid, Row, Stack
from kiosk.ui.kit.buttons import Button, Tile
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import IconBox, Label
from kiosk.ui.screens.accept_ends import AcceptEnds
from kiosk.workflows.views import DeliveryCard

_IN_STRIP = {"L": 6, "M": 5, "S": 3}  # what stands beside each other, the way to all included
_FIRST = (
    InboundState.OPENED,
    InboundState.EXPECTED,
    InboundState.COUNTED,
    InboundState.MISSING,
)
_ICONS = {
    InboundState.EXPECTED: "inventory_2",
    InboundState.OPENED: "package_2",
    InboundState.COUNTED: "check",
    InboundState.MISSING: "search_off",
}
_TONES = {
    InboundState.EXPECTED: "plain",
    InboundState.OPENED: "soft",
    InboundState.COUNTED: "ok",
    InboundState.MISSING: "bad",
}


class AcceptBoxes(AcceptEnds):
    """The check-in with its boxes; `accept` says what becomes of one."""

    def over(self) -> Widget | None:
        """Return the open sheet."""
        if self.sheet == "box" and self.asked_box is not None:
            return self._seal(self.asked_box)
        return self._all_boxes() if self.sheet == "boxes" else None

    # -- the strip -------------------------------------------------------------------------------

    def _strip(self, card: DeliveryCard) -> list[Widget]:
        """Return the boxes in a row, the one in hand first; nothing for a delivery without."""
        if not card.boxes:
            return []
        hand, room = card.in_hand(self.box), _IN_STRIP[self.skin.layout.size] - 1
        ranked = sorted(card.boxes, key=lambda b: (b.box != hand, _FIRST.index(b.state)))
        tiles = [self._box_tile(box, is_in_hand=box.box == hand) for box in ranked[:room]]
        return [Grid(children=[self._way_to_all(card), *tiles], columns=len(tiles) + 1, gap=12)]

    def _way_to_all(self, card: DeliveryCard) -> Widget:
        say = self.phrases.text
        done = sum(box.state is InboundState.COUNTED for box in card.boxes)
        return self._cell_of_strip(
            "boxes.all",
            "shelves",
            say("All boxes"),
            say("{n} of {m}", n=done, m=len(card.boxes)),
            partial(self._open, "boxes"),
        )

    def _box_tile(self, box: InboundBox, *, is_in_hand: bool) -> Widget:
        return self._cell_of_strip(
            f"box.{box.box}",
            _ICONS[box.state] if box.seal_ok else "broken_image",
            self._name(box),
            self._count_of(box),
            partial(self._box_scanned, box.box),
            fill="rail" if is_in_hand else "surface",
        )

    def _cell_of_strip(
        self, id_: str, icon: str, name: str, words: str, do: object, *, fill: str = "surface"
    ) -> Widget:
        ink, second = ("rail_mark", "rail_text") if fill == "rail" else ("ink", "ink2")
        lines: list[Widget] = [
            Label(label=name, style="strong", colour=ink, icon=icon, cuts=True),
            Label(label=words, style="caption", colour=second, cuts=True),
        ]
        if self.skin.layout.size == "S":  # one line is all there is room for
            line = f"{name}: {words}"
            lines = [Label(label=line, style="strong", colour=ink, icon=icon, cuts=True)]
        return Tile(
            id=id_,
            label=f"{name} {words}",
            padding=8 if self.skin.layout.size == "S" else 12,
            fill=fill,
            shadow=False,
            do=do,  # type: ignore[arg-type]
            child=Stack(children=lines),
        )

    def _name(self, box: InboundBox) -> str:
        return f"…{codes.tail(box.box)}"

    def _count_of(self, box: InboundBox) -> str:
        say = self.phrases.text
        if not box.seal_ok:
            return say("{n} of {m}, broken", n=box.came, m=box.of)
        if box.state is InboundState.MISSING:
            return say("did not come")
        if not box.listed:
            return say("not on the list")
        return say("{n} of {m}", n=box.came, m=box.of)

    # -- the list of all -------------------------------------------------------------------------

    def _all_boxes(self) -> Widget:
        card = self.desk.accept.card(self.delivery)
        lay = self.skin.layout
        return Sheet(
            id="boxes",
            title=self.phrases.text("Boxes of this delivery"),
            child=ScrollList(
                id="boxes.list",
                items=() if isinstance(card, Refused) else card.boxes,
                key=lambda box: box.box,  # type: ignore[attr-defined]
                row=self._row,
                row_px=lay.row,
                empty="",
                grow=1,
                least=lay.row * 3,
            ),
            close=self._shut,
        )

    def _row(self, item: object) -> Widget:
        box: InboundBox = item  # type: ignore[assignment]
        return Tile(
            id=f"boxes.{box.box}",
            label=box.box,
            padding=12,
            fill="inset",
            shadow=False,
            do=partial(self._box_scanned, box.box),
            child=Row(
                gap=16,
                children=[
                    IconBox(icon=_ICONS[box.state], tone=_TONES[box.state]),
                    Stack(
                        grow=1,
                        least=100,
                        children=[
                            Label(label=self._name(box), style="row_title", cuts=True),
                            Label(label=self._stands(box), colour="ink2", cuts=True),
                        ],
                    ),
                    Label(label=self.phrases.text("{n} of {m}", n=box.came, m=box.of),
                          style="strong"),
                ],
            ),
        )  # fmt: skip

    def _stands(self, box: InboundBox) -> str:
        say = self.phrases.text
        words = {
            InboundState.EXPECTED: say("Not seen yet"),
            InboundState.OPENED: say("Being emptied"),
            InboundState.COUNTED: say("Counted"),
            InboundState.MISSING: say("Did not come"),
        }[box.state]
        more = [] if box.seal_ok else [say("its seal was broken")]
        more += [] if box.listed else [say("not on the list")]
        return " · ".join((words, *more))

    # -- the question about a seal ---------------------------------------------------------------

    def _seal(self, box: InboundBox) -> Widget:
        say = self.phrases.text
        holds = self.phrases.count("{n} parcel is to be in it", "{n} parcels are to be in it",
                                   box.of)  # fmt: skip
        told = holds if box.listed else say("This box is not on the list")
        return Sheet(
            id="box",
            title=say("Is the seal of box {box} whole?", box=self._name(box)),
            child=Stack(
                gap=8,
                children=[
                    Label(label=told, style="section", colour="ink" if box.listed else "bad"),
                    Label(
                        label=say("Look at it before you cut it: the driver is still here"),
                        colour="ink2",
                        lines=2,
                    ),
                ],
            ),
            close=self._shut,
            actions=(
                Button(
                    id="box.broken",
                    label=say("The seal is broken"),
                    icon="broken_image",
                    rank="outline",
                    do=self._broken,
                ),
                Button(
                    id="box.whole",
                    label=say("It is whole"),
                    icon="lock",
                    rank="primary",
                    do=self._whole,
                ),
            ),
        )

    # -- what it does: see accept.py ---------------------------------------------------------------

    def _box_scanned(self, box: str) -> Move:
        raise NotImplementedError

    def _whole(self) -> Move:
        raise NotImplementedError

    def _broken(self) -> Move:
        raise NotImplementedError

    def _open(self, sheet: str) -> Move:
        raise NotImplementedError

    def _shut(self) -> Move:
        raise NotImplementedError
