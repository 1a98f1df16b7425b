"""A day on a strip of paper: its numbers, its drawer, what was left, and the journal's head."""

from collections.abc import Mapping

from msgspec import Struct

from kiosk.core import papers_figures
from kiosk.core.day_totals import figures_of
from kiosk.core.days import Day
from kiosk.core.daywords import CarryReason, DrawerReason, LooseKind
from kiosk.core.facts.day import Drawer
from kiosk.core.figures import Figure, Value
from kiosk.core.papers import Wording
from kiosk.core.receipts import Cut, Doc, Element, Qr, Rule, Space, Text, TextSize, clean

SHOWN = 16  # of the head's digits, as people compare them
LINES: Mapping[Figure, str] = {
    Figure.ISSUED: "Issued",
    Figure.SESSIONS: "Visits",
    Figure.ISSUE_P50: "Time of a visit, half of them",
    Figure.SEARCH_P50: "Search, half of them",
    Figure.RECEIVED: "Received",
    Figure.MISSING: "Missing",
    Figure.SURPLUS: "Surplus",
    Figure.DAMAGED: "Damaged",
    Figure.PARCELS_REFUSED: "Parcels refused",
    Figure.NOT_FOUND: "Not found",
    Figure.UNCLAIMED: "Nobody came for",
    Figure.RETURNS: "Returns",
    Figure.DROPOFFS: "Drop-offs",
    Figure.SHIPPED: "Shipped",
    Figure.GIVEN_BACK: "Given back to sellers",
    Figure.WRONG_CODES: "Wrong codes",
    Figure.OFFLINE: "Without network",
}
LOOSE: Mapping[LooseKind, str] = {
    LooseKind.VISITS: "Visits open",
    LooseKind.PARKED: "Visits that wait",
    LooseKind.PUT_BACK: "Parcels to put back",
    LooseKind.CASH: "Cash not counted",
    LooseKind.MONEY: "Card payments not settled",
    LooseKind.DELIVERIES: "Deliveries open",
    LooseKind.RETURNS: "Returns begun",
    LooseKind.BOXES: "Boxes not sealed",
    LooseKind.SHIPMENTS: "Shipments not handed over",
    LooseKind.STOCKTAKE: "Stocktake open",
    LooseKind.PHOTOS: "Photos not taken yet",
    LooseKind.PAPERS: "Papers not printed",
    LooseKind.MAIL: "Mail not sent",
}
CARRIED: Mapping[CarryReason, str] = {
    CarryReason.TOMORROW: "goes on tomorrow",
    CarryReason.AWAITED: "somebody must come",
    CarryReason.FAULT: "a device or the network is down",
    CarryReason.NO_TIME: "there was no time",
    CarryReason.UNTENDED: "nobody closed the day",
}
DIFFERS: Mapping[DrawerReason, str] = {
    DrawerReason.CHANGE: "change was given wrong",
    DrawerReason.UNRECORDED: "not written down",
    DrawerReason.FLOAT: "it began with another sum",
    DrawerReason.UNKNOWN: "nobody knows",
}


class Told(Struct, frozen=True):
    """What a strip tells.

    Args:
        day: a closed one.
        by, opened_by: initials, never a name.
        handed: initials of who left and who went on.
        at: when the strip was made, ms UTC.
        copy: it was printed before.
    """

    day: Day
    by: str
    opened_by: str = ""
    handed: tuple[tuple[str, str], ...] = ()
    at: int = 0
    copy: bool = False


def report(told: Told, wording: Wording) -> Doc:
    """Return the strip of a day.

    Args:
        told: the day, and who signs.
        wording: how whoever reads it reads.
    """
    paid = {(one.method.value, one.currency): one.minor for one in told.day.totals.paid}
    elements = (
        *_head(told, wording),
        *_numbers(told.day, wording),
        *papers_figures.money(paid, wording),
        *_drawers(told.day, wording),
        *_left(told.day, wording),
        *_proof(told.day, wording),
        Cut(),
    )
    return Doc("slip", elements)


def _head(told: Told, wording: Wording) -> list[Element]:
    say, day = wording.words, told.day
    lines: list[Element] = [
        Text(say("The day"), size=TextSize.LARGE, bold=True, centred=True),
        Text(day.date.isoformat(), bold=True, centred=True),
        Text(say("Point {point}").format(point=clean(wording.point)), clean(day.day[11:])),
    ]
    if told.copy:
        lines.insert(0, Text(say("Copy"), bold=True, centred=True))
    if day.opened_at:
        lines += _signed(say("Day opened"), day.opened_at, clean(told.opened_by), wording)
    for one, (by, to) in zip(day.handed, told.handed, strict=True):
        both = f"{clean(by)} > {clean(to)}"
        lines += _signed(say("Counter handed over"), one.at, both, wording)
    if day.untended:
        lines.append(Text(say("Nobody closed the day"), bold=True))
        lines.append(Text(wording.moment(day.closed_at), size=TextSize.SMALL))
    else:
        lines += _signed(say("Day closed"), day.closed_at, clean(told.by), wording)
    return [*lines, Rule()]


def _signed(words: str, at: int, by: str, wording: Wording) -> list[Element]:
    """Return who did it, and below when: both beside the words are too much for narrow paper."""
    return [Text(words, by), Text(wording.moment(at), size=TextSize.SMALL)]


def _numbers(day: Day, wording: Wording) -> list[Element]:
    values = figures_of(day.totals)
    return [
        Text(
            wording.words(words),
            papers_figures.written(Value(figure, values[figure]), wording.number),
        )
        for figure, words in LINES.items()
    ]


def _drawers(day: Day, wording: Wording) -> list[Element]:
    """Return every count of the drawer, and by how much it differed."""
    say = wording.words
    counted = [
        (say("At the opening"), day.opening),
        *((say("At a hand-over"), one.drawer) for one in day.handed),
        (say("At the closing"), day.closing),
    ]
    told: list[Element] = []
    for words, drawer in counted:
        if drawer is not None:
            told += _drawer(words, drawer, wording)
    return [Rule(), Text(say("Cash in the drawer"), bold=True), *told] if told else []


def _drawer(words: str, drawer: Drawer, wording: Wording) -> list[Element]:
    say, money = wording.words, wording.money
    lines: list[Element] = [Text(words, money(drawer.counted_minor, drawer.currency))]
    if drawer.reason is not None:
        sign = "+" if drawer.over_minor > 0 else "\u2212"
        over = f"{sign}{money(abs(drawer.over_minor), drawer.currency)}"
        lines.append(Text(say("Should be"), money(drawer.expected_minor, drawer.currency)))
        lines.append(Text(say("Difference"), over, bold=True))
        lines.append(Text(say(DIFFERS[drawer.reason]), size=TextSize.SMALL))
    return lines


def _left(day: Day, wording: Wording) -> list[Element]:
    say = wording.words
    if not day.loose:
        return [Rule(), Text(say("Nothing was left unfinished"))]
    lines: list[Element] = [Rule(), Text(say("Left for another day"), bold=True)]
    for one in day.loose:
        lines.append(Text(say(LOOSE[one.kind]), wording.number(one.count)))
        lines.append(Text(say(CARRIED[one.reason]), size=TextSize.SMALL))
    return lines


def _proof(day: Day, wording: Wording) -> list[Element]:
    """Return the head of the journal, by which anybody proves later that nothing was rewritten."""
    words = wording.words("Journal, row {n}").format(n=wording.number(day.seq))
    head = f"{day.seq}:{day.head}"
    shown = [Text(one, size=TextSize.SMALL) for one in (words, day.head[:SHOWN])]
    return [Rule(), *shown, Space(8), Qr(head, module_dots=4)]
