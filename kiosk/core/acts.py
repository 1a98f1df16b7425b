"""Acts: the papers two sides sign, their numbers, and what they say."""

import hashlib
from collections.abc import Sequence

import msgspec
from msgspec import Struct

from kiosk.core import codes
from kiosk.core.boxes import Box
from kiosk.core.events import Event
from kiosk.core.facts.evidence import ActPrinted
from kiosk.core.papers import Wording
from kiosk.core.parcels import Contradiction, Parcel
from kiosk.core.receipts import Cut, Doc, Element, Qr, Rule, Space, Text, TextSize, clean
from kiosk.core.shipments import Shipment
from kiosk.core.words import ActKind, ParcelState

COPIES = 2  # one for each side
_LINE = "_" * 15  # to sign on; beside a word on 58 mm paper, too


class Act(Struct, frozen=True):
    """An act that was printed.

    Args:
        act_no: `<point>-<yyyymmdd>-<n>`, n from 1 each day.
        subject: the shipment, or the visit.
        sha256: of what it says.
    """

    act_no: str
    kind: ActKind
    subject: str
    sha256: str
    printed_at: int
    printed_by: str


class Signed(Struct, frozen=True):
    """What stands on every act: its number, when, and who signs for the point (initials)."""

    act_no: str
    at: int
    initials: str


def evolve(act: Act | None, event: Event) -> Act:
    """Return the act after it was printed; a number is given once.

    Raises:
        Contradiction: the number is taken, or the event is something else.
    """
    match event.facts:
        case ActPrinted() as fact if act is None:
            return Act(
                fact.act_no,
                fact.kind,
                fact.subject,
                fact.sha256,
                event.recorded_at,
                event.actor,
            )
        case _:
            raise Contradiction(f"{event.type} of an act that is there")


def head(point: str, date: str, box: str = "") -> str:
    """Return how the numbers of a point's acts of one day begin.

    Args:
        point: its number.
        date: yyyymmdd, the point's own.
        box: which of several counters numbers them; neither knows what the other prints just now.
    """
    return f"{point}-{date}-{box}-" if box else f"{point}-{date}-"


def number(begins: str, others: Sequence[str]) -> str:
    """Return the next number after those of the same day.

    Args:
        begins: `head` of the day.
        others: numbers of that day; another counter's do not count.
    """
    ends = [other.removeprefix(begins) for other in others]
    return f"{begins}{max((int(end) for end in ends if end.isdecimal()), default=0) + 1}"


def digest(doc: Doc) -> str:
    """Return the SHA-256 of what an act says."""
    return hashlib.sha256(msgspec.json.encode(doc)).hexdigest()


def handover(shipment: Shipment, boxes: Sequence[Box], signed: Signed, wording: Wording) -> Doc:
    """Return the act a driver signs: every box with its seal, its parcels and its weight.

    Args:
        shipment: as it was handed over.
        boxes: its boxes, in the order of its lists.
        signed: number, moment and who signs.
        wording: how this point writes.
    """
    say = wording.words
    rows = [element for box in boxes for element in _box(box, wording)]
    to = [Text(say("To {to}").format(to=clean(shipment.to)))] if shipment.to else []
    driver = [Text(f"{say('Driver')}: {clean(shipment.driver)}")] if shipment.driver else []
    return Doc(
        "act",
        (
            *title(say("Hand-over act"), signed, wording),
            *to,
            *driver,
            Rule(),
            *rows,
            Rule(),
            Text(say("Boxes"), str(len(boxes)), bold=True),
            Text(say("Parcels"), str(sum(box.count for box in boxes)), bold=True),
            *_weight(sum(box.weight_g for box in boxes), wording),
            Space(),
            Text(say("The seals were whole.")),
            *signatures(say("Handed over"), say("Driver"), signed),
            Qr(signed.act_no),
            Cut(),
        ),
    )


def _box(box: Box, wording: Wording) -> list[Element]:
    say = wording.words
    code = codes.tail(box.box) if len(box.box) > _SHORT else box.box
    shown = code if code == box.box else f"…{code}"
    seal, count = say("Seal {seal}"), say("Parcels: {n}")
    return [  # the longest seal and its count just fit beside each other
        Text(clean(shown), bold=True),
        Text(seal.format(seal=box.seal), count.format(n=box.count), size=TextSize.SMALL),
        *_weight(box.weight_g, wording, TextSize.SMALL),
    ]


_SHORT = 24  # letters of a box's code that stand beside its seal


def seller(name: str, parcels: Sequence[Parcel], signed: Signed, wording: Wording) -> Doc:
    """Return the act a seller signs: what was given back, and what was not.

    Args:
        name: the seller's, as the network calls the shop.
        parcels: everything that waited; those not given back stand apart.
        signed: number, moment and who signs.
        wording: how this point writes.
    """
    say = wording.words
    given = [p for p in parcels if p.state is ParcelState.GIVEN_BACK]
    lost = [p for p in parcels if p.state is ParcelState.NOT_FOUND]
    left = [p for p in parcels if p not in given and p not in lost]
    return Doc(
        "act",
        (
            *title(say("Return to the seller"), signed, wording),
            Text(f"{say('Seller')}: {clean(name)}"),
            Rule(),
            *_named(say("Given back"), given, wording),
            *_named(say("Not found"), lost, wording),
            *_named(say("Left behind"), left, wording),
            Rule(),
            Text(say("Parcels"), str(len(given)), bold=True),
            *signatures(say("Handed over"), say("Seller"), signed),
            Qr(signed.act_no),
            Cut(),
        ),
    )


def _named(word: str, parcels: Sequence[Parcel], wording: Wording) -> list[Element]:
    if not parcels:
        return []
    say = wording.words
    lines = [Text(f"{word}: {len(parcels)}", bold=True)]
    for parcel in parcels:
        tail = say("Parcel …{tail}").format(tail=clean(codes.tail(parcel.parcel)))
        lines.append(Text(tail, size=TextSize.SMALL))
        if parcel.items:
            lines.append(Text(clean(parcel.items[0].title), size=TextSize.SMALL))
    return [*lines]


def title(words: str, signed: Signed, wording: Wording) -> list[Element]:
    """Return how every act begins: what it is, its number, when and where."""
    say = wording.words
    return [
        Text(words, size=TextSize.LARGE, bold=True, centred=True),
        Text(say("No. {act}").format(act=signed.act_no)),
        Text(say("Point {point}").format(point=clean(wording.point)), wording.moment(signed.at)),
    ]


def signatures(ours: str, theirs: str, signed: Signed) -> list[Element]:
    """Return the lines to sign on: the point's side with its initials, and the other side."""
    return [
        Space(48),
        Text(f"{ours}: {clean(signed.initials)}", _LINE),
        Space(48),
        Text(theirs, _LINE),
        Space(),
    ]


def _weight(weight_g: int, wording: Wording, size: TextSize = TextSize.NORMAL) -> list[Element]:
    if not weight_g:
        return []
    say = wording.words
    kilos = say("{kg} kg").format(kg=wording.number(round(weight_g / 1000, 1)))
    return [Text(say("Weight"), kilos, size=size)]
