"""Figures of the network: all points in a run of days, beside the run before; also as CSV."""

import csv
import io
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct
from starlette.responses import Response

from kiosk.central.console.call import Call
from kiosk.central.console.front import Page
from kiosk.central.console.phrases import N_
from kiosk.central.network_days import COUNTS, NetworkFigures, PointFigures, Span
from kiosk.central.network_days import figures as figures_of
from kiosk.core.facts.day import Totals

RUNS = (7, 28, 91, 365)  # days: whole weeks, so that weekdays stand beside weekdays; and a year
WORDS = {
    "issued": N_("Issued"),
    "received": N_("Received"),
    "returns": N_("Returns"),
    "shipped": N_("Shipped"),
    "not_found": N_("Not found"),
    "missing": N_("Missing"),
    "turned_away": N_("Turned away"),
    "offline_ms": N_("Offline"),
}
_LEFT, _WIDE, _TOP, _FOOT = 12, 936, 12, 196  # px of a drawing of 960 x 220
_HOUR_MS = 3_600_000


class Bar(Struct, frozen=True):
    """A day in the drawing: where it stands, px, and its number; None where nobody told."""

    day: date
    x: float
    wide: float
    y: float
    tall: float
    number: int | None


class Chart(Struct, frozen=True):
    """Days beside each other, the tallest as high as the drawing.

    Args:
        bars: the days, in order.
        most: the number at the top.
        marks: the first day, one in the middle, the last; where each is written.
    """

    bars: tuple[Bar, ...]
    most: int
    marks: tuple[tuple[float, date, str], ...]


async def show(call: Call) -> Response:
    """Show a run of days."""
    found, word = await _asked(call), _word(call)
    rows = sorted(found.points, key=lambda one: (-getattr(one.totals, word), one.point))
    return call.page(
        "figures.html",
        found=found,
        rows=rows,
        chart=charted(found, word),
        word=word,
        words=WORDS,
        runs=RUNS,
        change=change,
        silent=sum(not one.told for one in found.points),
        hour_ms=_HOUR_MS,
    )


async def download(call: Call) -> Response:
    """Hand the same out as a file, every number by itself."""
    found = await _asked(call)
    name = f"figures-{found.span.first}-{found.span.last}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(sheet(found.points), headers=headers, media_type="text/csv; charset=utf-8")


def change(now: int, before: int) -> int | None:
    """Return by how many per cent a number grew; None beside nothing."""
    return round((now - before) * 100 / before) if before else None


def charted(found: NetworkFigures, word: str) -> Chart:
    """Return the days as they are drawn.

    Args:
        found: the figures.
        word: of `WORDS`.
    """
    days, room = found.span.days, _WIDE / found.span.long
    told = {day: getattr(totals, word) for day, totals in found.by_day.items()}
    most, gap = max(told.values(), default=0), min(4.0, room / 4)
    bars = tuple(
        _bar(day, _LEFT + n * room, room - gap, told.get(day), most) for n, day in enumerate(days)
    )
    middle = len(days) // 2
    marks = (
        (bars[0].x, days[0], "start"),
        (bars[middle].x + bars[middle].wide / 2, days[middle], "middle"),
        (bars[-1].x + bars[-1].wide, days[-1], "end"),
    )
    return Chart(bars, most, marks)


def _bar(day: date, x: float, wide: float, number: int | None, most: int) -> Bar:
    tall = (_FOOT - _TOP) * number / most if number and most else 0.0
    return Bar(day, round(x, 1), round(wide, 1), round(_FOOT - tall, 1), round(tall, 1), number)


def sheet(points: Iterable[PointFigures]) -> str:
    """Return a line of CSV a point: what it told, and the same of the run before."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    before = [f"{name}_before" for name in COUNTS]
    lines.writerow(["point", "name", "days_told", "days_untended", *COUNTS, *before])
    for one in points:
        head = [_plain(one.point), _plain(one.name), one.told, one.untended]
        lines.writerow([*head, *_numbers(one.totals), *_numbers(one.before)])
    return out.getvalue()


def _numbers(totals: Totals) -> list[int]:
    return [getattr(totals, name) for name in COUNTS]


def _plain(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


async def _asked(call: Call) -> NetworkFigures:
    told = call.asked("days", 3)
    long = int(told) if told in {str(run) for run in RUNS} else RUNS[1]
    now = datetime.fromtimestamp(call.desk.means.wall() / 1000, UTC)
    today = now.astimezone(call.desk.manner.zone).date()
    last = today - timedelta(1)  # today is open at most points
    span = Span(last - timedelta(long - 1), last)
    return await call.desk.read(lambda books: figures_of(books, span))


def _word(call: Call) -> str:
    told = call.asked("by", 16)
    return told if told in WORDS else "issued"


PAGES = (Page("/figures", show), Page("/figures.csv", download))
