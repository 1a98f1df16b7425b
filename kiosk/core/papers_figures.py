"""The figures on a strip of paper: of a period, beside those of the one before."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from kiosk.core.figure_reasons import NAMES, Why, word
from kiosk.core.figures import UNITS, Figure, Unit, Value
from kiosk.core.papers import Wording
from kiosk.core.periods import Period
from kiosk.core.policy import Check
from kiosk.core.receipts import Cut, Doc, Element, Rule, Text, TextSize, clean

NOTHING = "\u2013"
OLDER = "Older figures: counted as before the update"
# What the strip tells, in this order, with what is written before it.
LINES: Mapping[Figure, str] = {
    Figure.ISSUED: "Issued",
    Figure.SESSIONS: "Visits",
    Figure.ISSUE_P50: "Time of a visit, half of them",
    Figure.ISSUE_P95: "Time of a visit, 95 of 100",
    Figure.SEARCH_P50: "Search, half of them",
    Figure.SEARCH_P95: "Search, 95 of 100",
    Figure.VISITS_AT_ONCE: "Most visits at once",
    Figure.RECEIVED: "Received",
    Figure.ACCEPT_SPEED: "Received in an hour",
    Figure.DIFFERENCES: "Differences in deliveries",
    Figure.REFUSALS: "Things refused",
    Figure.NOT_FOUND: "Not found",
    Figure.UNCLAIMED: "Nobody came for",
    Figure.RETURNS: "Returns",
    Figure.DROPOFFS: "Drop-offs",
    Figure.SHIPPED: "Shipped",
    Figure.GIVEN_BACK: "Given back to sellers",
    Figure.WRONG_CODES: "Wrong codes",
    Figure.OFFLINE: "Without network",
    Figure.OCCUPANCY: "Shelves taken",
}
METHODS = {
    "cash": "Paid in cash",
    "card": "Paid by card",
    "link": "Paid by link",
    "prepaid": "Paid before",
}


AGE_NAMES = ("0\u20131", "2\u20133", "4\u20136", "7\u201313", "14+")  # days on hand


class Stock(Struct, frozen=True):
    """What is on the shelf now.

    Args:
        on_hand: parcels here.
        ages: of them, by days since they came, as AGE_NAMES divides them.
        expiring: stored, and their term ends soon or is over.
        units: of room that is taken; room: of all cells that are not blocked.
    """

    on_hand: int
    ages: tuple[int, ...]
    expiring: int
    units: int
    room: int


class Told(Struct, frozen=True):
    """What a strip tells.

    Args:
        period, against: which days, and those in brackets.
        values, was: its figures, and those of the period before.
        money: minor units by (method, currency).
        at, by: when it was printed, and by whom; initials, never a name.
        reasons: why, each with how often; own: the network's reasons to refuse, with its words.
        stock: what is on the shelf as it is printed.
        is_older: the rules of counting have changed, and these were counted by the older ones.
    """

    period: Period
    against: Period
    values: Mapping[Figure, Value]
    was: Mapping[Figure, Value]
    money: Mapping[tuple[str, str], int]
    at: int
    by: str
    reasons: Mapping[Why, Mapping[str, int]] = {}
    own: tuple[Check, ...] = ()
    stock: Stock | None = None
    is_older: bool = False


def report(told: Told, wording: Wording) -> Doc:
    """Return the strip."""
    say = wording.words
    head: list[Element] = [
        Text(say("Figures"), size=TextSize.LARGE, bold=True, centred=True),
        Text(say("Point {point}").format(point=clean(wording.point)), wording.moment(told.at)),
        Text(_days(told.period), clean(told.by)),
        Text(f"{say('In brackets:')} {_days(told.against)}", size=TextSize.SMALL),
    ]
    if told.is_older:
        head.append(Text(say(OLDER), size=TextSize.SMALL))
    return Doc(
        "figures",
        (
            *head,
            Rule(),
            *lines(told.values, told.was, wording),
            *money(told.money, wording),
            *_shelf(told.stock, wording),
            *_reasons(told, wording),
            Cut(),
        ),
    )


def _days(period: Period) -> str:
    first, last = period.first.isoformat(), period.last.isoformat()
    return first if first == last else f"{first} \u2013 {last}"


def _shelf(stock: Stock | None, wording: Wording) -> list[Element]:
    """Return what lies on the shelf as the strip is printed, whatever its days."""
    if stock is None:
        return []
    say, number = wording.words, wording.number
    by_age = zip(AGE_NAMES, stock.ages, strict=True)
    return [
        Rule(),
        Text(say("On the shelf now"), number(stock.on_hand), bold=True),
        Text(say("Terms that end soon"), number(stock.expiring)),
        *(Text(f"{say('Days here')}: {days}", number(n)) for days, n in by_age),
    ]


def _reasons(told: Told, wording: Wording) -> list[Element]:
    """Return the reasons, a group under its name; what the rules answer is told on the screen."""
    found: list[Element] = []
    for why, counts in told.reasons.items():
        if why is Why.TURNED_AWAY:
            continue
        found += [Rule(), Text(wording.words(NAMES[why]), bold=True)]
        for reason, n in counts.items():
            named = word(why, reason, told.own, wording.words, wording.language)
            found.append(Text(clean(named), wording.number(n)))
    return found


def lines(
    values: Mapping[Figure, Value], was: Mapping[Figure, Value] | None, wording: Wording
) -> list[Element]:
    """Return a line a figure; with what it was before in brackets, where that is told."""
    told: list[Element] = []
    for figure, words in LINES.items():
        said = written(values[figure], wording.number)
        if was is not None:
            said = f"{said} ({written(was[figure], wording.number)})"
        told.append(Text(wording.words(words), said))
    return told


def money(sums: Mapping[tuple[str, str], int], wording: Wording) -> list[Element]:
    """Return what was paid, a line a method and currency, under a rule of its own."""
    told = [
        Text(wording.words(METHODS.get(method, method)), wording.money(minor, currency))
        for (method, currency), minor in sums.items()
    ]
    return [Rule(), *told] if told else []


def written(value: Value, number: Callable[[float], str]) -> str:
    """Return a figure as people read it; a dash for one that says nothing.

    Args:
        value: the figure.
        number: writes a number as the language does.
    """
    if value.value is None:
        return NOTHING
    match UNITS[value.figure]:
        case Unit.MS:
            return clock(value.value)
        case Unit.SHARE:
            return f"{number(round(value.value * 100, 1))}\u00a0%"
        case Unit.PER_HOUR | Unit.COUNT:
            return number(round(value.value))


def clock(ms: float) -> str:
    """Return a time as minutes and seconds, or as hours, minutes and seconds: 0:41, 3:05:00."""
    seconds = round(ms / 1000)
    minutes, hours = seconds // 60, seconds // 3600
    if hours:
        return f"{hours}:{minutes % 60:02d}:{seconds % 60:02d}"
    return f"{minutes}:{seconds % 60:02d}"
