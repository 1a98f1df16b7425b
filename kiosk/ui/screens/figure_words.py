"""What the figures are called on the screen, and how they and their change are written."""

from datetime import date, datetime, time

from kiosk.core import papers_figures
from kiosk.core.figure_reasons import Why, word
from kiosk.core.figures import BETTER_LESS, BETTER_MORE, UNITS, Figure, Unit, Value
from kiosk.core.papers_figures import LINES, clock
from kiosk.core.periods import Period, Span
from kiosk.core.policy import Policy
from kiosk.core.refusals import Reason
from kiosk.ui.phrases import Phrases
from kiosk.ui.sentence import n_
from kiosk.ui.sentences import SENTENCES
from kiosk.workflows.inquiries import Report

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
_SHORT: dict[Figure, str] = {  # at the head of a column
    Figure.SESSIONS: n_("Served"),
    Figure.ISSUE_P50: n_("Half within"),
    Figure.ISSUE_P95: n_("95 of 100 within"),
    Figure.SHIFT: n_("At the counter"),
    Figure.PER_SHIFT_HOUR: n_("Issued an hour"),
}
_FEW = 5


def name_of(figure: Figure, phrases: Phrases) -> str:
    """Return what a figure is called."""
    return phrases.text(LINES.get(figure) or _MORE[figure])


def short_of(figure: Figure, phrases: Phrases) -> str:
    """Return what a figure is called at the head of a narrow column."""
    return phrases.text(_SHORT[figure]) if figure in _SHORT else name_of(figure, phrases)


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


def days_of(period: Period, phrases: Phrases, *, with_year: bool = False) -> str:
    """Return which days a period is: a day, a span, or a year.

    Args:
        period: which.
        phrases: the language.
        with_year: say the year, too.
    """
    begin, end = period.first, period.last
    if begin == end and not with_year:
        return phrases.weekday(_noon(begin, phrases))
    if (begin.month, begin.day, end.month, end.day) == (1, 1, 12, 31):
        return str(begin.year)
    last = phrases.day(_noon(end, phrases)) + (f" {end.year}" if with_year else "")
    if begin == end:
        return last
    if (begin.year, begin.month) == (end.year, end.month) and last.startswith(str(end.day)):
        return f"{begin.day}\u2013{last}"
    return f"{phrases.day(_noon(begin, phrases))} \u2013 {last}"


def compared(report: Report, phrases: Phrases) -> str:
    """Return which days a report is of, and those it is compared with."""
    other_year = report.against.first.year != report.period.first.year
    now, begin = days_of(report.period, phrases), report.period.first
    if report.period.span is Span.DAY:
        now = f"{weekdays(phrases)[begin.weekday()]}, {phrases.day(_noon(begin, phrases))}"
    then = days_of(report.against, phrases, with_year=other_year)
    if report.against.first == report.against.last and not other_year:
        then = phrases.day(_noon(report.against.first, phrases))
    return phrases.text("{now}, compared with {then}", now=now, then=then)


def reason_of(why: Why, reason: str, policy: Policy | None, phrases: Phrases) -> str:
    """Return what a reason is called; what the rules answered, as they say it at the counter."""
    if why is Why.TURNED_AWAY:
        known = reason in set(Reason)
        return phrases.text(SENTENCES[Reason(reason)].what) if known else reason
    own = policy.refuse_reasons if policy else ()
    return word(why, reason, own, phrases.text, phrases.language)


def weekdays(phrases: Phrases) -> tuple[str, ...]:
    """Return the short names of the weekdays, Monday first."""
    days = phrases.locale.days["stand-alone"]["abbreviated"]
    return tuple(str(days[n]).rstrip(".").capitalize() for n in range(7))


def months(phrases: Phrases) -> tuple[str, ...]:
    """Return the short names of the months."""
    names = phrases.locale.months["stand-alone"]["abbreviated"]
    return tuple(str(names[n])[:3].rstrip(".") for n in range(1, 13))


def _noon(day: date, phrases: Phrases) -> int:
    return int(datetime.combine(day, time(12), phrases.zone).timestamp() * 1000)
