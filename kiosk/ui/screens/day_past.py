"""Days that are over, for whoever may see figures: each with its numbers, printed again."""

from functools import partial

from kiosk.core.days import Day
from kiosk.core.refusals import Refused
from kiosk.ui.kit.boxes import Card, Row, Spacer, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.kit.words import IconBox, Label
from kiosk.ui.screens import day_words as words
from kiosk.ui.screens.framed import Framed
from kiosk.ui.sentences import refusal


class DayPastScreen(Framed):
    """The archive of days."""

    name = "day_past"
    section = "menu"

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Days that are over")

    def content(self) -> Widget:
        """Return the days, the latest first."""
        past = self.desk.days.past()
        if isinstance(past, Refused):
            no = Label(label=refusal(past, self.phrases)[0], lines=2)
            return Card(child=Stack(children=[no, Spacer()]))
        rows = ScrollList(
            id="past.list",
            items=past,
            key=lambda one: one.day,  # type: ignore[attr-defined]
            row=self._row,
            row_px=max(104, self.skin.px(124)),
            empty=self.phrases.text("No day was closed here yet."),
            grow=1,
            least=80,
        )
        return Card(child=Stack(children=[rows]), padding=self.skin.layout.dense)

    def _row(self, item: object) -> Widget:
        day: Day = item  # type: ignore[assignment]
        say = self.phrases
        name = words.date_words(day.date, say)
        box = day.day[11:]
        lines = [words.numbers_words(day, say), words.sums_words(day.totals, say)]
        told = Stack(
            grow=1,
            least=100,
            children=[
                Label(label=f"{name} · {box}" if box else name, style="row_title", cuts=True),
                *(Label(label=line, colour="ink2", cuts=True) for line in lines if line),
            ],
        )
        icon = IconBox(icon="warning" if day.untended else "check_circle",
                       tone="warn" if day.untended else "soft")  # fmt: skip
        again = Button(
            id=f"past.print.{day.day}", label=say.text("Print"), icon="print", rank="outline",
            do=partial(self._print, day.day),
        )  # fmt: skip
        return Row(gap=16, children=[icon, told, again])

    def _print(self, day: str) -> Move:
        no = self.desk.days.print(day)
        return self.refused(no) if no else Say(self.phrases.text("The day is being printed"), "ok")
