"""How a check-in looks before it begins and after it ended."""

from functools import partial

from kiosk.core.acts import Act
from kiosk.core.checkin import InboundBox
from kiosk.core.codes import Code
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Refused
from kiosk.core.words import ActKind, DeliveryState
from kiosk.ui.kit.boxes import Card, Row, Spacer, Stack
from kiosk.ui.kit.buttons import Button, Typing
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office
from kiosk.workflows.views import DeliveryCard, Received


class AcceptEnds(Framed):
    """The check-in of one delivery before and after the work.

    Args:
        office: the counter.
        delivery: its id.
        first: a parcel or a box of it that was scanned to come here.
    """

    name = "accept"
    section = "accept"

    def __init__(self, office: Office, delivery: str, first: Code | None = None) -> None:
        super().__init__(office)
        self.delivery = delivery
        self.first = first
        self.now: Received | None = None  # the parcel in hand
        self.marked = ""  # a parcel that is called broken before it is taken in
        self.damage = ""  # what is wrong with that one or the one in hand, once it is said
        self.box = ""  # scanned last
        self.asked_box: InboundBox | None = None  # whose seal is being looked at
        self.sheet = ""
        self.fits: tuple[Parcel, ...] = ()  # whose codes hold the digits that were typed
        self.cells_of: dict[str, str] = {}  # parcel that fits -> the cell lit for it
        self.typing = Typing()

    def title(self) -> str:
        """Return which delivery."""
        found = self.desk.accept.delivery(self.delivery)
        if not isinstance(found, Refused) and not found.announced:
            return self.phrases.text("Delivery without a list")
        return self.phrases.text("Delivery {id}", id=self.delivery)

    def subtitle(self) -> str:
        """Return who brings it."""
        found = self.desk.accept.delivery(self.delivery)
        return "" if isinstance(found, Refused) else found.carrier

    def _not_here_yet(self, card: DeliveryCard) -> Widget:
        say, lay = self.phrases.text, self.skin.layout
        due = f"{self.phrases.day(card.delivery.due_at)}, {self.phrases.time(card.delivery.due_at)}"
        parcels = self.phrases.count("{n} parcel", "{n} parcels", card.tally.expected)
        boxes = self.phrases.count("{n} box", "{n} boxes", len(card.boxes))
        return Card(
            child=Stack(
                gap=lay.dense,
                children=[
                    Spacer(),
                    Label(label=parcels, style="kpi", align="centre"),
                    *([Label(label=boxes, style="title", align="centre")] if card.boxes else ()),
                    Label(
                        label=say("expected {when}", when=due),
                        style="section",
                        colour="ink2",
                        align="centre",
                    ),
                    Spacer(),
                    Row(
                        children=[
                            Spacer(),
                            Button(
                                id="accept.arrive",
                                label=say("The driver is here"),
                                icon="local_shipping",
                                rank="primary",
                                do=self._arrive,
                            ),
                        ]
                    ),
                ],
            )
        )

    def _over(self, card: DeliveryCard) -> Widget:
        """Return how a closed delivery ended."""
        say, tally = self.phrases.text, card.tally
        cancelled = card.delivery.state is DeliveryState.CANCELLED
        head = say("The delivery was cancelled") if cancelled else say("The delivery is closed")
        lines = [say("{n} of {m}", n=tally.received, m=tally.expected)]
        lines += [say("Missing: {n}", n=tally.missing)] if tally.missing else []
        lines += [say("Surplus: {n}", n=tally.surplus)] if tally.surplus else []
        lines += [say("Damaged: {n}", n=tally.damaged)] if tally.damaged else []
        missed = len(card.delivery.missed)
        broken = sum(not box.seal_ok for box in card.boxes)
        lines += [say("Boxes missing: {n}", n=missed)] if missed else []
        lines += [say("Broken seals: {n}", n=broken)] if broken else []
        words = Stack(
            gap=self.skin.layout.dense,
            grow=1,
            least=80,
            children=[
                Spacer(),
                Label(label=head, style="title", align="centre", lines=2),
                Label(
                    label=" · ".join(lines),
                    style="section",
                    colour="ink2",
                    align="centre",
                    lines=2,
                ),
                Spacer(),
            ],
        )
        acts = [self._act_button(act) for act in card.acts]
        low = [Row(gap=self.skin.layout.dense, children=[Spacer(), *acts])] if acts else []
        return Card(child=Stack(children=[words, *low]))

    def _act_button(self, act: Act) -> Widget:
        say = self.phrases.text
        is_arrival = act.kind is ActKind.ARRIVAL
        return Button(
            id=f"accept.act.{act.act_no}",
            label=say("Print the arrival act") if is_arrival else say("Print the discrepancy act"),
            icon="print",
            rank="outline",
            do=partial(self._print_act, act.act_no),
        )

    def _print_act(self, act_no: str) -> Move:
        refused = self.desk.accept.print_act(act_no)
        self.renew()
        if refused is not None:
            return self.refused(refused)
        return Say(self.phrases.text("A copy of the act is being printed"), "ok")

    def _arrive(self) -> Move:
        raise NotImplementedError
