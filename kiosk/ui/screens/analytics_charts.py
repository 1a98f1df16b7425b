"""The figures as charts: tiles, bars beside those of the period before, busy hours, the shelf."""

from msgspec import Struct

from kiosk.core import periods
from kiosk.core.figures import Figure
from kiosk.core.papers_figures import AGE_NAMES
from kiosk.core.periods import Bar, Period, Span
from kiosk.ui.kit.boxes import Card, Grid, Row, Spacer, Split, Stack
from kiosk.ui.kit.charts import Bars, Column, HeatMap, Legend
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens import figure_words as words
from kiosk.workflows.inquiries import Report

_TILES = (Figure.ISSUED, Figure.ISSUE_P50, Figure.REFUSALS, Figure.RETURNS)
_OPEN_AT, _CLOSED_AT = 9, 21  # hours the heat map shows at least
_ALL_NAMED = 12  # columns


class Charts(Struct, frozen=True):
    """Draws a report.

    Args:
        report: what it says.
        skin, phrases: how it looks and reads.
    """

    report: Report
    skin: Skin
    phrases: Phrases

    def overview(self) -> list[Widget]:
        """Return the tiles, and below them what was issued and when it was busy."""
        gap = self.skin.layout.dense
        tiles = Grid(columns=4, gap=gap, children=[self._tile(one) for one in _TILES])
        return [tiles, self._beside(self._issued(), self._heat())]

    def shelf(self) -> list[Widget]:
        """Return how full the shelves were, and what lies there now."""
        return [self._beside(self._occupancy(), self._now())]

    def _beside(self, left: Widget, right: Widget) -> Widget:
        lay = self.skin.layout
        return Split(
            left=left,
            right=right,
            right_wide=lay.right["customer"],
            gap=lay.dense,
            grow=1,
            least=160,
        )

    # -- tiles -------------------------------------------------------------------------------------

    def _tile(self, figure: Figure) -> Widget:
        value, was = self.report.values[figure], self.report.was[figure]
        icon, said, colour = words.change(value, was, self.phrases)
        named = words.name_of(figure, self.phrases)
        if figure is Figure.ISSUE_P50:
            named = self.phrases.text("Half served within")
        before = self.phrases.text("before: {n}", n=words.written(was, self.phrases))
        return Card(
            padding=self.skin.px(16 if self._is_large else 10),
            child=Stack(
                children=[
                    Label(label=named, colour="ink2", cuts=True),
                    Label(label=words.written(value, self.phrases), style="kpi"),
                    Label(label=said or " ", style="chip", colour=colour, icon=icon, cuts=True),
                    Label(label=before, style="caption", colour="ink3", cuts=True),
                ]
            ),
        )

    # -- bars --------------------------------------------------------------------------------------

    def _issued(self) -> Widget:
        say, span = self.phrases.text, self.report.period.span
        by_time = {Span.DAY: say("Issued by hour"), Span.YEAR: say("Issued by month")}
        head = by_time.get(span, say("Issued by day"))
        chart = Bars(
            id="analytics.bars", label=head, columns=self._columns(self.report.bars), grow=1
        )
        return self._chart(head, chart, self.report.period)

    def _occupancy(self) -> Widget:
        period = self.report.period
        if period.span is Span.DAY:
            period = periods.around(Span.WEEK, period.first)
        chart = Bars(
            id="analytics.shelf",
            label=self.phrases.text("Shelves taken"),
            columns=self._columns(self.report.shelf),
            unit="\u00a0%",
            grow=1,
        )
        return self._chart(self.phrases.text("Shelves taken, % of the room"), chart, period)

    def _chart(self, head: str, chart: Widget, period: Period) -> Widget:
        then = periods.before(period)
        other_year = then.first.year != period.first.year
        now = words.days_of(period, self.phrases)
        before = words.days_of(then, self.phrases, with_year=other_year)
        title = Label(label=head, style="section", cuts=True)
        keys = Row(gap=16, children=[Legend(label=now), Legend(label=before, earlier=True)])
        top = self._in_line(title, keys) or [title, keys]
        return Card(child=Stack(children=[*top, chart], gap=8))

    def _in_line(self, title: Label, more: Widget) -> list[Widget]:
        """Return both on one line, or nothing where the left card is too narrow for them."""
        lay = self.skin.layout
        room = lay.content[2] - lay.right["customer"] - lay.dense - 2 * lay.padding
        wishes = [one.size(self.skin, 10 * room)[0] for one in (title, more)]
        if sum(wishes) + 16 > room:
            return []
        return [Row(children=[title, Spacer(), more], gap=8)]

    def _columns(self, bars: tuple[Bar, ...]) -> tuple[Column, ...]:
        few = len(bars) <= _ALL_NAMED
        return tuple(
            Column(
                self._under(bar, n, len(bars)) if few or n % 5 == 0 else "",
                bar.n,
                bar.before,
                self.phrases.number(bar.n) if few else "",
            )
            for n, bar in enumerate(bars)
        )

    def _under(self, bar: Bar, n: int, count: int) -> str:
        if bar.hour is not None:
            return str(bar.hour)
        if self.report.period.span is Span.YEAR:
            return words.months(self.phrases)[bar.at.month - 1]
        week = words.weekdays(self.phrases)
        return week[n] if count == len(week) else str(bar.at.day)

    # -- busy hours --------------------------------------------------------------------------------

    def _heat(self) -> Widget:
        heat = self.report.heat
        busy = [hour for hour in range(24) if any(day[hour] for day in heat)]
        hours = range(min([_OPEN_AT, *busy]), max([_CLOSED_AT, *(h + 1 for h in busy)]))
        head = Label(label=self.phrases.text("Busy hours"), style="section", cuts=True)
        what = Label(label=self.phrases.text("issued in an hour"), style="caption", colour="ink2")
        top = Row(children=[head, Spacer(), what], gap=8) if self._is_large else head
        chart = HeatMap(
            id="analytics.heat",
            label=self.phrases.text("Busy hours"),
            rows=tuple(tuple(day[hour] for day in heat) for hour in hours),
            hours=tuple(f"{hour}:00" for hour in hours),
            names=words.weekdays(self.phrases),
            grow=1,
        )
        return Card(child=Stack(children=[top, chart], gap=8))

    # -- the shelf now -----------------------------------------------------------------------------

    def _now(self) -> Widget:
        say, stock, number = self.phrases.text, self.report.stock, self.phrases.number
        taken = round(100 * stock.units / stock.room) if stock.room else 0
        ages = zip(AGE_NAMES, stock.ages, strict=True)
        columns = tuple(Column(days, n, None, number(n)) for days, n in ages)
        rows = [
            Label(label=say("On the shelf now"), style="section"),
            self._pair(say("Parcels"), number(stock.on_hand)),
            self._pair(say("Room taken"), f"{number(taken)}\u00a0%"),
            self._pair(say("Terms that end soon"), number(stock.expiring)),
            Label(label=say("Days here"), colour="ink2"),
            Bars(id="analytics.ages", label=say("Days here"), columns=columns, grow=1),
        ]
        return Card(child=Stack(children=rows, gap=8))

    @property
    def _is_large(self) -> bool:
        return self.skin.layout.size == "L"

    def _pair(self, name: str, said: str) -> Widget:
        return Row(
            gap=8,
            children=[
                Label(label=name, colour="ink2", grow=1, least=60, cuts=True),
                Label(label=said, style="strong"),
            ],
        )
