"""The day: opened by whoever comes first, handed over, closed; and what the last one was."""

from kiosk.core.days import Day
from kiosk.core.refusals import Refused
from kiosk.core.words import Right
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.widget import Do, Home, Move, Say, Widget
from kiosk.ui.kit.words import IconBox, Label, Line
from kiosk.ui.screens import day_words as words
from kiosk.ui.screens import figure_words
from kiosk.ui.screens.day_count import DrawerCount, aside, said
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office
from kiosk.workflows.days import Counted, Standing

_MOST_HANDED = 4


class DayScreen(Framed):
    """How the day stands, and the next step of it."""

    name = "day"
    section = "menu"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.drawer = DrawerCount(self, "day.count", self._open)

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("The day")

    def subtitle(self) -> str:
        """Return which day."""
        standing = self.desk.days.standing()
        return words.date_words(standing.date, self.phrases)

    def left(self) -> None:
        """Close the question."""
        self.drawer.shut()

    def content(self) -> Widget:
        """Return the day at the left, what may be done at the right."""
        lay, standing = self.skin.layout, self.desk.days.standing()
        left = Card(child=Stack(children=self._told(standing), gap=lay.dense))
        right = Stack(children=[self._aside(standing), *self._acts(standing)], gap=12)
        return Split(left=left, right=right, right_wide=lay.right["customer"], gap=lay.gap)

    def over(self) -> Widget | None:
        """Return the drawer's sheet."""
        return self.drawer.sheet()

    # -- what it tells -----------------------------------------------------------------------------

    def _told(self, standing: Standing) -> list[Widget]:
        if standing.day is None:
            return self._not_open(standing)
        day, say = standing.day, self.phrases
        if standing.is_open:
            head = self._head("light_mode", "ok", say.text("The day is open"))
        else:
            head = self._head("dark_mode", "soft", say.text("The day is closed"))
        return [head, Line(), *self._lines(day), Spacer(), *self._figures(standing), Spacer()]

    def _head(self, icon: str, tone: str, said: str) -> Widget:
        return Row(
            gap=16,
            children=[
                IconBox(icon=icon, tone=tone, edge_px=56),
                Label(label=said, style="title", grow=1, least=120, lines=2),
            ],
        )

    def _not_open(self, standing: Standing) -> list[Widget]:
        say = self.phrases.text
        lines: list[Widget] = [self._head("calendar_today", "soft", say("The day is not open"))]
        about = (
            say("Work goes on all the same. An open day says who began, and with what money."),
            say("In the evening, closing it tells what is unfinished and prints the day."),
        )
        lines += [Label(label=said, colour="ink2", lines=3) for said in about]
        if standing.untended is not None:
            said = say("Nobody closed {day}. The clock did, and the network knows its numbers.",
                       day=words.date_words(standing.untended.date, self.phrases))  # fmt: skip
            icon = IconBox(icon="warning", tone="warn", edge_px=44)
            note = Row(gap=16, children=[icon, Label(label=said, lines=3, grow=1, least=120)])
            lines += [Line(), note]
        return [*lines, Spacer()]

    def _lines(self, day: Day) -> list[Widget]:
        say, time = self.phrases.text, self.phrases.time
        told: list[tuple[str, str]] = []
        if day.opened_at:
            said = f"{time(day.opened_at)} · {self._who(day.opened_by)}"
            told.append((say("Day opened"), said))
        if day.opening is not None:
            told.append((say("In the drawer"), words.drawer_words(day.opening, self.phrases)))
        for one in day.handed[-_MOST_HANDED:]:
            both = f"{time(one.at)} · {self._who(one.by)} \u2192 {self._who(one.to)}"
            held = f" · {words.drawer_words(one.drawer, self.phrases)}" if one.drawer else ""
            told.append((say("Counter handed over"), both + held))
        if day.closed_at:
            by = self._who(day.closed_by)
            told.append(
                (say("Day closed"), f"{time(day.closed_at)} · {by}" if by else time(day.closed_at))
            )
        if day.closing is not None:
            told.append((say("In the drawer"), words.drawer_words(day.closing, self.phrases)))
        return [self._line(name, said) for name, said in told]

    def _line(self, name: str, said: str) -> Widget:
        return Row(
            gap=16,
            children=[
                Label(label=name, colour="ink2", grow=1, least=80, cuts=True),
                Label(label=said, style="strong", align="right"),
            ],
        )

    def _who(self, staff: str) -> str:
        """Return initials: names are for the team's screens."""
        row = next((one for one in self.desk.access.people() if one.staff == staff), None)
        return row.initials if row else ""

    def _figures(self, standing: Standing) -> list[Widget]:
        totals = (
            self.desk.days.so_far() if standing.is_open else standing.day and standing.day.totals
        )
        if totals is None or isinstance(totals, Refused):
            return []
        lines = [
            self._line(figure_words.name_of(one, self.phrases),
                       self.phrases.number(getattr(totals, one.value)))
            for one in words.FIGURES
        ]  # fmt: skip
        return [Line(), *lines]

    def _aside(self, standing: Standing) -> Widget:
        say = self.phrases.text
        day, sign = standing.day, "light_mode"
        if day is None:
            lines = [say("Whoever comes first opens the day.")]
        elif standing.is_open:
            lines = [say("Before you go, hand the counter over: who goes on types the PIN."),
                     say("The last one closes the day.")]  # fmt: skip
        else:
            sign = "dark_mode"
            lines = [say("The strip is printed, and the network gets the numbers.")]
            one, many = "{n} thing is left for another day", "{n} things are left for another day"
            if left := len(day.loose):
                lines.append(self.phrases.count(one, many, left))
        return aside(sign, [said(line) for line in lines], (), self.skin)

    # -- what may be done --------------------------------------------------------------------------

    def _acts(self, standing: Standing) -> list[Widget]:
        if not self.desk.counter.may(Right.ISSUE):
            return []
        if standing.day is None:
            return [*self._past(), *self._opening()]
        return [*self._past(), *(self._while_open() if standing.is_open else self._when_closed())]

    def _past(self) -> list[Widget]:
        if not self.desk.counter.may(Right.ANALYTICS):
            return []
        return [self._button("past", self.phrases.text("Days that are over"), "archive",
                             self.office.doors.day_past)]  # fmt: skip

    def _opening(self) -> list[Widget]:
        say = self.phrases.text
        acts: list[Widget] = []
        if self.drawer.cash() is not None:
            count = say("Count the drawer and open")
            acts.append(self._button("count", count, "payments", self.drawer.ask))
        return [
            *acts,
            Button(id="day.open", label=say("Open the day"), rank="primary", do=self._open),
        ]

    def _while_open(self) -> list[Widget]:
        say, doors = self.phrases.text, self.office.doors
        close = Button(
            id="day.close", label=say("Close the day"), rank="primary", do=doors.day_close
        )
        return [
            self._button("hand", say("Hand over the counter"), "swap_horiz", doors.day_hand),
            close,
        ]

    def _when_closed(self) -> list[Widget]:
        say, left = self.phrases.text, self.desk.days.undo_s()
        may_undo = bool(left) or self.desk.counter.may(Right.OVERRIDE)
        again = self._button("print", say("Print the day again"), "print", self._print)
        undo = Button(
            id="day.undo", label=say("Take the closing back"), icon="undo", rank="outline",
            do=self._undo, enabled=may_undo, reason=say("It is too late; ask a manager to sign in"),
        )  # fmt: skip
        home = Button(id="day.home", label=say("Done"), rank="primary", do=Home)
        return [again, undo, home]

    def _button(self, key: str, label: str, icon: str, do: Do) -> Widget:
        return Button(id=f"day.{key}", label=label, icon=icon, rank="outline", do=do)

    def _open(self, counted: Counted | None = None) -> Move:
        day = self.desk.days.open_day(counted)
        self.renew()
        if isinstance(day, Refused):
            return self.refused(day)
        return Say(self.phrases.text("The day is open"), "ok", Home())

    def _undo(self) -> Move:
        day = self.desk.days.reopen()
        self.renew()
        if isinstance(day, Refused):
            return self.refused(day)
        return Say(self.phrases.text("The day is open again"), "ok")

    def _print(self) -> Move:
        no = self.desk.days.print_last()
        return self.refused(no) if no else Say(self.phrases.text("The day is being printed"), "ok")
