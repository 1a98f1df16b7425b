"""What is coming: the deliveries, those at the door first."""

from functools import partial

from kiosk.core.refusals import Refused
from kiosk.core.words import DeliveryState
from kiosk.ui.kit.boxes import Card, Row, Stack
from kiosk.ui.kit.buttons import Button, Tile
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import Chip, IconBox, Label
from kiosk.ui.screens.framed import Framed
from kiosk.workflows.views import DeliveryCard


class DeliveriesScreen(Framed):
    """The list of deliveries."""

    name = "deliveries"
    section = "accept"
    has_back = False

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Accept deliveries")

    def content(self) -> Widget:
        """Return the list, and the way in for one that nobody announced."""
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
        return Card(child=Stack(children=[rows, unannounced], gap=lay.dense))

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
        return Tile(
            id=f"delivery.{delivery.delivery}",
            label=delivery.delivery,
            padding=12,
            shadow=False,
            do=partial(self._open, delivery.delivery),
            child=Row(
                gap=16,
                children=[
                    IconBox(icon="local_shipping", tone="soft" if arrived else "plain"),
                    Stack(
                        grow=1,
                        least=100,
                        children=[
                            Label(
                                label=say("Delivery {id}", id=delivery.delivery),
                                style="row_title",
                                cuts=True,
                            ),
                            Label(
                                label=self.phrases.count(
                                    "{n} parcel · {carrier}",
                                    "{n} parcels · {carrier}",
                                    card.tally.expected,
                                    carrier=carrier,
                                ),
                                colour="ink2",
                                cuts=True,
                            ),
                        ],
                    ),
                    state,
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
