"""The day in words: what is unfinished, why it waits, why the drawer differs."""

from datetime import UTC, date, datetime

from kiosk.core.days import Day
from kiosk.core.daywords import CarryReason, DrawerReason, LooseKind
from kiosk.core.facts.day import Drawer, Totals
from kiosk.core.figures import Figure
from kiosk.ui.phrases import Phrases

_NOON_H = 12
ICONS = {
    LooseKind.VISITS: "person",
    LooseKind.PARKED: "pause_circle",
    LooseKind.PUT_BACK: "inventory_2",
    LooseKind.CASH: "payments",
    LooseKind.MONEY: "id_card",
    LooseKind.DELIVERIES: "move_to_inbox",
    LooseKind.RETURNS: "assignment_return",
    LooseKind.BOXES: "package_2",
    LooseKind.SHIPMENTS: "local_shipping",
    LooseKind.STOCKTAKE: "task_alt",
    LooseKind.PHOTOS: "photo_camera",
    LooseKind.PAPERS: "print",
    LooseKind.MAIL: "cloud_off",
}


def loose_words(kind: LooseKind, n: int, phrases: Phrases) -> str:
    """Return what is unfinished, and how much of it."""
    count = phrases.count
    match kind:
        case LooseKind.VISITS:
            return count("{n} visit is open", "{n} visits are open", n)
        case LooseKind.PARKED:
            return count("{n} visit waits", "{n} visits wait", n)
        case LooseKind.PUT_BACK:
            return count("{n} parcel to put back", "{n} parcels to put back", n)
        case LooseKind.DELIVERIES:
            return count("{n} delivery is open", "{n} deliveries are open", n)
        case LooseKind.RETURNS:
            return count("{n} return is begun", "{n} returns are begun", n)
        case LooseKind.BOXES:
            return count("{n} box is not sealed", "{n} boxes are not sealed", n)
        case LooseKind.SHIPMENTS:
            return count("{n} shipment waits", "{n} shipments wait", n)
        case _:
            return _things(kind, n, phrases)


def _things(kind: LooseKind, n: int, phrases: Phrases) -> str:
    say, count = phrases.text, phrases.count
    match kind:
        case LooseKind.CASH:
            return say("The drawer is not counted")
        case LooseKind.MONEY:
            return count("{n} card is not settled", "{n} cards are not settled", n)
        case LooseKind.STOCKTAKE:
            return say("A stocktake is open")
        case LooseKind.PHOTOS:
            return count("{n} photo is not taken yet", "{n} photos are not taken yet", n)
        case LooseKind.PAPERS:
            return count("{n} paper waits", "{n} papers wait", n)
        case _:
            return count("{n} message is not sent", "{n} messages are not sent", n)


def reason_words(reason: CarryReason, phrases: Phrases) -> str:
    """Return why something is left for another day."""
    say = phrases.text
    return {
        CarryReason.TOMORROW: say("It goes on tomorrow"),
        CarryReason.AWAITED: say("Somebody must come"),
        CarryReason.FAULT: say("A device or the network is down"),
        CarryReason.NO_TIME: say("There was no time"),
        CarryReason.UNTENDED: say("Nobody closed the day"),
    }[reason]


def differs_words(reason: DrawerReason, phrases: Phrases) -> str:
    """Return why the drawer holds another sum."""
    say = phrases.text
    return {
        DrawerReason.CHANGE: say("Change was given wrong"),
        DrawerReason.UNRECORDED: say("Put in or taken out, not written down"),
        DrawerReason.FLOAT: say("It began with another sum"),
        DrawerReason.UNKNOWN: say("Nobody knows"),
    }[reason]


def drawer_words(drawer: Drawer, phrases: Phrases) -> str:
    """Return what was counted, and by how much it differs."""
    counted = phrases.money(drawer.counted_minor, drawer.currency)
    if not drawer.over_minor:
        return counted
    sign = "+" if drawer.over_minor > 0 else "\u2212"
    over = phrases.money(abs(drawer.over_minor), drawer.currency)
    return f"{counted} ({sign}{over})"


def date_words(day: date, phrases: Phrases) -> str:
    """Return a day of the week with its date."""
    noon = datetime(day.year, day.month, day.day, _NOON_H, tzinfo=UTC).timestamp()
    return phrases.weekday(int(noon * 1000))


def sums_words(totals: Totals, phrases: Phrases) -> str:
    """Return what was paid that day, by method."""
    say = phrases.text
    methods = {
        "cash": say("in cash"),
        "card": say("by card"),
        "link": say("by link"),
        "prepaid": say("before"),
    }
    told = (f"{phrases.money(s.minor, s.currency)} {methods[s.method.value]}" for s in totals.paid)
    return " · ".join(told)


def numbers_words(day: Day, phrases: Phrases) -> str:
    """Return the few numbers a day is known by."""
    say, totals = phrases.text, day.totals
    told = (
        (say("Issued"), totals.issued),
        (say("Received"), totals.received),
        (say("Returns"), totals.returns),
        (say("Shipped"), totals.shipped),
    )
    return " · ".join(f"{words}: {phrases.number(n)}" for words, n in told)


FIGURES = (
    Figure.ISSUED,
    Figure.RECEIVED,
    Figure.RETURNS,
    Figure.DROPOFFS,
    Figure.SHIPPED,
    Figure.PARCELS_REFUSED,
)
