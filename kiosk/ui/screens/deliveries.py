"""What is coming: the deliveries, those at the door first."""

from functools import partial

from kiosk.core.deliveries import Delivery
from kiosk.core.refusals import Refused
from kiosk.core.words import ActKind, DeliveryState
from kiosk.ui.kit.boxes import Card, Row, Stack
from kiosk.ui.kit.buttons import Button, Tabs, Tile
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import Chip, IconBox, Label
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office
from kiosk.workflows.views import ClosedDelivery, DeliveryCard


class DeliveriesScreen(Framed):
    """The list of deliveries."""

    name = "deliveries"
    section = "accept"
    has_back = False

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.tab = "coming"

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Accept deliveries")

    def content(self) -> Widget:
        """Return the chosen list under its tabs."""
        say, lay = self.phrases.text, self.skin.layout
        tabs = Tabs(
            id="deliveries.tabs",
            choices=(("coming", say("Expected")), ("archive", say("Archive"))),
            chosen=self.tab,
            pick=self._pick,
        )
        parts = self._coming() if self.tab == "coming" else self._archive()
        return Card(child=Stack(children=[tabs, *parts], gap=lay.dense))

    def _pick(self, tab: str) -> Move:
        self.tab = tab
        self.renew()
        return None

    def _coming(self) -> list[Widget]:
        say, lay = self.phrases.text, self.skin.layout
        rows = ScrollList(
            id="deliveries.list",
            items=self.desk.accept.deliveries(),
            key=lambda card: card.delivery.delivery,  # type: ignore[attr-defined]
            row=self._row,
            row_px=lay.row,
            empty=say("No delivery is on its way. One that comes all the same can be taken in."),
            grow=1,
            least=lay.row,
        )
        unannounced = Button(
            id="deliveries.unannounced",
            label=say("Take in without a list"),
            icon="add",
            rank="outline",
            do=self._unannounced,
        )
        return [rows, unannounced]

    def _archive(self) -> list[Widget]:
        closed, lay = self.desk.accept.archive(), self.skin.layout
        return [
            ScrollList(
                id="deliveries.archive",
                items=() if isinstance(closed, Refused) else closed,
                key=lambda one: one.delivery.delivery,  # type: ignore[attr-defined]
                row=self._closed_row,
                row_px=lay.row,
                empty=self.phrases.text("No delivery with an act is closed yet."),
                grow=1,
                least=lay.row,
            )
        ]

    def _closed_row(self, item: object) -> Widget:
        closed: ClosedDelivery = item  # type: ignore[assignment]
        delivery, phrases = closed.delivery, self.phrases
        when = f"{phrases.day(delivery.closed_at)}, {phrases.time(delivery.closed_at)}"
        words = " · ".join(
            filter(None, [delivery.carrier, phrases.text("closed {when}", when=when)])
        )
        has_differences = any(act.kind is ActKind.DISCREPANCY for act in closed.acts)
        chip = (
            Chip(label=phrases.text("With differences"), icon="compare", tone="warn")
            if has_differences
            else Chip(label=phrases.text("All as listed"), icon="task_alt", tone="ok")
        )
        return self._tile(delivery, "archive", "plain", words, chip)

    def _row(self, item: object) -> Widget:
        card: DeliveryCard = item  # type: ignore[assignment]
        say, delivery = self.phrases.text, card.delivery
        due = f"{self.phrases.day(delivery.due_at)}, {self.phrases.time(delivery.due_at)}"
        arrived = delivery.state is DeliveryState.ARRIVED
        state = (
            Chip(
                label=say("{n} of {m}", n=card.tally.received, m=card.tally.expected),
                icon="inventory_2",
                tone="soft",
            )
            if arrived
            else Chip(label=due, icon="schedule", tone="plain")
        )
        carrier = delivery.carrier or say("not announced")
        words = self.phrases.count(
            "{n} parcel · {carrier}",
            "{n} parcels · {carrier}",
            card.tally.expected,
            carrier=carrier,
        )
        tone = "soft" if arrived else "plain"
        return self._tile(delivery, "local_shipping", tone, words, state)

    def _tile(self, delivery: Delivery, icon: str, tone: str, words: str, chip: Widget) -> Widget:
        say = self.phrases.text
        named = say("Delivery {id}", id=delivery.delivery)
        title = named if delivery.announced else say("Delivery without a list")
        about = [
            Label(label=title, style="row_title", cuts=True),
            Label(label=words, colour="ink2", cuts=True),
        ]
        return Tile(
            id=f"delivery.{delivery.delivery}",
            label=title,
            padding=12,
            shadow=False,
            do=partial(self._open, delivery.delivery),
            child=Row(
                gap=16,
                children=[
                    IconBox(icon=icon, tone=tone),
                    Stack(grow=1, least=100, children=about),
                    chip,
                ],
            ),
        )

    def _open(self, delivery: str) -> Move:
        return self.office.doors.accept(delivery)

    def _unannounced(self) -> Move:
        card = self.desk.accept.unannounced()
        if isinstance(card, Refused):
            return self.refused(card)
        return self.office.doors.accept(card.delivery.delivery)
