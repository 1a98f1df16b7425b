"""The papers of the counter: what a receipt says, in the point's language, with nobody's name."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from msgspec import Struct

from kiosk.core import codes
from kiosk.core.facts.deciding import Bag
from kiosk.core.parcels import Parcel
from kiosk.core.payments import Payment
from kiosk.core.paywords import PayMethod
from kiosk.core.receipts import Cut, Doc, Element, Rule, Space, Text, TextSize, clean


def utc_date(at: int) -> str:
    """Return the day of a moment, yyyymmdd, where nobody knows the point's own."""
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y%m%d")


class Wording(Struct, frozen=True):
    """How a point writes its papers.

    Args:
        point: its number.
        words: the sentence in the point's language.
        money: an amount in minor units and its currency, as written there.
        moment: ms UTC as the local date and time.
        date: ms UTC as the local day, yyyymmdd, for the numbers of acts.
        number: a number with its decimal sign, as written there.
        language: of the point, two letters.
    """

    point: str
    words: Callable[[str], str]
    money: Callable[[int, str], str]
    moment: Callable[[int], str]
    date: Callable[[int], str] = utc_date
    number: Callable[[float], str] = str
    language: str = "en"


class Settled(Struct, frozen=True):
    """What else the sum is made of, and how it was paid.

    Args:
        payments: that counted at the counter.
        bags: taken along; they cost in the currency of the goods.
    """

    payments: Sequence[Payment] = ()
    bags: Sequence[Bag] = ()


NOTHING_MORE = Settled()


def receipt(
    parcels: Sequence[Parcel],
    at: int,
    initials: str,
    wording: Wording,
    *,
    sure: bool = True,
    settled: Settled = NOTHING_MORE,
) -> Doc:
    """Return the paper a customer takes along.

    Args:
        parcels: what was handed over.
        at: when, ms UTC.
        initials: of who served; never a name.
        wording: how this point writes.
        sure: whether the clock could be believed.
        settled: bags, and what was paid.
    """
    say = wording.words
    head: list[Element] = [
        Text(say("Parcels handed over"), size=TextSize.LARGE, bold=True, centred=True),
        Text(say("Point {point}").format(point=clean(wording.point)), wording.moment(at)),
        Text(say("Served by {initials}").format(initials=clean(initials))),
        Rule(),
    ]
    body = [element for parcel in parcels for element in _parcel(parcel, wording)]
    body += bag_lines(settled.bags, parcels[0].currency if parcels else "", wording)
    foot: list[Element] = [
        Rule(),
        *_total(parcels, settled.bags, wording),
        *_paid(settled.payments, wording),
        Space(),
        Text(say("How to return"), bold=True),
        Text(say("Bring the goods with their tags and this paper to any point of the network.")),
    ]
    if not sure:
        note = say("The clock of this point was not sure of the time.")
        foot.append(Text(note, size=TextSize.SMALL))
    return Doc("receipt", (*head, *body, *foot, Cut()))


def _parcel(parcel: Parcel, wording: Wording) -> list[Element]:
    say = wording.words
    tail = say("Parcel …{tail}").format(tail=clean(codes.tail(parcel.parcel)))
    lines: list[Element] = [Text(tail, size=TextSize.SMALL)]
    for item in parcel.items:
        price = wording.money(item.price_minor, parcel.currency) if item.price_minor else ""
        lines.append(Text(clean(item.title), price))
    return lines


def bag_lines(bags: Sequence[Bag], currency: str, wording: Wording) -> list[Element]:
    """Return a line a size of bag, with what they cost.

    Args:
        bags: taken along.
        currency: of the goods.
        wording: how this customer reads.
    """
    say = wording.words
    lines: list[Element] = []
    for bag in bags:
        words = say("Bag {size}: {n}").format(size=clean(bag.bag), n=bag.count)
        cost = bag.count * bag.price_minor
        lines.append(Text(words, wording.money(cost, currency) if cost else ""))
    return lines


def _total(parcels: Sequence[Parcel], bags: Sequence[Bag], wording: Wording) -> list[Element]:
    say, sums = wording.words, dict[str, int]()
    if bags and parcels:
        sums[parcels[0].currency] = sum(bag.count * bag.price_minor for bag in bags)
    for parcel in parcels:
        for item in parcel.items:
            sums[parcel.currency] = sums.get(parcel.currency, 0) + item.price_minor
    return [
        Text(say("Total"), wording.money(amount, currency), bold=True)
        for currency, amount in sums.items()
        if amount
    ]


def _paid(payments: Sequence[Payment], wording: Wording) -> list[Element]:
    """Return how each sum was paid; cash with what was given and what came back."""
    say, lines = wording.words, list[Element]()
    for one in payments:
        words, amount = _how_paid(one, wording), wording.money(one.amount_minor, one.currency)
        lines.append(Text(words, amount, bold=True))
        if one.change_minor:
            lines.append(Text(say("Given"), wording.money(one.given_minor, one.currency)))
            lines.append(Text(say("Change"), wording.money(one.change_minor, one.currency)))
    return lines


def _how_paid(payment: Payment, wording: Wording) -> str:
    say = wording.words
    match payment.method:
        case PayMethod.CASH:
            return say("Paid in cash")
        case PayMethod.CARD:
            words = say("Paid by card, no. {number}")
            return words.format(number=clean(payment.receipt_no))
        case PayMethod.LINK:
            return say("Paid by link")
        case PayMethod.PREPAID:
            return say("Paid before")
