"""What becomes of a customer's paper, as the printer stands: nothing is promised that is not so."""

from kiosk.hw.ports import DeviceState, PrinterState
from kiosk.ui.phrases import Phrases
from kiosk.workflows.desk import Desk


def prints_now(desk: Desk) -> bool | None:
    """Whether a paper is printed now; False for later, None where there is no printer."""
    printer = next((d for d in desk.health.devices() if d.kind == "printer"), None)
    if printer is None:
        return None
    return printer.state is DeviceState.READY or printer.what == PrinterState.PAPER_LOW


def receipt_words(desk: Desk, phrases: Phrases) -> str:
    """Return what becomes of a receipt that is owed."""
    say = phrases.text
    return {
        None: say("No receipt"),
        True: say("The receipt is being printed"),
        False: say("The receipt is printed when the printer works again"),
    }[prints_now(desk)]


def declined_words(desk: Desk, phrases: Phrases) -> str:
    """Return what goes to a customer whose goods were not taken back."""
    say = phrases.text
    return {
        None: say("The goods go to the customer"),
        True: say("Goods and receipt go to the customer"),
        False: say("Give the goods back. The receipt comes once the printer works"),
    }[prints_now(desk)]
