"""What the figures are called on the screen, and how they and their change are written."""

from datetime import date, datetime, time

from kiosk.core import papers_figures
from kiosk.core.figures import BETTER_LESS, BETTER_MORE, UNITS, Figure, Unit, Value
from kiosk.core.papers_figures import LINES, clock
from kiosk.core.periods import Period, Span
from kiosk.ui.phrases import Phrases
from kiosk.ui.sentence import n_

_MORE: dict[Figure, str] = {
    Figure.DELIVERIES: n_("Deliveries"),
    Figure.ACCEPT_DELAY: n_("From arrival to the first parcel"),
    Figure.MISSING: n_("Missing in deliveries"),
    Figure.SURPLUS: n_("Surplus in deliveries"),
    Figure.DAMAGED: n_("Damaged in deliveries"),
    Figure.PARCELS_REFUSED: n_("Parcels refused"),
    Figure.DEFECTS: n_("Things left as faulty"),
    Figure.NOT_FOUND_SHARE: n_("Not found, of those searched"),
    Figure.UNCLAIMED_SHARE: n_("Nobody came for, of all"),
    Figure.TURNED_AWAY: n_("Refusals at the counter"),
    Figure.SHIFT: n_("Hours signed in"),
    Figure.PER_SHIFT_HOUR: n_("Issued in an hour signed in"),
}
_FEW = 5


def name_of(figure: Figure, phrases: Phrases) -> str:
    """Return what a figure is called."""
    return phrases.text(LINES.get(figure) or _MORE[figure])


def written(value: Value, phrases: Phrases) -> str:
    """Return a figure as people write it."""
    return papers_figures.written(value, phrases.number)


def change(value: Value, was: Value, phrases: Phrases) -> tuple[str, str, str]:
    """Return how a figure changed, as (icon, words, colour); empty words where nothing is said."""
    if value.value is None or was.value is None or value.value == was.value:
        return ("", "", "ink3")
    more = value.value > was.value
    sign, gap = "+" if more else "\u2212", abs(value.value - was.value)
    match UNITS[value.figure]:
        case Unit.MS:
            words = f"{sign}{clock(gap)}"
        case Unit.SHARE:
            points = phrases.number(round(gap * 100, 1))
            words = phrases.text("{sign}{n} pp", sign=sign, n=points)
        case _ if was.value >= _FEW:
            words = f"{sign}{phrases.number(round(gap / was.value * 100))}\u00a0%"
        case _:
            words = f"{sign}{phrases.number(round(gap))}"
    icon = "keyboard_arrow_up" if more else "keyboard_arrow_down"
    if value.figure not in BETTER_MORE | BETTER_LESS:
        return (icon, words, "ink2")
    good = more == (value.figure in BETTER_MORE)
    verdict = phrases.text("better") if good else phrases.text("worse")
    return (icon, f"{words} · {verdict}", "ok" if good else "warn")


def days_of(period: Period, phrases: Phrases) -> str:
    """Return which days a period is."""
    if period.span is Span.DAY:
        return phrases.weekday(_noon(period.first, phrases))
    if period.span is Span.YEAR:
        return str(period.first.year)
    first, last = (phrases.day(_noon(day, phrases)) for day in (period.first, period.last))
    return f"{first} \u2013 {last}"


def weekdays(phrases: Phrases) -> tuple[str, ...]:
    """Return the short names of the weekdays, Monday first."""
    days = phrases.locale.days["stand-alone"]["abbreviated"]
    return tuple(str(days[n]).rstrip(".").capitalize() for n in range(7))


def months(phrases: Phrases) -> tuple[str, ...]:
    """Return the short names of the months."""
    names = phrases.locale.months["stand-alone"]["abbreviated"]
    return tuple(str(names[n]).rstrip(".") for n in range(1, 13))


def _noon(day: date, phrases: Phrases) -> int:
    return int(datetime.combine(day, time(12), phrases.zone).timestamp() * 1000)
