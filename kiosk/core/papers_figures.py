"""The figures on a strip of paper: of a period, beside those of the one before."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from kiosk.core.figures import UNITS, Figure, Unit, Value
from kiosk.core.papers import Wording
from kiosk.core.periods import Period
from kiosk.core.receipts import Cut, Doc, Element, Rule, Text, TextSize, clean

NOTHING = "\u2013"
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


class Told(Struct, frozen=True):
    """What a strip tells.

    Args:
        period: which days.
        values, was: its figures, and those of the period before.
        money: minor units by (method, currency).
        at, by: when it was printed, and by whom; initials, never a name.
    """

    period: Period
    values: Mapping[Figure, Value]
    was: Mapping[Figure, Value]
    money: Mapping[tuple[str, str], int]
    at: int
    by: str


def report(told: Told, wording: Wording) -> Doc:
    """Return the strip."""
    say = wording.words
    days = told.period.first.isoformat()
    if told.period.last != told.period.first:
        days = f"{days} \u2013 {told.period.last.isoformat()}"
    head: list[Element] = [
        Text(say("Figures"), size=TextSize.LARGE, bold=True, centred=True),
        Text(say("Point {point}").format(point=clean(wording.point)), wording.moment(told.at)),
        Text(days, clean(told.by)),
        Text(say("In brackets: the period before"), size=TextSize.SMALL),
        Rule(),
    ]
    return Doc(
        "figures",
        (*head, *lines(told.values, told.was, wording), *money(told.money, wording), Cut()),
    )


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
