"""The figures as lists: every one beside the one before, the reasons, and each person's."""

from typing import cast

from msgspec import Struct

from kiosk.core.figure_reasons import NAMES, Why
from kiosk.core.figures import OF_PEOPLE, Figure
from kiosk.core.policy import Policy
from kiosk.ui.kit.boxes import Card, Row, Spacer, Stack
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.sheets import Progress
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Widget
from kiosk.ui.kit.words import Label, Line
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens import figure_words as words
from kiosk.workflows.inquiries import Colleague, Report

_PERSON_PX = 56
_FIT = 5  # people who are seen at once on every screen
_HEAD = ""  # stands for the name of a group among its reasons


class Lists(Struct, frozen=True):
    """Lists a report.

    Args:
        report: what it says.
        policy: the network's, which has words for its reasons.
        skin, phrases: how it looks and reads.
    """

    report: Report
    policy: Policy | None
    skin: Skin
    phrases: Phrases

    # -- all figures -------------------------------------------------------------------------------

    def figures(self) -> list[Widget]:
        """Return every figure, with the one before and the change between them."""
        say = self.phrases.text
        head = self._columns(
            Label(label=self._unsent(), style="caption", colour="ink2", cuts=True),
            Label(label=say("These days"), style="caption", colour="ink2", align="right"),
            Label(label=say("Before"), style="caption", colour="ink2", align="right"),
            Label(label=say("Difference"), style="caption", colour="ink2"),
            aside=ScrollList.ASIDE,
        )
        rows = ScrollList(
            id="analytics.figures",
            items=tuple(figure.value for figure in Figure),
            row=self._figure,
            row_px=self.skin.px(52),
            gap=0,
            grow=1,
            least=120,
        )
        return [Card(grow=1, child=Stack(children=[head, Line(), rows], gap=8))]

    def _unsent(self) -> str:
        n = self.phrases.number(self.report.unsent)
        if not self.report.unsent or self.report.oldest_at is None:
            return self.phrases.text("Unsent: {n}", n=n)
        at = self.report.oldest_at
        since = f"{self.phrases.day(at)}, {self.phrases.time(at)}"
        return self.phrases.text("Unsent: {n}, since {since}", n=n, since=since)

    def _figure(self, item: object) -> Widget:
        figure = Figure(cast("str", item))
        value, was = self.report.values[figure], self.report.was[figure]
        icon, said, colour = words.change(value, was, self.phrases)
        return self._columns(
            Label(label=words.name_of(figure, self.phrases), cuts=True),
            Label(label=words.written(value, self.phrases), style="strong", align="right"),
            Label(
                label=words.written(was, self.phrases),
                style="strong",
                colour="ink2",
                align="right",
            ),
            Label(label=said, style="caption", colour=colour, icon=icon, cuts=True),
        )

    def _columns(
        self, name: Label, now: Label, before: Label, change: Label, *, aside: int = 0
    ) -> Widget:
        name.grow, name.least = 1, 80
        now.wide = before.wide = self.skin.px(96)
        change.wide = self.skin.px(190) + aside  # the rows give way to the page buttons
        return Row(gap=self.skin.px(20), children=[name, now, before, change])

    # -- reasons -----------------------------------------------------------------------------------

    def reasons(self) -> list[Widget]:
        """Return why things came back, were turned away or differed, the most frequent first."""
        told = self.report.reasons
        rows = ScrollList(
            id="analytics.reasons",
            items=tuple((why, reason) for why in told for reason in (_HEAD, *told[why])),
            row=self._reason,
            row_px=self.skin.px(48),
            gap=0,
            empty=self.phrases.text("Nothing came back and nobody was turned away."),
            grow=1,
            least=120,
        )
        return [Card(grow=1, child=Stack(children=[rows]))]

    def _reason(self, item: object) -> Widget:
        why, reason = cast("tuple[Why, str]", item)
        now, was = self.report.reasons[why], self.report.reasons_were.get(why, {})
        total = sum(now.values())
        if reason == _HEAD:
            title = Label(label=self.phrases.text(NAMES[why]), style="strong", cuts=True)
            return self._measured(title, total, sum(was.values()), Spacer())
        named = Label(label=words.reason_of(why, reason, self.policy, self.phrases), cuts=True)
        bar = Progress(done=now[reason], of=max(1, total), tone="brand")
        return self._measured(named, now[reason], was.get(reason, 0), bar)

    def _measured(self, name: Label, n: int, was: int, bar: Widget) -> Widget:
        say = self.phrases
        name.grow, name.least = 1, 80
        bar.wide, bar.grow = self.skin.px(200), 0
        now = Label(label=say.number(n), style="strong", align="right", wide=self.skin.px(72))
        before = Label(
            label=say.text("before: {n}", n=say.number(was)), style="caption", colour="ink2",
            align="right", wide=self.skin.px(130), cuts=True,
        )  # fmt: skip
        return Row(gap=self.skin.px(16), children=[name, bar, now, before])

    # -- staff -------------------------------------------------------------------------------------

    def staff(self) -> list[Widget]:
        """Return each person's figures, whoever issued most first."""
        is_over = len(self.report.people) > _FIT
        names = (
            Label(
                label=words.short_of(figure, self.phrases), style="caption", colour="ink2",
                align="right", lines=2, cuts=True,
            )
            for figure in OF_PEOPLE
        )  # fmt: skip
        head = self._across(Label(label=""), *names, aside=ScrollList.ASIDE if is_over else 0)
        rows = ScrollList(
            id="analytics.staff",
            items=self.report.people,
            key=lambda one: cast("Colleague", one).staff,
            row=self._person,
            row_px=self.skin.px(_PERSON_PX),
            gap=0,
            empty=self.phrases.text("Nobody worked on these days."),
            grow=1,
            least=120,
        )
        above = [head, Line()] if self.report.people else []
        return [Card(grow=1, child=Stack(children=[*above, rows], gap=8))]

    def _person(self, item: object) -> Widget:
        one = cast("Colleague", item)
        told = (
            Label(
                label=words.written(one.values[figure], self.phrases), style="strong",
                align="right", cuts=True,
            )
            for figure in OF_PEOPLE
        )  # fmt: skip
        return self._across(Label(label=one.name, style="row_title", cuts=True), *told)

    def _across(self, name: Label, *figures: Label, aside: int = 0) -> Widget:
        name.grow, name.least = 1, 80
        for label in figures:
            label.wide = self.skin.px(88)
        end = [Spacer(wide=aside)] if aside else []
        return Row(gap=self.skin.px(12), children=[name, *figures, *end])
