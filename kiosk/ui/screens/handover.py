"""The driver is here: every box is checked by its label or its seal, then handed over."""

from functools import partial

from kiosk.core import codes
from kiosk.core.boxes import Box
from kiosk.core.codes import Code, CodeKind
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ShipmentState
from kiosk.hw.ports import Scan
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, Typing
from kiosk.ui.kit.keyboard import Keyboard
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.sheets import Dialog, Progress
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.kit.words import Chip, IconBox, Label
from kiosk.ui.screens.commands import CARDS_OF
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.ship_words import box_word, flow_word, kilos, shipment_word
from kiosk.ui.sentences import refusal
from kiosk.workflows.views import ShipmentCard

_SEALS = {CodeKind.UNKNOWN, CodeKind.DIGITS, CodeKind.PRODUCT, CodeKind.ORDER, CodeKind.CELL}


class HandoverScreen(Framed):
    """A shipment: its boxes, the driver, the act; and the same once it left.

    Args:
        office: the counter.
        shipment: its id.
    """

    name = "handover"
    section = "ship"

    def __init__(self, office: Office, shipment: str) -> None:
        super().__init__(office)
        self.shipment = shipment
        self.driver = ""
        self.sheet = ""
        self.typing = Typing(32)

    def _found(self) -> ShipmentCard | Refused:
        return self.desk.ship.shipment(self.shipment)

    def title(self) -> str:
        """Return what is handed over."""
        card = self._found()
        if isinstance(card, Refused):
            return ""
        flow = flow_word(card.shipment.flow, self.phrases)
        if card.act_no:
            return self.phrases.text("Act {act} · {what}", act=card.act_no, what=flow)
        return self.phrases.text("Hand over · {what}", what=flow)

    def content(self) -> Widget:
        """Return the boxes at the left, the driver and the button at the right."""
        card, lay = self._found(), self.skin.layout
        if isinstance(card, Refused):
            return Card(child=Label(label=refusal(card, self.phrases)[0], lines=2))
        draft = card.shipment.state is ShipmentState.DRAFT
        return Split(
            left=self._boxes(card),
            right=self._loading(card) if draft else self._gone(card),
            right_wide=lay.right["customer"],
            gap=lay.gap,
        )

    def _boxes(self, card: ShipmentCard) -> Widget:
        empty = self.phrases.text("No box of this kind is sealed. Seal one first.")
        rows = ScrollList(
            id="handover.boxes",
            items=(*card.sealed, *card.boxes),
            key=lambda box: (box.box, box.state),  # type: ignore[attr-defined]
            row=self._row,
            row_px=max(72, self.skin.px(84)),
            empty=empty,
            grow=1,
            least=80,
        )
        return Card(child=Stack(children=[rows]))

    def _row(self, item: object) -> Widget:
        box: Box = item  # type: ignore[assignment]
        say, checked = self.phrases.text, box.shipment is not None
        count = self.phrases.count("{n} parcel", "{n} parcels", box.count)
        facts = [say("Seal {seal}", seal=box.seal), count, kilos(box.weight_g, self.phrases)]
        chip = (
            Chip(label=say("Checked"), icon="task_alt", tone="ok")
            if checked
            else Chip(label=say("Scan it"), icon="barcode_scanner", tone="plain")
        )
        return Row(
            gap=16,
            children=[
                IconBox(icon="check" if checked else "lock", tone="ok" if checked else "plain"),
                Stack(
                    grow=1,
                    least=100,
                    children=[
                        Label(label=box_word(box, self.phrases), style="row_title", cuts=True),
                        Label(label=" · ".join(filter(None, facts)), colour="ink2", cuts=True),
                    ],
                ),
                *([chip] if self.skin.layout.size != "S" else []),
            ],
        )

    # -- right: while it is loaded -----------------------------------------------------------------

    def _loading(self, card: ShipmentCard) -> Widget:
        say, lay = self.phrases.text, self.skin.layout
        loaded, all_ = len(card.boxes), len(card.boxes) + len(card.sealed)
        words = Card(
            fill="rail",
            grow=1,
            least=120,
            child=Stack(
                gap=lay.dense,
                children=[
                    Spacer(),
                    Label(
                        label=say("Checked {n} of {m}", n=loaded, m=all_),
                        style="title",
                        colour="rail_mark",
                        align="centre",
                        lines=2,
                    ),
                    Progress(done=loaded, of=max(1, all_)),
                    Label(
                        label=say("Scan each box or its seal"),
                        colour="rail_text",
                        align="centre",
                        lines=2,
                    ),
                    Spacer(),
                ],
            ),
        )
        driver = Button(
            id="handover.driver",
            label=self.driver or say("Driver or car"),
            icon="person",
            rank="outline",
            do=self._write,
        )
        label = self.phrases.count("Hand over {n} box", "Hand over {n} boxes", loaded)
        give = Button(
            id="handover.confirm",
            label=label if loaded else say("Hand over"),
            icon="handshake-fill",
            rank="primary",
            do=partial(self._ask, "rest") if card.sealed else self._hand_over,
            enabled=loaded > 0,
            reason="" if loaded else say("Scan the label of each box"),
        )
        return Stack(children=[words, driver, give], gap=12)

    # -- right: once it left -----------------------------------------------------------------------

    def _gone(self, card: ShipmentCard) -> Widget:
        say, shipment = self.phrases.text, card.shipment
        state, tone = shipment_word(shipment.state, self.phrases)
        at = f"{self.phrases.day(shipment.handed_at)}, {self.phrases.time(shipment.handed_at)}"
        parcels = sum(box.count for box in card.boxes)
        lines = [
            (say("Handed over"), at),
            (say("By"), card.by),
            (say("Driver"), shipment.driver),
            (say("Boxes"), self.phrases.number(len(shipment.boxes))),
            (say("Parcels"), self.phrases.number(parcels)),
        ]
        facts = [
            Row(
                gap=16,
                children=[
                    Label(label=name, colour="ink2", grow=1, least=60),
                    Label(label=value, style="strong", cuts=True),
                ],
            )
            for name, value in lines
            if value
        ]
        comment = [Label(label=shipment.comment, lines=3)] if shipment.comment else []
        about = Card(
            grow=1,
            least=120,
            child=Stack(
                gap=self.skin.layout.dense,
                children=[
                    Row(children=[Chip(label=state, tone=tone), Spacer()]),
                    *facts,
                    *comment,
                    Spacer(),
                ],
            ),
        )
        again = Button(
            id="handover.print",
            label=say("Print the act"),
            icon="print",
            rank="primary",
            do=self._print,
        )
        return Stack(children=[about, again], gap=12)

    # -- over --------------------------------------------------------------------------------------

    def over(self) -> Widget | None:
        """Return the keyboard for the driver, or the question about boxes that stay."""
        if self.sheet == "driver":
            return Keyboard(
                id="handover.keys",
                typing=self.typing,
                title=self.phrases.text("Driver or car"),
                language=self.phrases.language,
                enter=self._named,
                close=self._shut,
            )
        if self.sheet == "rest":
            return self._rest()
        return None

    def _rest(self) -> Widget:
        card = self._found()
        number = 0 if isinstance(card, Refused) else len(card.sealed)
        words = self.phrases.count(
            "{n} sealed box was not checked and stays here.",
            "{n} sealed boxes were not checked and stay here.",
            number,
        )
        say = self.phrases.text
        return Dialog(
            id="rest",
            title=say("Hand over without it?"),
            words=words,
            actions=(
                Button(id="rest.no", label=say("Go on checking"), rank="outline", do=self._shut),
                Button(id="rest.yes", label=say("It stays here"), do=self._hand_over),
            ),
        )

    def _ask(self, sheet: str) -> Move:
        self.sheet = sheet
        self.renew()
        return None

    def _shut(self) -> Move:
        return self._ask("")

    def _write(self) -> Move:
        self.typing.text = self.driver
        return self._ask("driver")

    def _named(self) -> Move:
        self.driver = self.typing.text.strip()
        return self._shut()

    # -- what it does ------------------------------------------------------------------------------

    def _hand_over(self) -> Move:
        card = self.desk.ship.hand_over(self.shipment, self.driver)
        self._shut()
        if isinstance(card, Refused):
            return self.refused(card)
        say = self.phrases.text
        step = say("The driver signs both copies of the act")
        return Say(say("Handed over, the act is being printed"), "ok", step=step)

    def _print(self) -> Move:
        refused = self.desk.ship.print_act(self.shipment)
        if refused is not None:
            return self.refused(refused)
        return Say(self.phrases.text("A copy of the act is being printed"), "ok")

    def _checked(self, card: ShipmentCard | Refused) -> Move:
        self.renew()
        if isinstance(card, Refused):
            return self.refused(card)
        left = len(card.sealed)
        if left:
            return Say(self.phrases.count("{n} box is left", "{n} boxes are left", left), "ok")
        return Say(self.phrases.text("All boxes are checked"), "ok")

    def scanned(self, scan: Scan) -> Move:
        """Take what may be a seal's number for one; all else is answered as everywhere."""
        seal = codes.asked_seal(scan.text)
        if seal is None or self.desk.find.look(scan.text, scan.symbology.value).kind not in _SEALS:
            return super().scanned(scan)
        return self._checked(self.desk.ship.load_by_seal(self.shipment, seal))

    def cards(self) -> CARDS_OF:
        """Return the command cards of this screen."""
        return {"reprint": "handover.print"}

    def coded(self, code: Code, source: str) -> Move:
        """Check a box by its label; a parcel alone goes with nobody."""
        if code.kind is CodeKind.BOX and not self.comes_in(code.text):
            return self._checked(self.desk.ship.load(self.shipment, code.text))
        if code.kind is CodeKind.PARCEL:
            refused = self.refused(Refused(Reason.NOT_SEALED))
            return Say(refused.text, "no", step=self.phrases.text("Scan the label of its box"))
        return super().coded(code, source)
