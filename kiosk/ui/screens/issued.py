"""Handed over: what, and the way back for a while."""

from functools import partial

from kiosk.core.refusals import Refused
from kiosk.ui.kit.boxes import Card, Row, Spacer, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.widget import Home, Instead, Move, Widget
from kiosk.ui.kit.words import IconBox, Label
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.payment_sheet import paid_words
from kiosk.ui.screens.receipt_words import receipt_words
from kiosk.ui.screens.reprint import Reprint
from kiosk.workflows.views import Issued

_HOME_AFTER_S = 4.0


class IssuedScreen(Reprint):
    """The result of an issue; goes home by itself after 4 s or with the next scan.

    Args:
        office: the counter.
        issued: what was handed over.
    """

    name = "issued"
    section = "issue"
    has_back = False
    title_is_personal = True

    def __init__(self, office: Office, issued: Issued) -> None:
        super().__init__(office)
        self.issued = issued

    def entered(self) -> None:
        """Go home soon, unless somebody acts."""
        self.stage.after(_HOME_AFTER_S, Home)

    def title(self) -> str:
        """Return the masked name."""
        return self.issued.name

    def content(self) -> Widget:
        """Return the tick, the count and the two ways on."""
        lay, say = self.skin.layout, self.phrases.text
        count = len(self.issued.parcels)
        words = Stack(
            gap=lay.dense,
            children=[
                Spacer(),
                Row(
                    children=[
                        Spacer(),
                        IconBox(icon="check_circle", tone="ok", edge_px=96),
                        Spacer(),
                    ]
                ),
                Label(
                    label=self.phrases.count("{n} parcel issued", "{n} parcels issued", count),
                    style="kpi",
                    align="centre",
                ),
                *(
                    Label(label=words, style="section", align="centre")
                    for words in paid_words(self.issued.paid, self.phrases)
                ),
                Label(
                    label=self._receipt(), style="section", colour="ink2", align="centre", lines=2
                ),
                Spacer(),
                Row(
                    gap=lay.gap,
                    children=[
                        Spacer(),
                        Button(
                            id="issued.undo",
                            label=say("Undo the issue"),
                            icon="undo",
                            rank="outline",
                            do=partial(self._undo, self.issued.session.session),
                        ),
                        *self.again(),
                        Button(
                            id="issued.next",
                            label=say("Next customer"),
                            icon="arrow_forward",
                            rank="primary",
                            do=Home,
                        ),
                    ],
                ),
            ],
        )
        return Card(child=words)

    def cards(self) -> dict[str, str]:
        """Return the command cards of this screen."""
        return {"undo": "issued.undo", "next": "issued.next", "reprint": "issued.reprint"}

    def again(self) -> list[Widget]:
        """Return the button that prints the receipt once more."""
        job = self.issued.receipt_job
        return self.reprint_button("issued.reprint", self.desk.receipts.card(job)) if job else []

    def _receipt(self) -> str:
        """Return what becomes of the receipt, as the printer stands."""
        if not self.issued.receipt_job:
            return self.phrases.text("No receipt")
        return receipt_words(self.desk, self.phrases)

    def _undo(self, session: str) -> Move:
        card = self.desk.issue.undo(session)
        if isinstance(card, Refused):
            self.renew()
            return self.refused(card)
        return Instead(self.office.doors.customer(card))
