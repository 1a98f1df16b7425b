"""The figures of the point: a day, a week, a month or a year beside the one before."""

from functools import partial
from typing import cast

from kiosk.core import periods
from kiosk.core.figures import OF_PEOPLE, Figure
from kiosk.core.periods import Period, Span
from kiosk.core.refusals import Refused
from kiosk.ui.kit.boxes import Card, Grid, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, Tabs
from kiosk.ui.kit.charts import Bars, Column, HeatMap
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.screens import figure_words as words
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office
from kiosk.ui.sentences import refusal
from kiosk.workflows.analytics import Colleague, Counting, Report

_TILES = (Figure.ISSUED, Figure.ISSUE_P50, Figure.REFUSALS, Figure.RETURNS)
_OPEN_AT, _CLOSED_AT = 9, 21  # hours the heat map shows at least
_ALL_NAMED = 12  # columns


class AnalyticsScreen(Framed):
    """What was done, how quickly, and how that compares.

    Args:
        office: the counter.
    """

    name = "analytics"
    section = "analytics"
    has_back = False

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.span = Span.WEEK
        self.day = office.desk.analytics.today()
        self.view = "overview"
        self.writing = False

    @property
    def period(self) -> Period:
        """The days on show."""
        return periods.around(self.span, self.day)

    def report(self) -> Report | Counting | Refused:
        """Ask for the figures."""
        return self.desk.analytics.report(self.span, self.day)

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Analytics")

    def subtitle(self) -> str:
        """Return which days."""
        return words.days_of(self.period, self.phrases)

    def content(self) -> Widget:
        """Return the figures, or why there are none."""
        report, gap = self.report(), self.skin.layout.dense
        if isinstance(report, Refused):
            return self._told(refusal(report, self.phrases)[0])
        if isinstance(report, Counting):
            done = self.phrases.number(100 * report.done // max(1, report.total))
            said = self.phrases.text("The journal is being counted: {n} %", n=done)
            return Stack(children=[self._head(), self._told(said)], gap=gap)
        shown = {"staff": self._staff, "figures": self._all}.get(self.view, self._overview)
        return Stack(children=[self._head(), *shown(report), self._foot()], gap=gap)

    def _told(self, said: str) -> Widget:
        label = Label(label=said, style="section", align="centre", lines=2)
        return Card(grow=1, child=Stack(children=[Spacer(), label, Spacer()]))

    def _head(self) -> Widget:
        say, ahead = self.phrases.text, periods.after(self.period).first
        spans = (
            (Span.DAY.value, say("Day")),
            (Span.WEEK.value, say("Week")),
            (Span.MONTH.value, say("Month")),
            (Span.YEAR.value, say("Year")),
        )
        tabs = Tabs(id="span", choices=spans, chosen=self.span.value, pick=self._spanned)
        earlier = Button(
            id="analytics.earlier", label=say("Earlier"), icon="chevron_left", bare=True,
            rank="outline", do=self._earlier,
        )  # fmt: skip
        later = Button(
            id="analytics.later", label=say("Later"), icon="chevron_right", bare=True,
            rank="outline", do=self._later, enabled=ahead <= self.desk.analytics.today(),
            reason=say("These days are still to come"),
        )  # fmt: skip
        return Row(children=[tabs, Spacer(), earlier, later], gap=self.skin.layout.dense)

    def _foot(self) -> Widget:
        say = self.phrases.text
        views = (
            ("overview", say("Overview")),
            ("figures", say("All figures")),
            ("staff", say("Staff")),
        )
        paper = Button(
            id="analytics.print", label=say("Print"), icon="print", rank="outline", do=self._print
        )
        export = Button(
            id="analytics.export", label=say("Export CSV"), rank="primary", do=self._export,
            pending=self.writing,
        )  # fmt: skip
        tabs = Tabs(id="view", choices=views, chosen=self.view, pick=self._viewed)
        return Row(children=[tabs, Spacer(), paper, export], gap=self.skin.layout.dense)

    # -- overview ----------------------------------------------------------------------------------

    def _overview(self, report: Report) -> list[Widget]:
        gap = self.skin.layout.dense
        tiles = Grid(columns=4, gap=gap, children=[self._tile(report, one) for one in _TILES])
        charts = Split(
            left=self._bars(report),
            right=self._heat(report),
            right_wide=self.skin.layout.right["customer"],
            gap=gap,
            grow=1,
            least=160,
        )
        return [tiles, charts]

    def _tile(self, report: Report, figure: Figure) -> Widget:
        value, was = report.values[figure], report.was[figure]
        icon, said, colour = words.change(value, was, self.phrases)
        said_name = words.name_of(figure, self.phrases)
        if figure is Figure.ISSUE_P50:
            said_name = self.phrases.text("Half served within")
        name = Label(label=said_name, colour="ink2", cuts=True)
        number = Label(label=words.written(value, self.phrases), style="kpi")
        changed = Label(label=said or " ", style="chip", colour=colour, icon=icon, cuts=True)
        return Card(padding=self.skin.px(16), child=Stack(children=[name, number, changed]))

    def _bars(self, report: Report) -> Widget:
        say = self.phrases.text
        head = {
            Span.DAY: say("Issued by hour"),
            Span.YEAR: say("Issued by month"),
        }.get(self.span, say("Issued by day"))
        title = Label(label=head, style="section", grow=1, least=80, cuts=True)
        legend = Label(label=say("pale: the period before"), style="caption", colour="ink3")
        chart = Bars(id="analytics.bars", label=head, columns=self._columns(report), grow=1)
        row = Row(children=[title, legend], gap=8)
        return Card(child=Stack(children=[row, chart], gap=8))

    def _columns(self, report: Report) -> tuple[Column, ...]:
        bars, few = report.bars, len(report.bars) <= _ALL_NAMED
        return tuple(
            Column(
                self._under(report, n) if few or n % 5 == 0 else "",
                bar.n,
                bar.before,
                self.phrases.number(bar.n) if few else "",
            )
            for n, bar in enumerate(bars)
        )

    def _under(self, report: Report, n: int) -> str:
        bar = report.bars[n]
        if bar.hour is not None:
            return str(bar.hour)
        if self.span is Span.YEAR:
            return words.months(self.phrases)[bar.at.month - 1]
        return words.weekdays(self.phrases)[n] if self.span is Span.WEEK else str(bar.at.day)

    def _heat(self, report: Report) -> Widget:
        busy = [hour for hour in range(24) if any(day[hour] for day in report.heat)]
        hours = range(min([_OPEN_AT, *busy]), max([_CLOSED_AT, *(h + 1 for h in busy)]))
        head = Label(label=self.phrases.text("Busy hours"), style="section")
        chart = HeatMap(
            id="analytics.heat",
            label=self.phrases.text("Busy hours"),
            rows=tuple(tuple(day[hour] for day in report.heat) for hour in hours),
            hours=tuple(f"{hour}:00" for hour in hours),
            names=words.weekdays(self.phrases),
            grow=1,
        )
        return Card(child=Stack(children=[head, chart], gap=8))

    # -- all figures, staff ------------------------------------------------------------------------

    def _all(self, report: Report) -> list[Widget]:
        rows = ScrollList(
            id="analytics.figures",
            items=tuple(figure.value for figure in Figure),
            row=partial(self._line, report=report),
            row_px=self.skin.px(60),
            gap=0,
            grow=1,
            least=120,
        )
        return [Card(grow=1, child=Stack(children=[self._stock(report), rows], gap=8))]

    def _stock(self, report: Report) -> Widget:
        say, stock = self.phrases.text, report.stock
        taken = round(100 * stock.units / stock.room) if stock.room else 0
        said = say(
            "On the shelf now: {n}, {taken} % of the room; terms that end soon: {expiring}",
            n=self.phrases.number(stock.on_hand), taken=taken, expiring=stock.expiring,
        )  # fmt: skip
        names = ("0\u20131", "2\u20133", "4\u20136", "7\u201313", "14+")
        ages = " · ".join(f"{d}: {n}" for d, n in zip(names, stock.ages, strict=True))
        unsent = say("Unsent: {n}", n=self.phrases.number(report.unsent))
        second = f"{say('Days here')} {ages} · {unsent}"
        return Stack(
            gap=4,
            children=[
                Label(label=said, style="strong", lines=2),
                Label(label=second, style="caption", colour="ink2", cuts=True),
            ],
        )

    def _line(self, item: object, *, report: Report) -> Widget:
        figure = Figure(cast("str", item))
        value, was = report.values[figure], report.was[figure]
        icon, said, colour = words.change(value, was, self.phrases)
        side = self.skin.px(120)
        return Row(
            gap=12,
            children=[
                Label(label=words.name_of(figure, self.phrases), grow=1, least=80, cuts=True),
                Label(label=words.written(value, self.phrases), style="strong", wide=side),
                Label(label=said, style="caption", colour=colour, icon=icon, wide=2 * side,
                      cuts=True),
            ],
        )  # fmt: skip

    def _staff(self, report: Report) -> list[Widget]:
        rows = ScrollList(
            id="analytics.staff",
            items=report.people,
            key=lambda one: cast("Colleague", one).staff,
            row=self._person,
            row_px=self.skin.px(96),
            empty=self.phrases.text("Nobody worked on these days."),
            grow=1,
            least=120,
        )
        return [Card(grow=1, child=Stack(children=[rows]))]

    def _person(self, item: object) -> Widget:
        one = cast("Colleague", item)
        say, told = self.phrases, list[str]()
        for figure in OF_PEOPLE:
            if one.values[figure].value:
                said = words.written(one.values[figure], say)
                told.append(f"{words.name_of(figure, say)}: {said}")
        return Stack(
            gap=4,
            children=[
                Spacer(),
                Label(label=one.name, style="row_title", cuts=True),
                Label(label=" · ".join(told), style="caption", colour="ink2", lines=2, cuts=True),
                Spacer(),
            ],
        )

    # -- what it does ------------------------------------------------------------------------------

    def _spanned(self, span: str) -> Move:
        self.span = Span(span)
        self.renew()
        return None

    def _viewed(self, view: str) -> Move:
        self.view = view
        self.renew()
        return None

    def _earlier(self) -> Move:
        self.day = periods.before(self.period).last
        self.renew()
        return None

    def _later(self) -> Move:
        self.day = min(periods.after(self.period).first, self.desk.analytics.today())
        self.renew()
        return None

    def _print(self) -> Move:
        no = self.desk.analytics.print(self.span, self.day)
        if isinstance(no, Refused):
            return self.refused(no)
        if isinstance(no, Counting):
            return Say(self.phrases.text("The journal is being counted; try again soon"))
        return Say(self.phrases.text("The figures are being printed"), "ok")

    def _export(self) -> Move:
        export = self.desk.analytics.export(self.span, self.day)
        if isinstance(export, Refused):
            return self.refused(export)
        self.writing = True
        self.renew()
        self.stage.later(lambda: self.desk.analytics.save(export), self._saved)
        return None

    def _saved(self, where: str | Refused) -> Move:
        self.writing = False
        self.renew()
        if isinstance(where, Refused):
            return self.refused(where)
        name = where.rsplit("/", 1)[-1]
        step = where.removesuffix(f"/{name}")
        return Say(self.phrases.text("The table is written"), "ok", step=step)
