"""What leaves for the warehouse: the boxes in hand, the hand-over, and what left before."""

from functools import partial
from typing import cast

from kiosk.core.boxes import Box
from kiosk.core.codes import Code, CodeKind
from kiosk.core.refusals import Refused
from kiosk.core.words import BoxClass, BoxState, Flow, Right
from kiosk.ui.kit.boxes import Card, Row, Spacer, Stack
from kiosk.ui.kit.buttons import Button, Tabs, Tile
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.kit.words import Chip, IconBox, Label
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.ship_words import box_word, class_word, flow_word, shipment_word
from kiosk.workflows.views import BoxCard, ShipBoard, ShipmentCard

_EMPTY = ShipBoard((), (), {}, 0)


class ShipScreen(Framed):
    """Boxes, hand-over, archive."""

    name = "ship"
    section = "ship"
    has_back = False

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.tab = "boxes"
        self.sheet = ""
        self._code: str | None = None  # of a box that was scanned and is not known yet

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Ship to the warehouse")

    def content(self) -> Widget:
        """Return the chosen list under its tabs."""
        say, lay = self.phrases.text, self.skin.layout
        tabs = Tabs(
            id="ship.tabs",
            choices=(
                ("boxes", say("In hand")),
                ("handover", say("Hand over")),
                ("archive", say("Archive")),
            ),
            chosen=self.tab,
            pick=self._pick,
        )
        board = self._board()
        head = Row(gap=lay.dense, children=[tabs, Spacer(), *self._waiting(board)])
        parts = {"boxes": self._boxes, "handover": self._flows, "archive": self._archive}
        return Card(child=Stack(children=[head, *parts[self.tab](board)], gap=lay.dense))

    def _board(self) -> ShipBoard:
        board = self.desk.ship.board()
        return _EMPTY if isinstance(board, Refused) else board

    def _pick(self, tab: str) -> Move:
        self.tab = tab
        self.renew()
        return None

    def _waiting(self, board: ShipBoard) -> list[Widget]:
        """Return how much is still to be packed; late is what the network waits for."""
        if self.skin.layout.size == "S":
            return []
        number = sum(board.to_pack.values())
        words = self.phrases.count("{n} parcel to pack", "{n} parcels to pack", number)
        if not number:
            return []
        chips: list[Widget] = [Chip(label=words, icon="assignment_return", tone="plain")]
        if board.late:
            late = self.phrases.count("{n} is late", "{n} are late", board.late)
            chips.insert(0, Chip(label=late, icon="schedule", tone="warn"))
        return chips

    # -- boxes -------------------------------------------------------------------------------------

    def _boxes(self, board: ShipBoard) -> list[Widget]:
        say, lay = self.phrases.text, self.skin.layout
        rows = ScrollList(
            id="ship.boxes",
            items=(*board.opened, *board.closed),
            row=self._box_row,
            row_px=lay.row,
            empty=say("No box is open. Scan the label of an empty box to begin it."),
            grow=1,
            least=lay.row,
        )
        begin = Button(
            id="ship.begin",
            label=say("Begin a box"),
            icon="add",
            rank="primary",
            do=partial(self._ask, None),
        )
        seller = Button(
            id="ship.seller",
            label=say("Give back to a seller"),
            icon="store",
            rank="outline",
            do=partial(self.office.doors.give_back, None),
        )
        ways: list[Widget] = [seller] if self.desk.counter.may(Right.ISSUE) else []
        return [rows, Row(gap=lay.dense, children=[*ways, Spacer(), begin])]

    def _box_row(self, item: object) -> Widget:
        card, box = (item, item.box) if isinstance(item, BoxCard) else (None, item)
        if not isinstance(box, Box):
            raise TypeError("a row that is no box")
        say = self.phrases.text
        if card is not None:
            held = say("{n} of {m}", n=card.holds, m=card.room)
            meta = say("Open since {time}", time=self._when(box.open_since))
            if card.overdue:
                chip = Chip(label=say("Seal it now"), icon="schedule", tone="warn")
            else:
                chip = Chip(label=held, icon="inventory_2", tone="soft")
            words = f"{held} · {meta}" if card.overdue else meta
        else:
            words = self.phrases.count("{n} parcel", "{n} parcels", box.count)
            chip = Chip(label=say("Seal {seal}", seal=box.seal), icon="lock", tone="ok")
        return self._row(
            f"box.{box.box}",
            "lock" if card is None else "package_2",
            box_word(box, self.phrases),
            words,
            chip,
            partial(self.office.doors.ship_box, box.box),
            tone="ok" if card is None else "soft",
        )

    def _row(  # noqa: PLR0913  the parts of one row
        self, id_: str, icon: str, title: str, words: str, chip: Widget, do: object, *, tone: str
    ) -> Widget:
        return Tile(
            id=id_,
            label=title,
            padding=12,
            shadow=False,
            do=do,  # type: ignore[arg-type]
            child=Row(
                gap=16,
                children=[
                    IconBox(icon=icon, tone=tone),
                    Stack(
                        grow=1,
                        least=100,
                        children=[
                            Label(label=title, style="row_title", cuts=True),
                            Label(label=words, colour="ink2", cuts=True),
                        ],
                    ),
                    chip,
                ],
            ),
        )

    def _when(self, at: int) -> str:
        return f"{self.phrases.day(at)}, {self.phrases.time(at)}"

    # -- hand-over and archive -------------------------------------------------------------------

    def _flows(self, board: ShipBoard) -> list[Widget]:
        closed = [(flow, tuple(b for b in board.closed if b.flow is flow)) for flow in Flow]
        rows = ScrollList(
            id="ship.flows",
            items=tuple(closed),
            row=self._flow_row,
            row_px=self.skin.layout.row,
            grow=1,
            least=self.skin.layout.row,
        )
        words = self.phrases.text("The driver is here? Choose what he takes.")
        return [Label(label=words, colour="ink2", lines=2), rows]

    def _flow_row(self, item: object) -> Widget:
        flow, boxes = cast("tuple[Flow, tuple[Box, ...]]", item)
        loaded = sum(box.state is BoxState.LOADED for box in boxes)
        words = self.phrases.count("{n} sealed box", "{n} sealed boxes", len(boxes))
        checked = self.phrases.text("Checked {n} of {m}", n=loaded, m=len(boxes))
        chip: Widget = Chip(label=checked, icon="task_alt", tone="soft") if loaded else Spacer()
        return self._row(
            f"flow.{flow.value}",
            "local_shipping",
            flow_word(flow, self.phrases),
            words,
            chip,
            partial(self._hand_over, flow),
            tone="soft" if boxes else "plain",
        )

    def _hand_over(self, flow: Flow) -> Move:
        card = self.desk.ship.start(flow)
        if isinstance(card, Refused):
            return self.refused(card)
        return self.office.doors.handover(card.shipment.shipment)

    def _archive(self, _board: ShipBoard) -> list[Widget]:
        gone = self.desk.ship.archive()
        lay = self.skin.layout
        return [
            ScrollList(
                id="ship.archive",
                items=() if isinstance(gone, Refused) else gone,
                row=self._gone_row,
                row_px=lay.row,
                empty=self.phrases.text("No driver took anything yet."),
                grow=1,
                least=lay.row,
            )
        ]

    def _gone_row(self, item: object) -> Widget:
        card: ShipmentCard = item  # type: ignore[assignment]
        shipment = card.shipment
        words, tone = shipment_word(shipment.state, self.phrases)
        flow = flow_word(shipment.flow, self.phrases)
        title = self.phrases.text("Act {act} · {what}", act=card.act_no, what=flow)
        boxes = self.phrases.count("{n} box", "{n} boxes", len(shipment.boxes))
        return self._row(
            f"shipment.{shipment.shipment}",
            "archive",
            title,
            f"{boxes} · {self._when(shipment.handed_at)}",
            Chip(label=words, tone=tone),
            partial(self.office.doors.handover, shipment.shipment),
            tone="plain",
        )

    # -- a box is begun ----------------------------------------------------------------------------

    def over(self) -> Widget | None:
        """Ask what a new box is for."""
        if self.sheet != "kind":
            return None
        policy = self.desk.counter.policy
        kinds = policy.box_classes if policy else tuple(BoxClass)
        buttons: list[Widget] = [
            Button(
                id=f"kind.{kind.value}",
                label=class_word(kind, self.phrases),
                rank="outline",
                do=partial(self._begin, kind, Flow.REVERSE),
            )
            for kind in kinds
            if kind not in {BoxClass.DIRECT, BoxClass.OWN}
        ]
        direct = Button(
            id="kind.direct",
            label=class_word(BoxClass.DIRECT, self.phrases),
            rank="outline",
            do=partial(self._begin, BoxClass.DIRECT, Flow.DIRECT),
        )
        buttons += [direct] if BoxClass.DIRECT in kinds else []
        if BoxClass.OWN in kinds:
            buttons += [self._own(Flow.REVERSE), self._own(Flow.DIRECT)]
        title = (
            self.phrases.text("What is this box for?")
            if self._code
            else self.phrases.text("What is the new box for?")
        )
        return Sheet(
            id="kind", title=title, child=Stack(children=buttons, gap=12), close=self._shut
        )

    def _own(self, flow: Flow) -> Widget:
        say = self.phrases.text
        words = say("One large drop-off") if flow is Flow.DIRECT else say("One large return")
        return Button(
            id=f"kind.own.{flow.value}",
            label=words,
            rank="outline",
            do=partial(self._begin, BoxClass.OWN, flow),
        )

    def _ask(self, code: str | None) -> Move:
        self.sheet, self._code = "kind", code
        self.renew()
        return None

    def _shut(self) -> Move:
        self.sheet = ""
        self.renew()
        return None

    def _begin(self, class_: BoxClass, flow: Flow) -> Move:
        card = self.desk.ship.begin(self._code, flow, class_)
        self._shut()
        if isinstance(card, Refused):
            return self.refused(card)
        return self.office.doors.ship_box(card.box.box)

    def coded(self, code: Code, source: str) -> Move:
        """Take a scanned box in hand; one that is not known is begun."""
        if code.kind is not CodeKind.BOX or self.comes_in(code.text):
            return super().coded(code, source)
        if isinstance(self.desk.ship.box(code.text), Refused):
            self._ask(code.text)
            say = self.phrases.text
            return Say(say("A new box"), "attention", step=say("Choose what it is for"))
        return self.office.doors.ship_box(code.text)
