"""The figures of the point: a day, a week, a month or a year beside the one before."""

from datetime import date
from functools import partial

from kiosk.core import periods
from kiosk.core.periods import Period, Span
from kiosk.core.refusals import Refused
from kiosk.hw.ports import Signal
from kiosk.ui.kit.boxes import Card, Row, Spacer, Stack
from kiosk.ui.kit.buttons import Button, Tabs
from kiosk.ui.kit.sheets import Progress
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.screens import figure_words as words
from kiosk.ui.screens.analytics_charts import Charts
from kiosk.ui.screens.analytics_lists import Lists
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office
from kiosk.ui.sentences import refusal
from kiosk.workflows.inquiries import Counting, Inquiry, Report, Takeout

FRESH_S = 10.0  # figures of today are read anew that often while something happens
_Days = tuple[Span, date]


class AnalyticsScreen(Framed):
    """What was done, how quickly, and how that compares.

    The figures are read beside the counter. An answer for days that are no longer looked at is
    dropped.

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
        self.told: Report | Counting | Refused | None = None  # None: they are being read
        self._reading: _Days | None = None
        self._read_at = 0.0

    @property
    def period(self) -> Period:
        """The days on show."""
        return periods.around(self.span, self.day)

    # -- asking ------------------------------------------------------------------------------------

    def entered(self) -> None:
        """Ask for the figures."""
        self.ask()

    def ask(self) -> None:
        """Ask for the figures of the days on show; those that are shown stay until they come."""
        asked = self.desk.analytics.ask(self.span, self.day)
        self._read_at = self.stage.now()
        if not isinstance(asked, Inquiry):
            self._reading, self.told = None, asked
        elif asked.is_at_once:
            self._reading, self.told = None, asked.read()
        else:
            self._reading = (self.span, self.day)
            self.stage.later(asked.read, partial(self._answered, self._reading))
        self.renew()

    def _answered(self, days: _Days, report: Report) -> Move:
        if days != self._reading:
            return None  # somebody looks at other days by now
        self._reading = None
        # whoever asked may have lost the right, or the counter, meanwhile
        self.told = report if self.desk.analytics.may else None
        if self.told is None:
            self.ask()
        self.renew()
        return None

    def on(self, signal: Signal) -> Move:
        """Read anew what has changed, now and then."""
        move = super().on(signal)
        if self._reading is None and self._is_old() and self.stage.now() - self._read_at >= FRESH_S:
            self.ask()
        return move

    def _is_old(self) -> bool:
        match self.told:
            case Counting():
                return True
            case Report() as report:
                if report.anew is not None:
                    return True
                today = self.desk.analytics.today()
                return report.period.holds(today) and self.desk.analytics.is_old(report)
            case _:
                return False

    # -- what is seen ------------------------------------------------------------------------------

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Analytics")

    def subtitle(self) -> str:
        """Return which days, and those they are compared with."""
        if isinstance(self.told, Report) and self.told.period == self.period:
            return words.compared(self.told, self.phrases)
        return words.days_of(self.period, self.phrases)

    def content(self) -> Widget:
        """Return the figures, or why there are none."""
        told, gap = self.told, self.skin.layout.dense
        if isinstance(told, Refused):
            return self._says(refusal(told, self.phrases)[0])
        if isinstance(told, Counting):
            done = self.phrases.number(100 * told.done // max(1, told.total))
            said = self.phrases.text("The journal is being counted: {n} %", n=done)
            bar = Progress(done=told.done, of=max(1, told.total), tone="brand")
            return Stack(children=[self._head(None), self._says(said, bar)], gap=gap)
        if told is None or told.period != self.period:
            said = self.phrases.text("The figures are being read")
            return Stack(children=[self._head(None), self._says(said), self._foot(None)], gap=gap)
        charts = Charts(told, self.skin, self.phrases)
        lists = Lists(told, self.desk.counter.policy, self.skin, self.phrases)
        shown = {
            "figures": lists.figures,
            "reasons": lists.reasons,
            "shelf": charts.shelf,
            "staff": lists.staff,
        }.get(self.view, charts.overview)
        parts = [self._head(told), *self._older(told), *shown(), self._foot(told)]
        return Stack(children=parts, gap=gap)

    def _older(self, told: Report) -> list[Widget]:
        """Return that these figures are older ones, and how far the journal is counted anew."""
        if told.anew is None:
            return []
        done, total = told.anew.done, max(1, told.anew.total)
        said = self.phrases.text(
            "Older figures, as counted before the update · {n} % recounted",
            n=self.phrases.number(100 * done // total),
        )
        label = Label(id="analytics.older", label=said, colour="warn", icon="schedule", least=200)
        bar = Progress(done=done, of=total, tone="brand", grow=1, least=60)
        return [Row(children=[label, bar], gap=self.skin.px(16))]

    def _says(self, said: str, *more: Widget) -> Widget:
        label = Label(label=said, style="section", align="centre", lines=2)
        return Card(
            grow=1, child=Stack(children=[Spacer(), label, *more, Spacer()], gap=self.skin.px(16))
        )

    def _head(self, report: Report | None) -> Widget:
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
        paper = Button(
            id="analytics.print", label=say("Print"), icon="print", rank="outline",
            enabled=report is not None, reason=say("The figures are being read"),
            do=partial(self._print, report),
        )  # fmt: skip
        return Row(children=[tabs, Spacer(), earlier, later, paper], gap=self.skin.layout.dense)

    def _foot(self, report: Report | None) -> Widget:
        say = self.phrases.text
        views = (
            ("overview", say("Overview")),
            ("figures", say("All figures")),
            ("reasons", say("Reasons")),
            ("shelf", say("Shelf")),
            ("staff", say("Staff")),
        )
        export = Button(
            id="analytics.export", label=say("Export CSV"),
            rank="primary" if self.skin.layout.size == "L" else "outline", do=self._export,
            pending=self.writing, enabled=report is not None,
            reason=say("The figures are being read"),
        )  # fmt: skip
        tabs = Tabs(id="view", choices=views, chosen=self.view, pick=self._viewed)
        return Row(children=[tabs, Spacer(), export], gap=self.skin.layout.dense)

    # -- what it does ------------------------------------------------------------------------------

    def _spanned(self, span: str) -> Move:
        self.span = Span(span)
        self.ask()
        return None

    def _viewed(self, view: str) -> Move:
        self.view = view
        self.renew()
        return None

    def _earlier(self) -> Move:
        self.day = periods.before(self.period).last
        self.ask()
        return None

    def _later(self) -> Move:
        ahead, today = periods.after(self.period), self.desk.analytics.today()
        self.day = today if ahead.holds(today) else ahead.first
        self.ask()
        return None

    def _print(self, report: Report | None) -> Move:
        no = self.desk.analytics.print(report) if report else None
        if isinstance(no, Refused):
            return self.refused(no)
        return Say(self.phrases.text("The figures are being printed"), "ok")

    def _export(self) -> Move:
        takeout = self.desk.analytics.export(self.span, self.day)
        if isinstance(takeout, Refused):
            return self.refused(takeout)
        if not isinstance(takeout, Takeout):
            return Say(self.phrases.text("The journal is being counted; try again soon"))
        if takeout.inquiry.is_at_once:
            return self._saved(takeout.write())
        self.writing = True
        self.renew()
        self.stage.later(takeout.write, self._saved)
        return None

    def _saved(self, where: tuple[str, ...] | Refused) -> Move:
        self.writing = False
        self.renew()
        if isinstance(where, Refused):
            return self.refused(where)
        return Say(self.phrases.text("The tables are written"), "ok", step=_folder(where[0]))


def _folder(path: str) -> str:
    return path.rpartition("/")[0] or path
