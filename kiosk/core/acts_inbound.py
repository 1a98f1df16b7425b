"""The acts of a delivery: what a driver brought, and where it differs from the list."""

from collections.abc import Sequence

from kiosk.core import damage
from kiosk.core.acts import Signed, signatures, title
from kiosk.core.deliveries import Delivery
from kiosk.core.papers import Wording
from kiosk.core.parcels import Parcel
from kiosk.core.policy import Check
from kiosk.core.receipts import Cut, Doc, Element, Qr, Rule, Text, TextSize, clean
from kiosk.core.words import CancelReason, ParcelState, QuarantineReason

MOST_NAMED = 40  # boxes and parcels an act names; the paper of more is too long to print
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


def differs(delivery: Delivery, parcels: Sequence[Parcel]) -> bool:
    """Whether a delivery differs from its list: missing, surplus, damaged, without a label.

    Args:
        delivery: as it was closed.
        parcels: all parcels of it.
    """
    return any(_kind(parcel) for parcel in parcels) or any(_boxes(delivery).values())


def _boxes(delivery: Delivery) -> dict[str, tuple[str, ...]]:
    """Return the boxes that add to the differences, by what they add."""
    broken = tuple(one.box for one in delivery.opened if not one.seal_ok)
    more = tuple(one.box for one in delivery.opened if one.box not in delivery.boxes)
    return {
        "missing": delivery.missed,
        "broken": broken,
        "surplus": more if delivery.announced else (),
    }


def discrepancy(
    delivery: Delivery,
    parcels: Sequence[Parcel],
    signed: Signed,
    wording: Wording,
    kinds: Sequence[Check] = (),
) -> Doc:
    """Return the act of a delivery that was closed with differences: every one, parcel by parcel.

    Args:
        delivery: as it was closed.
        parcels: all parcels of it, as they stand after it was closed.
        signed: number, moment and who signs.
        wording: how this point writes.
        kinds: of damage, in the network's rules.
    """
    say = wording.words
    box_kinds = {
        "missing": say("Boxes missing"),
        "broken": say("Boxes with a broken seal"),
        "surplus": say("Boxes not on the list"),
    }
    differences = {
        "missing": say("Missing"),
        "turned_back": say("Given back to the driver, damaged"),
        "surplus": say("Surplus"),
        "damaged": say("Damaged"),
        "no_code": say("Without a label"),
    }
    body: list[Element] = []
    room = MOST_NAMED
    for kind, codes in _boxes(delivery).items():
        body += _named(box_kinds[kind], [(code,) for code in codes], room, wording)
        room -= min(room, len(codes))
    for kind, word in differences.items():
        found = [_line(parcel, kinds, wording) for parcel in parcels if _kind(parcel) == kind]
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
    here = [parcel for parcel in parcels if _kind(parcel) not in _NOT_HERE]
    if not delivery.announced:
        return [
            Text(say("It came without a list.")),
            Text(say("Received"), str(len(here)), bold=True),
        ]
    came = len(delivery.boxes) - len(delivery.missed)
    boxes = [
        Text(say("Boxes on the list"), str(len(delivery.boxes))),
        Text(say("Came of them"), str(came)),
    ]
    listed = [parcel for parcel in parcels if not parcel.provisional]
    received = [parcel for parcel in here if not parcel.provisional]
    return [
        *(boxes if delivery.boxes else ()),
        Text(say("Parcels on the list"), str(len(listed))),
        Text(say("Received of them"), str(len(received)), bold=True),
    ]


_NOT_HERE = {"missing", "turned_back"}


def _kind(parcel: Parcel) -> str:
    """Return what a parcel adds to the differences; empty for one that came as it should."""
    if parcel.state in {ParcelState.EXPECTED, ParcelState.MISSING}:
        return "turned_back" if parcel.turned_back else "missing"
    kinds = {
        CancelReason.SURPLUS.value: "surplus",
        QuarantineReason.DAMAGED.value: "damaged",
        QuarantineReason.NO_CODE.value: "no_code",
    }
    return kinds.get(parcel.reason, "")


def _line(parcel: Parcel, kinds: Sequence[Check], wording: Wording) -> tuple[str, str, str]:
    """Return a parcel's whole number, which both sides look for later, its goods, its damage."""
    goods = clean(parcel.items[0].title) if parcel.items else ""
    what = f"{goods[:_LONGEST].rstrip()}…" if len(goods) > _LONGEST else goods
    if not parcel.damage:
        return parcel.parcel, what, ""
    why = damage.word(parcel.damage, kinds, wording.words, wording.language)
    return parcel.parcel, what, clean(why)


def _named(
    word: str, lines: Sequence[tuple[str, ...]], room: int, wording: Wording
) -> list[Element]:
    if not lines:
        return []
    named: list[Element] = [Text(word, str(len(lines)), bold=True)]
    for code, *more_of_it in lines[:room]:
        named.append(Text(clean(code), size=TextSize.SMALL, bold=True))
        named += [Text(told, size=TextSize.SMALL) for told in more_of_it if told]
    if len(lines) > room:
        more = wording.words("and more that are not named here: {n}")
        named.append(Text(more.format(n=len(lines) - room), size=TextSize.SMALL))
    return named
