"""What boxes and shipments are called on the screen."""

from kiosk.core import codes
from kiosk.core.boxes import Box
from kiosk.core.words import BoxClass, Flow, ReopenReason, ShipmentState
from kiosk.ui.phrases import Phrases


def class_word(class_: BoxClass, phrases: Phrases) -> str:
    """Return what a box is for."""
    say = phrases.text
    return {
        BoxClass.NORMAL: say("Returns"),
        BoxClass.DEFECT: say("Faulty goods"),
        BoxClass.CARDBOARD: say("In cartons"),
        BoxClass.DIRECT: say("Drop-offs"),
        BoxClass.OWN: say("Large, its own box"),
    }[class_]


def flow_word(flow: Flow, phrases: Phrases) -> str:
    """Return which way goods leave."""
    return phrases.text("Drop-offs") if flow is Flow.DIRECT else phrases.text("Returns")


def reopen_word(reason: ReopenReason, phrases: Phrases) -> str:
    """Return why a sealed box is opened again."""
    say = phrases.text
    return {
        ReopenReason.SEAL_BROKEN: say("The seal is broken"),
        ReopenReason.WRONG_PARCEL: say("A wrong parcel is inside"),
        ReopenReason.FORGOTTEN: say("A parcel was forgotten"),
        ReopenReason.INSPECT: say("Somebody must look inside"),
    }[reason]


def shipment_word(state: ShipmentState, phrases: Phrases) -> tuple[str, str]:
    """Return how a shipment stands, and the tone of its chip."""
    say = phrases.text
    return {
        ShipmentState.DRAFT: (say("Being loaded"), "soft"),
        ShipmentState.HANDED_OVER: (say("With the driver"), "soft"),
        ShipmentState.CONFIRMED: (say("All arrived"), "ok"),
        ShipmentState.DISPUTED: (say("Disputed"), "bad"),
    }[state]


def box_word(box: Box, phrases: Phrases) -> str:
    """Return a box's name: the end of its code, and what it is for."""
    tail = codes.tail(box.box)
    return phrases.text("Box …{tail} · {what}", tail=tail, what=class_word(box.class_, phrases))


def kilos(weight_g: int, phrases: Phrases) -> str:
    """Return a weight, empty where nobody weighed it."""
    if not weight_g:
        return ""
    return phrases.text("{kg} kg", kg=phrases.number(round(weight_g / 1000, 1)))
