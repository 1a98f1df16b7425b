"""The papers of whoever brings something: what was taken, when and where, in their language."""

from collections.abc import Sequence

from msgspec import Struct

from kiosk.core import codes
from kiosk.core.papers import Wording
from kiosk.core.papers_number import number
from kiosk.core.parcels import Parcel
from kiosk.core.receipts import Cut, Doc, Element, Rule, Space, Text, TextSize, clean
from kiosk.core.returns import Return
from kiosk.core.words import Condition, RejectReason


class Served(Struct, frozen=True):
    """When and by whom; `sure` tells whether the clock could be believed.

    Args:
        at: ms UTC.
        initials: of who served; never a name.
        receipt: the paper's own id; its code opens it again.
    """

    at: int
    initials: str
    sure: bool = True
    receipt: str = ""


def return_receipt(known: Return, parcel: Parcel, served: Served, wording: Wording) -> Doc:
    """Return the paper of a customer whose goods were taken back.

    Args:
        known: the return, taken back.
        parcel: what it became.
        served: when and by whom.
        wording: how this customer reads.
    """
    say = wording.words
    request = [Text(say("Request …{tail}").format(tail=clean(codes.tail(known.code))))]
    faulty = [Text(say("With a fault"))] if known.condition is Condition.FAULTY else []
    promise = say("The refund is decided by the network.")
    if known.provisional:
        promise = say("Nobody had announced this return: the network will decide on it.")
    return _receipt(
        say("Return taken"),
        (
            *(request if known.code else ()),
            *_goods(parcel, wording),
            *faulty,
            Text(say("Parcel …{tail}").format(tail=clean(codes.tail(parcel.parcel)))),
        ),
        (say("Keep this paper until the refund."), promise),
        served,
        wording,
    )


def return_declined(known: Return, why: RejectReason, served: Served, wording: Wording) -> Doc:
    """Return the paper of a customer whose goods were not taken back, with the reason.

    Args:
        known: the return, declined.
        why: the reason.
        served: when and by whom.
        wording: how this customer reads.
    """
    say = wording.words
    request = [Text(say("Request …{tail}").format(tail=clean(codes.tail(known.code))))]
    return _receipt(
        say("Return declined"),
        (
            *(request if known.code else ()),
            *(Text(clean(item.title)) for item in known.items),
            Text(say("Why: {why}").format(why=_declined_word(why, wording)), bold=True),
        ),
        (
            say("The goods stay with you, nothing is paid back for them."),
            say("If you do not agree, show this paper to the network."),
        ),
        served,
        wording,
    )


def _declined_word(why: RejectReason, wording: Wording) -> str:
    say = wording.words
    return {
        RejectReason.MISMATCH: say("Other goods"),
        RejectReason.INCOMPLETE: say("Something is missing"),
        RejectReason.USED: say("It was used"),
        RejectReason.DAMAGED: say("It is damaged"),
        RejectReason.NO_TAGS: say("Tags or seals are gone"),
        RejectReason.CHANGED_MIND: say("You keep it"),
        RejectReason.WITHDRAWN: say("The network withdrew it"),
        RejectReason.DENIED: say("The network does not take it"),
    }[why]


def dropoff_receipt(parcel: Parcel, served: Served, wording: Wording) -> Doc:
    """Return the paper of a sender whose parcel was taken to be carried on.

    Args:
        parcel: as it was dropped off.
        served: when and by whom.
        wording: how this sender reads.
    """
    say = wording.words
    weight = say("Weight: {kg} kg").format(kg=f"{parcel.weight_g / 1000:g}")
    notes = [say("Keep this paper until the parcel has arrived.")]
    if parcel.provisional:
        notes.append(say("Nobody had announced this parcel: the network will look for it."))
    return _receipt(
        say("Parcel taken"),
        (
            Text(clean(parcel.parcel), bold=True),  # whole: it is the sender's own
            Text(say("Size: {size}").format(size=parcel.size.value)),
            *([Text(weight)] if parcel.weight_g else ()),
        ),
        notes,
        served,
        wording,
    )


def _goods(parcel: Parcel, wording: Wording) -> list[Element]:
    return [
        Text(
            clean(item.title),
            wording.money(item.price_minor, parcel.currency) if item.price_minor else "",
        )
        for item in parcel.items
    ]


def _receipt(
    head: str, body: Sequence[Element], notes: Sequence[str], served: Served, wording: Wording
) -> Doc:
    say = wording.words
    unsure = say("The clock of this point was not sure of the time.")
    return Doc(
        "receipt",
        (
            Text(head, size=TextSize.LARGE, bold=True, centred=True),
            Text(
                say("Point {point}").format(point=clean(wording.point)), wording.moment(served.at)
            ),
            Text(say("Served by {initials}").format(initials=clean(served.initials))),
            Rule(),
            *body,
            Rule(),
            *(Text(note) for note in notes),
            *(() if served.sure else (Text(unsure, size=TextSize.SMALL),)),
            *number(served.receipt, wording),
            Space(),
            Cut(),
        ),
    )
