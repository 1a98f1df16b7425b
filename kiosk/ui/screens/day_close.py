"""Closing the day: all that is unfinished, the way to each, and why it waits; then the strip."""

from functools import partial
from typing import TypeAlias

from kiosk.core.daywords import BY_HAND, CarryReason, LooseKind
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Right
from kiosk.ui.kit.boxes import Card, Row, Split, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.widget import Do, Home, Instead, Move, Say, Widget
from kiosk.ui.kit.words import IconBox, Label
from kiosk.ui.screens import day_words as words
from kiosk.ui.screens.day_count import DrawerCount, aside, said
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.witness import Witness

L = LooseKind
_Open: TypeAlias = tuple[LooseKind, int, CarryReason | None]


class DayCloseScreen(Framed):
    """What is unfinished, each to be finished or carried over with a reason.

    Args:
        office: the counter.
    """

    name = "day_close"
    section = "menu"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.drawer = DrawerCount(self, "close.count")
        self.asked: tuple[LooseKind, ...] = ()  # why these wait is asked now
        self.witness: Witness | None = None

    @property
    def carried(self) -> dict[LooseKind, CarryReason]:
        """What was said of what waits; it stays while somebody is away to finish something."""
        return self.desk.days.carried

    def title(self) -> str:
        """Return what is done here."""
        return self.phrases.text("Close the day")

    def subtitle(self) -> str:
        """Return which day."""
        return words.date_words(self.desk.days.standing().date, self.phrases)

    def left(self) -> None:
        """Close the questions; what was said of each thing stays."""
        self.witness, self.asked = None, ()
        self.drawer.shut()

    def found(self) -> dict[LooseKind, int]:
        """Return what is unfinished now."""
        found = self.desk.days.unfinished(is_counted=self.drawer.counted is not None)
        return {} if isinstance(found, Refused) else found

    def untold(self, found: dict[LooseKind, int]) -> tuple[LooseKind, ...]:
        """Return what nobody said yet why it waits."""
        return tuple(kind for kind in found if kind not in self.carried)

    # -- what it shows -----------------------------------------------------------------------------

    def content(self) -> Widget:
        """Return the list, and the drawer beside it."""
        lay, found = self.skin.layout, self.found()
        rows = ScrollList(
            id="close.list",
            items=tuple((kind, n, self.carried.get(kind)) for kind, n in found.items()),
            key=lambda item: item[0],  # type: ignore[index]
            row=self._row,
            row_px=max(72, self.skin.px(84)),
            empty=self.phrases.text("Nothing is unfinished. A good day."),
            grow=1,
            least=80,
        )
        lead = [Label(label=self.phrases.text("Finish it, or say why it waits"), colour="ink2")]
        todo = lead if self.untold(found) else []
        return Split(
            left=Card(child=Stack(children=[*todo, rows], gap=8), padding=lay.dense),
            right=self._side(found),
            right_wide=lay.right["customer"],
            gap=lay.gap,
        )

    def _row(self, item: object) -> Widget:
        open_: _Open = item  # type: ignore[assignment]
        kind, n, reason = open_
        say = self.phrases
        tone = "plain" if reason else "warn"
        lines = [Label(label=words.loose_words(kind, n, say), style="row_title", lines=2)]
        if reason:
            lines.append(Label(label=words.reason_words(reason, say), colour="ink2", cuts=True))
        told = Stack(grow=1, least=100, children=lines)
        go = Button(
            id=f"close.go.{kind.value}", label=say.text("Go there"), icon="arrow_forward",
            bare=True, rank="outline", do=self._way(kind),
        )  # fmt: skip
        carry = Button(
            id=f"close.carry.{kind.value}",
            label=say.text("Another reason") if reason else say.text("Carry over"),
            icon="edit" if reason else "",
            bare=bool(reason),
            rank="outline",
            do=partial(self._ask, (kind,)),
        )
        icon = IconBox(icon=words.ICONS[kind], tone=tone)
        return Row(gap=12, children=[icon, told, carry, go])

    def _way(self, kind: LooseKind) -> Do:
        """Return where a thing is finished."""
        doors = self.office.doors
        ways: dict[LooseKind, Do] = {
            L.VISITS: Home,
            L.PARKED: Home,
            L.MONEY: Home,
            L.PUT_BACK: doors.put_back,
            L.CASH: self.drawer.ask,
            L.DELIVERIES: doors.deliveries,
            L.RETURNS: doors.returns,
            L.BOXES: doors.ship,
            L.SHIPMENTS: doors.ship,
            L.STOCKTAKE: doors.count,
            L.PAPERS: doors.waiting_papers,
        }
        return ways.get(kind, doors.health)

    def _side(self, found: dict[LooseKind, int]) -> Widget:
        say, untold = self.phrases.text, self.untold(found)
        acts: list[Widget] = []
        if len(untold) > 1:
            carry = partial(self._ask, untold)
            label = say("Carry all over")
            acts.append(Button(id="close.all", label=label, rank="outline", do=carry))
        why = self.phrases.count(
            "{n} thing is unfinished", "{n} things are unfinished", len(untold)
        )
        acts.append(
            Button(
                id="close.confirm",
                label=say("Close the day"),
                rank="primary",
                do=self._close,
                enabled=not untold,
                reason=why if untold else "",
            )
        )
        return Stack(children=[self._cash(), *acts], gap=12)

    def _cash(self) -> Widget:
        say = self.phrases.text
        before = say("Count what lies in the drawer before you close.")
        lines = self.drawer.told(before) or [said(say("No cash is taken here."))]
        return aside("payments", lines, self.drawer.buttons(), self.skin)

    def over(self) -> Widget | None:
        """Return the question that is asked now."""
        if self.witness is not None:
            return self.witness.sheet()
        return self.drawer.sheet() or (self._reasons() if self.asked else None)

    def _reasons(self) -> Widget:
        say, asked = self.phrases, self.asked
        found = self.found()
        title = (
            words.loose_words(asked[0], found.get(asked[0], 0), say)
            if len(asked) == 1
            else say.count("{n} thing is carried over", "{n} things are carried over", len(asked))
        )
        buttons: list[Widget] = [
            Button(
                id=f"carry.{reason.value}",
                label=words.reason_words(reason, say),
                rank="outline",
                do=partial(self._carry, reason),
            )
            for reason in BY_HAND
        ]
        lead = Label(label=say.text("Why does it wait for another day?"), colour="ink2", lines=2)
        body = Stack(children=[lead, *buttons], gap=12)
        return Sheet(id="carry", title=title, child=body, close=self._shut, most=560)

    # -- what it does ------------------------------------------------------------------------------

    def badge(self, badge: str) -> Move:
        """Go on with who vouches by the badge alone, where a second person is asked for."""
        return self.witness.badge(badge) if self.witness is not None else super().badge(badge)

    def _ask(self, kinds: tuple[LooseKind, ...]) -> Move:
        self.asked = kinds
        self.renew()
        return None

    def _carry(self, reason: CarryReason) -> Move:
        self.carried.update(dict.fromkeys(self.asked, reason))
        return self._shut()

    def _shut(self) -> Move:
        self.witness, self.asked = None, ()
        self.drawer.shut()
        self.renew()
        return None

    def _close(self, witness: str | None = None) -> Move:
        day = self.desk.days.close_day(self.carried, self.drawer.counted, witness)
        self._shut()
        if not isinstance(day, Refused):
            done = self.phrases.text("The day is closed")
            return Say(done, "ok", Instead(self.office.doors.day()))
        if day.reason is Reason.WITNESS_NEEDED:
            self.witness = Witness(self, self.desk.access, Right.ISSUE, self._close, self._shut)
            self.renew()
            return None
        if day.reason is Reason.DRAWER_DIFFERS:  # somebody was paid since it was counted
            self.drawer.forget()
            self.renew()
        return self.refused(day)
