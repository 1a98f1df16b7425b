"""The acts of a delivery: what a driver brought, and where it differs from the list."""

from collections.abc import Sequence

from kiosk.core.acts import Signed, signatures, title
from kiosk.core.deliveries import Delivery
from kiosk.core.papers import Wording
from kiosk.core.parcels import Parcel
from kiosk.core.receipts import Cut, Doc, Element, Qr, Rule, Text, TextSize, clean
from kiosk.core.words import CancelReason, ParcelState, QuarantineReason

MOST_NAMED = 40  # parcels an act names; the paper of more is too long to print
_LONGEST = 48  # letters of the goods' name


def arrival(delivery: Delivery, parcels: Sequence[Parcel], signed: Signed, wording: Wording) -> Doc:
    """Return the act a driver signs on arrival: which delivery, and how much it should hold.

    Args:
        delivery: as it arrived.
        parcels: those its list names; nobody has looked for them yet.
        signed: number, moment and who signs.
        wording: how this point writes.
    """
    say = wording.words
    listed = [Text(say("It came without a list."))]
    if delivery.announced:
        boxes = [Text(say("Boxes"), str(len(delivery.boxes)))] if delivery.boxes else []
        listed = [*boxes, Text(say("Parcels on the list"), str(len(parcels)), bold=True)]
    return Doc(
        "act",
        (
            *title(say("Arrival act"), signed, wording),
            *_delivery(delivery, wording),
            Rule(),
            *listed,
            Text(say("The parcels have not been counted yet."), size=TextSize.SMALL),
            *signatures(say("Received"), say("Driver"), signed),
            Qr(signed.act_no),
            Cut(),
        ),
    )


def differs(parcels: Sequence[Parcel]) -> bool:
    """Whether a delivery differs from its list: missing, surplus, damaged, without a label."""
    return any(_kind(parcel) for parcel in parcels)


def discrepancy(
    delivery: Delivery, parcels: Sequence[Parcel], signed: Signed, wording: Wording
) -> Doc:
    """Return the act of a delivery that was closed with differences: every one, parcel by parcel.

    Args:
        delivery: as it was closed.
        parcels: all parcels of it, as they stand after it was closed.
        signed: number, moment and who signs.
        wording: how this point writes.
    """
    say = wording.words
    kinds = {
        "missing": say("Missing"),
        "surplus": say("Surplus"),
        "damaged": say("Damaged"),
        "no_code": say("Without a label"),
    }
    body: list[Element] = []
    room = MOST_NAMED
    for kind, word in kinds.items():
        found = [parcel for parcel in parcels if _kind(parcel) == kind]
        body += _named(word, found, room, wording)
        room -= min(room, len(found))
    return Doc(
        "act",
        (
            *title(say("Discrepancy act"), signed, wording),
            *_delivery(delivery, wording),
            Rule(),
            *body,
            Rule(),
            *_sums(delivery, parcels, wording),
            *signatures(say("Received"), say("Driver"), signed),
            Qr(signed.act_no),
            Cut(),
        ),
    )


def _delivery(delivery: Delivery, wording: Wording) -> list[Element]:
    say = wording.words
    lines: list[Element] = [Text(say("Delivery"), clean(delivery.delivery))]
    if delivery.carrier:
        lines.append(Text(say("Carrier"), clean(delivery.carrier)))
    return [*lines, Text(say("Arrived"), wording.moment(delivery.arrived_at))]


def _sums(delivery: Delivery, parcels: Sequence[Parcel], wording: Wording) -> list[Element]:
    say = wording.words
    here = [parcel for parcel in parcels if _kind(parcel) != "missing"]
    if not delivery.announced:
        return [
            Text(say("It came without a list.")),
            Text(say("Received"), str(len(here)), bold=True),
        ]
    listed = [parcel for parcel in parcels if not parcel.provisional]
    received = [parcel for parcel in here if not parcel.provisional]
    return [
        Text(say("Parcels on the list"), str(len(listed))),
        Text(say("Received of them"), str(len(received)), bold=True),
    ]


def _kind(parcel: Parcel) -> str:
    """Return what a parcel adds to the differences; empty for one that came as it should."""
    if parcel.state in {ParcelState.EXPECTED, ParcelState.MISSING}:
        return "missing"
    kinds = {
        CancelReason.SURPLUS.value: "surplus",
        QuarantineReason.DAMAGED.value: "damaged",
        QuarantineReason.NO_CODE.value: "no_code",
    }
    return kinds.get(parcel.reason, "")


def _named(word: str, parcels: Sequence[Parcel], room: int, wording: Wording) -> list[Element]:
    if not parcels:
        return []
    say = wording.words
    lines: list[Element] = [Text(word, str(len(parcels)), bold=True)]
    for parcel in parcels[:room]:  # by the whole number: both sides look for it later
        lines.append(Text(clean(parcel.parcel), size=TextSize.SMALL, bold=True))
        goods = clean(parcel.items[0].title) if parcel.items else ""
        short = f"{goods[:_LONGEST].rstrip()}…" if len(goods) > _LONGEST else goods
        lines += [Text(short, size=TextSize.SMALL)] if short else []
    if len(parcels) > room:
        more = say("and more that are not named here: {n}").format(n=len(parcels) - room)
        lines.append(Text(more, size=TextSize.SMALL))
    return lines
