"""Parcels at other points of the network: where a customer is sent, and the paper for the way."""

from collections.abc import Collection
from urllib.parse import quote

from msgspec import Struct

from kiosk.core.messages import ElsewhereLine, ElsewhereSet, OtherPoint
from kiosk.core.papers import Wording
from kiosk.core.receipts import Cut, Doc, Element, Qr, Rule, Space, Text, TextSize, clean
from kiosk.core.refusals import Reason, Refused

MOST_QR_BYTES = 150  # 49 modules a side: with its margin 342 dots, for paper 58 mm wide (384)
_MILLIONTHS = 1_000_000
# somebody with nothing to collect here, by the reasons that say no more than that
_IN_VAIN = frozenset({Reason.NOTHING_READY, Reason.WRONG_STATE, Reason.NOT_KNOWN_HERE})


class Waiting(Struct, frozen=True):
    """What one other point has, or will have, for a customer.

    Args:
        ready: parcels that wait there.
        coming: parcels on their way there.
        until: the earliest term of those that wait, ms UTC.
    """

    point: OtherPoint
    ready: int
    coming: int
    until: int | None = None


class Others(Struct, frozen=True):
    """What other points have for a customer, as of a moment, ms UTC."""

    as_of: int
    points: tuple[Waiting, ...]

    @property
    def count(self) -> int:
        """How many parcels that is."""
        return sum(one.ready + one.coming for one in self.points)

    def at(self, point: str) -> Waiting | None:
        """Return what one of them has."""
        return next((one for one in self.points if one.point.point == point), None)


def names(told: ElsewhereSet) -> tuple[str, ...]:
    """Return the numbers by which its parcels may be asked for, each once."""
    numbers = [name for line in told.parcels for name in (line.parcel, line.order) if name]
    return tuple(dict.fromkeys(numbers))


def believe(known: ElsewhereSet | None, told: ElsewhereSet) -> Refused | None:
    """Return why the central's word cannot be kept, None when it can.

    Args:
        known: its last word about this customer.
        told: the new one.
    """
    if known is not None and known.as_of > told.as_of:
        return Refused(Reason.STALE)
    points = {point.point for point in told.points}
    parcels = {line.parcel for line in told.parcels}
    is_whole = len(points) == len(told.points) and len(parcels) == len(told.parcels)
    if not is_whole or any(line.point not in points for line in told.parcels):
        return Refused(Reason.BAD_VALUE)
    return None


def waiting(told: ElsewhereSet | None, here: Collection[str] = ()) -> tuple[Waiting, ...]:
    """Return what each other point has for a customer, those with parcels ready first.

    Args:
        told: the central's last word.
        here: parcels that this point has in its own books: it knows better where they are.
    """
    if told is None:
        return ()
    lines = [line for line in told.parcels if line.parcel not in here]
    found = [_at(point, [li for li in lines if li.point == point.point]) for point in told.points]
    some = [one for one in found if one.ready or one.coming]
    return tuple(sorted(some, key=lambda one: (one.ready == 0, one.until or 0, one.point.address)))


def _at(point: OtherPoint, lines: list[ElsewhereLine]) -> Waiting:
    ready = [line for line in lines if line.is_ready]
    until = min((line.until for line in ready if line.until is not None), default=None)
    return Waiting(point, len(ready), len(lines) - len(ready), until)


def instead(no: Refused, customer_ref: str, others: Collection[Waiting]) -> Refused:
    """Return the refusal that tells the right address, where there is one to tell.

    Args:
        no: why the customer gets nothing here.
        customer_ref: whose parcels they are.
        others: as `waiting` found them.
    """
    first = next((one for one in others if one.ready), None)
    if first is None or no.reason not in _IN_VAIN:
        return no
    return sent_to(first.point, customer_ref)


def sent_to(point: OtherPoint, customer_ref: str) -> Refused:
    """Return the refusal that sends a customer to another point."""
    facts = {"address": point.address, "point": point.point, "customer": customer_ref}
    return Refused(Reason.OTHER_POINT, facts)


# -- the paper -----------------------------------------------------------------------------------


def route(point: OtherPoint) -> str:
    """Return what the QR code says: the place as a `geo:` address, empty when nobody knows it.

    The label is cut at a whole letter, so that the code fits the narrowest paper.
    """
    if point.lat is None or point.lon is None:
        return ""
    place = f"{_degrees(point.lat)},{_degrees(point.lon)}"
    head, label = f"geo:{place}?q={place}(", clean(point.address)
    while len(head) + len(quote(label)) + 1 > MOST_QR_BYTES:
        label = label[:-1].rstrip()
    return f"{head}{quote(label)})"


def _degrees(millionths: int) -> str:
    """Return millionths of a degree as a decimal, exactly; no exponent, no rounding."""
    whole, rest = divmod(abs(millionths), _MILLIONTHS)
    sign = "-" if millionths < 0 else ""
    return f"{sign}{whole}.{rest:06d}".rstrip("0").rstrip(".")


def slip(one: Waiting, as_of: int, wording: Wording) -> Doc:
    """Return the paper that sends a customer to the right point; it names nobody.

    Args:
        one: the point, and what waits there.
        as_of: when the central knew it, ms UTC.
        wording: how this customer reads.
    """
    say, point, way = wording.words, one.point, route(one.point)
    body: list[Element] = [
        Text(say("Your parcels are at another point"), bold=True, centred=True),
        Rule(),
        Text(clean(point.address), size=TextSize.LARGE, bold=True),
        Text(say("Point {point}").format(point=clean(point.point))),
    ]
    if point.hours:
        body.append(Text(say("Open: {hours}").format(hours=clean(point.hours))))
    if one.ready:
        body.append(Text(say("Ready there: {n}").format(n=one.ready)))
    if one.until is not None:
        body.append(Text(say("Kept until {moment}").format(moment=wording.moment(one.until))))
    if way:
        seen = Text(say("Show this code to your phone's camera for the way"), centred=True)
        body += [Space(), Qr(way), seen]
    asof = say("As of {moment}").format(moment=wording.moment(as_of))
    return Doc("slip", (*body, Rule(), Text(asof, size=TextSize.SMALL), Cut()))
