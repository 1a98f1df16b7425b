"""The figures as tables for a spreadsheet: a line a day and person, and what they are made of."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from kiosk.core.day_counts import Counts
from kiosk.core.figure_reasons import reasons
from kiosk.core.figures import Figure, Value, figures, hours_of, money_of, of_people

BREAKDOWN = ("day", "of", "what", "n")
COLUMNS = ("day", "who", *(figure.value for figure in Figure))
_FORMULA = ("=", "+", "-", "@", "\t")  # what a spreadsheet takes for a formula to obey


def table(days: Mapping[str, Counts], first: date, last: date) -> str:
    """Return the days from `first` to `last` as CSV with a head, CRLF at each line's end.

    Args:
        days: counts by day, yyyy-mm-dd.
        first: the first of them.
        last: the last of them; a day without any counts has its line too.
    """
    lines = [COLUMNS]
    for n in range((last - first).days + 1):
        day = (first + timedelta(days=n)).isoformat()
        lines += _lines(day, days.get(day, {}))
    return "".join(",".join(map(_quoted, line)) + "\r\n" for line in lines)


def breakdown(days: Mapping[str, Counts], first: date, last: date) -> str:
    """Return what the figures of the days are made of: reasons, busy hours, and money.

    Args:
        days: counts by day, yyyy-mm-dd.
        first: the first of them.
        last: the last of them.
    """
    lines: list[tuple[str, ...]] = [BREAKDOWN]
    for day in sorted(day for day in days if first.isoformat() <= day <= last.isoformat()):
        lines += ((day, of, _plain(what), str(n)) for of, what, n in _parts(days[day]))
    return "".join(",".join(map(_quoted, line)) + "\r\n" for line in lines)


def _parts(counts: Counts) -> Iterable[tuple[str, str, int]]:
    for why, told in reasons(counts).items():
        yield from ((why.value, reason, n) for reason, n in told.items())
    yield from (("issued_at", f"{hour:02d}", n) for hour, n in enumerate(hours_of(counts)) if n)
    paid = money_of(counts).items()
    yield from (("paid_minor", f"{method} {currency}", minor) for (method, currency), minor in paid)


def _lines(day: str, counts: Counts) -> Iterable[tuple[str, ...]]:
    yield (day, "", *_cells(figures(counts)))
    for who, values in of_people(counts).items():
        yield (day, _plain(who), *_cells(values))


def _cells(values: Mapping[Figure, Value]) -> list[str]:
    return [_number(values[figure].value) if figure in values else "" for figure in Figure]


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else f"{value:.4f}"


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _quoted(cell: str) -> str:
    inner = cell.replace('"', '""')
    return f'"{inner}"' if any(one in cell for one in ',"\r\n') else cell
