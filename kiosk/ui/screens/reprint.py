"""A receipt once more: the button of every screen that shows what a receipt was of."""

from functools import partial

from kiosk.core.prints import JobState
from kiosk.core.refusals import Refused
from kiosk.core.words import Right
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.screens.framed import Framed
from kiosk.workflows.receipts import ReceiptCard


class Reprint(Framed):
    """A screen from which a receipt is printed again."""

    def reprint_button(self, name: str, receipt: ReceiptCard | Refused) -> list[Widget]:
        """Return the button, where there is a receipt and this person may print it.

        Args:
            name: the button's id.
            receipt: how it stands.
        """
        if isinstance(receipt, Refused) or not self.desk.counter.may(Right.ISSUE):
            return []
        why = self._why_not(receipt)
        return [
            Button(
                id=name,
                label=self.phrases.text("Print the receipt again"),
                icon="print",
                rank="outline",
                enabled=not why,
                reason=why,
                do=partial(self._reprint, receipt.receipt),
            )
        ]

    def _why_not(self, receipt: ReceiptCard) -> str:
        say = self.phrases.text
        if all(device.kind != "printer" for device in self.desk.health.devices()):
            return say("No printer is set up")
        if receipt.state == JobState.UNCERTAIN:
            return say("Say first whether it was printed: Devices and mail")
        return say("The receipt waits for the printer already") if receipt.waits else ""

    def _reprint(self, receipt: str) -> Move:
        refused = self.desk.receipts.reprint(receipt)
        self.renew()
        if refused is not None:
            return self.refused(refused)
        return Say(self.phrases.text("A copy of the receipt is being printed"), "ok")
